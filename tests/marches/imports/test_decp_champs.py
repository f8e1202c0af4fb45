"""A bad value costs its field, never the contract."""

import datetime
from decimal import Decimal

import pytest

from marches.imports.decp_champs import en_date, en_decimal, nettoyer
from marches.imports.decp_identifiants import est_siret_valide, lire_cpv, lire_siret
from tests.marches.imports.fabrique_decp import ACHETEUR, TITULAIRE, champs_douteux, lire_json, lire_un, marche


@pytest.mark.parametrize(
    ("brut", "attendu"),
    [
        (575000, "575000.00"),
        (123457.87, "123457.87"),
        ("1 234,56 €", "1234.56"),
        ("1\u202f234\u00a0567,8", "1234567.80"),
        ("1.234.567,89", "1234567.89"),
        ("1,234,567.89", "1234567.89"),
        ("250000 € HT", "250000.00"),
    ],
)
def test_un_montant_se_lit_comme_il_est_ecrit(brut, attendu):
    lu = lire_un(montant=brut)
    assert lu.montant == Decimal(attendu)
    assert not lu.est_douteux


@pytest.mark.parametrize("brut", [1e17, -5, "douze", True, "1e400", [], {"a": 1}, "12 000 ou 15 000", None, "NC"])
def test_un_montant_aberrant_est_laisse_vide_et_le_marche_garde(brut):
    lu = lire_un(montant=brut)
    assert lu.montant is None
    assert lu.est_douteux
    assert "montant" in champs_douteux(lu)


@pytest.mark.parametrize("brut", ["NC", 0, -3, "?", 5000, "douze"])
def test_une_duree_illisible_est_laissee_vide_sans_rendre_le_marche_douteux(brut):
    lu = lire_un(dureeMois=brut)
    assert (lu.duree_mois, lu.est_douteux) == (None, False)
    assert "dureeMois" in champs_douteux(lu)


@pytest.mark.parametrize(("brut", "attendu"), [("12", 12), ("12 mois", 12), (12.0, 12), ("18.5", 18), (0.4, 1)])
def test_une_duree_ecrite_autrement_reste_une_duree(brut, attendu):
    assert lire_un(dureeMois=brut).duree_mois == attendu


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("2024-05-15", datetime.date(2024, 5, 15)),
        ("2024-05-15T00:00:00Z", datetime.date(2024, 5, 15)),
        ("2019-04-27+02:00", datetime.date(2019, 4, 27)),
        ("15/05/2024", datetime.date(2024, 5, 15)),
        ("20240515", datetime.date(2024, 5, 15)),
        ("12/13/2025", None),
        ("2024-02-30", None),
        ("mars-26", None),
        ("45427", None),
    ],
)
def test_le_jour_vient_avant_le_mois_et_rien_ne_se_devine(texte, attendu):
    assert en_date(texte) == attendu


@pytest.mark.parametrize("brut", ["0202-04-02", "2204-05-01", "2024-13-01", "hier", "", None, 12])
def test_une_date_hors_de_propos_est_laissee_vide_et_le_marche_douteux(brut):
    lu = lire_un(dateNotification=brut)
    assert lu.date_notification is None
    assert "dateNotification" in champs_douteux(lu)
    assert lu.est_douteux


@pytest.mark.parametrize(
    ("texte", "valeur", "sur"),
    [
        (TITULAIRE, TITULAIRE, True),
        ("812 231 132 00034", TITULAIRE, True),
        ("35600000000048", "35600000000048", True),
        ("35009017135009", "35009017135009", False),
        ("884123902", "884123902", False),
        ("00000000000000", "", False),
        ("8,07469E+13", "", False),
        ("FR12345678901", "", False),
        ("8122311320003400", "", False),
    ],
)
def test_un_siret_faux_est_garde_mais_jamais_un_numero_qui_ne_dit_rien(texte, valeur, sur):
    lu = lire_siret(texte)
    assert lu.valeur == valeur
    assert (lu.doute == "") is sur


def test_les_zeros_de_tete_perdus_par_un_tableur_sont_retablis():
    siret = "05750620600036"
    assert est_siret_valide(siret)
    assert lire_siret(siret.lstrip("0")).valeur == siret


@pytest.mark.parametrize("zeros", ["00000000000000", "0"])
def test_un_acheteur_de_zeros_fait_refuser_le_marche(zeros):
    lecture = lire_json(marche(acheteur={"id": zeros}))
    assert lecture.marches == ()
    assert lecture.anomalies[0].code == "ACHETEUR_REFUSE"


def test_un_acheteur_au_siret_faux_est_garde_avec_un_doute():
    lu = lire_un(acheteur={"id": "64552016400000"})
    assert lu.acheteur_siret == "64552016400000"
    assert lu.est_douteux


def test_un_titulaire_de_zeros_perd_son_numero_mais_garde_son_nom():
    lu = lire_un(titulaires=[{"titulaire": {"id": "00000000000000", "typeIdentifiant": "SIRET", "nom": "Dupont"}}])
    assert (lu.titulaires[0].identifiant, lu.titulaires[0].nom) == ("", "Dupont")
    assert lu.est_douteux


