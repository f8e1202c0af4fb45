"""Readers at the door, requests that leave no trace, answers compared without what was asked."""

from __future__ import annotations

import copy
import io
import re
import time
import zipfile
from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from clauses_app.comptes.enums import Role
from clauses_app.comptes.models import Adhesion
from clauses_app.tenancy.contexte import within_connexion
from tests.matrice.monde import Monde

# speaks of the servers, not of a guichet: answers before any session
SANS_MATRICE = frozenset({"sante"})
JETON = re.compile(rb'(name="csrfmiddlewaretoken" value="|"X-CSRFToken": ")[^"]+')


@dataclass
class Visite:
    """One reader: a role of an owner, or nobody."""

    role: Role | None
    client: Client
    chez: str = "A1"

    def __str__(self) -> str:
        return str(self.role or "anonyme")


@dataclass
class Releve:
    """What was asked, and what should not have been answered."""

    requetes: int = 0
    statuts: Counter[int] = field(default_factory=Counter)
    fautes: list[str] = field(default_factory=list)

    def compter(self, reponse: Any) -> None:
        self.requetes += 1
        self.statuts[reponse.status_code] += 1

    def resumer(self, quoi: str, debut: float) -> str:
        statuts = ", ".join(f"{statut} × {nombre}" for statut, nombre in sorted(self.statuts.items()))
        duree = f"{time.monotonic() - debut:.0f} s"
        return f"{quoi} : {self.requetes} requêtes en {duree} ({statuts}), {len(self.fautes)} réponse fautive"

    def conclure(self) -> None:
        assert not self.fautes, "\n" + "\n".join(self.fautes)


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


def visiter_comme(monde: Monde, role: Role | None) -> Visite:
    """A member of A1, or nobody."""
    return Visite(role, entrer(monde.adhesions["A1"][role]) if role else Client(raise_request_exception=False))


def demander(visite: Visite, methode: str, chemin: str, donnees: dict[str, Any] | None = None) -> Any:
    """A request that leaves no trace: neither in the database nor in the cookies."""
    temoins = copy.deepcopy(visite.client.cookies)
    point = transaction.savepoint_create()
    try:
        return getattr(visite.client, methode)(chemin, donnees or {})
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


def essence(reponse: Any, *demandes: str) -> tuple[int, str, bytes]:
    """Status, destination and body, without what was asked nor the tokens of forms."""
    suite, lu = reponse.headers.get("Location", ""), JETON.sub(rb"\1", corps(reponse))
    for demande in demandes:
        suite = suite.replace(quote(demande, safe=""), "CECI").replace(demande, "CECI")
        lu = lu.replace(demande.encode(), b"CECI")
    return reponse.status_code, suite, lu


def fuites(monde: Monde, visite: Visite, reponse: Any) -> list[str]:
    """Canaries read by somebody they do not belong to."""
    lu = corps(reponse) + str(reponse.headers).encode()
    return [canari for canari in monde.interdits(visite.chez, visite.role) if canari.encode() in lu]


def cause(reponse: Any) -> str:
    return f" ({reponse.exc_info[1]!r})"[:300] if getattr(reponse, "exc_info", None) else ""
