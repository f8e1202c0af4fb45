"""A timesheet of March 2026 as a company writes it: one good line, and one of each kind that asks for a decision."""

import datetime
from contextlib import nullcontext

import pytest
import time_machine

from clauses_app.tenancy.contexte import guichet_courant, within_connexion, within_guichet
from suivi_heures.services.recevoir_releve import recevoir_releve
from tests.factories.beneficiaires import creer_beneficiaire, creer_contrat
from tests.factories.comptes import creer_adhesion

RECU = datetime.date(2026, 4, 3)
FICHIER = """Nom;Prénom;Date de naissance;Heures travaillées
DROUOT;Maëlle;03/05/1995;140
BENCHERIF;Yassin;14/02/1991;120
BENCHERIF;Yassin;14/02/1991;34
FOFANI;Ibrahim;27/11/1974;254
DROUOT;Maëlle;03/05/1995;140
FOFANI;Ibrahim;27/11/1974;abc
OKAFOR;Grace;01/01/2001;70
"""
NAISSANCES = {
    "DROUOT Maëlle": datetime.date(1995, 5, 3),
    "BENCHERIF Yacine": datetime.date(1991, 2, 14),
    "FOFANI Ibrahim": datetime.date(1974, 11, 27),
}


def dedans(guichet):
    """In the guichet, whether the test already is or not."""
    return nullcontext() if guichet_courant() else within_guichet(guichet.pk)


@pytest.fixture
def en_avril():
    with time_machine.travel(datetime.datetime(2026, 4, 3, 10, tzinfo=datetime.UTC), tick=True):
        yield


@pytest.fixture
def contrats(guichet, en_avril):
    """Three people of one employer, on one lot."""
    trouves = {}
    with dedans(guichet):
        memes = {}
        for nom, naissance in NAISSANCES.items():
            famille, prenom = nom.split()
            personne = creer_beneficiaire(
                nom=famille, prenom=prenom, date_naissance=naissance, eligible_depuis=datetime.date(2026, 1, 1)
            )
            contrat = creer_contrat(beneficiaire=personne, date_debut=datetime.date(2026, 1, 5), **memes)
            memes = {"attribution": contrat.attribution, "employeur": contrat.employeur}
            trouves[famille] = contrat
    return trouves


@pytest.fixture
def deposer(guichet, contrats):
    def _deposer(contenu=FICHIER, nom="heures mars 2026.csv", recu_le=RECU):
        employeur = next(iter(contrats.values())).employeur
        with dedans(guichet):
            return recevoir_releve(
                nom_fichier=nom, contenu=contenu.encode(), deposant=employeur, recu_le=recu_le, par=None
            ).releve

    return _deposer


@pytest.fixture
def releve(deposer):
    return deposer()


@pytest.fixture
def entreprise(guichet, contrats):
    with within_connexion():
        return creer_adhesion(
            guichet=guichet,
            role="ENTREPRISE",
            nom="Hugo Delmarre",
            entreprise_id=contrats["DROUOT"].employeur_id,
            organisation_nom="Valentin",
        )
