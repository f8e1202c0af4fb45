"""The summary of an import: every hour of the file is in one figure, and the figures agree with each other."""

import re
from decimal import Decimal

import pytest
from django.urls import reverse

from suivi_heures.models import Heure
from suivi_heures.services.valider_releve import valider_releve
from tests.suivi_heures.lignes.conftest import dedans

pytestmark = pytest.mark.django_db
TITRES = "Nom;Prénom;Date de naissance;Heures travaillées\n"
FOFANI, BENCHERIF = "FOFANI;Ibrahim;27/11/1974;{}\n", "BENCHERIF;Yacine;14/02/1991;{}\n"


@pytest.fixture
def client(facilitateur, connecter, contrats):
    return connecter(facilitateur)


def _lire(client, nom, releve):
    return client.get(reverse(f"suivi_heures:{nom}", args=[releve.pk])).content.decode()


def test_un_import_valide_dit_pourquoi_il_ne_s_annule_plus_et_quoi_faire(guichet, deposer, client, facilitateur):
    """As long as nothing is decided the gesture is there; then its place says why, since when, by whom, and where."""
    releve = deposer(TITRES + FOFANI.format(100))
    assert "Annuler l’import</a>" in _lire(client, "releve_lignes", releve)
    assert "Annuler l’import</button>" in _lire(client, "releve_resume", releve)
    with dedans(guichet):
        valider_releve(releve=releve, par=facilitateur)
        lot = Heure.objects.get(releve_id=releve.pk).lot_id
    lignes = _lire(client, "releve_lignes", releve)
    assert "Pourquoi l’import ne s’annule plus</a>" in lignes
    assert "Annuler l’import</a>" not in lignes
    assert f"{reverse('suivi_heures:releve_resume', args=[releve.pk])}#annuler" in lignes
    resume = _lire(client, "releve_resume", releve)
    section = resume.partition('id="annuler"')[2].partition("</section>")[0]
    assert f"décidées depuis le 03/04/2026, par {facilitateur}" in section
    assert "déposez le fichier corrigé" in section
    assert f"{reverse('suivi_heures:grille', args=[lot])}?de=2026-03" in section
    assert "<button" not in section


def _figures(page):
    """« À compter » → its hours, as they are read."""
    texte = re.sub(r"<[^>]+>", "|", page.partition('id="t-resume"')[2].partition("Qui doit agir")[0])
    cases = [case.strip() for case in texte.split("|") if case.strip()]
    noms = ("À compter", "Ne comptent pas", "Non importées", "Effet sur le registre")
    return {nom: _nombre(cases[cases.index(nom) + 1]) for nom in noms}


def _nombre(texte):
    return Decimal(re.sub(r"[^\d,−]", "", texte).replace("−", "-").replace(",", "."))


def test_les_chiffres_d_un_fichier_corrige_s_accordent(guichet, deposer, client):
    """100 h less, an absence of 7 h, 144,50 h of somebody unknown: the effect is what counts and what does not."""
    titres = "Nom;Prénom;Date de naissance;Heures travaillées;Absences\n"
    deposer(titres + "FOFANI;Ibrahim;27/11/1974;140;\n")
    corrige = deposer(
        titres + "FOFANI;Ibrahim;27/11/1974;40;7\nOKAFOR;Grace;01/01/2001;144,5;\n", nom="heures mars 2026 bis.csv"
    )
    page = _lire(client, "releve_resume", corrige)
    lues = _figures(page)
    assert lues == {
        "À compter": Decimal(-100),
        "Ne comptent pas": Decimal(7),
        "Non importées": Decimal("144.5"),
        "Effet sur le registre": Decimal(-93),
    }
    assert "1\u00a0ligne, dont 1 à corriger" in page
    assert "absence" in page.partition("Ce qui ne compte pas")[2].partition("</ul>")[0].lower()
    assert "Dont heures qui comptent</dt><dd>−100\u202fh" in _lire(client, "releve", corrige)
    assert "Valider, −100\u202fh" in page


def test_un_mois_redit_jour_par_jour_dit_ce_que_la_correction_retire(guichet, deposer, client, contrats):
    """The same hours on days that do not count: no effect on the ledger, fewer hours that count, and why."""
    with dedans(guichet):
        type(contrats["FOFANI"]).objects.filter(pk=contrats["FOFANI"].pk).update(date_debut="2026-03-01")
        contrats["FOFANI"].marche.__class__.objects.filter(pk=contrats["FOFANI"].marche_id).update(
            date_debut="2026-03-16"
        )
    deposer(TITRES + FOFANI.format(62))
    corrige = deposer(
        "Nom;Prénom;Date de naissance;Date;Heures travaillées\nFOFANI;Ibrahim;27/11/1974;10/03/2026;20\n"
        "FOFANI;Ibrahim;27/11/1974;11/03/2026;20\nFOFANI;Ibrahim;27/11/1974;12/03/2026;22\n",
        nom="heures mars 2026 bis.csv",
    )
    page = _lire(client, "releve_resume", corrige)
    lues = _figures(page)
    assert lues["Effet sur le registre"] == 0
    assert lues["À compter"] == -lues["Ne comptent pas"] < 0
    retire = page.partition("Ce que la correction retire du registre")[2].partition("</ul>")[0]
    assert "Ibrahim FOFANI, du 01/03/2026 au 31/03/2026\u00a0: −62\u202fh, dont −32\u202fh qui comptent." in retire
    assert "Dite sur d’autres jours par le fichier corrigé" in retire
