"""Deposit a timesheet, follow it, list them."""

from __future__ import annotations

import datetime
import hashlib
import json
import re
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.exceptions import NotFound, UnsupportedMediaType
from rest_framework.pagination import PageNumberPagination
from rest_framework.request import Request
from rest_framework.response import Response

from suivi_heures.api.description import CLE, ECRITURE, REJOUEE, decrire
from suivi_heures.api.entree import VueApi
from suivi_heures.api.formes import MOIS as FORME_DU_MOIS
from suivi_heures.api.formes import DepotFichier, DepotLignes, DepotRecu, LigneDeposee, PageReleves, ReleveDetaille
from suivi_heures.api.lectures import LECTEURS, MIME_LIGNES
from suivi_heures.enums import StatutReleve
from suivi_heures.models import ReleveHeures, ReponseRejouable
from suivi_heures.queries.decompte.acces import comme_interne
from suivi_heures.queries.lecture_rendue import rendre_lecture, resumer_releve
from suivi_heures.queries.mois import decaler, lire_mois, premier_jour
from suivi_heures.restitutions.releve_de_programme import ecrire_releve_de_programme
from suivi_heures.services.delivrer_recu import delivrer_recu
from suivi_heures.services.deposer_releve import Depot, deposer_releve
from suivi_heures.services.garder_reponse import garder_reponse
from suivi_heures.services.reserver_reponse import reserver_reponse
from suivi_heures.tasks import envoyer_recu_depot, importer_releve_tache

CLE_ADMISE = re.compile(r"[\x21-\x7e]{1,255}\Z")
MOIS = OpenApiParameter("mois", OpenApiTypes.STR, description="AAAA-MM", pattern=FORME_DU_MOIS)
STATUT = OpenApiParameter("statut", OpenApiTypes.STR, enum=StatutReleve.values)
PAGE = OpenApiParameter("page", OpenApiTypes.INT, description="À partir de 1 ; cinquante relevés par page.")


@dataclass(frozen=True, slots=True)
class Envoi:
    """What a program sends, once its shape is checked."""

    mois: datetime.date
    nom: str
    contenu: bytes
    annonce: bool  # the program said the month

    def empreinte(self) -> str:
        """Of the demand, not of the file alone: another name or month is another demand."""
        somme = hashlib.sha256(json.dumps([f"{self.mois:%Y-%m}", self.nom]).encode())
        somme.update(self.contenu)
        return somme.hexdigest()


class PageDeReleves(PageNumberPagination):
    page_size = 50


class Releves(VueApi):
    parser_classes = LECTEURS

    @decrire(
        operation_id="lister_les_releves",
        summary="Relevés déposés, du plus récent au plus ancien",
        parameters=[MOIS, STATUT, PAGE],
        reponses={200: PageReleves},
        refus=(422,),
    )
    def get(self, request: Request) -> Response:
        siens = ReleveHeures.objects.visibles_par(request.user).filter(entreprise=request.auth.entreprise_id)
        page = PageDeReleves()
        gardes = page.paginate_queryset(
            siens.filter(**_filtres(request)).select_related("entreprise").order_by("-depose_a", "-pk"), request
        )
        return page.get_paginated_response([resumer_releve(releve) for releve in gardes or ()])

    @decrire(
        operation_id="deposer_un_releve",
        summary="Déposer un relevé d’heures",
        description=(
            "Un fichier en multipart/form-data, ou des lignes en JSON ou en NDJSON (une ligne par objet). Les heures"
            " attendent ensuite la décision du guichet. La lecture se fait à la suite : suivez-la à l’adresse de"
            " l’en-tête « Location »."
        ),
        parameters=[CLE, REJOUEE],
        request={
            "multipart/form-data": DepotFichier,
            "application/json": DepotLignes,
            MIME_LIGNES: LigneDeposee,
        },
        reponses={201: DepotRecu, 200: DepotRecu},
        refus=ECRITURE,
    )
    def post(self, request: Request) -> Response:
        cle = _lire_cle(request)
        envoi = _lire_envoi(request)
        if cle is None:
            statut, corps = self._deposer(request, envoi)
            return _rendre(statut, corps)
        reponse = reserver_reponse(
            jeton_id=request.auth.pk, entreprise=self.entreprise(), cle=cle, empreinte=envoi.empreinte()
        )
        if reponse.statut:
            return _rejouer(reponse)
        statut, corps = self._deposer(request, envoi)
        garder_reponse(reponse=reponse, statut=statut, corps=corps, releve_id=corps["id"])
        return _rendre(statut, corps)

    def _deposer(self, request: Request, envoi: Envoi) -> tuple[int, dict[str, Any]]:
        """The same services as the screens, written as the guichet's: the company was obtained under its own role."""
        entreprise = self.entreprise()
        with comme_interne():
            depot = deposer_releve(
                entreprise=entreprise,
                mois=envoi.mois,
                nom_fichier=envoi.nom,
                contenu=envoi.contenu,
                par=request.user,
                mois_annonce=envoi.annonce,
            )
            recu = delivrer_recu(releve=depot.releve)
        envoyer_recu_depot.delay_on_commit(depot.releve.guichet_id, recu_id=recu.pk)
        if _a_lire(depot):
            importer_releve_tache.delay_on_commit(depot.releve.guichet_id, releve_id=depot.releve.pk)
        corps = resumer_releve(depot.releve) | {"deja_recu": depot.deja, "accuse": recu.code}
        return (200 if depot.deja else 201), corps


