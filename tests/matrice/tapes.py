"""Every form with something to type, wherever a role may see it."""

from __future__ import annotations

from clauses_app.comptes.enums import Role
from clauses_app.comptes.permissions import ROLES
from tests.matrice.adresses import Adresse
from tests.matrice.formulaires import est_html
from tests.matrice.monde import Monde
from tests.matrice.navigateur import lire_envois
from tests.matrice.visites import demander, visiter_comme


def formulaires_tapes(monde: Monde, adresses: list[Adresse]) -> dict[str, set[str]]:
    """Names of the addresses something typed may be sent to, and the pages they are on."""
    vus: dict[str, set[str]] = {}
    for role in Role:
        visite = visiter_comme(monde, role)
        for adresse in adresses:
            permission = getattr(adresse.vue, "permission", None)
            if permission not in ROLES[role] and not adresse.nom.startswith("comptes:"):
                continue
            chemin = adresse.composer(monde, {}, role, chez="A1")
            reponse = demander(visite, "get", chemin)
            if reponse.status_code == 200 and est_html(reponse):
                for envoi in lire_envois(reponse, chemin):
                    if envoi.tapes and not envoi.adresse.startswith("/compte/"):
                        vus.setdefault(envoi.cible, set()).add(adresse.nom)
    return vus
