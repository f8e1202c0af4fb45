"""Whatever people type, in whatever field: a PDF prints it, fetches nothing, opens no file."""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.db import transaction
from django.template.loader import render_to_string
from pypdf import PdfReader

from clauses_app import pdf
from clauses_app.comptes.models import Guichet
from clauses_app.tenancy.contexte import within_connexion, within_guichet
from marches.models import Marche
from suivi_heures.enums import TypeCourrier
from suivi_heures.management.demonstration import calendrier
from suivi_heures.models import Bilan, ModeleCourrier, TexteRapport
from tests.suivi_heures.restitutions.empoisonner import (
    BALISES,
    BREVES,
    ILLISIBLES,
    MARQUE,
    NEUTRE,
    a_l_affut,
    attendus,
    dire_colonne,
    en_administrateur,
    remplacer,
    serrer,
)
from tests.suivi_heures.restitutions.portes_pdf import APPELANTS, PORTES, Lieu

# a barrier that says too much takes no detail: the table itself refuses the text
REFUSENT = {"beneficiaires_frein.fonds", "beneficiaires_frein.service"}
# holds on one page: cuts a text after thirty signs, where the end of a long trap is not read
COUPENT = {"suivi_heures/pdf/fiche_reunion.html"}
# columns known to reach a page: a walk that would not meet them proves nothing
LUES = {
    "beneficiaires_action.nom", "beneficiaires_beneficiaire.nom", "beneficiaires_beneficiaire.prenom",
    "beneficiaires_convention.nom", "beneficiaires_convention.partenaires", "beneficiaires_convention.secteurs",
    "beneficiaires_seanceaction.lieu", "comptes_adhesion.nom_affiche", "comptes_guichet.adresse",
    "comptes_guichet.mention_rapport", "comptes_guichet.nom", "comptes_guichet.telephone",
    "marches_engagementheures.motif", "marches_entreprise.nom", "marches_lot.objet", "marches_lot.ref",
    "marches_maitreouvrage.nom", "marches_marche.objet", "marches_marche.ref", "marches_marche.suivi_par_nom",
    "marches_operation.nom", "suivi_heures_dossier.objet", "suivi_heures_financement.nom",
    "suivi_heures_modelecourrier.corps", "suivi_heures_modelecourrier.objet", "suivi_heures_partposte.financeur",
    "suivi_heures_poste.agent_nom", "suivi_heures_poste.nom", "suivi_heures_poste.territoire",
    "suivi_heures_texterapport.actions", "suivi_heures_texterapport.difficultes",
    "suivi_heures_texterapport.recommandation",
}  # fmt: skip
APPEL = re.compile(r"\b(rendre_pdf|convertir_en_pdf|MiseEnPage)\(")
JOUR = datetime.datetime(2026, 11, 28, 10, tzinfo=datetime.UTC)


@pytest.fixture
def administrateur() -> Iterator[None]:
    with en_administrateur():
        yield


@pytest.fixture
def guichet_charge(administrateur, db, settings) -> Iterator[int]:
    settings.DEMONSTRATION = True
    cache.clear()
    with time_machine.travel(JOUR, tick=True):
        call_command("charger_demonstration", stdout=io.StringIO())
        with within_connexion():
            guichet = Guichet.objects.get(code="coteaux")
        with within_guichet(guichet.pk):
            _ecrire_ce_qui_manque()
        yield guichet.pk
    calendrier.oublier_ecart()


def _ecrire_ce_qui_manque() -> None:
    """What the demonstration leaves to its users: the text of a report, a letter in the words of the guichet."""
    bilan = Bilan.objects.order_by("pk").first()
    for marche in Marche.objects.filter(maitre_ouvrage=bilan.maitre_ouvrage_id):
        TexteRapport.objects.update_or_create(
            marche=marche, annee=bilan.annee, trimestre=bilan.trimestre,
            defaults={"actions": "Visite.", "difficultes": "Retard.", "recommandation": "Recruter."},
        )  # fmt: skip
    ModeleCourrier.objects.create(type=TypeCourrier.ATTESTATION, objet="Objet", corps="Corps")


