"""The controls through their doors: who sets them, what the panel and the timesheet ask."""

import pytest

from clauses_app.tenancy.contexte import within_connexion, within_guichet
from suivi_heures.models import AvertissementAccepte, BrouillonHeure, LigneReleve, SeveriteControle
from suivi_heures.queries.controles import CONTROLES_CONTRATS, lire_severites
from tests.factories.comptes import creer_adhesion
from tests.factories.suivi_heures import creer_heure, creer_releve
from tests.suivi_heures.views.test_grille import MARS, _taper

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("en_mai")]
ADRESSE = "/parametres/controles/"
SAISIE = {controle.code.value: controle.defaut.value for controle in CONTROLES_CONTRATS} | {
    "HEURES_EXCESSIVES": "AVERTIR",
    "DUREE_LEGALE": "IGNORER",
    "CHEVAUCHEMENT": "IGNORER",
    "SANS_DECISION": "IGNORER",
}


@pytest.fixture
def responsable(guichet):
    with within_connexion():
        return creer_adhesion(guichet=guichet, role="ADMIN_GUICHET", nom="Nadia Roux")


def _lire(reponse):
    return reponse.content.decode()


def test_le_responsable_regle_et_chacun_lit_l_historique(guichet, responsable, facilitateur, connecter):
    assert connecter(responsable).post(ADRESSE, SAISIE).status_code == 302
    page = _lire(connecter(facilitateur).get(ADRESSE))
    assert "Nadia Roux" in page
    assert "Enregistrer</button>" not in page
    with within_guichet(guichet.pk):
        assert SeveriteControle.objects.get().severite == "AVERTIR"


@pytest.mark.parametrize("faute", [{"HEURES_EXCESSIVES": "AUTRE"}, {"base": "x"}, {"DUREE_LEGALE": ""}])
def test_un_reglage_force_ne_passe_pas(guichet, responsable, connecter, faute):
    assert connecter(responsable).post(ADRESSE, SAISIE | faute).status_code == 422
    with within_guichet(guichet.pk):
        assert not SeveriteControle.objects.exists()


def test_une_page_perimee_n_efface_pas_le_reglage_d_un_collegue(guichet, responsable, connecter):
    client = connecter(responsable)
    base = client.get(ADRESSE).context["form"]["base"].value()
    client.post(ADRESSE, SAISIE)
    suite = client.post(ADRESSE, SAISIE | {"HEURES_EXCESSIVES": "BLOQUER", "base": base})
    assert suite.status_code == 422
    assert "Nadia Roux a écrit" in _lire(suite)
    with within_guichet(guichet.pk):
        assert SeveriteControle.objects.get().severite == "AVERTIR"


def test_ni_le_facilitateur_ni_l_entreprise_ne_reglent(guichet, facilitateur, entreprise, connecter):
    assert connecter(facilitateur).post(ADRESSE, SAISIE).status_code == 302
    assert connecter(entreprise).get(ADRESSE).status_code in (403, 404)
    with within_guichet(guichet.pk):
        assert not SeveriteControle.objects.exists()


def test_le_panneau_demande_le_motif_puis_le_montre(guichet, contrat, responsable, facilitateur, connecter):
    connecter(responsable).post(ADRESSE, SAISIE)
    client, cle = connecter(facilitateur), f"{contrat.pk}-TRAVAIL-2026-03"
    _taper(client, contrat, ("2026-03", "230"))
    grille = f"/lots/{contrat.lot_id}/heures/"
    assert "Pourquoi ces heures sont justes" in _lire(client.get(f"{grille}?de=2026-01&cle={cle}"))
    refus = client.post(f"{grille}confirmer/", {"cle": cle, "motif": ""})
    assert (refus.status_code, "votre guichet le demande" in _lire(refus)) == (422, True)
    assert client.post(f"{grille}confirmer/", {"cle": cle, "motif": "Chantier de nuit"}).status_code == 302
    page = _lire(client.get(f"{grille}?de=2026-01&cle={cle}"))
    assert "Chantier de nuit" in page
    assert "Gardées malgré l’avertissement" in page


def test_la_page_du_releve_demande_le_motif(guichet, contrat, responsable, facilitateur, connecter):
    with within_guichet(guichet.pk):
        releve = creer_releve(entreprise=contrat.employeur, statut="SOUMIS")
        ligne = creer_heure(
            contrat=contrat, heures="230", du=MARS[0], au=MARS[1], statut="SOUMISE", releve_id=releve.pk
        )
        LigneReleve.objects.create(
            releve=releve, numero=2, contrat=contrat, du=MARS[0], au=MARS[1], heures="230", heure_id=ligne.pk,
            avertissements=[{"ligne": 2, "colonne": "", "code": "HEURES_EXCESSIVES", "message": "230 h en mars."}],
        )  # fmt: skip
    connecter(responsable).post(ADRESSE, SAISIE)
    client, adresse = connecter(facilitateur), f"/releves/{releve.pk}/"
    assert "Ce que votre guichet contrôle" in _lire(client.get(adresse))
    envoi = {"partiel": "1", "retenue": ligne.pk}
    assert client.post(f"{adresse}valider/", envoi | {"avertissement-motif": ""}).status_code == 422
    assert client.post(f"{adresse}valider/", envoi | {"avertissement-motif": "Astreintes"}).status_code == 302
    with within_guichet(guichet.pk):
        assert AvertissementAccepte.objects.get().motif == "Astreintes"
        ligne.refresh_from_db()
        assert ligne.statut == "VALIDEE"


def test_un_guichet_ne_regle_pas_celui_d_a_cote(guichet, contrat, responsable, facilitateur, etranger, connecter):
    connecter(responsable).post(ADRESSE, SAISIE | {"HEURES_EXCESSIVES": "BLOQUER"})
    _taper(connecter(facilitateur), contrat, ("2026-03", "230"))
    with within_guichet(guichet.pk):
        assert BrouillonHeure.objects.get().heures is None
    with within_guichet(etranger.guichet_id):
        assert lire_severites()["HEURES_EXCESSIVES"] == "CONFIRMER"
    assert "Nadia Roux" not in _lire(connecter(etranger).get(ADRESSE))
