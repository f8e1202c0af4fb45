"""The same corrections through the doors: guichet, company, strangers; with htmx and without."""

import datetime
import re
import time
from decimal import Decimal

import pytest
from django.db import connection
from django.db.models import Sum
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from beneficiaires.models import Beneficiaire, ContratTravail, DemandeEligibilite
from clauses_app.tenancy.contexte import within_connexion, within_guichet
from suivi_heures.enums import StatutReleve, SuiteLigne
from suivi_heures.models import CorrectionLigne, Heure, LigneReleve, NomRetenu, ReleveHeures
from tests.factories.beneficiaires import creer_beneficiaire, creer_contrat
from tests.factories.comptes import creer_adhesion

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def client(facilitateur, connecter, releve):
    return connecter(facilitateur)


@pytest.fixture
def client_entreprise(entreprise, connecter, releve):
    return connecter(entreprise)


@pytest.fixture
def lire(guichet):
    def _lire(modele=LigneReleve, **filtres):
        with within_guichet(guichet.pk):
            return modele.objects.filter(**filtres).order_by("pk").first()

    return _lire


@pytest.fixture
def registre(guichet):
    def _registre():
        with within_guichet(guichet.pk):
            return Heure.objects.filter(annulee=False).aggregate(total=Sum("heures"))["total"]

    return _registre


def _adresse(nom, objet):
    return reverse(f"suivi_heures:{nom}", args=[objet.pk])


def _envoyer(client, ligne, geste, nom="releve_ligne", entetes=HTMX, **champs):
    return client.post(_adresse(nom, ligne), {"version": ligne.version, "geste": geste, **champs}, headers=entetes)


def test_l_ecran_pose_chaque_question_avec_sa_proposition(client, releve):
    page = client.get(_adresse("releve_lignes", releve)).content.decode()
    assert "Qui est «\u00a0Yassin BENCHERIF\u00a0»" in page
    assert "même date de naissance" in page
    assert "Appliquer aux 2 lignes semblables" in page
    assert "Compter aussi la ligne 6" in page
    assert "abc" in page
    assert "BENCHERIF · Yassin · 14/02/1991 · 120" in page
    pretes = client.get(_adresse("releve_lignes", releve), {"place": "pretes"}).content.decode()
    assert "Maëlle DROUOT" in pretes


def test_un_doublon_montre_les_deux_lignes_cote_a_cote(client, releve):
    page = client.get(_adresse("releve_lignes", releve)).content.decode()
    assert "doublon avec la ligne 2" in page
    _, _, suite = page.partition("Comparaison des lignes 2 et 6")
    table = re.sub(r"<[^>]+>", "|", suite.partition("</table>")[0])
    cases = [case for case in table.split("|") if case.strip()]
    assert cases[-14:] == [
        *("2", "Maëlle DROUOT", "03/05/1995", "du 01/03/2026 au 31/03/2026", "Travail", "140\u202fh", "140\u202fh"),
        *("6", "Maëlle DROUOT", "03/05/1995", "du 01/03/2026 au 31/03/2026", "Travail", "140\u202fh", "non comptée"),
    ]


def test_une_proposition_confirmee_entre_au_registre_et_le_focus_va_a_la_suivante(client, lire, registre, contrats):
    choix = f"contrat-{contrats['BENCHERIF'].pk}"
    reponse = _envoyer(client, lire(numero=3), "CHOISIR+", choix=choix)
    page = reponse.content.decode()
    assert "<html" not in page
    assert "Personne désignée\u00a0: lignes 3, 4." in page
    assert page.count("data-focus-ici") == 1
    assert registre() == Decimal(140 + 254 + 154)
    correction = lire(CorrectionLigne)
    annulee = client.post(_adresse("releve_correction_annuler", correction), headers=HTMX).content.decode()
    assert "2\u00a0lignes remises comme avant." in annulee
    assert registre() == Decimal(140 + 254)


def test_sans_script_la_reponse_ramene_a_la_page(client, lire, releve, contrats):
    choix = f"contrat-{contrats['BENCHERIF'].pk}"
    reponse = _envoyer(client, lire(numero=3), "CHOISIR", entetes={}, choix=choix)
    assert reponse.url == f"{_adresse('releve_lignes', releve)}#t-lignes"


def test_ce_qui_manque_se_dit_dans_la_ligne_et_rien_de_tape_n_est_perdu(client, lire):
    reponse = _envoyer(client, lire(numero=7), "HEURES", heures="douze")
    assert reponse.status_code == 422
    page = reponse.content.decode()
    assert 'value="douze"' in page
    assert "Écrivez un nombre d’heures" in page
    sans = _envoyer(client, lire(numero=5), "GARDER", exige_motif="1")
    assert (sans.status_code, "ce motif reste avec votre nom" in sans.content.decode()) == (422, True)


