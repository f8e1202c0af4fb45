"""A corrected file no longer holds a line: it is listed, decided by somebody, and its true effect is said alike."""

import datetime
import json
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db.models import Sum
from django.urls import reverse

from suivi_heures.enums import SortRetrait, StatutReleve
from suivi_heures.models import Heure, Realisation, ReleveHeures
from suivi_heures.queries.affaires.releves import releves_a_valider
from suivi_heures.queries.lecture_rendue import rendre_lecture
from suivi_heures.queries.retraits import lister_retraits
from suivi_heures.services.annuler_import import annuler_import
from suivi_heures.services.confirmer_retrait import confirmer_retrait
from suivi_heures.services.decider_retraits import RetraitsChanges, RetraitsFermes, decider_retraits
from suivi_heures.services.exiger_retraits_decides import RetraitAConfirmer
from suivi_heures.services.refaire_import import refaire_import
from suivi_heures.services.valider_heures import valider_heures
from suivi_heures.services.valider_releve import valider_releve
from suivi_heures.services.verifier_realisation import verifier_realisation
from tests.factories.suivi_heures import creer_heure
from tests.suivi_heures.lignes.conftest import dedans

pytestmark = pytest.mark.django_db
MARS = datetime.date(2026, 3, 1)
TITRES = "Nom;Prénom;Date de naissance;Heures travaillées\n"
DROUOT = "DROUOT;Maëlle;03/05/1995;118\n"
FOFANI = "FOFANI;Ibrahim;27/11/1974;{}\n"
BENCHERIF = "BENCHERIF;Yacine;14/02/1991;20\n"
AVANT = TITRES + DROUOT + FOFANI.format("100") + BENCHERIF
APRES = TITRES + FOFANI.format("144,5") + BENCHERIF  # Maëlle DROUOT is no longer there


@pytest.fixture
def corrige(deposer):
    """The first version, then the corrected one that forgets a person: +44,50 − 118."""
    deposer(AVANT)
    return deposer(APRES, nom="heures mars 2026 corrigé.csv")


def _debout():
    return Heure.objects.filter(annulee=False).exclude(statut="REFUSEE").aggregate(s=Sum("heures"))["s"]


def _cle(releve):
    (retrait,) = lister_retraits(releve)
    return retrait.cle


def _decider(releve, par, *, garder=False, **options):
    cle = _cle(releve)
    return decider_retraits(releve=releve, montres=[cle], retires=[] if garder else [cle], par=par, **options)


def test_la_ligne_absente_est_dite_avec_qui_combien_et_pourquoi(guichet, corrige, facilitateur):
    with dedans(guichet):
        (retrait,) = lister_retraits(corrige)
        assert (retrait.nom, retrait.heures, retrait.sort) == ("Maëlle DROUOT", 118, SortRetrait.A_CONFIRMER)
        assert retrait.pourquoi == "Absente du fichier corrigé reçu le 03/04/2026."
        assert "heures mars 2026.csv" in retrait.portee_par
        assert "1\u00a0ligne absente de ce fichier, à retirer ou à garder." in corrige.message


@pytest.mark.parametrize("porte", ["releve", "grille", "partie"])
def test_aucune_porte_ne_valide_avant_que_le_retrait_soit_confirme(guichet, corrige, contrats, facilitateur, porte):
    with dedans(guichet):
        une = Heure.objects.get(heures=Decimal("44.50")).pk
        valider = {
            "releve": lambda: valider_releve(releve=corrige, par=facilitateur),
            "grille": lambda: valider_heures(lot=contrats["DROUOT"].lot, mois=MARS, par=facilitateur),
            "partie": lambda: valider_releve(releve=corrige, retenues=[une], motif="x", par=facilitateur),
        }
        with pytest.raises(RetraitAConfirmer, match="retire 1"):
            valider[porte]()


def test_confirme_le_retrait_part_avec_la_validation(guichet, corrige, contrats, facilitateur):
    with dedans(guichet):
        _decider(corrige, facilitateur)
        valide = valider_releve(releve=corrige, par=facilitateur)
        assert (valide.statut, _debout()) == (StatutReleve.VALIDE, Decimal("164.50"))
        assert [un.sort for un in lister_retraits(valide)] == [SortRetrait.RETIREE]
        assert verifier_realisation().est_juste


