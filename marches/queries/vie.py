"""The life of a contract, told from its journal: acts and the hours they moved, with the running total."""

from __future__ import annotations

import datetime
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from clauses_app.interface.formats import formater_date, formater_euros, formater_heures
from marches.enums import CauseSuspension, ModeRevision, StatutMarche, TypeActe
from marches.models import Acte, EngagementHeures, Lot, Marche

ZERO = Decimal("0.00")
# acts whose number is the reference of somebody's decision
DECIDES = (TypeActe.SUSPENSION, TypeActe.REPRISE, TypeActe.SUPPRESSION, TypeActe.TRANSFERT, TypeActe.STATUT)
ICONES = {
    TypeActe.AVENANT: "file-earmark-text",
    TypeActe.TRANCHE: "layers",
    TypeActe.AFFERMISSEMENT: "layers",
    TypeActe.BON_COMMANDE: "file-earmark-plus",
    TypeActe.SUSPENSION: "pause-circle",
    TypeActe.REPRISE: "play-circle",
    TypeActe.SUPPRESSION: "slash-circle",
    TypeActe.TRANSFERT: "arrow-left-right",
    TypeActe.REPARTITION: "people",
    TypeActe.SOUS_TRAITANCE: "person-plus",
    TypeActe.TITULAIRE: "arrow-repeat",
    TypeActe.STATUT: "flag",
    TypeActe.ANNULATION: "arrow-counterclockwise",
}


@dataclass
class FaitDeVie:
    """One turn. `heures`: moved on this contract; `total`: due once it has happened."""

    date: datetime.date
    titre: str
    icone: str
    saisi_a: datetime.datetime
    details: list[str] = field(default_factory=list)
    heures: Decimal = ZERO
    total: Decimal = ZERO
    par: str = ""
    acte_id: int | None = None
    engagement_id: int | None = None
    defait: bool = False
    defaisable: bool = False


@dataclass
class Vie:
    """What was read once, for the whole page."""

    marche: Marche
    lots: list[Lot]
    lignes: list[EngagementHeures]
    actes: dict[int, Acte]
    faits: list[FaitDeVie] = field(default_factory=list)

    def objectif(self, au: datetime.date) -> dict[int, Decimal]:
        """Hours due by each lot at a date."""
        sommes: dict[int, Decimal] = {lot.pk: ZERO for lot in self.lots}
        for ligne in self.lignes:
            if ligne.date <= au:
                sommes[ligne.lot_id] += ligne.heures
        return sommes

    @property
    def en_vigueur(self) -> list[Acte]:
        defaits = {acte.annule_id for acte in self.actes.values() if acte.annule_id}
        return [a for a in self.actes.values() if a.pk not in defaits and a.type != TypeActe.ANNULATION]


def lire_vie(marche: Marche, lots: list[Lot]) -> Vie:
    """Facts oldest first. Two queries: the lines of these lots with their act, the acts of the contract."""
    lignes = list(
        EngagementHeures.objects.filter(lot__in=[lot.pk for lot in lots])
        .select_related("acte__lot", "acte__lot_vers__marche", "acte__marche")
        .order_by("date", "pk")
    )
    siens = Acte.objects.filter(marche=marche).select_related("lot", "lot_vers__marche", "marche").order_by("pk")
    vie = Vie(marche, lots, lignes, {acte.pk: acte for acte in siens})
    vie.actes |= {ligne.acte_id: ligne.acte for ligne in lignes if ligne.acte_id not in vie.actes and ligne.acte_id}
    vie.faits = _raconter_tout(vie)
    return vie


def _raconter_tout(vie: Vie) -> list[FaitDeVie]:
    par_acte: dict[int | None, list[EngagementHeures]] = defaultdict(list)
    for ligne in vie.lignes:
        par_acte[ligne.acte_id].append(ligne)
    refs = {lot.pk: lot.ref for lot in vie.lots}
    faits = [_raconter(acte, par_acte[acte.pk], refs, vie) for acte in vie.actes.values()]
    faits += _lignes_seules(par_acte[None], refs)
    # on the same day, what was entered first comes first
    faits.sort(key=lambda f: (f.date, f.saisi_a))
    total = ZERO
    for fait in faits:
        total += fait.heures
        fait.total = total
    return faits


