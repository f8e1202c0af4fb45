"""What came after the closing of a quarter about its days: it weighs in the open quarter, and is listed."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection

from beneficiaires.models import DecisionEligibilite
from clauses_app.tenancy.contexte import exiger_guichet
from marches.models import EngagementHeures
from suivi_heures.models import ChiffreClos, Cloture
from suivi_heures.queries.chiffres_du_trimestre import ChiffresDuLot, chiffres_du_trimestre
from suivi_heures.queries.clotures import trimestre_de
from suivi_heures.queries.lots_touches import lots_touches

LIGNES_MAX = 200

# A line and the line that takes it back whole, both after: the closing knew neither.
_LIGNES = """
SELECT h.id, h.lot_id, l.ref AS lot, m.id AS marche_id, m.objet AS marche, h.contrat_id, h.beneficiaire_id,
  b.prenom || ' ' || b.nom AS personne, h.du, h.au, h.nature, h.heures, h.corrige_id, h.motif,
  COALESCE(h.decidee_a, h.saisie_a) AS quand, COALESCE(NULLIF(h.decidee_par, ''), h.saisie_par) AS par
FROM suivi_heures_heure h
JOIN beneficiaires_beneficiaire b ON b.guichet_id = h.guichet_id AND b.id = h.beneficiaire_id
JOIN marches_lot l ON l.guichet_id = h.guichet_id AND l.id = h.lot_id
JOIN marches_marche m ON m.guichet_id = h.guichet_id AND m.id = l.marche_id
WHERE h.guichet_id = %(guichet)s AND h.du <= %(fin)s AND h.statut = 'VALIDEE'
  AND COALESCE(h.decidee_a, h.saisie_a) > %(depuis)s
  AND NOT (h.annulee AND EXISTS (
    SELECT FROM suivi_heures_heure o
    WHERE o.guichet_id = h.guichet_id AND o.annulee AND (o.id = h.corrige_id OR o.corrige_id = h.id)
      AND COALESCE(o.decidee_a, o.saisie_a) > %(depuis)s))
  {filtre}
ORDER BY quand, h.id LIMIT %(limite)s"""


@dataclass(frozen=True, slots=True)
class LigneTardive:
    id: int
    lot_id: int
    lot: str
    marche_id: int
    marche: str
    contrat_id: int
    beneficiaire_id: int
    personne: str
    du: datetime.date
    au: datetime.date
    nature: str
    heures: Decimal
    corrige_id: int | None
    motif: str
    quand: datetime.datetime
    par: str


@dataclass(frozen=True, slots=True)
class EcartDuLot:
    """The frozen figure, and the one the same days would give now."""

    chiffre: ChiffreClos
    maintenant: ChiffresDuLot

    @property
    def ecart(self) -> Decimal:
        figees: Decimal = self.chiffre.valorisees
        return self.maintenant.valorisees - figees

    @property
    def ecart_du(self) -> Decimal:
        figees: Decimal = self.chiffre.due
        return self.maintenant.due - figees


@dataclass(frozen=True, slots=True)
class ApresCloture:
    lignes: tuple[LigneTardive, ...]
    engagements: tuple[EngagementHeures, ...]
    decisions: tuple[DecisionEligibilite, ...]
    ecarts: tuple[EcartDuLot, ...]

    @property
    def est_vide(self) -> bool:
        return not (self.lignes or self.engagements or self.decisions)


def lignes_apres(
    cloture: Cloture, *, fin: datetime.date | None = None, lots: Iterable[int] | None = None, limite: int = LIGNES_MAX
) -> list[LigneTardive]:
    """Validated lines decided after the closing for days it covers, up to `fin` when only these matter."""
    arguments: dict[str, Any] = {
        "guichet": exiger_guichet(),
        "fin": fin or trimestre_de(cloture).fin,
        "depuis": cloture.faite_a,
        "lots": None if lots is None else list(lots),
        "limite": limite,
    }
    filtre = "" if lots is None else "AND h.lot_id = ANY(%(lots)s)"
    with connection.cursor() as curseur:
        curseur.execute(_LIGNES.format(filtre=filtre), arguments)
        return [LigneTardive(*rangee) for rangee in curseur.fetchall()]


def arrive_apres(cloture: Cloture, *, au: datetime.date) -> ApresCloture:
    """Lines, engagements and decisions back-dated; for the lots they touch, both figures."""
    fin, depuis = trimestre_de(cloture).fin, cloture.faite_a
    lignes = lignes_apres(cloture)
    engagements = list(
        EngagementHeures.objects.filter(date__lte=fin, saisi_a__gt=depuis)
        .select_related("lot__marche")
        .order_by("saisi_a")[:LIGNES_MAX]
    )
    decisions = list(
        DecisionEligibilite.objects.filter(date_decision__lte=fin)
        .exclude(saisie_a__lte=depuis, retiree_a=None)
        .exclude(saisie_a__lte=depuis, retiree_a__lte=depuis)
        .select_related("beneficiaire")
        .order_by("saisie_a")[:LIGNES_MAX]
    )
    touches = lots_touches(
        lots={*(un.lot_id for un in lignes), *(un.lot_id for un in engagements)},
        beneficiaires={un.beneficiaire_id for un in decisions},
    )
    return ApresCloture(tuple(lignes), tuple(engagements), tuple(decisions), _comparer(cloture, touches, au))


def _comparer(cloture: Cloture, lots: set[int], au: datetime.date) -> tuple[EcartDuLot, ...]:
    if not lots:
        return ()
    maintenant = chiffres_du_trimestre(trimestre_de(cloture), au=au, lots=lots)
    figes = (
        ChiffreClos.objects.filter(cloture=cloture, lot__in=lots)
        .select_related("lot__marche")
        .order_by("lot__marche__objet", "lot__ref")
    )
    ecarts = [EcartDuLot(chiffre, maintenant[chiffre.lot_id]) for chiffre in figes]
    return tuple(e for e in ecarts if e.ecart or e.ecart_du)
