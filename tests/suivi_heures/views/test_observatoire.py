"""The observatory: people counted once, overlaps said, small groups and their hours hidden, rows that open."""

import datetime
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.urls import reverse

from beneficiaires.models import Sortie
from clauses_app.tenancy.contexte import within_guichet
from marches.models import StructureAnnuaire
from suivi_heures.queries.observatoire import Axe, observer, rassembler_travaux
from suivi_heures.restitutions.observatoire import composer_observation
from tests.factories.beneficiaires import creer_beneficiaire, creer_contrat, creer_decision
from tests.factories.marches import creer_attribution, creer_lot
from tests.factories.suivi_heures import creer_heure

pytestmark = pytest.mark.django_db
ADRESSE = "/observatoire/"
# hours and people by category, without a line of the product: every line here is validated and none is excluded
INDEPENDANTE = """
SELECT d.categorie, sum(h.heures), count(DISTINCT h.beneficiaire_id)
FROM suivi_heures_heure h
JOIN (SELECT DISTINCT beneficiaire_id, categorie FROM beneficiaires_decisioneligibilite
      WHERE decision = 'ACCEPTEE' AND retiree_a IS NULL) d ON d.beneficiaire_id = h.beneficiaire_id
WHERE h.statut = 'VALIDEE' AND NOT h.annulee AND extract(year FROM h.du) = 2025
GROUP BY d.categorie
"""
PLUSIEURS = """
SELECT count(*) FROM (SELECT h.beneficiaire_id FROM suivi_heures_heure h
  JOIN beneficiaires_decisioneligibilite d ON d.beneficiaire_id = h.beneficiaire_id AND d.decision = 'ACCEPTEE'
  GROUP BY h.beneficiaire_id HAVING count(DISTINCT d.categorie) > 1) x
"""


@pytest.fixture(autouse=True)
def _un_vendredi():
    with time_machine.travel(datetime.datetime(2025, 11, 21, 10, 0), tick=False):
        yield


def employer(*categories, nombre=1, heures="100.00", sortie="", **champs):
    """People of these categories, with hours kept in March 2025."""
    personnes = []
    attribution = creer_attribution(lot=champs.get("lot"))
    for _ in range(nombre):
        qui = creer_beneficiaire(commune=champs.get("commune", "Ivry"))
        for rang, categorie in enumerate(categories):
            creer_decision(beneficiaire=qui, categorie=categorie, principale=not rang)
        contrat = creer_contrat(
            beneficiaire=qui,
            attribution=attribution,
            date_debut=datetime.date(2025, 2, 1),
            modalite=champs.get("modalite", "EMB"),
            poste=champs.get("poste", "Maçon"),
        )
        creer_heure(contrat=contrat, heures=heures)
        if sortie:
            Sortie.objects.create(beneficiaire=qui, type=sortie, le=datetime.date(2025, 9, 1))
        personnes.append(qui)
    return personnes


def test_heures_et_personnes_par_public_se_recomptent_par_une_requete_a_part(dans_guichet):
    employer("B_RSA", nombre=6)
    employer("B_RSA", "B_SENIOR", nombre=5, heures="40.00")
    employer("B_SENIOR", nombre=2)
    o = observer(rassembler_travaux(annee=2025), Axe.PUBLIC)
    with connection.cursor() as curseur:
        curseur.execute(INDEPENDANTE)
        attendu = {categorie: (heures, personnes) for categorie, heures, personnes in curseur.fetchall()}
        curseur.execute(PLUSIEURS)
        plusieurs = curseur.fetchone()[0]
    for rang in o.rangs:
        if rang.cle in attendu:
            assert (rang.heures, len(rang.personnes)) == attendu[rang.cle]
    assert o.plusieurs >= plusieurs == 5
    assert o.heures == Decimal("1000.00")
    assert o.personnes == 13


def test_une_personne_dans_deux_lignes_compte_une_fois_et_se_dit(connecter, facilitateur, guichet):
    with within_guichet(guichet.pk):
        employer("B_RSA", "B_SENIOR", nombre=7)
    page = connecter(facilitateur).get(ADRESSE, {"par": "public", "annee": 2025}).text
    page = page.replace("\u202f", " ").replace("\u00a0", " ")
    assert "7 personnes sont dans plusieurs lignes" in page
    assert "700" in page


def test_un_petit_effectif_tait_ses_heures_et_ne_s_ouvre_pas(connecter, facilitateur, guichet):
    with within_guichet(guichet.pk):
        employer("B_RSA", nombre=9, modalite="EMB")
        employer("B_RSA", nombre=8, modalite="MAD_AI")
        employer("B_RSA", nombre=2, modalite="MAD_GEIQ", heures="33.33")
    client = connecter(facilitateur)
    page = client.get(ADRESSE, {"par": "modalite", "annee": 2025}).text
    assert "moins de 5" in page
    assert '"Heures">66,66' not in page
    with within_guichet(guichet.pk):
        lignes = composer_observation(observer(rassembler_travaux(annee=2025), Axe.MODALITE), seuil=5).lignes
    # the total and the other rows would give it back: one more goes with it
    assert [li.cle for li in lignes if not li.ouverte] != ["MAD_GEIQ"]
    detail = client.get(f"{ADRESSE}detail/", {"par": "modalite", "cle": "MAD_GEIQ", "annee": 2025}).text
    assert "ne s’ouvre pas" in detail
    fichier = client.get(reverse("suivi_heures:exporter_ecran", args=["observatoire", "csv"]), {"par": "modalite"})
    assert "66,66" not in fichier.content.decode()


