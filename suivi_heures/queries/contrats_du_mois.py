"""Who a company declares for in a month, and what is already declared for them."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import F, Q, Sum

from beneficiaires.models import ContratTravail
from clauses_app.interface.formats import formater_periode
from suivi_heures.enums import StatutHeure
from suivi_heures.models import Heure
from suivi_heures.queries.mois import dernier_jour, jours_du_contrat
from suivi_heures.queries.zeros_declares import zeros_declares


@dataclass(frozen=True, slots=True)
class ContratADeclarer:
    contrat_id: int
    nom: str
    prenom: str
    contrat: str
    employeur: str
    chantier: str
    deja: dict[str, Decimal] = field(default_factory=dict)  # by nature
    jours: int = 31  # of the month, within the contract

    @property
    def deja_total(self) -> Decimal:
        return sum(self.deja.values(), Decimal("0.00"))


def de_l_entreprise(entreprise_id: int) -> Q:
    """Contracts a company declares for: its own employees, and those who work for it."""
    return Q(employeur_id=entreprise_id) | Q(titulaire_id=entreprise_id)


def contrats_a_declarer(entreprise_id: int, mois: datetime.date) -> list[ContratADeclarer]:
    """By name; a person with two contracts has two lines."""
    fin = dernier_jour(mois)
    contrats: Any = (
        ContratTravail.objects.filter(de_l_entreprise(entreprise_id), date_debut__lte=fin)
        .filter(Q(date_fin=None) | Q(date_fin__gte=mois), marche__date_debut__lte=fin, marche__date_fin__gte=mois)
        .select_related("beneficiaire", "employeur", "lot", "marche")
        .order_by("beneficiaire__nom", "beneficiaire__prenom", "date_debut", "pk")
    )
    contrats = list(contrats)
    deja = heures_deja_declarees([contrat.pk for contrat in contrats], mois, fin)
    for contrat_id, nature, _ in zeros_declares([contrat.pk for contrat in contrats], mois, fin):
        deja.setdefault(contrat_id, {}).setdefault(nature, Decimal("0.00"))
    return [
        ContratADeclarer(
            contrat_id=contrat.pk,
            nom=contrat.beneficiaire.nom,
            prenom=contrat.beneficiaire.prenom,
            contrat=f"{contrat.get_type_contrat_display()} {formater_periode(contrat.date_debut, contrat.date_fin)}",
            employeur=contrat.employeur.nom,
            chantier=f"{contrat.marche.objet}, lot {contrat.lot.ref}",
            deja=deja.get(contrat.pk, {}),
            jours=_compter_jours(contrat, mois),
        )
        for contrat in contrats
    ]


def contrats_declares(contrats: Iterable[int], debut: datetime.date, fin: datetime.date) -> set[int]:
    """Those of which something stands in these days, a zero included."""
    demandes = list(contrats)
    zeros = {contrat_id for contrat_id, _, _ in zeros_declares(demandes, debut, fin)}
    return zeros | set(heures_deja_declarees(demandes, debut, fin))


def _compter_jours(contrat: ContratTravail, mois: datetime.date) -> int:
    jours = jours_du_contrat(mois, contrat.date_debut, contrat.date_fin)
    return (jours[1] - jours[0]).days + 1 if jours else 0


def heures_deja_declarees(
    contrats: Iterable[int], debut: datetime.date, fin: datetime.date
) -> dict[int, dict[str, Decimal]]:
    """Hours that stand (waiting or validated) in these days, by contract and nature."""
    lignes = (
        Heure.objects.filter(contrat_id__in=list(contrats), du__lte=fin, au__gte=debut, annulee=False)
        .exclude(statut=StatutHeure.REFUSEE)
        .values(cle=F("contrat_id"), sorte=F("nature"))
        .annotate(total=Sum("heures"))
        .order_by()
    )
    deja: dict[int, dict[str, Decimal]] = {}
    for ligne in lignes:
        deja.setdefault(ligne["cle"], {})[ligne["sorte"]] = ligne["total"]
    return deja
