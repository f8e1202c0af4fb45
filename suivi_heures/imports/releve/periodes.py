"""Months, weeks, quarters and intervals, as headings and cells say them."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from functools import lru_cache

from clauses_app.imports.tableur import Cellule, Genre
from suivi_heures.imports.releve.dates import (
    JOUR_NOM_AN,
    MOIS,
    composer,
    dates_du_texte,
    jour_sans_annee,
    lire_date,
    lire_serie,
)
from suivi_heures.imports.releve.resultat import Periode
from suivi_heures.imports.releve.textes import MEMOIRE, normaliser

NOMS = "|".join(sorted(MOIS, key=len, reverse=True))
NOM_DE_MOIS = re.compile(rf"(?<![a-z])({NOMS})(?![a-z])(?: ?(20\d\d|\d\d)(?!\d))?")
MOIS_AN = re.compile(r"(?<![\d/.\-])(0?[1-9]|1[0-2])\s?[/.\-]\s?(20\d\d)(?![\d/]|[.\-]\d)")
AN_MOIS = re.compile(r"(?<![\d/.\-])(20\d\d)[/.\-](0[1-9]|1[0-2])(?![\d/]|[.\-]\d)")
COLLE = re.compile(r"(?<!\d)(?:(0[1-9]|1[0-2])(20\d\d)|(20\d\d)(0[1-9]|1[0-2]))(?!\d)")
SEMAINE = re.compile(r"(?<![a-z])(?:semaines?|sem|week|wk|s|w) ?(?:n |no |numero )?(\d{1,2})(?!\d)")
AN_SEMAINE = re.compile(r"(?<!\d)(20\d\d) ?[ws] ?(\d{1,2})(?!\d)")
SEMAINE_AN = re.compile(r"[sSwW]?(\d{1,2})\s?[/.\- ]\s?(20\d\d)|(20\d\d)\s?[/.\- ]?\s?[sSwW]?(\d{1,2})")
SUITE_DE_SEMAINES = re.compile(r"(\d{1,2}) ?(?:a|au|to|et) ?(?:semaine |sem |s|w)?(\d{1,2})(?!\d)")
TRIMESTRE = re.compile(r"(?:(?<![a-z0-9])(?:t|q|trimestre )([1-4])(?![0-9])|([1-4]) ?(?:er|e|eme|nd|ieme)? trimestre)")
DU_AU_EN_LETTRES = re.compile(
    rf"(?<![\da-z])du (\d{{1,2}})(?:er)?(?: ({NOMS}))? au (\d{{1,2}})(?:er)? ({NOMS})(?![a-z])(?: (20\d\d))?"
)
AN = re.compile(r"(?<![\w/\-.])(20[1-4]\d)(?![\w/\-]|\.\d)")
REFERENCES = re.compile(r"(marche|contrat|facture|lot|affaire|dossier|commande|ref)\W*(?:n\W*)?$")


@dataclass(frozen=True, slots=True)
class MoisVu:
    """A month whose year may have to be found elsewhere; `jour` when it is one day, up to `jusqu_a` (month, day) when
    it is several; `semaine` instead of all."""

    mois: int
    annee: int | None = None
    jour: int | None = None
    semaine: int | None = None
    jusqu_a: tuple[int, int] | None = None

    def situer(self, annee: int) -> Periode | None:
        retenue = self.annee or annee
        if self.semaine is not None:
            return semaine_iso(retenue, self.semaine)
        if self.jour is not None:
            date = composer(retenue, self.mois, self.jour)
            if date is None or self.jusqu_a is None:
                return Periode.jour(date) if date else None
            fin = composer(retenue + (self.jusqu_a < (self.mois, self.jour)), *self.jusqu_a)
            return Periode(date, fin) if fin else None
        return Periode.mois(retenue, self.mois)


def semaine_iso(annee: int, semaine: int) -> Periode | None:
    try:
        return Periode.semaine(annee, semaine)
    except ValueError:
        return None


def mois_du_texte(texte: str) -> list[MoisVu]:
    """Months said by a text, in its order; « le 12 mars » is a day, not a month."""
    nu = normaliser(texte)
    jours = {trouve.start(2) for trouve in JOUR_NOM_AN.finditer(nu) if trouve[2] in MOIS}
    trouves = [
        (trouve.start(), MoisVu(MOIS[trouve[1]], _siecle(trouve[2])))
        for trouve in NOM_DE_MOIS.finditer(nu)
        if trouve.start() not in jours and not _jour_devant(nu, trouve.start()) and not _mot_trompeur(nu, trouve)
    ]
    if trouves:
        return [mois for _, mois in trouves]
    return _mois_en_chiffres(texte)


def _jour_devant(nu: str, debut: int) -> bool:
    return re.search(r"(?:^| )(?:le|du|au) \d{1,2}(?:er)? $", nu[:debut]) is not None


def _mot_trompeur(nu: str, trouve: re.Match[str]) -> bool:
    """« mai » and « mars » are words of few letters: « mar », « may », « sep » alone need a year or to stand alone."""
    return trouve[1] in {"mar", "may", "jan", "sep", "dec", "oct"} and not trouve[2] and len(nu.split()) > 2


def _mois_en_chiffres(texte: str) -> list[MoisVu]:
    vus: list[MoisVu] = []
    for motif, rang_mois, rang_an in ((MOIS_AN, 1, 2), (AN_MOIS, 2, 1)):
        for trouve in motif.finditer(texte):
            if not REFERENCES.search(normaliser(texte[: trouve.start()])):
                vus.append(MoisVu(int(trouve[rang_mois]), int(trouve[rang_an])))
    return vus


def _siecle(texte: str | None) -> int | None:
    if not texte:
        return None
    return int(texte) if len(texte) == 4 else 2000 + int(texte)


def annees_du_texte(texte: str) -> list[int]:
    """Years that stand alone: the one of a contract's number does not."""
    dites = [int(annee) for annee in AN.findall(texte)]
    return dites or [mois.annee for mois in mois_du_texte(texte) if mois.annee]


