"""French spaces in what people read: no-break before a colon and inside quotation marks, narrow before ; ! ? % h."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from clauses_app.local.emplacement import RACINE

PAQUETS = ("clauses_app", "marches", "beneficiaires", "suivi_heures")
FAUTE = re.compile(r"""[\wéèà)»%}] [:;!?](?=[\s"'{<]|$)|« | »|\d (?:h|%|€)(?![\wéèà])""")
ETIQUETTE = re.compile(r"\{%.*?%\}|\{#.*?#\}|\{\{.*?\}\}|<script.*?</script>", re.DOTALL)
# tables of the typographic filter itself
EXEMPTS = {"clauses_app/interface/formats.py"}


def textes_des_gabarits() -> Iterator[tuple[str, str]]:
    for fichier in (RACINE / "templates").rglob("*.html"):
        contenu = fichier.read_text()
        yield from ((str(fichier.relative_to(RACINE)), texte) for texte in ETIQUETTE.sub("}\n", contenu).splitlines())
        for etiquette in re.findall(r"\{%.*?%\}", contenu):
            yield from ((str(fichier.relative_to(RACINE)), texte) for texte in re.findall(r'"([^"]*)"', etiquette))


def textes_du_code() -> Iterator[tuple[str, str]]:
    for paquet in PAQUETS:
        for fichier in (RACINE / paquet).rglob("*.py"):
            nom = str(fichier.relative_to(RACINE))
            if "migrations" in fichier.parts or nom in EXEMPTS:
                continue
            arbre = ast.parse(fichier.read_text())
            dits = {id(noeud.value) for noeud in ast.walk(arbre) if isinstance(noeud, ast.Expr)}  # docstrings
            for noeud in ast.walk(arbre):
                if isinstance(noeud, ast.Constant) and isinstance(noeud.value, str) and id(noeud) not in dits:
                    yield from ((f"{nom}:{noeud.lineno}", ligne) for ligne in noeud.value.splitlines())


def test_les_espaces_sont_francaises_dans_les_gabarits():
    assert [(ou, texte.strip()) for ou, texte in textes_des_gabarits() if FAUTE.search(texte)] == []


def test_les_espaces_sont_francaises_dans_les_textes_du_code():
    assert [(ou, texte) for ou, texte in textes_du_code() if FAUTE.search(texte)] == []
