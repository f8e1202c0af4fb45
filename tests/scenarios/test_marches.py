"""A contract as it lives, typed by a facilitator: prolonged, moved to another lot, ordered, followed by its hours."""

import datetime
from decimal import Decimal

import pytest

from clauses_app.tenancy.contexte import within_guichet
from marches.models import Acte, EngagementHeures, Marche, Programme
from marches.services.installer_programmes import installer_programmes
from suivi_heures.models import Realisation
from suivi_heures.services.recalculer_realisation import recalculer_realisation
from tests.factories.beneficiaires import creer_contrat
from tests.factories.marches import creer_lot, creer_maitre_ouvrage, creer_marche, creer_regle
from tests.factories.suivi_heures import creer_heure

D = datetime.date


@pytest.fixture
def du(camille):
    """What « Vie du marché » says is due in all on each of its lots."""

    def _du(lot):
        page = camille.get(f"/marches/{lot.marche_id}/vie/").context
        [dit] = [ligne["en_tout"] for ligne in page["lots"] if ligne["lot"].pk == lot.pk]
        return dit.replace("\u202f", " ")

    return _du


def test_un_avenant_de_duree_fait_compter_les_jours_ajoutes_puis_se_defait(camille, lire, guichet):
    """31 h declared in March, a contract that stops on the 10th: ten count, then all, then ten again."""
    with within_guichet(guichet.pk):
        contrat = creer_contrat(date_fin=None)
        Marche.objects.filter(pk=contrat.marche_id).update(date_fin=D(2025, 3, 10))
        creer_heure(contrat=contrat, heures="31.00")
        recalculer_realisation(lots=[contrat.lot_id])

    def comptees():
        with within_guichet(guichet.pk):
            return Realisation.objects.get(lot=contrat.lot_id).retenues

    assert comptees() == 10
    saisie = {
        "numero": "1",
        "date": "05/03/2025",
        "revision": "AUCUNE",
        "date_fin": "31/12/2025",
        "motif": "Intempéries",
    }
    assert camille.post(f"/marches/{contrat.marche_id}/avenant/", saisie).status_code == 302
    assert comptees() == 31
    page = lire(camille.get(f"/marches/{contrat.marche_id}/vie/"))
    assert "10/03/2025" in page
    assert "31/12/2025" in page
    with within_guichet(guichet.pk):
        acte = Acte.objects.get()
    assert camille.post(f"/actes/{acte.pk}/annuler/", {"motif": "Avenant du marché voisin"}).status_code == 302
    assert comptees() == 10


def test_des_heures_passent_d_un_lot_a_un_autre_marche_et_reviennent(camille, lire, guichet, du):
    with within_guichet(guichet.pk):
        donneur, receveur = creer_lot(heures="1000.00"), creer_lot(heures="200.00")
    saisie = {
        "lot": donneur.pk,
        "lot_vers": receveur.pk,
        "heures": "150",
        "date": "01/03/2026",
        "motif": "Accord des deux acheteurs",
    }
    adresse = f"/marches/{donneur.marche_id}/transfert/"
    refus = camille.post(adresse, saisie | {"heures": "1001"})
    assert (refus.status_code, "moins d’heures" in lire(refus)) == (422, True)
    assert camille.post(adresse, saisie).status_code == 302
    assert (du(donneur), du(receveur)) == ("850 h", "350 h")
    assert "Accord des deux acheteurs" in lire(camille.get(f"/marches/{receveur.marche_id}/vie/"))
    with within_guichet(guichet.pk):
        assert EngagementHeures.objects.filter(acte=Acte.objects.get(), source="TRANSFERT").count() == 2
        acte = Acte.objects.get()
    camille.post(f"/actes/{acte.pk}/annuler/", {"motif": "Désaccord"})
    assert (du(donneur), du(receveur)) == ("1 000 h", "200 h")


