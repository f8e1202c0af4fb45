"""Decisions of eligibility of a reprise file: without reference, compared person by person as a whole."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from typing import NamedTuple

from django.db import connection
from django.utils import timezone

from beneficiaires.models import DecisionEligibilite
from suivi_heures.imports.reprise_fiches import FicheReprise
from suivi_heures.services.rapprocher_objets import LOT_D_ECRITURE, MARQUE, Avancee

MOTIF_RETRAIT = "Absente du fichier de reprise"

# External users read on the person only whether the eligibility was verified, and when.
_CONSTATER = """
    UPDATE beneficiaires_beneficiaire b
       SET est_eligible = d.eligible, verifie_le = d.verifie_le
      FROM (SELECT p.id, coalesce(bool_or(e.decision = 'ACCEPTEE'), false) AS eligible,
                   max(e.date_decision) AS verifie_le
              FROM beneficiaires_beneficiaire p
              LEFT JOIN beneficiaires_decisioneligibilite e
                     ON e.guichet_id = p.guichet_id AND e.beneficiaire_id = p.id AND e.retiree_a IS NULL
             WHERE p.id = ANY(%s)
             GROUP BY p.id) d
     WHERE b.id = d.id AND (b.est_eligible, b.verifie_le) IS DISTINCT FROM (d.eligible, d.verifie_le)
"""


class Decision(NamedTuple):
    beneficiaire_id: int
    categorie: str
    date_decision: datetime.date
    decision: str
    principale: bool


def reprendre_eligibilites(*, contenu: FicheReprise, avancee: Avancee) -> None:
    """Add what is missing; withdraw what an earlier file had brought and this one no longer says. What was
    decided in the product is never withdrawn."""
    personnes = avancee.ids["beneficiaires"]
    voulues = Counter(
        Decision(personnes[b.ref], e.categorie, e.date_decision, e.decision, e.principale)
        for b in contenu.beneficiaires
        for e in b.eligibilites
    )
    reprises, prises = _decisions_tenues(set(personnes.values()))
    ajouts = voulues - (Counter({d: len(pks) for d, pks in reprises.items()}) + prises)
    DecisionEligibilite.objects.bulk_create(
        [DecisionEligibilite(**d._asdict(), par_nom=MARQUE) for d in ajouts.elements()], batch_size=LOT_D_ECRITURE
    )
    retraits = [pk for decision, pks in reprises.items() for pk in pks[voulues[decision] :]]
    if retraits:
        DecisionEligibilite.objects.filter(pk__in=retraits).update(
            retiree_a=timezone.now(), motif_retrait=MOTIF_RETRAIT
        )
    if ajouts or retraits:
        with connection.cursor() as curseur:
            curseur.execute(_CONSTATER, [list(personnes.values())])
    avancee.noter("eligibilites", ajouts.total(), len(retraits))


def _decisions_tenues(personnes: set[int]) -> tuple[dict[Decision, list[int]], Counter[Decision]]:
    """Decisions in force: identifiers of those of earlier files, count of those taken in the product."""
    reprises: defaultdict[Decision, list[int]] = defaultdict(list)
    prises: Counter[Decision] = Counter()
    valeurs = (
        DecisionEligibilite.objects.filter(beneficiaire_id__in=personnes, retiree_a=None)
        .order_by("pk")
        .values_list("pk", "par_nom", *Decision._fields)
    )
    for pk, par_nom, *champs in valeurs:
        decision = Decision(*champs)
        if par_nom == MARQUE:
            reprises[decision].append(pk)
        else:
            prises[decision] += 1
    return reprises, prises
