"""Reports of 1, 25, 100 and 1,000 contracts, tagged, rendered by two warm processes and assembled by one of them."""

from __future__ import annotations

import gc
import resource
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from dataclasses import replace
from io import BytesIO
from itertools import chain, islice
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from django.template.loader import render_to_string
from pypdf import PdfReader

from clauses_app.pdf import prechauffer
from clauses_app.tenancy.contexte import within_guichet
from marches.models import MaitreOuvrage
from suivi_heures.queries.trimestres import Trimestre
from suivi_heures.restitutions.bilan_trimestriel import BilanTrimestriel, FicheMarche
from suivi_heures.restitutions.joindre_donnees import joindre_donnees
from suivi_heures.restitutions.observer_marches import BilanImpossible
from suivi_heures.restitutions.presenter_bilan import composer_contexte
from suivi_heures.restitutions.produire_bilan import GABARIT, mettre_en_page
from suivi_heures.restitutions.rassembler_bilan import rassembler_bilan_trimestriel
from suivi_heures.restitutions.sections import Genre, Section, assembler_sections, decouper, rendre_section
from tests.bench.mesure import Ligne, attendre_le_repos, entrelacer
from tests.bench.national import guichets
from tests.bench.ouvrier import naitre
from tests.bench.pair_typst import composer, convertir
from tests.bench.pdf import ETABLI_A

TAILLES = (25, 100, 1000)
DIFFERENTS = 40  # contracts read from the database; a longer report says them again under other references
OUVRIERS = 2


def mesurer(adresse: str, tours: int) -> Iterator[Ligne]:
    prechauffer()
    modele, fiches = _rassembler(guichets()[0])
    un = _rapport(modele, fiches, 1)
    repos = attendre_le_repos()
    temps = entrelacer({"nous": lambda: mettre_en_page(un)}, max(tours, 5))
    yield Ligne("rapports.1", min(temps["nous"]), "<= 0.4", ours=temps["nous"], idle=repos)
    murs: dict[int, float] = {}
    contexte = get_context("spawn")
    with ProcessPoolExecutor(OUVRIERS, mp_context=contexte, initializer=naitre) as ouvriers:
        list(ouvriers.map(_chauffer, [un] * OUVRIERS * 2))
        for taille in TAILLES:
            yield from _mesurer_un(ouvriers, _rapport(modele, fiches, taille), murs)
    yield Ligne("rapports.1000_sur_100", murs[1000] / murs[100], "<= 11", idle=repos)


def _mesurer_un(ouvriers: ProcessPoolExecutor, figures: BilanTrimestriel, murs: dict[int, float]) -> Iterator[Ligne]:
    """`cpu` is what both processes and the assembly spent: on a machine shared with others, the figure that holds."""
    taille, repos = len(figures.marches), attendre_le_repos()
    debut = perf_counter()
    ouverture, *suite = decouper(figures)
    rendues = list(ouvriers.map(_rendre, enumerate((un.en_json() for un in suite), 1)))
    octets, assemblage, memoire = ouvriers.submit(
        _assembler, ouverture.en_json(), [(genre, contenu) for genre, contenu, _, _ in rendues]
    ).result()
    murs[taille] = perf_counter() - debut
    cpu = sum(un for _, _, un, _ in rendues) + assemblage
    source = composer(render_to_string(GABARIT, {**composer_contexte(figures), "titre": figures.titre}))
    debut, debut_cpu = perf_counter(), process_time()
    pair = convertir(source)
    temps_pair, cpu_pair = perf_counter() - debut, process_time() - debut_cpu
    lecteur = PdfReader(BytesIO(octets))
    plus: dict[str, object] = {
        "marches": taille,
        "pages": len(lecteur.pages),
        "octets": len(octets),
        "cpu_s": round(cpu, 2),
        "assemblage_s": round(assemblage, 2),
        "par_seconde_de_deux_coeurs": round(OUVRIERS * taille / cpu, 2),
        "sur_typst_cpu": round(cpu / cpu_pair, 2),
        "octets_typst": len(pair),
    }
    yield Ligne(
        f"rapports.{taille}", taille / murs[taille], ">= 12" if taille >= 100 else "", ours=[murs[taille]],
        peer=[temps_pair], idle=repos, plus=plus, egal=_dit_tout(lecteur, figures),
    )  # fmt: skip
    yield Ligne(f"rapports.{taille}_sur_typst", murs[taille] / temps_pair, "<= 12", idle=repos)
    if taille == max(TAILLES):
        haut = max(memoire, *(un for _, _, _, un in rendues))
        yield Ligne(
            "rapports.memoire_mio", haut, "<= 200", idle=repos,
            plus={"sections": max(un for _, _, _, un in rendues), "assemblage": memoire},
        )  # fmt: skip


def _dit_tout(lecteur: PdfReader, figures: BilanTrimestriel) -> bool:
    """Each contract has its title in the outline, and the file its tree of structure."""
    titres = {un.title for un in chain.from_iterable(un if isinstance(un, list) else [un] for un in lecteur.outline)}
    balise = "/StructTreeRoot" in lecteur.trailer["/Root"]
    return balise and titres.issuperset(fiche.objet for fiche in figures.marches)


def _rassembler(guichet_id: int) -> tuple[BilanTrimestriel, list[FicheMarche]]:
    with within_guichet(guichet_id):
        bilans = list(islice(_bilans(), 20))
    fiches = list(islice(chain.from_iterable(un.marches for un in bilans), DIFFERENTS))
    return bilans[0], fiches


def _bilans() -> Iterator[BilanTrimestriel]:
    """Of the buyers that have a contract in that quarter."""
    for acheteur in MaitreOuvrage.objects.order_by("pk"):
        with suppress(BilanImpossible):
            yield rassembler_bilan_trimestriel(maitre_ouvrage=acheteur, trimestre=Trimestre(2025, 4), etabli_a=ETABLI_A)


def _rapport(modele: BilanTrimestriel, fiches: list[FicheMarche], taille: int) -> BilanTrimestriel:
    marches = tuple(
        replace(
            fiches[rang % len(fiches)],
            reference=f"M-{rang:04d}",
            objet=f"{fiches[rang % len(fiches)].objet}, n° {rang}",
        )
        for rang in range(taille)
    )
    return replace(modele, marches=marches, synthese=replace(modele.synthese, nombre_marches=taille))


def _chauffer(figures: BilanTrimestriel) -> None:
    prechauffer()
    mettre_en_page(figures)
    gc.collect()


def _rendre(numero: tuple[int, dict[str, Any]]) -> tuple[Genre, bytes, float, float]:
    rang, donnees = numero
    debut = process_time()
    section = Section.depuis_json(donnees)
    contenu = rendre_section(section, rang=rang)
    return section.genre, contenu, process_time() - debut, _memoire()


def _assembler(donnees: dict[str, Any], rendues: list[tuple[Genre, bytes]]) -> tuple[bytes, float, float]:
    debut = process_time()
    ouverture = Section.depuis_json(donnees)
    sortie = BytesIO()
    assembler_sections(ouverture, lambda: iter(rendues), sortie, pieces=joindre_donnees(ouverture.figures))
    return sortie.getvalue(), process_time() - debut, _memoire()


def _memoire() -> float:
    """Mio that this process has held at most since the last call."""
    try:
        haut = next(un for un in Path("/proc/self/status").read_text().splitlines() if un.startswith("VmHWM"))
        Path("/proc/self/clear_refs").write_text("5")
    except (OSError, StopIteration):
        return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)
    return round(int(haut.split()[1]) / 1024, 1)
