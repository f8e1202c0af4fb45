"""Shape and French messages of what is typed or dropped about hours. No save here."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from clauses_app.interface.formulaires import FormulaireAncrage
from suivi_heures.imports.reprise_arbre import TAILLE_MAX
from suivi_heures.queries.trimestres import Trimestre


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


class FormulaireRapport(FormulaireAncrage):
    """The quarters offered are the current one and the eight before: a report does not tell the future."""

    acheteur = forms.ModelChoiceField(
        queryset=None,
        label="Acheteur",
        empty_label="Choisissez un acheteur",
        error_messages={
            "required": "Choisissez l’acheteur du rapport.",
            "invalid_choice": "Cet acheteur n’est pas dans votre guichet\u00a0: choisissez-le dans la liste.",
        },
    )
    trimestre = forms.ChoiceField(
        label="Trimestre",
        error_messages={
            "required": "Choisissez le trimestre du rapport.",
            "invalid_choice": "Ce trimestre n’est pas proposé\u00a0: choisissez-le dans la liste.",
        },
    )

    def __init__(self, *args: Any, acheteurs: Any, aujourd_hui: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["acheteur"].queryset = acheteurs  # type: ignore[attr-defined]
        offerts = [Trimestre.contenant(aujourd_hui)]
        while len(offerts) < 9:
            offerts.append(offerts[-1].precedent)
        en_cours = ", en cours"
        self.fields["trimestre"].choices = [  # type: ignore[attr-defined]
            (un.code, f"{un.libelle}{en_cours if rang == 0 else ''}") for rang, un in enumerate(offerts)
        ]
