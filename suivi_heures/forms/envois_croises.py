"""What is asked about hours that two employers sent. No save here."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms

from beneficiaires.forms import SansNir
from clauses_app.interface.formats import formater_heures
from clauses_app.interface.formulaires import OBLIGATOIRE, FormulaireAncrage
from suivi_heures.forms import ChampHeuresEcrites


class FormulaireDepartage(SansNir, FormulaireAncrage):
    """One of the two figures, and why."""

    retenues = forms.ChoiceField(
        label="Chiffre retenu",
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez un des deux chiffres.", "invalid_choice": OBLIGATOIRE},
    )
    motif = forms.CharField(
        label="Motif",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Les deux employeurs liront cette phrase.",
        error_messages={
            "required": "Dites pourquoi\u00a0: les deux employeurs doivent le savoir.",
            "max_length": "Cinq cents signes au plus.",
        },
    )

    def __init__(self, *args: Any, chiffres: Iterable[tuple[Decimal, str]], **kwargs: Any) -> None:
        """`chiffres`: each figure, and who says it."""
        super().__init__(*args, **kwargs)
        self.fields["retenues"].choices = [  # type: ignore[attr-defined]
            (str(heures), f"{formater_heures(heures)}, {qui}") for heures, qui in chiffres
        ]

    def clean_retenues(self) -> Decimal:
        return Decimal(self.cleaned_data["retenues"])


class FormulaireConfirmation(FormulaireAncrage):
    """A field for each line the other declared; left as it is, it is confirmed."""

    def __init__(self, *args: Any, attendues: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for une in attendues:
            self.fields[une.champ] = ChampHeuresEcrites(
                label=une.etiquette,
                minimum=0,
                maximum=744 * une.mois,
                widget=forms.TextInput(attrs={"class": "form-control form-control-lg text-end"}),
            )
