"""Everything that happened to a contract, a company or a person, in one thread: facts, decisions, journal.

One statement reads the page and the count. What a table of facts tells is not told again by the journal.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection

from clauses_app.audit.models import Verbe
from clauses_app.tenancy.contexte import exiger_guichet

# told by the tables below
RACONTES = [
    Verbe.NOTE_ECRITE,
    Verbe.DOCUMENT_DEPOSE,
    Verbe.ENGAGEMENT_INSCRIT,
    Verbe.ELIGIBILITE_DECIDEE,
    Verbe.CONTRAT_ENREGISTRE,
    Verbe.RENDEZ_VOUS_PRIS,
    Verbe.RELEVE_DEPOSE,
    Verbe.RELEVE_VALIDE,
    Verbe.RELEVE_REFUSE,
    Verbe.RELEVE_RENVOYE,
]
JOUR = "(({})::timestamp AT TIME ZONE 'Europe/Paris')"
# kind, instant, has an hour, code, text, hours (of a note: its author), by, identifier
JOURNAL = """SELECT 'journal', quand, true, verbe, objet_libelle, NULL::numeric, par_nom, id FROM audit_evenement
  WHERE guichet_id = %(guichet)s AND {} AND NOT verbe = ANY(%(racontes)s)"""
NOTES = """SELECT 'note', ecrite_a, true, CASE WHEN modifiee_a IS NULL THEN '' ELSE 'corrigée' END,
  texte, par_id, par_nom, id
  FROM suivi_heures_note WHERE guichet_id = %(guichet)s AND {} = %(pk)s"""
DOCUMENTS = """SELECT 'document', depose_a, true, CASE WHEN retire_a IS NULL THEN '' ELSE 'retiré' END,
  nom || ', version ' || version, NULL, par_nom, id
  FROM suivi_heures_document WHERE guichet_id = %(guichet)s AND {} = %(pk)s"""
RENDEZ_VOUS = f"""SELECT 'rendez_vous', {JOUR.format("jour + coalesce(heure, '00:00')")}, heure IS NOT NULL,
  CASE WHEN annule_a IS NULL THEN genre ELSE 'ANNULE' END,
  objet || CASE WHEN compte_rendu <> '' THEN '. ' || compte_rendu ELSE '' END,
  NULL, par_nom, id FROM suivi_heures_rendezvous WHERE guichet_id = %(guichet)s AND {{}} = %(pk)s"""
CONTRATS = f"""SELECT 'contrat', {JOUR.format("c.date_debut")}, false, c.type_contrat,
  b.prenom || ' ' || b.nom || ', pour ' || t.nom, NULL, '', c.id
  FROM beneficiaires_contrattravail c
  JOIN beneficiaires_beneficiaire b ON b.guichet_id = c.guichet_id AND b.id = c.beneficiaire_id
  JOIN marches_entreprise t ON t.guichet_id = c.guichet_id AND t.id = c.titulaire_id
  WHERE c.guichet_id = %(guichet)s AND {{}}"""
RELEVES = """SELECT 'releve', r.depose_a, true, 'RECU', to_char(r.mois, 'MM/YYYY') || ', ' || e.nom,
  NULL, r.depose_par, r.id
  FROM suivi_heures_releveheures r JOIN marches_entreprise e ON e.guichet_id = r.guichet_id AND e.id = r.entreprise_id
  WHERE r.guichet_id = %(guichet)s AND {0}
  UNION ALL SELECT 'releve', r.decide_a, true, r.statut,
  to_char(r.mois, 'MM/YYYY') || ', ' || e.nom || CASE WHEN r.motif <> '' THEN '. ' || r.motif ELSE '' END,
  NULL, r.decide_par, r.id
  FROM suivi_heures_releveheures r JOIN marches_entreprise e ON e.guichet_id = r.guichet_id AND e.id = r.entreprise_id
  WHERE r.guichet_id = %(guichet)s AND r.decide_a IS NOT NULL AND {0}"""
ENGAGEMENTS = f"""SELECT 'engagement', {JOUR.format("e.date")}, false, e.source,
  'lot ' || l.ref || CASE WHEN e.motif <> '' THEN '. ' || e.motif ELSE '' END, e.heures, e.par_nom, e.id
  FROM marches_engagementheures e JOIN marches_lot l ON l.guichet_id = e.guichet_id AND l.id = e.lot_id
  WHERE e.guichet_id = %(guichet)s AND l.marche_id = %(pk)s"""
# the category is sensitive: it is never in the thread
DECISIONS = f"""SELECT 'decision', {JOUR.format("date_decision")}, false,
  CASE WHEN retiree_a IS NULL THEN decision ELSE 'RETIREE' END, '', NULL, par_nom, id
  FROM beneficiaires_decisioneligibilite WHERE guichet_id = %(guichet)s AND beneficiaire_id = %(pk)s"""
RAPPORTS = """SELECT 'rapport', b.publie_a, true, '', 'T' || b.trimestre || ' ' || b.annee, NULL, b.publie_par, b.id
  FROM suivi_heures_bilan b
  JOIN marches_marche m ON m.guichet_id = b.guichet_id AND m.maitre_ouvrage_id = b.maitre_ouvrage_id
  WHERE b.guichet_id = %(guichet)s AND b.publie_a IS NOT NULL AND m.id = %(pk)s AND m.date_debut <= b.publie_a"""

FILS: dict[str, dict[str, str]] = {
    "marche": {
        "journal": JOURNAL.format("(marche_id = %(pk)s OR (objet_type = 'marche' AND objet_id = %(pk)s))"),
        "note": NOTES.format("marche_id"),
        "document": DOCUMENTS.format("marche_id"),
        "rendez_vous": RENDEZ_VOUS.format("marche_id"),
        "contrat": CONTRATS.format("c.marche_id = %(pk)s"),
        "releve": RELEVES.format(
            "r.entreprise_id IN (SELECT entreprise_id FROM marches_attribution"
            " WHERE guichet_id = %(guichet)s AND marche_id = %(pk)s)"
        ),
        "engagement": ENGAGEMENTS,
        "rapport": RAPPORTS,
    },
    "entreprise": {
        "journal": JOURNAL.format("objet_type = 'entreprise' AND objet_id = %(pk)s"),
        "note": NOTES.format("entreprise_id")
        + " UNION ALL SELECT 'note', ecrite_a, true, 'ancienne', texte, NULL, par_nom, id FROM marches_noteentreprise"
        " WHERE guichet_id = %(guichet)s AND entreprise_id = %(pk)s",
        "document": DOCUMENTS.format("entreprise_id"),
        "rendez_vous": RENDEZ_VOUS.format("entreprise_id"),
        "contrat": CONTRATS.format("(c.titulaire_id = %(pk)s OR c.employeur_id = %(pk)s)"),
        "releve": RELEVES.format("r.entreprise_id = %(pk)s"),
    },
    "beneficiaire": {
        "journal": JOURNAL.format("objet_type = 'beneficiaire' AND objet_id = %(pk)s"),
        "note": NOTES.format("beneficiaire_id"),
        "contrat": CONTRATS.format("c.beneficiaire_id = %(pk)s"),
        "decision": DECISIONS,
    },
}


@dataclass(frozen=True)
class FaitDate:
    genre: str
    quand: datetime.datetime
    a_une_heure: bool
    code: str
    texte: str
    nombre: Decimal | None
    par: str
    pk: int


def raconter(sujet: str, pk: int, *, genre: str = "", limite: int = 25, depuis: int = 0) -> tuple[list[FaitDate], int]:
    """Latest first; with the number of facts of the whole thread."""
    sources = FILS[sujet]
    choisies = [sources[genre]] if genre in sources else list(sources.values())
    valeurs: dict[str, Any] = {
        "guichet": exiger_guichet(),
        "pk": pk,
        "racontes": [str(verbe) for verbe in RACONTES],
        "limite": limite,
        "depuis": depuis,
    }
    with connection.cursor() as curseur:
        curseur.execute(
            f"SELECT *, count(*) OVER () FROM ({' UNION ALL '.join(choisies)})"
            " f (genre, quand, precis, code, texte, nombre, par, pk)"
            " ORDER BY quand DESC, genre, pk DESC LIMIT %(limite)s OFFSET %(depuis)s",
            valeurs,
        )
        lignes = curseur.fetchall()
    return [FaitDate(*ligne[:8]) for ligne in lignes], lignes[0][8] if lignes else 0
