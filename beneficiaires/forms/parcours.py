"""Facts of a path to work: shape and messages."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.utils import timezone

from beneficiaires.enums import NatureEtape, TypeFrein
from beneficiaires.forms.commun import SansNir
from beneficiaires.models import Engagement, EtapeParcours, Frein, Situation, SituationRsa, Sortie
from beneficiaires.queries.parcours import ajouter_mois, ouvrir_echeance
from beneficiaires.services.poser_diagnostic import Difficulte
from clauses_app.audit.partage import Main, Partage
from clauses_app.interface.formats import PAS_ENCORE, formater_date
from clauses_app.interface.formulaires import ChampDate, FormulaireAncrage, FormulaireModele

# looked at together: the rest is noted one by one
REGARDES = (
    TypeFrein.MOBILITE,
    TypeFrein.LOGEMENT,
    TypeFrein.GARDE,
    TypeFrein.ADMINISTRATIF,
    TypeFrein.BUDGET,
    TypeFrein.PERSONNEL,
)


def refuser_l_avenir(form: Any, nom: str) -> None:
    jour = form.cleaned_data.get(nom)
    if jour and jour > timezone.localdate():
        form.add_error(nom, PAS_ENCORE)


class FormulaireEtape(SansNir, FormulaireModele):
    debut = ChampDate(label="Début")
    fin = ChampDate(label="Fin", required=False)

    class Meta:
        model = EtapeParcours
        fields = (
            *("nature", "intitule", "organisme", "accueil", "debut", "fin"),
            *("resultat", "type_contrat", "action"),
        )
        help_texts = {
            "intitule": "Le métier, le titre ou le certificat.",
            "type_contrat": "Pour un emploi hors clause seulement. Les contrats de la clause sont déjà au parcours.",
            "resultat": "Vide tant que l’étape est en cours.",
        }

    def __init__(self, *args: Any, entreprises: Any, actions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["accueil"].queryset = entreprises  # type: ignore[attr-defined]
        if "action" in self.fields:
            self.fields["action"].queryset = actions  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        donnees = super().clean()
        debut, fin = donnees.get("debut"), donnees.get("fin")
        if debut and fin and fin < debut:
            self.add_error("fin", "La fin est avant le début\u00a0: vérifiez les deux dates.")
        est_emploi = donnees.get("nature") == NatureEtape.EMPLOI
        if est_emploi and not donnees.get("type_contrat"):
            self.add_error("type_contrat", "Choisissez le contrat de cet emploi.")
        if not est_emploi and donnees.get("type_contrat"):
            self.add_error("type_contrat", "Une immersion ou une formation n’a pas de contrat ici\u00a0: laissez vide.")
        return donnees


class FormulaireEtapeCommune(FormulaireEtape):
    """The action is the one of the page."""

    class Meta(FormulaireEtape.Meta):
        fields = ("nature", "intitule", "organisme", "accueil", "debut", "fin", "resultat", "type_contrat")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, actions=None, **kwargs)


class FormulaireEtapeCorrigee(Partage, FormulaireEtape):
    """The same fields; who corrected last is read on the step."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        etape = self.instance
        self.partager(main=Main(etape.corrigee_par or etape.par_nom, etape.corrigee_a or etape.saisi_a))


class FormulaireFrein(SansNir, FormulaireModele):
    constate_le = ChampDate(label="Constaté le")
    leve_le = ChampDate(label="Levé le", required=False)

    class Meta:
        model = Frein
        fields = ("type", "constate_le", "service", "fonds", "leve_le")
        help_texts = {
            "type": "Rien sur la santé ni la justice\u00a0: «\u00a0difficulté personnelle\u00a0» suffit, sans service.",
            "service": "Qui a été mobilisé\u00a0: plateforme mobilité, bailleur, crèche…",
            "fonds": "Le fonds qui paie ce service.",
        }

    def clean(self) -> dict[str, Any]:
        donnees = super().clean()
        constate, leve = donnees.get("constate_le"), donnees.get("leve_le")
        if constate and leve and leve < constate:
            self.add_error("leve_le", "Un frein se lève après avoir été constaté\u00a0: vérifiez les dates.")
        if donnees.get("type") == TypeFrein.PERSONNEL and (donnees.get("service") or donnees.get("fonds")):
            self.add_error("service", "Pour une difficulté personnelle, n’écrivez aucun service\u00a0: il la dirait.")
        refuser_l_avenir(self, "constate_le")
        return donnees


