"""Hours leave line by line with their motives; a list too long for a page is written apart, for its reader alone."""

import datetime
import io

import openpyxl
import pytest
import time_machine
from django.urls import reverse

from clauses_app.audit.models import Evenement
from clauses_app.comptes.models import Adhesion
from clauses_app.tenancy.contexte import within_connexion, within_guichet
from suivi_heures.enums import Liste, StatutExport
from suivi_heures.models import ExportDemande
from suivi_heures.services.demander_export import EN_ATTENTE_MAX, TropDExports, demander_export
from suivi_heures.services.oublier_exports import oublier_exports
from suivi_heures.services.relancer_exports import relancer_exports
from suivi_heures.tasks import produire_export_tache
from suivi_heures.views import exports
from tests.factories.beneficiaires import creer_contrat
from tests.factories.comptes import creer_adhesion
from tests.factories.marches import creer_entreprise
from tests.factories.suivi_heures import creer_heure

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("en_mai")]
MARS = {"du": datetime.date(2026, 3, 2), "au": datetime.date(2026, 3, 31)}
AVRIL = {"du": datetime.date(2026, 4, 1), "au": datetime.date(2026, 4, 30)}


@pytest.fixture
def camille(facilitateur, connecter):
    return connecter(facilitateur)


@pytest.fixture
def heures(guichet, contrat):
    """Counted; partly outside the work contract; waiting; refused; of another lot; of another year."""
    with within_guichet(guichet.pk):
        creer_heure(contrat=contrat, heures="120.00", **MARS)
        creer_heure(contrat=contrat, heures="60.00", **AVRIL)
        creer_heure(contrat=contrat, heures="7.00", statut="SOUMISE", **MARS)
        creer_heure(contrat=contrat, heures="3.00", statut="REFUSEE", motif="Feuille non signée", **MARS)
        creer_heure(contrat=creer_contrat(), heures="11.00", **MARS)
        creer_heure(contrat=contrat, heures="13.00", du=datetime.date(2024, 1, 1), au=datetime.date(2024, 1, 31))


def _lire(reponse):
    lignes = [ligne.split(";") for ligne in reponse.content.decode("utf-8-sig").split("\r\n")]
    rang = next(n for n, ligne in enumerate(lignes) if ligne[0] == "Marché")
    return [dict(zip(lignes[rang], ligne, strict=True)) for ligne in lignes[rang + 1 :] if len(ligne) > 1]


def _exporter(client, liste="HEURES", forme="csv", **filtres):
    return client.get(reverse("suivi_heures:exporter", args=[liste, forme]), filtres)


def test_les_heures_d_un_lot_sortent_ligne_par_ligne_avec_leurs_motifs(camille, contrat, heures):
    lignes = _lire(_exporter(camille, lot=contrat.lot_id, de="2026-01"))
    dites = {(li["Déclarées"], li["Statut"], li["Comptées"], li["Non comptées"], li["Motif"]) for li in lignes}
    assert dites == {
        ("120,00", "Validée", "120,00", "0,00", ""),
        ("60,00", "Validée", "30,00", "30,00", "Hors du contrat de travail\u00a0: 30\u202fh"),
        ("7,00", "En attente", "0", "0", "attend sa validation"),
        ("3,00", "Refusée", "0", "3,00", "Feuille non signée"),
    }
    assert {(li["Personne"], li["Lot"], li["Contrat de travail"]) for li in lignes} == {
        ("OUDJANI Karim", contrat.lot.ref, contrat.ref)
    }
    assert lignes[0]["Du"] == "02/03/2026"


def test_seules_les_cases_montrees_sortent(camille, contrat, heures):
    assert [li["Du"] for li in _lire(_exporter(camille, lot=contrat.lot_id, de="2022-01"))] == []
    assert _lire(_exporter(camille, lot=contrat.lot_id, de="2026-01", cases="b")) == []
    assert len(_lire(_exporter(camille, lot=contrat.lot_id, de="2026-01", cases="n"))) == 4


def test_sans_lot_c_est_tout_le_guichet_entre_deux_mois(camille, contrat, heures):
    assert len(_lire(_exporter(camille))) == 6
    assert {li["Déclarées"] for li in _lire(_exporter(camille, de="2026-04", a="2026-04"))} == {"60,00"}


def test_le_classeur_porte_des_nombres_et_des_dates(camille, contrat, heures):
    classeur = openpyxl.load_workbook(io.BytesIO(_exporter(camille, forme="xlsx", lot=contrat.lot_id).content))
    derniere = [case.value for case in list(classeur.active.iter_rows())[-1]]
    assert float(derniere[12]) == 60
    assert derniere[9].date() == AVRIL["du"]


def test_ni_naissance_ni_adresse_ni_critere_ne_sortent(camille, contrat, heures):
    texte = _exporter(camille).content.decode()
    assert "01/01/1990" not in texte
    assert "DELD" not in texte


def test_un_autre_guichet_n_exporte_aucune_heure_d_ici(etranger, connecter, contrat, heures):
    client = connecter(etranger)
    assert _lire(_exporter(client)) == []
    assert _exporter(client, lot=contrat.lot_id).status_code == 404


