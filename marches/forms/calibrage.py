"""What is typed to size hours: terms of the method, ratios, rounding, moving targets."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import slugify

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
from marches.enums import MethodeCalibrage
from marches.forms.projets import choix_de_metier
from marches.models import RatioSecteur, ReglageCalibrage
from marches.queries.formules_calibrage import CalibrageImpossible, Reglages, Resultat, calculer
from marches.queries.programmes import TauxProgramme
from marches.queries.ratios import PROPOSES, Ratio
from marches.queries.saisie_calibrage import completer
from marches.queries.termes_calibrage import ASSIETTES, TERMES

MULTIPLES = (1, 5, 7, 35)


def champ_du_terme(terme: Any) -> ChampNombre:
    return ChampNombre(
        label=terme.libelle,
        required=not terme.facultatif,
        minimum=terme.minimum,
        maximum=terme.maximum,
        help_text=terme.aide,
    )


class FormulaireCalibrage(SansNir, FormulaireAncrage):
    """The terms of one method; the result is computed with the form, so that a refusal shows at its field."""

    secteur = forms.ChoiceField(label="Métier", required=False)

    def __init__(
        self, *args: Any, methode: str, ratios: Mapping[str, Ratio], reglages: Reglages, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.methode, self.ratios, self.reglages = methode, ratios, reglages
        self.resultat: Resultat | None = None
        if any(terme.du_metier for terme in TERMES[methode]):
            self.fields["secteur"].choices = choix_de_metier(ratios)  # type: ignore[attr-defined]
            self.fields["secteur"].help_text = "Donne la part de main-d’œuvre et le coût horaire."
        else:
            del self.fields["secteur"]
        for terme in TERMES[methode]:
            self.fields[terme.code] = champ_du_terme(terme)
        self.fields["note"] = forms.CharField(
            label="Note", max_length=500, required=False, help_text="Hypothèses, échanges avec l’acheteur…"
        )

    @property
    def ratio(self) -> Ratio | None:
        return self.ratios.get(self.cleaned_data.get("secteur", ""))

    @property
    def saisies(self) -> dict[str, Decimal | None]:
        return {terme.code: self.cleaned_data.get(terme.code) for terme in TERMES[self.methode]}

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or {}
        if not self.errors:
            try:
                self.resultat = calculer(self.methode, completer(self.methode, self.saisies, self.ratio), self.reglages)
            except CalibrageImpossible as refus:
                self.add_error(refus.terme or None, str(refus))
        return donnees


class FormulaireTaux(SansNir, FormulaireAncrage):
    taux = ChampNombre(label="Taux d’insertion pour tous les lots, en %", minimum=Decimal("0.01"), maximum=100)


class FormulaireRatio(Partage, SansNir, FormulaireModele):
    """A version of the ratios of a trade, from a date on."""

    date_effet = ChampDate(label="En vigueur à partir du")
    part_main_oeuvre = ChampNombre(
        label="Part de main-d’œuvre, en %", required=False, minimum=Decimal("0.01"), maximum=100
    )
    cout_horaire = ChampNombre(
        label="Coût horaire chargé, en euros", required=False, minimum=Decimal("0.01"), maximum=1000
    )
    mots = forms.CharField(
        label="Mots du métier",
        required=False,
        max_length=600,
        help_text="Séparés par des virgules : ils reconnaissent ce métier dans l’objet des lots passés.",
    )

    class Meta:
        model = RatioSecteur
        fields = [
            "libelle",
            "date_effet",
            "part_main_oeuvre",
            "cout_horaire",
            "cpv",
            "rome",
            "mots",
            "source",
            "est_retire",
        ]
        help_texts = {"cpv": "Les premiers chiffres suffisent.", "source": "Convention, observation, étude…"}

    def __init__(self, *args: Any, code: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.code = code
        if self.instance.part_main_oeuvre is not None:
            self.initial["part_main_oeuvre"] = self.instance.part_main_oeuvre * 100
        self.initial["mots"] = ", ".join(self.instance.mots or [])

    def clean_part_main_oeuvre(self) -> Decimal | None:
        part = self.cleaned_data["part_main_oeuvre"]
        return None if part is None else Decimal(part) / 100

    def clean_mots(self) -> list[str]:
        mots = [mot.strip() for mot in str(self.cleaned_data["mots"]).split(",") if mot.strip()]
        if any(len(mot) < 3 or len(mot) > 60 for mot in mots):
            raise ValidationError("Chaque mot compte de 3 à 60 lettres : un mot trop court reconnaîtrait tout.")
        return mots

    def clean_cpv(self) -> str:
        cpv = str(self.cleaned_data["cpv"]).strip()
        if cpv and not (cpv.isascii() and cpv.isdigit()):
            raise ValidationError("Un code CPV commence par des chiffres, par exemple 4523.")
        return cpv

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or {}
        libelle = donnees.get("libelle")
        if not self.code and libelle:
            self.code = slugify(libelle).replace("-", "_").upper()[:64] or "METIER"
            if self.code in PROPOSES or RatioSecteur.objects.filter(code=self.code).exists():
                self.add_error("libelle", "Ce métier existe déjà : ajoutez-lui une version depuis la liste.")
        self.instance.code = self.code
        return donnees


class FormulaireReglageCalibrage(Partage, SansNir, FormulaireModele):
    date_effet = ChampDate(label="En vigueur à partir du")
    multiple = forms.TypedChoiceField(
        label="Arrondir à un multiple de",
        coerce=int,
        choices=[(m, f"{m}\u202fh" if m != 7 else "7\u202fh, une journée") for m in MULTIPLES],
    )
    minimum_utile = ChampHeures(
        label="Minimum utile, en heures",
        minimum=0,
        maximum=100_000,
        help_text="En dessous, une alerte : trop peu d’heures pour un parcours. Rien n’est bloqué.",
    )
    heures_mois = ChampHeures(
        label="Heures par mois d’un temps plein",
        minimum=1,
        maximum=300,
        help_text="Sert à dire « n personnes pendant m mois ».",
    )
    heures_etp = ChampHeures(label="Heures par an d’un temps plein", minimum=1, maximum=2200)

    class Meta:
        model = ReglageCalibrage
        fields = ["date_effet", "arrondi", "multiple", "minimum_utile", "heures_mois", "heures_etp"]


class FormulaireObjectif(SansNir, FormulaireAncrage):
    """The terms of a moving target, without its base."""

    def __init__(self, *args: Any, methode: str, programme: TauxProgramme | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.methode = methode
        self.assiette = ASSIETTES[methode][0]
        for terme in TERMES[methode]:
            if terme.code != self.assiette:
                self.fields[terme.code] = champ_du_terme(terme)
        if programme is not None and "taux" in self.fields:
            self.initial.setdefault("taux", programme.taux)
            dit = f"{programme.libelle}\u00a0: {formater_nombre(programme.taux)}\u202f% des heures travaillées."
            self.fields["taux"].help_text = dit

    @property
    def termes(self) -> dict[str, Decimal]:
        """The base starts from nothing: each declaration gives it."""
        lues = {code: self.cleaned_data[code] for code in self.fields}
        return lues | {self.assiette: Decimal(0)}


class FormulaireAssiette(SansNir, FormulaireAncrage):
    date = ChampDate(label="Arrêté au")
    cumul = ChampNombre(label="Cumul", minimum=0, maximum=Decimal("999999999"))
    reste = ChampNombre(label="Reste estimé jusqu’à la fin", required=False, minimum=0, maximum=Decimal("999999999"))
    source = forms.CharField(
        label="Pièce", max_length=300, required=False, help_text="Décompte n° 4, relevé d’heures totales de mars…"
    )

    def __init__(self, *args: Any, methode: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cumul"].label = ASSIETTES[methode][1]
        self.fields["cumul"].help_text = "Depuis le début du marché, et non depuis la dernière fois."
        self.fields["reste"].help_text = (
            "Vide : l’objectif porte sur ce qui est fait à ce jour."
            if methode == MethodeCalibrage.PCT_HEURES
            else "Vide : seul le facturé compte."
        )

    def clean_cumul(self) -> Decimal:
        return round(Decimal(self.cleaned_data["cumul"]), 2)

    def clean_reste(self) -> Decimal:
        return round(Decimal(self.cleaned_data["reste"] or 0), 2)