def chercher_periode(texte: str, *, annee: int) -> Periode | None:
    """The period that a heading announces: an interval, months, a quarter, or weeks."""
    dates = dates_du_texte(texte)
    if len(dates) >= 2 and _est_un_intervalle(texte) and dates[0] <= dates[1]:
        return Periode(dates[0], dates[1])
    if (jours := _jours_d_un_mois(texte, annee)) is not None:
        return jours
    mois = mois_du_texte(texte)
    if not mois and (trouve := TRIMESTRE.search(normaliser(texte))):
        return _trimestre(int(trouve[1] or trouve[2]), (annees_du_texte(texte) or [annee])[0])
    if mois:
        return _situer_mois(mois, (annees_du_texte(texte) or [annee])[-1])
    return chercher_semaines(texte, annee=annee)


def _est_un_intervalle(texte: str) -> bool:
    nu = normaliser(texte)
    return " au " in nu or " a " in nu or " to " in nu or " et le " in nu or len(nu.split()) <= 8


def _jours_d_un_mois(texte: str, annee: int) -> Periode | None:
    """« semaine du 6 au 10 avril 2026 », « du 27 avril au 3 mai »."""
    trouve = DU_AU_EN_LETTRES.search(normaliser(texte))
    if trouve is None:
        return None
    fin, retenue = MOIS[trouve[4]], int(trouve[5] or annee)
    debut = MOIS[trouve[2]] if trouve[2] else fin
    du, au = composer(retenue - (debut > fin), debut, int(trouve[1])), composer(retenue, fin, int(trouve[3]))
    return Periode(du, au) if du and au and du <= au else None


def _trimestre(rang: int, annee: int) -> Periode:
    return Periode(Periode.mois(annee, 3 * rang - 2).du, Periode.mois(annee, 3 * rang).au)


def _situer_mois(mois: list[MoisVu], annee: int) -> Periode | None:
    """« novembre, décembre 2025 et janvier 2026 »: a year said once holds for those before it."""
    situes: list[Periode] = []
    for vu in reversed(mois):
        annee = vu.annee or annee
        if situes and not vu.annee and (annee, vu.mois) > (situes[-1].du.year, situes[-1].du.month):
            annee -= 1
        periode = vu.situer(annee)
        if periode:
            situes.append(periode)
    return Periode.couvrant(situes) if situes else None


