"""One figure, one value: read back from the PDF, its JSON, its CSV, the workbook and the screen, all are equal."""

import csv
import datetime
import io
import json
from io import BytesIO

import openpyxl
import pytest
import time_machine
from django.core.management import call_command
from django.urls import reverse
from pypdf import PdfReader

from clauses_app.comptes.enums import Role
from clauses_app.comptes.models import Adhesion, Guichet
from clauses_app.interface.formats import formater_nombre, formater_pourcent
from clauses_app.tenancy.contexte import within_connexion, within_guichet
from marches.models import MaitreOuvrage, Marche
from suivi_heures.enums import StatutBilan
from suivi_heures.management.demonstration import calendrier
from suivi_heures.models import Bilan, FichierBilan
from suivi_heures.queries.trimestres import Trimestre
from suivi_heures.restitutions.bilan_trimestriel import BilanTrimestriel
from suivi_heures.restitutions.comparer_bilans import ecrire_effectif
from suivi_heures.restitutions.figer import depuis_json
from suivi_heures.restitutions.joindre_donnees import NOM_CSV, NOM_JSON
from suivi_heures.restitutions.mesurer_bilan import COLONNES, mesurer_bilan
from suivi_heures.restitutions.presenter_bilan import formater_ecart
from suivi_heures.services.demander_bilan import TrimestreClos, demander_bilan
from suivi_heures.tasks import produire_bilan_tache
from tests.suivi_heures.restitutions.tables_lues import lire_tables_page, lire_tables_pdf

JOUR = datetime.datetime(2026, 11, 28, 10, tzinfo=datetime.UTC)
PERIODE = Trimestre(2026, 3)


def serrer(texte):
    return "".join(str(texte).split())


@pytest.fixture
def demonstration(db, settings):
    settings.DEMONSTRATION = True
    with time_machine.travel(JOUR, tick=True):
        call_command("charger_demonstration", stdout=io.StringIO())
        yield
    calendrier.oublier_ecart()


def demander_partout():
    """Each buyer of each guichet, and one report on a part of each."""
    with within_connexion():
        guichets = list(Guichet.objects.order_by("pk").values_list("pk", flat=True))
    for guichet in guichets:
        with within_guichet(guichet):
            acheteurs = list(MaitreOuvrage.objects.order_by("pk"))
        for acheteur in acheteurs:
            with within_guichet(guichet):
                marche = Marche.objects.filter(maitre_ouvrage=acheteur).order_by("pk").last()
            for partie in ({}, {"marche": marche}):
                if marche is not None:
                    yield guichet, acheteur, partie


def produire(guichet, acheteur, partie):
    """None: nothing to report of this quarter."""
    try:
        with within_guichet(guichet):
            demande = demander_bilan(maitre_ouvrage=acheteur, trimestre=PERIODE, **partie)
    except TrimestreClos:  # closed on the day of the first report: that one stands
        with within_guichet(guichet):
            demande = Bilan.objects.prets().filter(maitre_ouvrage=acheteur, **partie).first()
    if demande is None:
        return None
    produire_bilan_tache(guichet, bilan_id=demande.pk)
    with within_guichet(guichet):
        return Bilan.objects.filter(pk=demande.pk, statut=StatutBilan.PRET).first() or (
            Bilan.objects.prets().filter(maitre_ouvrage=acheteur, **({"marche": None} | partie)).first()
        )


def test_chaque_chiffre_est_le_meme_partout(demonstration, connecter):
    vus = 0
    for guichet, acheteur, partie in demander_partout():
        bilan = produire(guichet, acheteur, partie)
        if bilan is not None:
            vus += 1
            comparer(bilan, guichet, connecter)
    assert vus >= 8


def comparer(bilan, guichet, connecter):
    with within_guichet(guichet):
        octets = bytes(FichierBilan.objects.get(bilan=bilan).contenu)
    with within_connexion():
        adhesion = Adhesion.objects.filter(guichet_id=guichet, role=Role.ADMIN_GUICHET).first()
    client = connecter(adhesion)
    figures = depuis_json(BilanTrimestriel, bilan.donnees)
    pieces = {nom: contenus[0] for nom, contenus in PdfReader(BytesIO(octets)).attachments.items()}
    assert depuis_json(BilanTrimestriel, json.loads(pieces[NOM_JSON])["rapport"]) == figures
    classeur = client.get(reverse("suivi_heures:rapport_donnees", args=[bilan.identifiant, "xlsx"])).content
    memes_mesures(figures, pieces[NOM_CSV].decode(), classeur)
    tables = lire_tables_pdf(octets)
    page = client.get(reverse("suivi_heures:rapport", args=[bilan.identifiant])).content.decode()
    assert tables == lire_tables_page(page), bilan
    chiffres_imprimes(figures, tables)


def memes_mesures(figures, texte, classeur):
    attendues = [[serrer("" if un is None else un) for un in mesure.en_ligne] for mesure in mesurer_bilan(figures)]
    lues = [[serrer(un) for un in ligne] for ligne in csv.reader(io.StringIO(texte))]
    assert lues == [list(COLONNES), *attendues]
    feuille = list(openpyxl.load_workbook(io.BytesIO(classeur)).active.iter_rows(values_only=True))
    debut = feuille.index(COLONNES) + 1
    for ligne, attendue in zip(feuille[debut:], mesurer_bilan(figures), strict=True):
        assert [un or "" for un in (*ligne[:6], ligne[7])] == [*attendue.en_ligne[:6], attendue.cache]
        assert ligne[6] is None if attendue.valeur is None else float(attendue.valeur) == ligne[6]


def chiffres_imprimes(figures, tables):
    """What the tables of the document say, taken from the frozen figures and written as a reader would."""
    rangees = [rangee for table in tables for rangee in table]
    for fiche in figures.marches:
        assert any(r[0].startswith(serrer(fiche.objet)) and r[3:] == avancement(fiche.avancement) for r in rangees)
        lots = fiche.lots if len(fiche.lots) > 1 else ()
        for lot in lots:
            debut = serrer(f"Lot {lot.reference}, {lot.objet}")
            assert any(r[0].startswith(debut) and r[3:] == avancement(lot.avancement) for r in rangees)
        for repartition in (fiche.publics, fiche.modalites):
            for ligne in repartition.lignes:
                assert [serrer(ligne.libelle), *effectif(ligne, figures.methode.seuil)] in rangees
        for un in fiche.exclusions:
            assert [serrer(un.libelle), serrer(formater_nombre(un.heures))] in rangees
    total = next(r for r in rangees if r[0] == "Ensemble")
    assert total[3:] == avancement(figures.synthese.avancement)


def avancement(un):
    """Done on due, in the quarter, difference, rate with its coverage: as the columns go."""
    fait = f"{formater_nombre(un.realise)} sur {formater_nombre(un.objectif)}"
    couverture = f"décl. {un.couverture.recues}/{un.couverture.attendues}"
    taux = f"{formater_pourcent(un.pourcent)} {couverture}"
    return [serrer(x) for x in (fait, formater_nombre(un.au_trimestre), formater_ecart(un.ecart), taux)]


def effectif(ligne, seuil):
    if ligne.effectif.masque:
        return [serrer(ecrire_effectif(ligne.effectif, seuil)), "–", "–"]
    valeurs = (formater_nombre(ligne.effectif.personnes), formater_nombre(ligne.effectif.heures))
    return [serrer(un) for un in (*valeurs, formater_pourcent(ligne.part, 0))]
