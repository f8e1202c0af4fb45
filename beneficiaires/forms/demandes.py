"""The request of a company, and the answers to it. No save here."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.utils import timezone

from beneficiaires.enums import DECLARABLES
from beneficiaires.forms.commun import SansNir
from beneficiaires.forms.contrats import nommer_chantier
from beneficiaires.forms.eligibilite import FormulaireDecision
from beneficiaires.forms.personnes import verifier_naissance
from beneficiaires.models import DemandeEligibilite
from clauses_app.interface.formulaires import ChampDate, FormulaireAncrage, FormulaireModele


class FormulaireDemande(SansNir, FormulaireModele):
    date_naissance = ChampDate(label="Date de naissance")
    date_debut = ChampDate(label="Début prévu")
    date_fin = ChampDate(label="Fin prévue", required=False, help_text="jj/mm/aaaa. Vide pour un CDI.")
    declarees = forms.MultipleChoiceField(
        label="Situation que la personne vous a dite",
        required=False,
        choices=[(c.value, c.label) for c in DECLARABLES],
        widget=forms.CheckboxSelectMultiple,
        help_text="Ne demandez rien de plus\u00a0: ni santé, ni handicap, ni justice, ni origine, ni ressources.",
    )
    autre_situation = forms.BooleanField(
        label="La personne dira elle-même sa situation au facilitateur", required=False
    )
    message = forms.CharField(label="Message", required=False, max_length=500)

    class Meta:
        model = DemandeEligibilite
        fields = [
            "attribution",
            "prenom",
            "nom",
            "date_naissance",
            "type_contrat",
            "modalite",
            "date_debut",
            "date_fin",
            "poste",
            "declarees",
            "autre_situation",
        ]

    def __init__(self, *args: Any, attributions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.entreprise.est_structure:  # what only a structure can declare of its own employees
            du_public = [(c.value, c.label) for c in DECLARABLES if c.startswith("B_")]
            self.fields["declarees"].choices = du_public  # type: ignore[attr-defined]
        champ = self.fields["attribution"]
        champ.queryset, champ.label_from_instance = attributions, nommer_chantier  # type: ignore[attr-defined]

    def clean_date_naissance(self) -> datetime.date:
        return verifier_naissance(self.cleaned_data["date_naissance"])

    def clean(self) -> dict[str, Any]:
        donnees = super().clean()
        debut, fin = donnees.get("date_debut"), donnees.get("date_fin")
        if debut and fin and fin < debut:
            self.add_error("date_fin", "La fin est avant le début\u00a0: vérifiez les deux dates.")
        if not donnees.get("declarees") and not donnees.get("autre_situation") and "declarees" not in self.errors:
            self.add_error("declarees", "Cochez une situation, ou dites que la personne la dira au facilitateur.")
        return donnees


class FormulaireTour(SansNir, FormulaireAncrage):
    """A turn of the exchange; `rang` is the last one that was read."""

    rang = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=32_000)
    message = forms.CharField(label="Message", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, aide: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["message"].help_text = aide


class FormulaireAcceptation(FormulaireDecision):
    """The decision of a request: same questions as on the file of a person, less the one already answered."""

    decision = None  # type: ignore[assignment]
    prescripteur = None  # type: ignore[assignment]
    rang = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=32_000)
    beneficiaire = forms.TypedChoiceField(label="Fiche", required=False, coerce=int, empty_value=None)
    avec_contrat = forms.BooleanField(label="Enregistrer aussi le contrat annoncé", required=False)
    message = forms.CharField(
        label="Message à l’entreprise", required=False, max_length=500, help_text="Neutre\u00a0: elle le lira."
    )

    def __init__(self, *args: Any, fiches: list[tuple[int, str]], **kwargs: Any) -> None:
        kwargs["initial"] = {"date_decision": timezone.localdate(), "principale": True, "avec_contrat": True} | (
            kwargs.get("initial") or {}
        )
        super().__init__(*args, **kwargs)
        self.fields["motif"].help_text = "Interne\u00a0: l’entreprise ne le lit pas."
        self.fields["beneficiaire"].choices = [("", "Ouvrir une nouvelle fiche"), *fiches]  # type: ignore[attr-defined]
        self.order_fields(["rang", "beneficiaire", "categorie", "principale", "date_decision"])
