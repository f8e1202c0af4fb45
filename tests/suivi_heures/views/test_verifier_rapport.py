"""Whoever holds a report learns, without account, whether it still stands: no figure, nothing of a person."""

import dataclasses
import datetime
import re
import typing

import pytest
from django.urls import reverse

from clauses_app.interface.formats import formater_date, formater_heures
from clauses_app.tenancy.contexte import within_guichet
from suivi_heures.enums import MotifRetrait
from suivi_heures.models import Cloture, FichierBilan
from suivi_heures.queries.verification_rapport import code_de_verification, lire_code
from suivi_heures.restitutions import joindre_donnees
from suivi_heures.restitutions.bilan_trimestriel import BilanTrimestriel
from suivi_heures.restitutions.figer import depuis_json
from suivi_heures.restitutions.mesurer_bilan import COLONNES, mesurer_bilan
from suivi_heures.services.publier_bilan import publier_bilan
from suivi_heures.services.remettre_bilan import remettre_bilan
from suivi_heures.services.retirer_bilan import retirer_bilan
from suivi_heures.views.par_lien import LIMITES
from tests.architecture.source import RACINE
from tests.suivi_heures.restitutions.exemple import BILAN
from tests.suivi_heures.restitutions.test_produire_bilan import DECEMBRE, produire, scenario
from tests.suivi_heures.views.test_rapports import adherer
from tests.suivi_heures.views.test_texte_rapport import ecrire

