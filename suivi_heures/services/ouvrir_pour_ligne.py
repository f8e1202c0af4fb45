"""Open the missing contract of a line, and the file of the person when nobody knows her: one gesture."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db import transaction

from beneficiaires.models import Beneficiaire, ContratTravail
from beneficiaires.services.enregistrer_beneficiaire import enregistrer_beneficiaire
from beneficiaires.services.enregistrer_contrat import enregistrer_contrat
from clauses_app.comptes.models import Adhesion
from marches.models import Attribution
from suivi_heures.enums import GesteLigne
from suivi_heures.models import CorrectionLigne, LigneReleve
from suivi_heures.queries.decompte.acces import attendre_son_tour
from suivi_heures.services.corriger_lignes import corriger_lignes


@dataclass(frozen=True, slots=True)
class Ouverture:
    """As typed; the person is either known, or named."""

    attribution: Attribution
    type_contrat: str
    modalite: str
    date_debut: datetime.date
    date_fin: datetime.date | None = None
    nom: str = ""
    prenom: str = ""
    date_naissance: datetime.date | None = None


@transaction.atomic
def ouvrir_pour_ligne(
    *, ligne: LigneReleve, version: int, ouverture: Ouverture, par: Adhesion
) -> list[CorrectionLigne]:
    """Her eligibility is still to be decided: until then her hours are declared, and do not count. Refused, nothing
    of it is kept."""
    attendre_son_tour()
    if LigneReleve.objects.filter(pk=ligne.pk).exclude(version=version).exists():  # a double click opens nothing twice
        return corriger_lignes(ligne=ligne, version=version, geste=GesteLigne.OUVRIR, par=par)
    personne = Beneficiaire.objects.filter(ref=ligne.lue.get("personne") or "").first()
    if personne is None:
        assert ouverture.date_naissance is not None  # noqa: S101  # the form asks it of somebody unknown
        personne = enregistrer_beneficiaire(
            beneficiaire=Beneficiaire(
                nom=ouverture.nom, prenom=ouverture.prenom, date_naissance=ouverture.date_naissance
            ),
            par=par,
        )
    contrat = enregistrer_contrat(
        contrat=ContratTravail(
            beneficiaire=personne,
            employeur_id=ligne.releve.entreprise_id,
            attribution=ouverture.attribution,
            type_contrat=ouverture.type_contrat,
            modalite=ouverture.modalite,
            date_debut=ouverture.date_debut,
            date_fin=ouverture.date_fin,
        ),
        par=par,
    )
    return corriger_lignes(
        ligne=ligne, version=version, geste=GesteLigne.OUVRIR, contrat=contrat, semblables=True, par=par
    )
