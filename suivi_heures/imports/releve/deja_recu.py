"""Exactly once: the same hours again add nothing, a corrected version adds its difference (R19)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from clauses_app.interface.formats import formater_heures
from suivi_heures.enums import CodeAnomalie, Nature
from suivi_heures.imports.releve.connaissances import DejaRecu, Depot
from suivi_heures.imports.releve.resultat import ZERO, AnomalieLue, LigneComprise, Periode, ReleveCompris
from suivi_heures.imports.releve.textes import compacter

type Cle = tuple[str, Periode, Nature, str | None]


@dataclass(frozen=True, slots=True)
class Comparaison:
    effet: Decimal
    anomalies: tuple[AnomalieLue, ...] = ()
    remplaces: tuple[str, ...] = ()


def comparer_aux_recus(
    lignes: list[LigneComprise], employeur: str | None, periode: Periode | None, depot: Depot
) -> Comparaison:
    total = _travail(lignes)
    if not depot.deja_recus:
        return Comparaison(total)
    memes_octets = next(
        (recu for recu in depot.deja_recus if depot.empreinte and recu.empreinte == depot.empreinte), None
    )
    if memes_octets is not None:
        return Comparaison(ZERO, (_deja(f"octets identiques à {memes_octets.nom}"),))
    heures = _par_cle(lignes)
    memes_heures = next((recu for recu in depot.deja_recus if lignes and _par_cle(recu.lignes) == heures), None)
    if memes_heures is not None:
        return Comparaison(ZERO, (_deja(f"mêmes heures que {memes_heures.nom}"),))
    anciens = _versions_anterieures(lignes, employeur, periode, depot)
    if not anciens:
        return Comparaison(total)
    avant = [ligne for ancien in anciens for ligne in ancien.lignes]
    noms = ", ".join(ancien.nom for ancien in anciens)
    corrigee = AnomalieLue(CodeAnomalie.VERSION_CORRIGEE, detail=f"même employeur et même période que {noms}")
    return Comparaison(
        total - _travail(avant),
        (corrigee, *_modifiees(lignes, avant)),
        tuple(ancien.empreinte for ancien in anciens),
    )


def confronter(lu: ReleveCompris, depot: Depot) -> ReleveCompris:
    """The same reading, once it is known what this employer had already sent."""
    comparaison = comparer_aux_recus(list(lu.lignes), lu.employeur, lu.periode, depot)
    return replace(
        lu,
        anomalies=(*comparaison.anomalies, *lu.anomalies),
        effet_sur_cumul=comparaison.effet,
        remplaces=comparaison.remplaces,
    )


def _versions_anterieures(
    lignes: list[LigneComprise], employeur: str | None, periode: Periode | None, depot: Depot
) -> list[DejaRecu]:
    """Files of the same employer and period that still stand. One that names nobody of this file is its other
    half, not its former version; one that was itself corrected no longer stands. Hours to take off correct none."""
    if _est_une_regularisation(lignes):
        return []
    debout: list[DejaRecu] = []
    for recu in depot.deja_recus:
        if periode and recu.lignes and (recu.employeur, recu.periode) == (employeur, periode):
            if not _est_une_regularisation(recu.lignes):
                debout = [autre for autre in debout if not _personnes(autre.lignes) & _personnes(recu.lignes)]
            debout.append(recu)
    return [recu for recu in debout if not lignes or _personnes(recu.lignes) & _personnes(lignes)]


def _est_une_regularisation(lignes: Iterable[LigneComprise]) -> bool:
    """It says what to take off what was sent, and nothing over again."""
    heures = [ligne.heures for ligne in lignes if ligne.heures]
    return bool(heures) and max(heures) < 0


def _personnes(lignes: Iterable[LigneComprise]) -> set[str]:
    return {_cle(ligne)[0] for ligne in lignes}


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


def dire_la_modification(avant: Decimal | None, ici: Decimal, ou: str = "") -> str:
    """`avant`: None when nothing had been received. `ou`: by which file, from whom."""
    if avant is None:
        return f"rien n’était reçu, {formater_heures(ici)} dans cette version"
    return f"{formater_heures(avant)} déjà reçues{f' ({ou})' if ou else ''}, {formater_heures(ici)} dans cette version"


def _modifiees(lignes: list[LigneComprise], anciennes_lignes: list[LigneComprise]) -> list[AnomalieLue]:
    """Of several rows of the same day, only those whose hours were not there before."""
    avant = Counter((_cle(ligne), ligne.heures) for ligne in anciennes_lignes)
    sommes, anciennes = _par_cle(lignes), _par_cle(anciennes_lignes)
    trouvees: dict[tuple[str | None, int, Periode], AnomalieLue] = {}
    for rang, ligne in enumerate(lignes):
        cle = _cle(ligne)
        if avant[cle, ligne.heures] > 0:
            avant[cle, ligne.heures] -= 1
            continue
        if sommes[cle] == anciennes.get(cle):
            continue
        detail = dire_la_modification(anciennes.get(cle), sommes[cle])
        place = (ligne.feuille, ligne.numero, ligne.periode)
        fait = AnomalieLue(CodeAnomalie.LIGNE_MODIFIEE, ligne.feuille, ligne.numero, detail, rang=rang)
        trouvees.setdefault(place, fait)
    return list(trouvees.values())
