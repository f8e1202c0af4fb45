"""manage.py importer_decp: counts said, twice nothing, refusals in one sentence."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from clauses_app.tenancy.contexte import within_guichet
from marches.models import MarcheDecp
from tests.marches.imports.fabrique_decp import DONNEES, JSON_120

pytestmark = pytest.mark.usefixtures("guichet")


def importer(fichier, *options, code="guichet-a"):
    sortie = StringIO()
    call_command("importer_decp", str(fichier), "--guichet", code, *options, stdout=sortie)
    return sortie.getvalue()


def test_la_commande_dit_ce_qu_elle_a_fait_et_se_rejoue_sans_effet(guichet):
    premier, second = (json.loads(importer(JSON_120, "--json")) for _ in range(2))
    assert (premier["crees"], premier["douteux"], premier["refuses"]) == (120, 0, 0)
    assert (second["crees"], second["mis_a_jour"], second["inchanges"]) == (0, 0, 120)
    with within_guichet(guichet.pk):
        assert MarcheDecp.objects.count() == 120


def test_sans_json_le_bilan_est_en_francais():
    texte = importer(DONNEES / "officiel_Marche_v2.0.2.xml")
    assert "1\u00a0marché dans 2\u00a0lignes, format XML" in texte
    assert "en double      1" in texte


def test_un_guichet_inconnu_est_nomme():
    with pytest.raises(CommandError, match="« nulle-part »") as refus:
        importer(JSON_120, code="nulle-part")
    assert refus.value.returncode == 2


def test_un_fichier_absent_est_nomme():
    with pytest.raises(CommandError, match="introuvable") as refus:
        importer("/nulle/part.json")
    assert refus.value.returncode == 2


def test_un_fichier_sans_marche_rend_un_code_d_echec(tmp_path):
    page = tmp_path / "page.json"
    page.write_text("<html>502</html>")
    with pytest.raises(CommandError, match="Aucun marché") as refus:
        importer(page)
    assert refus.value.returncode == 1
