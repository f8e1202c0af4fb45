"""Guichets, accounts, memberships. To be called in the sign-in role (`within_connexion`)."""

from __future__ import annotations

from itertools import count
from typing import Any

from clauses_app.comptes.models import Adhesion, Guichet, Utilisateur

_numeros = count(1)
MOT_DE_PASSE = "un mot de passe assez long"


def creer_guichet(**champs: Any) -> Guichet:
    n = next(_numeros)
    return Guichet.objects.create(**{"code": f"g{n}", "nom": f"Guichet {n}", "type": "MAISON_EMPLOI"} | champs)


def creer_utilisateur(**champs: Any) -> Utilisateur:
    n = next(_numeros)
    return Utilisateur.objects.create_user(
        **{"email": f"personne{n}@exemple.fr", "password": MOT_DE_PASSE, "prenom": "Personne", "nom": f"N{n}"} | champs
    )


def creer_adhesion(*, guichet: Guichet, role: str, nom: str = "", **champs: Any) -> Adhesion:
    utilisateur = champs.pop("utilisateur", None) or creer_utilisateur()
    return Adhesion.objects.create(
        guichet=guichet,
        utilisateur=utilisateur,
        role=role,
        nom_affiche=nom or utilisateur.nom_complet,
        courriel=utilisateur.email,
        **champs,
    )
