"""What the people of a collective action have worked on the contract it serves."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db.models.functions import Coalesce

from beneficiaires.enums import TypeContrat
from beneficiaires.models import Action, ContratTravail, InscriptionAction
from suivi_heures.queries.decompte.lignes import calculer_lignes

SANS_TERME = (TypeContrat.CDI, TypeContrat.CDI_INCLUSION, TypeContrat.CDI_CHANTIER, TypeContrat.CDI_INTERIMAIRE)


@dataclass(frozen=True)
class HeuresInscrits:
    """`employeurs`: who signed; `titulaires`: the companies they worked for."""

    personnes: int
    retenues: Decimal
    employeurs: tuple[str, ...]
    titulaires: tuple[str, ...]
    cdi: int


def heures_des_inscrits(action: Action) -> HeuresInscrits:
    """Validated and kept by the rules, on that contract alone, whoever employs them."""
    inscrits = InscriptionAction.objects.filter(action=action, retiree_a=None)
    personnes = inscrits.annotate(personne=Coalesce("beneficiaire__fusionne_dans_id", "beneficiaire_id"))
    contrats = list(
        ContratTravail.objects.filter(
            marche_id=action.marche_id, beneficiaire__in=personnes.values("personne")
        ).select_related("employeur", "titulaire")
    )
    cles = {c.pk for c in contrats}
    lots = {c.lot_id for c in contrats}
    lignes = calculer_lignes(lots=lots) if lots else []
    return HeuresInscrits(
        personnes=len({c.beneficiaire_id for c in contrats}),
        retenues=sum((ligne.retenues for ligne in lignes if ligne.contrat_id in cles), Decimal("0.00")),
        employeurs=tuple(sorted({str(c.employeur) for c in contrats})),
        titulaires=tuple(sorted({str(c.titulaire) for c in contrats})),
        cdi=len({c.beneficiaire_id for c in contrats if c.type_contrat in SANS_TERME}),
    )