@pytest.fixture
def longue(monkeypatch, guichet, contrat):
    """A list of companies beyond what a page writes."""
    monkeypatch.setattr(exports, "LIGNES_MAX", 2)
    with within_guichet(guichet.pk):
        for n in range(5):
            creer_entreprise(nom=f"Maison {n}")


@pytest.fixture
def demande(camille, longue, guichet, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        reponse = _exporter(camille, "ENTREPRISES", q="maison")
    assert reponse.url == reverse("suivi_heures:exports")
    with within_guichet(guichet.pk):
        return ExportDemande.objects.get()


def _telecharger(client, demande):
    return client.get(reverse("suivi_heures:export_telecharger", args=[demande.pk]))


def test_une_longue_liste_se_prepare_puis_se_telecharge(camille, guichet, demande):
    page = camille.get(reverse("suivi_heures:exports")).content.decode()
    assert "se prépare" in page
    assert "lignes, jusqu’au" in page
    fichier = _telecharger(camille, demande)
    assert "ancrage-entreprises-2026-05-04.csv" in fichier["Content-Disposition"]
    texte = fichier.content.decode("utf-8-sig")
    assert "Filtres\u00a0: Nom, enseigne ou SIRET\u00a0: maison" in texte
    assert "Nom, enseigne ou SIRET\u00a0: maison" in page
    assert texte.count("\nMaison ") == 5
    assert "par Camille Ferrand" in texte
    with within_guichet(guichet.pk):
        assert Evenement.objects.filter(verbe="EXPORT_FAIT").count() == 1


def test_le_fichier_n_est_que_pour_qui_l_a_demande(guichet, connecter, demande, etranger):
    with within_connexion():
        collegue = creer_adhesion(guichet=guichet, role="ADMIN_GUICHET", nom="Idriss Vasseur")
    for adhesion in (collegue, etranger):
        client = connecter(adhesion)
        assert _telecharger(client, demande).status_code == 404
        assert "ancrage-entreprises" not in client.get(reverse("suivi_heures:exports")).content.decode()


def test_apres_vingt_quatre_heures_il_n_y_a_plus_de_fichier(camille, guichet, demande):
    with time_machine.travel(datetime.datetime(2026, 5, 5, 10, 30, tzinfo=datetime.UTC), tick=True):
        assert _telecharger(camille, demande).status_code in (302, 404)
        with within_guichet(guichet.pk):
            assert oublier_exports() == 1
            assert not ExportDemande.objects.exists()


def test_un_droit_perdu_depuis_ferme_le_fichier(camille, guichet, demande):
    with within_guichet(guichet.pk):
        ExportDemande.objects.update(liste=Liste.JOURNAL)
    assert _telecharger(camille, demande).status_code == 404


def test_la_meme_liste_demandee_deux_fois_se_prepare_une_fois(camille, guichet, longue, facilitateur):
    _exporter(camille, "ENTREPRISES")
    _exporter(camille, "ENTREPRISES")
    with within_guichet(guichet.pk):
        assert ExportDemande.objects.count() == 1
        for n in range(1, EN_ATTENTE_MAX):
            demander_export(liste=Liste.MARCHES, forme="csv", requete=f"q={n}", par=facilitateur)
        with pytest.raises(TropDExports):
            demander_export(liste=Liste.MARCHES, forme="csv", requete="q=z", par=facilitateur)


def test_qui_a_quitte_le_guichet_ne_recoit_rien(camille, guichet, longue, facilitateur):
    _exporter(camille, "ENTREPRISES")
    with within_connexion():
        Adhesion.objects.filter(pk=facilitateur.pk).update(est_active=False)
    with within_guichet(guichet.pk):
        demande = ExportDemande.objects.get()
    produire_export_tache(guichet.pk, export_id=demande.pk)
    with within_guichet(guichet.pk):
        demande.refresh_from_db()
        assert (demande.statut, demande.contenu) == (StatutExport.ECHEC, None)


def test_deux_fois_livree_la_tache_garde_le_premier_fichier(guichet, demande):
    with within_guichet(guichet.pk):
        avant = bytes(demande.contenu)
        creer_entreprise(nom="Maison neuve")
    produire_export_tache(guichet.pk, export_id=demande.pk)
    with within_guichet(guichet.pk):
        demande.refresh_from_db()
        assert bytes(demande.contenu) == avant


def test_un_message_perdu_repart_puis_s_abandonne(camille, guichet, longue):
    _exporter(camille, "ENTREPRISES")
    with within_guichet(guichet.pk):
        demande = ExportDemande.objects.get()
        assert relancer_exports() == []
        with time_machine.travel(datetime.datetime(2026, 5, 4, 10, 15, tzinfo=datetime.UTC)):
            assert relancer_exports() == [demande.pk]
        with time_machine.travel(datetime.datetime(2026, 5, 4, 11, 15, tzinfo=datetime.UTC)):
            assert relancer_exports() == []
        demande.refresh_from_db()
        assert "en une heure" in demande.message


def test_toutes_les_heures_au_dela_de_la_limite_ne_sont_pas_comptees_deux_fois(camille, heures, longue, monkeypatch):
    monkeypatch.setattr(exports, "ecrire_lignes_heures", None)  # would fail: the page must not count them
    assert _exporter(camille).url == reverse("suivi_heures:exports")
