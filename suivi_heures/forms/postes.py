"""Posts, shares, spending, time, calls for funds: shape and messages."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms

from beneficiaires.forms import SansNir
from beneficiaires.forms.commun import Versionne
from clauses_app.audit.partage import Partage
from clauses_app.interface.formulaires import ChampDate, ChampNombre, FormulaireAncrage, FormulaireModele
from suivi_heures.enums import Activite, EtatAppel, GenreAppel, NatureDepense
from suivi_heures.models import DepensePoste, PartPoste, Poste

EUROS_MAX = 9_999_999
DUREES = ((15, "15\u00a0min"), (30, "30\u00a0min"), (60, "1\u00a0h"), (120, "2\u00a0h"), (210, "½\u00a0journée"))


class FormulairePoste(SansNir, Versionne, FormulaireModele):
    agent_id = forms.TypedChoiceField(label="Tenu par", coerce=int)
    quotite_pct = ChampNombre(label="Part d’un temps plein, en\u202f%", minimum=1, maximum=100)
    date_debut = ChampDate(label="Début")
    date_fin = ChampDate(label="Fin")
    cout = ChampNombre(label="Coût sur la période, en euros", minimum=1, maximum=EUROS_MAX)

    class Meta:
        model = Poste
        fields = ("nom", "agent_id", "territoire", "quotite_pct", "date_debut", "date_fin", "cout")

    def __init__(self, *args: Any, agents: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agents = dict(agents)
        self.fields["agent_id"].choices = agents  # type: ignore[attr-defined]
        self.initial["version"] = self.instance.version
        self.suivre(self.instance)

    def clean(self) -> dict[str, Any]:
        donnees = super().clean()
        debut, fin = donnees.get("date_debut"), donnees.get("date_fin")
        if debut and fin and fin < debut:
            self.add_error("date_fin", "La fin est avant le début\u00a0: vérifiez les deux dates.")
        if donnees.get("agent_id"):
            self.instance.agent_nom = self.agents[donnees["agent_id"]]
        return donnees


class FormulairePart(Partage, SansNir, FormulaireModele):
    part_pct = ChampNombre(
        label="Part du coût, en\u202f%",
        required=False,
        minimum=0,
        maximum=100,
        help_text="La part ou le montant, comme la convention l’écrit\u00a0: l’autre se calcule.",
    )
    montant = ChampNombre(label="Ou montant, en euros", required=False, minimum=0, maximum=EUROS_MAX)
    natures_exclues = forms.MultipleChoiceField(
        label="Dépenses que ce financeur ne prend pas",
        required=False,
        choices=NatureDepense.choices,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = PartPoste
        fields = (
            *("financeur", "type", "groupe", "part_pct", "montant", "natures_exclues"),
            *("appel_mois", "delai_appel_jours", "delai_paiement_jours"),
        )
        help_texts = {"groupe": "Ceux qui paient une part ensemble portent le même nom ici."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.partager(sujet=self.instance.poste)

    def clean(self) -> dict[str, Any]:
        donnees = super().clean()
        if bool(donnees.get("part_pct")) == bool(donnees.get("montant")):
            self.add_error("part_pct", "Écrivez la part ou le montant, l’un des deux.")
        donnees["part_pct"] = donnees.get("part_pct") or None
        donnees["montant"] = donnees.get("montant") or None
        return donnees


class FormulaireDepense(SansNir, FormulaireModele):
    le = ChampDate(label="Date")
    montant = ChampNombre(label="Montant, en euros", minimum=0, maximum=EUROS_MAX)
    eligible = ChampNombre(
        label="Dont éligible, en euros",
        required=False,
        minimum=0,
        maximum=EUROS_MAX,
        help_text="Vide\u00a0: tout est éligible.",
    )

    class Meta:
        model = DepensePoste
        fields = ("nature", "libelle", "le", "montant", "eligible", "motif_ecart", "piece")
        help_texts = {"piece": "Numéro de facture, bulletin\u2026 Ce qui la prouve."}

    def clean(self) -> dict[str, Any]:
        donnees = super().clean()
        montant, eligible = donnees.get("montant"), donnees.get("eligible")
        if not montant:
            return donnees
        if eligible is None:
            donnees["eligible"] = eligible = montant
        if eligible > montant:
            self.add_error("eligible", "L’éligible dépasse la dépense\u00a0: vérifiez les deux montants.")
        elif eligible < montant and not donnees.get("motif_ecart"):
            self.add_error("motif_ecart", "Dites pourquoi le reste n’est pas éligible.")
        return donnees


class FormulaireTemps(SansNir, FormulaireAncrage):
    """Three touches: the day, the activity, the duration."""

    jour = forms.TypedChoiceField(label="Jour", coerce=datetime.date.fromisoformat, widget=forms.RadioSelect)
    activite = forms.ChoiceField(label="Activité", choices=Activite.choices, widget=forms.RadioSelect)
    minutes = forms.TypedChoiceField(label="Durée", coerce=int, choices=DUREES, widget=forms.RadioSelect)
    precision = forms.CharField(label="Précision", required=False, max_length=200)

    def __init__(self, *args: Any, jours: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["jour"].choices = jours  # type: ignore[attr-defined]


class FormulaireAppel(FormulaireAncrage):
    genre = forms.ChoiceField(label="Genre", choices=GenreAppel.choices, initial=GenreAppel.ACOMPTE)
    au = ChampDate(label="Dépenses jusqu’au")
    montant = ChampNombre(
        label="Montant de l’avance, en euros",
        required=False,
        minimum=0,
        maximum=EUROS_MAX,
        help_text="Pour une avance seulement\u00a0: un acompte et un solde se calculent des dépenses.",
    )


# a choice of the form, never a state
REPRISE = "REPRISE"


class FormulaireEtapeAppel(SansNir, FormulaireAncrage):
    etat = forms.ChoiceField(label="L’appel est", choices=())
    le = ChampDate(label="Le")
    montant = ChampNombre(
        label="Montant accepté ou payé, en euros",
        required=False,
        minimum=0,
        maximum=EUROS_MAX,
        help_text="Vide\u00a0: tout ce qui est appelé.",
    )
    motif = forms.CharField(label="Motif", required=False, max_length=300)
    vu = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=32_000)

    def __init__(self, *args: Any, suites: tuple[EtatAppel, ...], a_reprendre: str = "", **kwargs: Any) -> None:
        """`a_reprendre`: the last turn as it is told, when it can be taken back."""
        super().__init__(*args, **kwargs)
        choix = [(s.value, s.label) for s in suites]
        if a_reprendre:
            choix.append((REPRISE, f"Noté par erreur\u00a0: reprendre «\u00a0{a_reprendre}\u00a0»"))
        self.fields["etat"].choices = choix  # type: ignore[attr-defined]


class FormulairePeriode(FormulaireAncrage):
    du = ChampDate(label="Du")
    au = ChampDate(label="Au")

    def clean(self) -> dict[str, Any]:
        donnees: dict[str, Any] = super().clean() or {}
        if donnees.get("du") and donnees.get("au") and donnees["au"] < donnees["du"]:
            self.add_error("au", "La fin est avant le début\u00a0: vérifiez les deux dates.")
        return donnees
