"""Decide of a faulty line of a timesheet in place, alone or with those that are alike."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db import transaction

from beneficiaires.models import ContratTravail
from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.models import Adhesion
from clauses_app.interface.formats import formater_heures
from suivi_heures.enums import CodeAnomalie, GesteLigne, StatutHeure, StatutReleve, SuiteLigne
from suivi_heures.imports.anomalies import Anomalie
from suivi_heures.models import CorrectionLigne, Heure, LigneReleve, ReleveHeures
from suivi_heures.queries.decompte.acces import attendre_son_tour
from suivi_heures.queries.semblables import (
    DES_HEURES,
    DU_CONTRAT,
    IDENTITE,
    MISES_DE_COTE,
    OUVERTES,
    personne_ecrite,
    semblables_de,
)
from suivi_heures.services.annuler_heures import annuler_heures
from suivi_heures.services.inscrire_differences import inscrire_differences
from suivi_heures.services.perimer_suivi import perimer_suivi
from suivi_heures.services.recalculer_realisation import recalculer_realisation
from suivi_heures.services.rejuger_releve import rejuger_releve
from suivi_heures.services.retenir_nom import retenir_nom

EN_VIGUEUR = (StatutReleve.SOUMIS, StatutReleve.VALIDE, StatutReleve.VALIDE_PARTIEL)
SUITES = {
    GesteLigne.GARDER: SuiteLigne.CONFIRMEE,
    GesteLigne.ECARTER: SuiteLigne.ECARTEE,
    GesteLigne.DEMANDER: SuiteLigne.DEMANDEE,
    GesteLigne.RENVOYER: SuiteLigne.RENVOYEE,
}
SANS_EFFET = (GesteLigne.GARDER, GesteLigne.DEMANDER, GesteLigne.RENVOYER)
DEPLACENT = (GesteLigne.ECARTER, GesteLigne.RATTACHER, GesteLigne.OUVRIR)
REGLE = {
    GesteLigne.RATTACHER: (*IDENTITE, *DU_CONTRAT),
    GesteLigne.OUVRIR: (*IDENTITE, *DU_CONTRAT),
    GesteLigne.HEURES: DES_HEURES,
    GesteLigne.DEDOUBLER: MISES_DE_COTE,
}
CHAMPS = ("contrat_id", "du", "au", "heures", "heure_id", "anomalies", "avertissements", "suite")


class LigneChangee(RuntimeError):
    """Somebody else decided of this line since it was read: say who, and what."""


class NonCorrigible(RuntimeError):
    """The line can no longer be decided here: the sentence says where."""


class CorrectionIncomplete(ValueError):
    """Something is missing in what was typed: the sentence says what."""


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
    _verifier(releve, ligne, geste, contrat, heures, motif)
    toutes = list(LigneReleve.objects.filter(releve=releve).order_by("rang"))
    lignes = [ligne, *(_libres(semblables_de(ligne, toutes), geste) if semblables else ())]
    ensemble = uuid.uuid4()
    avant = {une.pk: photographier(une) for une in lignes}
    retirees = {une.pk: [] if geste in SANS_EFFET else _debout(une) for une in lignes}
    lots = annuler_heures(
        heures=[pk for siennes in retirees.values() for pk in siennes], motif=geste.label, par=par
    )
    for une in lignes:
        _appliquer(une, geste, contrat, heures)
    _refuser_si_plus_recent(releve, lignes)
    _enregistrer(lignes)
    if geste not in (*SANS_EFFET, GesteLigne.ECARTER):
        lots |= _porter_au_registre(releve, lignes, motif)
    corrections = CorrectionLigne.objects.bulk_create(
        CorrectionLigne(
            releve=releve,
            ligne_id=une.pk,
            numero=une.numero,
            ensemble=ensemble,
            geste=geste,
            avant=avant[une.pk],
            ecrites=[une.heure_id] if une.heure_id and une.heure_id != avant[une.pk]["heure_id"] else [],
            retirees=retirees[une.pk],
            motif=motif,
            par_id=par.pk if par else None,
            par_nom=str(par or ""),
        )
        for une in lignes
    )
    _retenir(releve, ligne, geste, contrat, par)
    recalculer_realisation(lots=lots)
    perimer_suivi(lots=lots)
    rejuger_releve(releve=releve)
    journaliser(
        Verbe.HEURES_CORRIGEES, releve, par=par, geste=geste.label, lignes=[une.numero for une in lignes], motif=motif
    )
    return list(corrections)


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


def _verifier(
    releve: ReleveHeures,
    ligne: LigneReleve,
    geste: GesteLigne,
    contrat: ContratTravail | None,
    heures: Decimal | None,
    motif: str,
) -> None:
    if not est_corrigible(releve):
        raise NonCorrigible("Ce relevé ne se corrige plus\u00a0: rechargez la page pour voir où il en est.")
    if ligne.heure_id and Heure.objects.filter(pk=ligne.heure_id).exclude(statut=StatutHeure.SOUMISE).exists():
        raise NonCorrigible("Ces heures sont déjà décidées\u00a0: corrigez-les dans la grille d’heures.")
    if ligne.suite not in OUVERTES:
        raise LigneChangee("Cette ligne est déjà traitée\u00a0: annulez d’abord ce qui en a été décidé.")
    if _comptee_ailleurs(ligne) and geste in DEPLACENT:
        raise NonCorrigible("Ces heures étaient déjà déclarées ailleurs\u00a0: corrigez-les dans la grille d’heures.")
    if geste == GesteLigne.GARDER and ligne.contrat_id is None:
        raise CorrectionIncomplete("Sans contrat, ces heures ne peuvent pas être gardées\u00a0: dites lequel.")
    if geste in (GesteLigne.RATTACHER, GesteLigne.OUVRIR):
        if contrat is None:
            raise CorrectionIncomplete("Choisissez la personne, ou ne pas importer cette ligne.")
        if contrat.employeur_id != releve.entreprise_id:
            raise CorrectionIncomplete("Ce contrat est chez un autre employeur\u00a0: il ne couvre pas ces heures.")
    if geste == GesteLigne.HEURES and heures is None:
        raise CorrectionIncomplete("Écrivez les heures travaillées, par exemple 154 ou 151,67.")
    if geste == GesteLigne.RENVOYER and not motif.strip():
        raise CorrectionIncomplete("Dites à l’entreprise ce qu’elle doit corriger.")


def _comptee_ailleurs(ligne: LigneReleve) -> bool:
    return bool(ligne.contrat_id and ligne.heures and not ligne.heure_id)


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
    return [une for une in libres if geste not in DEPLACENT or not _comptee_ailleurs(une)]


def est_corrigible(releve: ReleveHeures) -> bool:
    """Not while it is read, nor once it was sent back, refused, replaced or taken back whole."""
    return releve.statut in EN_VIGUEUR or (releve.statut == StatutReleve.A_COMPLETER and not releve.motif)


def _debout(ligne: LigneReleve) -> list[int]:
    siennes = Heure.objects.filter(pk=ligne.heure_id or 0, annulee=False, statut=StatutHeure.SOUMISE)
    return list(siennes.values_list("pk", flat=True))


def _appliquer(
    ligne: LigneReleve, geste: GesteLigne, contrat: ContratTravail | None, heures: Decimal | None
) -> None:
    ligne.version += 1
    ligne.suite = SUITES.get(geste, SuiteLigne.CORRIGEE)
    if geste in SANS_EFFET:
        return
    ligne.heure_id = None
    if geste == GesteLigne.ECARTER:
        ligne.contrat_id = None
        return
    if contrat is not None:
        choisi = _contrat_a_cette_date(ligne, contrat)
        ligne.contrat_id = choisi.pk
        _situer(ligne, choisi)
    elif ligne.contrat_id is None and (ref := ligne.lue.get("contrat")):
        sien = ContratTravail.objects.filter(ref=ref).first()
        if sien is not None:
            ligne.contrat_id = sien.pk
            _situer(ligne, sien)
    if heures is not None:
        ligne.heures = heures
    elif ligne.heures is None and (ecrites := ligne.lue.get("proposees")) and Decimal(ecrites):
        ligne.heures = Decimal(ecrites)
    regles = REGLE.get(geste, ())
    restes = [fait for fait in ligne.anomalies if fait["code"] not in regles]
    avis = [fait for fait in ligne.avertissements if fait["code"] not in regles]
    ligne.anomalies = [] if ligne.contrat_id else restes
    ligne.avertissements = [*restes, *avis] if ligne.contrat_id else avis
    if ligne.contrat_id is None:
        # the hours are right now, but nobody knows whose: the next question stays open
        ligne.suite = ""


def _contrat_a_cette_date(ligne: LigneReleve, contrat: ContratTravail) -> ContratTravail:
    """Of the same person with the same employer, the contract that covers this line, else the one that was chosen."""
    du, au = _periode(ligne)
    siens = ContratTravail.objects.filter(beneficiaire_id=contrat.beneficiaire_id, employeur_id=contrat.employeur_id)
    couvrants = [une for une in siens.order_by("date_debut", "pk") if _touche(une, du, au)]
    if not couvrants or contrat in couvrants:
        return contrat
    memes = [une for une in couvrants if une.lot_id == contrat.lot_id]
    return (memes or couvrants)[0]


def _touche(contrat: ContratTravail, du: datetime.date, au: datetime.date) -> bool:
    return contrat.date_debut <= au and (contrat.date_fin is None or contrat.date_fin >= du)


def _periode(ligne: LigneReleve) -> tuple[datetime.date, datetime.date]:
    """As the file says it: bounds of a former contract do not hold for another."""
    if ligne.lue.get("du") and ligne.lue.get("au"):
        return datetime.date.fromisoformat(ligne.lue["du"]), datetime.date.fromisoformat(ligne.lue["au"])
    assert ligne.du is not None and ligne.au is not None  # noqa: S101, PT018
    return ligne.du, ligne.au


def _situer(ligne: LigneReleve, contrat: ContratTravail) -> None:
    du, au = _periode(ligne)
    if _touche(contrat, du, au):
        du = max(du, contrat.date_debut)
        au = min(au, contrat.date_fin) if contrat.date_fin else au
    ligne.du, ligne.au = du, au


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


def _enregistrer(lignes: Iterable[LigneReleve]) -> None:
    LigneReleve.objects.bulk_update(lignes, [*CHAMPS_ECRITS, "version"], batch_size=500)


CHAMPS_ECRITS = ("contrat", "du", "au", "heures", "heure_id", "anomalies", "avertissements", "suite")


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


def photographier(ligne: LigneReleve) -> dict[str, Any]:
    """The line as it is before it changes: enough to put it back."""
    return {champ: _ecrire(getattr(ligne, champ)) for champ in CHAMPS} | {"lue_du": ligne.lue.get("du")}


def _ecrire(valeur: Any) -> Any:
    if isinstance(valeur, Decimal):
        return str(valeur)
    return valeur.isoformat() if isinstance(valeur, datetime.date) else valeur


