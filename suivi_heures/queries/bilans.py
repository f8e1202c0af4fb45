"""Reports as lists show them: one entry per buyer and quarter, its versions inside."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import F
from django.db.models.fields.json import KT

from suivi_heures.enums import StatutBilan
from suivi_heures.models import Bilan
from suivi_heures.models.bilan import BilanQuerySet

# the report on the whole buyer first, then its operations, then its contracts
PERIMETRE = (F("operation_id").asc(nulls_first=True), F("marche_id").asc(nulls_first=True))
_AVANCEMENT = "donnees__synthese__avancement"


@dataclass(frozen=True)
class DossierBilan:
    """Versions of one report, the latest first."""

    versions: tuple[Bilan, ...]

    @property
    def courante(self) -> Bilan:
        return self.versions[0]

    @property
    def anterieures(self) -> tuple[Bilan, ...]:
        return self.versions[1:]

    @property
    def en_travail(self) -> bool:
        return self.courante.statut in (StatutBilan.DEMANDE, StatutBilan.EN_COURS)


def avec_chiffres(bilans: BilanQuerySet) -> Any:
    """Without the frozen figures themselves, but with those a list prints: the same as the document."""
    return (
        bilans.select_related("maitre_ouvrage", "operation", "marche")
        .defer("donnees")
        .annotate(
            realise=KT(f"{_AVANCEMENT}__realise"),
            objectif=KT(f"{_AVANCEMENT}__objectif"),
            attendues=KT(f"{_AVANCEMENT}__couverture__attendues"),
            recues=KT(f"{_AVANCEMENT}__couverture__recues"),
        )
        .order_by("-annee", "-trimestre", "maitre_ouvrage__nom", "maitre_ouvrage_id", *PERIMETRE, "-revision")
    )


def ranger(bilans: Iterable[Bilan]) -> list[DossierBilan]:
    """Grouped by quarter and buyer, in the order received."""
    dossiers: dict[tuple[int | None, ...], list[Bilan]] = {}
    for bilan in bilans:
        cle = bilan.annee, bilan.trimestre, bilan.maitre_ouvrage_id, bilan.operation_id, bilan.marche_id
        dossiers.setdefault(cle, []).append(bilan)
    return [DossierBilan(tuple(versions)) for versions in dossiers.values()]


def en_decimal(texte: str | None) -> Decimal | None:
    """A frozen figure read from JSON."""
    return None if texte in (None, "") else Decimal(str(texte))


def remplacant(bilan: Bilan) -> Bilan | None:
    """The latest published revision after this one, still standing: what a reader must ask for instead."""
    trouve: Bilan | None = (
        Bilan.objects.prets()
        .du_meme_dossier(bilan)
        .filter(revision__gt=bilan.revision, publie_a__isnull=False, retire_a=None)
        .order_by("-revision")
        .defer("donnees")
        .first()
    )
    return trouve


def en_vigueur(bilan: Bilan) -> Bilan | None:
    """The version of this report that stands today, before or after this one."""
    trouvee: Bilan | None = (
        Bilan.objects.prets()
        .du_meme_dossier(bilan)
        .filter(publie_a__isnull=False, retire_a=None)
        .order_by("-revision")
        .defer("donnees")
        .first()
    )
    return trouvee


def revisions_retirees(bilan: Bilan) -> list[Bilan]:
    """Published after this one, then withdrawn, where none replaces it: it stands again, and its reader learns why."""
    if bilan.publie_a is None or remplacant(bilan) is not None:
        return []
    retirees = (
        Bilan.objects.prets()
        .du_meme_dossier(bilan)
        .filter(revision__gt=bilan.revision, publie_a__isnull=False, retire_a__isnull=False)
    )
    return list(retirees.order_by("revision").defer("donnees"))


def est_depasse(bilan: Bilan) -> bool:
    """A draft that a newer one took the place of."""
    plus_recents = Bilan.objects.prets().du_meme_dossier(bilan).filter(revision__gt=bilan.revision)
    return bilan.publie_a is None and plus_recents.exists()
