"""Guichets beside the demonstration, for the states it never shows: nothing entered yet, names too long.

A program of its own (`python -m tests.parcours.mondes FICHIER`), under the settings of the instance: it writes who
may enter, with a session already open, and the address of each screen for each of them.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import django

RESPONSABLE, FACILITATRICE = "responsable", "facilitatrice"
NOMS_LONGS = {
    "marche": {
        "objet": "Restructuration lourde, extension et mise en accessibilité du groupe scolaire intercommunal"
        " Marguerite-Yourcenar–Aimé-Césaire et aménagement de ses abords jusqu’au boulevard périphérique nord",
        "ref": "2026-RESTRUCTURATION-GSI-YOURCENAR-CESAIRE",
    },
    "lot": {
        "objet": "Désamiantage, curage, démolitions, gros œuvre, charpente-couverture, menuiseries extérieures"
        " occultations et métallerie",
    },
    "entreprise": {
        "nom": "Compagnie générale de bâtiment, de travaux publics et de génie climatique des vallées de la Lorne,"
        " de l’Aubance et du Bief réunies (établissement secondaire de Villeneuve-sur-Lorne)",
    },
    "structure": {"nom": "Association intermédiaire Solidarités-Emploi-Insertion-Formation du canton de Saint-Georges"},
    "maitre_ouvrage": {
        "nom": "Syndicat mixte départemental d’aménagement, de voirie et d’équipement scolaire du Val-de-Lorne"
    },
    "operation": {"nom": "Programme national de renouvellement urbain du quartier des Coteaux et de la Haute-Plaine"},
    "beneficiaire": {"nom": "DE-MONTGOMERY-RASOLOFONDRAIBE", "prenom": "Marie-Antoinette Emmanuelle-Félicité"},
    "projet": {"objet": "Construction d’un centre aquatique intercommunal à énergie positive et de son parvis"},
}


@dataclass(frozen=True)
class Mondes:
    """`temoins`: reader → the cookie of their session; `chemins`: reader → name of an address → path."""

    temoins: dict[str, dict[str, str]]
    chemins: dict[str, dict[str, str]]

    @classmethod
    def lire(cls, fichier: Path) -> Mondes:
        return cls(**json.loads(fichier.read_text()))


def principal(fichier: Path) -> int:
    django.setup()
    fichier.write_text(json.dumps(_ouvrir()))
    return 0


def _ouvrir() -> dict[str, Any]:
    from clauses_app.comptes.enums import Role  # noqa: PLC0415
    from tests.matrice.monde import creer_monde  # noqa: PLC0415

    noms = {
        Role.ADMIN_GUICHET: RESPONSABLE,
        Role.FACILITATEUR: FACILITATRICE,
        Role.ENTREPRISE: "entreprise",
        Role.STRUCTURE: "structure",
        Role.ACHETEUR: "acheteur",
    }
    monde = creer_monde()
    _allonger(monde)
    adhesions = {f"longs/{noms[role]}": adhesion for role, adhesion in monde.adhesions["A1"].items()}
    adhesions["longs/autre"] = monde.adhesions["A2"][Role.ADMIN_GUICHET]
    adhesions |= {f"neuf/{noms[role]}": adhesion for role, adhesion in _ouvrir_sans_rien_saisir().items()}
    temoins = {nom: _entrer(adhesion) for nom, adhesion in adhesions.items()}
    chemins = {f"longs/{nom}": _chemins(monde, role) for role, nom in noms.items()}
    chemins |= {f"neuf/{nom}": _sans_objet(chemins[f"longs/{nom}"]) for nom in noms.values()}
    return {"temoins": temoins, "chemins": chemins}


def _allonger(monde: Any) -> None:
    from clauses_app.tenancy.contexte import within_guichet  # noqa: PLC0415

    guichet = monde.guichets["A"]
    with within_guichet(guichet.pk):
        for sorte, champs in NOMS_LONGS.items():
            objet = monde.objets["A1"][sorte]
            type(objet).objects.filter(pk=objet.pk).update(**champs)
        type(guichet).objects.filter(pk=guichet.pk).update(
            nom="Plan local pluriannuel pour l’insertion et l’emploi des Coteaux et de la Plaine"
        )


def _ouvrir_sans_rien_saisir() -> dict[Any, Any]:
    """The team of one guichet where nothing exists; the others of a second one, where only they do."""
    from clauses_app.comptes.enums import Role  # noqa: PLC0415
    from clauses_app.tenancy.contexte import within_connexion, within_guichet  # noqa: PLC0415
    from tests.factories.comptes import creer_adhesion, creer_guichet  # noqa: PLC0415
    from tests.factories.marches import creer_entreprise, creer_maitre_ouvrage  # noqa: PLC0415

    with within_connexion():
        neuf, desert = (creer_guichet(code=code, nom=nom) for code, nom in (("neuf", "PLIE neuf"), ("desert", "PLIE")))
    with within_guichet(desert.pk):
        entreprise = creer_entreprise(nom="Toitures Lenoir")
        structure = creer_entreprise(nom="Élan Insertion", type_structure="AI")
        acheteur = creer_maitre_ouvrage(nom="Ville de Saint-Aubin")
    places: dict[Any, dict[str, Any]] = {
        Role.ENTREPRISE: {"entreprise_id": entreprise.pk, "organisation_nom": entreprise.nom},
        Role.STRUCTURE: {"entreprise_id": structure.pk, "organisation_nom": structure.nom},
        Role.ACHETEUR: {"maitre_ouvrage_id": acheteur.pk, "organisation_nom": acheteur.nom},
    }
    with within_connexion():
        equipe = {
            role: creer_adhesion(guichet=neuf, role=role, nom="Alix Moreau")
            for role in (Role.ADMIN_GUICHET, Role.FACILITATEUR)
        }
        return equipe | {
            role: creer_adhesion(guichet=desert, role=role, nom="Jo Lenoir", **place) for role, place in places.items()
        }


def _entrer(adhesion: Any) -> dict[str, str]:
    from django.conf import settings  # noqa: PLC0415

    from tests.matrice.visites import entrer  # noqa: PLC0415

    nom = settings.SESSION_COOKIE_NAME
    return {"name": nom, "value": entrer(adhesion).cookies[nom].value}


def _chemins(monde: Any, role: Any) -> dict[str, str]:
    """Every address this role may open, with their own objects."""
    from clauses_app.comptes.permissions import ROLES  # noqa: PLC0415
    from tests.matrice.adresses import parcourir  # noqa: PLC0415
    from tests.matrice.visites import SANS_MATRICE  # noqa: PLC0415

    chemins = {}
    for adresse in parcourir():
        permission = getattr(adresse.vue, "permission", None)
        ouverte = permission in ROLES[role] if permission else hasattr(adresse.vue, "connecte")
        if ouverte and adresse.nom not in SANS_MATRICE:
            chemins[adresse.nom] = adresse.composer(monde, {}, role, chez="A1")
    return chemins


def _sans_objet(chemins: dict[str, str]) -> dict[str, str]:
    from tests.matrice.adresses import parcourir  # noqa: PLC0415

    simples = {adresse.nom for adresse in parcourir() if not adresse.sortes}
    return {nom: chemin for nom, chemin in chemins.items() if nom in simples}


if __name__ == "__main__":
    sys.exit(principal(Path(sys.argv[1])))
