"""Outputs of a year through the door: closed quarters only, the same figures everywhere, never rewritten."""

import csv
import datetime
import io
import json
from decimal import Decimal

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from clauses_app.interface.formats import formater_pourcent
from clauses_app.tenancy.contexte import within_connexion, within_guichet
from marches.models import Marche
from suivi_heures.enums import GenreSortie
from suivi_heures.models import Bilan, Heure, Restitution
from suivi_heures.queries.trimestres import Trimestre
from suivi_heures.services.clore_trimestre import clore_trimestre
from suivi_heures.services.recalculer_realisation import recalculer_realisation
from tests.factories.comptes import creer_adhesion
from tests.factories.marches import creer_regle
from tests.suivi_heures.restitutions.scenario import creer_scenario, travailler

ADRESSE = "/restitutions/"


@pytest.fixture
def en_avril():
    with time_machine.travel(datetime.datetime(2026, 4, 20, 10, tzinfo=datetime.UTC), tick=True):
        yield


@pytest.fixture
def clos(en_avril, guichet):
    with within_guichet(guichet.pk):
        scenario = creer_scenario()
        for contrat in scenario.contrats:
            travailler(contrat, 2, "100.00", decidee_a=datetime.datetime(2026, 3, 2, tzinfo=datetime.UTC))
        recalculer_realisation(lots=None)
        clore_trimestre(trimestre=Trimestre(2026, 1), par=None)
    return scenario


def _produire(client, genre="NATIONAL", trimestre="2026-T1"):
    reponse = client.post(f"{ADRESSE}produire/", {"genre": genre, "trimestre": trimestre})
    assert reponse.status_code == 302, reponse.content.decode()
    return reponse.url


def _tableau(client, adresse):
    lignes = list(
        csv.reader(io.StringIO(client.get(f"{adresse}fichier.csv").content.decode("utf-8-sig")), delimiter=";")
    )
    depuis = lignes.index(next(li for li in lignes if li and li[0] == "Rubrique"))
    return {(li[0], li[1], li[2]): li[3] or li[5] for li in lignes[depuis + 1 :]}


def test_rien_ne_se_produit_d_un_trimestre_ouvert(en_avril, connecter, facilitateur):
    client = connecter(facilitateur)
    assert "Aucun trimestre clos" in client.get(ADRESSE).content.decode()
    reponse = client.post(f"{ADRESSE}produire/", {"genre": "NATIONAL", "trimestre": "2026-T1"})
    assert reponse.status_code == 422


def test_la_consolidation_nationale_compte_heures_personnes_et_contrats(clos, connecter, facilitateur):
    lu = _tableau(client := connecter(facilitateur), _produire(client))
    assert lu["Heures", "Ensemble", "Heures réalisées"] == "1500,00"
    assert lu["Participants", "Ensemble", "Personnes"] == "15"
    assert lu["Contrats de travail", "Ensemble", "Contrats"] == "15"
    assert lu["Participants, sexe", "Ensemble", "Femmes"] == "5"
    # three people on minimal income: hidden, and with them what would give them back
    assert lu["Participants, public", "Ensemble", "Minima sociaux"] == "moins de 5 personnes"
    assert lu["Participants, public", "Ensemble", "Chômage de longue durée"].startswith("non communiqué")


@pytest.mark.parametrize("bonifie", [True, False])
def test_les_heures_realisees_d_un_marche_bonifie_sont_dites_sans_bonification(
    en_avril, guichet, connecter, facilitateur, bonifie
):
    """The quarterly report says 180 h, this document 150: it says why, and not by how much."""
    with within_guichet(guichet.pk):
        bonifications = [{"code": "B0", "condition": "FEMME", "coefficient": "2"}] if bonifie else []
        creer_regle(code="BONUS", bonifications=bonifications)
        scenario = creer_scenario(regle_code="BONUS")
        for contrat in scenario.contrats:
            travailler(contrat, 2, "10.00", decidee_a=datetime.datetime(2026, 3, 2, tzinfo=datetime.UTC))
        recalculer_realisation(lots=None)
        clore_trimestre(trimestre=Trimestre(2026, 1), par=None)
    client = connecter(facilitateur)
    adresse = _produire(client, "ANNUEL")
    assert _tableau(client, adresse)["L’année", "Ensemble", "Heures réalisées"] == "150,00"
    assert ("les heures retenues, sans bonification" in client.get(adresse).text) is bonifie


@pytest.mark.parametrize("genre", ["ANNUEL", "FINANCEURS", "NATIONAL"])
def test_un_document_dit_que_les_suites_sont_suivies_et_pourquoi_elles_n_y_sont_pas(
    clos, connecter, facilitateur, genre
):
    client = connecter(facilitateur)
    page = client.get(_produire(client, genre)).text
    assert "non suivies" not in page
    assert "Suites à 3, 6, 12, 18 et 24 mois\u00a0: suivies par le guichet" in page
    assert "Absentes ici\u00a0: elles portent sur toutes ses sorties" in page


def test_une_part_s_ecrit_a_une_decimale_comme_partout(clos, guichet, connecter, facilitateur):
    """1 500 h on 4 000: 37,5 %; a share that a convention states keeps what it states."""
    client = connecter(facilitateur)
    saisie = {"nom": "Région", "type_financeur": "REGION", "part_pct": "33.33", "annee_debut": "2026"}
    assert client.post(f"{ADRESSE}financements/", saisie).status_code == 302
    adresse = _produire(client)
    part = Decimal(_tableau(client, adresse)["Heures", "Ensemble", "Part réalisée dans la période"].replace(",", "."))
    assert part == part.quantize(Decimal("0.1"))
    page = client.get(adresse).text
    assert f"{formater_pourcent(part)}</td>" in page
    assert "33,33\u202f%</td>" in page