def test_valider_une_partie_ne_garde_pas_en_silence_ce_qui_etait_confirme(guichet, corrige, facilitateur):
    with dedans(guichet):
        _decider(corrige, facilitateur)
        valider_releve(releve=corrige, retenues=[], motif="Ibrahim à revoir", par=facilitateur)
        assert Heure.objects.get(heures=-118).statut == "VALIDEE"


def test_gardee_la_ligne_reste_au_registre_et_le_choix_se_change(guichet, corrige, contrats, facilitateur):
    with dedans(guichet):
        assert _debout() == Decimal("164.50")
        garde = _decider(corrige, facilitateur, garder=True, motif="Oubli de l’entreprise")
        assert _debout() == Decimal("282.50")
        assert "+44,50\u202fh au registre" in garde.message
        (retrait,) = lister_retraits(garde)
        assert (retrait.sort, retrait.motif, retrait.par) == ("GARDEE", "Oubli de l’entreprise", str(facilitateur))
        assert Realisation.objects.get(lot_id=contrats["DROUOT"].lot_id).en_attente == Decimal("282.50")
        retire = _decider(garde, facilitateur)
        assert _debout() == Decimal("164.50")
        _decider(retire, facilitateur, garder=True)
        valide = valider_releve(releve=retire, par=facilitateur)
        assert (valide.statut, _debout()) == (StatutReleve.VALIDE, Decimal("282.50"))
        assert verifier_realisation().est_juste
        with pytest.raises(RetraitsFermes):
            _decider(valide, facilitateur)


@pytest.mark.parametrize(("qui", "sort"), [("entreprise", "A_CONFIRMER"), ("facilitateur", "RETIREE")])
def test_ce_que_l_entreprise_confirme_le_guichet_le_voit_encore(guichet, deposer, request, qui, sort):
    """A file without any hour: its sender says that it means it, the guichet decides line by line."""
    deposer(AVANT)
    vide = deposer(TITRES + "DROUOT;Maëlle;03/05/1995;\n", nom="heures mars 2026 vide.csv")
    par = request.getfixturevalue(qui)
    with dedans(guichet):
        confirme = confirmer_retrait(releve=vide, par=par)
        assert {un.sort for un in lister_retraits(confirme)} == {sort}


def test_une_troisieme_version_ne_redemande_pas_ce_qui_fut_garde(guichet, corrige, deposer, facilitateur):
    with dedans(guichet):
        _decider(corrige, facilitateur, garder=True)
    troisieme = deposer(APRES.replace("144,5", "150"), nom="heures mars 2026 ter.csv")
    with dedans(guichet):
        assert lister_retraits(troisieme) == []
        assert _debout() == 288


def test_relu_le_fichier_garde_ce_qui_fut_decide(guichet, corrige, facilitateur):
    with dedans(guichet):
        _decider(corrige, facilitateur, garder=True, motif="Oubli")
        annuler_import(releve=corrige, par=facilitateur)
        refait = refaire_import(releve=corrige, par=facilitateur)
        assert [(un.sort, un.motif) for un in lister_retraits(refait)] == [(SortRetrait.GARDEE, "Oubli")]
        assert "238\u202fh avant, 282,50\u202fh après" in refait.message
        assert "à retirer ou à garder" not in refait.message
        assert _debout() == Decimal("282.50")


def test_le_second_est_prevenu_et_rien_ne_s_ecrit(guichet, corrige, facilitateur):
    with dedans(guichet):
        _decider(corrige, facilitateur, vu="")
        with pytest.raises(RetraitsChanges):
            _decider(corrige, facilitateur, garder=True, vu="")
        assert _debout() == Decimal("164.50")


