"""From a published contract to ours, and back."""

import datetime
from decimal import Decimal

import pytest

from marches.imports.decp_proposition import proposer_fin, proposer_role, proposer_type_acheteur, proposer_types_clause
from marches.models import Attribution, EngagementHeures, Entreprise, Lot, MaitreOuvrage, Marche, MarcheDecp
from marches.services.ecarter_marche_decp import EcartImpossible, ecarter_marche_decp
from marches.services.importer_decp import importer_decp
from marches.services.remettre_a_qualifier import RemiseImpossible, remettre_a_qualifier
from marches.services.suivre_marche_decp import ChoixSuivi, SuiviImpossible, suivre_marche_decp
from tests.factories.marches import creer_entreprise, creer_marche, creer_regle
from tests.marches.imports.fabrique_decp import ACHETEUR, TITULAIRE, lire_csv, lire_json, marche

AUTRE = "82379887100013"
LIGNE_NOMMEE = f"X,9,{ACHETEUR},Ville de Paris,Gymnase,45000000,9000,12,2024-07-01,{TITULAIRE},DURAND BTP"


def publier(**champs):
    importer_decp(lecture=lire_json(marche(**champs)), source="essai.json", par=None)
    return MarcheDecp.objects.get(donnees__identifiant="2024-1")


def suivre(publie, **choix):
    voulu = {
        "objet": publie.objet,
        "acheteur_nom": "Ville de Paris",
        "types_clause": ["EXEC"],
        "date_debut": datetime.date(2024, 5, 15),
        "date_fin": datetime.date(2025, 5, 14),
        "montant_ht": publie.montant_ht,
        "lot_objet": "Lot unique",
    }
    return suivre_marche_decp(marche_decp=publie, choix=ChoixSuivi(**voulu | choix), par=None)


@pytest.fixture
def regle(dans_guichet):
    return creer_regle()


@pytest.mark.usefixtures("regle")
class TestSuivre:
    def test_le_marche_s_ouvre_avec_son_acheteur_son_lot_et_son_titulaire(self):
        ouvert = suivre(publier(), heures=Decimal("1200.00"))
        assert (ouvert.ref, ouvert.montant_ht, ouvert.regle_code) == ("2024-1", Decimal(575000), "R0")
        assert (ouvert.maitre_ouvrage.siret, ouvert.maitre_ouvrage.type) == (ACHETEUR, "COMMUNE")
        attribution = Attribution.objects.get(lot__marche=ouvert)
        assert (attribution.entreprise.siret, attribution.role) == (TITULAIRE, "TITULAIRE")
        assert EngagementHeures.objects.get(lot__marche=ouvert).heures == Decimal(1200)
        assert MarcheDecp.objects.get().statut == "SUIVI"

    def test_sans_heures_le_journal_reste_a_remplir(self):
        suivre(publier())
        assert Lot.objects.count() == 1
        assert EngagementHeures.objects.count() == 0

    def test_l_entreprise_et_l_acheteur_deja_connus_sont_repris(self):
        creer_entreprise(siret=TITULAIRE, nom="Durand")
        premier = suivre(publier())
        importer_decp(lecture=lire_json(marche(id="2024-7")), source="x", par=None)
        second = suivre(MarcheDecp.objects.get(donnees__identifiant="2024-7"))
        assert Entreprise.objects.get().nom == "Durand"
        assert MaitreOuvrage.objects.get().pk == premier.maitre_ouvrage_id == second.maitre_ouvrage_id

    def test_le_nom_d_un_titulaire_vient_d_un_autre_fichier_quand_celui_ci_ne_le_dit_pas(self):
        importer_decp(lecture=lire_csv(LIGNE_NOMMEE), source="x.csv", par=None)
        suivre(publier())
        assert Entreprise.objects.get().nom == "DURAND BTP"

    def test_un_groupement_a_un_mandataire_et_des_cotraitants(self):
        titulaires = [{"id": TITULAIRE}, {"id": AUTRE}, {"id": TITULAIRE}]
        suivre(publier(titulaires=titulaires, typeGroupementOperateurs="Solidaire"))
        roles = Attribution.objects.order_by("pk").values_list("entreprise__siret", "role")
        assert list(roles) == [(TITULAIRE, "MANDATAIRE"), (AUTRE, "COTRAITANT")]

    def test_les_sous_traitants_viennent_sur_demande(self):
        acte = {"acteSousTraitance": {"id": 1, "sousTraitant": {"id": AUTRE, "typeIdentifiant": "SIRET"}}}
        suivre(publier(actesSousTraitance=[acte]), avec_sous_traitants=True)
        assert set(Attribution.objects.values_list("role", flat=True)) == {"TITULAIRE", "SOUS_TRAITANT"}

    def test_une_entreprise_etrangere_ou_sans_numero_est_gardee(self):
        suivre(
            publier(
                titulaires=[{"id": "BE0403170701", "typeIdentifiant": "TVA", "nom": "ACME"}, {"id": "", "nom": "Zed"}]
            )
        )
        assert set(Entreprise.objects.values_list("nom", "siret")) == {("ACME", ""), ("Zed", "")}

    def test_un_marche_deja_suivi_ne_s_ouvre_pas_deux_fois(self):
        publie = publier()
        suivre(publie)
        with pytest.raises(SuiviImpossible):
            suivre(publie)
        assert Marche.objects.count() == 1

    def test_un_marche_deja_saisi_a_la_main_est_rattache(self):
        publie = publier()
        deja = creer_marche(uid_decp=publie.uid)
        assert suivre(publie) == deja
        assert MarcheDecp.objects.get().marche_id == deja.pk

    def test_un_numero_deja_pris_recoit_le_siret_de_l_acheteur(self):
        creer_marche(ref="2024-1")
        assert suivre(publier()).ref == f"{ACHETEUR}-2024-1"

    def test_remettre_a_qualifier_puis_suivre_retrouve_le_meme_marche(self):
        publie = publier()
        ouvert = suivre(publie)
        remis = remettre_a_qualifier(marche_decp=publie, par=None)
        assert (remis.statut, remis.marche_id) == ("A_QUALIFIER", None)
        assert suivre(publie) == ouvert


