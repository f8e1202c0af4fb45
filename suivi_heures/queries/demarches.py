"""Evidence of effort for a company or a contract: totals and lines, cancelled ones apart."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from marches.models import Attribution
from suivi_heures.enums import TypeDemarche
from suivi_heures.models import Demarche, Relance

REFUS = (TypeDemarche.REFUS_ENTREPRISE, TypeDemarche.REFUS_CANDIDAT)
CONTACTS = (TypeDemarche.APPEL, TypeDemarche.COURRIEL, TypeDemarche.REUNION)


@dataclass(frozen=True)
class Diligences:
    offres: int
    candidats: int
    refus: int
    contacts: int
    relances: int
    lignes: tuple[Demarche, ...]
    annulees: frozenset[int]

    @property
    def en_nombres(self) -> dict[str, int]:
        """What an opinion keeps of them."""
        return {
            "offres": self.offres,
            "candidats": self.candidats,
            "refus": self.refus,
            "contacts": self.contacts,
            "relances": self.relances,
        }


def rassembler_diligences(*, entreprise_id: int | None = None, marche_id: int | None = None) -> Diligences:
    """Efforts noted for the company; on a contract, those of this contract, and those of its companies for none in
    particular: the page of the contract and the file of a company count alike. Reminders that left count too. Two
    queries."""
    demarches, relances = Demarche.objects.all(), Relance.objects.filter(statut__in=["ENVOYEE", "FAITE"])
    if entreprise_id is not None:
        demarches = demarches.filter(entreprise=entreprise_id)
        relances = relances.filter(entreprise=entreprise_id)
    if marche_id is not None:
        siennes = Attribution.objects.tenues().filter(marche=marche_id).values("entreprise")
        demarches = demarches.filter(Q(marche=marche_id) | Q(marche=None, entreprise__in=siennes))
        relances = relances.filter(marches__contains=[marche_id])
    lignes = tuple(demarches.select_related("entreprise", "marche").order_by("-date", "-pk"))
    annulees = frozenset(d.annule_id for d in lignes if d.annule_id)
    vives = [d for d in lignes if d.annule_id is None and d.pk not in annulees]

    def compter(*types: str) -> int:
        return sum(d.nombre for d in vives if d.type in types)

    return Diligences(
        offres=compter(TypeDemarche.OFFRE),
        candidats=compter(TypeDemarche.CANDIDAT),
        refus=compter(*REFUS),
        contacts=compter(*CONTACTS),
        relances=relances.count(),
        lignes=lignes,
        annulees=annulees,
    )