def test_les_memes_chiffres_a_l_ecran_dans_l_api_et_dans_la_file(guichet, corrige, facilitateur, connecter):
    client = connecter(facilitateur)
    for nom in ("releve", "releve_resume", "releve_lignes"):
        page = client.get(reverse(f"suivi_heures:{nom}", args=[corrige.pk])).content.decode()
        assert "Maëlle DROUOT" in page
        assert "Absente du fichier corrigé reçu le 03/04/2026." in page
        assert "\u221273,50\u202fh" in page
    with dedans(guichet):
        rendu = rendre_lecture(corrige)
        assert (rendu["effet_sur_cumul"], rendu["effet_sur_registre"]) == ("-73.50", "-73.50")
        assert [un["sort"] for un in rendu["lignes_absentes"]] == ["A_CONFIRMER"]
        affaire = next(une for une in releves_a_valider() if une.cle == corrige.pk)
        assert affaire.geste is None, "rien ne se valide d’un clic sans avoir vu le retrait"
        assert "1\u00a0ligne absente du fichier corrigé" in affaire.detail
        assert "\u221273,50\u202fh" in affaire.titre


def test_la_page_confirme_puis_le_bouton_dit_l_effet_signe(guichet, corrige, facilitateur, connecter):
    client, adresse = connecter(facilitateur), reverse("suivi_heures:releve", args=[corrige.pk])
    assert "Valider, " not in client.get(adresse).content.decode()
    refuse = client.post(reverse("suivi_heures:releve_valider", args=[corrige.pk]), {"partiel": "1", "motif": "Revoir"})
    assert refuse.status_code == 422
    assert "confirmez leur retrait ou gardez-les" in refuse.content.decode()
    assert "Revoir" in refuse.content.decode(), "rien de tapé ne se perd"
    with dedans(guichet):
        cle = _cle(corrige)
    decider = reverse("suivi_heures:releve_retraits", args=[corrige.pk])
    client.post(decider, {"montre": [cle], "motif": "Oubli", "vu": ""})
    assert "Valider, +44,50\u202fh" in client.get(adresse).content.decode()
    refuse = client.post(decider, {"montre": [cle], "retirer": [cle], "motif": "Deuxième avis", "vu": ""})
    assert refuse.status_code == 422
    page = refuse.content.decode()
    assert "pendant que vous les regardiez" in page
    assert "Deuxième avis" in page


def test_l_entreprise_lit_ce_que_son_fichier_retire(corrige, entreprise, connecter):
    page = connecter(entreprise).get(reverse("suivi_heures:portail_releve", args=[corrige.pk])).content.decode()
    assert "Absente du fichier corrigé reçu le 03/04/2026." in page
    assert "Le guichet confirmera le retrait" in page
    assert 'name="retirer"' not in page


def test_la_commande_dit_l_effet_vrai_meme_quand_les_heures_venaient_de_la_grille(
    guichet, contrats, facilitateur, tmp_path, capsys
):
    with dedans(guichet):
        contrat = contrats["FOFANI"]
        creer_heure(contrat=contrat, heures="100", du=MARS, au=datetime.date(2026, 3, 31), statut="SOUMISE")
        code = contrat.employeur.ref
    fichier = tmp_path / "heures mars 2026.csv"
    fichier.write_text(TITRES + FOFANI.format("144,5"), encoding="utf-8")
    call_command("importer_releve", str(fichier), "--guichet", guichet.code, "--deposant", code, "--json")
    lu = json.loads(capsys.readouterr().out)
    assert (lu["effet_sur_cumul"], lu["effet_sur_registre"]) == ("44.50", "44.50")


def test_la_premiere_version_dit_qu_une_autre_la_corrige(guichet, corrige, facilitateur, connecter):
    client = connecter(facilitateur)
    with dedans(guichet):
        premier = ReleveHeures.objects.exclude(pk=corrige.pk).get()
    phrase = "Corrigé par «\u00a0heures mars 2026 corrigé.csv\u00a0»"
    assert client.get(reverse("suivi_heures:releves")).content.decode().count(phrase) == 1
    assert phrase in client.get(reverse("suivi_heures:releve", args=[premier.pk])).content.decode()
    assert phrase not in client.get(reverse("suivi_heures:releve", args=[corrige.pk])).content.decode()
