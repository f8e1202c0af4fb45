"""Paths to work: attendance nobody noted, situations to ask after an exit."""

from __future__ import annotations

import datetime

from django.db.models import Exists, OuterRef

from beneficiaires.models import Convention, PresenceAction, SeanceAction
from beneficiaires.queries.actions import DELAI_PRESENCES
from beneficiaires.queries.conventions import suivre_conventions
from beneficiaires.queries.parcours import DELAI_DEMANDE, situations_a_demander
from clauses_app.interface.formats import accorder, formater_date
from suivi_heures.models import Besoin
from suivi_heures.queries.affaires.commun import Affaire
from suivi_heures.queries.besoins import AVANT_DEBUT, situer_besoins

AVANT_TERME = datetime.timedelta(days=90)


def presences_a_noter(au: datetime.date) -> list[Affaire]:
    """A session is over and nobody said who came, nor how many."""
    notees = PresenceAction.objects.filter(seance=OuterRef("pk"))
    seances = (
        SeanceAction.objects.filter(jour__lt=au, annulee_a=None, decompte=None, action__annulee_a=None)
        .filter(~Exists(notees))
        .select_related("action")
        .order_by("jour", "pk")
    )
    return [
        Affaire(
            type="parcours",
            ton="surveiller",
            icone="megaphone",
            titre=f"{s.action.nom}\u00a0: présences du {formater_date(s.jour)} à noter",
            detail="Sans elles, l’action ne compte aucun participant. Un nombre suffit quand personne n’est nommé.",
            bouton="Noter les présences",
            url="beneficiaires:seance_emarger",
            cle=s.pk,
            qui="Vous",
            depuis=s.jour,
            echeance=s.jour + DELAI_PRESENCES,
        )
        for s in seances[:200]
    ]


def suites_a_demander(au: datetime.date) -> list[Affaire]:
    """One a person, at the latest milestone her contracts do not answer for."""
    return [
        Affaire(
            type="parcours",
            ton="accent",
            icone="telephone",
            titre=f"{e.sortie.beneficiaire}\u00a0: situation à {e.mois} mois à demander",
            detail=f"Sortie le {formater_date(e.sortie.le)}. Aucun contrat suivi ici ne répond pour ce jour.",
            bouton="Noter la situation",
            url="beneficiaires:situation_noter",
            cle=e.sortie.pk,
            qui="Vous",
            depuis=e.le,
            echeance=e.le + DELAI_DEMANDE,
            requete=f"?mois={e.mois}",
        )
        for e in situations_a_demander(au=au)[:200]
    ]


def conventions_a_suivre(au: datetime.date) -> list[Affaire]:
    """One a convention under way: objectives that fall behind, then its end in sight."""
    en_cours = Convention.objects.filter(date_debut__lte=au, date_fin__gte=au).order_by("date_fin", "pk")
    affaires = []
    for suivie in suivre_conventions(en_cours[:100], au=au):
        c, retards = suivie.convention, suivie.alertes
        if not retards and c.date_fin > au + AVANT_TERME:
            continue
        titre = (
            f"{c.nom}\u00a0: {accorder(len(retards), 'objectif en retard', 'objectifs en retard')}"
            if retards
            else f"{c.nom} s’achève le {formater_date(c.date_fin)}"
        )
        affaires.append(
            Affaire(
                type="parcours",
                ton="retard" if retards else "surveiller",
                icone="file-earmark-text",
                titre=titre,
                detail=f"{c.partenaires}. Les chiffres viennent des actions de la convention.",
                bouton="Voir la convention",
                url="suivi_heures:convention",
                cle=c.pk,
                qui="Vous",
                depuis=suivie.periode_annee.debut if retards else c.date_fin - AVANT_TERME,
                echeance=suivie.periode_annee.fin if retards else c.date_fin,
            )
        )
    return affaires


def besoins_a_pourvoir(au: datetime.date) -> list[Affaire]:
    """One a need: the company that has not answered, else the guichet that still has to propose."""
    proches = Besoin.objects.ouverts().filter(debut__lte=au + AVANT_DEBUT).select_related("entreprise", "marche")
    affaires = []
    for s in situer_besoins(proches.order_by("debut", "pk")[:200], au=au):
        b, muettes = s.besoin, s.attend_l_entreprise
        tour = s.tour
        if tour is None or (tour.est_a_l_entreprise and not muettes):
            continue
        affaires.append(
            Affaire(
                type="parcours",
                ton="surveiller" if b.debut >= au else "retard",
                icone="briefcase",
                titre=f"{b.metier}, {b.entreprise}\u00a0: {accorder(s.reste, 'poste à pourvoir', 'postes à pourvoir')}",
                detail=f"{accorder(len(muettes), 'proposition attend', 'propositions attendent')} une réponse."
                if muettes
                else f"{accorder(s.ouvertes, 'personne proposée', 'personnes proposées')}"
                f" pour un début le {formater_date(b.debut)}.",
                bouton="Voir le besoin" if muettes else "Proposer",
                url="suivi_heures:besoin" if muettes else "suivi_heures:besoin_proposer",
                cle=b.pk,
                qui=str(b.entreprise) if muettes else "Vous",
                depuis=tour.depuis,
                echeance=tour.avant,
                responsable_id=b.marche.suivi_par_id if b.marche_id else None,
            )
        )
    return affaires
