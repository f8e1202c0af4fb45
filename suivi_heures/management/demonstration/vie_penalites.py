"""Difficulties at each step, efforts noted, rules of penalty: done once, by the services, as people would."""

from __future__ import annotations

import datetime
from decimal import Decimal

from django.utils import timezone

from clauses_app.comptes.models import Adhesion
from clauses_app.interface.formats import formater_date
from clauses_app.tenancy.contexte import within_guichet
from marches.models import Attribution, Marche, ReglePenalite
from marches.services.ajouter_regle_penalite import ajouter_regle_penalite
from suivi_heures.management.demonstration.calendrier import DERNIER_FAIT, decaler, le
from suivi_heures.models import Demarche, Dossier
from suivi_heures.services.avancer_dossier import avancer_dossier
from suivi_heures.services.decider_dossier import decider_dossier
from suivi_heures.services.noter_demarche import noter_demarche
from suivi_heures.services.ouvrir_dossier import ouvrir_dossier
from suivi_heures.services.rendre_avis import rendre_avis

D = datetime.date
REGLES = (
    ("2026-DEP-05", "HEURES", "EUR_HEURE", "45", {"plafond_pct": "5", "article": "CCAP, article 9.4"}),
    ("2026-DEP-05", "PIECES", "JOUR_RETARD", "50", {"plafond_montant": "3000", "article": "CCAP, article 9.5"}),
    ("2024-DEP-21", "HEURES", "MULTIPLE_SMIC", "2", {"article": "CCAP, article 8.2"}),
    ("2025-VIL-09", "HEURES", "MULTIPLE_PSS_HORAIRE", "4", {"mise_en_demeure": False, "article": "CCAP, article 12"}),
)
DEMARCHES = (
    ("P-1", D(2026, 9, 8), "OFFRE", 2, "Ouvriers paysagistes, transmises à la mission locale"),
    ("P-1", D(2026, 9, 22), "CANDIDAT", 3, "Ouvriers paysagistes"),
    ("P-1", D(2026, 10, 1), "REFUS_ENTREPRISE", 1, "Pas de permis pour rejoindre le dépôt"),
    ("T-4", D(2026, 6, 16), "OFFRE", 4, "Conducteurs d’engins, ouvriers de voirie"),
    ("T-4", D(2026, 7, 2), "CANDIDAT", 6, "Ouvriers de voirie"),
    ("T-4", D(2026, 7, 20), "REFUS_CANDIDAT", 3, "Trajet de plus d’une heure sans voiture"),
    ("T-4", D(2026, 9, 15), "REUNION", 1, "Visite du chantier avec le GEIQ"),
    ("C-2", D(2026, 10, 6), "APPEL", 1, "Point sur les embauches de fin de chantier"),
)


def faire_vivre_penalites(guichet_id: int) -> None:
    """Whole or not at all; what is done is not done again."""
    with within_guichet(guichet_id):
        if Dossier.objects.exists() or timezone.localdate() < decaler(DERNIER_FAIT):
            return
        par = Adhesion.objects.get(nom_affiche="Camille Ferrand")
        _regler(par)
        _demarcher(par)
        _signaler(par)
        _demander(par)
        _mettre_en_demeure(par)
        _donner_un_avis(par)
        _penaliser(par)
        _renoncer(par)


def _tenue(ref: str) -> Attribution:
    tenue: Attribution = Attribution.objects.select_related("lot", "marche", "entreprise").get(ref=ref)
    return tenue


def _regler(par: Adhesion) -> None:
    for ref, objet, genre, valeur, suite in REGLES:
        marche = Marche.objects.get(ref=ref)
        regle = ReglePenalite(marche=marche, objet=objet, type=genre, valeur=Decimal(valeur), **suite)
        ajouter_regle_penalite(regle=regle, par=par)


def _demarcher(par: Adhesion) -> None:
    if Demarche.objects.exists():
        return
    for ref, ecrit, genre, nombre, texte in DEMARCHES:
        tenue = _tenue(ref)
        noter_demarche(
            entreprise=tenue.entreprise,
            marche=tenue.marche,
            date=decaler(ecrit),
            type=genre,
            nombre=nombre,
            texte=texte,
            par=par,
        )


def _ouvrir(ref: str, jour: datetime.date, objet: str, texte: str, par: Adhesion, camp: str = "GUICHET") -> Dossier:
    return ouvrir_dossier(attribution=_tenue(ref), objet=objet, texte=texte, date=jour, camp=camp, par=par)


def _etape(dossier: Dossier, vu: int, genre: str, jour: datetime.date, texte: str, par: Adhesion) -> None:
    avancer_dossier(dossier=dossier, type=genre, vu=vu, date=jour, texte=texte, par=par)


