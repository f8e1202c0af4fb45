"""Every text column of a loaded database, replaced: a marker that says which column and row, alone or inside a trap.

Read alone, markers say what a document prints; read inside the trap, the same must stand there letter for letter.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.apps import apps
from django.db import IntegrityError, connection, connections, models, transaction

from clauses_app.tenancy.contexte import contexte_courant
from tests.serveurs import url_administrateur

APPS = ("clauses_app", "marches", "beneficiaires", "suivi_heures")
FICHIER = "/etc/passwd"
# What the program itself reads in a text column: not a sentence of somebody.
CODES = frozenset({
    "agrement", "cle", "code", "code_postal", "code_rome", "condense", "cpv", "debut", "email", "empreinte",
    "empreinte_demande", "empreinte_fichier", "empreinte_jeton", "etape", "filtres", "forme", "genre", "message_id",
    "naf", "numero", "objet_type", "password", "regle_code", "requete", "rome", "secteur", "signature", "siret",
    "statut", "suite", "tri", "type", "uid", "uid_decp", "acheteur_siret",
})  # fmt: skip
MARQUE = re.compile(r"z\d+r\d+z")
MARQUE_LONGUE = "z999r999999z"  # rows are numbered by whatever ran before in this base
NEUTRE = ("{m}",)
BALISES = (
    "<img src=http://192.0.2.1/{m}>",
    '"><link rel=attachment href=file:///etc/passwd>{m}',
    "<style>@import url(http://192.0.2.1/a.css);*{color:red}</style>{m}",
    "<svg><image href=file:///etc/passwd /><use href=http://192.0.2.1/#a />{m}</svg>",
    "<p style='background:url(http://192.0.2.1/a.png)'>{m}</p><!-- ",
    "' onload=x {{ {m} }} {% load %} &lt; &#60;b>",
)
BALISES_COURTES = ("<img src=/a>{m}", '"><b>{m}</b>', "<style>{m}", "'>&lt;{m}")
# short enough to be whole where a text is cut to hold on its page
BREVES = ("<b>{m}", '"{m}<i>', "&lt;{m}")
# overrides and isolates left open, then a word that no line can hold
ILLISIBLES = ("\u202e{m}\u2066\u200f " + "M" * 200, "\u2067\u202b{m}\u202d")
CACHES = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_vues: list[str] | None = None


def colonnes() -> list[tuple[int, str, str, int | None]]:
    """Number, table, column, length of every text that people write."""
    trouvees = [
        (modele._meta.db_table, champ.column, champ.max_length)
        for modele in apps.get_models()
        if modele.__module__.partition(".")[0] in APPS
        for champ in modele._meta.local_fields
        if type(champ) in (models.CharField, models.TextField) and not champ.choices and champ.column not in CODES
    ]
    return [(rang, *une) for rang, une in enumerate(sorted(trouvees, key=lambda une: une[:2]))]


@contextmanager
def en_administrateur() -> Iterator[None]:
    """The connection of the test, with the rights to write what no role of the product may."""
    lu = psycopg.conninfo.conninfo_to_dict(url_administrateur())
    reglages = connections["default"].settings_dict
    avant = {nom: reglages[nom] for nom in ("USER", "PASSWORD", "HOST", "PORT")}
    connection.close()
    reglages |= {"USER": lu.get("user", ""), "PASSWORD": lu.get("password", "")}
    reglages |= {"HOST": lu.get("host", ""), "PORT": lu.get("port", "")}
    try:
        yield
    finally:
        connection.close()
        reglages |= avant


def executer(requete: str, valeurs: Any = ()) -> None:
    """Outside any guichet, neither trigger nor policy listening."""
    assert contexte_courant().guichet_id is None
    with connection.cursor() as curseur:
        curseur.execute("RESET ROLE")
        curseur.execute("SET LOCAL session_replication_role = replica")
        curseur.execute(requete, valeurs)
        curseur.execute("SET LOCAL session_replication_role = origin")


def remplacer(formes: tuple[str, ...]) -> set[str]:
    """Each row takes a form in turn, the whole of them where there is room. Columns whose rule refuses it."""
    refusees = set()
    for rang, table, colonne, longueur in colonnes():
        marque = f"z{rang}r"
        textes = _tenir(formes, longueur) or _tenir(BALISES_COURTES if formes is BALISES else NEUTRE, longueur)
        if not textes:
            continue
        cas = " ".join(f"WHEN mod(id, {len(textes)}) = {n} THEN %s" for n in range(len(textes)))
        valeur = f"replace(CASE {cas} END, '{{m}}', %s || id || 'z')"
        try:
            with transaction.atomic():
                executer(f'UPDATE {table} SET "{colonne}" = {valeur}', [*textes, marque])
        except IntegrityError:
            refusees.add(f"{table}.{colonne}")
    return refusees


def _tenir(formes: tuple[str, ...], longueur: int | None) -> list[str]:
    def tient(texte: str) -> bool:
        return len(texte.replace("{m}", MARQUE_LONGUE)) <= (longueur or 10_000)

    if formes is not NEUTRE and tient(" ".join(formes)):
        return [" ".join(formes)]
    return [forme for forme in formes if tient(forme)]


def attendus(formes: tuple[str, ...], marque: str, *, coupes: bool = False) -> list[str]:
    """What each form says once on paper: no space counts, and what cannot be seen is not there.

    Where the page cuts a text, the form as far as its marker.
    """
    possibles = (*formes, *(BALISES_COURTES if formes is BALISES else NEUTRE))
    if coupes:
        possibles = tuple(forme.partition("{m}")[0] + "{m}" for forme in possibles)
    return [serrer(CACHES.sub("", forme.replace("{m}", marque))) for forme in possibles]


def dire_colonne(marque: str) -> str:
    rang, _, ligne = marque.strip("z").partition("r")
    _, table, colonne, _ = colonnes()[int(rang)]
    return f"{table}.{colonne}, ligne {ligne}"


def serrer(texte: str) -> str:
    return "".join(texte.replace("\u2019", "'").split())


@contextmanager
def a_l_affut() -> Iterator[list[str]]:
    """Names resolved, addresses called and forbidden files opened meanwhile, as the interpreter itself reports them."""
    global _vues
    if _vues is None:
        sys.addaudithook(_noter)
    _vues = vues = []
    try:
        yield vues
    finally:
        _vues = []


def _noter(evenement: str, arguments: tuple[Any, ...]) -> None:
    if _vues is None:
        return
    if evenement in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "urllib.Request"):
        _vues.append(f"{evenement} {arguments[-1]!r}")
    elif evenement == "open" and str(arguments[0]) == FICHIER:
        _vues.append(f"open {FICHIER}")