class FormulaireDiagnostic(SansNir, FormulaireAncrage):
    """What was looked at with the partners, what was found, who answers and who pays."""

    fait_le = ChampDate(label="Fait le")
    avec = forms.CharField(label="Avec", max_length=200, help_text="Les partenaires autour de la table.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for type_frein in REGARDES:
            self.fields[f"vu_{type_frein}"] = forms.BooleanField(label=type_frein.label, required=False)
            if type_frein != TypeFrein.PERSONNEL:
                self.fields[f"service_{type_frein}"] = forms.CharField(
                    label="Service ouvert", required=False, max_length=200
                )
                self.fields[f"fonds_{type_frein}"] = forms.CharField(label="Payé par", required=False, max_length=100)

    def lignes(self) -> list[list[Any]]:
        return [
            [self[f"{prefixe}_{t}"] for prefixe in ("vu", "service", "fonds") if f"{prefixe}_{t}" in self.fields]
            for t in REGARDES
        ]

    def clean(self) -> dict[str, Any]:
        donnees = super().clean()
        for t in REGARDES:
            if donnees.get(f"fonds_{t}") and not donnees.get(f"service_{t}"):
                self.add_error(f"service_{t}", "Dites quel service ce fonds paie.")
            elif donnees.get(f"service_{t}") and not donnees.get(f"vu_{t}"):
                self.add_error(f"vu_{t}", "Un service répond à une difficulté\u00a0: cochez-la.")
        refuser_l_avenir(self, "fait_le")
        return donnees

    def difficultes(self) -> list[Difficulte]:
        lues = self.cleaned_data
        return [
            Difficulte(t, lues.get(f"service_{t}") or "", lues.get(f"fonds_{t}") or "")
            for t in REGARDES
            if lues[f"vu_{t}"]
        ]


class FormulaireSituationRsa(FormulaireModele):
    le = ChampDate(label="Dite le")
    allocataire = forms.TypedChoiceField(
        label="Encore allocataire du RSA",
        choices=(("non", "Non"), ("oui", "Oui")),
        coerce=lambda dit: dit == "oui",
        widget=forms.RadioSelect,
    )

    class Meta:
        model = SituationRsa
        fields = ("allocataire", "le", "source")

    def clean(self) -> dict[str, Any]:
        donnees: dict[str, Any] = super().clean() or {}
        refuser_l_avenir(self, "le")
        return donnees


class FormulaireEngagement(SansNir, FormulaireModele):
    signe_le = ChampDate(label="Signé le")
    fin_le = ChampDate(label="Jusqu’au", required=False)

    class Meta:
        model = Engagement
        fields = ("signe_le", "fin_le", "referent", "heures_semaine")

    def clean(self) -> dict[str, Any]:
        donnees = super().clean()
        signe, fin = donnees.get("signe_le"), donnees.get("fin_le")
        if signe and fin and fin < signe:
            self.add_error("fin_le", "La fin est avant la signature\u00a0: vérifiez les deux dates.")
        refuser_l_avenir(self, "signe_le")
        return donnees


class FormulaireSortie(FormulaireModele):
    le = ChampDate(label="Sortie le")

    class Meta:
        model = Sortie
        fields = ("type", "le")

    def clean(self) -> dict[str, Any]:
        donnees: dict[str, Any] = super().clean() or {}
        refuser_l_avenir(self, "le")
        return donnees


class FormulaireSituation(FormulaireModele):
    le = ChampDate(label="Dite le")

    class Meta:
        model = Situation
        fields = ("mois", "situation", "le", "source")
        widgets = {"mois": forms.Select}

    def __init__(self, *args: Any, sortie: Sortie, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sortie = sortie

    def clean(self) -> dict[str, Any]:
        donnees: dict[str, Any] = super().clean() or {}
        refuser_l_avenir(self, "le")
        if donnees.get("le") and donnees["le"] < self.sortie.le:
            self.add_error("le", "La situation se demande après la sortie\u00a0: vérifiez la date.")
        elif donnees.get("le") and donnees.get("mois"):
            self._refuser_avant_l_echeance(donnees["mois"], donnees["le"])
        return donnees

    def _refuser_avant_l_echeance(self, mois: int, le: datetime.date) -> None:
        ouverture = ouvrir_echeance(self.sortie.le, mois)
        if le < ouverture:
            atteint = formater_date(ajouter_mois(self.sortie.le, mois))
            self.add_error(
                "mois",
                f"{mois} mois après la sortie du {formater_date(self.sortie.le)}, ce sera le {atteint}\u00a0:"
                f" cette situation se note à partir du {formater_date(ouverture)}.",
            )
