"""A long report cut in sections, each rendered on its own; put together, they read as one piece.

A section carries the figures it prints and nothing else: the worker that renders it never reads the whole report.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from io import BytesIO
from typing import Any, BinaryIO

from clauses_app.assemblage import assembler
from clauses_app.interface.qr import tracer_qr
from clauses_app.memoire import rendre_la_memoire
from clauses_app.morceaux import PROVISOIRE, RENVOI, Morceau, deballer, emballer
from clauses_app.pdf import MiseEnPage, PieceJointe, lire_police
from suivi_heures.restitutions.bilan_trimestriel import BilanTrimestriel, FicheMarche
from suivi_heures.restitutions.figer import depuis_json, empreinte, en_json
from suivi_heures.restitutions.presenter_bilan import composer_contexte

D_UN_BLOC = 12  # contracts: up to this, the report is rendered in one piece
PAR_SECTION = 8  # contracts in a section: what a worker lays out within its memory
PAR_TRANCHE = 60  # rows of a long table laid out at once
GABARIT = "suivi_heures/pdf/bilan_trimestriel/section.html"
ENTREES_PAR_PAGE = 31  # of the table of contents: a guess, laid out again when it is wrong
POLICE = "inter-latin-600.woff2"


class Genre(StrEnum):
    OUVERTURE = "OUVERTURE"  # cover and table of contents: rendered once the pages of the others are counted
    CHANGEMENTS = "CHANGEMENTS"
    SYNTHESE = "SYNTHESE"
    TABLEAU = "TABLEAU"
    PUBLICS = "PUBLICS"
    MARCHES = "MARCHES"
    FIN = "FIN"  # late declarations, corrections: two tables, one after the other
    METHODE = "METHODE"


# sections whose rows may be many: where the template reads them, and how many for one row of the progress table
LONGUES = {
    Genre.OUVERTURE: ("sommaire", 4),
    Genre.CHANGEMENTS: ("changements", 2),
    Genre.TABLEAU: ("rangees", 1),
    Genre.FIN: ("suites", 2),
    Genre.METHODE: ("regles", 1),
}


@dataclass(frozen=True, slots=True)
class Section:
    """`depuis`: rank of its first contract in the report. `signature`: fingerprint of the whole."""

    genre: Genre
    figures: BilanTrimestriel
    signature: str
    depuis: int = 0
    verification: str = ""

    def en_json(self) -> dict[str, Any]:
        return {
            "genre": self.genre.value,
            "figures": en_json(self.figures),
            "signature": self.signature,
            "depuis": self.depuis,
            "verification": self.verification,
        }

    @classmethod
    def depuis_json(cls, donnees: Mapping[str, Any]) -> Section:
        figures = depuis_json(BilanTrimestriel, donnees["figures"])
        return cls(**{**donnees, "genre": Genre(donnees["genre"]), "figures": figures})


def est_long(figures: BilanTrimestriel) -> bool:
    return len(figures.marches) > D_UN_BLOC


def decouper(figures: BilanTrimestriel, *, verification: str = "") -> list[Section]:
    """In the order of the file."""
    signature = empreinte(figures.chiffres())
    nu = replace(figures, marches=(), retards_transmission=(), corrections=(), ce_qui_a_change=())
    resume = tuple(_resumer(fiche) for fiche in figures.marches)
    avec_lots = tuple(
        replace(fiche, lots=complete.lots) for fiche, complete in zip(resume, figures.marches, strict=True)
    )

    def section(genre: Genre, porte: BilanTrimestriel, depuis: int = 0) -> Section:
        return Section(genre, porte, signature, depuis, verification)

    paquets = range(0, len(figures.marches), PAR_SECTION)
    return [
        section(Genre.OUVERTURE, figures),
        *(
            [section(Genre.CHANGEMENTS, replace(nu, ce_qui_a_change=figures.ce_qui_a_change))]
            * bool(figures.ce_qui_a_change)
        ),
        section(Genre.SYNTHESE, replace(nu, marches=resume)),
        section(Genre.TABLEAU, replace(nu, marches=avec_lots)),
        section(Genre.PUBLICS, replace(nu, marches=resume)),
        *(
            section(Genre.MARCHES, replace(nu, marches=figures.marches[rang : rang + PAR_SECTION]), rang)
            for rang in paquets
        ),
        section(
            Genre.FIN,
            replace(nu, retards_transmission=figures.retards_transmission, corrections=figures.corrections),
        ),
        section(Genre.METHODE, nu),
    ]


def _resumer(fiche: FicheMarche) -> FicheMarche:
    """What the first pages say of a contract."""
    return replace(
        fiche, lots=(), engagements=(), courbe=(), exclusions=(), faits=(), entreprises=(), texte=None,
        modalites=replace(fiche.modalites, lignes=()), publics=replace(fiche.publics, lignes=()),
    )  # fmt: skip


def rendre_section(section: Section, *, rang: int) -> bytes:
    """Any section but the first. A long table makes several pieces, each of whole pages."""
    return emballer(_mettre_en_pages(section, rang, _composer(section)))


def _mettre_en_pages(
    section: Section, rang: int, contexte: dict[str, Any], *, ouvre: bool = False, pieces: tuple[PieceJointe, ...] = ()
) -> Iterator[Morceau]:
    """Laid out a slice at a time: the last page of a slice, which is not full, is begun again by the next one."""
    longue, serrees = LONGUES.get(section.genre, ("", 1))
    rangees = contexte.get(longue, ())
    debut, taille, tranche, titrees = 0, PAR_TRANCHE * serrees, 0, False
    while True:
        fin = len(rangees) <= debut + taille
        lues = {longue: rangees[debut : debut + taille]} if longue else {}
        if section.genre == Genre.FIN:
            lues = _separer(contexte, debut, fin=debut + taille, titrees=titrees)
        dite = {"tranche": {"debut": debut == 0, "fin": fin}}
        page = MiseEnPage(GABARIT, contexte | lues | dite, titre=section.figures.titre)
        suivante = 0 if fin else int(page.ancres(PROVISOIRE)[-1][0].removeprefix(PROVISOIRE))
        if not fin and not suivante:  # all on one page, which cannot be given for full
            taille *= 2
            continue
        titrees = titrees or any(page.ancres("corrections")[:-1])
        premiere = ouvre and not tranche
        yield page.morceau(
            f"{rang:05d}-{tranche:03d}-",
            pages=None if fin else page.pages - 1,
            ouvre=premiere,
            pieces=pieces if premiere else (),
        )
        del page
        rendre_la_memoire()
        if fin:
            return
        debut += suivante
        tranche += 1


def _separer(contexte: dict[str, Any], debut: int, *, fin: int, titrees: bool) -> dict[str, Any]:
    """The rows of a slice that may run over two tables; which of the two begins or goes on in it. `titrees`: the title
    of the corrections is on a page already given."""
    combien = len(contexte["retards"])
    retards = contexte["retards"][debut:fin]
    corrections = contexte["corrections"][max(0, debut - combien) : max(0, fin - combien)]
    commence = debut <= combien <= fin and (bool(corrections) or not contexte["corrections"])
    return {
        "retards": retards,
        "corrections": corrections,
        "lus": len(retards),
        "avec_retards": debut == 0 or bool(retards),
        "avec_corrections": commence or bool(corrections),
        "corrections_commencent": commence,
        "corrections_titrees": commence and not titrees,
    }


def _composer(section: Section) -> dict[str, Any]:
    contexte = composer_contexte(section.figures, signature=section.signature, depuis=section.depuis)
    contexte["suites"] = [*contexte["retards"], *contexte["corrections"]]
    if section.verification:
        contexte |= {"verification": section.verification, "qr": tracer_qr(section.verification)}
    return contexte | {"genre": section.genre.value, "renvoi": RENVOI}


def assembler_sections(
    ouverture: Section,
    rendues: Callable[[], Iterator[tuple[Genre, bytes]]],
    sortie: BinaryIO,
    *,
    pieces: tuple[PieceJointe, ...],
) -> int:
    """The file, from its first section and the others as they were rendered; its number of pages. `rendues` is read
    twice, one section at a time: the table of contents says the pages of all that follows."""
    places: dict[str, int] = {}
    lues = 0
    for _, octets in rendues():
        for pages, ancres in map(Morceau.compter, deballer(octets)):
            places |= {nom: lues + page for nom, page in ancres}
            lues += pages
    debut = _ouvrir(ouverture, places, pieces)

    def morceaux() -> Iterator[tuple[int, Morceau]]:
        for un in debut:
            yield 1, un
        for genre, octets in rendues():
            for rendu in deballer(octets):
                yield 2 if genre == Genre.MARCHES else 1, Morceau.depuis_octets(rendu)

    return assembler(morceaux(), sortie, police=lire_police(POLICE))


def _ouvrir(ouverture: Section, places: Mapping[str, int], pieces: tuple[PieceJointe, ...]) -> list[Morceau]:
    """The cover and the table of contents, whose own length moves the pages it announces."""
    figures = ouverture.figures
    contexte = _composer(replace(ouverture, figures=replace(figures, marches=tuple(map(_resumer, figures.marches)))))
    sommaire = contexte["sommaire"]
    longueur = 1 + -(-(len(sommaire) + 3) // ENTREES_PAR_PAGE)
    while True:
        pagine = [replace(entree, page=1 + longueur + places[entree.cle]) for entree in sommaire]
        rendus = list(_mettre_en_pages(ouverture, 0, contexte | {"sommaire": pagine}, ouvre=True, pieces=pieces))
        if longueur == (longueur := sum(len(un.pages) for un in rendus)):
            return rendus


def rendre_en_sections(figures: BilanTrimestriel, *, verification: str, pieces: tuple[PieceJointe, ...]) -> bytes:
    """All in this process: the bytes that several workers would have given."""
    ouverture, *suite = decouper(figures, verification=verification)
    rendues = [(section.genre, rendre_section(section, rang=rang)) for rang, section in enumerate(suite, 1)]
    sortie = BytesIO()
    assembler_sections(ouverture, lambda: iter(rendues), sortie, pieces=pieces)
    return sortie.getvalue()
