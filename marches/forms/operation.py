"""Put a contract in an operation."""

from __future__ import annotations

from typing import Any

from django import forms

from clauses_app.audit.sans_nir import SansNir
from clauses_app.interface.formulaires import FormulaireAncrage
from marches.models import Marche, Operation


class ChoixMarche(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.ref}, {obj.objet}"[:120]


class FormulaireRattachement(SansNir, FormulaireAncrage):
    marche = ChoixMarche(label="Rattacher un marché", queryset=None, empty_label="Choisir un marché")

    def __init__(self, *args: Any, operation: Operation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ailleurs = Marche.objects.suivis().exclude(operation=operation)
        self.fields["marche"].queryset = ailleurs.order_by("ref")  # type: ignore[attr-defined]
