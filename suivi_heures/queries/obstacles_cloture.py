"""What stands in the way of closing a quarter, and what is worth knowing before: each with its page."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Min, Sum

from clauses_app.comptes.models import Guichet
from clauses_app.interface.formats import accorder, formater_date, formater_de_mois, formater_heures, formater_mois
from clauses_app.tenancy.contexte import exiger_guichet
from suivi_heures.enums import StatutHeure, StatutReleve
from suivi_heures.models import BrouillonHeure, Heure, ReleveHeures
from suivi_heures.queries.clotures import cloture_couvrant, derniere_cloture, trimestre_de
from suivi_heures.queries.declarations import declarations_manquantes
from suivi_heures.queries.trimestres import Trimestre

MONTRES = 25


@dataclass(frozen=True, slots=True)
class Obstacle:
    """`url`, `cle`, `requete`: the page where it is settled; no page = wait."""

    titre: str
    detail: str
    url: str = ""
    cle: int | None = None
    requete: str = ""


def obstacles_a_la_cloture(trimestre: Trimestre, *, au: datetime.date) -> list[Obstacle]:
    """Empty = the quarter can be closed."""
    ordre = _dans_l_ordre(trimestre)
    if ordre:
        return ordre
    return [
        *_trop_tot(trimestre, au),
        *_heures_en_attente(trimestre),
        *_brouillons(trimestre),
        *_releves(trimestre),
    ]


def a_savoir_avant_cloture(trimestre: Trimestre, *, au: datetime.date) -> list[Obstacle]:
    """Nothing here forbids closing: the coverage will say it."""
    manquantes = [(m, [mois for mois in m.mois if mois <= trimestre.fin]) for m in declarations_manquantes(au=au)]
    return [
        Obstacle(
            f"{m.nom} : {accorder(len(mois), 'mois non déclaré', 'mois non déclarés')}",
            f"{', '.join(formater_mois(un) for un in mois[:3])}. Ce qui"
            " arrivera après la clôture entrera dans le trimestre ouvert.",
            "marches:entreprise",
            m.entreprise_id,
        )
        for m, mois in manquantes
        if mois
    ][:MONTRES]


def _dans_l_ordre(trimestre: Trimestre) -> list[Obstacle]:
    derniere = derniere_cloture()
    if derniere is None:
        return []
    clos = trimestre_de(derniere)
    couvrante = cloture_couvrant(trimestre)
    if couvrante is not None:
        avec = trimestre_de(couvrante)
        suite = "" if avec == trimestre else f", avec le {avec.libelle}"
        return [
            Obstacle(f"Le {trimestre.libelle} est déjà clos", f"Depuis le {formater_date(couvrante.faite_a)}{suite}.")
        ]
    if trimestre != clos.suivant:
        return [
            Obstacle(
                f"Le {clos.suivant.libelle} n’est pas clos",
                "Les trimestres se closent dans l’ordre, pour que chacun parte des chiffres du précédent.",
            )
        ]
    return []


def _trop_tot(trimestre: Trimestre, au: datetime.date) -> list[Obstacle]:
    delai = Guichet.objects.get(pk=exiger_guichet()).delai_releve_jours
    echeance = trimestre.fin + datetime.timedelta(days=delai)
    if au > echeance:
        return []
    return [
        Obstacle(
            f"Le {trimestre.libelle} se clôt à partir du {formater_date(echeance + datetime.timedelta(days=1))}",
            f"Les entreprises ont jusqu’au {formater_date(echeance)} pour déclarer son dernier mois.",
        )
    ]


def _heures_en_attente(trimestre: Trimestre) -> list[Obstacle]:
    rangees: Any = (
        Heure.objects.filter(statut=StatutHeure.SOUMISE, annulee=False, releve_id=None, du__lte=trimestre.fin)
        .values("lot_id", "lot__ref", "lot__marche__objet")
        .annotate(total=Sum("heures"), premier=Min("du"))
        .order_by("premier", "lot_id")[:MONTRES]
    )
    return [
        Obstacle(
            f"{r['lot__marche__objet']}, lot {r['lot__ref']} : {formater_heures(r['total'])} en attente",
            f"Depuis {formater_mois(r['premier'])}, à valider ou à refuser.",
            "suivi_heures:grille",
            r["lot_id"],
            f"de={r['premier']:%Y-%m}",
        )
        for r in rangees
    ]


def _brouillons(trimestre: Trimestre) -> list[Obstacle]:
    rangees: Any = (
        BrouillonHeure.objects.filter(mois__lte=trimestre.fin)
        .values("contrat__lot_id", "contrat__lot__ref", "contrat__lot__marche__objet")
        .annotate(nombre=Count("pk"), premier=Min("mois"))
        .order_by("premier", "contrat__lot_id")[:MONTRES]
    )
    return [
        Obstacle(
            f"{r['contrat__lot__marche__objet']}, lot {r['contrat__lot__ref']} :"
            f" {accorder(r['nombre'], 'case saisie et non validée', 'cases saisies et non validées')}",
            "À valider, à corriger ou à vider dans la grille.",
            "suivi_heures:grille",
            r["contrat__lot_id"],
            f"de={r['premier']:%Y-%m}",
        )
        for r in rangees
    ]


def _releves(trimestre: Trimestre) -> list[Obstacle]:
    releves = (
        ReleveHeures.objects.filter(statut__in=(StatutReleve.SOUMIS, StatutReleve.DEPOSE), mois__lte=trimestre.fin)
        .select_related("entreprise")
        .order_by("mois", "depose_a")[:MONTRES]
    )
    return [
        Obstacle(
            f"{r.entreprise} : relevé {formater_de_mois(r.mois, annee=True)} à décider",
            f"Reçu le {formater_date(r.depose_a)}.",
            "suivi_heures:releve",
            r.pk,
        )
        for r in releves
    ]
