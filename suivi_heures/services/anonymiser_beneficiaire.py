"""Forget who a person was once the file is no longer needed; every figure stays what it was."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from beneficiaires.models import (
    Beneficiaire,
    ContratTravail,
    DecisionEligibilite,
    DemandeEligibilite,
    Diagnostic,
    Engagement,
    EtapeParcours,
    Frein,
    Justificatif,
)
from beneficiaires.queries.conservation import est_due
from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from suivi_heures.enums import CodeAnomalie
from suivi_heures.models import CorrectionLigne, HeuresPayees, LigneReleve, NomRetenu

NOM = "Personne anonymisée"


class PasDue(ValueError):
    """The file is still within its retention, or already anonymised."""


@transaction.atomic
def anonymiser_beneficiaire(*, beneficiaire: Beneficiaire, par: Any) -> Beneficiaire:
    """Sex, year of birth, categories, contracts and hours stay: they make the statistics. Names go, here, on the
    files merged into this one, in the lines of timesheets and in the requests."""
    personne: Beneficiaire = Beneficiaire.objects.select_for_update(of=("self",)).get(pk=beneficiaire.pk)
    if not est_due(personne, au=timezone.localdate()):
        raise PasDue("Ce dossier n’a pas atteint sa durée de conservation, ou il est déjà anonymisé.")
    ref = personne.ref
    for fiche in Beneficiaire.objects.filter(Q(pk=personne.pk) | Q(fusionne_dans=personne)):
        _effacer_identite(fiche)
    contrats = ContratTravail.objects.filter(beneficiaire=personne)
    _effacer_lectures(Q(contrat__in=contrats) | Q(lue__personne=ref))
    NomRetenu.objects.filter(beneficiaire=personne).delete()
    HeuresPayees.objects.filter(beneficiaire=personne).delete()
    contrats.update(precision_fin="")
    DecisionEligibilite.objects.filter(beneficiaire=personne).update(motif="", motif_retrait="", prescripteur="")
    Justificatif.objects.filter(beneficiaire=personne).update(nature="Pièce", motif="")
    DemandeEligibilite.objects.filter(beneficiaire=personne).update(
        nom=NOM, prenom="", date_naissance=_annee(personne.date_naissance), poste=""
    )
    EtapeParcours.objects.filter(beneficiaire=personne).update(intitule="Étape", organisme="")
    Frein.objects.filter(beneficiaire=personne).update(service="", fonds="")
    Diagnostic.objects.filter(beneficiaire=personne).update(avec="")
    Engagement.objects.filter(beneficiaire=personne).update(referent="Organisme référent")
    personne.refresh_from_db()
    # the former reference is not written beside the new one: the two would be the same person again
    journaliser(Verbe.BENEFICIAIRE_ANONYMISE, par=par, libelle=f"bénéficiaire {ref}")
    return personne


def _effacer_identite(fiche: Beneficiaire) -> None:
    fiche.nom, fiche.prenom, fiche.autres_noms, fiche.commune = NOM, "", [], ""
    fiche.date_naissance, fiche.ref = _annee(fiche.date_naissance), f"ANO{fiche.pk}"
    fiche.anonymise_le = timezone.localdate()
    fiche.version += 1
    fiche.save()


def _annee(jour: datetime.date) -> datetime.date:
    return datetime.date(jour.year, 1, 1)


def _effacer_fait(fait: dict[str, Any]) -> dict[str, Any]:
    garde = {champ: valeur for champ, valeur in fait.items() if champ != "au_guichet"}
    return garde | {"message": CodeAnomalie(fait["code"]).label}


def _effacer_lectures(siennes: Q) -> None:
    """What was read, and what remarks repeat of it: the code says enough."""
    lignes = list(LigneReleve.objects.filter(siennes))
    CorrectionLigne.objects.filter(ligne_id__in=[ligne.pk for ligne in lignes]).update(avant={}, motif="")
    for ligne in lignes:
        if "personne" in ligne.lue:
            ligne.anomalies = [_effacer_fait(fait) for fait in ligne.anomalies]
            ligne.avertissements = [_effacer_fait(fait) for fait in ligne.avertissements]
        ligne.lue = {}
    LigneReleve.objects.bulk_update(lignes, ["lue", "anomalies", "avertissements"], batch_size=500)
