"""What is typed about a difficulty and the efforts made."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from beneficiaires.forms import SansNir
from clauses_app.interface.formulaires import ChampDate, ChampNombre, FormulaireAncrage
from marches.models import Attribution
from suivi_heures.enums import MotifExoneration, SensAvis, SensDecision, TypeDemarche, TypeEtape

CE_QUI_S_EST_PASSE = "Dites ce qui s’est passé, en une phrase."


class ChampJourPasse(ChampDate):
    """The day of a fact."""

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is not None and value > timezone.localdate():
            raise ValidationError("Cette date est à venir : une étape est un fait passé.", code="avenir")


def _texte(libelle: str, manque: str, *, rangs: int = 3, **plus: Any) -> forms.CharField:
    return forms.CharField(
        label=libelle,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": rangs}),
        error_messages={"required": manque, "max_length": "Deux mille signes au plus."},
        **plus,
    )


class FormulaireDossier(FormulaireAncrage):
    """A new difficulty. `attributions`: the lots of the contract with their companies."""

    attribution = forms.ModelChoiceField(
        queryset=None,
        label="Lot et entreprise",
        empty_label="Choisissez",
        error_messages={"required": "Choisissez le lot et l’entreprise."},
    )
    objet = forms.CharField(
        label="Objet",
        max_length=200,
        help_text="Par exemple : candidats introuvables depuis juin.",
        error_messages={"required": "Nommez la difficulté en quelques mots."},
    )
    date = ChampJourPasse(label="Signalée le")
    texte = _texte("Ce qui s’est passé", CE_QUI_S_EST_PASSE)

    def __init__(self, *args: Any, attributions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        champ = self.fields["attribution"]
        champ.queryset = attributions  # type: ignore[attr-defined]
        champ.label_from_instance = lambda a: f"Lot {a.lot.ref}, {a.lot.objet[:60]} : {a.entreprise}"  # type: ignore[attr-defined]
        self.initial.setdefault("date", timezone.localdate())


class _Suivant(FormulaireAncrage):
    """`vu`: the last fact read before writing."""

    vu = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=30000)
    date = ChampJourPasse(label="Date")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("date", timezone.localdate())


class FormulaireEtape(_Suivant):
    type = forms.ChoiceField(label="Étape")
    echeance = ChampDate(
        label="Réponse attendue avant le", required=False, help_text="jj/mm/aaaa. Vide : le délai habituel."
    )
    texte = _texte("Ce qui s’est passé", CE_QUI_S_EST_PASSE)

    def __init__(self, *args: Any, types: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["type"].choices = [(t, TypeEtape(t).label) for t in types]  # type: ignore[attr-defined]
        self.order_fields(["vu", "type", "date", "echeance", "texte"])

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or {}
        date, echeance = donnees.get("date"), donnees.get("echeance")
        if date and echeance and echeance < date:
            self.add_error("echeance", "L’échéance est avant l’étape : vérifiez les deux dates.")
        return donnees


class FormulaireAvis(_Suivant):
    sens = forms.ChoiceField(label="Avis", choices=SensAvis.choices)
    motif = forms.ChoiceField(
        label="Motif",
        required=False,
        choices=[("", "Aucun"), *MotifExoneration.choices],
        help_text="S’il est favorable.",
    )
    texte = _texte("Raisons", "Dites vos raisons : l’acheteur les lira.", rangs=5)


class FormulaireDecision(_Suivant):
    sens = forms.ChoiceField(label="Décision", choices=SensDecision.choices)
    montant = ChampNombre(
        label="Montant de la pénalité, en euros", required=False, minimum=0, maximum=Decimal("999999999")
    )
    motif = forms.ChoiceField(
        label="Motif de la renonciation ou de la suspension",
        required=False,
        choices=[("", "Aucun"), *MotifExoneration.choices],
    )
    jusqu_au = ChampDate(label="Suspendue jusqu’au", required=False)
    texte = _texte("Précisions", "", required=False)

    def clean_montant(self) -> Decimal | None:
        montant: Decimal | None = self.cleaned_data["montant"]
        if montant is not None and montant != round(montant, 2):
            raise ValidationError("Deux décimales au plus.")
        return montant


class FormulaireAnnulation(FormulaireAncrage):
    vu = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=30000)
    motif = forms.CharField(
        label="Pourquoi l’annuler",
        max_length=500,
        error_messages={"required": "Dites pourquoi : la ligne restera lue."},
    )


class FormulaireReponse(FormulaireAncrage):
    """From the company's space."""

    vu = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=30000)
    texte = _texte(
        "Votre réponse",
        "Écrivez votre réponse.",
        rangs=5,
        help_text="Vos recherches, vos offres, les refus, ce qui bloque. Le guichet et l’acheteur la liront.",
    )


class FormulaireDemarche(FormulaireAncrage):
    """Typed in seconds: everything but the kind has its usual value."""

    type = forms.ChoiceField(label="Démarche", choices=TypeDemarche.choices)
    nombre = forms.IntegerField(
        label="Nombre", min_value=1, max_value=999, initial=1, error_messages={"invalid": "Écrivez un nombre entier."}
    )
    date = ChampJourPasse(label="Date")
    texte = forms.CharField(
        label="Précision ou motif",
        max_length=300,
        required=False,
        help_text="Poste, métier, motif du refus. Aucun nom de personne.",
    )
    entreprise = forms.ModelChoiceField(queryset=None, label="Entreprise", empty_label="Choisissez")

    def __init__(self, *args: Any, entreprises: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entreprise"].queryset = entreprises  # type: ignore[attr-defined]
        self.initial.setdefault("date", timezone.localdate())

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or {}
        refus = {TypeDemarche.REFUS_ENTREPRISE, TypeDemarche.REFUS_CANDIDAT}
        if donnees.get("type") in refus and not donnees.get("texte"):
            self.add_error("texte", "Un refus dit son motif : c’est lui qui fait preuve.")
        return donnees


class FormulaireDemarcheLibre(SansNir, FormulaireDemarche):
    """From the page of a company or of a person: for one contract, or for none in particular."""

    marche = forms.ModelChoiceField(
        queryset=None, label="Marché", required=False, empty_label="Aucun en particulier", help_text="S’il y en a un."
    )

    def __init__(self, *args: Any, marches: Any, seule: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        champ: Any = self.fields["marche"]
        champ.queryset = marches
        champ.label_from_instance = lambda m: f"{m.ref}, {m.objet}"[:120]
        if seule:
            del self.fields["entreprise"]

    def clean(self) -> dict[str, Any]:
        donnees = super().clean()
        marche, entreprise = donnees.get("marche"), donnees.get("entreprise")
        tenus = Attribution.objects.tenues().filter(marche=marche, entreprise=entreprise)
        if marche and entreprise and not tenus.exists():
            self.add_error("marche", f"{entreprise} ne tient aucun lot de ce marché\u00a0: changez l’un ou l’autre.")
        return donnees
