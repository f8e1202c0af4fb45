"""Participants of a co-funded action: an option off by default, a reason, only what is known, nobody of elsewhere."""

from __future__ import annotations

import csv
import datetime
import io

import pytest
import time_machine
from openpyxl import load_workbook

from beneficiaires.models import Beneficiaire, Situation, Sortie
from clauses_app.audit.models import Evenement
from clauses_app.comptes.enums import Role
from clauses_app.comptes.models import Guichet
from clauses_app.tenancy.contexte import within_connexion, within_guichet
from marches.models import Attribution
from suivi_heures.models import Financement, PartPoste, Poste
from suivi_heures.services.recalculer_realisation import recalculer_realisation
from tests.factories.beneficiaires import creer_beneficiaire, creer_contrat, creer_decision
from tests.factories.comptes import creer_adhesion
from tests.factories.marches import creer_maitre_ouvrage
from tests.factories.suivi_heures import creer_heure
from tests.matrice.visites import entrer
from tests.suivi_heures.restitutions.scenario import creer_scenario, travailler

ADRESSE = "/restitutions/participants-fse/"
MOTIF = "Bilan d’exécution remis au gestionnaire"


@pytest.fixture(autouse=True)
def _en_avril():
    with time_machine.travel(datetime.datetime(2026, 4, 20, 10, tzinfo=datetime.UTC), tick=True):
        yield


@pytest.fixture
def responsable(guichet):
    with within_connexion():
        return creer_adhesion(guichet=guichet, role=Role.ADMIN_GUICHET, nom="Inès Roche")


@pytest.fixture
def travaille(guichet):
    with within_guichet(guichet.pk):
        scenario = creer_scenario()
        for contrat in scenario.contrats:
            travailler(contrat, 2, "100.00", decidee_a=datetime.datetime(2026, 3, 2, tzinfo=datetime.UTC))
        recalculer_realisation(lots=None)
    return scenario


@pytest.fixture
def convention(guichet, travaille):
    with within_guichet(guichet.pk):
        return Financement.objects.create(nom="FSE+ 2026", type="FSE", part_pct=40, annee_debut=2026)


@pytest.fixture
def ouvert(guichet):
    with within_guichet(guichet.pk):
        Guichet.objects.filter(pk=guichet.pk).update(participants_fse=True)


def demander(client, convention, **autres):
    return client.post(
        ADRESSE, {"financement": convention.pk, "annee": "2026", "motif": MOTIF, "forme": "csv"} | autres
    )


def lire(reponse):
    assert reponse.status_code == 200, reponse.content.decode()
    rangees = list(csv.reader(io.StringIO(reponse.content.decode("utf-8-sig")), delimiter=";"))
    titres = next(r for r in rangees if r and r[0] == "Référence")
    debut = rangees.index(titres)
    return rangees[:debut], [dict(zip(titres, r, strict=True)) for r in rangees[debut + 1 :]]


def test_fermee_par_defaut_seul_un_responsable_l_ouvre_et_le_journal_le_dit(guichet, facilitateur, responsable):
    assert "Un responsable du guichet peut l’ouvrir" in entrer(facilitateur).get(ADRESSE).text
    assert entrer(facilitateur).post(ADRESSE, {"motif": MOTIF}).status_code == 422
    client = entrer(responsable)
    assert "Ouvrir les paramètres" in client.get(ADRESSE).text
    assert "Participants FSE+" not in client.get("/restitutions/").text
    form = client.get("/parametres/").context["form"]
    donnees = {nom: valeur for nom, valeur in form.initial.items() if valeur not in (None, False)}
    reponse = client.post("/parametres/regler/", donnees | {"base": form["base"].value(), "participants_fse": "on"})
    assert reponse.status_code == 302, reponse.content.decode()
    with within_guichet(guichet.pk):
        fait = Evenement.objects.get(verbe="GUICHET_REGLE")
    assert fait.faits == {"participants_fse": "non → oui"}
    assert "Participants FSE+" in client.get("/restitutions/").text


