"""Migration operations that close a table: row security, composite links, grants.

`Cloisonner` is the only way a tenant table reaches production; the schema check of
`clauses_app.tenancy.verification` refuses any table that did not go through it.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.migrations.operations.base import Operation

from clauses_app.tenancy.modeles import LienGuichet

REGLAGE = "(SELECT nullif(current_setting('clauses.{nom}', true), '')::bigint)"
GUICHET = REGLAGE.format(nom="guichet_id")
ENTREPRISE = REGLAGE.format(nom="entreprise_id")
MAITRE_OUVRAGE = REGLAGE.format(nom="maitre_ouvrage_id")
ADHESION = REGLAGE.format(nom="adhesion_id")
TOUT = "SELECT, INSERT, UPDATE, DELETE"


def _composer_lien(table: str, champ: models.Field[Any, Any]) -> list[str]:
    """Composite key (guichet_id, x_id) → parent (guichet_id, id)."""
    parent = champ.remote_field.model._meta.db_table  # type: ignore[union-attr]
    colonne = champ.column
    return [
        f'CREATE UNIQUE INDEX IF NOT EXISTS "{parent}_guichet_id_id" ON "{parent}" (guichet_id, id)',
        f'ALTER TABLE "{table}" ADD CONSTRAINT "{table}_{colonne}_meme_guichet"'
        f' FOREIGN KEY (guichet_id, "{colonne}") REFERENCES "{parent}" (guichet_id, id)',
    ]


class _OperationSql(Operation):
    """Database-only operation: the state of the models does not change."""

    reversible = True
    reduces_to_sql = True

    def state_forwards(self, app_label: str, state: Any) -> None: ...

    def phrases(self, app_label: str, state: Any) -> list[str]:
        raise NotImplementedError

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        for phrase in self.phrases(app_label, to_state):
            schema_editor.execute(phrase, params=None)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Going back drops the tables themselves; nothing to undo before."""


class Cloisonner(_OperationSql):
    """Close a table: forced row security, wall, composite links, grants.

    `interne`: privileges of the guichet's staff. `externe`: SQL condition that confines companies,
    structures and buyers (None = no right at all). `sans_lien`: foreign keys left without
    constraint, each with its reason in the migration.
    """

    def __init__(
        self,
        modele: str,
        *,
        interne: str = TOUT,
        externe: str | None = None,
        droits_externe: str = "SELECT",
        ecriture_externe: str | None = None,
        sans_lien: tuple[str, ...] = (),
    ) -> None:
        self.modele = modele
        self.interne = interne
        self.externe = externe
        self.droits_externe = droits_externe
        self.ecriture_externe = ecriture_externe
        self.sans_lien = sans_lien

    def describe(self) -> str:
        return f"Close {self.modele} by row security"

    def phrases(self, app_label: str, state: Any) -> list[str]:
        modele = state.apps.get_model(app_label, self.modele)
        table = modele._meta.db_table
        phrases = [
            f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY',
            f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY',
            f'CREATE POLICY mur ON "{table}" AS RESTRICTIVE TO interne, externe'
            f" USING (guichet_id = {GUICHET}) WITH CHECK (guichet_id = {GUICHET})",
            f'CREATE POLICY guichet ON "{table}" TO interne'
            f" USING (guichet_id = {GUICHET}) WITH CHECK (guichet_id = {GUICHET})",
            f'GRANT {self.interne} ON "{table}" TO interne',
        ]
        if self.externe is not None:
            phrases += self._externe(table)
        for champ in modele._meta.local_fields:
            if isinstance(champ, LienGuichet) and champ.name not in self.sans_lien:
                phrases += _composer_lien(table, champ)
        return phrases

    def _externe(self, table: str) -> list[str]:
        ecriture = self.ecriture_externe or self.externe
        return [
            f'GRANT {self.droits_externe} ON "{table}" TO externe',
            f'CREATE POLICY organisation ON "{table}" TO externe USING ({self.externe}) WITH CHECK ({ecriture})',
        ]


class OuvrirAussi(_OperationSql):
    """One more permissive policy for external users, written by a room above (it knows the tables
    the room below must not know)."""

    def __init__(self, table: str, nom: str, condition: str) -> None:
        self.table = table
        self.nom = nom
        self.condition = condition

    def phrases(self, app_label: str, state: Any) -> list[str]:
        return [
            f'CREATE POLICY {self.nom} ON "{self.table}" FOR SELECT TO externe USING ({self.condition})',
        ]


class Relier(_OperationSql):
    """Composite link of a column added to a table already closed."""

    def __init__(self, modele: str, *champs: str) -> None:
        self.modele = modele
        self.champs = champs

    def phrases(self, app_label: str, state: Any) -> list[str]:
        modele = state.apps.get_model(app_label, self.modele)
        champs = [modele._meta.get_field(nom) for nom in self.champs]
        return [phrase for champ in champs for phrase in _composer_lien(modele._meta.db_table, champ)]


class LienCompose(_OperationSql):
    """Composite link on more than the identifier: proves that copied columns agree with their source."""

    def __init__(self, table: str, colonnes: tuple[str, ...], parent: str, cles: tuple[str, ...], nom: str) -> None:
        self.table = table
        self.colonnes = colonnes
        self.parent = parent
        self.cles = cles
        self.nom = nom

    def phrases(self, app_label: str, state: Any) -> list[str]:
        cles, colonnes = ", ".join(self.cles), ", ".join(self.colonnes)
        return [
            f'CREATE UNIQUE INDEX IF NOT EXISTS "{self.parent}_{"_".join(self.cles[1:])}_uniq"'
            f' ON "{self.parent}" ({cles})',
            f'ALTER TABLE "{self.table}" ADD CONSTRAINT "{self.nom}"'
            f' FOREIGN KEY ({colonnes}) REFERENCES "{self.parent}" ({cles}) ON UPDATE CASCADE',
        ]


class Executer(_OperationSql):
    """Plain SQL statements (grants, triggers, checks) that must be readable in the migration."""

    def __init__(self, *phrases: str) -> None:
        self._phrases = phrases

    def phrases(self, app_label: str, state: Any) -> list[str]:
        return list(self._phrases)

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return self.__class__.__qualname__, list(self._phrases), {}
