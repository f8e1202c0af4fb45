"""Conventions and their objectives: shape and messages."""

from __future__ import annotations

from typing import Any

from django import forms

from beneficiaires.enums import Categorie, IndicateurConvention
from beneficiaires.forms.commun import SansNir, Versionne
from beneficiaires.models import Convention
from clauses_app.interface.formulaires import ChampDate, ChampNombre, FormulaireAncrage, FormulaireModele


class FormulaireConvention(SansNir, Versionne, FormulaireModele):
    date_debut = ChampDate(label="Début")
    date_fin = ChampDate(label="Fin")
    budget = ChampNombre(label="Budget, en euros", required=False, minimum=0, maximum=9_999_999_999)
    publics = forms.MultipleChoiceField(
        label="Publics visés", required=False, choices=Categorie.choices, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Convention
        fields = ("nom", "partenaires", "secteurs", "publics", "date_debut", "date_fin", "budget")
        help_texts = {"secteurs": "Travaux publics, transport, numérique…"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version
        self.suivre(self.instance)

    def clean(self) -> dict[str, Any]:
        donnees = super().clean()
        debut, fin = donnees.get("date_debut"), donnees.get("date_fin")
        if debut and fin and fin < debut:
            self.add_error("date_fin", "La fin est avant le début\u00a0: vérifiez les deux dates.")
        return donnees


class FormulaireObjectif(FormulaireAncrage):
    """The figure to reach; what is done is read in the actions."""

    indicateur = forms.ChoiceField(label="Indicateur", choices=IndicateurConvention.choices)
    cible = forms.IntegerField(
        label="À atteindre",
        min_value=1,
        max_value=1_000_000,
        error_messages={
            "required": "Écrivez le nombre à atteindre.",
            "invalid": "Écrivez un nombre entier.",
            "min_value": "Écrivez au moins 1.",
            "max_value": "Ce nombre est trop grand.",
        },
    )
    par_an = forms.BooleanField(label="Chaque année de la convention", required=False, initial=True)
