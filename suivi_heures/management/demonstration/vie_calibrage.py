"""Purchases being prepared: one retained and ready to open, one under study, one set aside. Done once."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from clauses_app.comptes.models import Adhesion
from clauses_app.tenancy.contexte import within_guichet
from marches.enums import MethodeCalibrage, StatutProjet
from marches.models import LotProjet, MaitreOuvrage, ProjetAchat, RatioSecteur
from marches.queries.clauses import PROPOSE
from marches.queries.projets import lire_consultation
from marches.queries.ratios import ratios_en_vigueur, reglages_en_vigueur
from marches.queries.valeurs_clause import composer_valeurs
from marches.services.ajouter_ratio import ajouter_ratio
from marches.services.calibrer_consultation import calibrer_consultation
from marches.services.calibrer_lot import calibrer_lot
from marches.services.decider_projet import decider_projet
from marches.services.enregistrer_lots_projet import enregistrer_lots_projet
from marches.services.enregistrer_projet import enregistrer_projet
from marches.services.rediger_clause import rediger_clause
from suivi_heures.management.demonstration.calendrier import le

OBSERVE = "Observé sur trois marchés du guichet"
PARAMETRES: dict[str, Any] = {
    "frequence": "MENSUELLE",
    "delai_releve": 10,
    "delai_demande": 7,
    "toutes_categories": True,
    "publics": [],
    "penalite_type": "EUR_HEURE",
    "penalite_valeur": "60",
    "delai_mise_en_demeure": 15,
}


def preparer_des_achats(guichet_id: int) -> None:
    with within_guichet(guichet_id):
        if ProjetAchat.objects.exists():
            return
        par = Adhesion.objects.get(nom_affiche="Camille Ferrand")
        _observer_les_metiers(par)
        _retenir_une_ecole(par)
        _etudier_un_nettoyage(par)
        _ecarter_un_controle(par)


def _observer_les_metiers(par: Adhesion) -> None:
    for code, libelle, part, cout, mots in (
        ("VRD", "Voirie, réseaux, terrassement", "0.35", "32", ["voirie", "réseaux", "pavage", "chaussée"]),
        ("ESPACES_VERTS", "Espaces verts", "0.55", "28", ["plantation", "paysag", "espaces verts"]),
    ):
        ratio = RatioSecteur(code=code, libelle=libelle, date_effet=le(2026, 1, 1), mots=mots, source=OBSERVE)
        ratio.part_main_oeuvre, ratio.cout_horaire = Decimal(part), Decimal(cout)
        ajouter_ratio(ratio=ratio, par=par)


def _ouvrir(objet: str, acheteur: str, par: Adhesion, lots: list[tuple[str, str, int]], **suite: Any) -> ProjetAchat:
    projet = ProjetAchat(objet=objet, maitre_ouvrage=MaitreOuvrage.objects.get(ref=acheteur), **suite)
    projet = enregistrer_projet(projet=projet, par=par)
    enregistrer_lots_projet(
        projet=projet,
        lots=[
            LotProjet(ref=str(rang), objet=nom, secteur=metier, montant_ht=Decimal(montant))
            for rang, (nom, metier, montant) in enumerate(lots, 1)
        ],
        par=par,
    )
    return projet


def _retenir_une_ecole(par: Adhesion) -> None:
    """Sized whole, one lot sized again with the buyer, its clause drawn, retained: ready to open."""
    projet = _ouvrir(
        "Groupe scolaire des Tilleuls, construction",
        "MO-VILLE",
        par,
        [
            ("Voirie et réseaux divers", "VRD", 640_000),
            ("Gros œuvre", "GROS_OEUVRE", 2_350_000),
            ("Peinture et revêtements", "PEINTURE", 310_000),
            ("Espaces verts", "ESPACES_VERTS", 145_000),
        ],
        duree_mois=18,
        lancement=le(2027, 1, 18),
        fournisseurs=9,
        dependance_pct=Decimal(12),
    )
    ratios, reglages = ratios_en_vigueur(le(2026, 11, 12)), reglages_en_vigueur(le(2026, 11, 12))
    calibrer_consultation(projet=projet, taux=Decimal(5), ratios=ratios, reglages=reglages, par=par)
    calibrer_lot(
        lot=LotProjet.objects.get(projet=projet, ref="2"),
        methode=MethodeCalibrage.MONTANT_MO,
        saisies={"montant": Decimal(2_350_000), "taux": Decimal(7)},
        ratio=ratios["GROS_OEUVRE"],
        reglages=reglages,
        note="Sept pour cent demandés par la ville : trois équipes locales peuvent suivre",
        par=par,
    )
    valeurs = composer_valeurs(projet, lire_consultation(projet), PARAMETRES, reglages, facilitateur=str(par))
    rediger_clause(projet=projet, modele=PROPOSE, valeurs=valeurs, parametres=PARAMETRES, par=par)
    decider_projet(projet=projet, statut=StatutProjet.RETENU, motif="", le=le(2026, 11, 12), par=par)


def _etudier_un_nettoyage(par: Adhesion) -> None:
    """Cleaning with staff taken over: half of the contract is free."""
    projet = _ouvrir(
        "Nettoyage des bâtiments communaux 2027–2030",
        "MO-VILLE",
        par,
        [("Écoles et gymnases", "PROPRETE", 600_000), ("Mairie et annexes", "PROPRETE", 90_000)],
        duree_mois=48,
        lancement=le(2027, 3, 1),
        fournisseurs=4,
    )
    calibrer_lot(
        lot=LotProjet.objects.get(projet=projet, ref="1"),
        methode=MethodeCalibrage.REPRISE_PERSONNEL,
        saisies={
            "montant": Decimal(600_000),
            "duree": Decimal(48),
            "reprises": Decimal(250),
            "taux": Decimal(10),
        },
        ratio=ratios_en_vigueur(le(2026, 11, 12))["PROPRETE"],
        reglages=reglages_en_vigueur(le(2026, 11, 12)),
        par=par,
    )


def _ecarter_un_controle(par: Adhesion) -> None:
    projet = _ouvrir(
        "Contrôle technique des ponts départementaux",
        "MO-DEP",
        par,
        [("Inspections", "INTELLECTUEL", 85_000)],
        duree_mois=5,
        fournisseurs=0,
    )
    motif = "Cinq mois d’expertise, sans poste accessible : aucune heure réaliste"
    decider_projet(projet=projet, statut=StatutProjet.ECARTE, motif=motif, le=le(2026, 11, 12), par=par)
