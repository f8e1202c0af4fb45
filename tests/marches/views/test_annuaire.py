"""The directory of structures: loaded twice without a change, searched by trade and distance, agreements on a day."""

import datetime
import io
from decimal import Decimal

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.urls import reverse

from clauses_app.tenancy.contexte import within_connexion, within_guichet
from marches.models import Agrement, Entreprise, StructureAnnuaire
from marches.queries.annuaire import chercher_structures, situer, situer_agrements
from suivi_heures.models import Besoin
from suivi_heures.queries.affaires.agrements import agrements_echus
from tests.factories.beneficiaires import creer_contrat
from tests.factories.comptes import creer_adhesion
from tests.factories.marches import creer_entreprise

pytestmark = pytest.mark.django_db
COLONNES = (
    "siret;kind;raison_sociale;naf;adresse;code_postal;ville;latitude;longitude;"
    "numero_annexe;convention_debut;convention_fin"
)
FICHIER = f"""{COLONNES}
50000000000017;EI;Les Bâtisseurs du Trièves;4399C;1 rue Haute;38710;Mens;44.816;5.751;EI038;01/01/2026;31/12/2026
50000000000025;ETTI;Intérim des Cimes;7820Z;2 place;38350;La Mure;44.903;5.786;ET038;01/01/2025;31/12/2025
50000000000033;ACI;Jardins d’en Haut;0113Z;3 chemin;38520;Le Bourg-d'Oisans;45.054;6.030;;;
;GEIQ;GEIQ Montagne;;;38000;Grenoble;;;;;
ABC;ACI;Recyclerie;3832Z;;38000;Grenoble;45.188;5.724;;;
50000000000041;ML;Mission locale;;;38000;Grenoble;45.18;5.72;;;
50000000000017;EI;Les Bâtisseurs du Trièves;4399C;1 rue Haute;38710;Mens;44.816;5.751;EI038;01/01/2026;31/12/2026
"""
# great circle between two points, written apart: haversine
INDEPENDANTE = """
SELECT s.nom, round((2 * 6371 * asin(sqrt(
    power(sin(radians(s.latitude - m.lat) / 2), 2)
    + cos(radians(m.lat)) * cos(radians(s.latitude)) * power(sin(radians(s.longitude - m.lon) / 2), 2))))::numeric, 2)
FROM marches_structureannuaire s,
  (SELECT avg(latitude) AS lat, avg(longitude) AS lon FROM marches_structureannuaire WHERE code_postal = '38350') m
WHERE s.latitude IS NOT NULL
"""


@pytest.fixture(autouse=True)
def _un_vendredi():
    with time_machine.travel(datetime.datetime(2026, 11, 20, 10, 0), tick=False):
        yield


@pytest.fixture
def client(connecter, facilitateur):
    return connecter(facilitateur)


def charger(client, texte=FICHIER):
    fichier = SimpleUploadedFile("siae.csv", texte.encode(), content_type="text/csv")
    return client.post(reverse("marches:annuaire_charger"), {"fichier": fichier, "source": "Essai de 2026"})


def test_un_fichier_se_charge_dit_ce_qu_il_ecarte_et_le_meme_ne_change_rien(client, guichet):
    page = charger(client).text
    assert "Type «\u00a0ML\u00a0» inconnu" in page
    assert "SIRET illisible" in page
    with within_guichet(guichet.pk):
        avant = set(StructureAnnuaire.objects.values_list("pk", "nom", "siret"))
        assert len(avant) == 5
        assert Agrement.objects.count() == 2
    charger(client)
    with within_guichet(guichet.pk):
        assert set(StructureAnnuaire.objects.values_list("pk", "nom", "siret")) == avant
        assert Agrement.objects.count() == 2


def test_la_commande_charge_le_meme_fichier(guichet, tmp_path):
    (tmp_path / "siae.csv").write_text(FICHIER, "utf-8")
    sortie = io.StringIO()
    call_command("importer_annuaire", tmp_path / "siae.csv", guichet=guichet.code, stdout=sortie)
    lue = sortie.getvalue().replace("\u00a0", " ").replace("\u202f", " ")
    assert "5 structures dans 7 lignes" in lue
    with within_guichet(guichet.pk):
        assert StructureAnnuaire.objects.count() == 5


def test_les_distances_se_recalculent_par_une_autre_formule(client, guichet):
    charger(client)
    with within_guichet(guichet.pk):
        trouvees = chercher_structures(StructureAnnuaire.objects.all(), lieu=situer("38350"))
        with connection.cursor() as curseur:
            curseur.execute(INDEPENDANTE)
            attendues = dict(curseur.fetchall())
        for s in trouvees:
            if s.distance is not None:
                assert abs(Decimal(s.distance) - attendues[s.nom]) < Decimal("0.05")
        assert [s.nom for s in trouvees][:2] == ["Intérim des Cimes", "Les Bâtisseurs du Trièves"]
        assert list(trouvees)[-1].nom == "GEIQ Montagne"  # without a point: last


def test_un_metier_garde_ceux_qui_le_font_et_ceux_qui_placent(client, guichet):
    charger(client)
    page = client.get(reverse("marches:annuaire"), {"rome": "F1703", "autour": "38350", "rayon": "20"}).text
    assert "Les Bâtisseurs du Trièves" in page
    assert "Intérim des Cimes" in page
    assert "Recyclerie" not in page
    assert "depuis le milieu de 1" in page.replace("\u00a0", " ").replace("\u202f", " ")


