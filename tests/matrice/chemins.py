"""Paths to work: an action, its session, a person in it."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

from beneficiaires.models import (
    Action,
    Convention,
    Diagnostic,
    Engagement,
    EtapeParcours,
    Frein,
    InscriptionAction,
    ObjectifConvention,
    PresenceAction,
    SeanceAction,
    Situation,
    SituationRsa,
    Sortie,
)
from suivi_heures.models import Besoin, EtapeProposition, Proposition
from tests.matrice.financements import financer

JOUR = datetime.date(2025, 3, 3)


def ouvrir_des_chemins(nom: str, o: dict[str, Any], cle: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """`cle`: gives its identifier to each row of an owner."""
    convention = Convention.objects.create(
        **cle(),
        nom=f"{nom}convention",
        partenaires=f"{nom}département",
        date_debut=JOUR,
        date_fin=JOUR.replace(year=2027),
    )
    objectif = ObjectifConvention.objects.create(
        **cle(), convention=convention, indicateur="OPERATIONS", cible=12, par_an=True
    )
    action = Action.objects.create(
        **cle(),
        type="FORUM",
        nom=f"{nom}forum",
        date_debut=JOUR,
        date_fin=JOUR,
        lieu=f"{nom}salle",
        marche=o["marche"],
        convention=convention,
        porteur=o["entreprise"],
    )
    seance = SeanceAction.objects.create(**cle(), action=action, jour=JOUR, lieu=f"{nom}salle")
    inscription = InscriptionAction.objects.create(
        **cle(), action=action, beneficiaire=o["beneficiaire"], inscrite_le=JOUR
    )
    PresenceAction.objects.create(seance=seance, inscription=inscription, etat="PRESENT", notee_par=f"{nom}auteur")
    suivi = {"action": action, "seance": seance, "inscription_action": inscription} | {
        "convention": convention,
        "objectif_convention": objectif,
        **_demander_du_monde(nom, o, cle),
    }
    return suivi | _suivre_une_personne(nom, o["beneficiaire"], cle) | financer(nom, cle)


def _suivre_une_personne(nom: str, personne: Any, cle: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    du = {"beneficiaire": personne, "par_nom": f"{nom}auteur"}
    sortie = Sortie.objects.create(**cle(), **du, type="CDI", le=JOUR)
    return {
        "etape_parcours": EtapeParcours.objects.create(
            **cle(), **du, nature="FORMATION", intitule=f"{nom}titre", organisme=f"{nom}centre", debut=JOUR
        ),
        "diagnostic": Diagnostic.objects.create(**cle(), **du, fait_le=JOUR, avec=f"{nom}partenaire"),
        "situation_rsa": SituationRsa.objects.create(**cle(), **du, le=JOUR, allocataire=True, source="ENTRETIEN"),
        "frein": Frein.objects.create(
            **cle(), **du, type="MOBILITE", constate_le=JOUR, service=f"{nom}service", fonds=f"{nom}fonds"
        ),
        "engagement_reciproque": Engagement.objects.create(**cle(), **du, signe_le=JOUR, referent=f"{nom}référent"),
        "sortie": sortie,
        "situation": Situation.objects.create(
            **cle(), **du, sortie=sortie, mois=3, situation="EMPLOI", le=JOUR, source="TELEPHONE"
        ),
    }


def _demander_du_monde(nom: str, o: dict[str, Any], cle: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    besoin = Besoin.objects.create(
        **cle(),
        entreprise=o["entreprise"],
        marche=o["marche"],
        metier=f"{nom}métier",
        nombre=2,
        debut=JOUR,
        contraintes=f"{nom}permis",
        dit_le=JOUR,
        par_nom=f"{nom}auteur",
    )
    proposition = Proposition.objects.create(**cle(), besoin=besoin, beneficiaire=o["beneficiaire"])
    EtapeProposition.objects.create(proposition=proposition, rang=1, etat="PROPOSEE", date=JOUR, par_nom=f"{nom}qui")
    return {"besoin": besoin, "proposition": proposition}
