"""Base model of every table that belongs to a guichet."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models.functions import Cast, NullIf

from clauses_app.tenancy.contexte import guichet_courant


def guichet_de_la_transaction() -> models.Expression:
    """SQL: the guichet of the current transaction, NULL outside (then the NOT NULL refuses the row)."""
    reglage = models.Func(
        models.Value("clauses.guichet_id"),
        models.Value(True),
        function="current_setting",
        output_field=models.TextField(),
    )
    return Cast(NullIf(reglage, models.Value("")), models.BigIntegerField())


class TenantQuerySet(models.QuerySet[Any]):
    """Base of the tenant querysets: each room adds its filters."""

    def visibles_par(self, adhesion: Any) -> Self:
        """Rows this membership may see. The database already confines external users; a room that
        must say more overrides it."""
        return self


class TenantManager(models.Manager[Any]):
    """Filters on the guichet explicitly: the policy is the guarantee, the filter is the plan."""

    def get_queryset(self) -> Any:
        queryset = super().get_queryset().fetch_mode(models.FETCH_PEERS)
        guichet_id = guichet_courant()
        return queryset if guichet_id is None else queryset.filter(guichet_id=guichet_id)


class LienGuichet(models.ForeignKey):  # type: ignore[type-arg]
    """Foreign key inside a guichet: the constraint is composite, (guichet_id, x_id), written by
    `Cloisonner`, because a simple one ignores row security. No reverse accessor by default."""

    def __init__(self, to: Any, on_delete: Any = models.PROTECT, **kwargs: Any) -> None:
        kwargs.setdefault("related_name", "+")
        kwargs.setdefault("db_index", False)  # indexes are composite too, each declared where it serves
        kwargs["db_constraint"] = False
        super().__init__(to, on_delete, **kwargs)


def champ_guichet(**options: Any) -> models.ForeignKey:  # type: ignore[type-arg]
    """The guichet of a row, filled by the database from the transaction's setting."""
    return models.ForeignKey(
        "comptes.Guichet",
        on_delete=models.PROTECT,
        related_name="+",
        db_default=guichet_de_la_transaction(),
        db_index=False,
        editable=False,
        **options,
    )


class TenantModel(models.Model):
    """A row of a guichet; services neither pass the guichet nor filter on it."""

    guichet = champ_guichet()

    objects = TenantManager.from_queryset(TenantQuerySet)()

    class Meta:
        abstract = True
