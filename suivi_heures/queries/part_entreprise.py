"""What one company did of each lot: its own share where it holds the lot, its own people where it lends them.

The lots are obtained under the reader's role; only the hours of this company's contracts are added up, so that
a co-contractor's figures never show (bonuses before the lot's cap, as for each holder).
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from django.db.models import Q

from beneficiaires.models import ContratTravail
from clauses_app.comptes.models import Guichet
from clauses_app.tenancy.contexte import exiger_guichet
from marches.models import Attribution, Lot
from marches.queries.objectif import objectif_des_lots
from suivi_heures.enums import Motif, StatutHeure
from suivi_heures.queries.avancement import Avancement, attendu_a_ce_jour, projeter
from suivi_heures.queries.couverture import Couverture, Par, calculer_couvertures
from suivi_heures.queries.decompte.lignes import LigneComptee, calculer_lignes
from suivi_heures.queries.mois import decaler, dernier_jour, premier_jour
from suivi_heures.queries.projection import MOIS_OBSERVES, dernier_mois_echu

ZERO = Decimal("0.00")


@dataclass(frozen=True)
class PartLot:
    """`est_titulaire`: the company owes hours there; else it only lends people. `est_seule`: no co-contractor."""

    lot: Lot
    part: Avancement
    est_titulaire: bool
    est_seule: bool


def parts_de_l_entreprise(entreprise_id: int, lots: Iterable[int], *, au: datetime.date) -> list[PartLot]:
    """By end of contract; seven queries whatever the number of lots."""
    objets = list(Lot.objects.filter(pk__in=list(lots)).select_related("marche"))
    cles = [lot.pk for lot in objets]
    charges, nombres = _charges(entreprise_id, cles)
    siens = _contrats(entreprise_id)
    lignes: dict[int, list[LigneComptee]] = defaultdict(list)
    for ligne in calculer_lignes(lots=cles) if cles else []:
        if ligne.contrat_id in siens and (siens[ligne.contrat_id] or ligne.lot_id not in charges):
            lignes[ligne.lot_id].append(ligne)
    recu = calculer_couvertures(
        Par.LOT, list(charges), au=au, de=(Par.TITULAIRE, entreprise_id), mois=True
    ) | calculer_couvertures(
        Par.LOT, [cle for cle in cles if cle not in charges], au=au, de=(Par.EMPLOYEUR, entreprise_id), mois=True
    )
    echu = dernier_mois_echu(au, Guichet.objects.get(pk=exiger_guichet()).delai_releve_jours)
    parts = [
        PartLot(
            lot,
            avancer_part(charges.get(lot.pk, ZERO), lignes[lot.pk], lot, recu.get(lot.pk, Couverture()), echu),
            est_titulaire=lot.pk in charges,
            est_seule=nombres[lot.pk] == 1,
        )
        for lot in objets
    ]
    return sorted(parts, key=lambda p: (p.lot.marche.date_fin, p.lot.marche.objet, p.lot.ref))


def _charges(entreprise_id: int, lots: list[int]) -> tuple[dict[int, Decimal], dict[int, int]]:
    """Hours it took on in each lot it holds, else the whole lot when it is alone; and how many hold each lot."""
    nombres: dict[int, int] = defaultdict(int)
    siennes: dict[int, list[Decimal | None]] = defaultdict(list)
    en_place = Attribution.objects.tenues().filter(lot__in=lots)
    for lot_id, titulaire, affectees in en_place.values_list("lot_id", "entreprise_id", "heures_affectees"):
        nombres[lot_id] += 1
        if titulaire == entreprise_id:
            siennes[lot_id].append(affectees)
    objectifs = objectif_des_lots(list(siennes))
    charges = {
        lot_id: objectifs[lot_id]
        if nombres[lot_id] == 1 and affectees == [None]
        else sum((heures for heures in affectees if heures is not None), ZERO)
        for lot_id, affectees in siennes.items()
    }
    return charges, nombres


def _contrats(entreprise_id: int) -> dict[int, bool]:
    """Contracts that work for it as holder (True), or that it lends elsewhere (False), wherever their hours count."""
    siens = ContratTravail.objects.filter(Q(titulaire_id=entreprise_id) | Q(employeur_id=entreprise_id))
    return {pk: titulaire == entreprise_id for pk, titulaire in siens.values_list("pk", "titulaire_id")}


def avancer_part(
    du: Decimal, lignes: list[LigneComptee], lot: Lot, couverture: Couverture, echu: datetime.date
) -> Avancement:
    """One holder's share of a lot, judged as a lot is, on its own hours and its own declarations."""
    exclues: dict[Motif, Decimal] = {}
    for ligne in lignes:
        for motif, heures in ligne.motifs.items():
            exclues[motif] = exclues.get(motif, ZERO) + heures
    faits = Avancement(
        du=du,
        valide=sum((ligne.valorisees for ligne in lignes), ZERO),
        retenu=sum((ligne.retenues for ligne in lignes), ZERO),
        attente=_sommer(lignes, StatutHeure.SOUMISE),
        declare=sum((ligne.heures for ligne in lignes), ZERO),
        refuse=_sommer(lignes, StatutHeure.REFUSEE),
        exclues=exclues,
        attendu=attendu_a_ce_jour(du, lot.marche, dernier_jour(echu)),
        couverture=couverture,
    )
    return replace(faits, projection=projeter(faits, lot.marche, _rythmes(lignes, echu), echu))


def _sommer(lignes: list[LigneComptee], statut: str) -> Decimal:
    return sum((ligne.heures for ligne in lignes if ligne.statut == statut), ZERO)


def _rythmes(lignes: list[LigneComptee], echu: datetime.date) -> list[Decimal]:
    """Hours declared and not refused in each of the last months due, oldest first."""
    mois = {decaler(echu, -rang): ZERO for rang in reversed(range(MOIS_OBSERVES))}
    for ligne in lignes:
        if ligne.statut != StatutHeure.REFUSEE and (premier := premier_jour(ligne.du)) in mois:
            mois[premier] += ligne.heures
    return list(mois.values())
