"""Laws of the source: what views may read, what services may know, how long a piece may be."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from django.apps import apps

from clauses_app.tenancy.modeles import TenantModel
from tests.architecture.source import RACINE, arbre, couche, dire, fichiers, fonctions, ou

LIGNES_D_UN_MODULE = 400
LIGNES_D_UNE_FONCTION = 50
VUES = [chemin for chemin in fichiers() if couche(chemin) == "views"]
SERVICES = [chemin for chemin in fichiers() if couche(chemin) == "services" and chemin.name != "__init__.py"]
DONNEES_INVENTEES = RACINE / "suivi_heures" / "management" / "demonstration"
HTTP = ("django.http", "django.shortcuts")


def test_une_vue_lit_par_visibles_par() -> None:
    """`Model.objects.visibles_par(adhesion)`, and nothing else after `objects`."""
    cloisonnes = {modele.__name__ for modele in apps.get_models() if issubclass(modele, TenantModel)}
    fautes = [
        f"{ou(chemin, noeud.lineno)} : {noeud.value.value.id}.objects.{noeud.attr}"
        for chemin in VUES
        for fonction in arbre(chemin).body
        for noeud in ast.walk(fonction)
        if isinstance(noeud, ast.Attribute)
        and isinstance(noeud.value, ast.Attribute)
        and noeud.value.attr in {"objects", "_default_manager", "_base_manager"}
        and isinstance(noeud.value.value, ast.Name)
        and noeud.value.value.id in cloisonnes
        and noeud.attr != "visibles_par"
    ]
    assert not fautes, dire(fautes)


def test_un_service_ne_connait_pas_la_requete() -> None:
    fautes = []
    for chemin in SERVICES:
        for noeud in ast.walk(arbre(chemin)):
            nom = getattr(noeud, "arg", None) if isinstance(noeud, ast.arg) else getattr(noeud, "id", None)
            if nom in {"request", "requete_http"}:
                fautes.append(f"{ou(chemin, noeud.lineno)} : {nom}")  # type: ignore[attr-defined]
            if isinstance(noeud, ast.ImportFrom) and (noeud.module or "").startswith(HTTP):
                fautes.append(f"{ou(chemin, noeud.lineno)} : {noeud.module}")
    assert not fautes, dire(fautes)


def test_un_service_porte_le_nom_de_son_verbe() -> None:
    """One public function a file, of the same name, whose arguments are all named."""
    fautes = []
    for chemin in SERVICES:
        publiques = [f for f in arbre(chemin).body if isinstance(f, ast.FunctionDef) and not f.name.startswith("_")]
        if [f.name for f in publiques] != [chemin.stem]:
            fautes.append(f"{ou(chemin)} : {', '.join(f.name for f in publiques) or 'aucune fonction publique'}")
        fautes += [
            f"{ou(chemin, f.lineno)} : {f.name} a des arguments sans nom"
            for f in publiques
            if f.args.args or f.args.posonlyargs
        ]
    assert not fautes, dire(fautes)


def test_un_module_reste_court() -> None:
    fautes = [
        f"{ou(chemin)} : {lignes} lignes"
        for chemin in fichiers() + fichiers("tests")
        if (lignes := chemin.read_text("utf-8").count("\n")) > LIGNES_D_UN_MODULE
    ]
    assert not fautes, dire(fautes)


def test_une_fonction_reste_courte() -> None:
    """A long SQL text counts for one line; invented data are not logic."""
    fautes = [
        f"{ou(chemin, f.lineno)} : {f.name}, {longueur} lignes"
        for chemin in fichiers()
        if DONNEES_INVENTEES not in chemin.parents
        for f in fonctions(chemin)
        if (longueur := _hauteur(f) - _hauteur_des_textes(f)) > LIGNES_D_UNE_FONCTION
    ]
    assert not fautes, dire(fautes)


def _hauteur(noeud: ast.expr | ast.stmt) -> int:
    return (noeud.end_lineno or noeud.lineno) - noeud.lineno + 1


def _hauteur_des_textes(fonction: ast.AST) -> int:
    """Lines of its texts beyond their first; the pieces of an f-string are not counted twice."""
    composes = [noeud for noeud in ast.walk(fonction) if isinstance(noeud, ast.JoinedStr)]
    morceaux = {id(morceau) for compose in composes for morceau in ast.walk(compose)} - {id(c) for c in composes}
    simples = [n for n in ast.walk(fonction) if isinstance(n, ast.Constant) and isinstance(n.value, str)]
    return sum(_hauteur(texte) - 1 for texte in (*composes, *simples) if id(texte) not in morceaux)


@pytest.mark.parametrize("chemin", sorted(RACINE.glob("*/migrations")) + sorted(RACINE.glob("*/*/migrations")), ids=ou)
def test_une_migration_dit_ce_qu_elle_fait(chemin: Path) -> None:
    anonymes = [fichier.name for fichier in chemin.glob("0*.py") if "_auto_" in fichier.name]
    assert not anonymes


def test_aucun_fourre_tout() -> None:
    noms = {"utils.py", "helpers.py", "common.py", "mixins.py", "misc.py", "tools.py"}
    fautes = [ou(chemin) for chemin in fichiers() if chemin.name in noms]
    assert not fautes, dire(fautes)


def test_rien_ne_parle_de_l_exterieur_du_depot() -> None:
    """A clone stands alone: no path of another machine."""
    interdits = ("/work/", "../shared")
    fautes = [
        f"{ou(chemin, numero)} : {ligne.strip()[:80]}"
        for chemin in [*fichiers(), *fichiers("tests"), *fichiers("docs", motif="*.md"), RACINE / "README.md"]
        if chemin != Path(__file__)
        for numero, ligne in enumerate(chemin.read_text("utf-8").splitlines(), 1)
        if any(interdit in ligne for interdit in interdits)
    ]
    assert not fautes, dire(fautes)
