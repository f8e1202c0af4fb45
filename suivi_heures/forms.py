"""Shape and French messages of what is typed or dropped about hours. No save here."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from clauses_app.interface.formulaires import FormulaireAncrage
from suivi_heures.imports.reprise_arbre import TAILLE_MAX


class FormulaireReprise(FormulaireAncrage):
    fichier = forms.FileField(
        label="Fichier de reprise",
        help_text="Format clauses-reprise/1 (.json)",
        error_messages={"empty": "Ce fichier est vide\u00a0: choisissez-en un autre."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["fichier"].error_messages["required"] = "Choisissez le fichier .json à reprendre."

    def clean_fichier(self) -> Any:
        fichier = self.cleaned_data["fichier"]
        if fichier.size > TAILLE_MAX:
            raise ValidationError(
                f"Ce fichier dépasse {TAILLE_MAX // 1024 // 1024} Mo\u00a0: découpez-le, par marché par exemple."
            )
        return fichier
