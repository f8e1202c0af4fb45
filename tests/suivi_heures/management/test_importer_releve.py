"""manage.py importer_releve: what a company really sends enters the ledger once, waiting, and nothing is lost."""

import json
import shutil
from contextlib import suppress
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Sum

from clauses_app.comptes.models import Guichet
from clauses_app.tenancy.contexte import within_connexion, within_guichet
from suivi_heures.enums import Nature, StatutHeure, StatutReleve
from suivi_heures.imports.releve.noter import comparer
from suivi_heures.models import FichierReleve, Heure, LigneReleve, ReleveHeures
from suivi_heures.services.retirer_releve import retirer_releve
from suivi_heures.services.verifier_realisation import verifier_realisation
from tests.factories.comptes import creer_guichet

CORPUS = Path(__file__).parents[2] / "donnees" / "releves"
ATTENDUS = sorted((CORPUS / "attendus").glob("*.attendu.json"))
TITRES = "Nom;Prénom;Date de naissance;Heures travaillées;Heures de formation;Heures d’absence"
F01 = "F01_Releve_heures_CORVALIN_2026-01.xlsx"
F09 = "F09_Releve_heures_CORVALIN_2026-01_RECTIFIE.xlsx"


@pytest.fixture
def guichet(db):
    call_command("reprendre", str(CORPUS / "base.json"))
    with within_connexion():
        return Guichet.objects.get(code="brumelle")


@pytest.fixture
def importer(guichet, capsys):
    def _importer(fichier, deposant="ENT-01", recu_le="2026-02-04"):
        capsys.readouterr()
        with suppress(CommandError):  # an unreadable file is printed, then refused
            call_command(
                "importer_releve",
                str(CORPUS / "fichiers" / fichier),
                *("--guichet", guichet.code, "--deposant", deposant, "--recu-le", recu_le, "--json"),
            )
        return json.loads(capsys.readouterr().out)

    return _importer


def _codes(lu):
    return {anomalie["code"] for anomalie in lu["anomalies"]}


def _travail():
    """(in the ledger, kept on the timesheets without entering it)"""
    registre = Heure.objects.filter(nature=Nature.TRAVAIL)
    assert not registre.exclude(statut=StatutHeure.SOUMISE).exists()
    restees = LigneReleve.objects.filter(nature=Nature.TRAVAIL, contrat=None)
    sommes = (lignes.aggregate(total=Sum("heures"))["total"] or Decimal(0) for lignes in (registre, restees))
    return tuple(sommes)


@pytest.mark.parametrize("chemin", ATTENDUS, ids=lambda chemin: chemin.name[:3])
def test_chaque_releve_du_corpus_entre_au_registre_pour_ce_qu_il_dit(chemin, guichet, importer):
    attendu = json.loads(chemin.read_text("utf-8"))
    contexte = attendu["contexte"]
    for ancien in contexte["deja_recus"]:
        importer(ancien, contexte["deposant"], contexte["date_reception"])
    with within_guichet(guichet.pk):
        avant = sum(_travail())
    lu = importer(attendu["fichier"], contexte["deposant"], contexte["date_reception"])
    assert comparer(lu, attendu) == []
    with within_guichet(guichet.pk):
        assert sum(_travail()) - avant == Decimal(attendu["effet_sur_cumul"])
        assert not LigneReleve.objects.filter(contrat=None, heures__isnull=False, heure_id__isnull=False).exists()
        sans_raison = LigneReleve.objects.filter(contrat=None, anomalies=[], nature=Nature.TRAVAIL)
        assert [ligne.lue["personne"] for ligne in sans_raison if not _raison_ailleurs(ligne)] == []
        assert verifier_realisation().est_juste


def _raison_ailleurs(ligne):
    """An identity or a missing contract is said once per person, at her first line."""
    meme = LigneReleve.objects.filter(lue__Nom=ligne.lue["Nom"], lue__Prénom=ligne.lue["Prénom"])
    return meme.exclude(anomalies=[]).exists()


def test_dix_fois_le_meme_fichier_n_ajoute_rien(guichet, importer):
    importer(F01)
    with within_guichet(guichet.pk):
        avant = _travail(), Heure.objects.count()
    for _ in range(10):
        lu = importer(F01)
        assert (_codes(lu), lu["effet_sur_cumul"]) == ({"FICHIER_DEJA_RECU"}, "0.00")
    with within_guichet(guichet.pk):
        assert (_travail(), Heure.objects.count()) == avant
        assert (ReleveHeures.objects.count(), FichierReleve.objects.count()) == (1, 1)


def test_les_memes_heures_dans_un_autre_format_et_un_autre_ordre_n_ajoutent_rien(guichet, importer, tmp_path):
    lu = importer(F01)
    lignes = [TITRES, *_en_csv(lu["lignes"])]
    copie = tmp_path / "CORVALIN janvier 2026.csv"
    copie.write_text("\n".join(lignes), encoding="utf-8")
    resauve = importer(copie)
    assert "FICHIER_DEJA_RECU" in _codes(resauve)
    with within_guichet(guichet.pk):
        assert _travail() == (Decimal("1050.25"), 0)
        assert ReleveHeures.objects.latest("pk").statut == StatutReleve.REJETE


