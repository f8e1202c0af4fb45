"""Every address × every role × own, other organisation, other guichet, unknown: what is answered.

0 answer may betray another guichet: a foreign object and one that does not exist are told apart by nothing.
"""

from __future__ import annotations

import copy
import io
import logging
import re
import time
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import pytest
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from clauses_app.comptes.enums import INTERNES, Role
from clauses_app.comptes.models import Adhesion
from clauses_app.comptes.permissions import CACHEES, ROLES
from clauses_app.tenancy.contexte import within_connexion
from tests.matrice.adresses import Adresse, parcourir
from tests.matrice.monde import Monde, creer_monde

METHODES = ("get", "post")
FAITES = frozenset({200, 201, 202, 204, 286, 302, 303, 400, 409, 422, 405})
# own object, but the page has nothing to give for it in the seeded world
ABSENTES_CHEZ_SOI: dict[str, str] = {
    "mfa_view_recovery_codes": "pas de codes de secours avant de les créer",
    "mfa_download_recovery_codes": "pas de codes de secours avant de les créer",
    "mfa_deactivate_totp": "pas d’application installée",
    "comptes:accepter_invitation": "jeton inventé",
}
# speaks of the servers, not of a guichet: answers before any session
SANS_MATRICE = frozenset({"sante"})
JETON = re.compile(rb'(name="csrfmiddlewaretoken" value="|"X-CSRFToken": ")[^"]+')


@dataclass
class Visite:
    """One reader at the door: a role of A1, or nobody."""

    role: Role | None
    client: Client
    chez: str = "A1"


@dataclass
class Releve:
    requetes: int = 0
    statuts: Counter[int] = field(default_factory=Counter)
    fautes: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def adresses() -> list[Adresse]:
    return parcourir()


