"""What anybody who holds an end-of-clause certificate may know of it: is it ours, and is it the last one?"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from uuid import UUID

from clauses_app.comptes.models import Guichet
from suivi_heures.enums import TypeCourrier
from suivi_heures.models import Courrier


@dataclass(frozen=True, slots=True)
class AttestationVerifiee:
    """What is printed on it and the print of its file; neither who signed it, nor who worked."""

    numero: str
    guichet: str
    entreprise: str
    acheteur: str
    marche: str
    du: str | None
    valide: str
    au: datetime.date | None
    produite_a: datetime.datetime
    empreinte: str
    remplacee_par: str
    remplacee_a: datetime.datetime | None


def code_de_l_attestation(courrier: Courrier, guichet_id: int) -> str:
    """As for a report: its guichet, then 122 bits drawn at random."""
    return f"{guichet_id}-{courrier.identifiant.hex}"


def verifier_attestation(identifiant: UUID) -> AttestationVerifiee | None:
    """In the guichet that the code names; None when it holds no such certificate."""
    toutes = Courrier.objects.filter(type=TypeCourrier.ATTESTATION)
    lue = (
        toutes.filter(identifiant=identifiant)
        .select_related("entreprise", "marche", "maitre_ouvrage")
        .defer("contenu", "corps")
        .first()
    )
    if lue is None:
        return None
    suivantes = toutes.filter(entreprise=lue.entreprise_id, marche=lue.marche_id, cree_a__gt=lue.cree_a)
    derniere = suivantes.order_by("-cree_a", "-pk").only("numero", "cree_a").first()
    au = lue.donnees.get("au")
    return AttestationVerifiee(
        numero=lue.numero,
        guichet=str(Guichet.objects.get(pk=lue.guichet_id)),
        entreprise=str(lue.entreprise or ""),
        acheteur=str(lue.maitre_ouvrage or ""),
        marche=f"{lue.marche.objet} ({lue.marche.ref})" if lue.marche else "",
        du=lue.donnees.get("du"),
        valide=lue.donnees.get("valide", ""),
        au=datetime.date.fromisoformat(au) if au else None,
        produite_a=lue.cree_a,
        empreinte=lue.empreinte,
        remplacee_par=derniere.numero if derniere else "",
        remplacee_a=derniere.cree_a if derniere else None,
    )