def _lignes_seules(lignes: list[EngagementHeures], refs: dict[int, str]) -> list[FaitDeVie]:
    defaites = {int(mots[3]) for ligne in lignes if (mots := _annulation(ligne.motif))}
    return [
        FaitDeVie(
            date=ligne.date,
            titre=f"{ligne.get_source_display()}, lot {refs[ligne.lot_id]}",
            icone="flag",
            details=[ligne.motif] if ligne.motif else [],
            heures=ligne.heures,
            par=ligne.par_nom,
            saisi_a=ligne.saisi_a,
            engagement_id=ligne.pk,
            defait=ligne.pk in defaites,
            defaisable=ligne.pk not in defaites and not _annulation(ligne.motif),
        )
        for ligne in lignes
    ]


def _annulation(motif: str) -> list[str] | None:
    """« annule la ligne 12 : … », the words of an opposite line."""
    mots = motif.replace("\u00a0", " ").split(" ", 4)
    return mots if motif.startswith("annule la ligne ") and len(mots) > 3 and mots[3].isdecimal() else None


def _raconter(acte: Acte, lignes: list[EngagementHeures], refs: dict[int, str], vie: Vie) -> FaitDeVie:
    origine = vie.actes.get(acte.annule_id) if acte.annule_id else None
    defait = any(autre.annule_id == acte.pk for autre in vie.actes.values())
    ref = refs.get(acte.lot_id or 0) or refs.get(acte.lot_vers_id or 0)
    perimetre = f", lot {ref}" if ref else ""
    return FaitDeVie(
        date=acte.date,
        titre=f"Annulation : {origine}{perimetre}" if origine else f"{acte}{perimetre}",
        icone=ICONES[TypeActe(acte.type)],
        details=[*_details(acte, vie.marche), *_heures_par_lot(lignes, refs)],
        heures=sum((ligne.heures for ligne in lignes), ZERO),
        par=acte.par_nom,
        saisi_a=acte.saisi_a,
        acte_id=acte.pk,
        defait=defait,
        defaisable=not defait and acte.type != TypeActe.ANNULATION,
    )


def _heures_par_lot(lignes: list[EngagementHeures], refs: dict[int, str]) -> list[str]:
    """Worth saying only when several lots are touched."""
    if len(lignes) < 2:
        return []
    return [", ".join(f"lot {refs[ligne.lot_id]} : {_signer(ligne.heures)}" for ligne in lignes)]


def _details(acte: Acte, marche: Marche) -> list[str]:
    lus = [
        acte.motif,
        f"Décision ou accord : {acte.numero}" if acte.numero and acte.type in DECIDES else "",
        f"Cause : {CauseSuspension(acte.cause).label.lower()}" if acte.cause else "",
        f"Reprise prévue le {formater_date(acte.date_prevue)}" if acte.date_prevue else "",
        _calcul(acte),
        f"De « {StatutMarche(acte.statut_avant).label} » à « {StatutMarche(acte.statut_apres).label} »"
        if acte.statut_apres
        else "",
        f"Fin du marché : du {formater_date(acte.date_fin_avant)} au {formater_date(acte.date_fin_apres)}"
        if acte.date_fin_apres
        else "",
        _transfert(acte, marche),
        *(f"{part['entreprise']} : {_part(part['avant'])} → {_part(part['apres'])}" for part in acte.parts),
    ]
    return [detail for detail in lus if detail]


def _calcul(acte: Acte) -> str:
    if acte.montant_ht is None:
        return ""
    montant = formater_euros(acte.montant_ht)
    if acte.ratio_eur_heure:
        return f"{montant} hors taxes, à {formater_euros(acte.ratio_eur_heure)} l’heure d’insertion"
    if acte.revision == ModeRevision.AUCUNE:
        return f"{montant} hors taxes, heures inchangées"
    return f"{montant} hors taxes"


def _transfert(acte: Acte, marche: Marche) -> str:
    if acte.type != TypeActe.TRANSFERT or acte.lot_vers is None:
        return ""
    if acte.marche_id != marche.pk:
        return f"Reçues du marché {acte.marche.ref}"
    if acte.lot_vers.marche_id != marche.pk:
        return f"Données au marché {acte.lot_vers.marche.ref}, lot {acte.lot_vers.ref}"
    return f"Données au lot {acte.lot_vers.ref}"


def _part(texte: str | None) -> str:
    return "part non répartie" if texte is None else formater_heures(Decimal(texte))


def _signer(heures: Decimal) -> str:
    return f"{'+' if heures > 0 else ''}{formater_heures(heures)}"