@pytest.fixture(autouse=True)
def _sans_trace() -> Iterator[None]:
    """Thousands of refusals are expected: none is worth a line."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def monde(db: None) -> Monde:
    cache.clear()
    return creer_monde()


def entrer(adhesion: Adhesion) -> Client:
    """Signed in, in the space of this membership, identity just confirmed."""
    client = Client(raise_request_exception=False)
    with within_connexion():
        client.force_login(adhesion.utilisateur)
        session = client.session
        session["adhesion_id"] = adhesion.pk
        session["account_authentication_methods"] = [{"method": "password", "at": time.time(), "reauthenticated": True}]
        session["account_authentication_methods_user"] = str(adhesion.utilisateur_id)
        session.save()
    return client


def visiteurs(monde: Monde) -> Iterator[Visite]:
    yield Visite(None, Client(raise_request_exception=False))
    for role in Role:
        yield Visite(role, entrer(monde.adhesions["A1"][role]))


def demander(visite: Visite, methode: str, chemin: str, corps: dict[str, Any] | None = None, **entetes: str) -> Any:
    """A request that leaves no trace: neither in the database nor in the cookies."""
    temoins = copy.deepcopy(visite.client.cookies)
    point = transaction.savepoint_create()
    try:
        return getattr(visite.client, methode)(chemin, corps or {}, headers=entetes)
    finally:
        transaction.savepoint_rollback(point)
        visite.client.cookies = temoins


def corps(reponse: HttpResponse) -> bytes:
    """All that can be read, inside archives too."""
    contenu = bytes(reponse.content)
    if contenu[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(contenu)) as archive:
            return b"".join(archive.read(nom) for nom in archive.namelist())
    return contenu


def _essence(chemin: str, reponse: Any) -> tuple[int, str, bytes]:
    """Status, destination and body, without the address asked nor the tokens of forms."""
    suite = reponse.headers.get("Location", "").replace(quote(chemin, safe=""), "CHEMIN").replace(chemin, "CHEMIN")
    return reponse.status_code, suite, JETON.sub(rb"\1", corps(reponse)).replace(chemin.encode(), b"CHEMIN")


def test_chaque_vue_dit_a_qui_elle_s_ouvre(adresses: list[Adresse]) -> None:
    muettes = [
        f"{a.nom} ({a.route})"
        for a in adresses
        if not any(hasattr(a.vue, marque) for marque in ("permission", "publique", "connecte"))
    ]
    assert not muettes, "sans @autorise, @publique ni @connecte : " + ", ".join(muettes)


def attendus(adresse: Adresse, visite: Visite, position: str) -> frozenset[int]:
    """What may be answered there."""
    if visite.role is None:
        return FAITES | {404} if getattr(adresse.vue, "publique", False) else frozenset({302})
    if adresse.nom in ABSENTES_CHEZ_SOI:
        return FAITES | {404}
    permission = getattr(adresse.vue, "permission", None)
    if permission is not None and permission not in ROLES[visite.role]:
        return frozenset({404, 405} if permission in CACHEES else {403, 405})
    if not adresse.objets or position == visite.chez:
        return FAITES
    if position == "A2" and visite.role in INTERNES and "cle" not in adresse.sortes.values():
        return FAITES
    return frozenset({404, 405})


def visiter(monde: Monde, adresse: Adresse, visite: Visite, releve: Releve) -> None:
    for variable in adresse.objets or ("",):
        positions = (visite.chez, "A2", "B", "inconnu") if variable else (visite.chez,)
        for methode in METHODES:
            _essayer(monde, adresse, visite, releve, methode, variable, positions)


def _essayer(
    monde: Monde,
    adresse: Adresse,
    visite: Visite,
    releve: Releve,
    methode: str,
    variable: str,
    positions: tuple[str, ...],
) -> None:
    """One variable part moves, the others stay at home."""
    reponses = {}
    for position in positions:
        chemin = adresse.composer(monde, {variable: position}, visite.role, chez=visite.chez)
        reponse = demander(visite, methode, chemin)
        reponses[position] = (chemin, reponse)
        releve.requetes += 1
        releve.statuts[reponse.status_code] += 1
        ou = f"{visite.role or 'anonyme'} {methode.upper()} {adresse.nom} [{position}] {chemin}"
        if reponse.status_code not in attendus(adresse, visite, position):
            releve.fautes.append(f"{ou} : {reponse.status_code}{_cause(reponse)}")
        lu = corps(reponse) + str(reponse.headers).encode()
        releve.fautes += [
            f"{ou} : laisse lire {canari}"
            for canari in monde.interdits(visite.chez, visite.role)
            if canari.encode() in lu
        ]
    if "inconnu" in reponses:
        _comparer(adresse, visite, reponses, releve)


def _cause(reponse: Any) -> str:
    return f" ({reponse.exc_info[1]!r})" if getattr(reponse, "exc_info", None) else ""


def _comparer(adresse: Adresse, visite: Visite, reponses: dict[str, tuple[str, Any]], releve: Releve) -> None:
    """Byte for byte, once the identifier that was asked is masked."""
    if _essence(*reponses["B"]) != _essence(*reponses["inconnu"]):
        releve.fautes.append(f"{visite.role or 'anonyme'} {adresse.nom} : l’objet d’ailleurs se distingue de l’inconnu")


def test_chaque_adresse_pour_chaque_role_et_chaque_place(monde: Monde, adresses: list[Adresse], capsys: Any) -> None:
    releve = Releve()
    debut = time.monotonic()
    for visite in visiteurs(monde):
        for adresse in adresses:
            if adresse.nom not in SANS_MATRICE:
                visiter(monde, adresse, visite, releve)
    with capsys.disabled():
        statuts = ", ".join(f"{statut} × {nombre}" for statut, nombre in sorted(releve.statuts.items()))
        print(  # noqa: T201
            f"\nmatrice : {len(adresses)} adresses, {releve.requetes} requêtes en {time.monotonic() - debut:.0f} s"
            f" ({statuts}), {len(releve.fautes)} réponse qui trahit ou surprend"
        )
    assert not releve.fautes, "\n" + "\n".join(releve.fautes)


def test_l_autre_guichet_ne_lit_rien_d_ici(monde: Monde, adresses: list[Adresse]) -> None:
    """The same from the other side: the lists of guichet B."""
    releve = Releve()
    for role in (Role.ADMIN_GUICHET, Role.ENTREPRISE, Role.ACHETEUR):
        visite = Visite(role, entrer(monde.adhesions["B"][role]), chez="B")
        for adresse in adresses:
            if not adresse.objets and adresse.nom not in SANS_MATRICE:
                visiter(monde, adresse, visite, releve)
    assert not releve.fautes, "\n" + "\n".join(releve.fautes)
