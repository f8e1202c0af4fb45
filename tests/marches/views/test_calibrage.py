"""Sizing through the doors: typed, computed, kept; refused with what was typed; each in its own guichet."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from clauses_app.comptes.models import Adhesion, Guichet
from clauses_app.tenancy.contexte import within_connexion, within_guichet
from marches.models import Calibrage, EngagementHeures, LotProjet, Marche, ModeleClause, ProjetAchat, RatioSecteur
from tests.factories.comptes import creer_adhesion
from tests.factories.marches import creer_entreprise, creer_lot, creer_maitre_ouvrage, creer_marche, creer_regle
from tests.factories.projets import calibrer_au_forfait, creer_lot_projet, creer_projet

SAISIE = {"montant": "1 000 000", "taux": "5", "part": "50", "cout": "30"}
CLAUSE = {
    "modele": "EXECUTION",
    "frequence": "TRIMESTRIELLE",
    "delai_releve": "15",
    "delai_demande": "7",
    "toutes_categories": "on",
    "penalite_type": "EUR_HEURE",
    "penalite_valeur": "60",
    "delai_mise_en_demeure": "15",
}


@pytest.fixture
def lot(guichet: Guichet) -> LotProjet:
    with within_guichet(guichet.pk):
        acheteur = creer_maitre_ouvrage(nom="Ville des Coteaux")
        projet = creer_projet(objet="École des Tilleuls", duree_mois=12, maitre_ouvrage=acheteur)
        return creer_lot_projet(
            projet=projet, ref="1", objet="Gros œuvre", secteur="GROS_OEUVRE", montant_ht=Decimal(1_000_000)
        )


@pytest.fixture
def camille(connecter: Any, facilitateur: Adhesion) -> Client:
    return connecter(facilitateur)


@pytest.fixture
def responsable(connecter: Any, guichet: Guichet) -> Client:
    with within_connexion():
        membre = creer_adhesion(guichet=guichet, role="ADMIN_GUICHET", nom="Inès Morel")
    return connecter(membre)


def _lu(reponse: Any) -> str:
    return reponse.content.decode().replace("\u202f", " ").replace("\u00a0", " ")


def test_le_resultat_vient_a_mesure_que_l_on_tape(camille: Client, guichet: Guichet) -> None:
    page = _lu(camille.post("/calibrer/calculer/?methode=MONTANT_MO&duree=12", SAISIE))
    assert "833 h" in page
    assert "1 personne à temps plein pendant 5,5 mois" in page
    assert "1 000 000 € × 50 % × 5 % ÷ 30 € de l’heure" in page
    with within_guichet(guichet.pk):
        assert not Calibrage.objects.exists()


@pytest.mark.parametrize(
    ("methode", "saisie", "heures"),
    [
        ("MONTANT_MO", SAISIE, "833 h"),
        ("RATIO_EUR", {"montant": "1 000 000", "ratio": "1 200"}, "833 h"),
        ("RATIO_EUR", {"montant": "48 000", "ratio": "1 200"}, "40 h"),
        (
            "REPRISE_PERSONNEL",
            {"montant": "600 000", "duree": "48", "reprises": "250", "cout": "25", "taux": "10"},
            "1 200 h",
        ),
        ("PCT_HEURES", {"heures": "42 000", "taux": "10"}, "4 200 h"),
        ("EUR_DECLENCHEUR", {"montant": "2 700 000", "seuil": "2 700 000", "ratio": "2 000"}, "0 h"),
        ("EUR_DECLENCHEUR", {"montant": "2 702 000", "seuil": "2 700 000", "ratio": "2 000"}, "1 h"),
    ],
)
def test_chaque_exemple_du_metier_se_calcule_a_l_ecran(
    camille: Client, methode: str, saisie: dict[str, str], heures: str
) -> None:
    """The worked examples of the trade, typed as a facilitator types them."""
    page = _lu(camille.post(f"/calibrer/calculer/?methode={methode}&duree=12", saisie))
    assert re.search(rf"(?<![\d ]){heures}(?!\w)", page), page


def test_a_moitie_tape_il_dit_ce_qui_manque(camille: Client) -> None:
    reponse = camille.post("/calibrer/calculer/?methode=MONTANT_MO", {"montant": "1 000", "part": "abc"})
    assert reponse.status_code == 200
    assert "Taux d’insertion" in _lu(reponse)
    assert "Écrivez un nombre" in _lu(reponse)


@pytest.mark.parametrize("methode", ["", "INCONNUE", "9" * 50])
def test_une_methode_inconnue_revient_a_la_plus_courante(camille: Client, methode: str) -> None:
    assert "833 h" in _lu(camille.post(f"/calibrer/calculer/?methode={methode}&duree={methode}", SAISIE))


def test_garder_puis_reprendre_une_version(camille: Client, guichet: Guichet, lot: LotProjet) -> None:
    adresse = f"/calibrer/lots-projet/{lot.pk}/?methode=MONTANT_MO"
    assert camille.post(adresse, {"montant": "1 000 000", "taux": "5", "secteur": "GROS_OEUVRE"}).status_code == 302
    assert camille.post(adresse, SAISIE | {"taux": "10", "note": "Demande de l’acheteur"}).status_code == 302
    with within_guichet(guichet.pk):
        premiere = Calibrage.objects.get(rang=1)
        assert premiere.reglages["ratio"]["version"] == "proposition d’Ancrage"
    detail = _lu(camille.get(f"/calibrer/versions/{premiere.pk}/"))
    assert "Même résultat que le jour où il a été gardé" in detail
    camille.post(f"/calibrer/versions/{premiere.pk}/reprendre/")
    page = _lu(camille.get(f"/calibrer/projets/{lot.projet_id}/"))
    assert "833 h" in page
    assert "version 3" in page


def test_une_saisie_refusee_garde_ce_qui_est_tape(camille: Client, guichet: Guichet, lot: LotProjet) -> None:
    reponse = camille.post(f"/calibrer/lots-projet/{lot.pk}/?methode=OFFRE", {"minimum": "500", "heures": "499"})
    assert reponse.status_code == 422
    assert "sous le minimum imposé de 500 h" in _lu(reponse)
    assert 'value="499"' in _lu(reponse)
    with within_guichet(guichet.pk):
        assert not Calibrage.objects.exists()


@pytest.mark.parametrize("valeur", ["-1", "9" * 5000, "1e9", "0", "12 %x"])
def test_un_nombre_illisible_n_est_jamais_une_panne(camille: Client, lot: LotProjet, valeur: str) -> None:
    reponse = camille.post(f"/calibrer/lots-projet/{lot.pk}/?methode=RATIO_EUR", {"montant": "48000", "ratio": valeur})
    assert reponse.status_code == 422


def test_des_lots_colles_d_un_tableur(camille: Client, guichet: Guichet, lot: LotProjet) -> None:
    colle = "2\tPeinture des classes\t300 000,50\tPeinture intérieure\n3 ; Clos couvert ; ; "
    camille.post(f"/calibrer/projets/{lot.projet_id}/lots/", {"lots": colle.splitlines()[0]})
    camille.post(f"/calibrer/projets/{lot.projet_id}/lots/", {"lots": colle.splitlines()[1]})
    with within_guichet(guichet.pk):
        lus = LotProjet.objects.order_by("ref").values_list("ref", "objet", "montant_ht", "secteur")[1:]
        assert list(lus) == [
            ("2", "Peinture des classes", Decimal("300000.50"), "PEINTURE"),
            ("3", "Clos couvert", None, ""),
        ]


@pytest.mark.parametrize(
    ("colle", "phrase"),
    [
        ("1 ; Déjà là", "le lot 1 existe déjà"),
        ("2 ; A ; douze", "« douze » ne se lit pas"),
        ("2 ; A ; 12 ; Zinguerie", "« Zinguerie » n’est pas dans la liste"),
        ("seul", "au moins un numéro et un objet"),
    ],
)
def test_un_lot_illisible_dit_sa_ligne_et_rien_n_est_ajoute(
    camille: Client, guichet: Guichet, lot: LotProjet, colle: str, phrase: str
) -> None:
    reponse = camille.post(f"/calibrer/projets/{lot.projet_id}/lots/", {"lots": f"8 ; Bon lot\n{colle}"})
    assert reponse.status_code == 422
    assert phrase in _lu(reponse)
    assert "8 ; Bon lot" in _lu(reponse)
    with within_guichet(guichet.pk):
        assert LotProjet.objects.count() == 1


def test_du_projet_au_marche_ouvert(camille: Client, guichet: Guichet, lot: LotProjet) -> None:
    projet = f"/calibrer/projets/{lot.projet_id}"
    with within_guichet(guichet.pk):
        creer_regle(code="R0")
    assert camille.post(f"{projet}/tout/", {"taux": "5"}).status_code == 302
    assert camille.post(f"{projet}/decider/", {"statut": "ECARTE"}).status_code == 422
    assert camille.post(f"{projet}/decider/", {"statut": "RETENU", "motif": ""}).status_code == 302
    ouverture = {
        "ref": "2027-ECO",
        "date_debut": "04/01/2027",
        "date_fin": "31/12/2027",
        "types_clause": ["EXEC"],
        "regle_code": "R0",
    }
    fautive = camille.post(f"{projet}/ouvrir/", ouverture | {"date_fin": "01/01/2020"})
    assert (fautive.status_code, "La fin est avant le début" in _lu(fautive)) == (422, True)
    camille.post(f"{projet}/ouvrir/", ouverture)
    with within_guichet(guichet.pk):
        marche = Marche.objects.get(ref="2027-ECO")
        assert EngagementHeures.objects.get(lot__marche=marche).heures == 833
    assert f"/marches/{marche.pk}/" in _lu(camille.get(f"{projet}/"))
    assert camille.post(f"/calibrer/lots-projet/{lot.pk}/?methode=FORFAIT", {"heures": "9"}).status_code == 422


def test_deux_ecritures_du_projet_se_montrent_l_une_a_l_autre(
    camille: Client, guichet: Guichet, lot: LotProjet
) -> None:
    adresse = f"/calibrer/projets/{lot.projet_id}/modifier/"
    with within_guichet(guichet.pk):
        acheteur = ProjetAchat.objects.get().maitre_ouvrage_id
    saisie = {"objet": "Le mien", "maitre_ouvrage": acheteur, "duree_mois": "12", "version": "1"}
    assert camille.post(adresse, saisie | {"objet": "Le leur"}).status_code == 302
    conflit = camille.post(adresse, saisie)
    assert conflit.status_code == 422
    assert "Le leur" in _lu(conflit)
    assert "Le mien" in _lu(conflit)
    assert 'name="version" value="2"' in _lu(conflit)
    assert camille.post(adresse, saisie | {"version": "2"}).status_code == 302


def test_la_clause_se_montre_se_garde_et_se_telecharge(camille: Client, guichet: Guichet, lot: LotProjet) -> None:
    with within_guichet(guichet.pk):
        calibrer_au_forfait(lot, "833")
    adresse = f"/calibrer/projets/{lot.projet_id}/clause/"
    apercu = _lu(camille.post(adresse, CLAUSE))
    for attendu in ("– Lot 1, Gros œuvre : 833 h", "60 € par heure non faite", "chaque trimestre", "Ville des Coteaux"):
        assert attendu in apercu
    suite = camille.post(adresse, CLAUSE | {"garder": "1"})
    page = _lu(camille.get(suite.url))
    assert "Clause, version 1" in page
    fichier = camille.get(f"{suite.url}fichier/")
    assert fichier["Content-Disposition"].endswith('clause-ecole-des-tilleuls-v1.txt"')
    assert "L. 2112-2" in fichier.content.decode()
    assert "<p>" in camille.get(f"{suite.url}fichier/?forme=html").content.decode()
    assert camille.get(f"{suite.url}fichier/?forme=exe").status_code == 404


def test_un_modele_ne_remplace_que_les_variables_connues(
    responsable: Client, camille: Client, guichet: Guichet, lot: LotProjet
) -> None:
    adresse = "/parametres/clauses/ecrire/?code=EXECUTION"
    faux = responsable.post(adresse, {"nom": "Clause", "texte": "Pour {acheteurs}", "rang": "0"})
    assert (faux.status_code, "vouliez-vous {acheteur} ?" in _lu(faux)) == (422, True)
    hostile = "Pour {acheteur}, {% load static %}{{ request.user }} <script>alert(1)</script>"
    assert responsable.post(adresse, {"nom": "Clause", "texte": hostile, "rang": "0"}).status_code == 422
    responsable.post(adresse, {"nom": "Clause", "texte": "Pour {acheteur} <b>gras</b>", "rang": "0"})
    apercu = _lu(camille.post(f"/calibrer/projets/{lot.projet_id}/clause/", CLAUSE))
    assert "Pour Ville des Coteaux &lt;b&gt;gras&lt;/b&gt;" in apercu


def test_deux_versions_ecrites_en_meme_temps_se_montrent(responsable: Client, guichet: Guichet) -> None:
    adresse = "/parametres/clauses/ecrire/?code=EXECUTION"
    responsable.post(adresse, {"nom": "Clause", "texte": "La première", "rang": "0"})
    conflit = responsable.post(adresse, {"nom": "Clause", "texte": "La mienne", "rang": "0"})
    assert conflit.status_code == 422
    assert "La première" in _lu(conflit)
    assert "La mienne" in _lu(conflit)
    with within_guichet(guichet.pk):
        assert ModeleClause.objects.count() == 1


def test_un_ratio_s_ajoute_par_version_datee(responsable: Client, camille: Client, guichet: Guichet) -> None:
    saisie = {
        "libelle": "Voirie",
        "date_effet": "01/01/2026",
        "part_main_oeuvre": "35",
        "cout_horaire": "32,50",
        "mots": "voirie, pavage",
        "cpv": "4523",
    }
    assert responsable.post("/parametres/ratios/ajouter/?code=VRD", saisie).status_code == 302
    with within_guichet(guichet.pk):
        ratio = RatioSecteur.objects.get()
        assert (ratio.code, ratio.part_main_oeuvre, ratio.mots) == ("VRD", Decimal("0.35"), ["voirie", "pavage"])
    assert "35 %" in _lu(camille.get("/parametres/ratios/"))
    assert camille.post("/parametres/ratios/ajouter/?code=VRD", saisie).status_code == 403
    assert responsable.post("/parametres/ratios/ajouter/", saisie | {"libelle": "VRD"}).status_code == 422


def test_les_reglages_du_guichet_changent_l_arrondi(responsable: Client, camille: Client) -> None:
    saisie = {
        "date_effet": "01/01/2026",
        "arrondi": "SUPERIEUR",
        "multiple": "35",
        "minimum_utile": "1 000",
        "heures_mois": "140",
        "heures_etp": "1607",
    }
    assert responsable.post("/parametres/calibrage/", saisie).status_code == 302
    page = _lu(camille.post("/calibrer/calculer/?methode=MONTANT_MO", SAISIE))
    assert "840 h" in page
    assert "minimum utile de 1 000 h" in page


def test_declarer_le_facture_cumule_inscrit_les_heures(camille: Client, guichet: Guichet) -> None:
    with within_guichet(guichet.pk):
        lot = creer_lot(heures=None)
    adresse = f"/lots/{lot.pk}/objectif/"
    camille.post(f"{adresse}?methode=EUR_DECLENCHEUR", {"seuil": "2 700 000", "ratio": "2 000"})
    page = _lu(camille.post(adresse, {"date": "30/06/2025", "cumul": "2 900 000", "reste": ""}, follow=True))
    assert "100 h inscrites au journal" in page
    refusee = camille.post(adresse, {"date": "29/06/2025", "cumul": "2 900 000"})
    assert (refusee.status_code, "Un cumul est déjà déclaré" in _lu(refusee)) == (422, True)


def test_l_aide_au_choix_vient_du_nombre_de_structures(camille: Client, guichet: Guichet) -> None:
    with within_guichet(guichet.pk):
        projet = creer_projet(fournisseurs=12, dependance_pct=Decimal(40))
    page = _lu(camille.get(f"/calibrer/projets/{projet.pk}/"))
    assert "Lot réservé possible" in page
    assert "plus de 30 % du chiffre d’affaires" in page


def test_les_lots_semblables_se_comparent_avec_leur_couverture(
    camille: Client, guichet: Guichet, lot: LotProjet
) -> None:
    adresse = f"/calibrer/lots-projet/{lot.pk}/comparables/"
    assert "Aucun lot du guichet" in _lu(camille.get(adresse))
    with within_guichet(guichet.pk):
        creer_lot(objet="Lot 2, GROS ŒUVRE étendu", marche=creer_marche(montant_ht=Decimal(1_200_000)))
        creer_lot(objet="Gros oeuvre", marche=creer_marche(montant_ht=Decimal(9_000_000)))
        creer_lot(objet="Peinture")
    page = _lu(camille.get(adresse))
    assert "1 lot, dont" in page
    assert "Trop peu de lots terminés" in page


def test_le_portail_et_l_autre_guichet_restent_dehors(
    connecter: Any, guichet: Guichet, autre_guichet: Guichet, lot: LotProjet
) -> None:
    with within_guichet(guichet.pk):
        entreprise = creer_entreprise()
    with within_connexion():
        externe = creer_adhesion(guichet=guichet, role="ENTREPRISE", entreprise_id=entreprise.pk)
        ailleurs = creer_adhesion(guichet=autre_guichet, role="FACILITATEUR")
    for adresse in (f"/calibrer/projets/{lot.projet_id}/", f"/calibrer/lots-projet/{lot.pk}/", "/calibrer/"):
        assert connecter(externe).get(adresse).status_code == 403
    assert connecter(ailleurs).get(f"/calibrer/projets/{lot.projet_id}/").status_code == 404
    assert "École des Tilleuls" not in _lu(connecter(ailleurs).get("/calibrer/"))


def test_la_liste_et_le_projet_tiennent_en_douze_requetes(
    camille: Client, guichet: Guichet, lot: LotProjet, django_assert_max_num_queries: Any
) -> None:
    with within_guichet(guichet.pk):
        for _ in range(30):
            calibrer_au_forfait(creer_lot_projet())
    for adresse in ("/calibrer/", f"/calibrer/projets/{lot.projet_id}/", f"/calibrer/lots-projet/{lot.pk}/"):
        with django_assert_max_num_queries(20):
            camille.get(adresse)
