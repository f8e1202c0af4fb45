"""Every address × every role × own, other organisation, other guichet, unknown: what is answered.

0 answer may betray another guichet: a foreign object and one that does not exist are told apart by nothing.
"""

from __future__ import annotations

import time
from typing import Any

import pytest

from clauses_app.comptes.enums import INTERNES, Role
from clauses_app.comptes.permissions import CACHEES, ROLES
from tests.matrice.adresses import Adresse, parcourir
from tests.matrice.monde import Monde
from tests.matrice.visites import Releve, Visite, cause, demander, entrer, essence, fuites, visiter_comme

METHODES = ("get", "post")
FAITES = frozenset({200, 201, 202, 204, 286, 302, 303, 400, 405, 409, 422})
# a session opens nothing to a program: without token, the same answer whoever asks
SANS_JETON = frozenset({401, 404})
# an own object, but the page has nothing to give for it as it is asked here
ABSENTES_CHEZ_SOI: dict[str, str] = {
    "mfa_view_recovery_codes": "pas de codes de secours avant de les créer",
    "mfa_download_recovery_codes": "pas de codes de secours avant de les créer",
    "mfa_deactivate_totp": "pas d’application installée",
    "comptes:accepter_invitation": "jeton inventé",
    "suivi_heures:agenda_ics": "jeton inventé",
    "suivi_heures:lien": "jeton inventé",
    "suivi_heures:lien_entrer": "jeton inventé",
    "suivi_heures:recu": "accusé inventé",
    "suivi_heures:recu_pdf": "accusé inventé",
    "suivi_heures:note_corriger": "la note d’une autre personne",
    "suivi_heures:temps_noter": "le temps d’une autre personne",
    "suivi_heures:temps_garder": "le temps d’une autre personne",
    "suivi_heures:temps_retirer": "le temps d’une autre personne",
    "suivi_heures:vue_supprimer": "la vue d’une autre personne",
    "suivi_heures:export_telecharger": "le fichier d’une autre personne",
    "suivi_heures:grille_pourquoi": "il faut nommer une case",
    "suivi_heures:grille_confirmer": "il faut nommer une case",
    "suivi_heures:grille_refuser": "il faut nommer une case",
    "suivi_heures:grille_corriger": "il faut nommer une case",
    "suivi_heures:grille_ajouter": "il faut nommer une case",
    "suivi_heures:grille_imputer": "il faut nommer une case",
    "suivi_heures:avis_courriel": "aucun service de courriel n’est branché",
    "suivi_heures:rapport_verifier": "code inventé",
    "suivi_heures:attestation_verifier": "code inventé",
    "suivi_heures:rapport_donnees": "des chiffres d’invention, qui ne se relisent pas",
    "suivi_heures:departement_exporter": "aucun rapport publié",
    "suivi_heures:releve_modele": "il faut nommer une entreprise",
}


def test_chaque_vue_dit_a_qui_elle_s_ouvre() -> None:
    muettes = [
        f"{a.nom} ({a.route})"
        for a in parcourir()
        if not any(hasattr(a.vue, marque) for marque in ("permission", "publique", "connecte", "par_jeton"))
    ]
    assert not muettes, "sans @autorise, @publique ni @connecte : " + ", ".join(muettes)


def test_chaque_permission_ouvre_une_porte() -> None:
    """A permission nothing asks for is a promise nobody keeps."""
    demandees = {getattr(a.vue, "permission", None) for a in parcourir()}
    accordees = {permission for permissions in ROLES.values() for permission in permissions}
    assert accordees - demandees == set()


def attendus(adresse: Adresse, visite: Visite, position: str) -> frozenset[int]:
    """What may be answered there."""
    if getattr(adresse.vue, "par_jeton", False):
        return SANS_JETON
    if visite.role is None:
        return FAITES | {404} if getattr(adresse.vue, "publique", False) else frozenset({302})
    permission = getattr(adresse.vue, "permission", None)
    if permission is not None and permission not in ROLES[visite.role]:
        return frozenset({404, 405} if permission in CACHEES else {403, 405})
    if adresse.nom in ABSENTES_CHEZ_SOI:
        return FAITES | {404}
    if not adresse.objets or position == visite.chez:
        return FAITES
    if position == "A2" and visite.role in INTERNES and "cle" not in adresse.sortes.values():
        # two objects of the guichet that do not go together are not found
        return FAITES if len(adresse.objets) == 1 else FAITES | {404}
    return frozenset({404, 405})


def visiter(monde: Monde, adresse: Adresse, visite: Visite, releve: Releve) -> None:
    """One variable part moves, the others stay at home."""
    for variable in adresse.objets or ("",):
        positions = (visite.chez, "A2", "B", "inconnu") if variable else (visite.chez,)
        statuts = set()
        for methode in METHODES:
            vues = {p: _essayer(monde, adresse, visite, releve, methode, variable, p) for p in positions}
            statuts |= {vue[0] for vue in vues.values()}
            if variable and vues["B"] != vues["inconnu"]:
                releve.fautes.append(f"{visite} {methode} {adresse.nom} : l’objet d’ailleurs se distingue de l’inconnu")
        if statuts == {405}:
            releve.fautes.append(f"{visite} {adresse.nom} : aucune méthode essayée n’ouvre cette adresse")


def _essayer(
    monde: Monde, adresse: Adresse, visite: Visite, releve: Releve, methode: str, variable: str, position: str
) -> tuple[int, str, bytes]:
    chemin = adresse.composer(monde, {variable: position}, visite.role, chez=visite.chez)
    reponse = demander(visite, methode, chemin)
    releve.compter(reponse)
    ou = f"{visite} {methode.upper()} {adresse.nom} [{position}] {chemin}"
    if reponse.status_code not in attendus(adresse, visite, position):
        releve.fautes.append(f"{ou} : {reponse.status_code}{cause(reponse)}")
    releve.fautes += [f"{ou} : laisse lire {canari}" for canari in fuites(monde, visite, reponse)]
    return essence(reponse, chemin)


@pytest.mark.parametrize("role", [None, *Role], ids=str)
def test_chaque_adresse_pour_chaque_role_et_chaque_place(
    monde: Monde, adresses: list[Adresse], role: Role | None, record_property: Any
) -> None:
    releve, debut = Releve(), time.monotonic()
    visite = visiter_comme(monde, role)
    for adresse in adresses:
        visiter(monde, adresse, visite, releve)
    record_property("mesure", releve.resumer(f"matrice, {visite}, {len(adresses)} adresses", debut))
    releve.conclure()


def test_l_autre_guichet_ne_lit_rien_d_ici(monde: Monde, adresses: list[Adresse]) -> None:
    """The same from the other side: the lists of guichet B."""
    releve = Releve()
    for role in (Role.ADMIN_GUICHET, Role.ENTREPRISE, Role.ACHETEUR):
        visite = Visite(role, entrer(monde.adhesions["B"][role]), chez="B")
        for adresse in adresses:
            if not adresse.objets:
                visiter(monde, adresse, visite, releve)
    releve.conclure()
