"""Exactly once: the same hours again add nothing, a corrected version adds its difference (R19)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from suivi_heures.enums import CodeAnomalie, Nature
from suivi_heures.imports.releve.connaissances import DejaRecu, Depot
from suivi_heures.imports.releve.resultat import ZERO, AnomalieLue, LigneComprise, Periode
from suivi_heures.imports.releve.textes import compacter

type Cle = tuple[str, Periode, Nature, str | None]


@dataclass(frozen=True, slots=True)
class Comparaison:
    effet: Decimal
    anomalies: tuple[AnomalieLue, ...] = ()


def comparer_aux_recus(
    lignes: list[LigneComprise], employeur: str | None, periode: Periode | None, depot: Depot
) -> Comparaison:
    total = _travail(lignes)
    memes_octets = next(
        (recu for recu in depot.deja_recus if depot.empreinte and recu.empreinte == depot.empreinte), None
    )
    if memes_octets is not None:
        return Comparaison(ZERO, (_deja(f"octets identiques à {memes_octets.nom}"),))
    heures = _par_cle(lignes)
    memes_heures = next((recu for recu in depot.deja_recus if lignes and _par_cle(recu.lignes) == heures), None)
    if memes_heures is not None:
        return Comparaison(ZERO, (_deja(f"mêmes heures que {memes_heures.nom}"),))
    anciens = [recu for recu in depot.deja_recus if recu.employeur == employeur and recu.periode == periode and periode]
    if not anciens:
        return Comparaison(total)
    ancien = anciens[-1]
    corrigee = AnomalieLue(CodeAnomalie.VERSION_CORRIGEE, detail=f"même employeur et même période que {ancien.nom}")
    return Comparaison(total - _travail(ancien.lignes), (corrigee, *_modifiees(lignes, ancien)))


def _deja(detail: str) -> AnomalieLue:
    return AnomalieLue(CodeAnomalie.FICHIER_DEJA_RECU, detail=detail)


def _travail(lignes: Iterable[LigneComprise]) -> Decimal:
    return sum((ligne.heures for ligne in lignes if ligne.nature == Nature.TRAVAIL), ZERO)


def _cle(ligne: LigneComprise) -> Cle:
    qui = ligne.personne or compacter(ligne.nom) + compacter(ligne.prenom)
    return qui, ligne.periode, ligne.nature, ligne.contrat


def _par_cle(lignes: Iterable[LigneComprise]) -> dict[Cle, Decimal]:
    sommes: dict[Cle, Decimal] = {}
    for ligne in lignes:
        cle = _cle(ligne)
        sommes[cle] = sommes.get(cle, ZERO) + ligne.heures
    return sommes


def _modifiees(lignes: list[LigneComprise], ancien: DejaRecu) -> list[AnomalieLue]:
    """Of several rows of the same day, only those whose hours were not there before."""
    avant = Counter((_cle(ligne), ligne.heures) for ligne in ancien.lignes)
    sommes, anciennes = _par_cle(lignes), _par_cle(ancien.lignes)
    trouvees: dict[tuple[str | None, int, Periode], AnomalieLue] = {}
    for ligne in lignes:
        cle = _cle(ligne)
        if avant[cle, ligne.heures] > 0:
            avant[cle, ligne.heures] -= 1
            continue
        if sommes[cle] == anciennes.get(cle):
            continue
        detail = f"{anciennes.get(cle, ZERO)} h déjà reçues, {sommes[cle]} h dans cette version".replace(".", ",")
        place = (ligne.feuille, ligne.numero, ligne.periode)
        trouvees.setdefault(place, AnomalieLue(CodeAnomalie.LIGNE_MODIFIEE, ligne.feuille, ligne.numero, detail))
    return list(trouvees.values())
