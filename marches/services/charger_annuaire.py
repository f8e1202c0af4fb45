"""Bring the directory of the guichet up to date from a file: what it knew and the file does not say stays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from marches.imports.annuaire import AnnuaireLu
from marches.models import Agrement, StructureAnnuaire

PAQUET = 1000
CHAMPS = (
    *("nom", "enseigne", "siret", "type", "naf", "adresse", "code_postal", "commune"),
    *("latitude", "longitude", "site", "a_jour_le"),
)


@dataclass(frozen=True)
class BilanAnnuaire:
    creees: int
    mises_a_jour: int
    agrements: int


@transaction.atomic
def charger_annuaire(*, lu: AnnuaireLu, source: str, par: Any) -> BilanAnnuaire:
    """Loaded twice, the second changes nothing but its date."""
    connues = set(StructureAnnuaire.objects.filter(cle__in=list(lu.structures)).values_list("cle", flat=True))
    maintenant = timezone.now()
    lignes = [
        StructureAnnuaire(
            cle=s.cle, source=source[:150], chargee_a=maintenant, **{champ: getattr(s, champ) for champ in CHAMPS}
        )
        for s in lu.structures.values()
    ]
    StructureAnnuaire.objects.bulk_create(
        lignes,
        batch_size=PAQUET,
        update_conflicts=True,
        unique_fields=["guichet", "cle"],
        update_fields=[*CHAMPS, "source", "chargee_a"],
    )
    agrements = _garder_agrements(lu, source, par)
    bilan = BilanAnnuaire(len(lu.structures) - len(connues), len(connues), agrements)
    journaliser(
        Verbe.ANNUAIRE_CHARGE,
        par=par,
        libelle=f"l’annuaire, {source}",
        creees=bilan.creees,
        mises_a_jour=bilan.mises_a_jour,
        refus=len(lu.refus),
    )
    return bilan


def _garder_agrements(lu: AnnuaireLu, source: str, par: Any) -> int:
    dits = {s.cle: s.agrement for s in lu.structures.values() if s.agrement is not None}
    cles = dict(StructureAnnuaire.objects.filter(cle__in=list(dits)).values_list("cle", "pk"))
    deja = set(Agrement.objects.tenus().filter(structure__in=cles.values()).values_list("structure", "numero", "debut"))
    nouveaux = [
        Agrement(
            structure_id=cles[cle],
            numero=a.numero,
            debut=a.debut,
            fin=a.fin,
            source=source[:150],
            par_nom=str(par or ""),
        )
        for cle, a in dits.items()
        if (cles[cle], a.numero, a.debut) not in deja
    ]
    Agrement.objects.bulk_create(nouveaux, batch_size=PAQUET)
    return len(nouveaux)
