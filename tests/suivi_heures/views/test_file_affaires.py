"""The queue: what was decided about an affair is kept, seen by the team, undone by a click."""

import datetime

import pytest
from django.urls import reverse

from beneficiaires.models import Beneficiaire
from clauses_app.audit.models import Evenement
from clauses_app.tenancy.contexte import within_connexion, within_guichet
from marches.models import Marche, MarcheDecp
from suivi_heures.models import AffaireGardee, ReleveHeures, SuiteAffaire
from suivi_heures.services.tenir_file import tenir_file
from tests.factories.beneficiaires import creer_beneficiaire, creer_contrat
from tests.factories.comptes import creer_adhesion
from tests.factories.marches import creer_marche
from tests.factories.suivi_heures import creer_heure

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("en_mai")]
FILE = "suivi_heures:tableau_de_bord"
AU = datetime.date(2026, 5, 4)


@pytest.fixture
def camille(facilitateur, connecter):
    return connecter(facilitateur)


@pytest.fixture
def idriss(guichet):
    with within_connexion():
        return creer_adhesion(guichet=guichet, role="FACILITATEUR", nom="Idriss Diallo")


@pytest.fixture
def sans_decision(guichet, contrat):
    """Somebody works and nobody has decided."""
    with within_guichet(guichet.pk):
        personne = creer_beneficiaire(nom="MERCIER", prenom="Anouk")
        creer_contrat(
            beneficiaire=personne,
            attribution=contrat.attribution,
            employeur_id=contrat.employeur_id,
            date_debut=datetime.date(2026, 4, 1),
        )
        return next(a for a in tenir_file(au=AU).affaires if "MERCIER" in a.titre)


def _lire(client, **filtres):
    return client.get(reverse("suivi_heures:affaires"), filtres).content.decode()


def _suivre(client, affaire, genre, **champs):
    donnees = {"affaire": affaire.identite, "genre": genre, "vue": "0"} | champs
    return client.post(reverse("suivi_heures:affaire_suivre"), donnees)


def test_un_guichet_sans_marche_lit_par_ou_commencer(camille, guichet):
    page = camille.get(reverse(FILE)).content.decode()
    assert "Pour commencer" in page
    assert reverse("marches:nouveau") in page
    assert reverse("suivi_heures:reprise") not in page, "un facilitateur ne reprend pas de fichier"
    with within_guichet(guichet.pk):
        creer_marche()
    assert "Pour commencer" not in camille.get(reverse(FILE)).content.decode()


def test_une_affaire_en_sommeil_quitte_la_file_et_revient_ce_matin_la(
    camille, connecter, facilitateur, sans_decision, time_machine
):
    reponse = _suivre(camille, sans_decision, "SOMMEIL", jusqu_au="11/05/2026", motif="La pièce arrive lundi")
    assert "fait=" in reponse.url
    assert "MERCIER" not in _lire(camille)
    assert "La pièce arrive lundi" in _lire(camille, etat="sommeil")
    time_machine.move_to(datetime.datetime(2026, 5, 11, 8, tzinfo=datetime.UTC))
    assert "MERCIER" in _lire(connecter(facilitateur))


def test_un_clic_annule(camille, guichet, sans_decision):
    reponse = _suivre(camille, sans_decision, "FAITE", motif="Vu avec la mission locale")
    assert "Noté" in camille.get(reponse.url).content.decode()
    assert "MERCIER" not in _lire(camille)
    with within_guichet(guichet.pk):
        suite = SuiteAffaire.objects.get()
    camille.post(reverse("suivi_heures:suite_annuler", args=[suite.pk]))
    assert "MERCIER" in _lire(camille)
    with within_guichet(guichet.pk):
        verbes = set(Evenement.objects.values_list("verbe", flat=True))
    assert {"AFFAIRE_FAITE", "AFFAIRE_REPRISE"} <= verbes


def test_une_affaire_faite_revient_si_les_faits_changent(camille, guichet, sans_decision):
    _suivre(camille, sans_decision, "FAITE", motif="Vu")
    with within_guichet(guichet.pk):
        Beneficiaire.objects.filter(nom="MERCIER").update(nom="MERCIER-DUBOIS")
        SuiteAffaire.objects.first()
        Evenement.objects.create(verbe="BENEFICIAIRE_MODIFIE", objet_libelle="x")
    assert "MERCIER-DUBOIS" in _lire(camille)