def test_sans_convention_rien_ne_sort(ouvert, facilitateur, travaille):
    assert "Aucune convention FSE+ inscrite" in entrer(facilitateur).get(ADRESSE).text


def test_une_part_fse_deja_sur_un_poste_se_reprend_sans_rien_retaper(ouvert, guichet, responsable, travaille):
    with within_guichet(guichet.pk):
        poste = Poste.objects.create(
            nom="Facilitatrice",
            agent_id=responsable.pk,
            agent_nom=str(responsable),
            quotite_pct=80,
            date_debut=datetime.date(2025, 1, 1),
            date_fin=datetime.date(2027, 12, 31),
            cout=147000,
        )
        part = PartPoste.objects.create(poste=poste, financeur="Programme européen", type="FSE", part_pct=19)
    client = entrer(responsable)
    page = client.get(ADRESSE).text
    assert "Une part FSE+ est inscrite sur un poste" in page
    assert f"/restitutions/financements/?part={part.pk}" in page
    initial = client.get(f"/restitutions/financements/?part={part.pk}").context["form"].initial
    assert initial == {
        "nom": "Programme européen",
        "type_financeur": "FSE",
        "part_pct": 19,
        "annee_debut": 2025,
        "annee_fin": 2027,
    }


def test_sans_motif_ou_hors_des_annees_de_la_convention_rien_ne_sort(ouvert, convention, facilitateur, guichet):
    client = entrer(facilitateur)
    for faute in ({"motif": ""}, {"annee": "2025"}, {"motif": "pour 1 85 05 78 006 084 91"}):
        reponse = demander(client, convention, **faute)
        assert reponse.status_code == 422
        assert reponse["Content-Type"].startswith("text/html")
    with within_guichet(guichet.pk):
        assert not Evenement.objects.filter(verbe="EXPORT_FAIT").exists()


def test_le_fichier_dit_ce_que_le_suivi_sait_et_laisse_vide_ce_qu_il_ne_garde_pas(
    ouvert, convention, facilitateur, guichet
):
    with within_guichet(guichet.pk):
        partie = Beneficiaire.objects.order_by("pk").first()
        Sortie.objects.create(beneficiaire=partie, le=datetime.date(2026, 3, 31), type="CDI")
    entete, lignes = lire(demander(entrer(facilitateur), convention))
    assert len(lignes) == 15
    sienne = next(ligne for ligne in lignes if ligne["Référence"] == partie.ref)
    assert sienne["Résultat à la sortie (EECR01, 02, 04)"] == "En emploi"
    assert sienne["Date de sortie"] == "31/03/2026"
    assert sienne["Année de naissance"] == str(partie.date_naissance.year)
    assert f"{partie.date_naissance:%d/%m/%Y}" not in str(lignes)
    sensibles = [c for c in sienne if c.startswith(("Handicap", "Ressortissant", "Origine", "Minorité", "Sans-abri"))]
    assert len(sensibles) == 5
    assert {ligne[c] for ligne in lignes for c in sensibles} == {""}
    assert "jamais gardé ici" in str(entete)
    assert MOTIF in str(entete)
    with within_guichet(guichet.pk):
        fait = Evenement.objects.get(verbe="EXPORT_FAIT")
    assert (fait.par_nom, fait.faits["pourquoi"], fait.faits["lignes"]) == (str(facilitateur), MOTIF, 15)
    assert partie.nom not in str(fait.faits)


