"""What a decision makes of a line of a timesheet; nothing is saved, the ledger is not touched."""

from __future__ import annotations

import datetime
from decimal import Decimal

from beneficiaires.models import ContratTravail
from suivi_heures.enums import GesteLigne, SuiteLigne
from suivi_heures.models import LigneReleve
from suivi_heures.queries.semblables import DES_HEURES, DU_CONTRAT, IDENTITE, MISES_DE_COTE

SUITES = {
    GesteLigne.GARDER: SuiteLigne.CONFIRMEE,
    GesteLigne.ECARTER: SuiteLigne.ECARTEE,
    GesteLigne.DEMANDER: SuiteLigne.DEMANDEE,
    GesteLigne.RENVOYER: SuiteLigne.RENVOYEE,
}
SANS_EFFET = (GesteLigne.GARDER, GesteLigne.DEMANDER, GesteLigne.RENVOYER)
REGLE = {
    GesteLigne.RATTACHER: (*IDENTITE, *DU_CONTRAT),
    GesteLigne.OUVRIR: (*IDENTITE, *DU_CONTRAT),
    GesteLigne.HEURES: DES_HEURES,
    GesteLigne.DEDOUBLER: MISES_DE_COTE,
}


def appliquer_decision(
    *, ligne: LigneReleve, geste: GesteLigne, contrat: ContratTravail | None, heures: Decimal | None
) -> None:
    """Remarks that the decision settles go; the others stay, as warnings once the line has a contract."""
    ligne.version += 1
    ligne.suite = SUITES.get(geste, SuiteLigne.CORRIGEE)
    if geste in SANS_EFFET:
        return
    ligne.heure_id = None
    if geste == GesteLigne.ECARTER:
        ligne.contrat_id = None
        return
    choisi = _contrat_a_cette_date(ligne, contrat) if contrat else _contrat_lu(ligne)
    if choisi is not None:
        ligne.contrat_id = choisi.pk
        _situer(ligne, choisi)
    ligne.heures = heures if heures is not None else _heures_lues(ligne)
    _effacer_les_remarques(ligne, geste)
    if ligne.contrat_id is None:
        ligne.suite = ""  # the hours are right now, but nobody knows whose: the next question stays open


def _contrat_lu(ligne: LigneReleve) -> ContratTravail | None:
    """Of a row set aside, the contract that the reading had found."""
    ref = ligne.lue.get("contrat")
    if ligne.contrat_id is not None or not ref:
        return None
    trouve: ContratTravail | None = ContratTravail.objects.filter(ref=ref).first()
    return trouve


def _heures_lues(ligne: LigneReleve) -> Decimal | None:
    proposees = Decimal(ligne.lue.get("proposees") or 0)
    return ligne.heures if ligne.heures is not None else proposees or None


def _effacer_les_remarques(ligne: LigneReleve, geste: GesteLigne) -> None:
    reglees = REGLE.get(geste, ())
    fautes = [fait for fait in ligne.anomalies if fait["code"] not in reglees]
    avis = [fait for fait in ligne.avertissements if fait["code"] not in reglees]
    ligne.anomalies, ligne.avertissements = ([], [*fautes, *avis]) if ligne.contrat_id else (fautes, avis)


def _contrat_a_cette_date(ligne: LigneReleve, contrat: ContratTravail) -> ContratTravail:
    """Of the same person with the same employer, the contract that covers this line, else the one that was chosen."""
    du, au = _periode(ligne)
    siens = ContratTravail.objects.filter(beneficiaire_id=contrat.beneficiaire_id, employeur_id=contrat.employeur_id)
    couvrants: list[ContratTravail] = [une for une in siens.order_by("date_debut", "pk") if _touche(une, du, au)]
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
