"""Send many rows to PostgreSQL at once: COPY into a temporary table, then `INSERT … SELECT` by the caller.

COPY straight into a table under row security is refused; the second step keeps the policies in force.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Any

import orjson
from django.db import connection, models
from django.db.models.base import ModelState

PEU = 100  # below, one INSERT costs less than a temporary table


def copier_lignes(
    *, table: str, colonnes: Mapping[str, str], lignes: Iterable[Sequence[Any]], analysee: bool = True
) -> None:
    """Fill the temporary `table` (name → SQL type), dropped at the end of the transaction. `analysee`: it will be
    joined, not only read from end to end."""
    definition = ", ".join(f'"{nom}" {sorte}' for nom, sorte in colonnes.items())
    noms = ", ".join(f'"{nom}"' for nom in colonnes)
    with connection.cursor() as curseur:
        curseur.execute(f'DROP TABLE IF EXISTS pg_temp."{table}"')
        curseur.execute(f'CREATE TEMPORARY TABLE "{table}" ({definition}) ON COMMIT DROP')
        with curseur.copy(f'COPY pg_temp."{table}" ({noms}) FROM STDIN') as copie:
            for ligne in lignes:
                copie.write_row(ligne)
        if analysee:
            curseur.execute(f'ANALYZE pg_temp."{table}"')


def creer_par_copie(objets: Sequence[models.Model], *, cles: bool = True) -> None:
    """`bulk_create` for the rows of one table, many or few: each gets its key. The database fills the columns that
    it knows how to fill (guichet, key); the policies of the table hold for every row. `cles`: False when nobody reads
    the objects afterwards, many keys are then not asked back."""
    if not objets:
        return
    modele = type(objets[0])
    if len(objets) < PEU:
        modele._default_manager.bulk_create(objets)
        return
    champs = [c for c in modele._meta.concrete_fields if not c.primary_key and not c.has_db_default()]
    colonnes = {str(c.column): str(c.db_type(connection)) for c in champs}
    copier_lignes(
        table="a_creer",
        colonnes={"rang_d_arrivee": "bigint", **colonnes},
        lignes=_rangees(objets, champs),
        analysee=False,
    )
    noms = ", ".join(f'"{nom}"' for nom in colonnes)
    rendues = f' RETURNING "{modele._meta.pk.column}"' if cles else ""
    with connection.cursor() as curseur:
        curseur.execute(
            f'INSERT INTO "{modele._meta.db_table}" ({noms})'
            f" SELECT {noms} FROM pg_temp.a_creer ORDER BY rang_d_arrivee{rendues}"
        )
        for objet, (cle,) in zip(objets, curseur.fetchall(), strict=True) if cles else ():
            objet.pk, objet._state.adding, objet._state.db = cle, False, connection.alias


def fabriquer[M: models.Model](modele: type[M]) -> Callable[..., M]:
    """Makes new rows of a model ten times faster than its constructor, as unpickling does: every value is given by the
    name of its attribute (`contrat_id`), and is already of its type. For the many rows of a file."""
    vierge = {nom: valeur for nom, valeur in vars(modele()).items() if nom != "_state"}

    def fabrique(**valeurs: Any) -> M:
        objet = modele.__new__(modele)
        objet.__dict__ |= vierge
        objet.__dict__ |= valeurs
        objet._state = ModelState()
        return objet

    return fabrique


def _rangees(objets: Sequence[models.Model], champs: Sequence[models.Field[Any, Any]]) -> Iterator[list[Any]]:
    lire = itemgetter(*[champ.attname for champ in champs])
    documents = [rang for rang, champ in enumerate(champs, 1) if isinstance(champ, models.JSONField)]
    for rang, objet in enumerate(objets):
        rangee = [rang, *lire(vars(objet))]
        for place in documents:
            valeur = rangee[place]
            rangee[place] = None if valeur is None else "[]" if valeur == [] else orjson.dumps(valeur).decode()
        yield rangee
