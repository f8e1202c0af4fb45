"""What is typed about the outputs of a year: which one, who pays for the follow-up."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from beneficiaires.forms.commun import SansNir
from clauses_app.interface.formulaires import HORS_LISTE, OBLIGATOIRE, ChampNombre, FormulaireAncrage
from suivi_heures.enums import GenreSortie, TypeFinanceur
from suivi_heures.queries.trimestres import Trimestre

OCTETS_MAX = 30 * 1024 * 1024
ANNEE_MIN, ANNEE_MAX = 2000, 2100
PART_MAX = 100


class ChampAnnee(forms.IntegerField):
    """Four digits, without the space that a number takes."""

    def __init__(self, **kwargs: Any) -> None:
        fautes = {
            "required": "Écrivez une année, par exemple 2026.",
            "invalid": "Écrivez l’année en quatre chiffres, par exemple 2026.",
            "min_value": f"Écrivez une année à partir de {ANNEE_MIN}.",
            "max_value": f"Écrivez une année jusqu’à {ANNEE_MAX}.",
        }
        saisie = forms.TextInput(attrs={"inputmode": "numeric"})
        super().__init__(min_value=ANNEE_MIN, max_value=ANNEE_MAX, widget=saisie, error_messages=fautes, **kwargs)


class FormulaireSortie(FormulaireAncrage):
    """Only closed quarters are offered: an output does not move once it is given."""

    genre = forms.ChoiceField(
        label="Document",
        choices=GenreSortie,
        error_messages={"required": "Choisissez le document à produire.", "invalid_choice": HORS_LISTE},
    )
    trimestre = forms.ChoiceField(
        label="Arrêté à la fin du",
        help_text="Du 1er janvier à la fin de ce trimestre clos.",
        error_messages={
            "required": "Choisissez un trimestre clos.",
            "invalid_choice": "Ce trimestre n’est pas clos\u00a0: choisissez-en un de la liste, ou closez-le d’abord.",
        },
    )

    def __init__(self, *args: Any, clos: Iterable[Trimestre], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["trimestre"].choices = [(un.code, un.libelle) for un in clos]  # type: ignore[attr-defined]


class FormulaireFinancement(FormulaireAncrage):
    nom = forms.CharField(
        label="Financeur",
        max_length=150,
        error_messages={"required": "Écrivez le nom du financeur.", "max_length": "Cent cinquante signes au plus."},
    )
    type_financeur = forms.ChoiceField(
        label="Type",
        choices=TypeFinanceur,
        error_messages={"required": OBLIGATOIRE, "invalid_choice": HORS_LISTE},
    )
    part_pct = ChampNombre(label="Part du poste, en\u00a0%", minimum=0, maximum=PART_MAX)
    acheteur = forms.ModelChoiceField(
        queryset=None,
        label="Sur les marchés de",
        required=False,
        empty_label="Tous les acheteurs",
        error_messages={
            "invalid_choice": "Cet acheteur n’est pas dans votre guichet\u00a0: choisissez-le dans la liste."
        },
    )
    annee_debut = ChampAnnee(label="À partir de l’année")
    annee_fin = ChampAnnee(label="Jusqu’à l’année", required=False, help_text="Vide si la convention se renouvelle.")

    def __init__(self, *args: Any, acheteurs: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["acheteur"].queryset = acheteurs  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or {}
        debut, fin = donnees.get("annee_debut"), donnees.get("annee_fin")
        if debut is not None and fin is not None and fin < debut:
            self.add_error("annee_fin", "Cette année précède celle du début\u00a0: corrigez l’une des deux.")
        return donnees


class FormulaireParticipants(SansNir, FormulaireAncrage):
    """Which convention, which year, and why: names leave the guichet."""

    financement = forms.ModelChoiceField(
        queryset=None,
        label="Convention FSE+",
        empty_label=None,
        error_messages={"required": "Choisissez la convention.", "invalid_choice": HORS_LISTE},
    )
    annee = ChampAnnee(label="Année des heures")
    motif = forms.CharField(
        label="Motif",
        max_length=300,
        help_text="Noté au journal avec votre nom. Exemple\u00a0: bilan d’exécution remis au gestionnaire.",
        error_messages={
            "required": "Écrivez pourquoi ces noms sortent du guichet.",
            "max_length": "Trois cents signes au plus.",
        },
    )

    def __init__(self, *args: Any, conventions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["financement"].queryset = conventions  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or {}
        convention, annee = donnees.get("financement"), donnees.get("annee")
        if convention is not None and annee is not None:
            fin = convention.annee_fin or ANNEE_MAX
            if not convention.annee_debut <= annee <= fin:
                self.add_error(
                    "annee", f"{convention} ne couvre pas {annee}\u00a0: choisissez une année de la convention."
                )
        return donnees


class FormulaireDecp(FormulaireAncrage):
    fichier = forms.FileField(
        label="Données essentielles publiées",
        help_text="Format réglementaire 2.0 (.json)",
        error_messages={
            "required": "Choisissez le fichier .json de l’acheteur.",
            "empty": "Ce fichier est vide\u00a0: choisissez-en un autre.",
        },
    )

    def clean_fichier(self) -> Any:
        fichier = self.cleaned_data["fichier"]
        if fichier.size > OCTETS_MAX:
            raise forms.ValidationError(
                f"Ce fichier dépasse {OCTETS_MAX // 1024 // 1024} Mo\u00a0: donnez celui d’un seul acheteur."
            )
        return fichier