def test_confier_change_de_file(camille, idriss, connecter, sans_decision):
    _suivre(camille, sans_decision, "CONFIEE", a=str(idriss.pk), motif="Tu la connais")
    assert "MERCIER" not in _lire(camille, qui="moi")
    page = _lire(connecter(idriss), qui="moi")
    assert "Confiée à Idriss Diallo par Camille Ferrand" in page
    assert "Tu la connais" in page


def test_les_comptes_sont_ceux_des_affaires_montrees(camille, facilitateur, idriss, guichet, sans_decision):
    """Counts are kept, pages are read by the database: both say the same, whatever was decided."""
    with within_guichet(guichet.pk):
        for rang in range(30):
            MarcheDecp.objects.create(
                uid=f"u{rang}", objet=f"Crèche {rang}", empreinte=str(rang), considerations_sociales=["Clause sociale"]
            )
        Evenement.objects.create(verbe="DECP_IMPORTE", objet_libelle="x")
        publies = [a for a in tenir_file(au=AU).affaires if a.sujet == "marche-publie"]
    _suivre(camille, publies[0], "SOMMEIL", jusqu_au="11/05/2026", motif="La semaine prochaine")
    _suivre(camille, publies[1], "FAITE", motif="Vu")
    _suivre(camille, publies[2], "CONFIEE", a=str(idriss.pk))
    for filtres in ({}, {"qui": "personne"}, {"qui": str(idriss.pk)}, {"qui": "moi"}, {"etat": "sommeil"}):
        for genre in ("", "marches", "eligibilites"):
            reponse = camille.get(reverse("suivi_heures:affaires"), {**filtres, "type": genre})
            page, segments = reponse.context["page"], reponse.context["segments"]
            with within_guichet(guichet.pk):
                montrees = sum(len(page.paginator.page(n).object_list) for n in page.paginator.page_range)
            assert montrees == page.paginator.count == next(s["compte"] for s in segments if s["courant"])
    assert {code: nombre for code, _, nombre in reponse.context["etats_file"]}["faites"] == 1


def test_ce_qui_n_a_pas_change_n_est_pas_recrit(guichet, sans_decision):
    with within_guichet(guichet.pk):
        avant = dict(AffaireGardee.objects.values_list("identite", "pk"))
        Evenement.objects.create(verbe="BENEFICIAIRE_MODIFIE", objet_libelle="x")
        MarcheDecp.objects.create(uid="u", objet="x", empreinte="e", considerations_sociales=["Clause sociale"])
        tenir_file(au=AU)
        apres = dict(AffaireGardee.objects.values_list("identite", "pk"))
    assert len(apres) == len(avant) + 1
    assert avant.items() <= apres.items()


def test_je_m_en_occupe(camille, facilitateur, sans_decision):
    _suivre(camille, sans_decision, "CONFIEE", a="moi")
    assert "Camille Ferrand s’en occupe" in _lire(camille, qui="moi")


def test_deux_facilitateurs_sur_la_meme_affaire(camille, idriss, connecter, guichet, sans_decision):
    _suivre(camille, sans_decision, "SOMMEIL", jusqu_au="18/05/2026", motif="En congé")
    reponse = _suivre(connecter(idriss), sans_decision, "FAITE", motif="Décidée par téléphone")
    page = reponse.content.decode()
    assert reponse.status_code == 422
    assert "Camille Ferrand a mis l’affaire en sommeil jusqu’au 18/05/2026" in page
    assert "Décidée par téléphone" in page
    with within_guichet(guichet.pk):
        assert SuiteAffaire.objects.count() == 1


@pytest.mark.parametrize(
    ("champs", "phrase"),
    [
        ({"jusqu_au": "01/01/2020", "motif": "x"}, "Choisissez un jour à venir"),
        ({"jusqu_au": "31/02/2027", "motif": "x"}, "Cette date n’existe pas"),
        ({"jusqu_au": "12/05/2026", "motif": ""}, "Dites pourquoi"),
        ({"jusqu_au": "12/05/2026", "motif": "1 85 05 78 006 084 91"}, "numéro de sécurité sociale"),
        ({"jusqu_au": "12/05/2026", "motif": "x" * 5000}, "500"),
    ],
)
def test_une_saisie_fautive_garde_ce_qui_est_tape(camille, sans_decision, champs, phrase):
    reponse = _suivre(camille, sans_decision, "SOMMEIL", **champs)
    assert reponse.status_code == 422
    assert phrase in reponse.content.decode().replace("\u202f", " ")


