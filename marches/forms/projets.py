"""What is typed of a purchase being prepared: the project, its lots, the decision, the opening."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from clauses_app.audit.partage import Partage
from clauses_app.audit.sans_nir import SansNir
from clauses_app.interface.formulaires import ChampDate, ChampNombre, FormulaireAncrage, FormulaireModele
from clauses_app.interface.lectures import lire_nombre
from marches.enums import StatutProjet, TypeClause
from marches.models import LotProjet, MaitreOuvrage, Marche, ProjetAchat, RegleDecompte
from marches.queries.ratios import Ratio

LOTS_COLLES_MAX = 60
MONTANT_MAX = Decimal("999999999")


def choix_de_metier(ratios: Mapping[str, Ratio]) -> list[tuple[str, str]]:
    return [("", "Aucun métier choisi"), *((code, ratio.libelle) for code, ratio in ratios.items())]


class FormulaireProjet(Partage, SansNir, FormulaireModele):
    lancement = ChampDate(label="Consultation prévue le", required=False)
    dependance_pct = ChampNombre(
        label="Part du marché dans leur chiffre d’affaires, en %",
        required=False,
        minimum=0,
        maximum=100,
        help_text="Estimation. Sert à l’aide au choix.",
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = ProjetAchat
        fields = ["objet", "maitre_ouvrage", "duree_mois", "lancement", "fournisseurs", "dependance_pct", "version"]
        help_texts = {"fournisseurs": "Sur le territoire, pour ces métiers. Sert à l’aide au choix."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["maitre_ouvrage"].queryset = MaitreOuvrage.objects.order_by("nom")  # type: ignore[attr-defined]
        self.fields["maitre_ouvrage"].empty_label = "Choisir"  # type: ignore[attr-defined]
        if self.instance.pk:
            self.partager(sujet=self.instance, jetons={"version": self.instance.version})

    def clean_version(self) -> int:
        """A form that says nothing of what it read has read nothing."""
        return self.cleaned_data["version"] or (0 if self.instance.pk else 1)


class FormulaireNouveauProjet(FormulaireProjet):
    """With its first lot: a purchase in one lot is typed once."""

    montant_ht = ChampNombre(
        label="Montant hors taxes, en euros",
        required=False,
        minimum=0,
        maximum=MONTANT_MAX,
        help_text="Du premier lot.",
    )
    secteur = forms.ChoiceField(label="Métier", required=False)

    def __init__(self, *args: Any, ratios: Mapping[str, Ratio], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["secteur"].choices = choix_de_metier(ratios)  # type: ignore[attr-defined]
        self.fields["secteur"].help_text = "Du premier lot ; les autres s’ajoutent ensuite."
        self.order_fields(["objet", "maitre_ouvrage", "montant_ht", "secteur", "duree_mois", "lancement"])

    def premier_lot(self) -> LotProjet:
        lues = self.cleaned_data
        return LotProjet(ref="1", objet=lues["objet"], secteur=lues["secteur"], montant_ht=lues["montant_ht"])


class FormulaireLotProjet(Partage, SansNir, FormulaireModele):
    montant_ht = ChampNombre(label="Montant hors taxes, en euros", required=False, minimum=0, maximum=MONTANT_MAX)
    secteur = forms.ChoiceField(label="Métier", required=False)

    class Meta:
        model = LotProjet
        fields = ["ref", "objet", "montant_ht", "secteur", "sans_clause"]

    def __init__(self, *args: Any, projet: ProjetAchat, ratios: Mapping[str, Ratio], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.projet = projet
        self.instance.projet = projet
        self.fields["secteur"].choices = choix_de_metier(ratios)  # type: ignore[attr-defined]
        if self.instance.pk:
            self.partager(sujet=projet)

    def clean_ref(self) -> str:
        ref = str(self.cleaned_data["ref"]).strip()
        if LotProjet.objects.filter(projet=self.projet, ref=ref).exclude(pk=self.instance.pk).exists():
            raise ValidationError("Ce projet a déjà un lot de ce numéro.")
        return ref


class FormulaireLotsColles(SansNir, FormulaireAncrage):
    """Lines pasted from a spreadsheet: number, wording, amount, trade."""

    references = frozenset({"lots"})  # columns of amounts, side by side
    lots = forms.CharField(
        label="Lots à ajouter",
        max_length=20_000,
        help_text="Un lot par ligne, collé d’un tableur ou tapé : numéro ; objet ; montant ; métier."
        " Montant et métier peuvent manquer.",
        widget=forms.Textarea(attrs={"rows": 4, "class": "form-control"}),
    )

    def __init__(self, *args: Any, projet: ProjetAchat, ratios: Mapping[str, Ratio], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.projet = projet
        self.codes = {ratio.libelle.casefold(): code for code, ratio in ratios.items()} | {
            code.casefold(): code for code in ratios
        }

    def clean_lots(self) -> list[LotProjet]:
        lignes = [ligne for ligne in str(self.cleaned_data["lots"]).splitlines() if ligne.strip()]
        if len(lignes) > LOTS_COLLES_MAX:
            raise ValidationError(f"Collez au plus {LOTS_COLLES_MAX} lots à la fois.")
        pris = set(LotProjet.objects.filter(projet=self.projet).values_list("ref", flat=True))
        lots = []
        for rang, ligne in enumerate(lignes, 1):
            lot = self._lire(rang, ligne)
            if lot.ref in pris:
                raise ValidationError(f"Ligne {rang} : le lot {lot.ref} existe déjà.")
            pris.add(lot.ref)
            lots.append(lot)
        return lots

    def _lire(self, rang: int, ligne: str) -> LotProjet:
        cellules = [cellule.strip() for cellule in ligne.split("\t" if "\t" in ligne else ";")]
        ref, objet, montant, metier = [*cellules, "", "", ""][:4]
        if not ref or not objet:
            raise ValidationError(f"Ligne {rang} : écrivez au moins un numéro et un objet, séparés par « ; ».")
        if len(ref) > 80 or len(objet) > 500:
            raise ValidationError(f"Ligne {rang} : numéro ou objet trop long.")
        secteur = self.codes.get(metier.casefold(), "") if metier else ""
        if metier and not secteur:
            raise ValidationError(f"Ligne {rang} : le métier « {metier[:60]} » n’est pas dans la liste du guichet.")
        return LotProjet(ref=ref, objet=objet, montant_ht=self._montant(rang, montant), secteur=secteur)

    @staticmethod
    def _montant(rang: int, texte: str) -> Decimal | None:
        if not texte:
            return None
        try:
            montant = lire_nombre(texte)
        except ValueError:
            raise ValidationError(f"Ligne {rang} : le montant « {texte[:40]} » ne se lit pas.") from None
        if montant < 0:
            raise ValidationError(f"Ligne {rang} : un montant ne peut pas être négatif.")
        return round(montant, 2)


class FormulaireDecision(Partage, SansNir, FormulaireAncrage):
    statut = forms.ChoiceField(label="Décision", choices=StatutProjet.choices)
    motif = forms.CharField(
        label="Motif", max_length=500, required=False, help_text="Obligatoire pour écarter : il figure au bilan annuel."
    )

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or {}
        if donnees.get("statut") == StatutProjet.ECARTE and not donnees.get("motif"):
            self.add_error("motif", "Dites pourquoi ce projet est écarté : ce motif figurera au bilan annuel.")
        return donnees


class FormulaireOuverture(SansNir, FormulaireAncrage):
    references = frozenset({"ref"})
    ref = forms.CharField(label="Référence du marché", max_length=80)
    date_debut = ChampDate(label="Début")
    date_fin = ChampDate(label="Fin")
    types_clause = forms.MultipleChoiceField(
        label="Types de clause", choices=TypeClause.choices, widget=forms.CheckboxSelectMultiple
    )
    regle_code = forms.ChoiceField(label="Règle de décompte")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = RegleDecompte.objects.order_by("code").values_list("code", flat=True).distinct()
        self.fields["regle_code"].choices = [(code, code) for code in codes]  # type: ignore[attr-defined]

    def clean_ref(self) -> str:
        ref = str(self.cleaned_data["ref"]).strip()
        if Marche.objects.filter(ref=ref).exists():
            raise ValidationError("Un marché porte déjà cette référence : choisissez-en une autre.")
        return ref

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or {}
        debut, fin = donnees.get("date_debut"), donnees.get("date_fin")
        if debut and fin and fin < debut:
            self.add_error("date_fin", "La fin est avant le début : vérifiez les deux dates.")
        return donnees
