"""Receive a timesheet in the company's own layout: read, keep its bytes, submit what can be."""

from __future__ import annotations

import datetime
import hashlib
from dataclasses import dataclass, replace

from django.db import transaction

from clauses_app.comptes.models import Adhesion
from marches.models import Entreprise
from suivi_heures.imports.nom_de_fichier import assainir_nom
from suivi_heures.imports.releve.connaissances import Depot
from suivi_heures.imports.releve.deja_recu import confronter
from suivi_heures.imports.releve.resultat import ReleveCompris
from suivi_heures.models import ReleveHeures
from suivi_heures.queries.decompte.acces import attendre_son_tour
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
        mois=lu.periode.du if lu.periode else recu_le,
        nom_fichier=depot.nom_fichier,
        contenu=contenu,
        par=par,
        recu_le=recu_le,
    )
    return Reception(lire_releve(releve=depose.releve, lu=brut), lu, depose.deja)
