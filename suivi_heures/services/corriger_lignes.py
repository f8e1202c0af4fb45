"""Decide of a faulty line of a timesheet in place, alone or with those that are alike."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from decimal import Decimal

from django.db import transaction

from beneficiaires.models import ContratTravail
from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.models import Adhesion
from suivi_heures.enums import CodeAnomalie, GesteLigne, StatutHeure
from suivi_heures.imports.anomalies import Anomalie
from suivi_heures.models import CorrectionLigne, Heure, LigneReleve, ReleveHeures
from suivi_heures.queries.decompte.acces import attendre_son_tour
from suivi_heures.queries.lignes_a_corriger import comptees_comme
from suivi_heures.queries.releves_corrigibles import EN_VIGUEUR, est_comptee_ailleurs
from suivi_heures.queries.semblables import IDENTITE, Voisinage, personne_ecrite
from suivi_heures.services.admettre_correction import DEPLACENT, LigneChangee, NonCorrigible, admettre_correction
from suivi_heures.services.annuler_heures import annuler_heures
from suivi_heures.services.appliquer_decision import SANS_EFFET, appliquer_decision
from suivi_heures.services.controler_correction import controler_correction
from suivi_heures.services.inscrire_differences import inscrire_differences
from suivi_heures.services.perimer_suivi import perimer_suivi
from suivi_heures.services.photographier_ligne import photographier_ligne
from suivi_heures.services.recalculer_realisation import recalculer_realisation
from suivi_heures.services.rejuger_releve import rejuger_releve
from suivi_heures.services.retenir_nom import retenir_nom

ECRITS = ("contrat", "du", "au", "heures", "heure_id", "anomalies", "avertissements", "suite", "version")


@transaction.atomic
def corriger_lignes(
    *,
    ligne: LigneReleve,
    version: int,
    geste: GesteLigne,
    contrat: ContratTravail | None = None,
    heures: Decimal | None = None,
    motif: str = "",
    semblables: bool = False,
    par: Adhesion | None,
) -> list[CorrectionLigne]:
    """Lock, refuse, take back what the lines had in the ledger, write what they are worth now by the path every
    timesheet takes. The same gesture sent twice is one: the second finds the line as the first left it."""
    releve, ligne = _prendre(ligne)
    if ligne.version != version:
        return _deja_faite(ligne, geste, par)
    admettre_correction(releve=releve, ligne=ligne, geste=geste, contrat=contrat, heures=heures, motif=motif)
    voisinage = Voisinage(LigneReleve.objects.filter(releve=releve).order_by("rang"))
    lignes = [ligne, *(_libres(_semblables(releve, ligne, voisinage), geste) if semblables else ())]
    ensemble = uuid.uuid4()
    avant = {une.pk: photographier_ligne(ligne=une) for une in lignes}
    retirees = {une.pk: [] if geste in SANS_EFFET else _debout(une) for une in lignes}
    lots = annuler_heures(heures=[pk for siennes in retirees.values() for pk in siennes], motif=geste.label, par=par)
    for une in lignes:
        appliquer_decision(ligne=une, geste=geste, contrat=contrat, heures=heures)
    if geste == GesteLigne.HEURES:
        controler_correction(releve=releve, lignes=lignes)
    _refuser_si_plus_recent(releve, lignes)
    LigneReleve.objects.bulk_update(lignes, ECRITS, batch_size=500)
    if geste not in (*SANS_EFFET, GesteLigne.ECARTER):
        lots |= _porter_au_registre(releve, lignes, motif)
    corrections = [_noter(une, geste, motif, par) for une in lignes]
    for une in corrections:
        une.releve, une.ensemble = releve, ensemble
        une.avant, une.retirees = avant[une.ligne_id], retirees[une.ligne_id]
        une.ecrites = [pk for pk in une.ecrites if pk != une.avant["heure_id"]]
    CorrectionLigne.objects.bulk_create(corrections)
    _retenir(releve, ligne, geste, contrat, par)
    recalculer_realisation(lots=lots)
    perimer_suivi(lots=lots)
    rejuger_releve(releve=releve)
    journaliser(
        Verbe.HEURES_CORRIGEES, releve, par=par, geste=geste.label, lignes=[une.numero for une in lignes], motif=motif
    )
    return corrections


def _noter(ligne: LigneReleve, geste: GesteLigne, motif: str, par: Adhesion | None) -> CorrectionLigne:
    return CorrectionLigne(
        ligne_id=ligne.pk,
        numero=ligne.numero,
        geste=geste,
        ecrites=[ligne.heure_id] if ligne.heure_id else [],
        motif=motif,
        par_id=par.pk if par else None,
        par_nom=str(par or ""),
    )


def _prendre(ligne: LigneReleve) -> tuple[ReleveHeures, LigneReleve]:
    attendre_son_tour()
    releve = ReleveHeures.objects.select_for_update(of=("self",)).get(pk=ligne.releve_id)
    trouvee = LigneReleve.objects.filter(pk=ligne.pk).first()
    if trouvee is None:
        raise LigneChangee("Ce fichier vient d’être relu\u00a0: rechargez la page pour voir ses lignes.")
    return releve, trouvee


def _deja_faite(ligne: LigneReleve, geste: GesteLigne, par: Adhesion | None) -> list[CorrectionLigne]:
    derniere = CorrectionLigne.objects.filter(ligne_id=ligne.pk, annulee_a=None).order_by("-pk").first()
    if derniere is not None and derniere.geste == geste and derniere.par_id == (par.pk if par else None):
        return [derniere]
    if derniere is None:
        raise LigneChangee("Cette ligne a changé depuis que vous l’avez lue\u00a0: voici où elle en est.")
    raise LigneChangee(
        f"{derniere.par_nom or 'Quelqu’un'} a déjà traité cette ligne\u00a0:"
        f" {derniere.get_geste_display().lower()}. Voici où elle en est."
    )


def _semblables(releve: ReleveHeures, ligne: LigneReleve, voisinage: Voisinage) -> list[LigneReleve]:
    """Of a line of which nothing is asked, those that count in part for the same reasons."""
    proches = comptees_comme(releve, ligne) if voisinage.code(ligne) is None else voisinage.semblables(ligne)
    pks = {une.pk for une in proches}
    return [une for une in voisinage.lignes if une.pk in pks]


def _libres(lignes: list[LigneReleve], geste: GesteLigne) -> list[LigneReleve]:
    """Of those that are alike, the ones nobody has decided elsewhere."""
    decidees = set(
        Heure.objects.filter(pk__in=[une.heure_id for une in lignes if une.heure_id])
        .exclude(statut=StatutHeure.SOUMISE)
        .values_list("pk", flat=True)
    )
    libres = [une for une in lignes if une.heure_id not in decidees]
    if geste == GesteLigne.GARDER:
        return [une for une in libres if une.contrat_id]
    return [une for une in libres if geste not in DEPLACENT or not est_comptee_ailleurs(une)]


def _debout(ligne: LigneReleve) -> list[int]:
    siennes = Heure.objects.filter(pk=ligne.heure_id or 0, annulee=False, statut=StatutHeure.SOUMISE)
    return list(siennes.values_list("pk", flat=True))


def _porter_au_registre(releve: ReleveHeures, lignes: list[LigneReleve], motif: str) -> set[int]:
    ecrites = inscrire_differences(releve=releve, remplaces=(), corrigees=[une.pk for une in lignes], motif=motif)
    relues = LigneReleve.objects.in_bulk([une.pk for une in lignes])
    for une in lignes:
        une.heure_id = relues[une.pk].heure_id
        une.anomalies, une.avertissements = relues[une.pk].anomalies, relues[une.pk].avertissements
    _dire_les_nulles(lignes)
    return ecrites.lots


def _dire_les_nulles(lignes: list[LigneReleve]) -> None:
    """Attached, these hours were already declared: nothing was added, and the line says so."""
    ecrites = {(une.contrat_id, une.du, une.au, une.nature) for une in lignes if une.heure_id}
    nulles = [
        une
        for une in lignes
        if une.contrat_id
        and une.heures
        and not une.heure_id
        and not une.anomalies
        and (une.contrat_id, une.du, une.au, une.nature) not in ecrites
    ]
    for une in nulles:
        deja = Anomalie(une.numero, "", CodeAnomalie.DEJA_DECLAREE, "Ces heures étaient déjà déclarées.")
        une.avertissements = [*une.avertissements, deja.en_json()]
    LigneReleve.objects.bulk_update(nulles, ["avertissements"], batch_size=500)


def _retenir(
    releve: ReleveHeures,
    ligne: LigneReleve,
    geste: GesteLigne,
    contrat: ContratTravail | None,
    par: Adhesion | None,
) -> None:
    """What was answered about a name is kept; what was answered about hours is not."""
    qui = personne_ecrite(ligne)
    codes = {fait["code"] for fait in ligne.avertissements}
    if geste == GesteLigne.GARDER and codes & set(IDENTITE):
        contrat = ligne.contrat
    if qui is None or contrat is None or geste == GesteLigne.HEURES:
        return
    ecrit = f"{ligne.lue.get('Nom', '')} {ligne.lue.get('Prénom', '')}".strip()
    retenir_nom(
        entreprise_id=releve.entreprise_id,
        cle=qui[0],
        naissance=qui[1],
        ecrit=ecrit,
        beneficiaire=contrat.beneficiaire,
        par=par,
    )


def _refuser_si_plus_recent(releve: ReleveHeures, lignes: Iterable[LigneReleve]) -> None:
    """A later file speaks of the same hours: it holds, not this one."""
    cles = {(une.contrat_id, une.du, une.au, str(une.nature)) for une in lignes if une.contrat_id}
    recentes = LigneReleve.objects.filter(
        contrat_id__in={cle[0] for cle in cles}, releve_id__gt=releve.pk, releve__statut__in=EN_VIGUEUR
    )
    if cles & {(une.contrat_id, une.du, une.au, str(une.nature)) for une in recentes}:
        raise NonCorrigible(
            "Un relevé plus récent parle des mêmes heures\u00a0: c’est lui qui compte, corrigez ses lignes."
        )
