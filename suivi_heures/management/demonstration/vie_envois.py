"""Two employers speak of the same people: some hours agree, some do not, some wait for a word. Done once."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Q

from beneficiaires.models import ContratTravail
from clauses_app.interface.formats import formater_mois
from clauses_app.tenancy.contexte import within_guichet
from marches.models import Entreprise
from suivi_heures.enums import StatutHeure
from suivi_heures.management.demonstration.calendrier import le
from suivi_heures.models import EnvoiCroise, Heure, ReleveHeures
from suivi_heures.queries.mois import dernier_jour
from suivi_heures.services.recevoir_releve import recevoir_releve

HEURES = (118, 96)


def croiser_des_envois(guichet_id: int) -> None:
    """An agency sends a month of two people: the holder they work for has said another figure of one, and nothing of
    the other yet. An integration site and its holder agree."""
    with within_guichet(guichet_id):
        if EnvoiCroise.objects.exists() or ReleveHeures.objects.filter(nom_fichier__startswith="Missions").exists():
            return
        agence, chantier = _contrats("S-ETTI")[:2], _contrats("S-ACI")[:1]
        if len(agence) == len(HEURES):
            _envoyer(agence[0].employeur, "Missions", list(zip(agence, HEURES, strict=True)))
            _envoyer(agence[0].titulaire, "Pointage", [(agence[1], HEURES[1] + 7)])
        if chantier:
            for entreprise in (chantier[0].employeur, chantier[0].titulaire):
                _envoyer(entreprise, "Heures du chantier", [(chantier[0], HEURES[0])])


def _contrats(structure: str) -> list[ContratTravail]:
    """At work for one holder, one for each person, of which nobody has spoken that month."""
    mois = le(2026, 10, 1)
    fin = dernier_jour(mois)
    ouverts: Any = ContratTravail.objects.filter(employeur__ref=structure, date_debut__lte=mois)
    ouverts = ouverts.filter(Q(date_fin=None) | Q(date_fin__gte=fin)).exclude(titulaire_id=F("employeur_id"))
    dits = Heure.objects.filter(annulee=False, du__lte=fin, au__gte=mois).exclude(statut=StatutHeure.REFUSEE)
    libres = ouverts.exclude(pk__in=dits.values("contrat_id"))
    par_titulaire: dict[int, dict[int, ContratTravail]] = {}
    for contrat in libres.select_related("beneficiaire", "titulaire", "employeur").order_by("pk"):
        par_titulaire.setdefault(contrat.titulaire_id, {}).setdefault(contrat.beneficiaire_id, contrat)
    return list(max(par_titulaire.values(), key=len, default={}).values())


def _envoyer(entreprise: Entreprise, nom: str, dites: list[tuple[ContratTravail, int]]) -> None:
    lignes = [f"{c.beneficiaire.nom};{c.beneficiaire.prenom};{heures}" for c, heures in dites]
    recevoir_releve(
        nom_fichier=f"{nom} {formater_mois(le(2026, 10, 1))}.csv",
        contenu="\n".join(["Nom;Prénom;Heures travaillées", *lignes, ""]).encode(),
        deposant=entreprise,
        recu_le=le(2026, 11, 6),
        par=None,
    )
