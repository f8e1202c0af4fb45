"""Checks between the records of a file: one reference one thing, every mention found, dates in order."""

from collections.abc import Iterator
from typing import Any

from suivi_heures.imports.reprise_fiches import Faute, FicheMarche, FicheRegle, FicheReprise, FicheTotal
from suivi_heures.imports.reprise_lecture import FAUTIF, Lecture, Mention
from suivi_heures.imports.reprise_schema import PERIODES
from suivi_heures.imports.reprise_valeurs import montrer

_OU = {
    "maitres_ouvrage": "dans « maitres_ouvrage »",
    "entreprises": "dans « entreprises » ni dans « structures »",
    "operations": "dans « operations »",
    "marches": "dans « marches »",
    "regles": "dans « regles »",
    "attributions": "dans les « attributions » des lots",
    "beneficiaires": "dans « beneficiaires »",
    "contrats": "dans « contrats »",
}


def fautes_de_coherence(contenu: FicheReprise, lecture: Lecture) -> Iterator[Faute]:
    yield from _doublons(lecture.refs)
    yield from _renvois_sans_objet(contenu, lecture)
    for nom in ("marches", "contrats", "heures"):
        yield from _periodes_inversees(_liste(contenu, nom), nom)
    yield from _regles_en_double(_liste(contenu, "regles"))
    yield from _fautes_des_totaux(contenu)


def _liste(contenu: FicheReprise, nom: str) -> tuple[Any, ...]:
    """The records of a list, at their rank, unreadable ones included."""
    valeur = getattr(contenu, nom)
    return () if valeur is FAUTIF else valeur


def _doublons(refs: list[Mention]) -> Iterator[Faute]:
    premieres: dict[tuple[str, str], Mention] = {}
    for mention in refs:
        premiere = premieres.setdefault((mention.espace, mention.valeur), mention)
        if premiere is mention:
            continue
        objet = premiere.chemin.rpartition(".")[0]
        conseil = "écrivez une référence différente"
        if mention.espace == "entreprises" and premiere.liste != mention.liste:
            conseil = "un employeur serait ambigu entre entreprise et structure ; " + conseil
        yield Faute(mention.chemin, f"{montrer(mention.valeur)} : déjà la référence de {objet} ; {conseil}.")


def _renvois_sans_objet(contenu: FicheReprise, lecture: Lecture) -> Iterator[Faute]:
    connues: dict[str, set[str]] = {espace: set() for espace in _OU}
    for mention in lecture.refs:
        if mention.espace in connues:
            connues[mention.espace].add(mention.valeur)
    connues["regles"] = {r.code for r in _liste(contenu, "regles") if r is not FAUTIF and r.code is not FAUTIF}
    for mention in lecture.renvois:
        if mention.valeur not in connues[mention.espace]:
            yield Faute(
                mention.chemin,
                f"{montrer(mention.valeur)} : cette référence n’existe pas {_OU[mention.espace]} ; "
                "corrigez-la ou ajoutez ce qu’elle désigne.",
            )


def _periodes_inversees(fiches: tuple[Any, ...], nom: str) -> Iterator[Faute]:
    for rang, fiche in enumerate(fiches):
        if fiche is FAUTIF:
            continue
        debut, fin = PERIODES[type(fiche)]
        premier, dernier = getattr(fiche, debut), getattr(fiche, fin)
        if premier is FAUTIF or dernier is FAUTIF or dernier is None or dernier >= premier:
            continue
        yield Faute(
            f"{nom}[{rang}].{fin}",
            f"« {dernier} » précède « {debut} » ({premier}) : écrivez une date égale ou postérieure.",
        )


def _regles_en_double(regles: tuple[Any, ...]) -> Iterator[Faute]:
    premieres: dict[tuple[Any, Any], int] = {}
    for rang, regle in enumerate(regles):
        if not isinstance(regle, FicheRegle) or regle.code is FAUTIF or regle.date_effet is FAUTIF:
            continue
        premier = premieres.setdefault((regle.code, regle.date_effet), rang)
        if premier != rang:
            yield Faute(
                f"regles[{rang}].date_effet",
                f"« {regle.date_effet} » : regles[{premier}] définit déjà « {regle.code} » à cette date ; "
                "changez la date d’effet ou retirez l’une des deux.",
            )


def _fautes_des_totaux(contenu: FicheReprise) -> Iterator[Faute]:
    lots = {marche.ref: _refs_des_lots(marche) for marche in _liste(contenu, "marches") if marche is not FAUTIF}
    premiers: dict[tuple[Any, Any], int] = {}
    for rang, total in enumerate(_liste(contenu, "totaux_connus")):
        if not isinstance(total, FicheTotal) or total.marche not in lots or total.lot is FAUTIF:
            continue
        if total.lot not in lots[total.marche]:
            yield Faute(
                f"totaux_connus[{rang}].lot",
                f"{montrer(total.lot)} : le marché {montrer(total.marche)} n’a pas ce lot ; "
                "corrigez la référence ou retirez ce total.",
            )
        premier = premiers.setdefault((total.marche, total.lot), rang)
        if premier != rang:
            yield Faute(
                f"totaux_connus[{rang}].lot",
                f"{montrer(total.lot)} : totaux_connus[{premier}] donne déjà ce total ; gardez-en un seul.",
            )


def _refs_des_lots(marche: FicheMarche) -> set[Any]:
    return set() if marche.lots is FAUTIF else {lot.ref for lot in marche.lots if lot is not FAUTIF}
