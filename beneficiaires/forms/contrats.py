"""Work contracts. No save here."""

from __future__ import annotations

from typing import Any

from django import forms

from beneficiaires.enums import MotifFin
from beneficiaires.forms.commun import SansNir, Versionne
from beneficiaires.models import ContratTravail
from clauses_app.interface.formulaires import ChampDate, ChampNombre, FormulaireAncrage, FormulaireModele
from marches.models import Attribution, Entreprise


def nommer_chantier(attribution: Attribution) -> str:
    return f"{attribution.lot.marche.objet}, lot {attribution.lot.ref} : {attribution.entreprise}"


class FormulaireContrat(SansNir, Versionne, FormulaireModele):
    date_debut = ChampDate(label="Début")
    date_fin = ChampDate(
        label="Fin", required=False, help_text="jj/mm/aaaa. Laissez vide pour un contrat en cours sans fin."
    )

    heures_semaine = ChampNombre(
        label="Heures par semaine", required=False, minimum=1, maximum=60, help_text="Telles qu’au contrat."
    )

    class Meta:
        model = ContratTravail
        fields = [
            "attribution",
            "employeur",
            "modalite",
            "type_contrat",
            "date_debut",
            "date_fin",
            "poste",
            "heures_semaine",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version
        offertes = Attribution.objects.tenues() | Attribution.objects.filter(pk=self.instance.attribution_id)
        attributions = offertes.select_related("entreprise", "lot__marche").order_by("marche__objet", "lot__ref")
        champ = self.fields["attribution"]
        champ.queryset = attributions  # type: ignore[attr-defined]
        champ.label_from_instance = lambda a: f"{a.lot.marche.objet}, lot {a.lot.ref} : {a.entreprise}"  # type: ignore[attr-defined]
        self.fields["employeur"].queryset = Entreprise.objects.order_by("tri", "pk")  # type: ignore[attr-defined]
        # hours already point to the lot of the contract: another lot is another contract
        champ.disabled = self.instance.pk is not None
        self.suivre(self.instance)

    def clean(self) -> dict[str, Any]:
        donnees = super().clean()
        debut, fin = donnees.get("date_debut"), donnees.get("date_fin")
        if debut and fin and fin < debut:
            self.add_error("date_fin", "La fin est avant le début : vérifiez les deux dates.")
        return donnees


class FormulaireFin(SansNir, Versionne, FormulaireAncrage):
    date_fin = ChampDate(label="Dernier jour")
    motif = forms.ChoiceField(label="Motif", choices=[("", "Choisir…"), *MotifFin.choices])
    precision = forms.CharField(
        label="Précision", required=False, max_length=300, help_text="Factuelle et mesurée\u202f; rien de médical."
    )


class FormulaireLot(FormulaireAncrage):
    attribution = forms.ModelChoiceField(label="Chantier", queryset=Attribution.objects.none(), empty_label="Choisir…")

    def __init__(self, *args: Any, attributions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        champ = self.fields["attribution"]
        champ.queryset = attributions  # type: ignore[attr-defined]
        champ.label_from_instance = nommer_chantier  # type: ignore[attr-defined]
