"""Addresses of the instance: those given by the person, completed by the embedded servers."""

import os
from collections.abc import Mapping
from pathlib import Path

import psycopg
from psycopg import conninfo

from clauses_app.local.erreurs import ErreurLocale, dire
from clauses_app.local.preparation import (
    ROLES_D_EXECUTION,
    Preparation,
    mots_de_passe_derives,
    peut_preparer,
    preparer_base,
)
from clauses_app.local.serveurs import BASE, demarrer, secret_partage

COMMANDE_DE_PREPARATION = "DATABASE_URL_ADMIN=… python -m clauses_app.local.deploiement"


def est_donnee(nom: str, environnement: Mapping[str, str] = os.environ) -> bool:
    """Given as a value or as a file holding it."""
    return bool(environnement.get(nom) or environnement.get(f"{nom}_FILE"))


def lire(nom: str) -> str:
    fichier = os.environ.get(f"{nom}_FILE")
    return Path(fichier).read_text(encoding="utf-8").strip() if fichier else os.environ.get(nom, "")


def completer_l_environnement() -> bool:
    """Put every address into os.environ, starting only the servers whose address nobody gave.

    True when the database is the embedded one.
    """
    besoins = {"postgres": not est_donnee("DATABASE_URL"), "valkey": not est_donnee("REDIS_URL")}
    if any(besoins.values()):
        adresses = demarrer("dev", services=tuple(nom for nom, absent in besoins.items() if absent))
        os.environ.update(adresses.environnement())
    if not besoins["postgres"] and not est_donnee("DATABASE_URL_DEPLOIEMENT"):
        base = deriver(lire("DATABASE_URL"))
        os.environ.pop("DATABASE_URL_FILE", None)
        os.environ.update(DATABASE_URL=base.database_url, DATABASE_URL_DEPLOIEMENT=base.database_url_deploiement)
        for manque in base.manques:
            dire(manque)
    if not est_donnee("SECRET_KEY"):  # nobody deploys without a key: this is a development instance
        os.environ["SECRET_KEY"] = secret_partage("cle_django")
        os.environ.setdefault("DEMONSTRATION", "1")
    return besoins["postgres"]


def deriver(url: str) -> Preparation:
    """Logins to serve and to migrate with, from the one address that was given."""
    if not url.startswith(("postgres://", "postgresql://")):
        raise ErreurLocale(
            "DATABASE_URL doit désigner une base PostgreSQL, par exemple "
            "« postgresql://utilisateur:motdepasse@hote:5432/ancrage »."
        )
    try:
        parties = conninfo.conninfo_to_dict(url)
        if not peut_preparer(url):
            return Preparation(url, url, _ce_qui_manque(url, str(parties.get("user", ""))))
        mots = None if parties.get("password") else mots_de_passe_derives(url, secret_partage("roles"))
        base = preparer_base(url, str(parties.get("dbname") or BASE), mots_de_passe=mots)
        _verifier(base.database_url, "applicatif")
        return base
    except psycopg.Error as erreur:
        cause = str(erreur).strip().splitlines()[0]
        raise ErreurLocale(f"La base de DATABASE_URL ne répond pas ou refuse : {cause}") from erreur


def _verifier(url: str, role: str) -> None:
    try:
        psycopg.connect(url, connect_timeout=10).close()
    except psycopg.OperationalError as erreur:
        raise ErreurLocale(
            f"Le serveur de DATABASE_URL refuse la connexion du rôle « {role} » : autorisez-la par mot de "
            "passe dans pg_hba.conf, puis relancez."
        ) from erreur


def _ce_qui_manque(url: str, utilisateur: str) -> list[str]:
    """One sentence when this login can neither create the roles nor enter them; nothing when it can serve."""
    with psycopg.connect(url, connect_timeout=10) as connexion:
        presents = connexion.execute(
            "SELECT count(*) FROM pg_roles WHERE rolname = ANY(%s) AND pg_has_role(current_user, oid, 'SET')",
            [list(ROLES_D_EXECUTION)],
        ).fetchone()
    if presents and presents[0] == len(ROLES_D_EXECUTION):
        return []
    return [
        f"L’utilisateur « {utilisateur} » de DATABASE_URL ne peut pas créer de rôles et n’a pas accès à "
        f"{', '.join(ROLES_D_EXECUTION)} : demandez à l’administrateur de la base d’exécuter "
        f"« {COMMANDE_DE_PREPARATION} »."
    ]
