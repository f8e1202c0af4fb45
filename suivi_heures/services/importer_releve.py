"""Read a timesheet that was received: lines, faults, then the ledger, all or nothing."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from decimal import Decimal

from django.db import connection, transaction
from django.db.models import Sum
from django.utils import timezone

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.models import Guichet
from clauses_app.imports.tableur import lire_tableur
from clauses_app.imports.tableur_refus import FichierIllisible
from clauses_app.interface.formats import (
    accorder,
    formater_de_mois,
    formater_heures,
    formater_mois,
    soigner_typographie,
)
from clauses_app.tenancy.contexte import exiger_guichet
from suivi_heures.enums import CodeAnomalie, Nature, StatutHeure, StatutReleve
from suivi_heures.imports.anomalies import Anomalie
from suivi_heures.imports.releve_modele import LigneLue, ReleveLu, lire_releve_modele
from suivi_heures.models import FichierReleve, Heure, LigneReleve, ReleveHeures
from suivi_heures.queries.controles import lire_severites
from suivi_heures.queries.mois import dernier_jour
from suivi_heures.services.controler_releve import controler_releve
from suivi_heures.services.perimer_suivi import perimer_suivi
from suivi_heures.services.recalculer_realisation import recalculer_realisation
from suivi_heures.services.remplacer_releves import remplacer_releves

RIEN_DE_NOUVEAU = "Toutes les heures de ce fichier étaient déjà déclarées : rien n’a été ajouté."
# Lot, person and employer are copied from the contract (ADR 0006).
_INSCRIRE = """
WITH inscrites AS (
  INSERT INTO suivi_heures_heure
    (ref, contrat_id, lot_id, beneficiaire_id, employeur_id, du, au, nature, heures, statut, annulee, motif,
     releve_id, saisie_a, saisie_par, decidee_par)
  SELECT 'R' || l.releve_id || '-' || l.id, c.id, c.lot_id, c.beneficiaire_id, c.employeur_id, l.du, l.au, l.nature,
    l.heures, %(statut)s, false, '', l.releve_id, now(), %(par)s, ''
  FROM suivi_heures_lignereleve l
  JOIN beneficiaires_contrattravail c ON c.guichet_id = l.guichet_id AND c.id = l.contrat_id
  WHERE l.guichet_id = %(guichet)s AND l.releve_id = %(releve)s AND l.heures > 0
    AND NOT l.avertissements @> %(deja)s::jsonb
  RETURNING id, ref, lot_id)
