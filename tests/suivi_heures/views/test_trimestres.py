"""Quarters through the door: who closes, who reopens, what the page says."""

import datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clauses_app.tenancy.contexte import within_connexion, within_guichet
from suivi_heures.models import Cloture, Heure
from suivi_heures.services.recalculer_realisation import recalculer_realisation
from tests.factories.beneficiaires import creer_beneficiaire, creer_contrat
from tests.factories.comptes import creer_adhesion
from tests.factories.marches import creer_attribution, creer_lot, creer_marche, creer_regle
from tests.factories.suivi_heures import creer_heure

ADRESSE = "/trimestres/2026-T1/"
MOTIF = {"motif": "Relevé retrouvé"}


@pytest.fixture
def responsable(guichet):
    with within_connexion():
        return creer_adhesion(guichet=guichet, role="ADMIN_GUICHET", nom="Idriss Vasseur")


@pytest.fixture
def ligne(en_mai, guichet, contrat):
    with within_guichet(guichet.pk):
        ligne = creer_heure(contrat=contrat, heures="154", du=datetime.date(2026, 3, 2), au=datetime.date(2026, 3, 31))
        recalculer_realisation(lots=None)
    return ligne


@pytest.fixture
def clos(ligne, connecter, facilitateur):
    assert connecter(facilitateur).post(f"{ADRESSE}clore/").status_code == 302


def _lire(reponse):
    return reponse.content.decode()


def test_la_page_d_un_trimestre_clos_montre_les_chiffres_et_leur_couverture(clos, connecter, facilitateur):
    page = _lire(connecter(facilitateur).get(ADRESSE))
    assert "154\u202fh réalisées au trimestre" in page
    assert "1\u00a0déclaration reçue sur 1 attendues" in page
    assert "Rien : aucune ligne" in page
    assert "Rouvrir le" not in page


def test_un_facilitateur_ne_rouvre_pas_un_responsable_oui(clos, guichet, connecter, facilitateur, responsable):
    assert connecter(facilitateur).post(f"{ADRESSE}rouvrir/", MOTIF).status_code == 403
    client = connecter(responsable)
    assert client.post(f"{ADRESSE}rouvrir/", {"motif": ""}).status_code == 422
    assert client.post(f"{ADRESSE}rouvrir/", MOTIF).status_code == 302
    assert "Relevé retrouvé" in _lire(client.get(ADRESSE))


def test_un_autre_guichet_ne_voit_ni_ne_clot(clos, guichet, connecter, etranger):
    page = _lire(connecter(etranger).get(ADRESSE))
    assert "154" not in page
    connecter(etranger).post(f"{ADRESSE}clore/")
    with within_guichet(guichet.pk):
        assert Cloture.objects.count() == 1


def test_ce_qui_s_oppose_est_dit_avec_son_adresse(ligne, guichet, contrat, connecter, facilitateur):
    with within_guichet(guichet.pk):
        creer_heure(contrat=contrat, statut="SOUMISE", du=datetime.date(2026, 3, 2), au=datetime.date(2026, 3, 31))
    reponse = connecter(facilitateur).post(f"{ADRESSE}clore/")
    assert reponse.status_code == 422
    assert f"/lots/{contrat.lot_id}/heures/?de=2026-03" in _lire(reponse)
    with within_guichet(guichet.pk):
        assert not Cloture.objects.exists()


def test_la_grille_ferme_le_mois_et_propose_une_ligne_motivee(clos, guichet, contrat, connecter, facilitateur):
    client, cle = connecter(facilitateur), f"{contrat.pk}-FORMATION_CONTRAT-2026-03"
    adresse = f"/lots/{contrat.lot_id}/heures/"
    assert "Ajouter des heures oubliées" in _lire(client.get(f"{adresse}?de=2026-01&cle={cle}"))
    assert "est clos" in _lire(client.post(f"{adresse}cases/", {"cle": cle, "heures": "7"}))
    refus = client.post(f"{adresse}ajouter/", {"cle": cle, "heures": "sept", "motif": ""})
    assert refus.status_code == 422
    assert "sept" in _lire(refus)
    assert client.post(f"{adresse}ajouter/", {"cle": cle, "heures": "7", "motif": "Oubli"}).status_code == 302
    with within_guichet(guichet.pk):
        assert Heure.objects.filter(motif="Oubli").count() == 1
    page = _lire(client.get(ADRESSE))
    assert "Ligne tardive" in page
    assert "154\u202fh réalisées au trimestre" in page
    assert "Ligne tardive" in _lire(client.get("/trimestres/2026-T2/"))