def test_la_version_corrigee_ajoute_la_difference_et_ne_modifie_rien(guichet, importer):
    importer(F01)
    with within_guichet(guichet.pk):
        avant = list(Heure.objects.order_by("pk").values())
    lu = importer(F09, recu_le="2026-02-12")
    assert lu["effet_sur_cumul"] == "-14.00"
    with within_guichet(guichet.pk):
        apres = list(Heure.objects.order_by("pk").values())
        assert apres[:-1] == avant
        (ajoutee,) = apres[len(avant) :]
        assert ajoutee["heures"] == Decimal("-14.00")
        assert ajoutee["corrige_id"] in {ligne["id"] for ligne in avant}
        message = ReleveHeures.objects.latest("pk").message
        assert "Version corrigée" in message
        assert "avant" in message
        assert "après" in message
    importer(F09)
    importer(F01)
    with within_guichet(guichet.pk):
        assert _travail() == (Decimal("1036.25"), 0)


def test_retiree_puis_renvoyee_la_version_corrigee_compte_une_fois(guichet, importer):
    importer(F01)
    for _ in range(2):
        importer(F09, recu_le="2026-02-12")
        with within_guichet(guichet.pk):
            assert _travail()[0] == Decimal("1036.25")
            retirer_releve(releve=ReleveHeures.objects.latest("pk"), par=None)
            assert _travail()[0] == Decimal("1050.25")


def test_une_personne_otee_de_la_version_corrigee_est_retiree_par_une_ligne_contraire(guichet, importer, tmp_path):
    lignes = _en_csv(importer(F01)["lignes"])
    copie = tmp_path / "CORVALIN janvier 2026.csv"
    copie.write_text("\n".join([TITRES, *lignes[1:]]), encoding="utf-8")
    lu = importer(copie)
    assert "VERSION_CORRIGEE" in _codes(lu)
    with within_guichet(guichet.pk):
        assert _travail()[0] == Decimal("1050.25") + Decimal(lu["effet_sur_cumul"])
        assert Heure.objects.count() == 12


def test_un_releve_envoye_en_deux_moities_puis_en_entier_compte_une_fois(guichet, importer, tmp_path):
    modele = tmp_path / "complet"
    modele.mkdir()
    lignes = _lignes_de_janvier()
    for nom, contenu in (("a", lignes[:4]), ("b", lignes[4:]), ("tout", lignes)):
        copie = modele / f"CORVALIN {nom} janvier 2026.csv"
        copie.write_text("\n".join([TITRES, *contenu]), encoding="utf-8")
        importer(copie)
    with within_guichet(guichet.pk):
        assert _travail() == (Decimal("1050.25"), 0)


def _lignes_de_janvier():
    attendu = json.loads((CORPUS / "attendus" / f"{F01[:-5]}.attendu.json").read_text("utf-8"))
    return _en_csv(attendu["lignes"])


def _en_csv(lignes):
    """One row a person, last first: the order of a file says nothing."""
    personnes = {}
    for une in reversed(lignes):
        cle = f"{une['nom']};{une['prenom']};{une['date_naissance']}"
        personnes.setdefault(cle, {})[une["nature"]] = une["heures"].replace(".", ",")
    return [
        ";".join([qui, *(heures.get(nature, "") for nature in ("TRAVAIL", "FORMATION_CONTRAT", "ABSENCE"))])
        for qui, heures in personnes.items()
    ]


def test_un_autre_guichet_n_en_voit_rien(guichet, importer):
    with within_connexion():
        voisin = creer_guichet(code="voisin")
    importer(F01)
    with within_guichet(voisin.pk):
        assert not Heure.objects.exists()
        assert not LigneReleve.objects.exists()
        assert not ReleveHeures.objects.exists()


@pytest.mark.parametrize(
    ("options", "code", "phrase"),
    [
        (["--guichet", "absent"], 2, "Aucun guichet ne porte le code"),
        (["--guichet", "brumelle", "--deposant", "X"], 2, "Aucune entreprise de ce guichet"),
        (["--guichet", "brumelle", "--recu-le", "hier"], 2, "AAAA-MM-JJ"),
        (["--guichet", "brumelle"], 1, "indiquez qui le dépose"),
    ],
)
@pytest.mark.usefixtures("guichet")
def test_chaque_refus_se_dit_en_une_phrase(options, code, phrase, tmp_path):
    fichier = tmp_path / "heures.csv"
    fichier.write_text("Nom;Prénom;Heures\nINCONNU;Paul;12\n", encoding="utf-8")
    with pytest.raises(CommandError, match=phrase) as refus:
        call_command("importer_releve", str(fichier), *options)
    assert refus.value.returncode == code


@pytest.mark.usefixtures("guichet")
def test_un_fichier_absent_ou_protege_est_dit(tmp_path, capsys):
    with pytest.raises(CommandError, match="introuvable"):
        call_command("importer_releve", str(tmp_path / "rien.xlsx"), "--guichet", "brumelle")
    protege = next((CORPUS / "fichiers").glob("F08*"))
    shutil.copy(protege, tmp_path / "x.xlsx")
    with pytest.raises(CommandError, match="mot de passe") as refus:
        call_command("importer_releve", str(tmp_path / "x.xlsx"), "--guichet", "brumelle", "--deposant", "ENT-03")
    assert refus.value.returncode == 1
    assert "PROTEGE_PAR_MOT_DE_PASSE" in capsys.readouterr().out


def test_sans_json_on_lit_ce_qui_a_ete_recu(guichet, capsys):
    call_command("importer_releve", str(CORPUS / "fichiers" / F01), "--guichet", guichet.code)
    dit = capsys.readouterr().out
    assert "11\u00a0lignes" in dit
    assert "À valider" in dit
