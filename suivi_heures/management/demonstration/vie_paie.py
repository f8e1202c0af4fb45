"""Two months of payroll, composed from the fictitious contracts: what agrees, and what does not."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db.models import Q

from beneficiaires.models import ContratTravail
from clauses_app.comptes.models import Adhesion
from clauses_app.tenancy.contexte import within_guichet
from marches.models import Entreprise
from suivi_heures.management.demonstration.calendrier import le
from suivi_heures.models import LecturePaie
from suivi_heures.queries.contrats_du_mois import heures_deja_declarees
from suivi_heures.queries.mois import dernier_jour
from suivi_heures.services.lire_paie import lire_paie

EMPLOYEURS = ("E-VALL", "S-ETTI")
PLEIN = Decimal("151.67")


def faire_la_paie(guichet_id: int) -> None:
    """Once."""
    with within_guichet(guichet_id):
        if LecturePaie.objects.exists():
            return
        par = Adhesion.objects.get(nom_affiche="Camille Ferrand")
        for ref in EMPLOYEURS:
            entreprise = Entreprise.objects.get(ref=ref)
            lire_paie(entreprise=entreprise, contenu=_composer(entreprise), par=par)


def _composer(entreprise: Entreprise) -> bytes:
    """No social security number, no pay: none is needed, and none is read."""
    mois = le(2026, 9, 1)
    fin = dernier_jour(mois)
    trouves: Any = ContratTravail.objects.filter(employeur=entreprise, date_debut__lte=fin)
    contrats = list(
        trouves.filter(Q(date_fin=None) | Q(date_fin__gte=mois)).select_related("beneficiaire").order_by("pk")
    )
    declarees = heures_deja_declarees([contrat.pk for contrat in contrats], mois, fin)
    lignes = [
        ("S10.G00.00.006", "P26V01"),
        ("S20.G00.05.001", "01"),
        ("S20.G00.05.005", f"{mois:%d%m%Y}"),
        ("S21.G00.06.001", entreprise.siret[:9]),
    ]
    for rang, contrat in enumerate(contrats):
        dites = sum(declarees.get(contrat.pk, {}).values(), Decimal(0)) or PLEIN
        lignes += _personne(contrat, dites - 8 if rang == 0 else dites)
    return "\r\n".join(f"{rubrique},'{valeur}'" for rubrique, valeur in lignes).encode("latin-1", "replace")


def _personne(contrat: ContratTravail, payees: Decimal) -> list[tuple[str, str]]:
    personne = contrat.beneficiaire
    return [
        ("S21.G00.30.002", personne.nom),
        ("S21.G00.30.004", personne.prenom),
        ("S21.G00.30.006", f"{personne.date_naissance:%d%m%Y}"),
        ("S21.G00.40.001", f"{contrat.date_debut:%d%m%Y}"),
        ("S21.G00.40.009", contrat.ref),
        *([("S21.G00.40.010", f"{contrat.date_fin:%d%m%Y}")] if contrat.date_fin else []),
        ("S21.G00.51.010", contrat.ref),
        ("S21.G00.53.001", "01"),
        ("S21.G00.53.002", f"{payees:.2f}"),
        ("S21.G00.53.003", "10"),
    ]