@pytest.mark.parametrize(
    ("identifiant", "type_lu", "attendu"),
    [
        ("BE0403170701", "TVA", "TVA"),
        ("LV40103835582", None, "TVA"),
        ("A12345", "TAHITI", "TAHITI"),
        ("0123456", "RIDET", "RIDET"),
        ("XYZ", "HORS-UE", "HORS-UE"),
        (TITULAIRE, None, "SIRET"),
    ],
)
def test_les_identifiants_d_ailleurs_sont_gardes_sans_reproche(identifiant, type_lu, attendu):
    lu = lire_un(titulaires=[{"id": identifiant, "typeIdentifiant": type_lu}])
    assert lu.titulaires[0].type_identifiant == attendu
    assert not lu.est_douteux


@pytest.mark.parametrize(
    "forme",
    [
        [{"titulaire": {"id": TITULAIRE}}],
        [{"id": TITULAIRE}],
        {"titulaire": [{"id": TITULAIRE}]},
        {"titulaire": {"id": TITULAIRE}},
        {"id": TITULAIRE},
        TITULAIRE,
        int(TITULAIRE),
    ],
)
def test_une_liste_se_lit_sous_toutes_les_formes_publiees(forme):
    assert lire_un(titulaires=forme).titulaires[0].identifiant == TITULAIRE


@pytest.mark.parametrize("forme", [None, [], {}, "", [None], [{"titulaire": None}], [[]], [{"titulaire": {"id": ""}}]])
def test_un_marche_sans_titulaire_est_douteux(forme):
    lu = lire_un(titulaires=forme)
    assert lu.titulaires == ()
    assert "titulaires" in champs_douteux(lu)


@pytest.mark.parametrize(
    ("brut", "attendu"),
    [
        ({"considerationSociale": ["Clause sociale", "Critère social"]}, ("Clause sociale", "Critère social")),
        ("critere social, CLAUSE SOCIALE", ("Critère social", "Clause sociale")),
        (["Clause sociale;Marché réservé"], ("Clause sociale", "Marché réservé")),
        ("ClauseÂ\u00a0sociale", ("Clause sociale",)),
        ("CritÃ¨re social", ("Critère social",)),
        ("Pas de considération sociale", ("Pas de considération sociale",)),
        (None, ()),
        ("Clause verte", ("Clause verte",)),
    ],
)
def test_les_considerations_reprennent_leur_nom_officiel(brut, attendu):
    assert lire_un(considerationsSociales=brut).considerations_sociales == attendu


@pytest.mark.parametrize(
    ("brut", "attendu"), [("oui", True), ("false", False), (1, True), ("0", False), ("NC", None), ([], None)]
)
def test_un_booleen_ecrit_en_toutes_lettres_se_lit(brut, attendu):
    assert lire_un(sousTraitanceDeclaree=brut).sous_traitance_declaree is attendu


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [("45000000-7", "45000000"), ("45000000", "45000000"), ("3000000", "03000000"), ("45", ""), ("travaux", "")],
)
def test_un_cpv_perd_sa_cle(texte, attendu):
    assert lire_cpv(texte) == attendu


@pytest.mark.parametrize("identifiant", [None, "", "NC", [], {}, "2,02E+11", "x" * 51])
def test_un_marche_sans_numero_utilisable_est_refuse_en_le_disant(identifiant):
    lecture = lire_json(marche(id=identifiant), marche(id="2024-2"))
    assert [lu.identifiant for lu in lecture.marches] == ["2024-2"]
    assert lecture.anomalies[0].colonne == "id"


def test_un_texte_de_base_de_donnees_ne_porte_ni_octet_nul_ni_demi_caractere():
    assert nettoyer("a\x00b\ud800c\x1b[0m") == "a b c [0m"
    assert en_decimal("9" * 200) is None


def test_une_modification_sans_titulaire_utilisable_n_efface_pas_le_titulaire_connu():
    lu = lire_un(
        modifications=[{"modification": {"id": 1, "dateNotificationModification": "2024-09-01", "titulaires": ["NC"]}}]
    )
    assert lu.titulaires[0].identifiant == TITULAIRE


def test_la_forme_plate_de_2019_se_lit():
    lecture = lire_json()
    ancien = {
        "_type": "Marché",
        "id": "201900056462300",
        "acheteur": {"id": ACHETEUR, "nom": "Ville de Paris"},
        "titulaires": [{"typeIdentifiant": "SIRET", "id": TITULAIRE, "denominationSociale": "Colin Maudry"}],
        "modifications": [
            {"dateSignatureModification": "2019-10-01", "montant": 300000, "objetModification": "Avenant 1"}
        ],
        "montant": 218000.1,
        "dateNotification": "2019-04-27",
        "dureeMois": 3,
    }
    lecture = lire_json(ancien)
    (lu,) = lecture.marches
    assert (lu.acheteur_nom, lu.titulaires[0].nom) == ("Ville de Paris", "Colin Maudry")
    assert (lu.montant, lu.modifications[0].objet, lu.est_concession) == (Decimal("300000.00"), "Avenant 1", False)