def chercher_semaines(texte: str, *, annee: int) -> Periode | None:
    nu = normaliser(texte)
    if trouve := AN_SEMAINE.search(nu):
        return semaine_iso(int(trouve[1]), int(trouve[2]))
    trouve = SEMAINE.search(nu)
    if not trouve:
        return None
    annee = (annees_du_texte(texte) or [annee])[0]
    suite = SUITE_DE_SEMAINES.match(nu, trouve.start(1))
    bornes = [semaine_iso(annee, int(numero)) for numero in ((suite[1], suite[2]) if suite else (trouve[1],))]
    situees = [borne for borne in bornes if borne is not None]
    return Periode.couvrant(situees) if situees else None


def lire_periode(cellule: Cellule, *, annee: int, genre: str = "periode") -> Periode | None:
    """The period said by a row's own cell. `genre`: periode, mois, semaine or date."""
    return _lire_periode(cellule.texte, cellule.genre, annee, genre)


@lru_cache(maxsize=MEMOIRE)
def _lire_periode(brut: str, de_la_case: Genre, annee: int, genre: str) -> Periode | None:
    if de_la_case == Genre.DATE or (genre == "date"):
        date = lire_date(Cellule("", brut, de_la_case)) or jour_sans_annee(brut, annee)
        return _depuis_date(date, genre) if date else None
    texte = brut.strip()
    if genre == "semaine":
        return _semaine_ecrite(texte, annee)
    if genre == "mois" and re.fullmatch(r"0?[1-9]|1[0-2]", texte):
        return Periode.mois(annee, int(texte))
    if genre == "mois" and re.fullmatch(r"\d{5}", texte) and (serie := lire_serie(texte)):
        return Periode.mois(serie.year, serie.month)
    if colle := COLLE.fullmatch(texte):
        return Periode.mois(int(colle[2] or colle[3]), int(colle[1] or colle[4]))
    return _periode_ecrite(texte, annee)


def _semaine_ecrite(texte: str, annee: int) -> Periode | None:
    if re.fullmatch(r"\d{1,2}", texte):
        return semaine_iso(annee, int(texte))
    if datee := SEMAINE_AN.fullmatch(texte):
        return semaine_iso(int(datee[2] or datee[3]), int(datee[1] or datee[4]))
    dates = dates_du_texte(texte)
    if len(dates) >= 2 and dates[0] <= dates[1]:
        return Periode(dates[0], dates[1])
    if dates:
        return _depuis_date(dates[0], "semaine")
    return chercher_semaines(texte, annee=annee) or intervalle_court(texte, annee=annee)


def _periode_ecrite(texte: str, annee: int) -> Periode | None:
    dates = dates_du_texte(texte)
    if len(dates) >= 2 and dates[0] <= dates[1]:
        return Periode(dates[0], dates[1])
    if court := intervalle_court(texte, annee=annee):
        return court
    return chercher_periode(texte, annee=annee) or (Periode.jour(dates[0]) if dates else None)


COURT = re.compile(
    r"(?<!\d)(\d{1,2})[/.](\d{1,2})(?![\d/.])\s*(?:au|à|a|-|–|→|to)\s*(\d{1,2})[/.](\d{1,2})(?:[/.](\d{2,4}))?"
)


def intervalle_court(texte: str, *, annee: int) -> Periode | None:
    """« du 02/03 au 08/03 »"""
    trouve = COURT.search(texte)
    if not trouve:
        return None
    annee = _siecle(trouve[5]) or annee
    du = composer(annee, int(trouve[2]), int(trouve[1]))
    au = composer(annee, int(trouve[4]), int(trouve[3]))
    if du and au and du > au:
        du = composer(annee - 1, du.month, du.day)
    return Periode(du, au) if du and au and du <= au else None


def _depuis_date(date: datetime.date, genre: str) -> Periode:
    match genre:
        case "mois":
            return Periode.mois(date.year, date.month)
        case "semaine":
            return Periode(date, date + datetime.timedelta(days=6))
    return Periode.jour(date)