def test_un_bon_de_13_500_euros_doit_11_heures_25(camille, guichet, du):
    """At 1 200 € an hour; 48 000 € owe 40 h."""
    with within_guichet(guichet.pk):
        lot = creer_lot(
            marche=creer_marche(forme="AC_BONS", montant_ht=Decimal(1_000_000)),
            heures=None,
            ratio_eur_heure=Decimal(1200),
        )
    bon = {"lot": lot.pk, "date": "01/03/2026"}
    adresse = f"/marches/{lot.marche_id}/bon-de-commande/"
    camille.post(adresse, bon | {"numero": "1", "montant_ht": "13 500"})
    assert du(lot) == "11,25 h"
    camille.post(adresse, bon | {"numero": "2", "montant_ht": "48 000"})
    assert du(lot) == "51,25 h"


def test_dix_pour_cent_des_heures_travaillees_se_recalculent_a_chaque_total(camille, lire, guichet, du):
    """42 000 h worked at 10 %: 4 200 h due, then each total declared writes the difference only."""
    with within_guichet(guichet.pk):
        lot = creer_lot(heures=None)
    adresse = f"/lots/{lot.pk}/objectif/"
    camille.post(f"{adresse}?methode=PCT_HEURES", {"taux": "10"})
    camille.post(adresse, {"date": "30/06/2025", "cumul": "12 000", "reste": "30 000"})
    assert du(lot) == "4 200 h"
    page = lire(camille.post(adresse, {"date": "30/09/2025", "cumul": "22 000", "reste": "18 000"}, follow=True))
    assert "Objectif recalculé : 4 000 h, -200 h inscrites" in page.replace("−", "-")
    assert du(lot) == "4 000 h"
    with within_guichet(guichet.pk):
        assert [ligne.heures for ligne in EngagementHeures.objects.order_by("pk")] == [4200, -200]


@pytest.fixture
def fiche(guichet):
    with within_guichet(guichet.pk):
        creer_regle()
        acheteur = creer_maitre_ouvrage(nom="Foncière des Quais", type="PRIVE")
    return {
        "ref": "2026-01",
        "objet": "Entretien des espaces verts",
        "maitre_ouvrage": str(acheteur.pk),
        "date_debut": "01/01/2026",
        "date_fin": "31/12/2027",
        "statut": "EN_COURS",
        "forme": "ORDINAIRE",
        "regle_code": "R0",
        "toutes_categories": "on",
    }


def test_un_marche_reserve_dit_sa_part_d_au_moins_la_moitie(camille, lire, fiche):
    """L. 2113-13: at least half of disadvantaged workers; asked for at the field, then read on the page."""
    reserve = fiche | {"types_clause": ["RES_IAE"]}
    for part in ("", "49"):
        refus = camille.post("/marches/nouveau/", reserve | {"part_reservee_pct": part})
        assert (refus.status_code, "part_reservee_pct" in refus.context["form"].errors) == (422, True)
    page = lire(camille.post("/marches/nouveau/", reserve | {"part_reservee_pct": "60"}, follow=True))
    assert "Réservé à l’insertion" in page


def test_un_maitre_d_ouvrage_prive_suit_une_clause_volontaire_avec_son_accord(camille, lire, guichet, fiche):
    volontaire = fiche | {"types_clause": ["VOLONT"]}
    refus = camille.post("/marches/nouveau/", volontaire)
    assert (refus.status_code, "accord_volontaire" in refus.context["form"].errors) == (422, True)
    accord = "Convention du 12/01/2026 avec la Foncière"
    assert camille.post("/marches/nouveau/", volontaire | {"accord_volontaire": accord}).status_code == 302
    with within_guichet(guichet.pk):
        marche = Marche.objects.get()
    assert accord in camille.get(f"/marches/{marche.pk}/modifier/").content.decode()
    assert "Foncière des Quais" in lire(camille.get(f"/marches/{marche.pk}/"))


@pytest.fixture
def trois_lots(guichet):
    """300 000 € and 1 000 h on the first at 1 200 € an hour, 200 h on the second, 100 h on the third."""
    with within_guichet(guichet.pk):
        marche = creer_marche(montant_ht=Decimal(500_000))
        return [
            creer_lot(marche=marche, ref=ref, heures=heures, ratio_eur_heure=ratio)
            for ref, heures, ratio in (("1", "1000", Decimal(1200)), ("2", "200", Decimal(800)), ("3", "100", None))
        ]


