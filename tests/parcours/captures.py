"""`make captures`: every screen of every role and its states, at the widths of a desk and of a phone, under
.local/captures/ROLE/STATE/, with a page to leaf through them."""

from __future__ import annotations

import html
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import django
from playwright.sync_api import Page, sync_playwright

import tests.serveurs  # noqa: F401  gives the addresses before Django reads them
from clauses_app.local.emplacement import LOCAL, creer_dossier
from clauses_app.local.erreurs import dire
from tests.parcours.mondes import Mondes
from tests.parcours.roles import LECTEURS

DOSSIER = LOCAL / "captures"
LARGEURS = (1440, 390)
HAUTEUR_MAX = 12_000
ETATS_VOULUS = ("vides", "longs", "fautes", "refus", "conflits")


def principal(arguments: list[str]) -> int:
    """`arguments`: words that the address must contain, or names of states (`vides`…); none = all of them."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "clauses_app.settings_test"
    django.setup()
    from tests.parcours.navigateur import DRAPEAUX, Personnes  # noqa: PLC0415  Django must be ready

    mots = [mot for mot in arguments if mot not in ETATS_VOULUS]
    sortes = [sorte for sorte in ETATS_VOULUS if sorte in arguments]
    with _instance() as instance, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=DRAPEAUX)
        personnes = Personnes(chromium, instance.adresse)
        if not sortes:
            _ecrans(instance, personnes, mots)
        _etats(instance, personnes, mots, sortes or ETATS_VOULUS)
        chromium.close()
    dire(f"À feuilleter : {_relier()}")
    return 0


def _ecrans(instance: Any, personnes: Any, mots: list[str]) -> None:
    """Ordinary screens, role by role."""
    from tests.parcours.ecrans import lister_adresses  # noqa: PLC0415
    from tests.parcours.etats import lire_page  # noqa: PLC0415

    chemins = [adresse.chemin for adresse in lister_adresses(instance)]
    for role, lecteur in LECTEURS.items():
        page = personnes.page(lecteur.courriel)
        nombre = 0
        for chemin in chemins:
            if _convient(chemin, mots) and lire_page(page, chemin):
                page.goto(chemin)
                page.wait_for_load_state("networkidle")
                nom = re.sub(r"[^a-z0-9]+", "-", chemin.lower()).strip("-") or "accueil"
                _photographier(page, creer_dossier(DOSSIER / role / "ecran"), nom)
                nombre += 1
        dire(f"{role} : {nombre} écrans")


def _etats(instance: Any, personnes: Any, mots: list[str], sortes: Iterable[str]) -> None:
    """The states of `etats.py`; conflicts last: they write."""
    from tests.parcours import etats  # noqa: PLC0415

    mondes = Mondes.lire(instance.fichier_des_mondes)
    equipe, portail = ("responsable",), ("entreprise", "structure", "acheteur")
    listes: dict[str, Iterable[etats.Etat]] = {
        "vides": (etat for lecteur in equipe + portail for etat in etats.vides(mondes, lecteur)),
        "longs": (etat for lecteur in equipe + portail for etat in etats.longs(mondes, lecteur)),
        "fautes": (etat for lecteur in equipe + portail[:2] for etat in etats.fautes(mondes, lecteur)),
        "refus": etats.refus(mondes),
        "conflits": etats.conflits(mondes),
    }
    pages: dict[str, Page] = {}

    def page(lecteur: str) -> Page:
        if lecteur not in pages:
            pages[lecteur] = personnes.page_du_temoin(mondes.temoins.get(lecteur))
        return pages[lecteur]

    for sorte in sortes:
        nombre = 0
        for etat in listes[sorte]:
            if not _convient(etat.chemin, mots):
                continue
            statut = etat.montrer(page(etat.lecteur), page("longs/autre") if etat.avant else None)
            if statut in etat.statuts:
                role = etat.lecteur.rpartition("/")[2] or "personne"
                _photographier(page(etat.lecteur), creer_dossier(DOSSIER / role / sorte), etat.fichier)
                nombre += 1
        dire(f"{sorte} : {nombre} états")


def _convient(chemin: str, mots: list[str]) -> bool:
    return not mots or any(mot in chemin for mot in mots)


def _photographier(page: Page, dossier: Path, nom: str) -> None:
    for largeur in LARGEURS:
        page.set_viewport_size({"width": largeur, "height": 900})
        # a window as tall as the page: `full_page` leaves what is sticky unpainted
        hauteur = min(HAUTEUR_MAX, page.evaluate("document.documentElement.scrollHeight"))
        page.set_viewport_size({"width": largeur, "height": hauteur})
        page.screenshot(path=dossier / f"{nom}_{largeur}.png")


def _relier() -> Path:
    """One page to leaf through what was photographed, role by role and state by state."""
    fiches = []
    for role in sorted(dossier for dossier in DOSSIER.iterdir() if dossier.is_dir()):
        for sorte in sorted(dossier for dossier in role.iterdir() if dossier.is_dir()):
            images = sorted(sorte.glob(f"*_{LARGEURS[0]}.png"))
            liens = "".join(_ficher(image) for image in images)
            fiches.append(f"<h2>{role.name}, {sorte.name} ({len(images)})</h2><div>{liens}</div>")
    index = DOSSIER / "index.html"
    index.write_text(
        "<!doctype html><html lang='fr'><meta charset='utf-8'><title>Captures</title>"
        "<style>body{font:14px sans-serif;margin:1rem}"
        "div{display:flex;flex-wrap:wrap;gap:1rem}figure{margin:0;width:22rem}"
        "img{max-height:20rem;object-fit:cover;object-position:top;border:1px solid #ccc}"
        ".l{width:15rem}.e{width:6rem}</style>" + "".join(fiches)
    )
    return index


def _ficher(image: Path) -> str:
    nom = image.name.removesuffix(f"_{LARGEURS[0]}.png")
    vues = "".join(
        f"<a href='{vue}'><img class='{classe}' loading='lazy' src='{vue}' alt='{html.escape(nom)}, {largeur} px'></a>"
        for largeur, classe in zip(LARGEURS, "le", strict=True)
        for vue in [(image.parent / f"{nom}_{largeur}.png").relative_to(DOSSIER).as_posix()]
    )
    return f"<figure>{vues}<figcaption>{html.escape(nom)}</figcaption></figure>"


@contextmanager
def _instance() -> Iterator:
    from tests.parcours.instance import DEJA_LANCEE, demarrer_instance, rejoindre_instance  # noqa: PLC0415

    if DEJA_LANCEE in os.environ:
        yield rejoindre_instance(Path(os.environ[DEJA_LANCEE]))
        return
    dossier = Path(tempfile.mkdtemp(prefix="captures-"))
    try:
        with demarrer_instance("captures", dossier) as instance:
            yield instance
    finally:
        shutil.rmtree(dossier)


if __name__ == "__main__":
    sys.exit(principal(sys.argv[1:]))
