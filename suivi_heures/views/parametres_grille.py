"""What the address of the grid says: lot, holder, period, filters."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.http import urlencode

from beneficiaires.enums import Modalite
from clauses_app.interface.lectures import lire_cle
from marches.models import Attribution, Lot
from suivi_heures.models import BrouillonHeure, Heure
from suivi_heures.queries.grille import (
    A_CORRIGER,
    ATTENTE,
    BROUILLON,
    NON_COMPTE,
    Grille,
    LigneGrille,
    composer_grille,
    contrats_de_la_grille,
)
from suivi_heures.queries.mois import decaler, lire_mois, premier_jour, suite_de_mois

NOMBRE_DE_MOIS = 6
CASES = (
    ("", "Toutes"),
    (ATTENTE, "En attente"),
    (A_CORRIGER, "À corriger"),
    (NON_COMPTE, "Non comptées"),
    (BROUILLON, "Brouillons"),
)


@dataclass(frozen=True, slots=True)
class Parametres:
    lot: Lot
    premier: datetime.date
    attribution: Attribution | None = None
    modalite: str = ""
    cases: str = ""

    @property
    def mois(self) -> list[datetime.date]:
        return suite_de_mois(self.premier, NOMBRE_DE_MOIS)

    @property
    def requete(self) -> str:
        """Query string that finds the same grid again."""
        valeurs = {
            "titulaire": self.attribution.pk if self.attribution else "",
            "modalite": self.modalite,
            "cases": self.cases,
            "de": f"{self.premier:%Y-%m}",
        }
        return urlencode({nom: valeur for nom, valeur in valeurs.items() if valeur})

    def decaler(self, mois: int) -> str:
        return replace(self, premier=decaler(self.premier, mois)).requete

    def composer(self) -> Grille:
        contrats = contrats_de_la_grille(
            self.mois,
            lot_id=self.lot.pk,
            attribution_id=self.attribution.pk if self.attribution else None,
            modalite=self.modalite,
        )
        return composer_grille(self.mois, contrats)

    def montrees(self, grille: Grille) -> list[LigneGrille]:
        """Lines that have at least one cell of the kind asked for."""
        if not self.cases:
            return list(grille.lignes)
        return [
            ligne
            for ligne in grille.lignes
            if any(case.etat == self.cases or (self.cases == ATTENTE and case.en_attente) for case in ligne.cases)
        ]


def lire_parametres(request: HttpRequest, lot: Lot) -> Parametres:
    """Unknown values are as if absent: an old address still opens."""
    adhesion = request.adhesion  # type: ignore[attr-defined]
    titulaire = request.GET.get("titulaire", "")
    attribution = None
    if (cle := lire_cle(titulaire)) is not None:
        siennes = Attribution.objects.visibles_par(adhesion).filter(lot=lot, pk=cle)
        attribution = siennes.select_related("entreprise").first()
    modalite, cases = request.GET.get("modalite", ""), request.GET.get("cases", "")
    return Parametres(
        lot=lot,
        premier=lire_mois(request.GET.get("de", "")) or _premier_par_defaut(lot),
        attribution=attribution,
        modalite=modalite if modalite in Modalite.values else "",
        cases=cases if cases in dict(CASES) else "",
    )


def _premier_par_defaut(lot: Lot) -> datetime.date:
    """The last six months of the contract, up to the current one."""
    dernier = min(premier_jour(timezone.localdate()), premier_jour(lot.marche.date_fin))
    return decaler(dernier, 1 - NOMBRE_DE_MOIS)


def chercher_lot(request: HttpRequest, pk: int) -> Lot:
    lots = Lot.objects.visibles_par(request.adhesion).select_related("marche")  # type: ignore[attr-defined]
    lot: Lot = get_object_or_404(lots, pk=pk)
    return lot


def lot_par_defaut(request: HttpRequest) -> Lot | None:
    """Where something waits, the oldest first; else the first lot that is followed."""
    adhesion = request.adhesion  # type: ignore[attr-defined]
    soumise = Heure.objects.visibles_par(adhesion).en_attente().order_by("du", "pk").first()
    if soumise is not None:
        return chercher_lot(request, soumise.lot_id)
    brouillon = BrouillonHeure.objects.visibles_par(adhesion).select_related("contrat").order_by("mois", "pk").first()
    if brouillon is not None:
        return chercher_lot(request, brouillon.contrat.lot_id)
    lots: Any = Lot.objects.visibles_par(adhesion).select_related("marche").order_by("-marche__date_debut", "ref")
    premier: Lot | None = lots.first()
    return premier


def choix_de_lots(request: HttpRequest, parametres: Parametres) -> list[dict[str, Any]]:
    """Options of the first filter, by contract: each lot, and each holder where there are several."""
    attributions = (
        Attribution.objects.visibles_par(request.adhesion)  # type: ignore[attr-defined]
        .tenues()
        .select_related("lot", "marche", "entreprise")
        .order_by("marche__objet", "marche_id", "lot__ref", "entreprise__nom")
    )
    groupes: dict[int, dict[str, Any]] = {}
    par_lot: dict[int, list[Attribution]] = {}
    for attribution in attributions:
        par_lot.setdefault(attribution.lot_id, []).append(attribution)
    for siennes in par_lot.values():
        premiere = siennes[0]
        groupe = groupes.setdefault(premiere.marche_id, {"nom": premiere.marche.objet, "options": []})
        nom = f"Lot {premiere.lot.ref}"
        seul = len(siennes) == 1
        tous = f"{nom}, {premiere.entreprise}" if seul else f"{nom}, tous"
        choisi = parametres.lot.pk == premiere.lot_id
        groupe["options"].append((f"{premiere.lot_id}", tous, choisi and parametres.attribution is None))
        if not seul:
            groupe["options"] += [
                (f"{a.lot_id}-{a.pk}", f"{nom}, {a.entreprise}", choisi and parametres.attribution == a)
                for a in siennes
            ]
    return list(groupes.values())
