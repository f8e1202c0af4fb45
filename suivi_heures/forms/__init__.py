"""Shape and French messages of what is typed or dropped about hours. No save here."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from beneficiaires.forms import SansNir
from clauses_app.imports.tableur import OCTETS_MAX
from clauses_app.interface.formats import formater_date
from clauses_app.interface.formulaires import ChampDate, ChampNombre, FormulaireAncrage
from suivi_heures.imports.heures_ecrites import lire_heures
from suivi_heures.imports.reprise_arbre import TAILLE_MAX
from suivi_heures.queries.contrats_du_mois import ContratADeclarer
from suivi_heures.queries.mois import decaler, lire_mois, premier_jour

HEURES_PAR_JOUR = 24


class FormulaireReprise(FormulaireAncrage):
    fichier = forms.FileField(
        label="Fichier de reprise",
        help_text="Format clauses-reprise/1 (.json)",
        error_messages={"empty": "Ce fichier est vide\u00a0: choisissez-en un autre."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["fichier"].error_messages["required"] = "Choisissez le fichier .json à reprendre."

    def clean_fichier(self) -> Any:
        fichier = self.cleaned_data["fichier"]
        if fichier.size > TAILLE_MAX:
            raise ValidationError(
                f"Ce fichier dépasse {TAILLE_MAX // 1024 // 1024} Mo\u00a0: découpez-le, par marché par exemple."
            )
        return fichier


class ChampHeuresEcrites(ChampNombre):
    """« 151,67 » or « 151 h 40 »."""

    lire = staticmethod(lire_heures)


class FormulaireSaisie(FormulaireAncrage):
    """Hours of a month, a field for each contract that has none yet: « nobody worked » may be contradicted."""

    def __init__(self, *args: Any, contrats: Iterable[ContratADeclarer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for contrat in contrats:
            if not contrat.deja_total:
                self.fields[f"heures-{contrat.contrat_id}"] = ChampHeuresEcrites(
                    label=f"{contrat.prenom} {contrat.nom}",
                    required=False,
                    minimum=0,
                    maximum=HEURES_PAR_JOUR * contrat.jours,
                    widget=forms.TextInput(attrs={"class": "form-control form-control-lg text-end"}),
                )

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or {}
        if not self.errors and all(valeur is None for valeur in donnees.values()):
            raise ValidationError("Rien n’est écrit\u00a0: remplissez au moins une personne.")
        return donnees

    @property
    def saisies(self) -> dict[int, str]:
        """What can be read, as it was typed, by contract."""
        lues = [nom for nom, heures in self.cleaned_data.items() if heures is not None]
        return {int(nom.rpartition("-")[2]): str(self[nom].data).strip() for nom in lues}


class FormulaireMotif(FormulaireAncrage):
    """Why something is refused or sent back: the company reads it."""

    motif = forms.CharField(
        label="Motif",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="L’entreprise lira cette phrase.",
        error_messages={"max_length": "Cinq cents signes au plus."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["motif"].error_messages["required"] = (
            "Dites pourquoi\u00a0: l’entreprise doit savoir quoi corriger."
        )


class FormulaireCorrection(FormulaireAncrage):
    """The right figure, and why the first one was wrong. `confirmees`: the figure that a control was surprised by."""

    heures = ChampHeuresEcrites(label="Heures justes", minimum=0, maximum=744, help_text="0 retire la ligne.")
    motif = forms.CharField(
        label="Motif",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"max_length": "Cinq cents signes au plus."},
    )
    confirmees = forms.DecimalField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["motif"].error_messages["required"] = "Dites d’où vient la correction\u00a0: elle sera relue."


class FormulaireReouverture(FormulaireAncrage):
    """Why a closed quarter is opened again."""

    motif = forms.CharField(
        label="Motif de la réouverture",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Il reste au journal, avec votre nom.",
        error_messages={"max_length": "Cinq cents signes au plus."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["motif"].error_messages["required"] = "Dites pourquoi ce trimestre est rouvert."


class FormulaireAjout(FormulaireCorrection):
    """Hours forgotten in a closed month."""

    heures = ChampHeuresEcrites(label="Heures oubliées", maximum=744)


class FormulaireEmbauche(FormulaireAncrage):
    """A hypothesis of hiring: nothing is kept."""

    personnes = forms.IntegerField(
        label="Personnes",
        min_value=1,
        max_value=500,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "invalid": "Écrivez un nombre entier de personnes.",
            "min_value": "Au moins une personne.",
            "max_value": "Cinq cents personnes au plus.",
        },
    )
    heures_semaine = ChampHeuresEcrites(label="Heures par semaine", minimum=1, maximum=48)
    a_partir_du = ChampDate(label="À partir du")

    def __init__(self, *args: Any, fin: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fin = fin

    def clean_a_partir_du(self) -> datetime.date:
        jour: datetime.date = self.cleaned_data["a_partir_du"]
        if jour > self.fin:
            raise ValidationError(f"Le marché se termine le {formater_date(self.fin)} : choisissez une date avant.")
        if jour < timezone.localdate():
            raise ValidationError(
                f"Le {formater_date(jour)} est passé\u00a0: une embauche à venir commence aujourd’hui au plus tôt."
            )
        return jour


class FormulaireDepot(FormulaireAncrage):
    """A timesheet: its file and the month it is said to be of."""

    mois = forms.CharField(required=False, widget=forms.HiddenInput)
    fichier = forms.FileField(
        label="Relevé d’heures",
        help_text="Votre tableau tel quel, ou notre modèle\u00a0: Excel, OpenDocument ou CSV, 10\u00a0Mo au plus.",
        error_messages={"empty": "Ce fichier est vide\u00a0: choisissez-en un autre."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["fichier"].error_messages["required"] = "Choisissez le fichier du relevé."

    def clean_fichier(self) -> Any:
        fichier = self.cleaned_data["fichier"]
        if fichier.size > OCTETS_MAX:
            raise ValidationError("Ce fichier dépasse 10\u00a0Mo\u00a0: gardez seulement la feuille du relevé.")
        return fichier

    def clean_mois(self) -> datetime.date:
        """Without a month, the last one that ended: the file says its own anyway."""
        return lire_mois(self.cleaned_data["mois"]) or decaler(premier_jour(timezone.localdate()), -1)


class FormulaireDepotPour(FormulaireDepot):
    """The facilitator deposits for a company."""

    entreprise: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        queryset=None,
        label="Entreprise ou structure",
        empty_label="Choisissez l’entreprise",
        error_messages={
            "invalid_choice": "Cette entreprise n’est pas dans votre guichet\u00a0: choisissez-la dans la liste."
        },
    )

    field_order = ("entreprise", "fichier")

    def __init__(self, *args: Any, entreprises: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entreprise"].queryset = entreprises  # type: ignore[attr-defined]
        self.fields["entreprise"].error_messages["required"] = "Choisissez l’entreprise qui envoie ce relevé."


class FormulaireSommeil(SansNir, FormulaireAncrage):
    """Until when an affair is left alone, and why."""

    jusqu_au = ChampDate(label="Revoir l’affaire le")
    motif = forms.CharField(
        label="Motif", max_length=500, error_messages={"required": "Dites pourquoi l’affaire peut attendre."}
    )

    def clean_jusqu_au(self) -> datetime.date:
        jour: datetime.date = self.cleaned_data["jusqu_au"]
        if jour <= timezone.localdate():
            raise ValidationError("Choisissez un jour à venir\u00a0: l’affaire reviendra dans la file ce matin-là.")
        if jour > timezone.localdate() + datetime.timedelta(days=366):
            raise ValidationError("Un an au plus\u00a0: une affaire oubliée n’est plus une affaire.")
        return jour


class FormulaireConfier(SansNir, FormulaireAncrage):
    """Which colleague takes the affair."""

    a: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        queryset=None,
        label="Confier à",
        empty_label="Choisissez un collègue",
        error_messages={
            "required": "Choisissez à qui confier l’affaire.",
            "invalid_choice": "Cette personne n’est pas dans l’équipe\u00a0: choisissez-la dans la liste.",
        },
    )
    motif = forms.CharField(label="Mot pour la personne", max_length=500, required=False)

    def __init__(self, *args: Any, collegues: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["a"].queryset = collegues  # type: ignore[attr-defined]


class FormulaireFaite(SansNir, FormulaireAncrage):
    """What was done about it outside Ancrage."""

    motif = forms.CharField(
        label="Ce qui a été fait",
        max_length=500,
        error_messages={"required": "Dites ce qui a été fait\u00a0: vos collègues le liront."},
    )


class FormulaireMotifCourt(SansNir, FormulaireAncrage):
    """The reason of a gesture done from the queue."""

    motif = forms.CharField(label="Motif", max_length=300, error_messages={"required": "Dites pourquoi."})
