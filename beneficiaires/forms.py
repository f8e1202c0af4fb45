"""Shape and French messages of what is typed about people. No save here."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from beneficiaires.enums import Categorie, Decision
from beneficiaires.models import Beneficiaire, ContratTravail
from clauses_app.imports.nir import contient_nir
from clauses_app.interface.formulaires import ChampDate, FormulaireAncrage, FormulaireModele
from marches.models import Attribution, Entreprise

NIR_REFUSE = "Ce texte contient un numéro de sécurité sociale : retirez-le, il ne doit jamais être enregistré ici."
AGE_MINIMAL, AGE_MAXIMAL = 14, 90


class SansNir:
    """Refuses the NIR in every text of the form."""

    def clean(self) -> dict[str, Any]:
        donnees: dict[str, Any] = super().clean() or {}  # type: ignore[misc]
        for nom, valeur in list(donnees.items()):
            textes = valeur if isinstance(valeur, list) else [valeur]
            if any(isinstance(texte, str) and contient_nir(texte) for texte in textes):
                self.add_error(nom, NIR_REFUSE)  # type: ignore[attr-defined]
        return donnees


class FormulaireBeneficiaire(SansNir, FormulaireModele):
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
        self.initial["autres_noms"] = "\n".join(self.instance.autres_noms or [])

    homonymes: list[Beneficiaire] = []  # people of the same name and birth, found when checking

    def clean_autres_noms(self) -> list[str]:
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
            memes = Beneficiaire.objects.filter(
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


class FormulaireDecision(SansNir, FormulaireAncrage):
    categorie = forms.ChoiceField(label="Catégorie de public", choices=[("", "Choisir…"), *Categorie.choices])
    decision = forms.ChoiceField(label="Décision", choices=Decision.choices, widget=forms.RadioSelect)
    date_decision = ChampDate(label="Date de la décision")
    principale = forms.BooleanField(label="Catégorie principale, pour les statistiques", required=False)
    justificatif_vu_le = ChampDate(
        label="Justificatif vu le", required=False, help_text="jj/mm/aaaa. La pièce elle-même n’est pas gardée."
    )
    motif = forms.CharField(label="Motif", required=False, max_length=500, help_text="Obligatoire pour un refus.")

    def clean_date_decision(self) -> datetime.date:
        jour: datetime.date = self.cleaned_data["date_decision"]
        if jour > timezone.localdate():
            raise ValidationError("Une décision ne se date pas dans l’avenir.")
        return jour

    def clean(self) -> dict[str, Any]:
        donnees = super().clean()
        if donnees.get("decision") == Decision.REFUSEE and not donnees.get("motif"):
            self.add_error("motif", "Dites pourquoi : la personne et l’employeur peuvent le demander.")
        return donnees


class FormulaireMotif(SansNir, FormulaireAncrage):
    motif = forms.CharField(label="Motif", max_length=300)


class FormulaireContrat(SansNir, FormulaireModele):
    date_debut = ChampDate(label="Début")
    date_fin = ChampDate(
        label="Fin", required=False, help_text="jj/mm/aaaa. Laissez vide pour un contrat en cours sans fin."
    )

    class Meta:
        model = ContratTravail
        fields = ["attribution", "employeur", "modalite", "type_contrat", "date_debut", "date_fin", "poste"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        attributions = Attribution.objects.select_related("entreprise", "lot__marche").order_by(
            "marche__objet", "lot__ref"
        )
        champ = self.fields["attribution"]
        champ.queryset = attributions  # type: ignore[attr-defined]
        champ.label_from_instance = lambda a: f"{a.lot.marche.objet}, lot {a.lot.ref} : {a.entreprise}"  # type: ignore[attr-defined]
        self.fields["employeur"].queryset = Entreprise.objects.order_by("tri", "pk")  # type: ignore[attr-defined]
        # hours already point to the lot of the contract: another lot is another contract
        champ.disabled = self.instance.pk is not None

    def clean(self) -> dict[str, Any]:
        donnees = super().clean()
        debut, fin = donnees.get("date_debut"), donnees.get("date_fin")
        if debut and fin and fin < debut:
            self.add_error("date_fin", "La fin est avant le début : vérifiez les deux dates.")
        return donnees