@pytest.fixture
def demandes(monkeypatch) -> list[str]:
    """What the engine asked for, granted or not."""
    adresses: list[str] = []
    chargeur = pdf._chargeur()
    lire_adresse = chargeur.fetch

    def noter(url, headers=None):
        adresses.append(url)
        return lire_adresse(url, headers)

    monkeypatch.setattr(chargeur, "fetch", noter)
    return adresses


@pytest.fixture
def gabarits(monkeypatch) -> set[str]:
    """Templates rendered to a document."""
    rendus: set[str] = set()

    def rendre(gabarit, contexte):
        rendus.add(gabarit)
        return render_to_string(gabarit, contexte)

    monkeypatch.setattr(pdf, "render_to_string", rendre)
    return rendus


def lire(octets: bytes) -> str:
    return "\n".join(serrer(page.extract_text()) for page in PdfReader(BytesIO(octets)).pages)


def imprimer(lieu: Lieu, formes: tuple[str, ...]) -> dict[str, str]:
    """The text of every document, once each column holds these forms; the database is as before."""
    cache.clear()
    point = transaction.savepoint_create()
    assert remplacer(formes) <= REFUSENT
    lus = {
        f"{noms[0]}, {rang}": lire(octets) for noms, porte in PORTES.items() for rang, octets in enumerate(porte(lieu))
    }
    transaction.savepoint_rollback(point)
    return lus


def test_un_texte_hostile_dans_chaque_champ_s_imprime_tel_quel_dans_chaque_document(
    guichet_charge, connecter, demandes, gabarits
):
    """What a document prints of a plain marker, it prints of the marker inside a trap, letter for letter."""
    nus = imprimer(Lieu(guichet_charge, connecter), NEUTRE)
    assert gabarits == {nom for noms in PORTES for nom in noms}
    imprimes = {document: set(MARQUE.findall(texte)) for document, texte in nus.items()}
    assert [document for document, marques in imprimes.items() if not marques] == []
    assert {dire_colonne(un).partition(",")[0] for marques in imprimes.values() for un in marques} >= LUES
    for formes in (BREVES, BALISES, ILLISIBLES):
        with a_l_affut() as vues:
            pieges = imprimer(Lieu(guichet_charge, connecter), formes)
        assert vues == []
        for document, marques in imprimes.items():
            assert formes is not BREVES or 2 * len([un for un in marques if un in pieges[document]]) > len(marques)
        assert [adresse for adresse in demandes if not adresse.startswith("actif:")] == []
        assert [
            f"{document} : {dire_colonne(marque)}, {pieges[document].count(marque)} fois"
            for document, marques in imprimes.items()
            for marque in sorted(marques)
            for coupe in [document.partition(",")[0] in COUPENT]
            if marque in pieges[document] or not coupe
            if not any(dit in pieges[document] for dit in attendus(formes, marque, coupes=coupe))
        ] == []


def test_une_porte_de_plus_entre_dans_la_liste():
    """Whole documents among templates, modules that ask for one: all known here, so all walked above."""
    racine = Path(settings.BASE_DIR)
    documents = {
        str(chemin.relative_to(racine / "templates"))
        for chemin in (racine / "templates").rglob("*.html")
        if "<!doctype html" in (lu := chemin.read_text("utf-8")) and ("actif:" in lu or "/pdf/" in str(chemin))
    }
    assert documents == {nom for noms in PORTES for nom in noms}
    appelants = {
        str(chemin.relative_to(racine))
        for paquet in ("clauses_app", "marches", "beneficiaires", "suivi_heures")
        for chemin in (racine / paquet).rglob("*.py")
        if "clauses_app.pdf import" in (lu := chemin.read_text("utf-8")) and APPEL.search(lu)
    }
    assert appelants == APPELANTS
