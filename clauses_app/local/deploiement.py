"""Roles, database and privileges of a deployment: `python -m clauses_app.local.deploiement`.

Reads DATABASE_URL_ADMIN, DATABASE_URL and DATABASE_URL_DEPLOIEMENT (or the files named by …_FILE) and gives
the two logins the passwords written in their addresses. Running it again changes nothing.
"""

import sys

import psycopg
from psycopg import conninfo

from clauses_app.local.adresses import lire
from clauses_app.local.erreurs import ErreurLocale, dire, phrase
from clauses_app.local.preparation import APPLICATIF, DEPLOIEMENT, preparer_base

ADRESSES = ("DATABASE_URL_ADMIN", "DATABASE_URL", "DATABASE_URL_DEPLOIEMENT")


def preparer() -> None:
    """Prepare the database that DATABASE_URL names, with the administrator's login."""
    admin, service, migration = (lire(nom) for nom in ADRESSES)
    adresses = {APPLICATIF: service, DEPLOIEMENT: migration}
    if not admin:
        raise ErreurLocale("Donnez dans DATABASE_URL_ADMIN l’adresse d’un administrateur de PostgreSQL.")
    mots, bases = {}, set()
    for role, adresse in adresses.items():
        parties = conninfo.conninfo_to_dict(adresse)
        if parties.get("user") != role or not parties.get("password"):
            nom = "DATABASE_URL" if role == APPLICATIF else "DATABASE_URL_DEPLOIEMENT"
            raise ErreurLocale(f"{nom} doit porter l’utilisateur « {role} » et son mot de passe.")
        mots[role] = str(parties["password"])
        bases.add(str(parties.get("dbname") or ""))
    if len(bases) != 1 or "" in bases:
        raise ErreurLocale("DATABASE_URL et DATABASE_URL_DEPLOIEMENT doivent désigner la même base.")
    (base,) = bases
    for manque in preparer_base(admin, base, mots_de_passe=mots).manques:
        dire(manque)
    dire(f"La base « {base} » et ses rôles sont prêts.")


def principal() -> int:
    try:
        preparer()
    except psycopg.Error as erreur:
        dire(f"PostgreSQL a refusé : {str(erreur).strip().splitlines()[0]}")
        return 1
    except Exception as erreur:
        texte = phrase(erreur)
        if texte is None:
            raise
        dire(texte)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(principal())
