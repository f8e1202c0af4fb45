"""Facts of a path to work: shape and messages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from beneficiaires.enums import NatureEtape, TypeFrein
from beneficiaires.forms.commun import SansNir
from beneficiaires.models import Engagement, EtapeParcours, Frein, Situation, Sortie
from clauses_app.interface.formulaires import ChampDate, FormulaireModele


def refuser_l_avenir(form: Any, nom: str) -> None:
    jour = form.cleaned_data.get(nom)
    if jour and jour > timezone.localdate():
        form.add_error(nom, "Ce fait n’a pas encore eu lieu\u00a0: vérifiez la date.")


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


class FormulaireFrein(SansNir, FormulaireModele):
    constate_le = ChampDate(label="Constaté le")
    leve_le = ChampDate(label="Levé le", required=False)

    class Meta:
        model = Frein
        fields = ("type", "constate_le", "service", "leve_le")
        help_texts = {
            "type": "Rien sur la santé ni la justice\u00a0: «\u00a0difficulté personnelle\u00a0» suffit, sans service.",
            "service": "Qui a été mobilisé\u00a0: plateforme mobilité, bailleur, crèche…",
        }

    def clean(self) -> dict[str, Any]:
        donnees = super().clean()
        constate, leve = donnees.get("constate_le"), donnees.get("leve_le")
        if constate and leve and leve < constate:
            self.add_error("leve_le", "Un frein se lève après avoir été constaté\u00a0: vérifiez les dates.")
        if donnees.get("type") == TypeFrein.PERSONNEL and donnees.get("service"):
            self.add_error("service", "Pour une difficulté personnelle, n’écrivez aucun service\u00a0: il la dirait.")
        refuser_l_avenir(self, "constate_le")
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
        return donnees
