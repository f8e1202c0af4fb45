"""A contract and its lots: identity, clause, form, programme, what the law asks to justify."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from clauses_app.interface.formulaires import ChampDate, ChampNombre
from clauses_app.tenancy.tri import par_nom
from marches.enums import (
    ACCORDS_CADRES,
    Categorie,
    FormeMarche,
    MotifDerogation,
    NaturePrestation,
    ProcedureMarche,
    StatutMarche,
    TypeClause,
)
from marches.forms.versions import FormulaireVersionne
from marches.models import Lot, MaitreOuvrage, Marche, Operation, Programme, RegleDecompte

EUROS_MAX = Decimal("999999999999")
DEPARTS = (StatutMarche.EN_COURS, StatutMarche.ATTRIBUE, StatutMarche.PUBLIE, StatutMarche.EN_PREPARATION)
RESERVES_A_MOITIE = {"RES_HAND", "RES_IAE", "RES_MIXTE", "RES_PENIT"}
TROIS_ANS = 3
SANS_CLAUSE = "Cochez au moins un type de clause, ou dites plus bas le motif de dérogation."


def _facultatif(choix: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [("", "Sans objet"), *choix]


class FormulaireMarche(FormulaireVersionne):
    date_debut = ChampDate(label="Début")
    date_fin = ChampDate(label="Fin")
    montant_ht = ChampNombre(label="Montant hors taxes, en euros", required=False, minimum=0, maximum=EUROS_MAX)
    penalite_valeur = ChampNombre(label="Valeur de la pénalité", required=False, minimum=0, maximum=Decimal(99_999_999))
    types_clause = forms.MultipleChoiceField(
        label="Types de clause",
        choices=TypeClause.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": SANS_CLAUSE},
        help_text="Plusieurs si le marché en porte plusieurs : clause sur un lot, lot réservé, critère.",
    )
    regle_code = forms.ChoiceField(label="Règle de décompte")
    toutes_categories = forms.BooleanField(label="Tous les publics sont admis", required=False, initial=True)
    categories_admises = forms.MultipleChoiceField(
        label="Publics admis", choices=Categorie.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    statut = forms.ChoiceField(label="Statut", choices=[(s.value, s.label) for s in DEPARTS])
    forme = forms.ChoiceField(label="Forme", choices=FormeMarche.choices, initial=FormeMarche.ORDINAIRE)
    procedure = forms.ChoiceField(label="Procédure", choices=_facultatif(ProcedureMarche.choices), required=False)
    montant_minimum = ChampNombre(label="Minimum hors taxes, en euros", required=False, minimum=0, maximum=EUROS_MAX)
    montant_maximum = ChampNombre(label="Maximum hors taxes, en euros", required=False, minimum=0, maximum=EUROS_MAX)
    nature_prestation = forms.ChoiceField(
        label="Nature de la prestation",
        choices=_facultatif(NaturePrestation.choices),
        required=False,
        help_text="Le taux d’un programme en dépend.",
    )
    part_reservee_pct = ChampNombre(
        label="Part réservée, en %",
        required=False,
        minimum=0,
        maximum=100,
        help_text="Part des travailleurs concernés chez le titulaire : 50 % au moins, hors économie sociale.",
    )
    motif_derogation = forms.ChoiceField(
        label="Motif de dérogation",
        choices=_facultatif(MotifDerogation.choices),
        required=False,
        help_text="Loi Climat : au-dessus des seuils européens, l’acheteur justifie l’absence de clause sociale.",
    )

    class Meta:
        model = Marche
        fields = [
            *("ref", "objet", "maitre_ouvrage", "operation", "date_debut", "date_fin", "montant_ht", "statut"),
            *("forme", "accord_cadre", "montant_minimum", "montant_maximum", "procedure"),
            *("types_clause", "part_reservee_pct", "accord_volontaire", "regle_code"),
            *("toutes_categories", "categories_admises", "programme", "nature_prestation"),
            *("motif_derogation", "justification_derogation", "penalite_type", "penalite_valeur"),
        ]
        help_texts = {
            "accord_cadre": "Pour un marché subséquent.",
            "accord_volontaire": "Pour une démarche volontaire : accord, ou avenant négocié, et sa date.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        champs: Any = self.fields
        champs["maitre_ouvrage"].queryset = MaitreOuvrage.objects.order_by(*par_nom("nom"))
        champs["operation"].queryset = Operation.objects.order_by(*par_nom("nom"))
        cadres = Marche.objects.filter(forme__in=ACCORDS_CADRES).exclude(pk=self.instance.pk)
        champs["accord_cadre"].queryset = cadres.order_by(*par_nom("objet"))
        champs["programme"].queryset = Programme.objects.proposes()
        if self.instance.programme_id:
            champs["programme"].queryset |= Programme.objects.filter(pk=self.instance.programme_id)
        codes = RegleDecompte.objects.order_by("code").values_list("code", flat=True).distinct()
        champs["regle_code"].choices = [(code, code) for code in codes]
        for nom in ("objet", "justification_derogation"):
            champs[nom].widget = forms.Textarea(attrs={"rows": 2, "class": "form-control"})
        if self.instance.pk:
            del champs["statut"]  # an act changes it, with who and why
        # a derogation may go without any clause
        champs["types_clause"].required = not (self.is_bound and self.data.get("motif_derogation"))
        self.initial["toutes_categories"] = self.instance.categories_admises is None
        self.preparer()

    def clean_ref(self) -> str:
        ref = str(self.cleaned_data["ref"]).strip()
        if Marche.objects.filter(ref=ref).exclude(pk=self.instance.pk).exists():
            raise ValidationError("Un autre marché porte déjà cette référence : choisissez-en une autre.")
        return ref

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or {}
        debut, fin = donnees.get("date_debut"), donnees.get("date_fin")
        if debut and fin and fin < debut:
            self.add_error("date_fin", "La fin est avant le début : vérifiez les deux dates.")
        if donnees.get("toutes_categories"):
            donnees["categories_admises"] = None
        elif not donnees.get("categories_admises"):
            self.add_error("categories_admises", "Cochez au moins un public, ou « Tous les publics sont admis ».")
        if bool(donnees.get("penalite_type")) != (donnees.get("penalite_valeur") is not None):
            self.add_error(
                "penalite_valeur", "Indiquez à la fois le type et la valeur de la pénalité, ou aucun des deux."
            )
        self._verifier_la_clause(donnees)
        self._verifier_la_forme(donnees)
        return donnees

    def _verifier_la_clause(self, donnees: dict[str, Any]) -> None:
        types, motif = set(donnees.get("types_clause") or ()), donnees.get("motif_derogation")
        if bool(motif) != bool(donnees.get("justification_derogation")):
            self.add_error("justification_derogation", "Un motif de dérogation va avec sa justification écrite.")
        if {"RES_HAND", "RES_IAE"} <= types:
            self.add_error(
                "types_clause", "Réservé aux deux à la fois : cochez « Réservé au handicap et à l’insertion »."
            )
        part = donnees.get("part_reservee_pct")
        if types & RESERVES_A_MOITIE and "part_reservee_pct" in donnees and (part is None or part < 50):
            self.add_error("part_reservee_pct", "Un marché réservé demande une part de 50 % au moins : écrivez-la.")
        debut, fin = donnees.get("date_debut"), donnees.get("date_fin")
        if (
            "RES_ESS" in types
            and debut
            and fin
            and (fin.year, fin.month, fin.day)
            > (
                debut.year + TROIS_ANS,
                debut.month,
                debut.day,
            )
        ):
            self.add_error("date_fin", "Un marché réservé à l’économie sociale dure trois ans au plus.")
        if "VOLONT" in types and not donnees.get("accord_volontaire"):
            self.add_error("accord_volontaire", "Une clause volontaire naît d’un accord : écrivez lequel, et sa date.")
        programme = donnees.get("programme")
        if programme and len(programme.taux) > 1 and not donnees.get("nature_prestation"):
            self.add_error("nature_prestation", "Le taux de ce programme dépend de la prestation : choisissez-la.")

    def _verifier_la_forme(self, donnees: dict[str, Any]) -> None:
        forme = donnees.get("forme")
        if donnees.get("accord_cadre") and forme != FormeMarche.SUBSEQUENT:
            self.add_error("forme", "Seul un marché subséquent se rattache à un accord-cadre.")
        minimum, maximum = donnees.get("montant_minimum"), donnees.get("montant_maximum")
        if forme not in ACCORDS_CADRES and (minimum is not None or maximum is not None):
            self.add_error("forme", "Un minimum ou un maximum ne se donne qu’à un accord-cadre.")
        if minimum is not None and maximum is not None and minimum > maximum:
            self.add_error("montant_maximum", "Le maximum est sous le minimum : vérifiez les deux montants.")


class FormulaireLot(FormulaireVersionne):
    types_clause = forms.MultipleChoiceField(
        label="Types de clause de ce lot",
        choices=TypeClause.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Rien de coché : ceux du marché.",
    )
    montant_ht = ChampNombre(label="Montant hors taxes, en euros", required=False, minimum=0, maximum=EUROS_MAX)
    ratio_eur_heure = ChampNombre(
        label="Euros hors taxes par heure d’insertion",
        required=False,
        minimum=Decimal("0.01"),
        maximum=Decimal(999_999_999),
        help_text="Transforme le montant d’un bon de commande ou d’un avenant en heures, par exemple 1 200.",
    )
    reperes = forms.CharField(
        label="Noms du chantier dans les relevés",
        required=False,
        help_text="Un par ligne : c’est ainsi que les fichiers reçus seront reconnus.",
        widget=forms.Textarea(attrs={"rows": 3, "class": "form-control"}),
    )

    class Meta:
        model = Lot
        fields = ["ref", "objet", "montant_ht", "ratio_eur_heure", "types_clause", "reperes"]

    def __init__(self, *args: Any, marche: Marche, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.marche = marche
        self.instance.marche = marche
        self.initial["reperes"] = "\n".join(self.instance.reperes or [])
        self.preparer()

    def clean_ref(self) -> str:
        ref = str(self.cleaned_data["ref"]).strip()
        if Lot.objects.filter(marche=self.marche, ref=ref).exclude(pk=self.instance.pk).exists():
            raise ValidationError("Ce marché a déjà un lot de ce numéro.")
        return ref

    def clean_types_clause(self) -> list[str] | None:
        return self.cleaned_data["types_clause"] or None

    def clean_reperes(self) -> list[str]:
        return [ligne.strip() for ligne in str(self.cleaned_data["reperes"]).splitlines() if ligne.strip()]
