"""What may leave Ancrage by the calendar feed: every kind of affair, one by one."""

import ast
from pathlib import Path

from suivi_heures.queries import affaires

PERSONNE = {"beneficiaire", "personne", "contrat", "sortie", "croise", "prenom", "beneficiaire__nom"}


def _sortes():
    for fichier in sorted(Path(affaires.__file__).parent.glob("*.py")):
        for noeud in ast.walk(ast.parse(fichier.read_text(encoding="utf-8"))):
            if isinstance(noeud, ast.Call) and isinstance(noeud.func, ast.Name) and noeud.func.id == "Affaire":
                dits = {mot.arg: mot.value for mot in noeud.keywords}
                if "titre" in dits:
                    part = "sans_personne" in dits and ast.literal_eval(dits["sans_personne"])
                    yield f"{fichier.name}:{noeud.lineno}", dits["titre"], part


def _lus(titre):
    noms = {n.id for n in ast.walk(titre) if isinstance(n, ast.Name)}
    noms |= {n.attr for n in ast.walk(titre) if isinstance(n, ast.Attribute)}
    return noms | {n.value for n in ast.walk(titre) if isinstance(n, ast.Constant) and isinstance(n.value, str)}


def test_aucune_affaire_qui_part_ne_lit_une_personne_dans_son_titre():
    assert [ou for ou, titre, part in _sortes() if part and _lus(titre) & PERSONNE] == []


def test_les_affaires_sans_personne_gardent_leur_titre():
    sortes = [part for _, _, part in _sortes()]
    assert sum(sortes) >= 15
    assert not all(sortes)