def test_la_convention_se_dit_au_jour_demande(client, guichet):
    charger(client)
    with within_guichet(guichet.pk):
        etti = StructureAnnuaire.objects.get(type="ETTI")
        for jour, code in ((2025, "ACTIF"), (2026, "ECHU"), (2024, "A_VENIR")):
            assert situer_agrements([etti], le=datetime.date(jour, 6, 1))[etti.pk].code == code
    adresse = reverse("marches:agrement_noter", args=[etti.pk])
    donnees = {"numero": "ET039", "debut": "01/01/2026", "fin": "31/12/2026", "source": "Annexe reçue"}
    assert client.post(adresse, donnees).status_code == 302
    assert "déjà noté" in client.post(adresse, donnees).text
    with within_guichet(guichet.pk):
        neuf = Agrement.objects.get(numero="ET039")
        assert situer_agrements([etti], le=datetime.date(2026, 6, 1))[etti.pk].code == "ACTIF"
    client.post(reverse("marches:agrement_retirer", args=[neuf.pk]))
    with within_guichet(guichet.pk):
        assert situer_agrements([etti], le=datetime.date(2026, 6, 1))[etti.pk].code == "ECHU"


def test_une_structure_se_prend_sans_rien_retaper_et_une_seule_fois(client, guichet):
    charger(client)
    with within_guichet(guichet.pk):
        ei = StructureAnnuaire.objects.get(type="EI")
    for _ in range(2):
        client.post(reverse("marches:structure_suivre", args=[ei.pk]))
    with within_guichet(guichet.pk):
        prise = Entreprise.objects.get(siret=ei.siret)
        assert (prise.nom, prise.type_structure) == (ei.nom, "EI")


def test_un_besoin_montre_les_structures_de_son_metier_les_plus_proches_d_abord(client, guichet):
    charger(client)
    with within_guichet(guichet.pk):
        besoin = Besoin.objects.create(
            entreprise=creer_entreprise(),
            metier="Maçon",
            code_rome="F1703",
            nombre=2,
            debut=datetime.date(2026, 12, 1),
            dit_le=datetime.date(2026, 11, 1),
            lieu="Chantier du col, 38710",
        )
    page = client.get(reverse("suivi_heures:besoin", args=[besoin.pk])).text
    assert page.index("Les Bâtisseurs du Trièves") < page.index("Intérim des Cimes")
    assert "Convention échue" in page


def test_l_annuaire_d_un_guichet_reste_chez_lui(client, connecter, etranger_annuaire, guichet):
    charger(client)
    with within_guichet(guichet.pk):
        pk = StructureAnnuaire.objects.first().pk
    chez_l_autre = connecter(etranger_annuaire)
    assert "Bâtisseurs" not in chez_l_autre.get(reverse("marches:annuaire")).text
    assert chez_l_autre.get(reverse("marches:annuaire_structure", args=[pk])).status_code == 404


@pytest.fixture
def etranger_annuaire(autre_guichet):
    with within_connexion():
        return creer_adhesion(guichet=autre_guichet, role="FACILITATEUR", nom="Autre Guichet")


def test_une_structure_au_travail_dont_la_convention_est_echue_attend_dans_la_file(client, guichet):
    charger(client)
    with within_guichet(guichet.pk):
        etti = creer_entreprise(nom="Intérim des Cimes", type_structure="ETTI", siret="50000000000025")
        creer_contrat(employeur_id=etti.pk, date_debut=datetime.date(2026, 9, 1))
        affaires = agrements_echus(datetime.date(2026, 11, 20))
        avant = agrements_echus(datetime.date(2025, 11, 20))
    assert [a.titre for a in affaires] == ["Intérim des Cimes\u00a0: convention échue le 31/12/2025"]
    assert avant == []
    assert "Convention échue" in client.get(reverse("marches:entreprise", args=[etti.pk])).text


def test_la_carte_porte_les_numeros_de_la_liste_et_dit_qui_n_y_est_pas(client):
    charger(client)
    page = client.get(reverse("marches:annuaire"), {"autour": "38350"}).text
    assert "Carte\u00a0: 4\u00a0structures autour de 38350" in page
    assert "1\u00a0structure sans point connu\u00a0: dans la liste seulement" in page
    assert page.index(">1.</span>") < page.index("Intérim des Cimes") < page.index(">2.</span>")
    assert "http" not in page[page.index('<figure class="carte') : page.index("</figure>")]


def test_sans_aucun_point_pas_de_carte(client):
    charger(client)
    assert '<figure class="carte' not in client.get(reverse("marches:annuaire"), {"q": "GEIQ"}).text


def test_le_rang_sur_la_carte_n_entre_pas_dans_le_nom_que_porte_le_fichier(client):
    charger(client)
    assert ">1.</span>" in client.get("/annuaire/").text
    fichier = client.get("/exports/ecrans/annuaire.csv").content.decode("utf-8-sig")
    assert "GEIQ Montagne;" in fichier
    assert "1.GEIQ" not in fichier
    assert not [ligne for ligne in fichier.splitlines() if ligne[:1].isdigit() and ligne[1:2] == "."]