__all__ = ["scenario"]  # the fixture
pytestmark = pytest.mark.django_db
CLOTURE = datetime.datetime(2026, 11, 25, 9, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def _sans_pages(monkeypatch):
    monkeypatch.setattr("suivi_heures.restitutions.conduire_bilan.mettre_en_page", lambda *_, **__: b"%PDF-1.7 essai")


@pytest.fixture
def bilan(guichet, scenario):
    return produire(guichet, scenario)


def lire(client, bilan):
    reponse = client.get(reverse("suivi_heures:rapport_verifier", args=[code_de_verification(bilan)]))
    assert reponse.status_code == 200
    return reponse.content.decode()


def titre(page):
    return re.search(r"<h1[^>]*>(.*?)</h1>", page)[1]


def test_la_page_suit_la_vie_du_rapport(client, guichet, scenario, bilan):
    assert titre(lire(client, bilan)) == "Rapport non publié"
    with within_guichet(guichet.pk):
        publier_bilan(bilan=bilan, par=None)
    assert titre(lire(client, bilan)) == "Rapport authentique"
    ecrire(guichet, scenario, "Recruter avant mars.")
    suivant = produire(guichet, scenario, le=DECEMBRE)
    assert titre(lire(client, bilan)) == "Rapport authentique"  # the next is not published yet
    with within_guichet(guichet.pk):
        publier_bilan(bilan=suivant, par=None)
    page = lire(client, bilan)
    assert titre(page) == "Rapport authentique, remplacé depuis"
    assert "révision 1" in page
    assert titre(lire(client, suivant)) == "Rapport authentique"
    with within_guichet(guichet.pk):
        retirer_bilan(bilan=suivant, motif=MotifRetrait.CHIFFRES, detail="Camille s’est trompée.", par=None)
    page = lire(client, suivant)
    assert titre(page) == "Rapport retiré"
    assert "Un chiffre était faux" in page
    assert titre(lire(client, bilan)) == "Rapport authentique"  # what replaced it no longer stands
    with within_guichet(guichet.pk):
        remettre_bilan(bilan=suivant, par=None)
    assert titre(lire(client, bilan)) == "Rapport authentique, remplacé depuis"


def test_une_revision_retiree_se_dit_sur_la_version_qu_elle_corrigeait(client, guichet, scenario, bilan, connecter):
    """To anybody who checks, and to the buyer who reads: in force again, since when, and why."""
    with within_guichet(guichet.pk):
        publier_bilan(bilan=bilan, par=None)
    ecrire(guichet, scenario, "Recruter avant mars.")
    suivant = produire(guichet, scenario, le=DECEMBRE)
    with within_guichet(guichet.pk):
        publier_bilan(bilan=suivant, par=None)
        retire = retirer_bilan(bilan=suivant, motif=MotifRetrait.CHIFFRES, detail="Vu avec Camille Ferrand", par=None)
    publie_le = formater_date(retire.publie_a)
    page = lire(client, bilan)
    assert titre(page) == "Rapport authentique"
    dite = f"La révision 1, publiée le {publie_le}, l’avait remplacé\u202f; elle a été retirée le"
    assert dite in page
    assert "\u00a0: un chiffre était faux. Cette version est donc de nouveau en vigueur." in page
    assert "Camille" not in page
    acheteur = connecter(adherer(guichet, "ACHETEUR", maitre_ouvrage_id=scenario.acheteur.pk, organisation_nom="D"))
    assert dite in acheteur.get(reverse("suivi_heures:rapport", args=[bilan.identifiant])).text
    with within_guichet(guichet.pk):
        remettre_bilan(bilan=suivant, par=None)
    assert "elle a été retirée" not in lire(client, bilan)


def test_un_rapport_retire_dit_partout_a_son_acheteur_quand_et_pourquoi_sans_ses_chiffres(
    connecter, guichet, scenario, bilan
):
    par = adherer(guichet, "ADMIN_GUICHET")
    acheteur = connecter(adherer(guichet, "ACHETEUR", maitre_ouvrage_id=scenario.acheteur.pk, organisation_nom="D"))
    with within_guichet(guichet.pk):
        publier_bilan(bilan=bilan, par=par)
    pages = {nom: reverse(f"suivi_heures:{nom}") for nom in ("rapports", "departement")}
    pages |= {
        nom: reverse(f"suivi_heures:{nom}", args=[bilan.identifiant]) for nom in ("rapport", "departement_rapport")
    }
    heures = formater_heures(depuis_json(BilanTrimestriel, bilan.donnees).synthese.avancement.realise)
    for adresse in pages.values():
        assert heures in acheteur.get(adresse).text, adresse
    assert ">nouveau<" in acheteur.get(reverse("suivi_heures:espace_acheteur")).text
    with within_guichet(guichet.pk):
        retire = retirer_bilan(bilan=bilan, motif=MotifRetrait.CHIFFRES, par=par)
    pages["espace_acheteur"] = reverse("suivi_heures:espace_acheteur")
    for nom, adresse in pages.items():
        reponse = acheteur.get(adresse)
        assert reponse.status_code == 200, nom
        assert "un chiffre était faux" in reponse.text.lower(), nom
        assert formater_date(retire.retire_a) in reponse.text, nom
        assert ">nouveau<" not in reponse.text, nom
        assert "Aucun rapport publié encore" not in reponse.text, nom
        if nom != "espace_acheteur":  # its contracts say their hours of this day
            assert heures not in reponse.text, nom
            assert "décl." not in reponse.text, nom
    assert acheteur.get(reverse("suivi_heures:rapport_telecharger", args=[bilan.identifiant])).status_code == 404
    assert acheteur.get(reverse("suivi_heures:departement_pdf", args=[bilan.identifiant])).status_code == 404
    assert heures in connecter(par).get(pages["rapports"]).text  # who published it still reads what it said


def test_des_chiffres_etablis_trimestre_ouvert_le_disent_partout_sans_toucher_au_fichier(
    client, guichet, scenario, bilan, connecter
):
    """To the guichet, to the buyer, to anybody who checks; once closed, the sentence follows; a revision is clean."""
    par = adherer(guichet, "ADMIN_GUICHET")
    acheteur = adherer(guichet, "ACHETEUR", maitre_ouvrage_id=scenario.acheteur.pk)
    with within_guichet(guichet.pk):
        publier_bilan(bilan=bilan, par=par)
        fige = FichierBilan.objects.get(bilan=bilan).contenu
    lecture = reverse("suivi_heures:rapport", args=[bilan.identifiant])
    pages = [
        (connecter(par), lecture),
        (connecter(par), reverse("suivi_heures:rapports")),
        (connecter(acheteur), lecture),
        (connecter(acheteur), reverse("suivi_heures:rapports")),
        (connecter(acheteur), reverse("suivi_heures:espace_acheteur")),
    ]
    for lecteur, adresse in pages:
        assert "T3 2026 encore ouvert" in lecteur.get(adresse).text, adresse
    assert "Le T3 2026 n’est pas clos" in lire(client, bilan)
    with within_guichet(guichet.pk):
        Cloture.objects.create(annee=2026, trimestre=3, faite_par="Camille", faite_a=CLOTURE)
    for lecteur, adresse in pages:
        assert "tabli avant la clôture du T3 2026" in lecteur.get(adresse).text, adresse
    assert "avant la clôture du T3 2026 le" in lire(client, bilan)
    ecrire(guichet, scenario, "Recruter avant mars.")
    suivant = produire(guichet, scenario, le=DECEMBRE)
    assert "clôture du T3 2026" not in lire(client, suivant)
    with within_guichet(guichet.pk):
        assert FichierBilan.objects.get(bilan=bilan).contenu == fige


def test_ni_chiffre_ni_personne(client, guichet, bilan):
    par = adherer(guichet, "FACILITATEUR")
    with within_guichet(guichet.pk):
        publier_bilan(bilan=bilan, par=par)
        retirer_bilan(bilan=bilan, motif=MotifRetrait.ERREUR, detail="Vu avec Camille Ferrand", par=par)
    page = lire(client, bilan)
    assert bilan.empreinte in page
    assert bilan.empreinte_fichier in page
    dit = page.split('class="boite"')[1].replace(bilan.empreinte, "").replace(bilan.empreinte_fichier, "")
    for tu in ("180", str(par), "Camille", "Valentin"):
        assert tu not in dit, tu
    assert '<meta name="robots" content="noindex">' in page


def test_un_code_inconnu_ne_dit_rien_et_se_recopie(client, guichet, bilan):
    bon = code_de_verification(bilan)
    for faux in ("0-" + bon[2:], bon[:-1], bon + "0", f"{guichet.pk + 1}-{bilan.identifiant.hex}", "1-", "é" * 40):
        reponse = client.get(reverse("suivi_heures:rapport_verifier", args=[faux]))
        assert reponse.status_code == 404, faux
        assert "Aucun rapport ne porte ce code" in reponse.content.decode()
    assert client.get(reverse("suivi_heures:rapports_verifier")).status_code == 200
    suite = client.get(reverse("suivi_heures:rapports_verifier"), {"code": f" {bon.upper()} "})
    assert titre(client.get(suite["Location"]).content.decode()) == "Rapport non publié"
    assert lire_code(f"{10**18}-{bilan.identifiant.hex}") is None  # no number that the database cannot hold


def test_qui_demande_trop_vite_attend(client, bilan, monkeypatch):
    monkeypatch.setitem(LIMITES, "rapport", "2/m/ip")
    adresse = reverse("suivi_heures:rapport_verifier", args=[code_de_verification(bilan)])
    assert [client.get(adresse).status_code for _ in range(3)] == [200, 200, 429]


@pytest.mark.parametrize("forme", ["json", "csv", "xlsx"])
def test_les_donnees_se_prennent_a_l_ecran(connecter, guichet, bilan, forme):
    client = connecter(adherer(guichet, "FACILITATEUR"))
    reponse = client.get(reverse("suivi_heures:rapport_donnees", args=[bilan.identifiant, forme]))
    assert reponse.status_code == 200
    assert reponse["Content-Disposition"].endswith(f'.{forme}"')
    assert client.get(reverse("suivi_heures:rapport_donnees", args=[bilan.identifiant, "exe"])).status_code == 404


def test_un_acheteur_ne_prend_pas_les_donnees_d_un_rapport_retire(connecter, guichet, scenario, bilan):
    with within_guichet(guichet.pk):
        publier_bilan(bilan=bilan, par=None)
    client = connecter(adherer(guichet, "ACHETEUR", maitre_ouvrage_id=scenario.acheteur.pk, organisation_nom="D"))
    adresse = reverse("suivi_heures:rapport_donnees", args=[bilan.identifiant, "json"])
    assert client.get(adresse).status_code == 200
    with within_guichet(guichet.pk):
        retirer_bilan(bilan=bilan, motif=MotifRetrait.ERREUR, par=None)
    assert client.get(adresse).status_code == 404


def test_le_format_des_donnees_est_decrit():
    """Each key of the JSON, each column and each measure of the CSV."""
    dits = set(re.findall(r"`([^`]+)`", (RACINE / "docs" / "donnees-du-rapport.md").read_text(encoding="utf-8")))
    mesures = mesurer_bilan(BILAN)
    attendus = {*_cles(BilanTrimestriel), *COLONNES, joindre_donnees.SCHEMA}
    attendus |= {un.mesure for un in mesures} | {un.unite for un in mesures} | {un.axe for un in mesures if un.axe}
    assert attendus - dits == set()


def _cles(genre) -> set[str]:
    if dataclasses.is_dataclass(genre):
        types = typing.get_type_hints(genre)
        return set(types) | {cle for un in types.values() for cle in _cles(un)}
    return {cle for un in typing.get_args(genre) for cle in _cles(un)}
