"""A programme with a rule of its own."""

from __future__ import annotations

from typing import Any

from django import forms

from clauses_app.interface.formulaires import ChampDate, ChampNombre
from marches.enums import Categorie
from marches.forms.versions import FormulaireVersionne
from marches.models import Programme


def _taux(libelle: str) -> ChampNombre:
    return ChampNombre(label=libelle, required=False, minimum=0, maximum=100)


class FormulaireProgramme(FormulaireVersionne):
    date_effet = ChampDate(label="En vigueur à partir du")
    taux_travaux = _taux("Travaux, en % des heures")
    taux_ingenierie = _taux("Ingénierie nécessaire aux travaux, en %")
    taux_gestion_urbaine = _taux("Gestion urbaine de proximité, en %")
    taux_services = _taux("Fournitures et services, en %")
    publics = forms.MultipleChoiceField(
        label="Publics visés",
        choices=Categorie.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Rien de coché : tous.",
    )

    class Meta:
        model = Programme
        fields = [
            *("code", "libelle", "date_effet", "taux_travaux", "taux_ingenierie", "taux_gestion_urbaine"),
            *("taux_services", "cible", "indicateurs", "publics", "est_actif"),
        ]
        help_texts = {"code": "Le même code et une autre date : une version du même programme."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.preparer()

    def clean_code(self) -> str:
        return str(self.cleaned_data["code"]).strip().upper()

    def clean_publics(self) -> list[str] | None:
        return self.cleaned_data["publics"] or None

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or {}
        lus = [donnees.get(nom) for nom in self.fields if nom.startswith("taux_")]
        if not self.errors and all(taux is None for taux in lus):
            self.add_error("taux_travaux", "Écrivez au moins un taux.")
        return donnees
