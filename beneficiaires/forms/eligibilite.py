"""Decisions, proofs, and what the guichet asks for each public. No save here."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from beneficiaires.enums import Controle, ControleContrat, Decision, Prescripteur, Severite
from beneficiaires.forms.commun import SansNir
from beneficiaires.models import Justificatif, ReferencePublic
from beneficiaires.queries.age_categorie import contredire_par_l_age
from beneficiaires.queries.publics import categories_admises
from clauses_app.audit.partage import Partage
from clauses_app.interface.formulaires import ChampDate, FormulaireAncrage, FormulaireModele
from clauses_app.tenancy.severites import severites_reglees


class FormulaireDecision(SansNir, FormulaireAncrage):
    """`naissance`, `embauche`: what an age is read from. `contradiction`: what stays to be said once it is accepted."""

    contradiction = ""
    categorie = forms.ChoiceField(label="Catégorie de public")
    decision = forms.ChoiceField(label="Décision", choices=Decision.choices, widget=forms.RadioSelect)
    date_decision = ChampDate(label="Date de la décision")
    principale = forms.BooleanField(label="Catégorie principale, pour les statistiques", required=False)
    justificatif_vu_le = ChampDate(
        label="Justificatif vu le", required=False, help_text="jj/mm/aaaa. La pièce elle-même n’est pas gardée."
    )
    prescripteur = forms.ChoiceField(
        label="Orientée par", required=False, choices=[("", "Non renseigné"), *Prescripteur.choices]
    )
    motif = forms.CharField(label="Motif", required=False, max_length=500, help_text="Obligatoire pour un refus.")

    def __init__(
        self, *args: Any, naissance: datetime.date, embauche: datetime.date | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.naissance, self.embauche = naissance, embauche
        admises = categories_admises(timezone.localdate())
        self.fields["categorie"].choices = [("", "Choisir…"), *admises]  # type: ignore[attr-defined]

    def clean_date_decision(self) -> datetime.date:
        jour: datetime.date = self.cleaned_data["date_decision"]
        if jour > timezone.localdate():
            raise ValidationError("Une décision ne se date pas dans l’avenir.")
        return jour

    def clean(self) -> dict[str, Any]:
        donnees = super().clean()
        if donnees.get("decision") == Decision.REFUSEE and not donnees.get("motif"):
            self.add_error("motif", "Dites pourquoi : la personne et l’employeur peuvent le demander.")
        if donnees.get("decision") != Decision.REFUSEE:
            self._confronter_l_age(donnees)
        return donnees

    def _confronter_l_age(self, donnees: dict[str, Any]) -> None:
        """As severely as the guichet says; the reason asked for stays in the decision."""
        categorie, jour = donnees.get("categorie"), donnees.get("date_decision")
        if not categorie or not jour:
            return
        dite = contredire_par_l_age(categorie, self.naissance, {jour, self.embauche or jour})
        severite = severites_reglees().get(ControleContrat.AGE_CATEGORIE, Severite.AVERTIR) if dite else ""
        if severite == Severite.BLOQUER:
            self.add_error("categorie", f"{dite} Votre guichet refuse cette décision.")
        elif severite == Severite.AVERTIR and not donnees.get("motif"):
            self.add_error("motif", f"{dite} Vérifiez la date de naissance, ou dites pourquoi la catégorie est admise.")
        elif severite in (Severite.AVERTIR, Severite.INFORMER):
            self.contradiction = dite


class FormulaireProlongation(FormulaireDecision):
    """A re-examination: same questions, and until when the window stays open."""

    prolonge_au = ChampDate(
        label="Prolonge la fenêtre jusqu’au", help_text="jj/mm/aaaa. Les heures comptent jusqu’à ce jour compris."
    )

    def clean(self) -> dict[str, Any]:
        donnees = super().clean()
        if donnees.get("decision") == Decision.REFUSEE:
            self._errors.pop("prolonge_au", None)  # nothing is prolonged
            return donnees
        jusque, jour = donnees.get("prolonge_au"), donnees.get("date_decision")
        if jusque and jour and not jour < jusque <= jour.replace(year=jour.year + 3, day=min(jour.day, 28)):
            self.add_error("prolonge_au", "Choisissez un jour après la décision, trois ans au plus.")
        if not donnees.get("motif") and "motif" not in self.errors:
            self.add_error("motif", "Dites pourquoi la fenêtre est prolongée\u00a0: l’acheteur peut le demander.")
        return donnees


class FormulaireJustificatif(SansNir, FormulaireModele):
    categorie = forms.ChoiceField(label="Catégorie de public")
    emis_le = ChampDate(label="Émise le", help_text="jj/mm/aaaa, la date écrite sur la pièce.")
    fin_le = ChampDate(label="Valable jusqu’au", required=False, help_text="jj/mm/aaaa, pour un titre à durée limitée.")
    vu = forms.BooleanField(
        label="Je l’ai vue et elle est conforme", required=False, help_text="Sinon elle reste à contrôler."
    )

    class Meta:
        model = Justificatif
        fields = ["categorie", "nature", "emis_le", "fin_le"]
        help_texts = {"nature": "Attestation CAF, avis de situation… Jamais de numéro ni de copie."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        admises = categories_admises(timezone.localdate())
        self.fields["categorie"].choices = [("", "Choisir…"), *admises]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        donnees = super().clean()
        emis, fin = donnees.get("emis_le"), donnees.get("fin_le")
        if emis and emis > timezone.localdate():
            self.add_error("emis_le", "Une pièce ne se date pas dans l’avenir.")
        if emis and fin and fin < emis:
            self.add_error("fin_le", "La fin est avant la date d’émission\u00a0: vérifiez les deux dates.")
        return donnees


class FormulaireControle(Partage, SansNir, FormulaireAncrage):
    """`faute`: what the dates of the proof say against it."""

    controle = forms.ChoiceField(
        label="Contrôle",
        choices=[
            (Controle.CONFORME, "Vue et conforme, puis détruite ou rendue"),
            (Controle.REFUSE, "Refusée"),
            (Controle.A_CONTROLER, "À contrôler encore"),
        ],
        widget=forms.RadioSelect,
    )
    motif = forms.CharField(label="Motif", required=False, max_length=300, help_text="Obligatoire pour un refus.")

    def __init__(self, *args: Any, faute: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.faute = faute

    def clean(self) -> dict[str, Any]:
        donnees = super().clean()
        if donnees.get("controle") == Controle.CONFORME and self.faute and not donnees.get("motif"):
            self.add_error("motif", f"{self.faute} Dites pourquoi vous l’acceptez quand même.")
        if donnees.get("controle") == Controle.REFUSE and not donnees.get("motif"):
            self.add_error("motif", "Dites pourquoi\u00a0: la personne doit savoir quelle pièce apporter.")
        return donnees


class FormulairePublic(Partage, SansNir, FormulaireModele):
    date_effet = ChampDate(label="En vigueur à partir du")

    class Meta:
        model = ReferencePublic
        fields = ["condition", "justificatif", "anciennete_mois", "admise", "date_effet"]
        help_texts = {
            "anciennete_mois": "Comptée au premier jour du premier contrat. Vide\u00a0: aucune limite.",
            "admise": "Décochée, la catégorie n’est plus proposée\u202f; les décisions déjà prises restent.",
        }

    def clean_anciennete_mois(self) -> int | None:
        mois: int | None = self.cleaned_data["anciennete_mois"]
        if mois is not None and not 1 <= mois <= 60:
            raise ValidationError("Écrivez de 1 à 60 mois, ou laissez vide.")
        return mois


class FormulaireReglage(Partage, FormulaireAncrage):
    delai_demande_jours = forms.IntegerField(
        label="Répondre à une entreprise sous", min_value=1, max_value=60, help_text="En jours, à partir de la demande."
    )
    conservation_mois = forms.IntegerField(
        label="Garder un dossier pendant",
        min_value=6,
        max_value=120,
        help_text="En mois après la fin du dernier contrat\u202f; ensuite il est proposé à l’anonymisation.",
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