def test_sans_regle_de_decompte_le_suivi_dit_quoi_faire(dans_guichet):
    with pytest.raises(SuiviImpossible, match="règle de décompte"):
        suivre(publier())
    assert (Marche.objects.count(), MarcheDecp.objects.get().statut) == (0, "A_QUALIFIER")


def test_un_marche_ecarte_garde_son_motif_et_peut_revenir(dans_guichet):
    publie = publier(montant="NC")
    ecarter_marche_decp(marche_decp=publie, motif="Hors territoire", par=None)
    assert MarcheDecp.objects.get().motif_ecart == "Hors territoire"
    with pytest.raises(EcartImpossible):
        ecarter_marche_decp(marche_decp=publie, motif="Encore", par=None)
    assert remettre_a_qualifier(marche_decp=publie, par=None).statut == "DOUTEUX"
    with pytest.raises(RemiseImpossible):
        remettre_a_qualifier(marche_decp=publie, par=None)


@pytest.mark.parametrize(
    ("considerations", "attendus"),
    [
        (["Clause sociale"], ["EXEC"]),
        (["Critère social", "Clause sociale"], ["EXEC_CRIT"]),
        (["Critère social"], ["CRIT"]),
        (["Marché réservé", "Clause sociale"], ["RES_IAE", "EXEC"]),
        (["Pas de considération sociale"], []),
        ([], []),
    ],
)
def test_les_considerations_publiees_proposent_des_types_de_clause(considerations, attendus):
    assert proposer_types_clause(considerations) == attendus


@pytest.mark.parametrize(
    ("debut", "mois", "fin"),
    [
        (datetime.date(2024, 5, 15), 12, datetime.date(2025, 5, 14)),
        (datetime.date(2024, 1, 31), 1, datetime.date(2024, 2, 28)),
        (datetime.date(2024, 12, 1), 1, datetime.date(2024, 12, 31)),
        (datetime.date(2024, 5, 15), None, None),
        (None, 12, None),
    ],
)
def test_la_fin_proposee_est_la_veille_de_l_anniversaire(debut, mois, fin):
    assert proposer_fin(debut, mois) == fin


@pytest.mark.parametrize(
    ("siret", "nom", "attendu"),
    [
        ("21750001600019", "Ville de Paris", "COMMUNE"),
        ("22830001800113", "DEPARTEMENT DU VAR", "DEPARTEMENT"),
        ("45820496300029", "GIRONDE HABITAT", "BAILLEUR"),
        ("13002526500013", "DINUM", "ETAT"),
        ("18089161500019", "CNRS", "ETABLISSEMENT_PUBLIC"),
        ("55208131766522", "EDF", "PRIVE"),
    ],
)
def test_le_siret_de_l_acheteur_propose_son_genre(siret, nom, attendu):
    assert proposer_type_acheteur(siret, nom) == attendu


def test_sans_groupement_chacun_est_titulaire():
    assert proposer_role(1, nombre=3, groupement="Pas de groupement") == "TITULAIRE"
