"""Whom to write to in a company, in order, and whether the address answers."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from marches.enums import FonctionContact
from marches.models import AdresseEnEchec, ContactEntreprise, Entreprise


@dataclass(frozen=True)
class Contact:
    """`contact_id` is None for the insertion correspondent written on the company's own row."""

    nom: str
    fonction: str
    courriel: str
    telephone: str
    verifie_le: datetime.date | None = None
    contact_id: int | None = None
    echec: AdresseEnEchec | None = None

    @property
    def est_joignable(self) -> bool:
        return bool(self.courriel) and self.echec is None


def contacts_des_entreprises(entreprises: Iterable[Entreprise]) -> dict[int, list[Contact]]:
    """The correspondent first, then the others in their order. Two queries."""
    entreprises = list(entreprises)
    echecs = {a.courriel: a for a in AdresseEnEchec.objects.actuelles()}
    par: dict[int, list[Contact]] = {}
    for e in entreprises:
        connu = e.contact_nom or e.contact_courriel or e.contact_telephone
        premier = Contact(
            nom=e.contact_nom or e.nom,
            fonction=str(FonctionContact.INSERTION.label),
            courriel=e.contact_courriel,
            telephone=e.contact_telephone,
            echec=echecs.get(e.contact_courriel.lower()),
        )
        par[e.pk] = [premier] if connu else []
    autres = ContactEntreprise.objects.presents().filter(entreprise__in=list(par)).order_by("rang", "pk")
    for c in autres:
        par[c.entreprise_id].append(
            Contact(
                nom=c.nom,
                fonction=c.get_fonction_display(),
                courriel=c.courriel,
                telephone=c.telephone,
                verifie_le=c.verifie_le,
                contact_id=c.pk,
                echec=echecs.get(c.courriel.lower()),
            )
        )
    return par
