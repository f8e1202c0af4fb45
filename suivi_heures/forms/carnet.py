"""Notes, documents, meetings: shape and messages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from beneficiaires.forms import SansNir
from clauses_app.audit.partage import Partage
from clauses_app.interface.formulaires import ChampDate, FormulaireAncrage, FormulaireModele
from suivi_heures.imports.document import DocumentIllisible, controler_document
from suivi_heures.imports.nom_de_fichier import assainir_nom
from suivi_heures.models import RendezVous


class FormulaireNote(Partage, SansNir, FormulaireAncrage):
    """A fact, dated by the house."""

    texte = forms.CharField(
        label="Note",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Interne au guichet. Des faits, rien sur la santé ni la vie privée.",
        error_messages={"required": "La note est vide\u00a0: écrivez un fait, puis ajoutez-la."},
    )


class FormulaireDocument(FormulaireAncrage):
    """A file whose bytes are those of its type."""

    fichier = forms.FileField(
        label="Document",
        help_text="PDF, image, Word, Excel ou OpenDocument, 10\u00a0Mo au plus. Le même nom fait une nouvelle version.",
        error_messages={
            "required": "Choisissez le fichier à verser.",
            "empty": "Ce fichier est vide\u00a0: choisissez-en un autre.",
        },
    )

    def clean_fichier(self) -> Any:
        fichier = self.cleaned_data["fichier"]
        if fichier.size > 11 * 1024 * 1024:
            raise ValidationError(
                "Ce fichier dépasse 10\u00a0Mo\u00a0: réduisez-le, ou versez-le en plusieurs parties."
            )
        self.cleaned_data["nom"] = assainir_nom(fichier.name or "")
        self.cleaned_data["contenu"] = fichier.read()
        try:
            controler_document(self.cleaned_data["nom"], self.cleaned_data["contenu"])
        except DocumentIllisible as refus:
            raise ValidationError(str(refus)) from None
        return fichier


class FormulaireRendezVous(Partage, SansNir, FormulaireModele):
    """A meeting or a deadline, about a contract, a company, both, or the guichet itself."""

    jour = ChampDate(label="Jour")
    heure = forms.TimeField(
        label="Heure",
        required=False,
        input_formats=["%H:%M", "%Hh%M", "%H h %M", "%Hh", "%H h"],
        help_text="par exemple 14:30",
        error_messages={"invalid": "Écrivez l’heure comme 14:30."},
        widget=forms.TimeInput(format="%H:%M"),
    )

    class Meta:
        model = RendezVous
        fields = ("genre", "objet", "jour", "heure", "lieu", "marche", "entreprise", "participants", "compte_rendu")
        widgets = {"compte_rendu": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "objet": "Sans nom de bénéficiaire\u00a0: il part dans les calendriers abonnés.",
            "participants": "Noms ou fonctions ; reste dans Ancrage.",
            "compte_rendu": "Ce qui a été dit et décidé\u202f; reste dans Ancrage.",
        }

    def __init__(self, *args: Any, marches: Any, entreprises: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["marche"].queryset = marches  # type: ignore[attr-defined]
        self.fields["entreprise"].queryset = entreprises  # type: ignore[attr-defined]
        if self.instance.pk:
            self.partager(sujet=self.instance, jetons={"vu_a": self.instance.modifie_a.isoformat()})
