"""What a forecast starts from: hours and contracts of a public contract, season of the guichet."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal

from django.db import connection

from clauses_app.tenancy.contexte import exiger_guichet
from suivi_heures.enums import StatutHeure
from suivi_heures.queries.faits_mensuels import FaitMensuel
from suivi_heures.queries.mois import decaler, jours_du_contrat
from suivi_heures.queries.prevision import Depart, Jours, Saison

ZERO, UN = Decimal(0), Decimal(1)
MOIS_DE_SAISON = 36
PART_MAX = Decimal("1.5")
SAISON_BORNES = (Decimal("0.3"), Decimal("1.6"))

type Contrat = tuple[int, datetime.date, datetime.date | None]

_SAISON = """
WITH mois AS (
  SELECT generate_series(CAST(%(depuis)s AS date), CAST(%(jusque)s AS date), interval '1 month')::date AS premier),
presences AS (
  SELECT m.premier, sum(least(c.date_fin, x.date_fin, (m.premier + interval '1 month')::date - 1)
    - greatest(c.date_debut, x.date_debut, m.premier) + 1) AS jours
  FROM mois m
  JOIN beneficiaires_contrattravail c ON c.guichet_id = %(guichet)s
    AND c.date_debut < m.premier + interval '1 month' AND (c.date_fin IS NULL OR c.date_fin >= m.premier)
  JOIN marches_marche x ON x.guichet_id = c.guichet_id AND x.id = c.marche_id
    AND x.date_debut < m.premier + interval '1 month' AND x.date_fin >= m.premier
  GROUP BY 1),
heures AS (
  SELECT date_trunc('month', h.du)::date AS premier, sum(h.heures) AS heures
  FROM suivi_heures_heure h
  WHERE h.guichet_id = %(guichet)s AND NOT h.annulee AND h.statut <> 'REFUSEE'
    AND h.du >= %(depuis)s AND h.du < CAST(%(jusque)s AS date) + interval '1 month'
  GROUP BY 1)
SELECT p.premier, p.jours, COALESCE(h.heures, 0) FROM presences p LEFT JOIN heures h USING (premier)"""


def saison_du_guichet(echu: datetime.date) -> Saison:
    """Hours per day of presence in each calendar month, over those of the whole year; 1 where a year is not known."""
    with connection.cursor() as curseur:
        curseur.execute(
            _SAISON, {"guichet": exiger_guichet(), "depuis": decaler(echu, 1 - MOIS_DE_SAISON), "jusque": echu}
        )
        return profil([(mois, Decimal(jours), heures) for mois, jours, heures in curseur.fetchall()])


def profil(mois: Iterable[tuple[datetime.date, Decimal, Decimal]]) -> Saison:
    """Profile of the calendar months, from (month, days of presence, hours)."""
    jours: dict[int, Decimal] = defaultdict(lambda: ZERO)
    heures: dict[int, Decimal] = defaultdict(lambda: ZERO)
    for premier, presents, faites in mois:
        jours[premier.month] += presents
        heures[premier.month] += faites
    taux = {m: heures[m] / jours[m] for m in jours if jours[m] > 0 and heures[m] > 0}
    if len(taux) < 12:
        return {}
    moyenne = sum(taux.values(), ZERO) / 12
    bas, haut = SAISON_BORNES
    return {m: min(max(t / moyenne, bas), haut) for m, t in taux.items()}


def partir_de(
    faits: Sequence[FaitMensuel],
    contrats: Iterable[Contrat],
    *,
    muets: Collection[tuple[int, datetime.date]],
    saison: Saison,
    bornes: Jours,
    echu: datetime.date,
) -> Depart:
    """`faits`: monthly facts of its lots; `contrats`: key, start and end of each; `muets`: contract and month of which
    nothing was declared; `bornes`: first day and last day of the public contract. Facts later than the last month due
    are acquired, not a rhythm."""
    heures: dict[datetime.date, Decimal] = defaultdict(lambda: ZERO)
    valide = attente = decidees = ZERO
    for fait in faits:
        if fait.statut == StatutHeure.REFUSEE:
            continue
        if fait.mois <= echu:
            heures[fait.mois] += fait.heures
        if fait.statut == StatutHeure.SOUMISE:
            attente += fait.heures if fait.mois <= echu else ZERO
        else:
            valide += fait.valorisees if fait.mois <= echu else ZERO
            decidees += fait.heures if fait.mois <= echu else ZERO
    part = min(valide / decidees, PART_MAX) if decidees > 0 else UN
    debut, fin = bornes
    vecus = {
        cle: (max(du, debut), min(au or fin, fin)) for cle, du, au in contrats if du <= fin and (au or fin) >= debut
    }
    tus: dict[datetime.date, int] = defaultdict(int)
    for cle, mois in muets:
        if cle in vecus and (jours := jours_du_contrat(mois, *vecus[cle])):
            tus[mois] += (jours[1] - jours[0]).days + 1
    return Depart(
        acquis=valide + attente * part,
        heures=dict(heures),
        contrats=list(vecus.values()),
        saison=saison,
        part_comptee=part,
        echu=echu,
        fin=fin,
        muets=dict(tus),
    )
