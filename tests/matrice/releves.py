"""A timesheet with a line, what was decided of it, and the name that was learnt."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from beneficiaires.models import ContratTravail
from suivi_heures.models import (
    CorrectionLigne,
    Correspondance,
    EnvoiCroise,
    FichierReleve,
    LigneReleve,
    NomRetenu,
    ReleveHeures,
)
from suivi_heures.queries.retraits import ABSENTE
from tests.factories.suivi_heures import creer_heure


def corriger_une_ligne(
    nom: str, cle: Callable[[str], dict[str, Any]], p: str, releve: ReleveHeures, ligne: LigneReleve
) -> tuple[CorrectionLigne, NomRetenu]:
    correction = CorrectionLigne.objects.create(
        **cle(p),
        releve=releve,
        ligne_id=ligne.pk,
        numero=ligne.numero,
        ensemble=uuid.uuid4(),
        geste="ECARTER",
        motif=f"{nom}motif",
        par_nom=f"{nom}correcteur",
    )
    retenu = NomRetenu.objects.create(
        **cle(p),
        entreprise=releve.entreprise,
        cle=f"{nom}cle",
        ecrit=f"{nom}écrit",
        beneficiaire=ligne.contrat.beneficiaire,
        retenu_par=f"{nom}retenu",
    )
    return correction, retenu


def deposer_un_releve(
    nom: str, cle: Callable[[str], dict[str, Any]], p: str, entreprise: Any, contrat: ContratTravail
) -> tuple[ReleveHeures, LigneReleve]:
    releve = ReleveHeures.objects.create(
        **cle(p),
        entreprise=entreprise,
        mois=datetime.date(2025, 6, 1),
        statut="SOUMIS",
        nom_fichier=f"{nom}relevé.csv",
        empreinte="e",
        depose_par=f"{nom}déposant",
    )
    FichierReleve.objects.create(releve=releve, contenu=f"Salarié;Valeur\n{nom}octets Zoé;12\n".encode())
    ligne = LigneReleve.objects.create(
        **cle(p),
        releve=releve,
        numero=2,
        lue={"nom": f"{nom}ligne"},
        contrat=contrat,
        du=datetime.date(2025, 6, 1),
        au=datetime.date(2025, 6, 30),
        heures=Decimal("70.00"),
    )
    return releve, ligne


def retenir_des_colonnes(
    nom: str, cle: Callable[[str], dict[str, Any]], p: str, releve: ReleveHeures
) -> Correspondance:
    return Correspondance.objects.create(
        **cle(p),
        entreprise=releve.entreprise,
        empreinte="e" * 64,
        colonnes=[{"cle": "salarie", "titre": f"{nom}titre", "champ": "nom_prenom"}],
        mois=releve.mois,
        motif=f"{nom}pourquoi",
        retenue_par=f"{nom}retenue",
    )


def croiser_des_envois(
    nom: str, cle: Callable[[str], dict[str, Any]], p: str, contrat: ContratTravail
) -> dict[str, EnvoiCroise]:
    """The holder and the employer each said something of hours the other had sent: two figures wait."""
    return {
        sorte: EnvoiCroise.objects.create(
            **cle(p),
            contrat=contrat,
            du=datetime.date(2025, mois, 1),
            au=datetime.date(2025, mois, 28),
            premier_id=premier,
            second_id=second,
            heures=Decimal("12.00"),
            dit_par=f"{nom}déclarant",
        )
        for sorte, mois, premier, second in (
            ("envoi_croise", 2, contrat.employeur_id, contrat.titulaire_id),
            ("envoi_croise/STRUCTURE", 3, contrat.titulaire_id, contrat.employeur_id),
        )
    }


def oublier_une_ligne(objets: dict[str, Any]) -> None:
    """The timesheet corrects another, and no longer holds one of its lines."""
    creer_heure(
        contrat=objets["contrat"],
        ref=f"V{objets['releve'].pk}-1-0",
        heures="-1",
        du=datetime.date(2025, 6, 1),
        au=datetime.date(2025, 6, 30),
        statut="SOUMISE",
        corrige_id=objets["heure"].pk,
        releve_id=objets["releve"].pk,
        motif=f"{ABSENTE} reçu le 01/07/2025.",
    )
