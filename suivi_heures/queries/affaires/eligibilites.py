"""People whose eligibility asks for a decision."""

from __future__ import annotations

import datetime

from django.db.models import Exists, OuterRef

from beneficiaires.enums import Decision
from beneficiaires.models import ContratTravail, DecisionEligibilite
from beneficiaires.queries.refus import refus_debout
from clauses_app.interface.formats import accorder, formater_date
from suivi_heures.queries.affaires.commun import Affaire
from suivi_heures.queries.fenetres import fins_proches

PROCHE_JOURS = 30  # said a first time at 90 days (`fins_proches`), louder from 30 on


def sans_decision(au: datetime.date) -> list[Affaire]:
    acceptees = DecisionEligibilite.objects.filter(
        beneficiaire=OuterRef("beneficiaire"), decision=Decision.ACCEPTEE, retiree_a=None
    )
    contrats = list(
        ContratTravail.objects.filter(~Exists(acceptees))
        .select_related("beneficiaire", "titulaire", "marche")
        .order_by("beneficiaire_id", "date_debut")
    )
    refus = refus_debout({c.beneficiaire_id for c in contrats})
    premiers = {c.beneficiaire_id: c for c in reversed(contrats) if c.beneficiaire_id not in refus}
    courants = {
        c.beneficiaire_id: c
        for c in contrats
        if c.beneficiaire_id in refus and (c.date_fin is None or c.date_fin >= au)
    }
    return [_a_decider(c) for c in reversed(premiers.values())] + [
        _malgre_un_refus(c, refus[cle]) for cle, c in courants.items()
    ]


def _a_decider(c: ContratTravail) -> Affaire:
    return Affaire(
        type="eligibilites",
        ton="retard",
        icone="person-badge",
        titre=f"{c.beneficiaire}\u00a0: éligibilité à décider",
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


def _malgre_un_refus(c: ContratTravail, refusee_le: datetime.date) -> Affaire:
    """Decided: it is no longer to decide. But hours go by for nothing, and somebody must say so while they do."""
    depuis = max(refusee_le, c.date_debut)
    return Affaire(
        type="eligibilites",
        ton="surveiller",
        icone="person-badge",
        titre=f"{c.beneficiaire}\u00a0: en contrat, éligibilité refusée",
        detail=f"Refusée le {formater_date(refusee_le)}. Aucune heure pour {c.titulaire} ne compte\u00a0:"
        " dites-le à l’entreprise, ou réexaminez.",
        bouton="Voir la fiche",
        url="beneficiaires:fiche",
        cle=c.beneficiaire_id,
        qui="Vous",
        depuis=depuis,
        echeance=depuis + datetime.timedelta(days=15),
        sujet="eligibilite-refusee",
        responsable_id=c.marche.suivi_par_id,
    )


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
