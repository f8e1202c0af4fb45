"""Accounts of the demonstration: one of each kind of user, the same password for all; one speaks in two guichets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress

from clauses_app.comptes.enums import Role
from clauses_app.comptes.models import Adhesion, Guichet, Utilisateur
from clauses_app.tenancy.contexte import within_connexion, within_guichet
from marches.models import Entreprise, MaitreOuvrage

MOT_DE_PASSE = "demonstration-ancrage"  # printed on the screen: it protects invented data only


@dataclass(frozen=True)
class Compte:
    courriel: str
    prenom: str
    nom: str
    guichet: str
    role: Role
    organisation: str = ""


COMPTES = (
    Compte("camille@exemple.fr", "Camille", "Ferrand", "coteaux", Role.FACILITATEUR),
    Compte("idriss@exemple.fr", "Idriss", "Vasseur", "coteaux", Role.ADMIN_GUICHET),
    Compte("vallorin@exemple.fr", "Rosalie", "Amblard", "coteaux", Role.ENTREPRISE, "E-VALL"),
    Compte("crepis@exemple.fr", "Denis", "Mauclair", "coteaux", Role.ENTREPRISE, "E-CREP"),
    Compte("passerelle@exemple.fr", "Hélène", "Doucet", "coteaux", Role.STRUCTURE, "S-ETTI"),
    Compte("transports@exemple.fr", "Gilles", "Perrin", "coteaux", Role.ACHETEUR, "MO-TRAM"),
    Compte("departement@exemple.fr", "Agnès", "Rolland", "coteaux", Role.ACHETEUR, "MO-DEP"),
    Compte("reseau@exemple.fr", "Nadège", "Quillet", "coteaux", Role.ENTREPRISE, "E-CREP"),
    Compte("reseau@exemple.fr", "Nadège", "Quillet", "aubance", Role.ENTREPRISE, "E-GRAV"),
    Compte("aubance@exemple.fr", "Solène", "Guibert", "aubance", Role.ADMIN_GUICHET),
)


def ouvrir_comptes() -> int:
    """Accounts and memberships that are missing; gives how many were opened."""
    return sum(_ouvrir(compte) for compte in COMPTES)


def _ouvrir(compte: Compte) -> bool:
    with within_connexion():
        guichet = Guichet.objects.get(code=compte.guichet)
        if Adhesion.objects.filter(utilisateur__email=compte.courriel, guichet=guichet).exists():
            return False
    organisation = _organisation(guichet, compte)
    with within_connexion():
        utilisateur = Utilisateur.objects.filter(email=compte.courriel).first() or _creer(compte)
        Adhesion.objects.create(
            guichet=guichet,
            utilisateur=utilisateur,
            role=compte.role,
            nom_affiche=utilisateur.nom_complet,
            courriel=compte.courriel,
            **organisation,
        )
    return True


def _creer(compte: Compte) -> Utilisateur:
    utilisateur = Utilisateur.objects.create_user(compte.courriel, MOT_DE_PASSE, prenom=compte.prenom, nom=compte.nom)
    EmailAddress.objects.create(user=utilisateur, email=compte.courriel, primary=True, verified=True)
    return utilisateur


def _organisation(guichet: Guichet, compte: Compte) -> dict[str, Any]:
    if not compte.organisation:
        return {}
    modele: Any = MaitreOuvrage if compte.role == Role.ACHETEUR else Entreprise
    champ = "maitre_ouvrage_id" if compte.role == Role.ACHETEUR else "entreprise_id"
    with within_guichet(guichet.pk):
        objet = modele.objects.get(ref=compte.organisation)
        return {champ: objet.pk, "organisation_nom": objet.nom}
