"""Shapes of what is received and given; the OpenAPI document is written from them."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from clauses_app.imports.tableur import OCTETS_MAX
from suivi_heures.api.problemes import SORTES, TropGros
from suivi_heures.enums import CodeAnomalie, Nature, SortRetrait, StatutReleve
from suivi_heures.queries.mois import lire_mois

LIGNES_MAX = 5000
MOIS = r"^20[0-9]{2}-(0[1-9]|1[0-2])$"
HEURES_MAX = Decimal(744)  # a month of 31 days, every hour of it


@extend_schema_field({"type": "string", "pattern": MOIS})
class ChampMois(serializers.CharField):
    """« 2026-10 » becomes its first day."""

    default_error_messages = {"mois": "Écrivez le mois ainsi : 2026-10."}

    def to_internal_value(self, data: Any) -> datetime.date:  # type: ignore[override]
        mois = lire_mois(super().to_internal_value(data))
        if mois is None:
            self.fail("mois")
        return mois

    def run_validators(self, value: Any) -> None:
        """Those of texts do not speak of dates."""


class ChampHeuresLues(serializers.DecimalField):
    def __init__(self, **options: Any) -> None:
        super().__init__(max_digits=5, decimal_places=2, min_value=Decimal(0), max_value=HEURES_MAX, **options)


class DepotFichier(serializers.Serializer[Any]):
    fichier = serializers.FileField(help_text="Le relevé : .xlsx, .xls, .ods, .csv ou .tsv, 10 Mo au plus.")
    mois = ChampMois(required=False, help_text="AAAA-MM. Le fichier dit lui-même son mois ; celui-ci sert à défaut.")

    def validate_fichier(self, fichier: Any) -> Any:
        if fichier.size > OCTETS_MAX:
            raise TropGros
        return fichier


class LigneDeposee(serializers.Serializer[Any]):
    identifiant = serializers.CharField(
        max_length=60, help_text="Donné par /api/v1/declarations/{mois}/ : il nomme le contrat et le mois."
    )
    travail = ChampHeuresLues(required=False, allow_null=True, help_text="Heures travaillées.")
    formation = ChampHeuresLues(required=False, allow_null=True, help_text="Heures de formation.")
    absence = ChampHeuresLues(required=False, allow_null=True, help_text="Heures d’absence.")
    observation = serializers.CharField(required=False, allow_blank=True, max_length=200)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if all(attrs.get(nom) is None for nom in ("travail", "formation", "absence")):
            raise serializers.ValidationError("Donnez des heures : travail, formation ou absence. 0 est une réponse.")
        return attrs


class DepotLignes(serializers.Serializer[Any]):
    mois = ChampMois(required=False, help_text="AAAA-MM ; les identifiants disent déjà leur mois.")
    lignes = serializers.ListField(child=LigneDeposee(), min_length=1, max_length=LIGNES_MAX)


class Attente(serializers.Serializer[Any]):
    qui = serializers.ChoiceField(choices=["guichet", "entreprise", "machine"])
    depuis = serializers.DateTimeField()


class ReleveResume(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    statut = serializers.ChoiceField(choices=StatutReleve.choices)
    statut_libelle = serializers.CharField()
    attend = Attente(allow_null=True, help_text="Qui doit agir, depuis quand ; vide quand rien n’est attendu.")
    mois = serializers.CharField(
        allow_null=True,
        help_text="AAAA-MM, tel que le fichier le dit\u202f; avant sa lecture, tel qu’annoncé, sinon vide.",
    )
    fichier = serializers.CharField()
    empreinte = serializers.CharField(help_text="SHA-256 des octets reçus.")
    recu_le = serializers.DateTimeField()
    message = serializers.CharField(allow_blank=True, help_text="Ce qui attend encore\u202f; vide une fois décidé.")
    motif = serializers.CharField(allow_blank=True, help_text="Ce que le guichet a écrit en renvoyant ou en refusant.")


class PageReleves(serializers.Serializer[Any]):
    count = serializers.IntegerField(help_text="En tout, sur toutes les pages.")
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    results = ReleveResume(many=True)


class DepotRecu(ReleveResume):
    deja_recu = serializers.BooleanField(help_text="Ces mêmes octets avaient déjà été déposés : rien n’est ajouté.")
    accuse = serializers.CharField(help_text="Accusé signé : il prouve ce qui est arrivé, et quand.")


class PeriodeLue(serializers.Serializer[Any]):
    du = serializers.DateField()
    au = serializers.DateField()


class AnomalieRendue(serializers.Serializer[Any]):
    code = serializers.ChoiceField(choices=CodeAnomalie.choices)
    libelle = serializers.CharField(required=False)
    feuille = serializers.CharField(allow_null=True)
    ligne_fichier = serializers.IntegerField(allow_null=True, help_text="Vide : le fichier entier est en cause.")
    cellule = serializers.CharField(allow_null=True, required=False)
    detail = serializers.CharField(allow_blank=True)
    bloquante = serializers.BooleanField(required=False, help_text="La ligne n’est pas entrée au registre pour cela.")


class LigneRendue(serializers.Serializer[Any]):
    nom = serializers.CharField(allow_null=True)
    prenom = serializers.CharField(allow_null=True)
    beneficiaire_ref = serializers.CharField(allow_null=True)
    contrat_ref = serializers.CharField(allow_null=True)
    du = serializers.DateField(allow_null=True)
    au = serializers.DateField(allow_null=True)
    heures = serializers.CharField(help_text="Décimal, deux chiffres : « 151.67 ».")
    nature = serializers.ChoiceField(choices=Nature.choices)
    feuille = serializers.CharField(allow_null=True)
    ligne_fichier = serializers.IntegerField()
    au_registre = serializers.BooleanField(help_text="Entrée au registre, en attente ou décidée.")


class LigneAbsente(serializers.Serializer[Any]):
    nom = serializers.CharField()
    prenom = serializers.CharField()
    contrat_ref = serializers.CharField()
    du = serializers.DateField()
    au = serializers.DateField()
    nature = serializers.ChoiceField(choices=Nature.choices)
    heures = serializers.CharField(help_text="Ce qui sort du registre, si le retrait tient.")
    sort = serializers.ChoiceField(choices=SortRetrait.choices)
    pourquoi = serializers.CharField()


class ReleveDetaille(ReleveResume):
    lisible = serializers.BooleanField(allow_null=True, help_text="Vide tant que la lecture n’est pas faite.")
    motif_illisible = serializers.CharField(allow_null=True)
    employeur = serializers.CharField()
    periode = PeriodeLue(allow_null=True)
    total_heures_travail = serializers.CharField(allow_null=True)
    total_heures_travail_rattachees = serializers.CharField(allow_null=True)
    total_heures_formation_contrat = serializers.CharField(allow_null=True)
    total_heures_formation_hors_contrat = serializers.CharField(allow_null=True)
    total_heures_absence = serializers.CharField(allow_null=True)
    effet_sur_cumul = serializers.CharField(
        allow_null=True,
        help_text="Heures de travail ajoutées à ce qui était reçu, rattachées ou non. Négatif, elles sortent.",
    )
    effet_sur_registre = serializers.CharField(
        allow_null=True,
        help_text="Ce que ce relevé change au registre, toutes natures. Négatif, il en retire.",
    )
    lignes_absentes = LigneAbsente(
        many=True,
        help_text="Lignes du fichier d’avant que celui-ci ne porte plus\u00a0: retirées ou gardées par le guichet.",
    )
    nombre_lignes = serializers.IntegerField()
    anomalies = AnomalieRendue(many=True)
    lignes = LigneRendue(many=True)


class DeclarationDue(serializers.Serializer[Any]):
    mois = serializers.CharField(help_text="AAAA-MM")
    echeance = serializers.DateField()
    jours_de_retard = serializers.IntegerField()
    attendues = serializers.IntegerField(help_text="Contrats à déclarer ce mois-là.")
    recues = serializers.IntegerField()
    chantiers = serializers.ListField(child=serializers.CharField())


class ContratDu(serializers.Serializer[Any]):
    identifiant = serializers.CharField(help_text="À rendre tel quel dans les lignes déposées.")
    nom = serializers.CharField()
    prenom = serializers.CharField()
    contrat = serializers.CharField()
    employeur = serializers.CharField()
    chantier = serializers.CharField()
    deja_declarees = serializers.CharField(allow_null=True, help_text="Heures déjà déclarées ; vide : rien reçu.")


class DeclarationDetaillee(serializers.Serializer[Any]):
    mois = serializers.CharField()
    contrats = ContratDu(many=True)


class Faute(serializers.Serializer[Any]):
    pointer = serializers.CharField(help_text="Le champ en cause (pointeur JSON).")
    detail = serializers.CharField()


class Probleme(serializers.Serializer[Any]):
    """RFC 9457."""

    type = serializers.ChoiceField(choices=[f"/api/#{sorte.code}" for sorte in SORTES])
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField(help_text="Ce qui s’est passé et quoi faire, en français.")
    errors = Faute(many=True, required=False)
    incident = serializers.CharField(required=False)