def _signaler(par: Adhesion) -> None:
    """Just declared, by the company itself."""
    denis = Adhesion.objects.get(nom_affiche="Denis Mauclair")
    texte = "Le lot démarre avec deux mois de retard : les enduits ne commenceront qu’en janvier."
    _ouvrir("V-1", le(2026, 11, 16), "Chantier décalé de deux mois", texte, denis, camp="ENTREPRISE")


def _demander(par: Adhesion) -> None:
    texte = "Aucune nouvelle embauche depuis avril, trois propositions de candidats restées sans réponse."
    dossier = _ouvrir("D-1", le(2026, 10, 12), "Aucune nouvelle embauche depuis avril", texte, par)
    _etape(dossier, 1, "DEMANDE", le(2026, 10, 26), "Demande adressée au service des marchés du département.", par)


def _mettre_en_demeure(par: Adhesion) -> None:
    """Without an answer: its fifteen days are over whatever the day of loading, so that an opinion is awaited."""
    texte = "Aucune embauche sur le lot des plantations depuis le printemps, correspondant injoignable."
    dossier = _ouvrir("Z-2", le(2026, 9, 14), "Aucune embauche pour les plantations", texte, par)
    _etape(dossier, 1, "DEMANDE", le(2026, 9, 28), "Demande adressée à la SPL.", par)
    _etape(dossier, 2, "MISE_EN_DEMEURE", le(2026, 10, 26), "Courrier recommandé de la SPL, quinze jours.", par)


def _donner_un_avis(par: Adhesion) -> None:
    texte = "Personne ne se présente pour le secteur Aérodrome, malgré quatre offres et six candidats orientés."
    dossier = _ouvrir("T-4", le(2026, 7, 27), "Candidats introuvables pour le gros œuvre", texte, par)
    _etape(dossier, 1, "DEMANDE", le(2026, 8, 31), "Demande adressée à l’autorité des transports.", par)
    _etape(dossier, 2, "MISE_EN_DEMEURE", le(2026, 9, 14), "Courrier recommandé de l’autorité des transports.", par)
    _etape(
        dossier, 3, "REPONSE", le(2026, 9, 25), "L’entreprise produit quatre offres et trois refus de candidats.", par
    )
    rendre_avis(
        dossier=dossier,
        vu=4,
        date=le(2026, 10, 5),
        sens="PARTIEL",
        motif="INFRUCTUEUX",
        texte="Les recherches sont prouvées jusqu’en juillet ; rien n’a été tenté depuis.",
        chiffres={"phrase": f"Au {formater_date(le(2026, 10, 5))} : six candidats proposés, trois refus."},
        par=par,
    )


def _penaliser(par: Adhesion) -> None:
    texte = "Objectif de 2025 non tenu, aucune démarche prouvée."
    dossier = _ouvrir("G-1", le(2026, 2, 9), "Objectif de 2025 non tenu", texte, par)
    _etape(dossier, 1, "DEMANDE", le(2026, 2, 16), "Demande adressée à la ville.", par)
    _etape(dossier, 2, "MISE_EN_DEMEURE", le(2026, 3, 2), "Courrier de la ville, quinze jours.", par)
    rendre_avis(
        dossier=dossier,
        vu=3,
        date=le(2026, 3, 20),
        sens="DEFAVORABLE",
        texte="Aucune offre transmise, aucune réponse à la mise en demeure.",
        chiffres={"phrase": f"Au {formater_date(le(2026, 3, 20))} : aucune démarche notée."},
        par=par,
    )
    decider_dossier(
        dossier=dossier,
        vu=4,
        date=le(2026, 4, 13),
        sens="PENALITE",
        montant=Decimal("2320.00"),
        texte="Retenue sur le prochain acompte.",
        par=par,
    )


def _renoncer(par: Adhesion) -> None:
    texte = "Le bailleur a arrêté le chantier du ravalement de mars à mai."
    dossier = _ouvrir("H-2", le(2026, 3, 23), "Arrêt du ravalement", texte, par)
    rendre_avis(
        dossier=dossier,
        vu=1,
        date=le(2026, 4, 7),
        sens="FAVORABLE",
        motif="ARRET_CHANTIER",
        texte="L’arrêt ne tient pas à l’entreprise ; les contrats ont repris en juin.",
        chiffres={"phrase": f"Au {formater_date(le(2026, 4, 7))} : chantier arrêté depuis le 2 mars."},
        par=par,
    )
    decider_dossier(dossier=dossier, vu=2, date=le(2026, 4, 27), sens="RENONCIATION", motif="ARRET_CHANTIER", par=par)
