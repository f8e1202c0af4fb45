"""Laws of the templates: each one used, short, and nothing that the content policy would refuse."""

from __future__ import annotations

import re
from pathlib import Path

import allauth
import pytest

from tests.architecture.source import RACINE, dire, fichiers, ou

GABARITS = RACINE / "templates"
TOUS = sorted(chemin for chemin in GABARITS.rglob("*") if chemin.is_file())
HTML = [chemin for chemin in TOUS if chemin.suffix == ".html"]
LIGNES = 150
# called by name by Django
DE_DJANGO = {"400.html", "403.html", "404.html", "500.html"}
# named in two parts by the code: folder → function that completes the name
PAR_DOSSIER = {"comptes/courriels": r"\b(?:envoyer|composer)\(\s*\"{nom}\""}
D_ALLAUTH = Path(allauth.__file__).parent / "templates"
INTERDITS = {
    "style en ligne": re.compile(r"\sstyle=", re.I),
    "gestionnaire en ligne": re.compile(r"\son(click|change|submit|load|input|focus|blur|key\w+)=", re.I),
    "script en ligne": re.compile(r"<script(?![^>]*(\bsrc=|type=\"application/json\"))", re.I),
    "adresse d’ailleurs": re.compile(r"(?:src|href|action)=\"(?:https?:)?//", re.I),
}


def _sources() -> str:
    python = "\n".join(chemin.read_text("utf-8") for chemin in fichiers())
    return python + "\n".join(chemin.read_text("utf-8") for chemin in TOUS)


def test_chaque_gabarit_sert() -> None:
    sources = _sources()
    fautes = [str(nom) for chemin in TOUS if not _est_appele(nom := chemin.relative_to(GABARITS), sources)]
    assert not fautes, dire(fautes)


def _est_appele(nom: Path, sources: str) -> bool:
    if str(nom) in DE_DJANGO or (D_ALLAUTH / nom).exists():
        return True
    if motif := PAR_DOSSIER.get(str(nom.parent)):
        return re.search(motif.format(nom=nom.stem), sources) is not None
    return re.search(rf"[\"']{re.escape(str(nom))}[\"'#]", sources) is not None


@pytest.mark.parametrize("quoi", INTERDITS)
def test_rien_que_la_politique_de_contenu_refuse(quoi: str) -> None:
    fautes = [
        f"{ou(chemin, numero)} : {ligne.strip()[:100]}"
        for chemin in HTML
        if "pdf" not in chemin.parts
        for numero, ligne in enumerate(chemin.read_text("utf-8").splitlines(), 1)
        if INTERDITS[quoi].search(ligne)
    ]
    assert not fautes, dire(fautes)


def test_un_gabarit_reste_court() -> None:
    fautes = [
        f"{ou(chemin)} : {lignes} lignes"
        for chemin in HTML
        if (lignes := chemin.read_text("utf-8").count("\n")) > LIGNES
    ]
    assert not fautes, dire(fautes)


def test_chaque_formulaire_qui_ecrit_porte_son_jeton() -> None:
    fautes = [
        f"{ou(chemin)} : {formulaire[:80]!r}"
        for chemin in HTML
        for formulaire in re.findall(r"<form\b.*?</form>", chemin.read_text("utf-8"), re.S | re.I)
        if re.search(r"method=\"post\"", formulaire, re.I) and "csrf_token" not in formulaire
    ]
    assert not fautes, dire(fautes)