@pytest.mark.parametrize("code", ["2026-T5", "abc", "2031-T1", "2026-T3"])
def test_un_trimestre_qui_n_existe_pas_est_introuvable(en_mai, connecter, facilitateur, code):
    assert connecter(facilitateur).get(f"/trimestres/{code}/").status_code == 404


def test_un_rapport_d_un_trimestre_clos_ne_se_refait_pas_apres_coup(clos, guichet, contrat, connecter, facilitateur):
    client = connecter(facilitateur)
    demande = {"acheteur": contrat.marche.maitre_ouvrage_id, "trimestre": "2026-T1"}
    cle = f"{contrat.pk}-FORMATION_CONTRAT-2026-03"
    client.post(f"/lots/{contrat.lot_id}/heures/ajouter/", {"cle": cle, "heures": "7", "motif": "Oubli"})
    refus = client.post("/rapports/produire/", demande)
    assert refus.status_code == 422
    assert "entrent dans le T2 2026" in _lire(refus)


def test_peu_de_questions_a_la_base(clos, connecter, facilitateur):
    client = connecter(facilitateur)
    for adresse in ("/trimestres/", ADRESSE, "/trimestres/2026-T2/"):
        with CaptureQueriesContext(
            connection,
        ) as questions:
            client.get(adresse)
        dites = [q["sql"] for q in questions if not q["sql"].startswith(("SAVEPOINT", "RELEASE", "SELECT set_config"))]
        assert len(dites) < 22, "\n".join(dites)


def test_la_file_rappelle_le_trimestre_a_clore(clos, connecter, facilitateur):
    client = connecter(facilitateur)
    assert "T2 2026 à clore" not in _lire(client.get("/a-traiter/"))
    with time_machine.travel(datetime.datetime(2026, 8, 3, 10, tzinfo=datetime.UTC)):
        page = _lire(connecter(facilitateur).get("/a-traiter/?toutes=1"))
    assert "T2 2026 à clore" in page
    assert "/trimestres/2026-T2/" in page


def test_un_trimestre_d_avant_la_premiere_cloture_est_clos_avec_elle(clos, connecter, facilitateur):
    client = connecter(facilitateur)
    liste, page = _lire(client.get("/trimestres/")), _lire(client.get("/trimestres/2025-T4/"))
    rang = liste[liste.index("/trimestres/2025-T4/") :].split("</tr>")[0]
    assert "avec le T1\u00a02026, le 04/05/2026" in rang
    assert "pas figé à part" in rang
    assert "dans celui du T1\u00a02026" in rang
    assert "Ouvert" not in rang
    assert "Clos avec le T1\u00a02026, le 04/05/2026" in page
    assert "Ouvert, du" not in page
    assert "Avant de clore" not in page
    refus = client.post("/trimestres/2025-T4/clore/")
    assert refus.status_code == 422
    assert "déjà clos" in _lire(refus)


def test_un_realise_plus_grand_que_le_declare_dit_la_bonification(en_mai, guichet, connecter, facilitateur):
    """Hours of women count a quarter more here: the page says how many hours that makes, and by which rule."""
    with within_guichet(guichet.pk):
        creer_regle(code="BONUS", bonifications=[{"code": "B0", "condition": "FEMME", "coefficient": "1.25"}])
        contrat = creer_contrat(
            attribution=creer_attribution(lot=creer_lot(marche=creer_marche(regle_code="BONUS"))),
            beneficiaire=creer_beneficiaire(sexe="F", eligible_depuis=datetime.date(2026, 1, 1)),
            date_debut=datetime.date(2026, 3, 2),
        )
        creer_heure(contrat=contrat, heures="100", du=datetime.date(2026, 3, 2), au=datetime.date(2026, 3, 31))
        recalculer_realisation(lots=None)
    client = connecter(facilitateur)
    assert client.post(f"{ADRESSE}clore/").status_code == 302
    page = _lire(client.get(ADRESSE))
    assert "dont 25\u202fh de bonification" in page
    assert "Réalisées = retenues 100\u202fh + bonification 25\u202fh" in page
    assert "dont 25\u202fh de bonification" in _lire(client.get(f"/marches/{contrat.marche_id}/lots/"))
