"""A list of a screen, in a file: the same rows, the same filters, the same rights."""

import csv
import io

import pytest
from openpyxl import load_workbook

from clauses_app.interface.listes import LISTES_D_ECRAN
from clauses_app.tenancy.contexte import within_connexion, within_guichet
from marches.models import Operation
from suivi_heures.restitutions.lire_ecran import lire_table
from tests.factories.comptes import creer_adhesion
from tests.factories.marches import creer_maitre_ouvrage
from tests.suivi_heures.views.test_sorties import clos, en_avril

__all__ = ["clos", "en_avril"]  # the fixtures

PIEGE = "=cmd|'/c calc'!A1"


@pytest.fixture
def operations(guichet):
    with within_guichet(guichet.pk):
        acheteur = creer_maitre_ouvrage(nom="Ville")
        for rang in range(60):
            nom = PIEGE if rang == 0 else f"Opération {rang:02}"
            Operation.objects.create(ref=f"O{rang}", nom=nom, maitre_ouvrage=acheteur)


def _csv(client, adresse):
    texte = client.get(adresse).content.decode("utf-8-sig")
    lignes = list(csv.reader(io.StringIO(texte), delimiter=";"))
    vide = lignes.index([])
    return lignes[:vide], lignes[vide + 1], lignes[vide + 2 :]


def test_toutes_les_pages_y_sont_et_aucun_texte_ne_devient_une_formule(operations, connecter, facilitateur):
    client = connecter(facilitateur)
    entete, colonnes, lignes = _csv(client, "/exports/ecrans/operations.csv")
    assert len(lignes) == 60
    assert "60 lignes" in " ".join(entete[3]).replace("\u202f", " ").replace("\u00a0", " ")
    assert "Actions" not in colonnes
    assert not any(case.startswith("=") for ligne in lignes for case in ligne)
    feuille = load_workbook(io.BytesIO(client.get("/exports/ecrans/operations.xlsx").content)).active
    assert sum(1 for rangee in feuille.iter_rows() if str(rangee[0].value).startswith("Opération ")) >= 59
    assert all(case.data_type != "f" for rangee in feuille.iter_rows() for case in rangee)


def test_l_ecran_propose_son_fichier_avec_ses_filtres(operations, connecter, facilitateur):
    page = connecter(facilitateur).get("/operations/?q=Op&page=2").content.decode()
    assert 'href="/exports/ecrans/operations.xlsx?q=Op"' in page


@pytest.mark.parametrize("ecran", sorted(LISTES_D_ECRAN))
def test_chaque_liste_repond_meme_vide(ecran, connecter, guichet):
    with within_connexion():
        responsable = creer_adhesion(guichet=guichet, role="ADMIN_GUICHET", nom="Idriss Vasseur")
    reponse = connecter(responsable).get(f"/exports/ecrans/{ecran}.csv")
    assert reponse.status_code == 200
    assert reponse["Content-Disposition"].startswith("attachment")


def test_les_droits_sont_ceux_de_l_ecran(connecter, facilitateur):
    assert connecter(facilitateur).get("/exports/ecrans/conservation.csv").status_code == 403


def test_une_liste_inconnue_est_introuvable(connecter, facilitateur):
    assert connecter(facilitateur).get("/exports/ecrans/rien.csv").status_code == 404


def test_les_nombres_et_les_jours_d_une_table_sont_lus_comme_tels():
    table = lire_table(
        "<table><tr><th>Nom</th><th>Heures</th><th>Le</th><th><span>Actions</span></th></tr>"
        "<tr><th>A<div>détail</div></th><td><svg><text>9</text></svg>1\u202f214,5\u202fh</td><td>03/02/2026</td>"
        "<td><button>Faire</button></td></tr></table>".encode()
    )
    assert table.colonnes == ["Nom", "Heures", "Le"]
    assert [str(valeur) for valeur in table.lignes[0]] == ["A, détail", "1214.5", "2026-02-03"]


def test_un_fichier_ne_porte_que_ce_qui_se_voit(clos, connecter, facilitateur):
    """What only a screen reader says beside what is shown is not in the cell; hidden headers still name columns."""
    client = connecter(facilitateur)
    assert client.post("/restitutions/produire/", {"genre": "ANNUEL", "trimestre": "2026-T1"}).status_code == 302
    _, colonnes, lignes = _csv(client, "/exports/ecrans/restitutions.csv")
    assert colonnes[0] == "Document"
    assert lignes[0][0].count("jusqu’au 31/03/2026") == 1
    table = lire_table(
        b"<table><tr><th>Nom</th><th><span class='visually-hidden'>Rang</span></th></tr>"
        b"<tr><td>A<span class='visually-hidden'>, <b>dit<br></b> tout bas</span> B</td><td>2</td></tr></table>"
    )
    assert table.colonnes == ["Nom", "Rang"]
    assert table.lignes == [["A B", 2]]
