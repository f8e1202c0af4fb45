"""The company asks the guichet for the contract its line lacks, with what the line says of the person."""

from __future__ import annotations

from django.db import transaction

from beneficiaires.models import DemandeEligibilite
from beneficiaires.services.deposer_demande import deposer_demande
from clauses_app.comptes.models import Adhesion
from suivi_heures.enums import GesteLigne
from suivi_heures.models import CorrectionLigne, LigneReleve
from suivi_heures.queries.decompte.acces import attendre_son_tour
from suivi_heures.services.corriger_lignes import corriger_lignes
from suivi_heures.services.ouvrir_pour_ligne import Ouverture


@transaction.atomic
def demander_pour_ligne(
    *, ligne: LigneReleve, version: int, ouverture: Ouverture, par: Adhesion
) -> list[CorrectionLigne]:
    """No situation is asked here: the person says it to the facilitator. The line waits for the guichet."""
    assert ouverture.date_naissance is not None  # noqa: S101  # the form of a company always asks it
    attendre_son_tour()
    nouvelle = not LigneReleve.objects.filter(pk=ligne.pk).exclude(version=version).exists()
    corrections = corriger_lignes(ligne=ligne, version=version, geste=GesteLigne.DEMANDER, semblables=True, par=par)
    if not nouvelle:  # a double click asks once
        return corrections
    deposer_demande(
        demande=DemandeEligibilite(
            entreprise_id=ligne.releve.entreprise_id,
            attribution=ouverture.attribution,
            nom=ouverture.nom,
            prenom=ouverture.prenom,
            date_naissance=ouverture.date_naissance,
            type_contrat=ouverture.type_contrat,
            modalite=ouverture.modalite,
            date_debut=ouverture.date_debut,
            date_fin=ouverture.date_fin,
            autre_situation=True,
        ),
        message=f"Personne lue à la ligne {ligne.numero} du relevé {ligne.releve.nom_fichier}."[:500],
        par=par,
    )
    return corrections
