"""What anybody who holds a report may know of it: is it the one that was published, and does it still stand?"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from enum import Enum
from uuid import UUID

from clauses_app.comptes.models import Guichet
from suivi_heures.models import Bilan
from suivi_heures.queries.bilans import remplacant, revisions_retirees
from suivi_heures.queries.reserves_rapports import reserves
from suivi_heures.queries.trimestres import Trimestre

# the guichet, then the identifier of the report: 122 bits drawn at random, that no key to come can invalidate
CODE = re.compile(r"([1-9]\d{0,17})-([0-9a-f]{32})")


class Verdict(Enum):
    AUTHENTIQUE = "authentique"
    REMPLACE = "remplacé"
    RETIRE = "retiré"
    NON_PUBLIE = "non publié"


@dataclass(frozen=True, slots=True)
class RevisionRetiree:
    version: str
    publie_a: datetime.datetime
    retire_a: datetime.datetime
    motif: str


@dataclass(frozen=True, slots=True)
class RapportVerifie:
    """Neither who wrote it, nor who published it: nothing of a person, and no figure."""

    verdict: Verdict
    guichet: str
    acheteur: str
    sujet: str
    trimestre: Trimestre
    version: str
    produit_a: datetime.datetime
    publie_a: datetime.datetime | None
    retire_a: datetime.datetime | None
    motif: str
    empreinte: str
    empreinte_fichier: str
    remplace_par: str
    remplace_a: datetime.datetime | None
    reserve: str = ""
    retirees: tuple[RevisionRetiree, ...] = ()  # that had replaced it


def code_de_verification(bilan: Bilan) -> str:
    return f"{bilan.guichet_id}-{bilan.identifiant.hex}"


def lire_code(code: str) -> tuple[int, UUID] | None:
    trouve = CODE.fullmatch(code.strip().lower())
    return (int(trouve[1]), UUID(trouve[2])) if trouve else None


def verifier_rapport(identifiant: UUID) -> RapportVerifie | None:
    """In the guichet that the code names; None when it holds no such report."""
    bilan = (
        Bilan.objects.prets()
        .filter(identifiant=identifiant)
        .select_related("maitre_ouvrage", "operation", "marche")
        .defer("donnees")
        .first()
    )
    if bilan is None:
        return None
    suivant = remplacant(bilan) if bilan.publie_a else None
    return RapportVerifie(
        verdict=_juger(bilan, suivant),
        guichet=str(Guichet.objects.get(pk=bilan.guichet_id)),
        acheteur=str(bilan.maitre_ouvrage),
        sujet=bilan.sujet,
        trimestre=Trimestre(bilan.annee, bilan.trimestre),
        version=bilan.nom_version,
        produit_a=bilan.produit_a,
        publie_a=bilan.publie_a,
        retire_a=bilan.retire_a,
        motif=bilan.get_retrait_display() if bilan.retire_a else "",
        empreinte=bilan.empreinte,
        empreinte_fichier=bilan.empreinte_fichier,
        remplace_par=suivant.nom_version if suivant else "",
        remplace_a=suivant.publie_a if suivant else None,
        reserve=dit.phrase if (dit := reserves([bilan]).get(bilan.pk)) and not bilan.retire_a else "",
        retirees=tuple(
            RevisionRetiree(un.nom_version, un.publie_a, un.retire_a, un.get_retrait_display())
            for un in revisions_retirees(bilan)
            if un.publie_a and un.retire_a
        ),
    )


def _juger(bilan: Bilan, suivant: Bilan | None) -> Verdict:
    """A withdrawn report stays withdrawn, even when another replaces it."""
    if bilan.publie_a is None:
        return Verdict.NON_PUBLIE
    if bilan.retire_a is not None:
        return Verdict.RETIRE
    return Verdict.REMPLACE if suivant else Verdict.AUTHENTIQUE
