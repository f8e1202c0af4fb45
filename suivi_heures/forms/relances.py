"""What is typed about reminders, their calendar and the wording of letters."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from clauses_app.audit.partage import Partage
from clauses_app.interface.formulaires import ChampDate, FormulaireAncrage, FormulaireModele
from suivi_heures.models import CalendrierRelance
from suivi_heures.queries.calendriers import CHAMPS
from suivi_heures.queries.modeles_courrier import en_une_ligne, variables_inconnues


class FormulaireLettre(FormulaireAncrage):
    """What will leave, exactly; put right before it does."""

    objet = forms.CharField(label="Objet", max_length=400, error_messages={"required": "Un courrier a un objet."})
    corps = forms.CharField(
        label="Texte",
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 14}),
        error_messages={"required": "Le texte est vide."},
    )

    def clean_objet(self) -> str:
        return en_une_ligne(str(self.cleaned_data["objet"]))


class FormulaireAppel(FormulaireAncrage):
    dit = forms.CharField(
        label="Ce qui a été dit",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Notez l’appel en une phrase."},
    )
    copie_a = forms.EmailField(
        label="Copie à l’acheteur",
        required=False,
        help_text="Son adresse ; vide : aucune copie.".replace(" ;", "\u202f;"),
        error_messages={"invalid": "Cette adresse n’en est pas une."},
    )


class FormulairePause(FormulaireAncrage):
    jusqu_au = ChampDate(label="Jusqu’au")
    motif = forms.CharField(
        label="Motif", max_length=300, error_messages={"required": "Dites pourquoi les relances s’arrêtent."}
    )

    def clean_jusqu_au(self) -> Any:
        jour = self.cleaned_data["jusqu_au"]
        if jour is not None and jour < timezone.localdate():
            raise ValidationError("Cette date est passée\u00a0: choisissez la fin de la pause.")
        return jour


class FormulaireCalendrier(Partage, FormulaireModele):
    class Meta:
        model = CalendrierRelance
        fields = list(CHAMPS)

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or {}
        seuils = [donnees.get(f"r{n}_jours") for n in (1, 2, 3, 4)]
        if None not in seuils and seuils != sorted(set(seuils)):
            self.add_error("r2_jours", "Chaque étape vient après la précédente\u00a0: vérifiez les quatre délais.")
        return donnees


class FormulaireModeleCourrier(Partage, FormulaireAncrage):
    objet = forms.CharField(label="Objet", max_length=200)
    corps = forms.CharField(label="Texte", max_length=5000, widget=forms.Textarea(attrs={"rows": 16}))

    def __init__(self, *args: Any, type_courrier: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.type_courrier = type_courrier

    def _verifier(self, nom: str) -> str:
        texte = str(self.cleaned_data[nom])
        inconnues = variables_inconnues(self.type_courrier, texte)
        if inconnues:
            dites = ", ".join(f"{{{une}}}" for une in inconnues[:5])
            raise ValidationError(f"Variable inconnue\u00a0: {dites}. Les variables permises sont listées à côté.")
        return texte

    def clean_objet(self) -> str:
        return en_une_ligne(self._verifier("objet"))

    def clean_corps(self) -> str:
        return self._verifier("corps")
