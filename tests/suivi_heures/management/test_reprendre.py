"""`manage.py reprendre`: what it prints, how it ends."""

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from clauses_app.comptes.models import Guichet
from clauses_app.tenancy.contexte import within_connexion

DONNEES = Path(__file__).parents[2] / "donnees" / "decompte"
EXEMPLES = sorted(f for f in DONNEES.glob("*.json") if ".attendu" not in f.name)

pytestmark = pytest.mark.django_db


def lancer(capsys, fichier, *options):
    call_command("reprendre", str(fichier), *options)
    return capsys.readouterr().out


def lots_attendus(fichier):
    attendu = json.loads(fichier.with_suffix(".attendu.json").read_bytes())["lots"]
    return [{cle: valeur for cle, valeur in lot.items() if cle != "lignes"} for lot in attendu]


@pytest.mark.parametrize("fichier", EXEMPLES, ids=lambda f: f.stem)
def test_chaque_exemple_donne_les_totaux_attendus_et_rejoue_ne_change_rien(fichier, capsys):
    premiere = json.loads(lancer(capsys, fichier, "--json", "--au", "2026-01-01"))
    assert set(premiere) == {"guichet", "cree", "mis_a_jour", "lots"}
    assert premiere["guichet"] == fichier.stem
    sans_ancien = {"ancien_total": None, "ecart": None}
    assert premiere["lots"] == [lot | sans_ancien for lot in lots_attendus(fichier)]
    seconde = json.loads(lancer(capsys, fichier, "--json", "--au", "2026-01-01"))
    assert not any((seconde["cree"] | seconde["mis_a_jour"]).values())
    assert not any(seconde["cree"].values())
    assert seconde["lots"] == premiere["lots"]


@pytest.fixture
def avec_totaux(tmp_path):
    contenu = json.loads(EXEMPLES[4].read_bytes())
    attendu = lots_attendus(EXEMPLES[4])
    contenu["totaux_connus"] = [
        {"marche": attendu[0]["marche"], "lot": attendu[0]["lot"], "heures_realisees": attendu[0]["retenues"]},
        {"marche": attendu[1]["marche"], "lot": attendu[1]["lot"], "heures_realisees": "10.50"},
    ]
    contenu["entreprises"][0]["siret"] = "12345678901234"
    fichier = tmp_path / "avec totaux.json"
    fichier.write_text(json.dumps(contenu), encoding="utf-8")
    return fichier


def test_l_ecart_est_le_nouveau_total_moins_l_ancien(avec_totaux, capsys):
    premier, second, *_ = json.loads(lancer(capsys, avec_totaux, "--json", "--au", "2026-01-01"))["lots"]
    assert (premier["ancien_total"], premier["ecart"]) == (premier["retenues"], "0.00")
    assert second["ancien_total"] == "10.50"
    assert float(second["ecart"]) == pytest.approx(float(second["retenues"]) - 10.5)


def test_le_rapport_lisible_dit_les_ecarts_les_raisons_et_les_doutes(avec_totaux, capsys):
    texte = lancer(capsys, avec_totaux, "--au", "2026-01-01")
    for dit in ("Guichet essai-104", "lignes d’heures", "194", "ancien total", "10,50", "entreprises[0].siret"):
        assert dit in texte
    assert "hors du contrat de travail" in texte


def test_a_blanc_dit_tout_et_ne_garde_rien(capsys):
    assert "rien n’est gardé" in lancer(capsys, EXEMPLES[4], "--a-blanc")
    with within_connexion():
        assert not Guichet.objects.filter(code="essai-104").exists()


def refus(fichier, *options):
    with pytest.raises(CommandError) as refus:
        call_command("reprendre", str(fichier), *options)
    assert refus.value.returncode == 1
    return str(refus.value)


def test_un_fichier_fautif_est_refuse_avec_le_chemin_de_chaque_faute(tmp_path, capsys):
    contenu = json.loads(EXEMPLES[4].read_bytes())
    contenu["heures"][3]["heures"] = 35
    contenu["marches"][0]["lots"][0]["engagements"][0]["heures"] = "beaucoup"
    fichier = tmp_path / "fautif.json"
    fichier.write_text(json.dumps(contenu), encoding="utf-8")
    texte = refus(fichier, "--json")
    assert "2 fautes" in texte
    assert "heures[3].heures" in texte
    chemins = [faute["chemin"] for faute in json.loads(capsys.readouterr().out)["fautes"]]
    assert chemins == ["heures[3].heures", "marches[0].lots[0].engagements[0].heures"]
    with within_connexion():
        assert not Guichet.objects.filter(code="essai-104").exists()


@pytest.mark.parametrize(
    ("fichier", "options", "dit"),
    [
        ("/nulle/part.json", [], "introuvable"),
        (DONNEES, [], "illisible"),
        (EXEMPLES[0], ["--au", "01/01/2026"], "AAAA-MM-JJ"),
        (EXEMPLES[0], ["--au", "2026-02-30"], "AAAA-MM-JJ"),
    ],
)
def test_une_demande_impossible_recoit_une_phrase(fichier, options, dit):
    assert dit in refus(fichier, *options)