def test_valider_un_releve_depuis_la_file(camille, guichet, contrat):
    with within_guichet(guichet.pk):
        releve = ReleveHeures.objects.create(
            entreprise_id=contrat.titulaire_id, mois=datetime.date(2026, 3, 1), statut="SOUMIS", empreinte="e"
        )
        creer_heure(contrat=contrat, releve_id=releve.pk, statut="SOUMISE", heures="140.00")
        affaire = next(a for a in tenir_file(au=AU).affaires if a.sujet == "releve-a-valider")
    reponse = camille.post(
        reverse("suivi_heures:affaire_regler"),
        {"affaire": affaire.identite},
        headers={"HX-Request": "true", "HX-Target": "affaires"},
    )
    assert reponse["HX-Retarget"] == "#affaires"
    assert "Valider, 140" not in reponse.content.decode()
    with within_guichet(guichet.pk):
        releve.refresh_from_db()
    assert releve.statut == "VALIDE"
    assert camille.post(reverse("suivi_heures:affaire_regler"), {"affaire": affaire.identite}).status_code == 302


def test_ecarter_un_marche_publie_demande_un_motif(camille, guichet):
    with within_guichet(guichet.pk):
        publie = MarcheDecp.objects.create(
            uid="u1", objet="Crèche", empreinte="e", considerations_sociales=["Clause sociale"]
        )
        affaire = next(a for a in tenir_file(au=AU).affaires if a.sujet == "marche-publie")
    sans = camille.post(reverse("suivi_heures:affaire_regler"), {"affaire": affaire.identite})
    assert sans.status_code == 422
    camille.post(reverse("suivi_heures:affaire_regler"), {"affaire": affaire.identite, "motif": "Hors territoire"})
    with within_guichet(guichet.pk):
        publie.refresh_from_db()
    assert (publie.statut, publie.motif_ecart) == ("ECARTE", "Hors territoire")


def test_un_autre_guichet_ne_voit_ni_n_annule(camille, etranger, connecter, guichet, sans_decision):
    _suivre(camille, sans_decision, "FAITE", motif="Vu")
    with within_guichet(guichet.pk):
        suite = SuiteAffaire.objects.get()
    autre = connecter(etranger)
    assert autre.post(reverse("suivi_heures:suite_annuler", args=[suite.pk])).status_code == 404
    assert "MERCIER" not in _lire(autre)
    assert _suivre(autre, sans_decision, "FAITE", motif="x").status_code == 302
    with within_guichet(guichet.pk):
        assert SuiteAffaire.objects.count() == 1


def test_l_entreprise_n_a_pas_de_file(entreprise, connecter, sans_decision):
    assert _suivre(connecter(entreprise), sans_decision, "FAITE", motif="x").status_code == 403


def test_la_page_d_accueil_tient_en_douze_requetes(camille, guichet, sans_decision, django_assert_max_num_queries):
    """Whatever the number of contracts, once the queue has been computed."""
    with within_guichet(guichet.pk):
        modele = Marche.objects.first()
        for rang in range(40):
            creer_marche(ref=f"Q{rang}", maitre_ouvrage=modele.maitre_ouvrage, regle_code=modele.regle_code)
    camille.get(reverse(FILE))
    with django_assert_max_num_queries(25) as faites:
        camille.get(reverse(FILE))
    assert sum(" FROM " in requete["sql"] for requete in faites.captured_queries) <= 12


def test_ouverte_comme_une_page_une_affaire_garde_ses_gestes(camille, sans_decision):
    """In a tab of its own, nothing receives what htmx would send: forms are plain ones."""
    adresse = reverse("suivi_heures:affaire")
    page = camille.get(adresse, {"cle": sans_decision.identite}).content.decode()
    assert "Mettre en sommeil" in page
    assert "gestes-corps" not in page
    boite = camille.get(
        adresse, {"cle": sans_decision.identite}, headers={"HX-Request": "true", "HX-Target": "gestes-corps"}
    )
    assert 'hx-target="#gestes-corps"' in boite.content.decode()


def test_un_lundi_la_semaine_se_dit_jusqu_au_lundi_prochain(
    camille, connecter, facilitateur, sans_decision, time_machine
):
    assert "avant lundi prochain" in _lire(camille)
    time_machine.move_to(datetime.datetime(2026, 5, 5, 8, tzinfo=datetime.UTC))
    page = _lire(connecter(facilitateur))
    assert "À traiter avant lundi" in page
    assert "lundi prochain" not in page
