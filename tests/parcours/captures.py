"""`make captures`: every screen of every role, at the widths of a desk and of a phone, under .local/captures/."""

from __future__ import annotations

import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
from playwright.sync_api import Page, sync_playwright

import tests.serveurs  # noqa: F401  gives the addresses before Django reads them
from clauses_app.local.emplacement import LOCAL, creer_dossier
from clauses_app.local.erreurs import dire

DOSSIER = LOCAL / "captures"
ROLES = {
    "guichet": "idriss@exemple.fr",
    "entreprise": "vallorin@exemple.fr",
    "acheteur": "transports@exemple.fr",
    "sans-compte": "",
}
LARGEURS = (1440, 390)


def principal(arguments: list[str]) -> int:
    """`arguments`: words that the address must contain; none = all of them."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "clauses_app.settings_test"
    django.setup()
    from tests.parcours.ecrans import lister_adresses  # noqa: PLC0415  Django must be ready
    from tests.parcours.navigateur import DRAPEAUX, Personnes  # noqa: PLC0415

    with _instance() as instance, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=DRAPEAUX)
        personnes = Personnes(chromium, instance.adresse)
        chemins = [adresse.chemin for adresse in lister_adresses(instance)]
        voulus = [chemin for chemin in chemins if not arguments or any(mot in chemin for mot in arguments)]
        for role, courriel in ROLES.items():
            dossier = creer_dossier(DOSSIER / role)
            page = personnes.page(courriel)
            nombre = sum(_capturer(page, chemin, dossier) for chemin in voulus)
            dire(f"{role} : {nombre} écrans")
        chromium.close()
    return 0


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


def _capturer(page: Page, chemin: str, dossier: Path) -> bool:
    """False when this role has no such screen."""
    reponse = page.context.request.get(chemin, max_redirects=0)
    if reponse.status != 200 or not reponse.text().rstrip().endswith("</html>"):
        return False
    page.goto(chemin)
    page.wait_for_load_state("networkidle")
    nom = re.sub(r"[^a-z0-9]+", "-", chemin.lower()).strip("-") or "accueil"
    for largeur in LARGEURS:
        page.set_viewport_size({"width": largeur, "height": 900})
        # a window as tall as the page: `full_page` leaves what is sticky unpainted
        page.set_viewport_size({"width": largeur, "height": page.evaluate("document.documentElement.scrollHeight")})
        page.screenshot(path=dossier / f"{nom}_{largeur}.png")
    return True


if __name__ == "__main__":
    sys.exit(principal(sys.argv[1:]))
