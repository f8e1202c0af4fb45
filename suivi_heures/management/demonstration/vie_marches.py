"""Turns of the life of contracts: a programme, an optional tranche, a group, a framework agreement with its orders
and a subsequent contract, an amendment of duration, a transfer, a suspension. Done once, by the services."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from clauses_app.comptes.models import Adhesion
from clauses_app.interface.formats import formater_date
from clauses_app.tenancy.contexte import within_guichet
from marches.enums import FormeMarche, ModeRevision, NaturePrestation, NatureTranche, RoleAttribution, SourceEngagement
from marches.models import Attribution, Entreprise, Lot, MaitreOuvrage, Marche, Operation, Programme, Tranche
from marches.services.attribuer_lot import attribuer_lot
from marches.services.declarer_sous_traitant import declarer_sous_traitant
from marches.services.enregistrer_entreprise import enregistrer_entreprise
from marches.services.enregistrer_lot import enregistrer_lot
from marches.services.enregistrer_marche import enregistrer_marche
from marches.services.enregistrer_tranche import enregistrer_tranche
from marches.services.inscrire_avenant import inscrire_avenant
from marches.services.inscrire_bon_commande import inscrire_bon_commande
from marches.services.inscrire_engagement import inscrire_engagement
from marches.services.installer_programmes import installer_programmes
from marches.services.rattacher_marche import rattacher_marche
from marches.services.repartir_dette import repartir_dette
from marches.services.suspendre_clause import suspendre_clause
from marches.services.transferer_heures import transferer_heures
from suivi_heures.management.demonstration.calendrier import le

QUARTIER, CADRE, SUBSEQUENT = "2026-HAB-12", "2026-DEP-30", "2026-DEP-30-MS1"


def faire_vivre_marches(guichet_id: int) -> None:
    with within_guichet(guichet_id):
        if Marche.objects.filter(ref=QUARTIER).exists():
            return
        par = Adhesion.objects.get(nom_affiche="Camille Ferrand")
        installer_programmes(par=par)
        _ouvrir_le_quartier(par)
        _ouvrir_l_accord_cadre(par)


def _entreprise(ref: str) -> Entreprise:
    trouvee: Entreprise = Entreprise.objects.get(ref=ref)
    return trouvee


def _marche(
    ref: str, objet: str, acheteur: str, debut: datetime.date, fin: datetime.date, par: Adhesion, **champs: Any
) -> Marche:
    return enregistrer_marche(
        marche=Marche(
            ref=ref,
            objet=objet,
            maitre_ouvrage=MaitreOuvrage.objects.get(ref=acheteur),
            regle_code="GENERALE",
            date_debut=debut,
            date_fin=fin,
            **{"types_clause": ["EXEC"]} | champs,
        ),
        par=par,
    )


def _lot(marche: Marche, ref: str, objet: str, heures: str, par: Adhesion, **champs: Any) -> Lot:
    lot = enregistrer_lot(lot=Lot(marche=marche, ref=ref, objet=objet, **champs), par=par)
    if heures:
        inscrire_engagement(
            lot=lot, date=marche.date_debut, source=SourceEngagement.INITIAL, heures=Decimal(heures), par=par
        )
    return lot


def _ouvrir_le_quartier(par: Adhesion) -> None:
    """An ANRU operation: firm hours, an optional tranche not yet firmed, a group and its subcontractor."""
    operation = enregistrer_entreprise(
        objet=Operation(
            ref="OP-MOULIN",
            nom="Renouvellement urbain du Vieux Moulin",
            maitre_ouvrage=MaitreOuvrage.objects.get(ref="MO-HAB"),
            description="Convention ANRU signée en 2024 : logements réhabilités, puis espaces extérieurs.",
        ),
        par=par,
    )
    rattacher_marche(marche=Marche.objects.get(ref="2025-HAB-07"), operation=operation, par=par)
    marche = _marche(
        QUARTIER,
        "Espaces extérieurs de la cité du Vieux Moulin",
        "MO-HAB",
        le(2026, 10, 5),
        le(2028, 6, 30),
        par,
        operation=operation,
        programme=Programme.objects.get(code="NPNRU"),
        nature_prestation=NaturePrestation.TRAVAUX,
        forme=FormeMarche.TRANCHES,
        types_clause=["EXEC", "ANRU"],
        montant_ht=Decimal(3_600_000),
    )
    lot = _lot(marche, "1", "Voirie, réseaux et sols", "3000", par, ratio_eur_heure=Decimal(1200))
    mandataire = attribuer_lot(lot=lot, entreprise=_entreprise("E-EMEL"), role=RoleAttribution.MANDATAIRE, par=par)
    cotraitant = attribuer_lot(lot=lot, entreprise=_entreprise("E-PAVE"), role=RoleAttribution.COTRAITANT, par=par)
    repartir_dette(
        lot=lot,
        parts={mandataire.pk: Decimal(1800), cotraitant.pk: Decimal(1200)},
        date=le(2026, 10, 5),
        motif="Convention de groupement, article 6",
        par=par,
    )
    declarer_sous_traitant(
        donneur_ordre=Attribution.objects.select_related("lot__marche", "entreprise").get(pk=mandataire.pk),
        entreprise=_entreprise("S-ACI"),
        date=le(2026, 10, 19),
        montant_ht=Decimal(86_000),
        heures=Decimal(250),
        motif="Plantations et petite maçonnerie paysagère",
        par=par,
    )
    enregistrer_tranche(
        tranche=Tranche(
            lot=lot,
            ref="1",
            objet="Mail piéton et jardin partagé",
            nature=NatureTranche.OPTIONNELLE,
            heures=Decimal(900),
            montant_ht=Decimal(1_080_000),
            date_limite=le(2027, 1, 15),
        ),
        par=par,
    )
    inscrire_avenant(
        marche=marche,
        numero="1",
        date=le(2026, 11, 16),
        motif="Prolongation : déplacement des réseaux par le concessionnaire",
        revision=ModeRevision.AUCUNE,
        date_fin=le(2028, 9, 29),
        par=par,
    )


def _ouvrir_l_accord_cadre(par: Adhesion) -> None:
    """Orders turned into hours by the ratio, a transfer between lots, a lot suspended, a subsequent contract."""
    cadre = _marche(
        CADRE,
        "Espaces verts départementaux, accord-cadre",
        "MO-DEP",
        le(2026, 10, 1),
        le(2029, 9, 30),
        par,
        forme=FormeMarche.AC_MIXTE,
        montant_minimum=Decimal(150_000),
        montant_maximum=Decimal(900_000),
    )
    nord = _lot(cadre, "1", "Secteur Nord", "", par, ratio_eur_heure=Decimal(1200))
    sud = _lot(cadre, "2", "Secteur Sud", "", par, ratio_eur_heure=Decimal(1200))
    for lot in (nord, sud):
        attribuer_lot(lot=lot, entreprise=_entreprise("E-SEVE"), role=RoleAttribution.TITULAIRE, par=par)
    for lot, numero, jour, montant, objet in (
        (nord, "1", le(2026, 10, 5), "48000", "Taille des platanes, route de Lorne"),
        (nord, "2", le(2026, 10, 12), "13500", "Fauchage tardif des talus"),
        (sud, "3", le(2026, 10, 19), "36000", "Plantations du collège des Aubépines"),
    ):
        inscrire_bon_commande(lot=lot, numero=numero, date=jour, montant_ht=Decimal(montant), motif=objet, par=par)
    transferer_heures(
        lot=nord,
        lot_vers=sud,
        heures=Decimal(10),
        date=le(2026, 11, 2),
        numero=f"Courriel de l’acheteur du {formater_date(le(2026, 10, 30))}",
        motif="Même équipe sur les deux secteurs",
        par=par,
    )
    suspendre_clause(
        marche=cadre,
        lot=sud,
        date=le(2026, 11, 9),
        cause="ARRET_CHANTIER",
        numero="Ordre de service n° 2",
        date_prevue=le(2027, 2, 1),
        motif="Terrains inondés, plantations reportées",
        par=par,
    )
    fils = _marche(
        SUBSEQUENT,
        "Réhabilitation du parc de l’abbaye",
        "MO-DEP",
        le(2026, 11, 2),
        le(2027, 10, 29),
        par,
        forme=FormeMarche.SUBSEQUENT,
        accord_cadre=cadre,
        montant_ht=Decimal(120_000),
    )
    lot = _lot(fils, "1", "Lot unique", "100", par)
    attribuer_lot(lot=lot, entreprise=_entreprise("E-SEVE"), role=RoleAttribution.TITULAIRE, par=par)
