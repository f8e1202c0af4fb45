"""Identity of a person. No save here."""

from __future__ import annotations

import datetime
import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from beneficiaires.forms.commun import SansNir, Versionne
from beneficiaires.models import Beneficiaire
from clauses_app.interface.formulaires import ChampDate, FormulaireModele

CHIFFRE_DANS_UN_NOM = "Un nom ne s’écrit pas avec des chiffres\u00a0: retirez le numéro."
AGE_MINIMAL, AGE_MAXIMAL = 14, 90


def verifier_naissance(jour: datetime.date) -> datetime.date:
    age = (timezone.localdate() - jour).days // 365
    if not AGE_MINIMAL <= age <= AGE_MAXIMAL:
        raise ValidationError("Cette date donne un âge impossible pour un emploi\u00a0: vérifiez l’année.")
    return jour


def refuser_un_numero(nom: str) -> str:
    """A name has no number in it, right key or not: four digits in a row, or six in all."""
    if re.search(r"\d{4}", nom) or len(re.findall(r"\d", nom)) >= 6:
        raise ValidationError(CHIFFRE_DANS_UN_NOM)
    return nom


class FormulaireBeneficiaire(SansNir, Versionne, FormulaireModele):
    date_naissance = ChampDate(label="Date de naissance")
    autres_noms = forms.CharField(
        label="Autres noms",
        required=False,
        help_text="Nom de naissance, d’usage : un par ligne.",
        widget=forms.Textarea(attrs={"rows": 2, "class": "form-control"}),
    )

    class Meta:
        model = Beneficiaire
        fields = [
            "nom",
            "prenom",
            "autres_noms",
            "date_naissance",
            "sexe",
            "commune",
            "qpv",
            "niveau_formation",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version
        self.initial["autres_noms"] = "\n".join(self.instance.autres_noms or [])
        self.suivre(self.instance)

    homonymes: list[Beneficiaire] = []  # people of the same name and birth, found when checking

    def clean_nom(self) -> str:
        return refuser_un_numero(self.cleaned_data["nom"])

    def clean_prenom(self) -> str:
        return refuser_un_numero(self.cleaned_data["prenom"])

    def clean_autres_noms(self) -> list[str]:
        refuser_un_numero(self.cleaned_data["autres_noms"])
        return [ligne.strip() for ligne in str(self.cleaned_data["autres_noms"]).splitlines() if ligne.strip()]

    def clean_date_naissance(self) -> datetime.date:
        jour: datetime.date = self.cleaned_data["date_naissance"]
        age = (timezone.localdate() - jour).days // 365
        if not AGE_MINIMAL <= age <= AGE_MAXIMAL:
            raise ValidationError("Cette date donne un âge impossible pour un emploi : vérifiez l’année.")
        return jour

    def clean(self) -> dict[str, Any]:
        donnees = super().clean()
        if self.instance.pk is None and not self.data.get("confirmer_homonyme"):
            memes = Beneficiaire.objects.actifs().filter(
                nom__iexact=donnees.get("nom") or "",
                prenom__iexact=donnees.get("prenom") or "",
                date_naissance=donnees.get("date_naissance"),
            )
            self.homonymes = list(memes[:5])
            if self.homonymes:
                self.add_error(
                    None, "Une personne de même nom et de même naissance est déjà inscrite : ouvrez sa fiche."
                )
        return donnees
