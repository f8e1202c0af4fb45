"""The last useful day to hire, tried by « et si » : that day makes the obligation, the next does not."""

import datetime
import re
from itertools import pairwise

import pytest
import time_machine

from clauses_app.tenancy.contexte import within_guichet
from suivi_heures.services.recalculer_realisation import recalculer_realisation
from tests.factories.beneficiaires import creer_beneficiaire, creer_contrat
from tests.factories.marches import creer_attribution, creer_lot, creer_marche
from tests.factories.suivi_heures import creer_heure

D = datetime.date


@pytest.fixture(autouse=True)
def _en_octobre():
    with time_machine.travel(datetime.datetime(2026, 10, 20, 10, tzinfo=datetime.UTC)):
        yield


@pytest.fixture
def marche(guichet):
    """2 600 h due by the end of June 2027; somebody at 100 h a month, whose contract ends in March."""
    with within_guichet(guichet.pk):
        marche = creer_marche(date_debut=D(2026, 1, 1), date_fin=D(2027, 6, 30))
        contrat = creer_contrat(
            attribution=creer_attribution(lot=creer_lot(marche=marche, heures="2600.00")),
            beneficiaire=creer_beneficiaire(eligible_depuis=D(2025, 12, 1)),
            date_debut=D(2026, 1, 1),
            date_fin=D(2027, 3, 31),
        )
        for mois in range(1, 10):
            creer_heure(contrat=contrat, heures="100", du=D(2026, mois, 1), au=D(2026, mois, 28))
        recalculer_realisation(lots=None)
        return marche


def test_embaucher_a_la_derniere_date_utile_fait_l_obligation_le_lendemain_non(camille, lire, marche):
    adresse = f"/marches/{marche.pk}/prevision/"
    dite = re.search(r"1 personne à 35 h au plus tard le (\d\d)/(\d\d)/(\d{4})", lire(camille.get(adresse)))
    assert dite, lire(camille.get(adresse))
    jour = D(*(int(n) for n in reversed(dite.groups())))
    lendemain = jour + datetime.timedelta(days=1)

    def essayer(a_partir_du):
        hypothese = {"personnes": "1", "heures_semaine": "35", "a_partir_du": a_partir_du.strftime("%d/%m/%Y")}
        return lire(camille.get(adresse, hypothese))

    assert "au-dessus de l’obligation" in essayer(jour)
    assert "en dessous de l’obligation" in essayer(lendemain)


def test_trois_hypotheses_encadrent_la_centrale_et_disent_leur_methode(camille, lire, marche):
    page = lire(camille.get(f"/marches/{marche.pk}/prevision/"))
    lues = [re.search(rf"Hypothèse {nom} ([\d ]+) h", page) for nom in ("basse", "centrale", "haute")]
    basse, centrale, haute = (int(lue.group(1).replace(" ", "")) for lue in lues if lue)
    assert 900 <= basse <= centrale <= haute
    for mot in ("Les contrats signés", "Le rythme", "La saison", "tirages"):
        assert mot in page


def test_la_courbe_finit_sur_les_trois_hypotheses_et_se_lit_en_tableau(camille, lire, marche):
    """Drawn twice (wide and narrow); the last month of the table is the landing said above it."""
    reponse = camille.get(f"/marches/{marche.pk}/prevision/")
    page, courbe, prevue = lire(reponse), reponse.context["courbe"], reponse.context["prevue"]
    assert reponse.content.decode().count('<svg class="courbe"') == 2
    assert courbe["lignes"][-1]["mois"] == "juin 2027"
    for nom in ("basse", "centrale", "haute"):
        dite = f"{getattr(prevue, nom):,.0f} h".replace(",", " ")
        assert courbe["lignes"][-1][nom].replace("\u202f", " ") == dite
        assert dite in page
    assert "Projection au 30/06/2027" in page
    cumuls = [m.cumul for m in prevue.mois]
    assert all(avant[1] <= apres[1] for avant, apres in pairwise(cumuls))
