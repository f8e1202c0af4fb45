"""What is typed about penalties, national amounts and contacts."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone

from clauses_app.audit.partage import Partage
from clauses_app.audit.sans_nir import SansNir
from clauses_app.interface.formulaires import ChampDate, ChampNombre, FormulaireAncrage, FormulaireModele
from marches.enums import AssiettePenalite, CodeParametre, ObjetPenalite, TypePenalite
from marches.models import ContactEntreprise, ReglePenalite


class FormulaireReglePenalite(SansNir, FormulaireModele):
    valeur = ChampNombre(
        label="Valeur",
        minimum=0,
        maximum=Decimal("99999999"),
        help_text="Euros par heure, par jour ou en tout ; un multiple (2, 4…) ; ou un pourcentage, selon le calcul.",
    )
    plafond_montant = ChampNombre(
        label="Plafond, en euros", required=False, minimum=0, maximum=Decimal("999999999"), help_text="Vide : aucun."
    )
    plafond_pct = ChampNombre(
        label="Plafond, en % du montant du marché",
        required=False,
        minimum=0,
        maximum=100,
        help_text="Vide : aucun.",
    )

    class Meta:
        model = ReglePenalite
        fields = [
            "objet",
            "type",
            "assiette",
            "valeur",
            "plafond_montant",
            "plafond_pct",
            "mise_en_demeure",
            "delai_jours",
            "exoneration_moyens",
            "article",
        ]
        help_texts = {
            "article": "Par exemple : CCAP, article 7.3. Il sera repris dans les courriers.",
            "assiette": "Chaque année ou tranche se compte seule, plafond compris\u00a0: aucune ne paie l’autre.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["assiette"].required = False  # left out: the whole contract, as most of them say
        self.fields["delai_jours"].max_value = 365  # type: ignore[attr-defined]

    def clean_assiette(self) -> str:
        return self.cleaned_data["assiette"] or AssiettePenalite.FIN_MARCHE

    def clean_delai_jours(self) -> int:
        jours = int(self.cleaned_data["delai_jours"])
        if jours > 365:
            raise forms.ValidationError("Un an au plus : vérifiez le délai, en jours.")
        return jours

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or {}
        if donnees.get("type") == TypePenalite.PCT_MONTANT and (donnees.get("valeur") or 0) > 100:
            self.add_error("valeur", "Une part du montant ne dépasse pas 100.")
        if donnees.get("objet") == ObjetPenalite.PIECES and donnees.get("type") not in {
            None,
            TypePenalite.JOUR_RETARD,
            TypePenalite.FORFAIT,
        }:
            self.add_error("type", "Une pièce en retard se paie par jour de retard ou par forfait.")
        pieces = donnees.get("objet") == ObjetPenalite.PIECES or donnees.get("type") == TypePenalite.JOUR_RETARD
        if pieces and donnees.get("assiette") != AssiettePenalite.FIN_MARCHE:
            self.add_error(
                "assiette",
                "Une pièce en retard se compte une à une\u00a0: laissez «\u00a0Tout le marché, à sa fin\u00a0».",
            )
        return donnees


class FormulaireValeurLegale(SansNir, FormulaireAncrage):
    code = forms.ChoiceField(label="Valeur", choices=CodeParametre.choices)
    date_effet = ChampDate(label="En vigueur à partir du")
    valeur = ChampNombre(
        label="Montant, en euros",
        required=False,
        minimum=Decimal("0.01"),
        maximum=Decimal("9999.99"),
        help_text="Vide : retire ce que le guichet avait inscrit à cette date.",
    )
    source = forms.CharField(label="Source", max_length=300, help_text="Le texte qui la fixe, par exemple un décret.")

    def clean_valeur(self) -> Decimal | None:
        valeur: Decimal | None = self.cleaned_data["valeur"]
        if valeur is not None and valeur != round(valeur, 2):
            raise forms.ValidationError("Deux décimales au plus.")
        return valeur


class FormulaireContact(Partage, SansNir, FormulaireModele):
    verifie_le = ChampDate(label="Vérifié le", required=False)
    remplace = forms.IntegerField(required=False, widget=forms.HiddenInput, max_value=2**62)

    class Meta:
        model = ContactEntreprise
        fields = ["nom", "fonction", "courriel", "telephone", "rang", "verifie_le"]
        help_texts = {"rang": "1 : écrit en premier après le correspondant insertion."}

    def clean_rang(self) -> int:
        return min(int(self.cleaned_data["rang"]), 99)

    def clean_verifie_le(self) -> datetime.date | None:
        jour: datetime.date | None = self.cleaned_data["verifie_le"]
        if jour is not None and jour > timezone.localdate():
            raise forms.ValidationError("Cette date est à venir.")
        return jour

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or {}
        if not self.errors and not donnees.get("courriel") and not donnees.get("telephone"):
            self.add_error("courriel", "Donnez une adresse ou un téléphone.")
        return donnees
