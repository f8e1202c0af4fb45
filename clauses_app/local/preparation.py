"""Roles, database and privileges, written so that running it again changes nothing.

`proprietaire` owns everything and never logs in; `deploiement` migrates (BYPASSRLS: FORCE row security
would otherwise fake the validation of foreign keys); `applicatif` serves and has no right of its own: it may
only enter `interne`, `externe` or `connexion`.
"""

import contextlib
import hashlib
import hmac
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import psycopg
from psycopg import conninfo, sql

PROPRIETAIRE = "proprietaire"
DEPLOIEMENT = "deploiement"
APPLICATIF = "applicatif"
ROLES_D_EXECUTION = ("interne", "externe", "connexion")
VERROU = 8_214_501  # one preparation at a time on a server

Connexion = psycopg.Connection[tuple[Any, ...]]

# What PostgreSQL opens to everybody and lets one session see, stop or store more than its own rows.
FERMETURES = (
    "REVOKE SELECT ON pg_catalog.pg_stat_activity FROM PUBLIC",
    "REVOKE EXECUTE ON FUNCTION pg_catalog.pg_stat_get_activity(integer) FROM PUBLIC",
    "REVOKE EXECUTE ON FUNCTION pg_catalog.pg_stat_get_backend_activity(integer) FROM PUBLIC",
    "REVOKE EXECUTE ON FUNCTION pg_catalog.pg_terminate_backend(integer, bigint) FROM PUBLIC",
    "REVOKE EXECUTE ON FUNCTION pg_catalog.pg_cancel_backend(integer) FROM PUBLIC",
    "REVOKE EXECUTE ON FUNCTION pg_catalog.lo_create(oid) FROM PUBLIC",
    "REVOKE EXECUTE ON FUNCTION pg_catalog.lo_creat(integer) FROM PUBLIC",
    "REVOKE EXECUTE ON FUNCTION pg_catalog.lo_from_bytea(oid, bytea) FROM PUBLIC",
)


@dataclass(frozen=True)
class Preparation:
    """Addresses to serve and to migrate with, and what could not be closed (French sentences)."""

    database_url: str
    database_url_deploiement: str
    manques: list[str] = field(default_factory=list)


def preparer_base(
    url_admin: str,
    base: str = "ancrage",
    *,
    recreer: bool = False,
    modele: str | None = None,
    mots_de_passe: Mapping[str, str] | None = None,
) -> Preparation:
    """Create or complete roles, database and privileges.

    `recreer` drops the database first; `modele` copies another one instead of starting empty (tests).
    """
    mots = mots_de_passe or mots_de_passe_derives(url_admin)
    with _connecter(url_admin, "postgres") as connexion:
        connexion.execute("SELECT pg_advisory_lock(%s)", [VERROU])
        _preparer_les_roles(connexion, url_admin, mots)
        _preparer_la_base(connexion, base, recreer=recreer, modele=modele)
        with _connecter(url_admin, base) as dedans:
            manques = _preparer_les_droits(dedans, base)
    return Preparation(
        adresse(url_admin, base, APPLICATIF, mots[APPLICATIF]),
        adresse(url_admin, base, DEPLOIEMENT, mots[DEPLOIEMENT]),
        manques,
    )


def supprimer_base(url_admin: str, base: str) -> None:
    with _connecter(url_admin, "postgres") as connexion:
        connexion.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(base)))


def peut_preparer(url: str) -> bool:
    """Whether this login may create the roles and the database."""
    with _connecter(url, "postgres", str(conninfo.conninfo_to_dict(url).get("dbname") or "")) as connexion:
        ligne = connexion.execute(
            "SELECT rolsuper OR (rolcreaterole AND rolcreatedb AND rolbypassrls)"
            " FROM pg_roles WHERE rolname = current_user"
        ).fetchone()
    return bool(ligne and ligne[0])


def mots_de_passe_derives(url_admin: str, secret: str = "") -> dict[str, str]:
    """Same administrator, same passwords: nothing to store, and two clones agree on one server.

    `secret` is for an administrator without a password.
    """
    cle = secret or str(conninfo.conninfo_to_dict(url_admin).get("password") or "") or secrets.token_hex(24)
    return {
        role: hmac.new(cle.encode(), f"ancrage:{role}".encode(), hashlib.sha256).hexdigest()[:40]
        for role in (APPLICATIF, DEPLOIEMENT)
    }


def adresse(url_admin: str, base: str, role: str, mot_de_passe: str) -> str:
    """The same server, another login and database."""
    parties = conninfo.conninfo_to_dict(url_admin)
    hote = quote(str(parties.get("host") or "localhost"), safe="")
    options = [f"{nom}={quote(str(parties[nom]))}" for nom in ("sslmode", "sslrootcert") if parties.get(nom)]
    suite = f"?{'&'.join(options)}" if options else ""
    identite = f"{role}:{quote(mot_de_passe, safe='')}"
    return f"postgresql://{identite}@{hote}:{parties.get('port') or 5432}/{quote(base)}{suite}"


