"""What is typed about the life of a contract. The services say what is refused and why."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone

from clauses_app.audit.partage import Partage
from clauses_app.audit.sans_nir import SansNir
from clauses_app.interface.formats import formater_heures
from clauses_app.interface.formulaires import ChampDate, ChampHeures, ChampNombre, FormulaireAncrage
from clauses_app.tenancy.tri import par_nom
from marches.enums import CauseSuspension, ModeRevision, NatureTranche, RoleAttribution, StatutMarche, TypeActe
from marches.forms.versions import FormulaireVersionne
from marches.models import Acte, Attribution, Entreprise, Lot, Marche, Tranche
from marches.models.marche import STATUTS_SUIVANTS

EUROS_MAX = Decimal("99999999999")
HEURES_MAX = 9_999_999
POURQUOI = "Dites pourquoi : cette phrase restera dans la vie du marché."
TOUT_LE_MARCHE = "Tout le marché"


class ChoixLot(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"Lot {obj.ref}, {obj.objet}"[:120]


class ChoixLotAilleurs(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.marche.ref}, lot {obj.ref}, {obj.objet}"[:120]


class ChoixAttribution(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        part = f", {formater_heures(obj.heures_affectees)}" if obj.heures_affectees is not None else ""
        return f"Lot {obj.lot.ref}, {obj.entreprise} ({obj.get_role_display().lower()}{part})"[:140]


class _FormulaireActe(SansNir, FormulaireAncrage):
    """Today is the usual date; the lot is chosen for the person when there is only one."""

    marche: Marche

    def __init__(self, *args: Any, marche: Marche, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.marche = marche
        if "date" in self.fields:
            self.fields["date"].initial = timezone.localdate()
        if "lot" in self.fields:
            champ: Any = self.fields["lot"]
            champ.queryset = Lot.objects.filter(marche=marche).order_by("ref")
            unique = champ.queryset[:2]
            if champ.required and len(unique) == 1:
                champ.initial = unique[0].pk


def _numero_suivant(marche: Marche, type: str) -> str:
    """One more than the last number written in digits; it can be typed over."""
    numeros = Acte.objects.en_vigueur().filter(marche=marche, type=type).values_list("numero", flat=True)
    lus = [int(n) for n in numeros if n.isascii() and n.isdecimal() and len(n) < 7]
    return str(max(lus, default=0) + 1)


class FormulaireAvenant(_FormulaireActe):
    numero = forms.CharField(label="Numéro de l’avenant", max_length=80)
    date = ChampDate(label="Date d’effet")
    lot = ChoixLot(label="Lot", queryset=None, required=False, empty_label=TOUT_LE_MARCHE)
    revision = forms.ChoiceField(label="Heures dues", choices=ModeRevision.choices, widget=forms.RadioSelect)
    montant_ht = ChampNombre(
        label="Montant ajouté, hors taxes, en euros",
        required=False,
        minimum=-EUROS_MAX,
        maximum=EUROS_MAX,
        help_text="Avec un signe moins s’il est retiré.",
    )
    ratio_eur_heure = ChampNombre(
        label="Euros hors taxes par heure d’insertion",
        required=False,
        minimum=Decimal("0.01"),
        maximum=EUROS_MAX,
        help_text="Pour une révision en proportion. Vide : le ratio du lot, ou son montant divisé par ses heures.",
    )
    heures = ChampHeures(
        label="Heures ajoutées",
        required=False,
        minimum=-HEURES_MAX,
        maximum=HEURES_MAX,
        help_text="Pour des heures écrites dans l’avenant ; avec un signe moins si elles sont retirées.",
    )
    date_fin = ChampDate(
        label="Nouvelle fin du marché", required=False, help_text="jj/mm/aaaa. Vide : la durée ne change pas."
    )
    motif = forms.CharField(label="Objet et motif", max_length=400, help_text=POURQUOI)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["revision"].initial = ModeRevision.AUCUNE
        self.fields["numero"].initial = _numero_suivant(self.marche, TypeActe.AVENANT)
        self.lots = list(self.fields["lot"].queryset)  # type: ignore[attr-defined]
        self.fields["lot"].initial = self.lots[0].pk if len(self.lots) == 1 else None
        if len(self.lots) > 1:
            self._proposer_chaque_lot()

    def _proposer_chaque_lot(self) -> None:
        """One paper, several lots: a box for each, left empty where nothing changes."""
        for lot in self.lots:
            self.fields[f"part_{lot.pk}"] = ChampNombre(
                label=f"Lot {lot.ref}, {lot.objet}"[:120], required=False, minimum=-EUROS_MAX, maximum=EUROS_MAX
            )
        premier = self.fields[f"part_{self.lots[0].pk}"]
        premier.help_text = (
            "Plusieurs lots à la fois\u00a0: écrivez en face de chacun ses heures, ou son montant en euros si la"
            " révision est en proportion. Laissez alors le choix sur «\u00a0Tout le marché\u00a0»."
        )
        noms = [nom for nom in self.fields if not nom.startswith("part_") and nom not in {"date_fin", "motif"}]
        self.order_fields([*noms, *(f"part_{lot.pk}" for lot in self.lots), "date_fin", "motif"])

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or {}
        dites = {lot: donnees.pop(f"part_{lot.pk}", None) for lot in self.lots}
        donnees["parts"] = {lot: valeur for lot, valeur in dites.items() if valeur}
        return donnees


class FormulaireSuspension(_FormulaireActe):
    date = ChampDate(label="Suspendu à partir du")
    lot = ChoixLot(label="Ce qui est suspendu", queryset=None, required=False, empty_label=TOUT_LE_MARCHE)
    cause = forms.ChoiceField(label="Cause", choices=CauseSuspension.choices)
    numero = forms.CharField(
        label="Décision de l’acheteur",
        max_length=80,
        help_text="Sa date ou sa référence : c’est l’acheteur qui décide d’une suspension.",
    )
    heures = ChampHeures(
        label="Heures retirées du lot", required=False, minimum=0, maximum=HEURES_MAX, help_text="Vide : aucune."
    )
    date_prevue = ChampDate(label="Reprise prévue le", required=False, help_text="jj/mm/aaaa, si elle est connue.")
    motif = forms.CharField(label="Motif", max_length=400, help_text=POURQUOI)


class FormulaireReprise(_FormulaireActe):
    date = ChampDate(label="Reprise le")
    lot = ChoixLot(label="Ce qui reprend", queryset=None, required=False, empty_label=TOUT_LE_MARCHE)
    numero = forms.CharField(label="Ordre de reprise", max_length=80, required=False, help_text="Date ou référence.")
    heures = ChampHeures(
        label="Heures rétablies sur le lot", required=False, minimum=0, maximum=HEURES_MAX, help_text="Vide : aucune."
    )
    date_fin = ChampDate(
        label="Nouvelle fin du marché", required=False, help_text="jj/mm/aaaa. Vide : la fin ne bouge pas."
    )
    motif = forms.CharField(label="Motif", max_length=400, help_text=POURQUOI)


class FormulaireSuppression(_FormulaireActe):
    date = ChampDate(label="Supprimée à partir du")
    lot = ChoixLot(label="Clause supprimée sur", queryset=None, required=False, empty_label=TOUT_LE_MARCHE)
    cause = forms.ChoiceField(label="Cause", choices=CauseSuspension.choices)
    numero = forms.CharField(label="Décision de l’acheteur", max_length=80, help_text="Sa date ou sa référence.")
    restantes = ChampHeures(
        label="Heures qui restent dues",
        required=False,
        minimum=0,
        maximum=HEURES_MAX,
        help_text="Celles déjà faites, par exemple. Vide : plus aucune heure n’est due.",
    )
    motif = forms.CharField(label="Motif", max_length=400, help_text=POURQUOI)


class FormulaireTransfert(_FormulaireActe):
    lot = ChoixLot(label="Lot qui donne", queryset=None)
    lot_vers = ChoixLotAilleurs(label="Lot qui reçoit", queryset=None, help_text="De ce marché ou d’un autre.")
    heures = ChampHeures(label="Heures transférées", minimum=Decimal("0.01"), maximum=HEURES_MAX)
    date = ChampDate(label="Date d’effet")
    numero = forms.CharField(
        label="Accord", max_length=80, required=False, help_text="Date ou référence de l’accord des acheteurs."
    )
    motif = forms.CharField(label="Motif", max_length=400, help_text=POURQUOI)

    def __init__(self, *args: Any, marche: Marche, **kwargs: Any) -> None:
        super().__init__(*args, marche=marche, **kwargs)
        ailleurs: Any = self.fields["lot_vers"]
        lots = Lot.objects.filter(marche__in=Marche.objects.suivis()).select_related("marche")
        ailleurs.queryset = lots.order_by("marche__ref", "ref")


class FormulaireBonCommande(_FormulaireActe):
    lot = ChoixLot(label="Lot", queryset=None)
    numero = forms.CharField(label="Numéro du bon", max_length=80)
    date = ChampDate(label="Date du bon")
    montant_ht = ChampNombre(
        label="Montant hors taxes, en euros", required=False, minimum=Decimal("0.01"), maximum=EUROS_MAX
    )
    heures = ChampHeures(
        label="Heures d’insertion",
        required=False,
        minimum=0,
        maximum=HEURES_MAX,
        help_text="Vide : le montant divisé par le ratio du lot.",
    )
    motif = forms.CharField(label="Objet", max_length=400, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["numero"].initial = _numero_suivant(self.marche, TypeActe.BON_COMMANDE)


class FormulaireTranche(FormulaireVersionne):
    heures = ChampHeures(label="Heures d’insertion", minimum=0, maximum=HEURES_MAX)
    montant_ht = ChampNombre(label="Montant hors taxes, en euros", required=False, minimum=0, maximum=EUROS_MAX)
    date_limite = ChampDate(
        label="À affermir avant le", required=False, help_text="jj/mm/aaaa, pour une tranche optionnelle."
    )

    class Meta:
        model = Tranche
        fields = ["ref", "objet", "nature", "heures", "montant_ht", "date_limite"]

    def __init__(self, *args: Any, lot: Lot, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.lot = lot
        if self.instance.pk is None:
            self.initial.setdefault("nature", NatureTranche.OPTIONNELLE)
            self.fields["deja_dues"] = forms.BooleanField(
                label="Tranche ferme dont les heures sont déjà au journal du lot",
                required=False,
                help_text="Sinon, une tranche ferme inscrit ses heures au début du marché.",
            )
        else:
            del self.fields["nature"]
        self.preparer()


class FormulaireAffermissement(SansNir, FormulaireAncrage):
    date = ChampDate(label="Affermie le")
    motif = forms.CharField(label="Décision", max_length=400, required=False, help_text="Sa date ou sa référence.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["date"].initial = timezone.localdate()


class FormulaireStatut(_FormulaireActe):
    statut = forms.ChoiceField(label="Nouveau statut", widget=forms.RadioSelect)
    date = ChampDate(label="À partir du")
    numero = forms.CharField(
        label="Décision de l’acheteur",
        max_length=80,
        required=False,
        help_text="Sa date ou sa référence. Demandée pour une obligation dite atteinte sans que les heures y soient.",
    )
    motif = forms.CharField(label="Motif", max_length=400, help_text=POURQUOI)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        suivants = STATUTS_SUIVANTS[StatutMarche(self.marche.statut)]
        self.fields["statut"].choices = [(s.value, s.label) for s in suivants]  # type: ignore[attr-defined]


class FormulaireSousTraitant(_FormulaireActe):
    donneur_ordre = ChoixAttribution(label="Titulaire qui sous-traite", queryset=None)
    entreprise = forms.ModelChoiceField(label="Sous-traitant", queryset=None)
    date = ChampDate(label="Accepté par l’acheteur le", help_text="jj/mm/aaaa, date de l’acte de sous-traitance (DC4).")
    montant_ht = ChampNombre(
        label="Montant sous-traité hors taxes, en euros", required=False, minimum=0, maximum=EUROS_MAX
    )
    heures = ChampHeures(
        label="Heures répercutées",
        required=False,
        minimum=0,
        maximum=HEURES_MAX,
        help_text="Le titulaire reste redevable de toutes ses heures.",
    )
    motif = forms.CharField(label="Prestation", max_length=400, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        titulaires = Attribution.objects.filter(marche=self.marche, date_fin=None)
        titulaires = titulaires.exclude(role=RoleAttribution.SOUS_TRAITANT)
        champs: Any = self.fields
        champs["donneur_ordre"].queryset = titulaires.select_related("lot", "entreprise").order_by("lot__ref", "pk")
        champs["entreprise"].queryset = Entreprise.objects.order_by(*par_nom("nom"))


class FormulaireTitulaire(SansNir, FormulaireAncrage):
    entreprise = forms.ModelChoiceField(label="Nouveau titulaire", queryset=None)
    date = ChampDate(label="À partir du")
    heures = ChampHeures(
        label="Heures qu’il reprend",
        required=False,
        minimum=0,
        maximum=HEURES_MAX,
        help_text="Vide : toute la part de l’ancien titulaire.",
    )
    motif = forms.CharField(label="Motif", max_length=400, help_text=POURQUOI)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entreprise"].queryset = Entreprise.objects.order_by(*par_nom("nom"))  # type: ignore[attr-defined]


class FormulaireRepartition(Partage, SansNir, FormulaireAncrage):
    """One field a member, and what the person saw there: a share changed meanwhile is not overwritten."""

    date = ChampDate(label="Date d’effet")
    motif = forms.CharField(label="Motif", max_length=400, help_text=POURQUOI)

    def __init__(self, *args: Any, membres: list[Attribution], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.membres = membres
        self.fields["date"].initial = timezone.localdate()
        for membre in membres:
            vue = membre.heures_affectees
            self.fields[f"vue_{membre.pk}"] = ChampHeures(
                required=False, widget=forms.HiddenInput, initial="" if vue is None else str(vue)
            )
            self.fields[f"part_{membre.pk}"] = ChampHeures(
                label=f"{membre.entreprise} ({membre.get_role_display().lower()})",
                required=False,
                minimum=0,
                maximum=HEURES_MAX,
                initial=vue,
            )
        self.order_fields([*(nom for nom in self.fields if nom.startswith(("part_", "vue_"))), "date", "motif"])

    def lire(self, prefixe: str) -> dict[int, Decimal | None]:
        return {membre.pk: self.cleaned_data.get(f"{prefixe}_{membre.pk}") for membre in self.membres}


class FormulaireAnnulation(SansNir, FormulaireAncrage):
    motif = forms.CharField(label="Pourquoi l’annuler", max_length=400, help_text=POURQUOI)