def test_deux_facilitateurs_a_la_fois_le_second_l_apprend(client, lire, registre, guichet, connecter, contrats):
    with within_connexion():
        autre = creer_adhesion(guichet=guichet, role="FACILITATEUR", nom="Sam Ott")
    ligne = lire(numero=5)
    _envoyer(client, ligne, "HEURES", heures="154")
    reponse = _envoyer(connecter(autre), ligne, "ECARTER")
    assert reponse.status_code == 409
    assert "Camille Ferrand a déjà traité cette ligne" in reponse.content.decode()
    assert registre() == Decimal(140 + 154)


def test_le_contrat_manquant_s_ouvre_depuis_la_ligne(client, lire, registre, contrats, guichet):
    ligne = lire(numero=8)
    champs = {
        "prenom": "Grace",
        "nom": "OKAFOR",
        "date_naissance": "01/01/2001",
        "attribution": contrats["DROUOT"].attribution_id,
        "type_contrat": "CDD",
        "modalite": "EMB",
        "date_debut": "01/03/2026",
    }
    donnees = {f"o{ligne.pk}-{nom}": valeur for nom, valeur in champs.items()}
    manque = client.post(
        _adresse("releve_ouvrir", ligne), {"version": 0, **donnees, f"o{ligne.pk}-type_contrat": ""}, headers=HTMX
    )
    assert manque.status_code == 422
    assert 'value="OKAFOR"' in manque.content.decode()
    client.post(_adresse("releve_ouvrir", ligne), {"version": 0, **donnees}, headers=HTMX)
    with within_guichet(guichet.pk):
        assert ContratTravail.objects.filter(beneficiaire__nom="OKAFOR").count() == 1
    assert registre() == Decimal(140 + 254 + 70)
    client.post(_adresse("releve_ouvrir", ligne), {"version": 0, **donnees}, headers=HTMX)
    with within_guichet(guichet.pk):
        assert Beneficiaire.objects.filter(nom="OKAFOR").count() == 1


def test_l_entreprise_corrige_les_siennes_et_demande_ce_qui_manque(
    client_entreprise, lire, registre, releve, contrats, guichet
):
    page = client_entreprise.get(_adresse("portail_lignes", releve)).content.decode()
    assert "Qui est «\u00a0Yassin BENCHERIF\u00a0»" in page
    choix = f"contrat-{contrats['BENCHERIF'].pk}"
    _envoyer(client_entreprise, lire(numero=3), "CHOISIR+", nom="portail_ligne", choix=choix)
    assert registre() == Decimal(140 + 254 + 154)
    assert lire(CorrectionLigne).par_nom == "Hugo Delmarre"
    ligne = lire(numero=8)
    champs = {
        "prenom": "Grace",
        "nom": "OKAFOR",
        "date_naissance": "01/01/2001",
        "attribution": contrats["DROUOT"].attribution_id,
        "type_contrat": "CDD",
        "modalite": "EMB",
        "date_debut": "01/03/2026",
    }
    donnees = {f"o{ligne.pk}-{nom}": valeur for nom, valeur in champs.items()}
    client_entreprise.post(_adresse("portail_ouvrir", ligne), {"version": 0, **donnees}, headers=HTMX)
    assert lire(numero=8).suite == SuiteLigne.DEMANDEE
    with within_guichet(guichet.pk):
        assert DemandeEligibilite.objects.get().autre_situation
        assert not Beneficiaire.objects.filter(nom="OKAFOR").exists()


def test_l_entreprise_ne_touche_ni_les_lignes_ni_les_contrats_des_autres(
    lire, guichet, connecter, client_entreprise, releve
):
    with within_guichet(guichet.pk):
        ailleurs = creer_contrat()
    with within_connexion():
        etrangere = creer_adhesion(
            guichet=guichet, role="ENTREPRISE", nom="X", entreprise_id=ailleurs.employeur_id, organisation_nom="Autre"
        )
    ligne = lire(numero=3)
    intruse = connecter(etrangere)
    assert intruse.get(_adresse("portail_lignes", releve)).status_code == 404
    assert _envoyer(intruse, ligne, "ECARTER", nom="portail_ligne").status_code == 404
    refus = _envoyer(client_entreprise, ligne, "CHOISIR", nom="portail_ligne", choix=f"contrat-{ailleurs.pk}")
    assert (refus.status_code, lire(numero=3).contrat_id) == (422, None)
    assert _envoyer(client_entreprise, ligne, "OUVRIR", nom="portail_ligne").status_code == 422


def test_l_entreprise_n_annule_pas_ce_que_le_guichet_a_decide(client, client_entreprise, lire):
    _envoyer(client, lire(numero=5), "HEURES", heures="154")
    reponse = client_entreprise.post(_adresse("portail_correction_annuler", lire(CorrectionLigne)), headers=HTMX)
    assert reponse.status_code == 409
    assert lire(CorrectionLigne).annulee_a is None


def test_le_reste_renvoye_attend_l_entreprise_et_elle_repond(client, client_entreprise, lire, releve, registre):
    assert client.post(_adresse("releve_lignes_renvoyer", releve), {"motif": ""}).status_code == 422
    client.post(_adresse("releve_lignes_renvoyer", releve), {"motif": "Qui sont ces personnes ?"})
    assert registre() == Decimal(140 + 254)
    resume = client.get(_adresse("releve_resume", releve)).content.decode()
    assert "lignes renvoyées" in resume
    assert "avant le" in resume
    assert "Qui sont ces personnes" in client_entreprise.get(_adresse("portail_lignes", releve)).content.decode()
    _envoyer(client_entreprise, lire(numero=7), "HEURES", nom="portail_ligne", heures="12")
    assert registre() == Decimal(140 + 254 + 12)