@pytest.mark.parametrize("genre", GenreSortie.values)
def test_l_ecran_le_classeur_et_le_csv_disent_les_memes_chiffres(clos, connecter, facilitateur, genre):
    client = connecter(facilitateur)
    adresse = _produire(client, genre)
    page = client.get(adresse).content.decode()
    lu = _tableau(client, adresse)
    feuille = load_workbook(io.BytesIO(client.get(f"{adresse}fichier.xlsx").content)).active
    rangees = list(feuille.iter_rows(values_only=True))
    depuis = next(n for n, r in enumerate(rangees) if r[0] == "Rubrique")
    classeur = {r[:3]: r[3] if r[3] is not None else r[5] for r in rangees[depuis + 1 :]}
    assert set(classeur) == set(lu)
    for cle, valeur in classeur.items():
        dite = lu[cle]
        if isinstance(valeur, str):
            assert valeur == dite
            assert valeur in page
        else:
            assert Decimal(str(valeur)) == Decimal(dite.replace(",", "."))
    pdf = client.get(f"{adresse}fichier.pdf").content
    assert pdf.startswith(b"%PDF")
    assert pdf == client.get(f"{adresse}fichier.pdf").content


def test_produire_deux_fois_le_meme_rend_le_meme(clos, guichet, connecter, facilitateur):
    client = connecter(facilitateur)
    assert _produire(client) == _produire(client)
    with within_guichet(guichet.pk):
        assert Restitution.objects.count() == 1


def test_une_heure_venue_apres_la_cloture_ne_change_pas_la_sortie(clos, guichet, connecter, facilitateur):
    client = connecter(facilitateur)
    avant = _tableau(client, _produire(client))
    with within_guichet(guichet.pk):
        tardive = travailler(clos.contrats[0], 3, "50.00")
        Heure.objects.filter(pk=tardive.pk).update(decidee_a=datetime.datetime(2026, 4, 22, tzinfo=datetime.UTC))
        recalculer_realisation(lots=None)
    assert _tableau(client, _produire(client)) == avant


def test_une_sortie_ne_se_soustrait_pas_d_un_rapport_deja_produit(clos, guichet, connecter, facilitateur):
    """The report said 12 people in all: 15 now would say that three came."""
    with within_guichet(guichet.pk):
        tus = {"lignes": [], "total": {"personnes": None}}
        publics, modalites = {"titre": "Public"} | tus, {"titre": "Modalité"} | tus
        vide = {nom: {"personnes": None} for nom in ("personnes", "entrees")}
        Bilan.objects.create(
            maitre_ouvrage=clos.acheteur, annee=2026, trimestre=1, statut="PRET",
            donnees={
                "trimestre": {"annee": 2026, "numero": 1},
                "synthese": vide | {
                    "personnes_trimestre": {"personnes": 12}, "publics": publics, "modalites": modalites, "profils": [],
                },
                "marches": [{"reference": "T9", "publics": publics, "modalites": modalites}],
            },
        )  # fmt: skip
    client = connecter(facilitateur)
    assert _tableau(client, _produire(client))["Participants", "Ensemble", "Personnes"].startswith("non communiqué")


def test_les_conventions_se_lisent_dans_le_bilan_par_financeur(clos, connecter, facilitateur):
    client = connecter(facilitateur)
    saisie = {"nom": "Département", "type_financeur": "DEPARTEMENT", "part_pct": "40", "annee_debut": "2026"}
    assert client.post(f"{ADRESSE}financements/", saisie).status_code == 302
    refus = client.post(f"{ADRESSE}financements/", saisie | {"part_pct": "70"})
    assert refus.status_code == 422
    assert "60\u202f% au plus" in refus.content.decode()
    lu = _tableau(client, _produire(client, "FINANCEURS"))
    assert lu["Par financeur", "Département (40\u202f%)", "Heures au prorata de sa part"] == "600,00"
    assert lu["Personnes, par financeur", "Département (40\u202f%)", "Personnes"] == "15"


def test_un_autre_guichet_ni_un_acheteur_ne_la_lisent(clos, guichet, autre_guichet, connecter, facilitateur):
    adresse = _produire(connecter(facilitateur))
    with within_connexion():
        etranger = creer_adhesion(guichet=autre_guichet, role="FACILITATEUR", nom="Autre Guichet")
        acheteur = creer_adhesion(
            guichet=guichet, role="ACHETEUR", nom="Élu", maitre_ouvrage_id=clos.acheteur.pk, organisation_nom="Dép"
        )
    assert connecter(etranger).get(adresse).status_code == 404
    assert connecter(acheteur).get(adresse).status_code == 403


def test_le_fichier_de_l_acheteur_revient_avec_ses_considerations(clos, guichet, connecter, facilitateur):
    publie = {"id": "2026-1", "acheteur": {"id": "22940028800010"}, "objet": "Voirie"}
    with within_guichet(guichet.pk):
        Marche.objects.filter(pk=clos.marche.pk).update(uid_decp="229400288000102026-1", types_clause=["EXEC"])
    client = connecter(facilitateur)

    def envoyer(marches):
        fichier = SimpleUploadedFile("decp.json", json.dumps({"marches": {"marche": marches}}).encode())
        return client.post(f"{ADRESSE}donnees-essentielles/", {"fichier": fichier})

    rendu = json.loads(envoyer([publie]).content)
    assert rendu["marches"]["marche"] == [
        publie | {"considerationsSociales": {"considerationSociale": ["Clause sociale"]}}
    ]
    refus = envoyer([publie | {"id": "autre"}])
    assert refus.status_code == 422
    assert "Aucun marché de ce fichier" in refus.content.decode()
    assert client.post(f"{ADRESSE}donnees-essentielles/").status_code == 422
