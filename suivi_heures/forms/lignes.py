"""What is typed to mend a line of a timesheet. No save here."""

from __future__ import annotations

from typing import Any

from django import forms

from beneficiaires.enums import Modalite, TypeContrat
from beneficiaires.forms import SansNir
from beneficiaires.forms.contrats import nommer_chantier
from beneficiaires.forms.personnes import verifier_naissance
from clauses_app.interface.formulaires import HORS_LISTE, OBLIGATOIRE, ChampDate, FormulaireAncrage
from marches.models import Attribution


class FormulaireMotifLibre(SansNir, FormulaireAncrage):
    motif = forms.CharField(
        label="Motif",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"max_length": "Cinq cents signes au plus."},
    )


class FormulaireOuverture(SansNir, FormulaireAncrage):
    """A person and her contract, with what the line already says: nothing else is asked here."""

    prenom = forms.CharField(label="Prénom", max_length=150)
    nom = forms.CharField(label="Nom", max_length=150)
    date_naissance = ChampDate(label="Date de naissance")
    attribution = forms.ChoiceField(
        label="Chantier", error_messages={"required": OBLIGATOIRE, "invalid_choice": HORS_LISTE}
    )
    type_contrat = forms.ChoiceField(label="Type de contrat", choices=[("", "Choisir…"), *TypeContrat.choices])
    modalite = forms.ChoiceField(label="Modalité", choices=Modalite.choices)
    date_debut = ChampDate(label="Début du contrat")
    date_fin = ChampDate(label="Fin", required=False, help_text="Vide pour un CDI.")

    def __init__(self, *args: Any, attributions: list[Attribution], connue: bool = False, **kwargs: Any) -> None:
        """`attributions`: read once for all the forms of a page."""
        super().__init__(*args, **kwargs)
        self.offertes = {str(une.pk): une for une in attributions}
        choix = [("", "Choisir…"), *((cle, nommer_chantier(une)) for cle, une in self.offertes.items())]
        self.fields["attribution"].choices = choix  # type: ignore[attr-defined]
        if connue:
            for nom in ("prenom", "nom", "date_naissance"):
                del self.fields[nom]

    def clean_attribution(self) -> Attribution:
        return self.offertes[self.cleaned_data["attribution"]]

    def clean_date_naissance(self) -> Any:
        return verifier_naissance(self.cleaned_data["date_naissance"])

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or {}
        debut, fin = donnees.get("date_debut"), donnees.get("date_fin")
        if debut and fin and fin < debut:
            self.add_error("date_fin", "La fin est avant le début\u00a0: vérifiez les deux dates.")
        return donnees
