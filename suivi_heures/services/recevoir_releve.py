"""Receive a timesheet in the company's own layout: read, keep its bytes, submit what can be."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db import transaction

from clauses_app.comptes.models import Adhesion
from marches.models import Entreprise
from suivi_heures.enums import CodeAnomalie
from suivi_heures.imports.nom_de_fichier import assainir_nom
from suivi_heures.imports.releve.connaissances import Depot
from suivi_heures.imports.releve.deja_recu import confronter
from suivi_heures.imports.releve.resultat import AnomalieLue, ReleveCompris
from suivi_heures.models import LigneReleve, ReleveHeures
from suivi_heures.queries.decompte.acces import attendre_son_tour
from suivi_heures.queries.retraits import mesurer_effet_cumul
from suivi_heures.services.comprendre_depot import comprendre_depot
from suivi_heures.services.deposer_releve import deposer_releve
from suivi_heures.services.lire_releve import lire_releve
from suivi_heures.services.rassembler_deja_recus import rassembler_deja_recus


class ExpediteurInconnu(ValueError):
    """Nothing says which company sends these hours."""


@dataclass(frozen=True, slots=True)
class Reception:
    """`deja`: the same bytes had been received; `releve` is then the timesheet of that day."""

    releve: ReleveHeures
    lu: ReleveCompris
    deja: bool


@transaction.atomic
def recevoir_releve(
    *,
    nom_fichier: str,
    contenu: bytes,
    deposant: Entreprise | None,
    recu_le: datetime.date,
    par: Adhesion | None,
) -> Reception:
    """One at a time in a guichet: two senders of the same hours cannot both be the first."""
    depot = Depot(
        nom_fichier=assainir_nom(nom_fichier),
        recu_le=recu_le,
        deposant=deposant.ref if deposant else None,
        empreinte=hashlib.sha256(contenu).hexdigest(),
    )
    lu = brut = comprendre_depot(contenu=contenu, depot=depot, entreprise=deposant)
    entreprise = Entreprise.objects.filter(ref=lu.employeur).first() if lu.employeur else deposant
    if entreprise is None:
        raise ExpediteurInconnu(
            lu.phrase
            or "Ce fichier ne dit pas quelle entreprise déclare ces heures, ou le guichet ne la connaît pas :"
            " indiquez qui le dépose."
        )
    attendre_son_tour()
    if lu.lisible:
        recus = rassembler_deja_recus(entreprise=entreprise, periode=lu.periode, empreinte=depot.empreinte)
        lu = confronter(brut, replace(depot, deja_recus=recus))
    depose = deposer_releve(
        entreprise=entreprise,
        mois=lu.periode.du if lu.periode else recu_le.replace(day=1) - datetime.timedelta(days=1),
        nom_fichier=depot.nom_fichier,
        contenu=contenu,
        par=par,
        recu_le=recu_le,
    )
    avant = mesurer_effet_cumul(depose.releve)
    releve = lire_releve(releve=depose.releve, lu=brut)
    if lu.lisible:  # what truly moved, hours of the grid and of other senders included
        lu = replace(
            lu, effet_sur_cumul=mesurer_effet_cumul(releve) - avant, anomalies=_comme_le_registre(lu.anomalies, releve)
        )
    return Reception(releve, lu, depose.deja)


def _comme_le_registre(anomalies: Iterable[AnomalieLue], releve: ReleveHeures) -> tuple[AnomalieLue, ...]:
    """« Ligne modifiée » said as its line says it; forgotten when the ledger already had these hours. A line that
    waits says why instead: against the former files, it changed all the same."""
    dites: dict[tuple[str | None, int | None], str] = {}
    dehors: set[tuple[str | None, int | None]] = set()
    for ligne in LigneReleve.objects.filter(releve=releve):
        place = (ligne.lue.get("feuille"), ligne.numero)
        if ligne.contrat_id is None and ligne.heures is not None:
            dehors.add(place)
        for fait in ligne.avertissements:
            if fait["code"] == CodeAnomalie.LIGNE_MODIFIEE:
                dites.setdefault(place, fait["message"].partition(":")[2].strip(" .\u00a0"))
    return tuple(
        replace(une, detail=dites.get((une.feuille, une.numero), une.detail))
        if une.code == CodeAnomalie.LIGNE_MODIFIEE
        else une
        for une in anomalies
        if une.code != CodeAnomalie.LIGNE_MODIFIEE or (une.feuille, une.numero) in {*dites, *dehors}
    )
