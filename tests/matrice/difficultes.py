"""Penalties, difficulties and reminders of one owner of the world, each text with its canary."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from marches.models import AdresseEnEchec, ContactEntreprise, ParametreLegal, ReglePenalite
from suivi_heures.models import (
    AvisFacilitateur,
    Courrier,
    DecisionAcheteur,
    Demarche,
    Dossier,
    EtapeDossier,
    ModeleCourrier,
    PauseRelance,
    Relance,
)
from tests.matrice.chemins import ouvrir_des_chemins

MARS = datetime.date(2025, 3, 3)


def creer_difficultes(nom: str, o: dict[str, Any], cle: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """`cle`: the primary key to give, where the owner wants its own."""
    ParametreLegal.objects.create(
        **cle(), code="SMIC_HORAIRE", date_effet=MARS, valeur=Decimal("11.90"), source=f"{nom}source"
    )
    regle = ReglePenalite.objects.create(
        **cle(), marche=o["marche"], type="EUR_HEURE", valeur=Decimal(60), article=f"{nom}article", par_nom=f"{nom}qui"
    )
    contact = ContactEntreprise.objects.create(
        **cle(), entreprise=o["entreprise"], nom=f"{nom}contact", courriel=f"{nom}d@exemple.fr"
    )
    adresse = AdresseEnEchec.objects.create(**cle(), courriel=f"{nom}e@exemple.fr".lower(), motif=f"{nom}rejet")
    demarche = Demarche.objects.create(
        **cle(), entreprise=o["entreprise"], marche=o["marche"], date=MARS, type="OFFRE", texte=f"{nom}offre"
    )
    return (
        _relancer(nom, o, cle)
        | ouvrir_des_chemins(nom, o, cle)
        | {
            "regle_penalite": regle,
            "contact": contact,
            "adresse_en_echec": adresse,
            "demarche": demarche,
            "dossier": _ouvrir(nom, o, o["entreprise"], cle),
            "dossier/STRUCTURE": _ouvrir(nom, o, o["structure"], cle),
        }
    )


def _ouvrir(nom: str, o: dict[str, Any], entreprise: Any, cle: Callable[[], dict[str, Any]]) -> Dossier:
    dossier = Dossier.objects.create(
        **cle(),
        marche=o["marche"],
        lot=o["lot"],
        maitre_ouvrage=o["maitre_ouvrage"],
        entreprise=entreprise,
        objet=f"{nom}difficulté",
        origine="ENTREPRISE",
        ouvert_le=MARS,
        par_nom=f"{nom}qui",
    )
    etapes = [
        EtapeDossier.objects.create(
            **cle(), dossier=dossier, numero=n, type=t, camp="GUICHET", date=MARS, texte=f"{nom}étape"
        )
        for n, t in enumerate(("SIGNALEMENT", "AVIS", "DECISION"), 1)
    ]
    AvisFacilitateur.objects.create(
        **cle(), dossier=dossier, etape=etapes[1], sens="FAVORABLE", motif="INFRUCTUEUX", texte=f"{nom}avis"
    )
    DecisionAcheteur.objects.create(
        **cle(), dossier=dossier, etape=etapes[2], sens="RENONCIATION", motif="INFRUCTUEUX", texte=f"{nom}décision"
    )
    return dossier


def _relancer(nom: str, o: dict[str, Any], cle: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    ModeleCourrier.objects.create(**cle(), type="RELANCE_1", objet=f"{nom}objet", corps=f"{nom}corps")
    PauseRelance.objects.create(
        **cle(), entreprise=o["entreprise"], motif=f"{nom}pause", jusqu_au=datetime.date(2099, 1, 1)
    )
    courrier = _attester(nom, o, o["entreprise"], cle)
    relance = Relance.objects.create(
        **cle(),
        entreprise=o["entreprise"],
        mois=MARS.replace(day=1),
        palier="R1",
        jour=MARS,
        mois_attendus=[MARS.replace(day=1)],
        marches=[o["marche"].pk],
        contact_nom=f"{nom}contact",
        courrier=courrier,
        statut="ENVOYEE",
        detail=f"{nom}détail",
    )
    return {"courrier": courrier, "courrier/STRUCTURE": _attester(nom, o, o["structure"], cle), "relance": relance}


def _attester(nom: str, o: dict[str, Any], entreprise: Any, cle: Callable[[], dict[str, Any]]) -> Courrier:
    return Courrier.objects.create(
        **cle(),
        type="ATTESTATION",
        entreprise=entreprise,
        maitre_ouvrage=o["maitre_ouvrage"],
        marche=o["marche"],
        destinataire=f"{nom}destinataire",
        objet=f"{nom}objet",
        corps=f"{nom}corps",
        contenu=f"%PDF {nom}attestation".encode(),
    )