UPDATE suivi_heures_lignereleve l SET heure_id = i.id FROM inscrites i
WHERE l.guichet_id = %(guichet)s AND l.releve_id = %(releve)s AND i.ref = 'R' || l.releve_id || '-' || l.id
RETURNING i.lot_id
"""


@transaction.atomic
def importer_releve(*, releve: ReleveHeures) -> ReleveHeures:
    """Delivered twice, or read while another worker reads it: once. A timesheet sent back by the guichet is not
    read again: the company must send another file; one that it took back is, when it sends the same file."""
    releve = ReleveHeures.objects.select_for_update(of=("self",)).select_related("entreprise").get(pk=releve.pk)
    a_relire = releve.lecture is None and (
        releve.statut == StatutReleve.RETIRE or (releve.statut == StatutReleve.A_COMPLETER and not releve.motif)
    )
    if releve.statut != StatutReleve.DEPOSE and not a_relire:
        return releve
    guichet = Guichet.objects.get(pk=exiger_guichet())
    lu = _lire(releve, guichet)
    lignes = controler_releve(
        lignes=lu.lignes,
        entreprise_id=releve.entreprise_id,
        mois=_ranger_au_mois(releve, lu.lignes),
        recu_le=timezone.localtime(releve.depose_a).date(),
        heures_max_mois=guichet.heures_max_mois,
        severites=lire_severites(),
    )
    LigneReleve.objects.filter(releve=releve).delete()
    LigneReleve.objects.bulk_create([une for ligne in lignes for une in _composer(releve, ligne)])
    fautes = sum(1 for ligne in lignes if ligne.anomalies)
    if lu.faute or fautes:
        releve.statut, releve.motif = StatutReleve.A_COMPLETER, ""
        releve.message = soigner_typographie(lu.faute) or f"{accorder(fautes, 'ligne')} à corriger dans le fichier."
    else:
        _inscrire(releve)
    releve.save(update_fields=["mois", "statut", "message", "motif", "decide_a"])
    if releve.statut == StatutReleve.SOUMIS:
        remplacer_releves(releve=releve)
    return releve


def _lire(releve: ReleveHeures, guichet: Guichet) -> ReleveLu:
    contenu = bytes(FichierReleve.objects.get(releve=releve).contenu)
    try:
        return lire_releve_modele(lire_tableur(contenu, releve.nom_fichier), guichet_id=guichet.pk)
    except FichierIllisible as refus:
        return ReleveLu(faute=refus.phrase)


def _ranger_au_mois(releve: ReleveHeures, lignes: Sequence[LigneLue]) -> datetime.date:
    """The file says its month itself; the one chosen at deposit yields."""
    dits = {ligne.mois for ligne in lignes if ligne.mois}
    if len(dits) == 1:
        releve.mois = dits.pop() or releve.mois
    return releve.mois


def _composer(releve: ReleveHeures, ligne: LigneLue) -> list[LigneReleve]:
    """One row per nature of hours; a fault goes with the cell it speaks of, else with the first."""
    natures: dict[Nature, tuple[list[Anomalie], list[Anomalie]]] = {nature: ([], []) for nature in ligne.heures}
    premiere = next(iter(natures), Nature.TRAVAIL)
    cellules = {reference: nature for nature, reference in ligne.references.items()}
    for rang, faits in enumerate((ligne.anomalies, ligne.avertissements)):
        for fait in faits:
            natures.setdefault(cellules.get(fait.colonne, premiere), ([], []))[rang].append(fait)
    du, au = (ligne.mois, dernier_jour(ligne.mois)) if ligne.mois else (None, None)
    connu = not any(a.code == CodeAnomalie.CONTRAT_INCONNU for a in ligne.anomalies)
    return [
        LigneReleve(
            releve=releve,
            numero=ligne.numero,
            lue=dict(ligne.lue),
            contrat_id=ligne.contrat_id if connu else None,
            du=du,
            au=au,
            nature=nature,
            heures=ligne.heures.get(nature),
            anomalies=[a.en_json() for a in anomalies],
            avertissements=[a.en_json() for a in avertissements],
        )
        for nature, (anomalies, avertissements) in natures.items()
    ]


def _inscrire(releve: ReleveHeures) -> None:
    """Hours enter the ledger, waiting for the facilitator; balance and ledger move together."""
    _borner_au_contrat(releve)
    parametres: dict[str, str | int] = {
        "statut": StatutHeure.SOUMISE.value,
        "par": releve.depose_par,
        "guichet": exiger_guichet(),
        "releve": releve.pk,
        "deja": f'[{{"code": "{CodeAnomalie.DEJA_DECLAREE}"}}]',
    }
    with connection.cursor() as curseur:
        curseur.execute(_INSCRIRE, parametres)
        lots = {lot_id for (lot_id,) in curseur.fetchall()}
    nulles = LigneReleve.objects.filter(releve=releve, heures=0, avertissements=[]).exists()
    releve.motif = ""
    if not lots and not nulles:
        releve.statut, releve.motif = StatutReleve.REJETE, soigner_typographie(RIEN_DE_NOUVEAU)
        releve.decide_a = timezone.now()
        return
    releve.statut = StatutReleve.SOUMIS
    total = Heure.objects.filter(releve_id=releve.pk).aggregate(total=Sum("heures"))["total"] or Decimal(0)
    releve.message = (
        f"{formater_heures(total)} {formater_de_mois(releve.mois)}, en attente de validation."
        if total
        else f"Personne n’a travaillé en {formater_mois(releve.mois)}."
    )
    recalculer_realisation(lots=lots)
    declares = LigneReleve.objects.filter(releve=releve, contrat__isnull=False)
    perimer_suivi(lots=declares.values_list("contrat__lot_id", flat=True))  # a zero is a declaration too
    journaliser(Verbe.HEURES_SAISIES, releve, heures=total, lots=len(lots))


def _borner_au_contrat(releve: ReleveHeures) -> None:
    """Hours of a month stand in the days of the contract within that month."""
    with connection.cursor() as curseur:
        curseur.execute(
            "UPDATE suivi_heures_lignereleve l"
            " SET du = greatest(l.du, c.date_debut), au = least(l.au, c.date_fin)"
            " FROM beneficiaires_contrattravail c"
            " WHERE c.guichet_id = l.guichet_id AND c.id = l.contrat_id AND l.guichet_id = %s AND l.releve_id = %s"
            " AND c.date_debut <= l.au AND (c.date_fin IS NULL OR c.date_fin >= l.du)",
            [exiger_guichet(), releve.pk],
        )