def test_un_seul_avenant_change_les_heures_de_plusieurs_lots_et_s_annule_d_un_coup(camille, guichet, trois_lots, du):
    un, deux, trois = trois_lots
    adresse = f"/marches/{un.marche_id}/avenant/"
    avenant = {"numero": "1", "date": "01/03/2026", "revision": "EXPLICITE", "motif": "Travaux ajoutés"}
    parts = {f"part_{un.pk}": "150", f"part_{deux.pk}": "-50", f"part_{trois.pk}": ""}
    assert camille.post(adresse, avenant | parts | {"lot": un.pk}).status_code == 422
    assert camille.post(adresse, avenant | parts | {"revision": "AUCUNE"}).status_code == 422
    refus = camille.post(adresse, avenant | parts | {f"part_{deux.pk}": "-201"})
    assert (refus.status_code, f"part_{deux.pk}" in refus.context["form"].errors) == (422, True)
    assert camille.post(adresse, avenant | parts).status_code == 302
    assert [du(lot) for lot in trois_lots] == ["1 150 h", "150 h", "100 h"]
    with within_guichet(guichet.pk):
        acte = Acte.objects.get()
        assert EngagementHeures.objects.filter(acte=acte).count() == 2
    assert camille.post(f"/actes/{acte.pk}/annuler/", {"motif": "Non signé"}).status_code == 302
    assert [du(lot) for lot in trois_lots] == ["1 000 h", "200 h", "100 h"]


def test_un_avenant_de_montant_se_partage_entre_les_lots_chacun_a_son_ratio(camille, lire, guichet, trois_lots, du):
    """60 000 € at 1 200 € give 50 h, 8 000 € at 800 € give 10 h; the contract grows by 68 000 €."""
    un, deux, _ = trois_lots
    adresse = f"/marches/{un.marche_id}/avenant/"
    avenant = {"numero": "1", "date": "01/03/2026", "revision": "PROPORTIONNEL", "motif": "Extension"}
    parts = {f"part_{un.pk}": "60 000", f"part_{deux.pk}": "8 000"}
    faux = camille.post(adresse, avenant | parts | {"montant_ht": "70 000"})
    assert (faux.status_code, "Les lots font 68 000 €" in lire(faux)) == (422, True)
    assert camille.post(adresse, avenant | parts).status_code == 302
    assert [du(lot) for lot in trois_lots] == ["1 050 h", "210 h", "100 h"]
    with within_guichet(guichet.pk):
        assert Marche.objects.get().montant_ht == 568_000


def test_le_taux_du_programme_nourrit_l_objectif_glissant(camille, lire, guichet, du):
    """ANRU asks 10 % in urban management: proposed, followed, and a different rate is said on the page."""
    with within_guichet(guichet.pk):
        installer_programmes(par=None)
        marche = creer_marche(
            programme=Programme.objects.get(code="NPNRU"), nature_prestation="GESTION_URBAINE", types_clause=["ANRU"]
        )
        lot = creer_lot(marche=marche, heures=None)
    adresse = f"/lots/{lot.pk}/objectif/"
    page = camille.get(f"{adresse}?methode=PCT_HEURES")
    assert "10 % des heures travaillées" in lire(page)
    taux = page.context["form"]["taux"].value()
    assert camille.post(f"{adresse}?methode=PCT_HEURES", {"taux": str(taux)}).status_code == 302
    camille.post(adresse, {"date": "30/06/2025", "cumul": "8 000", "reste": ""})
    assert du(lot) == "800 h"
    assert "Changer le taux suivi" not in lire(camille.get(adresse))
    camille.post(f"{adresse}termes/?methode=PCT_HEURES", {"taux": "5"})
    assert "10 %, et non 5 %" in lire(camille.get(adresse))