def _a_lire(depot: Depot) -> bool:
    releve = depot.releve
    return releve.statut in (StatutReleve.DEPOSE, StatutReleve.RETIRE) or (
        releve.statut == StatutReleve.A_COMPLETER and not releve.motif
    )


def _rendre(statut: int, corps: dict[str, Any]) -> Response:
    return Response(corps, status=statut, headers={"Location": reverse("suivi_heures:api_releve", args=[corps["id"]])})


def _rejouer(reponse: ReponseRejouable) -> Response:
    rendue = _rendre(reponse.statut, reponse.corps)
    rendue["Idempotency-Replayed"] = "true"
    return rendue


def _lire_cle(request: Request) -> str | None:
    cle: str | None = request.headers.get("Idempotency-Key")
    if cle is not None and not CLE_ADMISE.match(cle):
        raise serializers.ValidationError(
            {"Idempotency-Key": ["De 1 à 255 caractères ASCII visibles, sans espace ni accent."]}
        )
    return cle


def _lire_envoi(request: Request) -> Envoi:
    genre = (request.content_type or "").partition(";")[0].strip().lower()
    if genre not in {lecteur.media_type for lecteur in LECTEURS}:
        raise UnsupportedMediaType(genre)
    forme: Any = (DepotFichier if genre == "multipart/form-data" else DepotLignes)(data=request.data)
    forme.is_valid(raise_exception=True)
    lu = forme.validated_data
    annonce = bool(lu.get("mois"))
    mois = lu.get("mois") or decaler(premier_jour(timezone.localdate()), -1)
    if "fichier" in lu:
        return Envoi(mois, lu["fichier"].name or "relevé", lu["fichier"].read(), annonce)
    nom = f"Par programme {mois:%Y-%m}.csv"
    return Envoi(mois, nom, ecrire_releve_de_programme(lu["lignes"]), annonce)


def _filtres(request: Request) -> dict[str, Any]:
    filtres: dict[str, Any] = {}
    fautes: dict[str, list[str]] = {}
    mois, statut = request.query_params.get("mois"), request.query_params.get("statut")
    if mois is not None:
        filtres["mois"] = lire_mois(mois)
        if filtres["mois"] is None:
            fautes["mois"] = ["Écrivez le mois ainsi : 2026-10."]
    if statut is not None:
        filtres["statut"] = statut
        if statut not in StatutReleve.values:
            fautes["statut"] = [f"L’un de : {', '.join(StatutReleve.values)}."]
    if fautes:
        raise serializers.ValidationError(fautes)
    return filtres


class UnReleve(VueApi):
    @decrire(
        operation_id="suivre_un_releve",
        summary="Où en est un relevé : statut, lignes lues, anomalies et leurs motifs",
        reponses={200: ReleveDetaille},
    )
    def get(self, request: Request, pk: int) -> Response:
        siens = ReleveHeures.objects.visibles_par(request.user).filter(entreprise=request.auth.entreprise_id)
        releve = get_object_or_404(siens.select_related("entreprise"), pk=pk)
        return Response(resumer_releve(releve) | rendre_lecture(releve))


class Introuvable(VueApi):
    """Whatever stands at no address of the API, for a token as for nobody."""

    authentication_classes = []
    permission_classes = []
    throttle_classes = []

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Response:
        self.args, self.kwargs = args, kwargs
        self.headers = self.default_response_headers
        self.request = self.initialize_request(request, *args, **kwargs)
        self.response = self.finalize_response(self.request, self.handle_exception(NotFound()), *args, **kwargs)
        return self.response
