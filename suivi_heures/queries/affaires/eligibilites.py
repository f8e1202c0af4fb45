"""People whose eligibility asks for a decision."""

from __future__ import annotations

import datetime

from django.db.models import Exists, OuterRef

from beneficiaires.enums import Decision
from beneficiaires.models import ContratTravail, DecisionEligibilite
from clauses_app.interface.formats import accorder, formater_date
from suivi_heures.queries.affaires.commun import Affaire
from suivi_heures.queries.fenetres import fins_proches

PROCHE_JOURS = 30  # said a first time at 90 days (`fins_proches`), louder from 30 on


def sans_decision(au: datetime.date) -> list[Affaire]:
    acceptees = DecisionEligibilite.objects.filter(
        beneficiaire=OuterRef("beneficiaire"), decision=Decision.ACCEPTEE, retiree_a=None
    )
    contrats = (
        ContratTravail.objects.filter(~Exists(acceptees))
        .select_related("beneficiaire", "titulaire", "marche")
        .order_by("beneficiaire_id", "date_debut")
        .distinct("beneficiaire_id")
    )
    return [
        Affaire(
            type="eligibilites",
            ton="retard",
            icone="person-badge",
            titre=f"{c.beneficiaire} : éligibilité à décider",
            detail=f"En contrat depuis le {formater_date(c.date_debut)} pour {c.titulaire}. Aucune heure ne compte.",
            bouton="Décider",
            url="beneficiaires:fiche",
            cle=c.beneficiaire_id,
            qui="Vous",
            depuis=c.date_debut,
            echeance=c.date_debut + datetime.timedelta(days=15),
            sujet="eligibilite-a-decider",
            responsable_id=c.marche.suivi_par_id,
        )
        for c in contrats
    ]


def fins_de_fenetre(au: datetime.date) -> list[Affaire]:
    return [
        Affaire(
            type="eligibilites",
            ton="surveiller" if f.jours > PROCHE_JOURS else "retard",
            icone="person-badge",
            titre=f"{f.contrat.beneficiaire} : éligibilité jusqu’au {formater_date(f.fin)}",
            detail=f"Encore {accorder(f.jours, 'jour')} : ensuite, ses heures pour {f.contrat.titulaire} sont perdues."
            if f.jours >= 0
            else f"Fenêtre close : ses heures pour {f.contrat.titulaire} ne comptent plus.",
            bouton="Préparer la suite" if f.jours > PROCHE_JOURS else "Réexaminer",
            url="beneficiaires:fiche",
            cle=f.contrat.beneficiaire_id,
            qui="Vous",
            depuis=None,
            echeance=f.fin,
            sujet=f"fin-de-fenetre-{f.contrat.pk}",
            responsable_id=f.contrat.lot.marche.suivi_par_id,
        )
        for f in fins_proches(au=au)
    ]
