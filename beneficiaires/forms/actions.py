"""Collective actions: shape and messages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from beneficiaires.enums import IssueAction, MoyenConvocation
from beneficiaires.forms.commun import SansNir, Versionne
from beneficiaires.models import Action
from clauses_app.interface.formulaires import ChampDate, ChampNombre, FormulaireAncrage, FormulaireModele


class FormulaireAction(SansNir, Versionne, FormulaireModele):
    date_debut = ChampDate(label="Début")
    date_fin = ChampDate(label="Fin", required=False, help_text="jj/mm/aaaa\u202f; vide si tout se passe le même jour")
    cout = ChampNombre(label="Coût, en euros", required=False, minimum=0, maximum=99_999_999)

    class Meta:
        model = Action
        fields = (
            *("type", "nom", "date_debut", "date_fin", "lieu", "metier", "code_rome"),
            *("convention", "porteur", "marche", "partenaires", "places", "cout"),
        )
        help_texts = {
            "nom": "Sans nom de personne.",
            "code_rome": "Une lettre et quatre chiffres, comme F1702.",
            "partenaires": "Entreprises et organismes présents.",
            "places": "Combien de personnes peuvent être accueillies.",
        }

    def __init__(self, *args: Any, marches: Any, entreprises: Any, conventions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["marche"].queryset = marches  # type: ignore[attr-defined]
        self.fields["convention"].queryset = conventions  # type: ignore[attr-defined]
        self.fields["porteur"].queryset = entreprises  # type: ignore[attr-defined]
        self.initial["version"] = self.instance.version
        self.suivre(self.instance)

    def clean(self) -> dict[str, Any]:
        donnees = super().clean()
        debut = donnees.get("date_debut")
        fin = donnees["date_fin"] = donnees.get("date_fin") or debut
        if debut and fin and fin < debut:
            self.add_error("date_fin", "La fin est avant le début\u00a0: vérifiez les deux dates.")
        return donnees


class FormulaireSeance(FormulaireAncrage):
    jour = ChampDate(label="Jour")
    debut = forms.TimeField(
        label="Heure",
        required=False,
        input_formats=["%H:%M", "%Hh%M", "%H h %M", "%Hh", "%H h"],
        help_text="par exemple 14:30",
        error_messages={"invalid": "Écrivez l’heure comme 14:30."},
        widget=forms.TimeInput(format="%H:%M"),
    )
    lieu = forms.CharField(label="Lieu", max_length=200, required=False)


class FormulaireDecompte(FormulaireAncrage):
    nombre = forms.IntegerField(
        label="Personnes venues, sans les nommer",
        required=False,
        min_value=0,
        max_value=5000,
        help_text="En plus de celles notées présentes. Vide pour effacer.",
        error_messages={
            "invalid": "Écrivez un nombre entier de personnes.",
            "min_value": "Un nombre de personnes ne peut pas être négatif.",
            "max_value": "Écrivez au plus 5\u202f000 personnes.",
        },
    )


class FormulaireIssue(FormulaireAncrage):
    issue = forms.ChoiceField(label="Issue", required=False, choices=[("", "Rien de noté"), *IssueAction.choices])
    le = ChampDate(label="Constatée le", required=False)

    def clean(self) -> dict[str, Any]:
        donnees: dict[str, Any] = super().clean() or {}
        if donnees.get("issue") and not donnees.get("le") and "le" not in self.errors:
            donnees["le"] = timezone.localdate()
        return donnees


class FormulaireConvocation(FormulaireAncrage):
    moyen = forms.ChoiceField(label="Comment", choices=MoyenConvocation.choices)
