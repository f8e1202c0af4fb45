"""Forms of what programs bring: the key of one, the payroll file of another."""

from __future__ import annotations

from typing import Any

from django import forms

from clauses_app.interface.formulaires import FormulaireAncrage
from suivi_heures.imports.dsn import OCTETS_MAX, TROP_GROS


class PourUneEntreprise(FormulaireAncrage):
    """A company speaks for itself: only the staff, who speak for all, say for which (`entreprises`)."""

    def __init__(self, *args: Any, entreprises: Any | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if entreprises is None:
            del self.fields["entreprise"]
        else:
            self.fields["entreprise"].queryset = entreprises  # type: ignore[attr-defined]


class FormulaireJeton(PourUneEntreprise):
    """What it serves for; and, for the staff, which company it speaks for."""

    libelle = forms.CharField(
        label="À quoi il sert",
        max_length=100,
        help_text="Par exemple le nom du logiciel de paie. Il signe les relevés qu’il dépose.",
        error_messages={"required": "Dites à quoi ce jeton servira : vous saurez lequel révoquer."},
    )
    entreprise: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        queryset=None,
        label="Entreprise ou structure",
        empty_label="Choisissez l’entreprise",
        error_messages={
            "required": "Choisissez l’entreprise au nom de qui le programme parlera.",
            "invalid_choice": "Cette entreprise n’est pas dans votre guichet : choisissez-la dans la liste.",
        },
    )

    field_order = ("entreprise", "libelle")


class FormulairePaie(PourUneEntreprise):
    """The DSN; and, for the staff, whose it is."""

    entreprise: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        queryset=None,
        label="Employeur",
        empty_label="Choisissez l’employeur",
        error_messages={
            "required": "Choisissez l’employeur dont c’est la paie.",
            "invalid_choice": "Cette entreprise n’est pas dans votre guichet : choisissez-la dans la liste.",
        },
    )
    fichier = forms.FileField(
        label="DSN mensuelle",
        help_text="Le fichier texte envoyé à Net-Entreprises, 10 Mo au plus. Il n’est pas gardé.",
        error_messages={
            "required": "Choisissez le fichier de la DSN.",
            "empty": "Ce fichier est vide : choisissez-en un autre.",
        },
    )

    field_order = ("entreprise", "fichier")

    def clean_fichier(self) -> Any:
        fichier = self.cleaned_data["fichier"]
        if fichier.size > OCTETS_MAX:
            raise forms.ValidationError(TROP_GROS)
        return fichier
