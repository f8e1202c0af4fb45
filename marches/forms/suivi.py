"""Who follows a contract."""

from __future__ import annotations

from typing import Any

from django import forms

from clauses_app.audit.sans_nir import SansNir
from clauses_app.interface.formulaires import FormulaireAncrage


class FormulaireSuivi(SansNir, FormulaireAncrage):
    """`equipe`: the active staff of the guichet."""

    a: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        queryset=None,
        label="Confier à",
        empty_label="Choisissez dans l’équipe",
        help_text="Ses affaires lui reviendront dans «\u00a0À traiter\u00a0».",
        error_messages={
            "required": "Choisissez qui suit ce marché.",
            "invalid_choice": "Cette personne n’est pas dans l’équipe\u00a0: choisissez-la dans la liste.",
        },
    )

    def __init__(self, *args: Any, equipe: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["a"].queryset = equipe  # type: ignore[attr-defined]
