"""Form of a program's key."""

from __future__ import annotations

from typing import Any

from django import forms

from clauses_app.interface.formulaires import FormulaireAncrage


class FormulaireJeton(FormulaireAncrage):
    """What it serves for; and, for the staff, which company it speaks for."""

    libelle = forms.CharField(
        label="À quoi il sert",
        max_length=100,
        help_text="Par exemple le nom du logiciel de paie. Il signe les relevés qu’il dépose.",
        error_messages={"required": "Dites à quoi ce jeton servira : vous saurez lequel révoquer."},
    )
    entreprise: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        queryset=None,
        label="Entreprise ou structure",
        empty_label="Choisissez l’entreprise",
        error_messages={
            "required": "Choisissez l’entreprise au nom de qui le programme parlera.",
            "invalid_choice": "Cette entreprise n’est pas dans votre guichet : choisissez-la dans la liste.",
        },
    )

    field_order = ("entreprise", "libelle")

    def __init__(self, *args: Any, entreprises: Any | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if entreprises is None:
            del self.fields["entreprise"]
        else:
            self.fields["entreprise"].queryset = entreprises  # type: ignore[attr-defined]
