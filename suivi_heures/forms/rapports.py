"""What is typed about reports: what to produce, the text of a contract, the motive of a withdrawal."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms

from beneficiaires.forms import SansNir
from clauses_app.audit.partage import Partage
from clauses_app.interface.formulaires import FormulaireAncrage
from marches.models import Marche, Operation
from suivi_heures.enums import MotifRetrait
from suivi_heures.queries.trimestres import Trimestre

CHIFFRES_MAX = 18
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


class FormulaireRapport(FormulaireAncrage):
    """The quarters offered are the current one and the eight before: a report does not tell the future."""

    acheteur = forms.ModelChoiceField(
        queryset=None,
        label="Acheteur",
        empty_label="Choisissez un acheteur",
        error_messages={
            "required": "Choisissez l’acheteur du rapport.",
            "invalid_choice": "Cet acheteur n’est pas dans votre guichet\u00a0: choisissez-le dans la liste.",
        },
    )
    trimestre = forms.ChoiceField(
        label="Trimestre",
        error_messages={
            "required": "Choisissez le trimestre du rapport.",
            "invalid_choice": "Ce trimestre n’est pas proposé\u00a0: choisissez-le dans la liste.",
        },
    )

    perimetre = forms.CharField(
        label="Porte sur",
        required=False,
        widget=forms.Select,
        help_text="Pour un seul marché, passez par sa page.",
    )

    def __init__(
        self, *args: Any, acheteurs: Any, operations: Any, marches: Any, aujourd_hui: datetime.date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._parties = {"operation": operations, "marche": marches}
        demande = self._trouver(str(self["perimetre"].value() or ""))
        self.fields["perimetre"].widget.choices = _offrir(operations, demande)  # type: ignore[attr-defined]
        self.fields["acheteur"].queryset = acheteurs  # type: ignore[attr-defined]
        offerts = [Trimestre.contenant(aujourd_hui)]
        while len(offerts) < 9:
            offerts.append(offerts[-1].precedent)
        en_cours = ", en cours"
        self.fields["trimestre"].choices = [  # type: ignore[attr-defined]
            (un.code, f"{un.libelle}{en_cours if rang == 0 else ''}") for rang, un in enumerate(offerts)
        ]

    def _trouver(self, texte: str) -> Operation | Marche | None:
        """« operation-12 », « marche-4 »: an object of this guichet, or nothing."""
        genre, _, numero = texte.partition("-")
        if genre not in self._parties or not numero.isdecimal() or len(numero) > CHIFFRES_MAX:
            return None
        trouve: Operation | Marche | None = self._parties[genre].filter(pk=int(numero)).first()
        return trouve

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or self.cleaned_data
        texte, acheteur = donnees.get("perimetre", ""), donnees.get("acheteur")
        partie = self._trouver(texte)
        if texte and partie is None:
            self.add_error("perimetre", "Cette opération ou ce marché n’est pas dans votre guichet.")
        elif partie is not None and acheteur is not None and partie.maitre_ouvrage_id != acheteur.pk:
            self.add_error("perimetre", f"Ce choix est de {partie.maitre_ouvrage}\u00a0: choisissez cet acheteur.")
        donnees["operation"] = partie if isinstance(partie, Operation) else None
        donnees["marche"] = partie if isinstance(partie, Marche) else None
        return donnees


def _offrir(operations: Any, demande: Operation | Marche | None) -> list[Any]:
    """All the operations; of the contracts, which may be a thousand, the one that was come from."""
    choix: list[Any] = [("", "Tous les marchés de l’acheteur")]
    if isinstance(demande, Marche):
        choix.append((f"marche-{demande.pk}", f"Marché {demande.ref}, {demande.objet}"))
    noms = [(f"operation-{une.pk}", f"{une.nom}, {une.maitre_ouvrage}") for une in operations]
    return [*choix, ("Opérations", noms)] if noms else choix
