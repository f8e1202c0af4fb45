"""One search over everything that has a name, in one statement: accents and case do not count, and when nothing
answers, near words do (trigrams). Row security decides what exists for the reader.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Any

from django.db import connection

from clauses_app.tenancy.contexte import exiger_guichet
from clauses_app.tenancy.tri import plier

MOTS_MAX = 6
# « racines et sève » is written « Racines & Sève »: they find nothing by themselves
MOTS_DE_LIAISON = frozenset({"et", "de", "du", "des", "la", "le", "les", "l", "d", "au", "aux", "en", "a", "&", "-"})
# below, two words have nothing to do with one another
RESSEMBLANCE = 0.45
# kind → identifier, name, detail, text searched, source, key of the order; stored keys where there may be thousands
SOURCES = {
    "marches": (
        "m.id, m.objet, m.ref, m.recherche",
        "marches_marche m",
        "m.tri",
    ),
    "lots": (
        "l.marche_id, l.objet, 'lot ' || l.ref || ', ' || m.objet, l.recherche || ' ' || m.cle_ref",
        "marches_lot l JOIN marches_marche m ON m.guichet_id = l.guichet_id AND m.id = l.marche_id",
        "l.tri",
    ),
    "operations": ("o.id, o.nom, o.ref, cle_recherche(NULL, o.nom, o.ref)", "marches_operation o", "cle_tri(o.nom)"),
    "entreprises": ("e.id, e.nom, e.siret, e.recherche", "marches_entreprise e", "e.tri"),
    "acheteurs": (
        "a.id, a.nom, a.siret, cle_recherche(NULL, a.nom, a.siret, a.ref)",
        "marches_maitreouvrage a",
        "cle_tri(a.nom)",
    ),
    "beneficiaires": ("b.id, b.prenom || ' ' || b.nom, b.ref, b.recherche", "beneficiaires_beneficiaire b", "b.tri"),
    "documents": (
        "d.id, d.nom, coalesce(m.objet, e.nom), cle_recherche(NULL, d.nom, m.ref, e.nom)",
        "(SELECT * FROM suivi_heures_document WHERE retire_a IS NULL) d"
        " LEFT JOIN marches_marche m ON m.guichet_id = d.guichet_id AND m.id = d.marche_id"
        " LEFT JOIN marches_entreprise e ON e.guichet_id = d.guichet_id AND e.id = d.entreprise_id",
        "cle_tri(d.nom)",
    ),
    "publies": (
        "p.id, coalesce(nullif(p.objet, ''), p.uid), p.acheteur_nom,"
        " cle_recherche(NULL, p.objet, p.uid, p.acheteur_nom, p.acheteur_siret)",
        "marches_marchedecp p",
        "cle_tri(coalesce(nullif(p.objet, ''), p.uid))",
    ),
}


@dataclass(frozen=True)
class Trouve:
    """`total`: how many of this kind answer, shown or not."""

    genre: str
    pk: int
    nom: str
    detail: str
    total: int


def chercher(q: str, *, genres: tuple[str, ...] = tuple(SOURCES), limite: int = 8, depuis: int = 0) -> list[Trouve]:
    """Every word somewhere in the text; those that begin a word first."""
    mots = lire_mots(q)
    if not mots:
        return []
    exacts = _lire(mots, genres, limite, depuis, proches=False)
    return exacts or _lire(mots, genres, limite, depuis, proches=True)


def lire_mots(q: str) -> list[str]:
    """A SIRET typed with its spaces is one word."""
    plie = plier(q.replace("\x00", " "))
    if re.fullmatch(r"[\d\s]{9,}", plie):
        return ["".join(plie.split())]
    mots = plie.split()
    return ([mot for mot in mots if mot not in MOTS_DE_LIAISON] or mots)[:MOTS_MAX]


def indices_d_un_mot(mot: str) -> list[str]:
    """Bits of which a text as like this word as asked holds at least one: a share `RESSEMBLANCE` of the trigrams is
    in it, so one at least of any `n - that share + 1` is. Five times cheaper to look for than to compare."""
    if not mot.isascii():
        return [""]  # the database may cut other alphabets in its own way
    cadres = {f"  {suite} " for suite in re.findall(r"[a-z0-9]+", mot)}
    trigrammes = {cadre[rang : rang + 3] for cadre in cadres for rang in range(len(cadre) - 2)}
    if not trigrammes:
        return [""]
    nombre = len(trigrammes) - math.ceil(RESSEMBLANCE * len(trigrammes)) + 1
    # the spaces around a word may be another sign in the text
    return sorted((trigramme.strip() for trigramme in trigrammes), key=lambda bout: (-len(bout), bout))[:nombre]


def _lire(mots: list[str], genres: tuple[str, ...], limite: int, depuis: int, *, proches: bool) -> list[Trouve]:
    echappes = [re.sub(r"([\\%_])", r"\\\1", mot) for mot in mots]
    indices = {f"indices{n}": [f"%{bout}%" for bout in indices_d_un_mot(mot)] for n, mot in enumerate(mots)}
    valeurs: dict[str, Any] = {
        "guichet": exiger_guichet(),
        **{f"motif{n}": f"%{mot}%" for n, mot in enumerate(echappes)},
        **{f"debut{n}": f"% {mot}%" for n, mot in enumerate(echappes)},
        **(indices if proches else {}),
        "mots": mots,
        "seuil": RESSEMBLANCE,
        "limite": limite,
        "depuis": depuis,
    }
    with connection.cursor() as curseur:
        curseur.execute(" UNION ALL ".join(_composer(genre, len(mots), proches=proches) for genre in genres), valeurs)
        return [Trouve(*ligne) for ligne in curseur.fetchall()]


def _composer(genre: str, nombre: int, *, proches: bool) -> str:
    """`proches`: how like the words are to the text, each by its nearest word."""
    colonnes, source, tri = SOURCES[genre]
    alias = colonnes.partition(".")[0]
    debuts = " AND ".join(f"(' ' || texte) LIKE %(debut{n})s" for n in range(nombre))
    note, condition = f"({debuts})::int", " AND ".join(f"texte LIKE %(motif{n})s" for n in range(nombre))
    if proches:
        note = "(SELECT min(word_similarity(mot, texte)) FROM unnest(%(mots)s::text[]) mot)"
        possibles = " AND ".join(f"texte LIKE ANY (%(indices{n})s)" for n in range(nombre))
        condition = f"{possibles} AND {note} >= %(seuil)s"
    return (
        f"(SELECT '{genre}', pk, nom, detail, count(*) OVER ()"
        f" FROM (SELECT {colonnes}, {tri} FROM {source} WHERE {alias}.guichet_id = %(guichet)s)"
        f" s (pk, nom, detail, texte, tri)"
        f" WHERE {condition} ORDER BY {note} DESC, tri, pk LIMIT %(limite)s OFFSET %(depuis)s)"
    )
