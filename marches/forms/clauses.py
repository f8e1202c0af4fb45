"""What is typed to write a clause: the model, and the parameters that the text states."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from clauses_app.audit.partage import Partage
from clauses_app.audit.sans_nir import SansNir
from clauses_app.interface.formulaires import ChampNombre, FormulaireAncrage
from marches.enums import Categorie, FrequenceReleve, TypePenalite
from marches.queries.clauses import Modele, variables_inconnues

LONGUEUR_MAX = 20_000


class FormulaireClause(SansNir, FormulaireAncrage):
    """Follow-up parameters: printed in the text, kept with it, taken by the contract when it opens."""

    modele = forms.ChoiceField(label="Modèle")
    frequence = forms.ChoiceField(label="Relevés d’heures", choices=FrequenceReleve.choices)
    delai_releve = forms.IntegerField(label="Remise du relevé, en jours après la période", min_value=1, max_value=90)
    delai_demande = forms.IntegerField(
        label="Vérification d’une personne, en jours avant l’embauche", min_value=1, max_value=60
    )
    toutes_categories = forms.BooleanField(label="Tous les publics sont admis", required=False)
    publics = forms.MultipleChoiceField(
        label="Publics admis", choices=Categorie.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    penalite_type = forms.ChoiceField(
        label="Pénalité", choices=[("", "Celle du cahier des charges"), *TypePenalite.choices], required=False
    )
    penalite_valeur = ChampNombre(label="Valeur de la pénalité", required=False, minimum=0, maximum=99_999_999)
    delai_mise_en_demeure = forms.IntegerField(label="Délai de la mise en demeure, en jours", min_value=1, max_value=90)

    def __init__(self, *args: Any, modeles: dict[str, Modele], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["modele"].choices = [(m.code, m.nom) for m in modeles.values()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or {}
        if donnees.get("toutes_categories"):
            donnees["publics"] = []
        elif not donnees.get("publics"):
            self.add_error("publics", "Cochez au moins un public, ou « Tous les publics sont admis ».")
        valeur = donnees.get("penalite_valeur")
        if bool(donnees.get("penalite_type")) != (valeur is not None):
            self.add_error(
                "penalite_valeur", "Indiquez à la fois le type et la valeur de la pénalité, ou aucun des deux."
            )
        return donnees

    @property
    def parametres(self) -> dict[str, Any]:
        """As kept with the text."""
        lues = {code: valeur for code, valeur in self.cleaned_data.items() if code not in {"modele"}}
        valeur = lues["penalite_valeur"]
        return lues | {"penalite_valeur": "" if valeur is None else str(valeur)}


class FormulaireModeleClause(Partage, SansNir, FormulaireAncrage):
    nom = forms.CharField(label="Nom du modèle", max_length=120)
    texte = forms.CharField(
        label="Texte",
        max_length=LONGUEUR_MAX,
        help_text="Les variables s’écrivent entre accolades, par exemple {acheteur}.",
        widget=forms.Textarea(attrs={"rows": 22, "class": "form-control"}),
    )
    est_retire = forms.BooleanField(label="Ne plus proposer ce modèle", required=False)
    rang = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=100_000)

    def clean_texte(self) -> str:
        texte = str(self.cleaned_data["texte"])
        inconnues = variables_inconnues(texte)
        if inconnues:
            nom, proche = inconnues[0]
            suite = f" : vouliez-vous {{{proche}}} ?" if proche else " : choisissez dans la liste."
            raise ValidationError(f"La variable {{{nom}}} n’existe pas{suite}")
        return texte
