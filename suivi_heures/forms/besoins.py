"""Needs of companies and proposals: shape and messages."""

from __future__ import annotations

from typing import Any

from django import forms

from beneficiaires.forms import SansNir
from beneficiaires.forms.commun import Versionne
from beneficiaires.forms.parcours import refuser_l_avenir
from clauses_app.interface.formulaires import ChampDate, FormulaireAncrage, FormulaireModele
from suivi_heures.enums import REFUS, IssueProposition, MotifRefus
from suivi_heures.models import Besoin


class FormulaireBesoin(SansNir, Versionne, FormulaireModele):
    debut = ChampDate(label="À partir du")
    fin = ChampDate(label="Jusqu’au", required=False)
    dit_le = ChampDate(label="Dit le")

    class Meta:
        model = Besoin
        fields = (
            *("entreprise", "marche", "metier", "code_rome", "nombre", "debut", "fin"),
            *("lieu", "contraintes", "action", "dit_le"),
        )
        help_texts = {
            "code_rome": "Une lettre et quatre chiffres, comme F1702\u00a0: il rapproche les besoins et les actions.",
            "contraintes": "Permis, horaires, équipement\u00a0: ce que le poste demande, rien sur une personne.",
            "action": "L’action qui répond à ce besoin avec ceux d’autres entreprises.",
        }

    def __init__(self, *args: Any, entreprises: Any, marches: Any, actions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for nom, choix in (("entreprise", entreprises), ("marche", marches), ("action", actions)):
            self.fields[nom].queryset = choix  # type: ignore[attr-defined]
        self.initial["version"] = self.instance.version
        self.suivre(self.instance)

    def clean(self) -> dict[str, Any]:
        donnees = super().clean()
        debut, fin = donnees.get("debut"), donnees.get("fin")
        if debut and fin and fin < debut:
            self.add_error("fin", "La fin est avant le début\u00a0: vérifiez les deux dates.")
        refuser_l_avenir(self, "dit_le")
        return donnees


class FormulaireProposition(FormulaireAncrage):
    structure = forms.ModelChoiceField(label="Par la structure", queryset=None, required=False)
    le = ChampDate(label="Proposées le")

    def __init__(self, *args: Any, structures: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["structure"].queryset = structures  # type: ignore[attr-defined]


# a choice of the form, never a step
REPRISE = "REPRISE"
SUITES = [c for c in IssueProposition.choices if c[0] != IssueProposition.PROPOSEE]


class FormulaireEtapeProposition(SansNir, FormulaireAncrage):
    """The contract of a hire is chosen among those of the person, never typed again."""

    etat = forms.ChoiceField(label="Étape", choices=SUITES)
    date = ChampDate(label="Date")
    motif = forms.ChoiceField(label="Motif du refus", required=False, choices=[("", "Sans objet"), *MotifRefus.choices])
    contrat = forms.ModelChoiceField(
        label="Contrat signé", queryset=None, required=False, help_text="S’il est suivi ici."
    )
    pourquoi = forms.CharField(
        label="Pourquoi la reprendre",
        required=False,
        max_length=300,
        help_text="Seulement pour une étape notée par erreur. Sans nom de personne.",
    )
    vu = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=30_000)

    def __init__(self, *args: Any, contrats: Any, a_reprendre: str = "", **kwargs: Any) -> None:
        """`a_reprendre`: the last step as it is told, when it can be taken back."""
        super().__init__(*args, **kwargs)
        self.fields["contrat"].queryset = contrats  # type: ignore[attr-defined]
        if a_reprendre:
            reprise = (REPRISE, f"Notée par erreur\u00a0: reprendre «\u00a0{a_reprendre}\u00a0»")
            self.fields["etat"].choices = [*SUITES, reprise]  # type: ignore[attr-defined]
        else:
            del self.fields["pourquoi"]

    def clean(self) -> dict[str, Any]:
        donnees: dict[str, Any] = super().clean() or {}
        if donnees.get("etat") in REFUS and not donnees.get("motif"):
            self.add_error("motif", "Dites pourquoi\u00a0: ce motif est la preuve de la démarche.")
        if donnees.get("etat") not in REFUS:
            donnees["motif"] = ""
        return donnees
