"""What a personal link opens, and whether it still does."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.core import signing
from django.utils import timezone

from marches.models import Entreprise
from marches.queries.contacts import contacts_des_entreprises
from suivi_heures.models import JetonDepot, LienDepot

# The signature says which guichet to enter: a secret made up costs no reading of the database.
SIGNATAIRE = signing.Signer(salt="lien-de-depot")


@dataclass(frozen=True, slots=True)
class JetonLu:
    guichet_id: int
    empreinte: str


@dataclass(frozen=True, slots=True)
class LienDuContact:
    """An address of a company, and its link when one was ever made."""

    nom: str
    courriel: str
    joignable: bool
    lien: LienDepot | None


def resumer(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def signer_jeton(guichet_id: int, secret: str) -> str:
    return SIGNATAIRE.sign(f"{guichet_id}.{secret}")


def lire_jeton(jeton: str) -> JetonLu | None:
    """None when Ancrage never wrote it. Asks nothing of the database."""
    try:
        guichet, _, secret = SIGNATAIRE.unsign(jeton).partition(".")
        return JetonLu(int(guichet), resumer(secret))
    except (signing.BadSignature, ValueError):
        return None


def lien_du_jeton(empreinte: str, *, meme_expire: bool = False) -> LienDepot | None:
    """In the guichet of the secret. `meme_expire`: only to know where a fresh one may go."""
    jetons = JetonDepot.objects.filter(empreinte=empreinte)
    if not meme_expire:
        jetons = jetons.filter(expire_a__gt=timezone.now())
    jeton = jetons.first()
    return lien_ouvert(jeton.lien_id) if jeton else None


def lien_ouvert(lien_id: int) -> LienDepot | None:
    """Read again at each request: cut, or its person withdrawn from the contacts, it opens nothing any more."""
    lien: LienDepot | None = LienDepot.objects.ouverts().filter(pk=lien_id).select_related("entreprise").first()
    if lien is None or lien.courriel not in adresses_des_contacts(lien.entreprise):
        return None
    return lien


def adresses_des_contacts(entreprise: Entreprise) -> frozenset[str]:
    contacts = contacts_des_entreprises([entreprise])[entreprise.pk]
    return frozenset(contact.courriel.lower() for contact in contacts if contact.courriel)


def liens_des_contacts(entreprise: Entreprise) -> list[LienDuContact]:
    """One line an address, in the order of the contacts."""
    liens = {lien.courriel: lien for lien in LienDepot.objects.filter(entreprise=entreprise)}
    lignes: dict[str, LienDuContact] = {}
    for contact in contacts_des_entreprises([entreprise])[entreprise.pk]:
        adresse = contact.courriel.lower()
        if adresse:
            lignes.setdefault(adresse, LienDuContact(contact.nom, adresse, contact.est_joignable, liens.get(adresse)))
    return list(lignes.values())