def test_une_situation_a_six_mois_dite_avant_son_echeance_n_entre_pas_au_fichier(
    ouvert, convention, facilitateur, guichet
):
    with within_guichet(guichet.pk):
        tot, a_temps = Beneficiaire.objects.order_by("pk")[:2]
        for personne, dite_le in ((tot, datetime.date(2026, 4, 20)), (a_temps, datetime.date(2026, 9, 1))):
            sortie = Sortie.objects.create(beneficiaire=personne, le=datetime.date(2026, 3, 31), type="CDI")
            Situation.objects.create(
                beneficiaire=personne,
                sortie=sortie,
                mois=6,
                situation="EMPLOI",
                le=dite_le,
                source="TELEPHONE",
            )
    _, lignes = lire(demander(entrer(facilitateur), convention))
    dites = {ligne["Référence"]: ligne["Situation à 6 mois (EECR05)"] for ligne in lignes}
    assert (dites[tot.ref], dites[a_temps.ref]) == ("", "En emploi")


def test_le_classeur_dit_la_meme_chose_que_le_csv(ouvert, convention, facilitateur):
    client = entrer(facilitateur)
    _, lignes = lire(demander(client, convention))
    feuille = load_workbook(io.BytesIO(demander(client, convention, forme="xlsx").content)).active
    rangees = list(feuille.iter_rows(values_only=True))
    debut = next(rang for rang, r in enumerate(rangees) if r[0] == "Référence")
    assert [r[0] for r in rangees[debut + 1 :]] == [ligne["Référence"] for ligne in lignes]


def test_un_seul_jour_de_contrat_ne_fait_pas_un_participant(ouvert, convention, facilitateur, guichet):
    jour = datetime.date(2026, 2, 3)
    with within_guichet(guichet.pk):
        personne = creer_beneficiaire()
        creer_decision(beneficiaire=personne, categorie="B_DELD", date_decision=datetime.date(2025, 12, 1))
        contrat = creer_contrat(
            beneficiaire=personne,
            attribution=Attribution.objects.order_by("pk").first(),
            date_debut=jour,
            date_fin=jour,
        )
        decidee_a = datetime.datetime(2026, 3, 2, tzinfo=datetime.UTC)
        creer_heure(contrat=contrat, du=jour, au=jour, heures="7.00", decidee_a=decidee_a)
    entete, lignes = lire(demander(entrer(facilitateur), convention))
    assert personne.ref not in [ligne["Référence"] for ligne in lignes]
    assert "1 personne sans ligne : un seul jour de contrat" in entete[-2][0].replace("\xa0", " ")


def test_la_convention_d_un_acheteur_ne_donne_que_les_gens_de_ses_marches(
    ouvert, travaille, convention, facilitateur, guichet
):
    with within_guichet(guichet.pk):
        sienne, autre = (
            Financement.objects.create(nom="FSE+", type="FSE", part_pct=40, annee_debut=2026, maitre_ouvrage=acheteur)
            for acheteur in (travaille.acheteur, creer_maitre_ouvrage())
        )
    client = entrer(facilitateur)
    assert [len(lire(demander(client, une))[1]) for une in (sienne, autre)] == [15, 0]


def test_personne_d_autre_n_en_sait_rien(ouvert, convention, guichet, autre_guichet):
    with within_connexion():
        dehors = [
            creer_adhesion(guichet=guichet, role=Role.ACHETEUR, maitre_ouvrage_id=1),
            creer_adhesion(guichet=guichet, role=Role.ENTREPRISE, entreprise_id=1),
        ]
        etranger = creer_adhesion(guichet=autre_guichet, role=Role.ADMIN_GUICHET)
    for adhesion in dehors:
        assert entrer(adhesion).get(ADRESSE).status_code == 404
        assert demander(entrer(adhesion), convention).status_code == 404
    assert "option est fermée" in entrer(etranger).get(ADRESSE).text
    with within_guichet(autre_guichet.pk):
        Guichet.objects.filter(pk=autre_guichet.pk).update(participants_fse=True)
        Financement.objects.create(nom="FSE+ d’ailleurs", type="FSE", part_pct=40, annee_debut=2026)
    reponse = demander(entrer(etranger), convention)
    assert reponse.status_code == 422
    assert "FSE+ 2026" not in reponse.text
