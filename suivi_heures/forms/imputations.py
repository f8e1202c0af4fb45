"""Shape and messages of what moves hours from a lot to another."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from beneficiaires.forms import SansNir
from clauses_app.interface.formulaires import ChampDate, FormulaireAncrage
from suivi_heures.forms import ChampHeuresEcrites


class FormulaireImputation(SansNir, FormulaireAncrage):
    """A part of a line, towards another lot of the holder."""

    lot = forms.ChoiceField(label="Lot qui reçoit")
    heures = ChampHeuresEcrites(label="Heures", maximum=744)
    motif = forms.CharField(
        label="Motif",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"max_length": "Cinq cents signes au plus."},
    )

    def __init__(self, *args: Any, lots: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lots = {str(lot.pk): lot for lot in lots}
        self.fields["lot"].choices = [  # type: ignore[attr-defined]
            (cle, f"{lot.marche.objet[:60]}, lot {lot.ref}") for cle, lot in self.lots.items()
        ]
        self.fields["motif"].error_messages["required"] = "Dites pourquoi ces heures changent de lot."

    def clean_lot(self) -> Any:
        return self.lots[self.cleaned_data["lot"]]


class FormulaireGlobalisation(SansNir, FormulaireAncrage):
    """Who decided, when, with which agreement, and the lots put in common."""

    titulaire = forms.ModelChoiceField(queryset=None, label="Titulaire", empty_label="Choisissez le titulaire")
    lots = forms.MultipleChoiceField(
        label="Lots mis en commun",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choisissez au moins deux lots."},
    )
    decidee_le = ChampDate(label="Décidée le")
    accord_acheteur = forms.CharField(
        label="Accord de l’acheteur",
        max_length=300,
        help_text="Qui l’a donné, quand, par quelle pièce.",
        error_messages={"max_length": "Trois cents signes au plus."},
    )
    motif = forms.CharField(
        label="Motif",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"max_length": "Cinq cents signes au plus."},
    )

    def __init__(self, *args: Any, titulaires: Any, lots: list[Any], aujourd_hui: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.aujourd_hui, self.choix = aujourd_hui, {str(lot.pk): lot for lot in lots}
        self.fields["titulaire"].queryset = titulaires  # type: ignore[attr-defined]
        self.fields["lots"].choices = [  # type: ignore[attr-defined]
            (cle, f"{lot.marche.objet[:60]}, lot {lot.ref}") for cle, lot in self.choix.items()
        ]
        self.fields["motif"].error_messages["required"] = "Dites pourquoi ces lots sont mis en commun."
        self.fields["accord_acheteur"].error_messages["required"] = (
            "Sans accord de l’acheteur, des heures ne passent pas d’un marché à l’autre."
        )

    def clean_lots(self) -> list[Any]:
        return [self.choix[cle] for cle in self.cleaned_data["lots"]]

    def clean_decidee_le(self) -> datetime.date:
        jour: datetime.date = self.cleaned_data["decidee_le"]
        if jour > self.aujourd_hui:
            raise ValidationError(
                "Une décision à venir ne permet rien encore\u00a0: mettez le jour où elle a été prise."
            )
        return jour
