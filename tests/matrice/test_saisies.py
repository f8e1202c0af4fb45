"""Identifiers that travel in the query and in the body: those of another guichet do nothing more than unknown ones.

The forms are those of the pages themselves; what only a script sends is declared in ENVOIS.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from clauses_app.comptes.enums import Role
from clauses_app.comptes.permissions import ROLES
from tests.matrice.adresses import Adresse
from tests.matrice.formulaires import est_html, lire_formulaires
from tests.matrice.monde import INCONNU, Monde
from tests.matrice.visites import Releve, Visite, cause, demander, essence, fuites, visiter_comme

# name of a field → (kind of object, how its identifier is written)
CHAMPS: dict[str, tuple[str, str]] = {
    "a": ("adhesion", "{}"),
    "accueil": ("entreprise", "{}"),
    "accord_cadre": ("marche", "{}"),
    "acheteur": ("maitre_ouvrage", "{}"),
    "action": ("action", "{}"),
    "adhesion": ("adhesion", "{}"),
    "attribution": ("attribution", "{}"),
    "agent_id": ("adhesion", "{}"),
    "beneficiaire": ("beneficiaire", "{}"),
    "cle": ("contrat", "{}-TRAVAIL-2025-03"),
    "contrat": ("contrat", "{}"),
    "convention": ("convention", "{}"),
    "donneur_ordre": ("attribution", "{}"),
    "financement": ("financement", "{}"),
    "gardee": ("beneficiaire", "{}"),
    "employeur": ("entreprise", "{}"),
    "entreprise": ("entreprise", "{}"),
    "ligne": ("heure", "{}"),
    "lot": ("lot", "{}"),
    "lot_vers": ("lot", "{}"),
    "maitre_ouvrage": ("maitre_ouvrage", "{}"),
    "marche": ("marche", "{}"),
    "operation": ("operation", "{}"),
    "organisation": ("entreprise", "entreprise-{}"),
    "porteur": ("entreprise", "{}"),
    "programme": ("programme", "{}"),
    "poste": ("poste", "{}"),
    "propose_par": ("entreprise", "{}"),
    "qui": ("adhesion", "{}"),
    "regle_code": ("regle", "{}"),
    "retenue": ("ligne_releve", "{}"),
    "structure": ("entreprise", "{}"),
    "suivi": ("adhesion", "{}"),
    "titulaire": ("attribution", "{}"),
}
# choices that are numbers and name nothing
SANS_OBJET = frozenset({"niveau_formation", "annee", "trimestre", "mois", "page", "multiple", "minutes", "rayon"})
# what scripts send: (address, method, kind of the address’s own object, fields)
ENVOIS: list[tuple[str, str, str, dict[str, str]]] = [
    ("suivi_heures:grille", "get", "lot", {"titulaire": ""}),
    ("suivi_heures:grille_pourquoi", "get", "lot", {"cle": ""}),
    ("suivi_heures:grille_cases", "post", "lot", {"cle": "", "heures": "7"}),
    ("suivi_heures:grille_confirmer", "post", "lot", {"cle": ""}),
    ("suivi_heures:grille_refuser", "post", "lot", {"cle": "", "motif": "essai de refus"}),
    ("suivi_heures:grille_corriger", "post", "lot", {"cle": "", "ligne": "", "heures": "1", "motif": "essai"}),
    ("suivi_heures:releve_modele", "get", "", {"entreprise": "", "mois": "2025-03"}),
    ("suivi_heures:heures", "get", "", {"lot": ""}),
    ("suivi_heures:rapports", "get", "", {"acheteur": ""}),
    ("suivi_heures:rapport_produire", "post", "", {"acheteur": "", "trimestre": "2025-T1", "perimetre": "marche-1"}),
    ("comptes:inviter", "get", "", {"organisation": ""}),
    ("beneficiaires:liste", "get", "", {"marche": ""}),
]
MALFORMES = ("9" * 5000, "1e9")


@dataclass(frozen=True)
class Envoi:
    methode: str
    chemin: str
    champs: tuple[tuple[str, str], ...]
    numeriques: frozenset[str] = frozenset()


def envois_de(monde: Monde, adresses: list[Adresse], visite: Visite) -> set[Envoi]:
    """The forms of every page this role opens, and what scripts send."""
    return {*_lire_les_pages(monde, adresses, visite), *_declares(monde, adresses, visite)}


def _lire_les_pages(monde: Monde, adresses: list[Adresse], visite: Visite) -> Iterator[Envoi]:
    for adresse in adresses:
        if not _peut(adresse, visite):
            continue
        chemin = adresse.composer(monde, {}, visite.role, chez=visite.chez)
        reponse = demander(visite, "get", chemin)
        if reponse.status_code != 200 or not est_html(reponse):
            continue
        for formulaire in lire_formulaires(reponse.content, chemin):
            if not formulaire.action.startswith("/compte/"):
                for champs in formulaire.envois():
                    numeriques = frozenset(formulaire.numeriques)
                    yield Envoi(formulaire.methode, formulaire.action, tuple(sorted(champs.items())), numeriques)


def _declares(monde: Monde, adresses: list[Adresse], visite: Visite) -> Iterator[Envoi]:
    par_nom = {adresse.nom: adresse for adresse in adresses}
    for nom, methode, sorte, champs in ENVOIS:
        if nom in par_nom and _peut(par_nom[nom], visite):
            siens = [monde.objet(sorte, visite.chez, visite.role).pk] if sorte else []
            remplis = {c: v or identifier(monde, c, visite.chez, visite) for c, v in champs.items()}
            yield Envoi(methode, reverse(nom, args=siens), tuple(sorted(remplis.items())))


def _peut(adresse: Adresse, visite: Visite) -> bool:
    permission = getattr(adresse.vue, "permission", None)
    return permission in ROLES[visite.role] if permission and visite.role else adresse.nom.startswith("comptes:")


def identifier(monde: Monde, champ: str, position: str, visite: Visite) -> str:
    sorte, forme = CHAMPS[champ]
    return forme.format(INCONNU if position == "inconnu" else monde.objet(sorte, position, visite.role).pk)


def test_un_identifiant_d_ailleurs_ne_fait_pas_plus_qu_un_inconnu(
    monde: Monde, adresses: list[Adresse], record_property: Any
) -> None:
    releve, debut, champs_vus = Releve(), time.monotonic(), set()
    for role in (Role.ADMIN_GUICHET, Role.ENTREPRISE, Role.STRUCTURE, Role.ACHETEUR):
        visite = visiter_comme(monde, role)
        for envoi in sorted(envois_de(monde, adresses, visite), key=repr):
            for champ, _ in envoi.champs:
                if champ in CHAMPS:
                    champs_vus.add(champ)
                    _comparer(monde, visite, envoi, champ, releve)
                elif champ in envoi.numeriques - SANS_OBJET:
                    releve.fautes.append(
                        f"{envoi.chemin} : que nomme « {champ} » ? Ajoutez-le à CHAMPS ou à SANS_OBJET"
                        " (tests/matrice/test_saisies.py)"
                    )
    record_property("mesure", releve.resumer(f"saisies, {len(champs_vus)} champs qui nomment un objet", debut))
    releve.conclure()


def _comparer(monde: Monde, visite: Visite, envoi: Envoi, champ: str, releve: Releve) -> None:
    vues = {}
    for position in ("A2", "B", "inconnu"):
        valeur = identifier(monde, champ, position, visite)
        reponse = demander(visite, envoi.methode, envoi.chemin, dict(envoi.champs) | {champ: valeur})
        releve.compter(reponse)
        ou = f"{visite} {envoi.methode.upper()} {envoi.chemin} {champ}={valeur} [{position}]"
        if reponse.status_code >= 500:
            releve.fautes.append(f"{ou} : {reponse.status_code}{cause(reponse)}")
        releve.fautes += [f"{ou} : laisse lire {canari}" for canari in fuites(monde, visite, reponse)]
        vues[position] = essence(reponse, valeur)
    if vues["B"] != vues["inconnu"]:
        releve.fautes.append(f"{ou} : l’objet d’ailleurs se distingue de l’inconnu")


def test_rien_de_mal_forme_ne_fait_une_panne(monde: Monde, adresses: list[Adresse], record_property: Any) -> None:
    """Whatever is typed: a sentence, never a breakdown."""
    releve, debut, essayes = Releve(), time.monotonic(), set()
    for role in (Role.ADMIN_GUICHET, Role.ENTREPRISE):
        visite = visiter_comme(monde, role)
        for envoi in sorted(envois_de(monde, adresses, visite), key=repr):
            for champ, _ in envoi.champs:
                if (envoi.methode, envoi.chemin, champ) in essayes:
                    continue
                essayes.add((envoi.methode, envoi.chemin, champ))
                for valeur in MALFORMES:
                    reponse = demander(visite, envoi.methode, envoi.chemin, dict(envoi.champs) | {champ: valeur})
                    releve.compter(reponse)
                    if reponse.status_code >= 500:
                        ou = f"{visite} {envoi.methode.upper()} {envoi.chemin} {champ}={valeur[:12]!r}"
                        releve.fautes.append(f"{ou} : {reponse.status_code}{cause(reponse)}")
    record_property("mesure", releve.resumer(f"saisies malformées, {len(essayes)} champs", debut))
    releve.conclure()