@contextlib.contextmanager
def _connecter(url: str, *bases: str) -> Iterator[Connexion]:
    """Connect to the first database of the list that exists."""
    for indice, base in enumerate(bases):
        try:
            connexion = psycopg.connect(conninfo.make_conninfo(url, dbname=base), autocommit=True, connect_timeout=10)
        except psycopg.OperationalError:
            if indice == len(bases) - 1:
                raise
            continue
        with connexion:
            yield connexion
        return


def _preparer_les_roles(connexion: Connexion, url_admin: str, mots: Mapping[str, str]) -> None:
    attributs = {
        PROPRIETAIRE: "NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE",
        DEPLOIEMENT: "LOGIN NOSUPERUSER BYPASSRLS NOCREATEDB NOCREATEROLE INHERIT",
        APPLICATIF: "LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOINHERIT",
        **dict.fromkeys(ROLES_D_EXECUTION, "NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE"),
    }
    connus = {ligne[0] for ligne in connexion.execute("SELECT rolname FROM pg_roles")}
    for role, texte in attributs.items():
        verbe = "ALTER" if role in connus else "CREATE"
        connexion.execute(sql.SQL(f"{verbe} ROLE {{}} {texte}").format(sql.Identifier(role)))
    for role in (APPLICATIF, DEPLOIEMENT):
        if role not in connus or not _mot_de_passe_accepte(url_admin, role, mots[role]):
            _poser_le_mot_de_passe(connexion, role, mots[role])
    _accorder(connexion, PROPRIETAIRE, DEPLOIEMENT, "INHERIT TRUE, SET TRUE")
    for role in ROLES_D_EXECUTION:
        _accorder(connexion, role, APPLICATIF, "INHERIT FALSE, SET TRUE")
    ligne = connexion.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone()
    if not (ligne and ligne[0]):  # needed to give the database to its owner
        connexion.execute(
            sql.SQL("GRANT {} TO CURRENT_USER WITH SET TRUE, INHERIT TRUE").format(sql.Identifier(PROPRIETAIRE))
        )


def _accorder(connexion: Connexion, role: str, membre: str, options: str) -> None:
    connexion.execute(
        sql.SQL(f"GRANT {{}} TO {{}} WITH {options}").format(sql.Identifier(role), sql.Identifier(membre))
    )


def _mot_de_passe_accepte(url_admin: str, role: str, mot_de_passe: str) -> bool:
    try:
        psycopg.connect(adresse(url_admin, "postgres", role, mot_de_passe), connect_timeout=10).close()
    except psycopg.OperationalError:
        return False
    return True


def _poser_le_mot_de_passe(connexion: Connexion, role: str, mot_de_passe: str) -> None:
    """Only the verifier travels: the password appears in no log and no activity view."""
    empreinte = connexion.pgconn.encrypt_password(mot_de_passe.encode(), role.encode(), b"scram-sha-256").decode()
    connexion.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(role), sql.Literal(empreinte)))


def _preparer_la_base(connexion: Connexion, base: str, *, recreer: bool, modele: str | None) -> None:
    nom, proprietaire = sql.Identifier(base), sql.Identifier(PROPRIETAIRE)
    if recreer:
        connexion.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(nom))
    if not connexion.execute("SELECT 1 FROM pg_database WHERE datname = %s", [base]).fetchone():
        connexion.execute(
            sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}").format(
                nom, proprietaire, sql.Identifier(modele or "template0")
            )
        )
    connexion.execute(sql.SQL("ALTER DATABASE {} OWNER TO {}").format(nom, proprietaire))
    connexion.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(nom))
    connexion.execute(
        sql.SQL("GRANT CONNECT ON DATABASE {} TO {}, {}").format(
            nom, sql.Identifier(APPLICATIF), sql.Identifier(DEPLOIEMENT)
        )
    )
    # Imports copy into a temporary table before INSERT … SELECT.
    connexion.execute(sql.SQL("GRANT TEMPORARY ON DATABASE {} TO interne").format(nom))


def _preparer_les_droits(connexion: Connexion, base: str) -> list[str]:
    connexion.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
    connexion.execute(sql.SQL("ALTER SCHEMA public OWNER TO {}").format(sql.Identifier(PROPRIETAIRE)))
    for role in ROLES_D_EXECUTION:
        connexion.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(sql.Identifier(role)))
    manques = []
    for fermeture in FERMETURES:
        try:
            connexion.execute(fermeture)
        except psycopg.Error:
            manques.append(fermeture)
    if not manques:
        return []
    return [
        f"Base « {base} » : un superutilisateur doit encore y exécuter « {' ; '.join(manques)} » pour "
        "qu’une session ne puisse ni voir ni arrêter celles des autres."
    ]