def test_le_resume_dit_chaque_heure_et_l_import_s_annule_et_se_refait(client, lire, releve, registre):
    _envoyer(client, lire(numero=6), "ECARTER")
    _envoyer(client, lire(numero=5), "HEURES", heures="154")
    page = client.get(_adresse("releve_resume", releve)).content.decode()
    assert "−100\u202fh" in page
    assert "Ligne 6" in page
    assert "Ce qui reste à corriger" in page
    client.post(_adresse("releve_annuler_import", releve), {"motif": "mauvais mois"})
    assert registre() is None
    page = client.get(_adresse("releve_resume", releve)).content.decode()
    assert "Import annulé par le guichet" in page
    assert "Ce qui reste à corriger" not in page, "rien n’est à corriger d’un import annulé"
    client.post(_adresse("releve_refaire", releve))
    assert registre() == Decimal(140 + 254)
    assert lire(ReleveHeures).statut == StatutReleve.SOUMIS


def test_les_noms_retenus_se_voient_et_s_oublient(client, client_entreprise, lire, contrats):
    _envoyer(client, lire(numero=3), "CHOISIR", choix=f"contrat-{contrats['BENCHERIF'].pk}")
    for un, liste in ((client, "noms_retenus"), (client_entreprise, "portail_noms")):
        assert "BENCHERIF Yassin" in un.get(reverse(f"suivi_heures:{liste}")).content.decode()
    client_entreprise.post(_adresse("portail_nom_oublier", lire(NomRetenu)))
    assert lire(NomRetenu).oublie_par == "Hugo Delmarre"
    assert "Oublié le" in client.get(reverse("suivi_heures:noms_retenus")).content.decode()


def test_hors_contrat_ou_sans_eligibilite_on_importe_en_disant_ce_qui_ne_compte_pas(
    client, deposer, contrats, guichet, lire
):
    meme = {"attribution": contrats["DROUOT"].attribution, "employeur": contrats["DROUOT"].employeur}
    with within_guichet(guichet.pk):
        finie = creer_beneficiaire(nom="MARTIN", prenom="Paul", eligible_depuis=datetime.date(2026, 1, 1))
        creer_contrat(
            beneficiaire=finie, date_debut=datetime.date(2026, 1, 5), date_fin=datetime.date(2026, 2, 28), **meme
        )
        sans = creer_beneficiaire(nom="DIOP", prenom="Awa")
        creer_contrat(beneficiaire=sans, date_debut=datetime.date(2026, 1, 5), **meme)
    releve = deposer("Nom;Prénom;Heures travaillées\nMARTIN;Paul;100\nDIOP;Awa;90\n", "heures mars 2026 (suite).csv")
    adresse = _adresse("releve_lignes", releve)
    page = client.get(adresse).content.decode()
    assert "contrat terminé le 28/02/2026\u00a0: ces heures ne compteront pas" in page
    assert "90\u202fh ne comptent pas" in page
    assert "Importer, 0\u202fh comptées" in page
    with within_guichet(guichet.pk):
        contrat = ContratTravail.objects.get(beneficiaire=finie)
    _envoyer(client, lire(releve=releve, numero=2), "CHOISIR", choix=f"contrat-{contrat.pk}")
    _envoyer(client, lire(releve=releve, numero=3), "GARDER")
    corrigees = client.get(adresse, {"place": "corrigees"}).content.decode()
    assert "contrat" in corrigees
    assert lire(releve=releve, numero=3).suite == SuiteLigne.CONFIRMEE
    resume = client.get(_adresse("releve_resume", releve)).content.decode()
    assert "190\u202fh" in resume
    assert "Ligne 2, Paul MARTIN" in resume


def test_l_entreprise_recoit_aussi_son_fichier_annote(client_entreprise, releve):
    reponse = client_entreprise.get(_adresse("releve_annote", releve))
    assert reponse.status_code == 200
    assert reponse.content[:2] == b"PK"


def test_quatre_cents_lignes_se_lisent_en_autant_de_requetes_que_sept(
    client, deposer, releve, django_assert_max_num_queries
):
    rangees = "".join(f"INCONNU{n % 40};Paul;{1 + n % 7}\n" for n in range(400))
    grand = deposer("Nom;Prénom;Heures travaillées\n" + rangees, "heures mars 2026 (agence).csv")
    with CaptureQueriesContext(connection) as petites:
        client.get(_adresse("releve_lignes", releve))
    with django_assert_max_num_queries(len(petites)):
        debut = time.perf_counter()
        page = client.get(_adresse("releve_lignes", grand)).content.decode()
        assert time.perf_counter() - debut < 5
    assert "400\u00a0lignes à corriger" in page
