"""One account, several guichets: each is entered in turn, under its own membership, and left before the next."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import DatabaseError, transaction
from django.http import Http404, HttpRequest
from django.utils import timezone

from clauses_app.comptes.acces import adhesion_de_la_session, adhesions_de_la_requete, contexte_de
from clauses_app.comptes.enums import DE_L_ENTREPRISE
from clauses_app.comptes.models import Adhesion
from clauses_app.interface.formats import accorder, formater_date
from clauses_app.interface.lectures import lire_cle
from clauses_app.tenancy.contexte import basculer
from suivi_heures.enums import StatutReleve
from suivi_heures.models import ReleveHeures
from suivi_heures.queries.detail_releve import heures_par_releve
from suivi_heures.queries.releves_attendus import releves_attendus
from suivi_heures.views.depot_releve import entreprise_de
from suivi_heures.views.envois_croises import attendues_de, grouper
from suivi_heures.views.espace_entreprise import (
    attestations_de,
    decrire_du,
    decrire_envoi,
    interlocuteurs_de,
    lots_de,
    releves_de,
)

journal = logging.getLogger(__name__)
DERNIERS = 4


def espaces_de(request: HttpRequest) -> list[Adhesion]:
    """The companies and structures this account speaks for, in every guichet."""
    return [adhesion for adhesion in adhesions_de_la_requete(request) if adhesion.role in DE_L_ENTREPRISE]


def espace_demande(request: HttpRequest) -> Adhesion | None:
    """The one a form names, among the account's own: somebody else's and one that does not exist are the same."""
    cle = lire_cle(request.POST.get("adhesion", ""))
    return next((adhesion for adhesion in espaces_de(request) if adhesion.pk == cle), None)


@contextmanager
def dans_l_espace(request: HttpRequest, adhesion: Adhesion) -> Iterator[None]:
    """As the middleware does for one space: a savepoint, the role of external users, this guichet, this company.
    What fails there keeps nothing, and is no concern of the next."""
    with transaction.atomic(), basculer(contexte_de(adhesion)):
        request.adhesion = adhesion  # type: ignore[attr-defined]
        try:
            yield
        finally:
            request.adhesion = None  # type: ignore[attr-defined]


def reunir(request: HttpRequest, formulaires: dict[tuple[int, str], Any] | None = None) -> list[dict[str, Any]]:
    """Every space with what it owes, the most pressing first; one that does not answer says so, alone.
    `formulaires`: those sent back with their faults, by space and month."""
    reunis = [_ouvrir(request, adhesion, lambda: _lire(request, formulaires or {})) for adhesion in espaces_de(request)]
    request.adhesion = adhesion_de_la_session(request)  # type: ignore[attr-defined]  the menu of the open space
    return sorted(reunis, key=lambda un: (not un["retards"], not un["a_faire"]))


def _ouvrir(request: HttpRequest, adhesion: Adhesion, lire: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    tete = {
        "adhesion": adhesion.pk,
        "guichet": adhesion.guichet.nom,
        "organisation": adhesion.organisation_nom,
        "telephone": adhesion.guichet.telephone,
        "courriel": adhesion.guichet.courriel,
    }
    try:
        with dans_l_espace(request, adhesion):
            return tete | lire()
    except (DatabaseError, Http404):
        journal.exception("space %s could not be read", adhesion.pk)
        return tete | {"en_panne": True, "retards": 0, "a_faire": 0}


def _lire(request: HttpRequest, formulaires: dict[tuple[int, str], Any]) -> dict[str, Any]:
    """Everything is read before leaving: nothing of a guichet is asked from outside it."""
    adhesion = request.adhesion  # type: ignore[attr-defined]
    entreprise, au = entreprise_de(request), timezone.localdate()
    dus = [
        decrire_du(attendu, au) | {"depose": attendu.depose_le is not None}
        for attendu in releves_attendus(entreprise.pk, au=au)
    ]
    for du in dus:
        du["fautes"] = formulaires.get((adhesion.pk, du["cle"]), [])
    siens = releves_de(request, entreprise)
    a_completer = list(siens.filter(statut=StatutReleve.A_COMPLETER).order_by("-depose_a")[:DERNIERS])
    a_confirmer = grouper(attendues_de(request, entreprise), adhesion.guichet.delai_releve_jours)
    retards = sum(du["en_retard"] for du in dus) + sum(groupe["echeance"] < au for groupe in a_confirmer)
    a_faire = sum(not du["depose"] for du in dus) + len(a_confirmer) + len(a_completer)
    return {
        "dus": dus,
        "a_confirmer": a_confirmer,
        "a_completer": [_decrire_a_completer(releve) for releve in a_completer],
        "envois": _envois(siens),
        "lots": lots_de(request, entreprise),
        "attestations": [_decrire_attestation(une) for une in attestations_de(adhesion)],
        "interlocuteurs": interlocuteurs_de(request, entreprise),
        "retards": retards,
        "a_faire": a_faire,
        "resume": _resumer(a_faire, retards),
        "fautes": formulaires.get((adhesion.pk, ""), []),
    }


def _envois(siens: Any) -> list[dict[str, Any]]:
    derniers = list(siens.order_by("-depose_a", "-pk")[:DERNIERS])
    totaux = heures_par_releve([releve.pk for releve in derniers])
    return [decrire_envoi(releve, totaux.get(releve.pk)) for releve in derniers]


def _decrire_a_completer(releve: ReleveHeures) -> dict[str, Any]:
    return {"pk": releve.pk, "mois": releve.mois, "phrase": releve.motif or releve.message}


def _decrire_attestation(courrier: Any) -> dict[str, Any]:
    return {
        "numero": courrier.numero,
        "identifiant": courrier.identifiant,
        "detail": f"{courrier.marche}, le {formater_date(courrier.cree_a)}",
    }


def _resumer(a_faire: int, retards: int) -> str:
    if not a_faire and not retards:
        return "Rien à faire"
    dit = accorder(a_faire, "chose à faire", "choses à faire")
    return f"{dit}, dont {retards} en retard" if retards else dit
