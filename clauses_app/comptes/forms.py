"""Shape and French messages of the forms of members, guichet and profile."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password

from clauses_app.audit.models import Verbe
from clauses_app.audit.partage import Partage
from clauses_app.comptes.enums import EXTERNES, INTERNES, Role
from clauses_app.comptes.forms_compte import LONGUEUR
from clauses_app.comptes.models import Adhesion, Guichet, Utilisateur
from clauses_app.comptes.organisations import Organisation
from clauses_app.interface.formulaires import ChampDate, FormulaireAncrage

IL_MANQUE = {"required": "Il manque cette réponse."}


class InvitationForm(forms.Form):
    """For the staff: who, at which place, for which organisation. An external member only names who."""

    courriel = forms.EmailField(
        label="Adresse électronique",
        max_length=254,
        error_messages={"required": "Il manque l’adresse.", "invalid": "Cette adresse n’en est pas une."},
    )
    nom_affiche = forms.CharField(
        label="Prénom et nom", max_length=200, error_messages={"required": "Il manque le nom."}
    )
    role = forms.TypedChoiceField(label="Rôle", coerce=Role, error_messages=IL_MANQUE)
    organisation = forms.ChoiceField(
        label="Organisation",
        required=False,
        help_text="Pour une entreprise, une structure ou un acheteur : celle au nom de qui la personne agit.",
    )

    def __init__(self, *args: Any, places: list[Role], organisations: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organisations = {organisation.code: organisation for organisation in organisations}
        self.fields["role"].choices = [(place.value, place.label) for place in places]
        self.fields["organisation"].choices = [("", "Aucune"), *_grouper(organisations)]
        if set(places) <= EXTERNES:
            self.initial["role"] = places[0]  # whatever the address asks for
            self.fields["role"].widget = forms.HiddenInput()
            del self.fields["organisation"]

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or {}
        role = donnees.get("role")
        if "organisation" not in self.fields or role is None or self.errors:
            return donnees
        organisation = self.organisations.get(donnees.get("organisation", ""))
        donnees["organisation"] = organisation
        if role in INTERNES and organisation:
            self.add_error(
                "organisation", "L’équipe du guichet n’agit au nom d’aucune organisation : choisissez « Aucune »."
            )
        elif role in EXTERNES and organisation is None:
            self.add_error("organisation", "Choisissez l’organisation de cette personne.")
        elif organisation and organisation.role != role:
            self.add_error("role", f"« {organisation.nom} » va avec le rôle « {organisation.role.label} ».")
        return donnees


def _grouper(organisations: list[Organisation]) -> list[tuple[str, list[tuple[str, str]]]]:
    groupes: dict[str, list[tuple[str, str]]] = {}
    for organisation in organisations:
        groupes.setdefault(organisation.role.label, []).append((organisation.code, organisation.nom))
    return list(groupes.items())


class AcceptationForm(forms.Form):
    """A new account: the address is that of the letter, the rest is asked here."""

    prenom = forms.CharField(label="Prénom", max_length=100, error_messages={"required": "Il manque le prénom."})
    nom = forms.CharField(label="Nom", max_length=100, error_messages={"required": "Il manque le nom."})
    mot_de_passe = forms.CharField(
        label="Mot de passe",
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=LONGUEUR,
        error_messages={"required": "Il manque le mot de passe."},
    )

    def __init__(self, *args: Any, courriel: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.courriel = courriel

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or {}
        if mot_de_passe := donnees.get("mot_de_passe"):
            futur = Utilisateur(email=self.courriel, prenom=donnees.get("prenom", ""), nom=donnees.get("nom", ""))
            try:
                validate_password(mot_de_passe, futur)
            except forms.ValidationError as refus:
                self.add_error("mot_de_passe", refus)
        return donnees


def _petit(exemple: str = "") -> forms.TextInput:
    return forms.TextInput(attrs={"class": "form-control form-control-sm", "placeholder": exemple})


class RoleForm(Partage, forms.Form):
    role = forms.TypedChoiceField(
        label="Rôle",
        coerce=Role,
        choices=[(role.value, role.label) for role in Role if role in INTERNES],
        error_messages=IL_MANQUE,
    )


class ProfilForm(forms.Form):
    prenom = forms.CharField(label="Prénom", max_length=100, error_messages={"required": "Il manque le prénom."})
    nom = forms.CharField(label="Nom", max_length=100, error_messages={"required": "Il manque le nom."})
    telephone = forms.CharField(label="Téléphone", max_length=30, required=False)


class GuichetForm(Partage, forms.ModelForm):
    class Meta:
        model = Guichet
        fields = (
            "nom",
            "type",
            "adresse",
            "courriel",
            "telephone",
            "mention_rapport",
            "delai_releve_jours",
            "seuil_effectif",
            "heures_max_mois",
            "ecart_paie",
            "participants_fse",
        )
        localized_fields = ("heures_max_mois", "ecart_paie")  # « 220,50 » is typed and shown with a comma
        widgets = {"adresse": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "courriel": "Affiché aux entreprises et aux acheteurs.",
            "mention_rapport": "Imprimée au pied de chaque page des rapports.",
            "seuil_effectif": "En dessous, un rapport écrit « moins de » au lieu du nombre. Cinq au moins.",
            "heures_max_mois": "Un relevé qui dépasse demande une confirmation ; il n’est pas refusé.",
            "ecart_paie": "Par personne et par mois, selon la DSN\u00a0: jusque-là, rien n’est à regarder.",
            "participants_fse": "Pour une action cofinancée. Chaque export demande un motif, noté au journal.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ecart_paie"].required = False

    def clean_seuil_effectif(self) -> int:
        seuil: int = self.cleaned_data["seuil_effectif"]
        if seuil < 5:
            raise forms.ValidationError("Un effectif plus petit que cinq désignerait des personnes. Écrivez 5 ou plus.")
        return seuil

    def clean_heures_max_mois(self) -> Any:
        heures = self.cleaned_data["heures_max_mois"]
        if not 1 <= heures <= 744:
            raise forms.ValidationError("Écrivez un nombre d’heures entre 1 et 744.")
        return heures

    def clean_ecart_paie(self) -> Decimal:
        """Left empty, no gap is tolerated."""
        ecart: Decimal = self.cleaned_data["ecart_paie"] or Decimal(0)
        if not 0 <= ecart <= 100:
            raise forms.ValidationError("Écrivez un nombre d’heures entre 0 et 100.")
        return ecart


class FiltreJournalForm(FormulaireAncrage):
    verbe = forms.ChoiceField(
        label="Fait",
        required=False,
        choices=[("", "Tous"), *Verbe.choices],
        widget=forms.Select(attrs={"class": "form-select form-select-sm"}),
    )
    par = forms.CharField(label="Par", max_length=200, required=False, widget=_petit())
    objet = forms.CharField(label="Objet", max_length=200, required=False, widget=_petit())
    du = ChampDate(label="Du", required=False, widget=_petit("jj/mm/aaaa"), help_text="")
    au = ChampDate(label="Au", required=False, widget=_petit("jj/mm/aaaa"), help_text="")


def role_lisible(adhesion: Adhesion) -> str:
    """« Entreprise, Pro Emploi »"""
    return ", ".join(filter(None, (adhesion.get_role_display(), adhesion.organisation_nom)))
