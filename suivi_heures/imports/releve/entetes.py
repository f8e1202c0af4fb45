"""Find the rows of titles: anywhere, on one row or several, by their words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from clauses_app.imports.tableur import Cellule, Genre
from suivi_heures.enums import Nature
from suivi_heures.imports.releve.dates import MOIS, lire_date
from suivi_heures.imports.releve.grille import Grille, est_un_nombre
from suivi_heures.imports.releve.periodes import COURT, MoisVu, chercher_semaines
from suivi_heures.imports.releve.personnes_en_colonnes import nommer_les_colonnes
from suivi_heures.imports.releve.roles import PERSONNES, Role, Sorte, Titre, lire_titre
from suivi_heures.imports.releve.semaines_de_mois import situer_les_semaines
from suivi_heures.imports.releve.textes import MEMOIRE, normaliser

HAUTEUR_MAX = 3
LARGEUR_MAX = 80
LONGUEUR_TITRE = 60
PREMIERE_ANNEE = 2012
PREMIERES = 60  # rows where titles that nobody knows are looked for
JOURS_MINIMUM = 15  # numbers 1 to 31 in a row: a calendar
POIDS = {Role.NAISSANCE: 2.0, Role.HEURES: 2.0}
GROUPE = 1.0
SANS_POIDS = {Role.IGNOREE}
ETIQUETTES = {*PERSONNES, Role.NAISSANCE, Role.MOIS, Role.ANNEE, Role.PERIODE, Role.EMPLOYEUR, Role.SIRET, Role.CLIENT}
AUTRES_JOURS = {"lun", "mer", "jeu", "ven", "sam"}
JOURS_ECRITS_MINIMUM = 3
JOUR_EN_TITRE = re.compile(
    r"(?:(lun|mar|mer|jeu|ven|sam|dim|lu|ma|me|je|ve|sa|di)[a-z]* )?(\d{1,2})(?: ([a-z]{3,9}|0?[1-9]|1[0-2]))?"
)
DU_AU = re.compile(r"(?i)\A(?:(?:semaine|sem\.?|période) )?du\s+")
INTITULE = re.compile(r"(?:factures?|releves?|feuille|etat|fiche|bordereau|decompte|planning|pointage|tableau) ")
SEMAINE_SEULE = re.compile(
    r"(?:semaine|sem|week|wk|s|w) ?(?:n |no )?(\d{1,2})(?: 20\d\d)?(?: (?:du|from) [\da-z ]+)?\Z"
)

lire_titre_connu = lru_cache(maxsize=8192)(lire_titre)


@dataclass(frozen=True, slots=True)
class Entete:
    haut: int
    bas: int
    titres: dict[int, Titre]
    libelles: dict[int, str]  # every title, understood or not
    note: float


def trouver_entetes(grille: Grille) -> list[Entete]:
    """From top to bottom; a row of titles repeated begins another table."""
    numeros = grille.numeros
    candidates = {numero for numero in numeros if _peut_titrer(grille, numero)}
    trouvees: list[Entete] = []
    rang = 0
    while rang < len(numeros):
        entete = _meilleure(grille, numeros[rang], candidates)
        if entete is None:
            rang += 1
            continue
        trouvees.append(entete)
        while rang < len(numeros) and numeros[rang] <= entete.bas:
            rang += 1
    return trouvees


def entetes_possibles(grille: Grille) -> list[Entete]:
    """Rows that could be titles and whose words mean nothing here: a person may say what they hold."""
    debut = grille.numeros[:PREMIERES]
    candidates = {numero for numero in debut if _peut_titrer(grille, numero)}
    return [
        entete
        for haut in sorted(candidates)
        for bas in range(haut, haut + HAUTEUR_MAX)
        if all(ligne in candidates for ligne in range(haut, bas + 1))
        and len((entete := _composer(grille, haut, bas)).libelles) >= 2
    ]


def _meilleure(grille: Grille, debut: int, candidates: set[int]) -> Entete | None:
    """The best window that begins here or just below, provided it touches this row or the next two."""
    if debut not in candidates:
        return None
    if not any(ligne in candidates for ligne in range(debut, debut + HAUTEUR_MAX)):  # of a long table, nearly all rows
        return None
    fenetres = [
        _composer(grille, haut, haut + hauteur - 1)
        for haut in range(debut, debut + HAUTEUR_MAX)
        for hauteur in range(1, HAUTEUR_MAX + 1 - (haut - debut))
        if all(ligne in candidates for ligne in range(haut, haut + hauteur))
        and not _coupe_un_titre(grille, haut, haut + hauteur - 1, candidates)
    ]
    bonnes = [fenetre for fenetre in fenetres if _suffit(fenetre)]
    meilleure = max(bonnes, key=lambda fenetre: (fenetre.note, -fenetre.haut), default=None)
    if meilleure is None or meilleure.haut == debut:
        return meilleure
    plus_bas = _meilleure(grille, meilleure.haut, candidates)  # its last row may be below what was looked at
    return plus_bas if plus_bas is not None and plus_bas.note > meilleure.note else meilleure


def _coupe_un_titre(grille: Grille, haut: int, bas: int, candidates: set[int]) -> bool:
    """« Nom » merged over two rows: both are the titles, whatever the first one says alone."""
    if not grille.couvertes:
        return False
    for ligne in {haut, bas + 1} & candidates:
        places = (grille.couvertes.get((ligne, colonne)) for colonne in range(1, LARGEUR_MAX))
        if any(place is not None and place[0] < ligne and place[0] in candidates for place in places):
            return True
    return False


def _peut_titrer(grille: Grille, ligne: int) -> bool:
    cases = grille.lignes[ligne]
    if len(cases) < 2 and not _touche_une_fusion(grille, ligne):
        return False
    if any(_est_une_etiquette(texte) for texte, genre in cases.values() if genre == Genre.TEXTE):
        return False
    if len(cases) < JOURS_MINIMUM:
        return not any(est_un_nombre(texte, genre) and not _annee(texte) for texte, genre in cases.values())
    nombres = [texte for texte, genre in cases.values() if est_un_nombre(texte, genre)]
    return not nombres or _est_un_calendrier(nombres) or all(_annee(texte) for texte in nombres)


@lru_cache(maxsize=MEMOIRE)
def _est_une_etiquette(texte: str) -> bool:
    """« Mois : », « Nom : TRAORÉ »: said of the file or of one person, never the title of a column."""
    libelle, deux_points, _ = texte.strip().partition(":")
    if not deux_points or len(libelle) > LONGUEUR_TITRE:
        return False
    titre = lire_titre_connu(libelle.strip())
    return titre is not None and (titre.role in ETIQUETTES or texte.rstrip().endswith(":"))


def _touche_une_fusion(grille: Grille, ligne: int) -> bool:
    return any((ligne, colonne) in grille.couvertes for colonne in range(1, 12))


@lru_cache(maxsize=MEMOIRE)
def _annee(texte: str) -> bool:
    return bool(re.fullmatch(r"20[1-4]\d", texte.strip()))


def _est_un_calendrier(nombres: list[str]) -> bool:
    entiers = [int(texte) for texte in nombres if re.fullmatch(r"\d{1,2}", texte.strip())]
    return len(entiers) >= JOURS_MINIMUM and len(entiers) == len(nombres) and all(1 <= jour <= 31 for jour in entiers)


def _composer(grille: Grille, haut: int, bas: int) -> Entete:
    lignes = range(haut, bas + 1)
    colonnes = {colonne for ligne in lignes for colonne in grille.lignes.get(ligne, {})}
    colonnes |= {c for ligne, c in grille.couvertes if ligne in lignes and grille.etendue(ligne, c).texte}
    etages = {colonne: trouves for colonne in sorted(colonnes) if (trouves := _etages(grille, lignes, colonne))}
    libelles = {colonne: " / ".join(case.texte for case in trouves) for colonne, trouves in etages.items()}
    titres = {colonne: titre for colonne, trouves in etages.items() if (titre := _lire(trouves)) is not None}
    situer_les_semaines(titres)
    nommer_les_colonnes(grille, bas, titres, libelles, etages)
    _dater_les_colonnes(grille, bas, titres, libelles)
    _rendre_mardi(titres, libelles)
    return Entete(haut, bas, titres, libelles, _noter(titres, libelles, bas - haut))


def _etages(grille: Grille, lignes: Iterable[int], colonne: int) -> list[Cellule]:
    """The texts above one another in a column, a merged group or a group said once included."""
    etages: list[Cellule] = []
    lignes = list(lignes)
    for ligne in lignes:
        if ligne != lignes[-1] and _est_un_intitule(grille, ligne):
            continue
        case = grille.etendue(ligne, colonne)
        if not case.texte and ligne != lignes[-1]:
            case = _groupe_a_gauche(grille, ligne, colonne)
        if ligne != lignes[-1] and INTITULE.match(normaliser(case.texte)):
            continue
        if case.texte and len(case.texte) <= LONGUEUR_TITRE and case.texte not in {une.texte for une in etages}:
            etages.append(case)
    return etages


def _est_un_intitule(grille: Grille, ligne: int) -> bool:
    """One text alone on its row, over everything: the heading of the page, not a group of columns."""
    textes = grille.lignes.get(ligne, {})
    return len(textes) < 2 and not any((ligne, colonne) in grille.couvertes for colonne in range(2, 30))


def _groupe_a_gauche(grille: Grille, ligne: int, colonne: int) -> Cellule:
    """« Janvier 2026 » said once above three columns, the merge lost on the way."""
    for gauche in range(colonne - 1, max(colonne - 8, 0), -1):
        case = grille.case(ligne, gauche)
        if case.texte:
            titre = _lire([case])
            porte = titre is not None and titre.role in {Role.HEURES, Role.PERIODE, Role.TYPE_CONTRAT, Role.HORAIRE}
            return case if porte else Cellule("", "")
    return Cellule("", "")


def _lire(etages: list[Cellule]) -> Titre | None:
    if (borne := _bornes(etages[-1])) is not None:
        return borne
    if (du_mois := _semaine_d_un_mois(etages)) is not None:
        return du_mois
    dates = [date for case in etages if case.genre == Genre.DATE and (date := lire_date(case))]
    if any(date.year < PREMIERE_ANNEE for date in dates):  # the birth of someone, not a column of hours
        return None
    if dates:
        reste = [case.texte for case in etages if case.genre != Genre.DATE]
        date = dates[-1]
        titre = lire_titre_connu(" ".join(reste)) if reste else None
        base = titre or Titre(date.isoformat(), Role.HEURES, Nature.TRAVAIL, seul=True)
        return replace(base, mois=MoisVu(date.month, date.year, date.day)) if base.role == Role.HEURES else base
    bas = lire_titre_connu(etages[-1].texte)
    if len(etages) == 1:
        return _semaine(etages[-1].texte) or bas
    dessus = " ".join(case.texte for case in etages[:-1])
    if bas is not None and _se_suffit(bas, dessus):
        return bas
    semaine = next((vu for case in etages[:-1] if (vu := lire_semaine(case.texte) or _jour_ecrit(case.texte))), None)
    if bas is not None and semaine is not None and bas.mois is None:
        return replace(bas, sorte=Sorte.BASE if bas.sorte == Sorte.TOTAL else bas.sorte, mois=semaine)
    return lire_titre_connu(f"{dessus} {etages[-1].texte}") or bas or lire_titre_connu(dessus)


def _se_suffit(bas: Titre, dessus: str) -> bool:
    """Only hours, and the bounds of something, need the group above them to be understood."""
    if bas.role in {Role.DEBUT, Role.FIN, Role.DU, Role.AU, Role.PAUSE, Role.DATE, Role.TYPE_HEURES}:
        return not re.search(r"contrat|embauche|mission|periode|semaine", normaliser(dessus))
    return bas.role != Role.HEURES


def _semaine(texte: str) -> Titre | None:
    """« S12 » as a title is a column of hours of that week."""
    vue = lire_semaine(texte)
    return Titre(texte, Role.HEURES, Nature.TRAVAIL, mois=vue, seul=True) if vue is not None else None


def lire_semaine(texte: str) -> MoisVu | None:
    trouve = SEMAINE_SEULE.match(normaliser(texte))
    if not trouve or not 1 <= int(trouve[1]) <= 53:
        return None
    annee = re.search(r"20\d\d", texte)
    if chercher_semaines(texte, annee=2000) is None and annee is None:
        return None
    return MoisVu(0, int(annee[0]) if annee else None, semaine=int(trouve[1]))


def _semaine_d_un_mois(etages: list[Cellule]) -> Titre | None:
    """« Sem 2 » under « Avril 2026 »; « Total » under it may add them up."""
    vus = [vu for case in etages[:-1] if (vu := _mois_au_dessus(case)) is not None]
    if not vus or etages[-1].genre != Genre.TEXTE:
        return None
    semaine = _semaine(etages[-1].texte)
    if semaine is not None and semaine.mois is not None:
        return replace(semaine, mois=replace(vus[-1], semaine=semaine.mois.semaine))
    bas = lire_titre_connu(etages[-1].texte)
    return (
        replace(bas, mois=vus[-1]) if bas is not None and bas.sorte is Sorte.TOTAL and bas.role == Role.HEURES else None
    )


def _mois_au_dessus(case: Cellule) -> MoisVu | None:
    if case.genre == Genre.DATE:
        date = lire_date(case)
        return MoisVu(date.month, date.year) if date is not None and date.year >= PREMIERE_ANNEE else None
    titre = lire_titre_connu(case.texte)
    vu = titre.mois if titre is not None and titre.seul else None
    return vu if vu is not None and vu.mois and vu.jour is None and vu.semaine is None else None


def _bornes(case: Cellule) -> Titre | None:
    """« du 04/05 au 10/05 » as a title is a column of hours of those days."""
    vu = lire_bornes(case.texte) if case.genre == Genre.TEXTE else None
    return Titre(case.texte, Role.HEURES, Nature.TRAVAIL, mois=vu, seul=True) if vu is not None else None


def lire_bornes(texte: str) -> MoisVu | None:
    trouve = COURT.fullmatch(DU_AU.sub("", texte.strip()))
    if trouve is None:
        return None
    du, mois, au, mois_au = (int(trouve[rang]) for rang in range(1, 5))
    annee = trouve[5] and 2000 + int(trouve[5]) % 100
    return MoisVu(mois, annee or None, du, jusqu_a=(mois_au, au))


def _jour_ecrit(texte: str) -> MoisVu | None:
    """« lun 4 », « mardi 5 mai », « 06/05 »."""
    trouve = JOUR_EN_TITRE.fullmatch(normaliser(texte))
    if trouve is None or not 1 <= int(trouve[2]) <= 31 or not (trouve[1] or trouve[3]):
        return None
    mois = MOIS.get(trouve[3] or "", 0) or int(trouve[3] if (trouve[3] or "").isdigit() else 0)
    return MoisVu(mois, None, int(trouve[2])) if mois <= 12 else None


def _dater_les_colonnes(grille: Grille, bas: int, titres: dict[int, Titre], libelles: dict[int, str]) -> None:
    """Months written as dates are months; a row of dates, or of numbers 1 to 31, is a calendar."""
    vus = {c: t.mois for c, t in titres.items() if t.mois is not None}
    dates = {c: mois for c, mois in vus.items() if mois.jour is not None and mois.jusqu_a is None}
    if (
        dates
        and all(mois.jour == 1 for mois in dates.values())
        and len(dates) == len({(mois.annee, mois.mois) for mois in dates.values()})
    ):
        for colonne, mois in dates.items():
            titres[colonne] = replace(titres[colonne], mois=MoisVu(mois.mois, mois.annee))
    ecrits = {c: vu for c, (texte, _) in grille.lignes.get(bas, {}).items() if (vu := _jour_ecrit(texte)) is not None}
    if len(ecrits) >= JOURS_ECRITS_MINIMUM:
        for colonne, vu in ecrits.items():
            titres[colonne] = Titre(libelles[colonne], Role.HEURES, Nature.TRAVAIL, mois=vu, seul=True)
    jours = {
        colonne: int(texte)
        for colonne, (texte, _) in grille.lignes.get(bas, {}).items()
        if re.fullmatch(r"0?[1-9]|[12]\d|3[01]", texte)
    }
    if len(jours) >= JOURS_MINIMUM:
        for colonne, jour in jours.items():
            titres[colonne] = Titre(
                libelles[colonne], Role.HEURES, Nature.TRAVAIL, mois=MoisVu(0, None, jour), seul=True
            )


def _rendre_mardi(titres: dict[int, Titre], libelles: dict[int, str]) -> None:
    """Between « lun » and « mer », « mar » is a day, not March."""
    if len({normaliser(libelle) for libelle in libelles.values()} & AUTRES_JOURS) >= 2:
        for colonne, titre in titres.items():
            if titre.seul and normaliser(libelles[colonne]) == "mar":
                titres[colonne] = Titre(titre.texte, Role.HEURES, Nature.TRAVAIL)


def _noter(titres: dict[int, Titre], libelles: dict[int, str], etages: int) -> float:
    note = 0.0
    vus: set[Role] = set()
    for colonne, titre in titres.items():
        if libelles.get(colonne) == libelles.get(colonne - 1):  # one merged group is one title
            continue
        if titre.role in PERSONNES and titre.role not in vus:
            note += 3.0
        elif titre.role == Role.HEURES and libelles.get(colonne) == libelles.get(colonne + 1):
            note += GROUPE  # « Matin » over two columns: what each of them is stands below
        elif titre.role not in SANS_POIDS:
            note += POIDS.get(titre.role, 1.0) + (0.6 if titre.mois is not None and not titre.seul else 0.0)
        vus.add(titre.role)
    return note - 0.5 * (len(libelles) - len(titres)) - 0.5 * etages


def _suffit(entete: Entete) -> bool:
    """Someone (or a structure) and hours; months alone must be several."""
    titres = list(entete.titres.values())
    heures = [titre for titre in titres if titre.role == Role.HEURES]
    if {Role.DEBUT, Role.FIN} <= {titre.role for titre in titres}:  # hours of the day: they lie in between
        heures = heures or [titre for titre in titres if titre.role == Role.FIN]
    heures = heures or [titre for titre in titres if titre.role == Role.HORAIRE]
    if not heures or len(titres) < 2 or 2 * len(titres) < len(entete.libelles):
        return False
    if any(titre.role in PERSONNES or titre.personne for titre in titres):
        return True
    pleines = [titre for titre in heures if not titre.seul]
    structures = [titre for titre in titres if titre.role not in {Role.HEURES, Role.IGNOREE}]
    return (bool(pleines) and bool(structures)) or len([t for t in heures if t.seul]) >= 2