def test_une_ligne_qui_tient_presque_tout_le_monde_ne_se_dit_pas(dans_guichet):
    """Nine on minimal income out of eleven: the total would count the two others."""
    employer("B_RSA", "B_SENIOR", nombre=9)
    employer("B_SENIOR", nombre=2)
    tableau = composer_observation(observer(rassembler_travaux(annee=2025), Axe.PUBLIC), seuil=5)
    assert tableau.personnes == "11"
    assert {ligne.cle: (ligne.personnes, ligne.ouverte) for ligne in tableau.lignes} == {
        "B_SENIOR": ("11", True),
        "B_RSA": ("non diffusé", False),
    }


def test_une_ligne_s_ouvre_sur_les_marches_dont_elle_est_faite(connecter, facilitateur, guichet):
    with within_guichet(guichet.pk):
        lot = creer_lot()
        employer("B_RSA", nombre=6, lot=lot)
        employer("B_RSA", nombre=6)
        ref = lot.marche.ref
    detail = connecter(facilitateur).get(f"{ADRESSE}detail/", {"par": "public", "cle": "B_RSA", "annee": 2025}).text
    assert ref in detail
    assert "600" in detail


def test_les_sorties_d_une_ligne_ne_disent_jamais_un_petit_nombre(dans_guichet):
    employer("B_RSA", nombre=6, sortie="CDI")
    employer("B_RSA", nombre=2, sortie="CHOMAGE")
    tableau = composer_observation(observer(rassembler_travaux(annee=2025), Axe.PUBLIC), seuil=5)
    rsa = next(li for li in tableau.lignes if li.cle == "B_RSA")
    assert rsa.sorties == "8, dont dynamiques\u00a0: non diffusé"
    employer("B_RSA", nombre=3, sortie="CHOMAGE")
    tableau = composer_observation(observer(rassembler_travaux(annee=2025), Axe.PUBLIC), seuil=5)
    rsa = next(li for li in tableau.lignes if li.cle == "B_RSA")
    assert rsa.sorties.startswith("11, dont dynamiques\u00a0: 6 (")


def test_deux_ecritures_d_un_metier_font_une_ligne(dans_guichet):
    employer("B_RSA", nombre=6, poste="Maçon")
    employer("B_RSA", nombre=5, poste="macon")
    o = observer(rassembler_travaux(annee=2025), Axe.METIER)
    assert [(r.libelle, len(r.personnes)) for r in o.rangs] == [("Maçon", 11)]


def test_l_observatoire_d_un_guichet_reste_chez_lui(connecter, etranger, guichet):
    with within_guichet(guichet.pk):
        employer("B_RSA", nombre=6, commune="Mens")
    assert "Mens" not in connecter(etranger).get(ADRESSE, {"par": "territoire", "annee": 2025}).text


def _structure(commune: str, latitude: str, longitude: str) -> None:
    StructureAnnuaire.objects.create(
        cle=f"{commune}{latitude}", nom=f"Chantier de {commune}", type="ACI", commune=commune,
        latitude=Decimal(latitude), longitude=Decimal(longitude), source="essai",
    )  # fmt: skip


def test_la_carte_place_les_communes_de_l_annuaire_jamais_un_petit_effectif(connecter, facilitateur, guichet):
    client = connecter(facilitateur)
    with within_guichet(guichet.pk):
        employer("B_RSA", nombre=8, commune="Mens")
        employer("B_RSA", nombre=6, commune="La Mure")
        employer("B_RSA", nombre=6, commune="Saint-Denis")
        employer("B_RSA", nombre=2, commune="Tréminis")
        employer("B_RSA", nombre=2, commune="Prébois")
        for commune in ("MENS", "Tréminis", "Prébois"):
            _structure(commune, "44.816", "5.751")
        _structure("Saint-Denis", "48.936", "2.354")
        _structure("Saint-Denis", "43.270", "2.221")  # one name, two towns
    page = client.get(ADRESSE, {"par": "territoire", "annee": 2025}).text
    carte = page[page.index('<figure class="carte') : page.index("</figure>")]
    assert "Carte des heures retenues\u00a0: 1\u00a0commune" in carte
    assert "Mens, " in carte
    assert not any(nom in carte for nom in ("La Mure", "Saint-Denis", "Tréminis", "Prébois"))
    assert "4\u00a0lignes sans place" in carte
    assert '<figure class="carte' not in client.get(ADRESSE, {"par": "metier", "annee": 2025}).text
