"""Dated settings: a rule is a list of versions, the one in force depends on the date asked."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import models

from clauses_app.tenancy.modeles import TenantModel, TenantQuerySet


class ReglageDateQuerySet(TenantQuerySet):
    def en_vigueur(self, date: datetime.date) -> Any:
        """Versions already in force at `date`, the latest first."""
        return self.filter(date_effet__lte=date).order_by("-date_effet")


class ReglageDate(TenantModel):
    """A version of a rule. A version that has been used is never edited: one adds the next."""

    code = models.CharField("code", max_length=64)
    date_effet = models.DateField("en vigueur à partir du")

    class Meta:
        abstract = True
