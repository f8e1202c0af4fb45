"""Shape and French messages of what is typed about contracts. No save here."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from clauses_app.audit.partage import Partage
from clauses_app.audit.sans_nir import SansNir
from clauses_app.interface.formats import formater_nombre
from clauses_app.interface.formulaires import (
    ChampDate,
    ChampHeures,
    ChampNombre,
    FormulaireAncrage,
    FormulaireModele,
)
from clauses_app.tenancy.tri import par_nom
from marches.enums import ConditionBonification, RoleAttribution, SourceEngagement, TypeClause
from marches.forms.marche import FormulaireLot, FormulaireMarche
from marches.forms.versions import FormulaireVersionne
from marches.models import Entreprise, MaitreOuvrage, Operation, RegleDecompte

__all__ = [
    "FormulaireAttribution",
    "FormulaireEcartDecp",
    "FormulaireEngagement",
    "FormulaireEntreprise",
    "FormulaireFichierDecp",
    "FormulaireLot",
    "FormulaireMaitreOuvrage",
    "FormulaireMarche",
    "FormulaireMotif",
    "FormulaireOperation",
    "FormulaireRegle",
    "FormulaireSuiviDecp",
]

DECP_OCTETS_MAX = 20 * 1024 * 1024
MOTIF_ATTENDU = "Dites pourquoi : cette phrase figurera dans le rapport."


def _verifier_siret(texte: str) -> str:
    """14 digits; a wrong key is a common fact and is not refused (see the import)."""
    siret = "".join(texte.split())
    if siret and not (siret.isascii() and siret.isdigit() and len(siret) == 14 and siret.strip("0")):
        raise ValidationError("Un SIRET compte 14 chiffres : recopiez-le, ou laissez ce champ vide.")
    return siret


class FormulaireEngagement(SansNir, FormulaireAncrage):
    date = ChampDate(label="Date d’effet")
    source = forms.ChoiceField(label="Source", choices=SourceEngagement.choices)
    heures = ChampNombre(
        label="Heures", help_text="Avec un signe moins pour retirer des heures.", maximum=9_999_999, minimum=-9_999_999
    )
    motif = forms.CharField(label="Motif", max_length=400, help_text=MOTIF_ATTENDU, required=False)

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or {}
        heures = donnees.get("heures")
        if heures == 0:
            self.add_error("heures", "Zéro heure ne change rien : indiquez le nombre d’heures ajoutées ou retirées.")
        if heures is not None and -heures.as_tuple().exponent > 2:
            self.add_error("heures", "Deux décimales au plus.")
        if donnees.get("source") not in {None, "INITIAL", "OFFRE"} and not donnees.get("motif"):
            self.add_error("motif", MOTIF_ATTENDU)
        return donnees


class FormulaireAttribution(SansNir, FormulaireAncrage):
    entreprise = forms.ModelChoiceField(label="Entreprise", queryset=None)
    role = forms.ChoiceField(label="Rôle", choices=RoleAttribution.choices)
    heures_affectees = ChampHeures(label="Heures à sa charge", required=False, minimum=0)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entreprise"].queryset = Entreprise.objects.order_by(*par_nom("nom"))  # type: ignore[attr-defined]


class FormulaireMotif(SansNir, FormulaireAncrage):
    motif = forms.CharField(label="Motif", max_length=300, help_text=MOTIF_ATTENDU)


class FormulaireEntreprise(FormulaireVersionne):
    autres_noms = forms.CharField(
        label="Sigles et enseignes",
        required=False,
        help_text="Un par ligne.",
        widget=forms.Textarea(attrs={"rows": 2, "class": "form-control"}),
    )

    class Meta:
        model = Entreprise
        fields = [
            "nom",
            "siret",
            "type_structure",
            "autres_noms",
            "contact_nom",
            "contact_courriel",
            "contact_telephone",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["autres_noms"] = "\n".join(self.instance.autres_noms or [])
        self.preparer()

    def clean_siret(self) -> str:
        return _verifier_siret(str(self.cleaned_data["siret"]))

    def clean_autres_noms(self) -> list[str]:
        return [ligne.strip() for ligne in str(self.cleaned_data["autres_noms"]).splitlines() if ligne.strip()]


class FormulaireMaitreOuvrage(FormulaireVersionne):
    class Meta:
        model = MaitreOuvrage
        fields = ["nom", "siret", "type"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.preparer()

    def clean_siret(self) -> str:
        return _verifier_siret(str(self.cleaned_data["siret"]))


class FormulaireOperation(FormulaireVersionne):
    class Meta:
        model = Operation
        fields = ["nom", "maitre_ouvrage", "description"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["maitre_ouvrage"].queryset = MaitreOuvrage.objects.order_by(*par_nom("nom"))  # type: ignore[attr-defined]
        self.fields["description"].widget = forms.Textarea(attrs={"rows": 2, "class": "form-control"})
        self.preparer()


class FormulaireFichierDecp(SansNir, FormulaireAncrage):
    fichier = forms.FileField(
        label="Fichier de marchés publics",
        error_messages={
            "required": "Choisissez le fichier à importer.",
            "empty": "Ce fichier est vide : choisissez-en un autre.",
        },
    )

    def clean_fichier(self) -> Any:
        fichier = self.cleaned_data["fichier"]
        if fichier.size > DECP_OCTETS_MAX:
            raise ValidationError("Ce fichier dépasse 20 Mo : découpez-le, par exemple par année.")
        return fichier


class FormulaireEcartDecp(SansNir, FormulaireAncrage):
    motif = forms.CharField(
        label="Pourquoi l’écarter",
        max_length=300,
        help_text="Par exemple : hors territoire, sans heures d’insertion, déjà suivi ailleurs.",
        error_messages={"required": "Dites pourquoi ce marché est écarté."},
    )


class FormulaireSuiviDecp(SansNir, FormulaireAncrage):
    """Pre-filled from what is published; every field can be put right before the contract opens."""

    objet = forms.CharField(label="Objet", max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))
    acheteur_nom = forms.CharField(label="Acheteur", max_length=255)
    types_clause = forms.MultipleChoiceField(
        label="Types de clause",
        choices=TypeClause.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Cochez au moins un type de clause : les données publiées ne le disent pas."},
    )
    date_debut = ChampDate(label="Début")
    date_fin = ChampDate(label="Fin")
    montant_ht = ChampNombre(
        label="Montant hors taxes, en euros", required=False, minimum=0, maximum=Decimal("999999999999")
    )
    lot_objet = forms.CharField(
        label="Lot", max_length=1000, help_text="Les données publiées ne disent pas le numéro de lot."
    )
    heures = ChampHeures(
        label="Heures d’insertion dues",
        required=False,
        minimum=0,
        maximum=9_999_999,
        help_text="Vous pourrez les inscrire plus tard, dans le journal du lot.",
    )
    avec_sous_traitants = forms.BooleanField(label="Inscrire aussi les sous-traitants déclarés", required=False)

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or {}
        debut, fin = donnees.get("date_debut"), donnees.get("date_fin")
        if debut and fin and fin < debut:
            self.add_error("date_fin", "La fin est avant le début : vérifiez les deux dates.")
        return donnees


class FormulaireRegle(Partage, SansNir, FormulaireModele):
    """A version of a rule. An empty duration means « without limit »."""

    date_effet = ChampDate(label="En vigueur à partir du")
    part_formation_hors_contrat = ChampNombre(
        label="Part comptée de la formation hors contrat, en %", minimum=0, maximum=100
    )
    plafond_mensuel = ChampHeures(
        label="Plafond mensuel par personne, en heures",
        required=False,
        minimum=0,
        maximum=744,
        help_text="Vide : aucun.",
    )
    bonification_plafond_pct = ChampNombre(
        label="Plafond des bonifications, en % de l’objectif du lot",
        required=False,
        minimum=0,
        maximum=1000,
        help_text="Vide : aucun.",
    )

    class Meta:
        model = RegleDecompte
        fields = [
            "code",
            "date_effet",
            "duree_eligibilite_mois",
            "point_depart",
            "portee",
            "cdi_mois",
            "alternance_contrat_entier",
            "handicap_sans_limite",
            "regularisation_jours",
            "mois_partiel",
            "part_formation_hors_contrat",
            "plafond_mensuel",
            "bonification_cumul",
            "bonification_plafond_pct",
        ]
        help_texts = {
            "code": "Celui d’une règle existante lui ajoute une version ; un autre en ouvre une nouvelle.",
            "duree_eligibilite_mois": "Vide : sans limite.",
            "cdi_mois": "Vide : comme les autres contrats.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["part_formation_hors_contrat"] = self.instance.part_formation_hors_contrat * 100
        connus = {une["condition"]: une["coefficient"] for une in self.instance.bonifications}
        for condition in ConditionBonification:
            self.fields[f"bonus_{condition}"] = ChampNombre(
                label=f"Bonification : {condition.label}",
                required=False,
                minimum=Decimal("0.01"),
                maximum=10,
                help_text="Coefficient, par exemple 1,25. Vide : aucune.",
            )
            if condition in connus:
                self.initial[f"bonus_{condition}"] = Decimal(str(connus[condition]))

    def clean_duree_eligibilite_mois(self) -> int | None:
        return self._borner("duree_eligibilite_mois", 1, 1200, "mois")

    def clean_cdi_mois(self) -> int | None:
        return self._borner("cdi_mois", 1, 1200, "mois")

    def clean_regularisation_jours(self) -> int | None:
        return self._borner("regularisation_jours", 0, 3650, "jours")

    def _borner(self, champ: str, minimum: int, maximum: int, unite: str) -> int | None:
        """The bounds of a takeover: what one door refuses, the other does not let in."""
        valeur: int | None = self.cleaned_data[champ]
        if valeur is not None and not minimum <= valeur <= maximum:
            raise forms.ValidationError(f"Écrivez un nombre de {unite} entre {minimum} et {formater_nombre(maximum)}.")
        return valeur

    def clean_part_formation_hors_contrat(self) -> Decimal:
        return Decimal(self.cleaned_data["part_formation_hors_contrat"]) / 100

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or {}
        self.instance.bonifications = [
            {"code": f"B{rang}", "condition": str(condition), "coefficient": str(coefficient)}
            for rang, condition in enumerate(ConditionBonification)
            if (coefficient := donnees.get(f"bonus_{condition}")) is not None
        ]
        return donnees
