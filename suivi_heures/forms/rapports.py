"""What is typed about reports: the text of a contract, the motive of a withdrawal."""

from __future__ import annotations

from django import forms

from beneficiaires.forms import SansNir
from clauses_app.audit.partage import Partage
from clauses_app.interface.formulaires import FormulaireAncrage
from suivi_heures.enums import MotifRetrait

SANS_NOM = "Imprimé dans le rapport de l’acheteur\u00a0: aucun nom de personne, rien sur la santé ni la vie privée."


def _texte(libelle: str, aide: str) -> forms.CharField:
    return forms.CharField(
        label=libelle,
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=aide,
        error_messages={"max_length": "Ce texte dépasse 2\u202f000 caractères\u00a0: resserrez-le."},
    )


class FormulaireTexteRapport(Partage, SansNir, FormulaireAncrage):
    """Three texts, each may stay empty."""

    actions = _texte("Actions menées", SANS_NOM)
    difficultes = _texte("Difficultés", "Ce qui a freiné les embauches ou les déclarations, et pourquoi.")
    recommandation = _texte("Recommandation", "Qui doit faire quoi, et pour quand.")


class FormulaireRetrait(SansNir, FormulaireAncrage):
    motif = forms.ChoiceField(
        label="Motif du retrait",
        choices=[("", "Choisissez un motif"), *MotifRetrait.choices],
        help_text="Dit à l’acheteur, et à quiconque vérifie le document.",
        error_messages={
            "required": "Choisissez le motif\u00a0: l’acheteur le lira.",
            "invalid_choice": "Ce motif n’est pas dans la liste\u00a0: choisissez-en un.",
        },
    )
    detail = forms.CharField(
        label="Précision pour l’acheteur",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Facultative, lue par l’acheteur seul.",
    )

    def clean_motif(self) -> MotifRetrait:
        return MotifRetrait(self.cleaned_data["motif"])
