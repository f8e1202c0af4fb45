"""What the template gives is what comes back; every fault has its line, its cell and its way out."""

import datetime
import io
from decimal import Decimal

import openpyxl
import pytest

from clauses_app.imports.tableur import lire_tableur
from suivi_heures.enums import CodeAnomalie, Nature
from suivi_heures.imports.modele import composer_identifiant, lire_identifiant
from suivi_heures.imports.releve_modele import lire_releve_modele
from suivi_heures.queries.contrats_du_mois import ContratADeclarer
from suivi_heures.restitutions.modele_releve import composer_modele_csv, composer_modele_xlsx, desamorcer, ecrire_csv

MOIS = datetime.date(2026, 10, 1)
CONTRATS = [
    ContratADeclarer(7, "OUDJANI", "Karim", "CDD du 02/03/2026 au 31/12/2026", "Valentin", "Tramway T9, lot 1"),
    ContratADeclarer(8, "=SISSOKO", "Mariam", "CDD depuis le 02/03/2026", "Passerelle", "Tramway T9, lot 1"),
]
IDENTIFIANT = composer_identifiant(guichet_id=1, contrat_id=7, mois=MOIS)
TITRES = ["Identifiant", "Nom", "Heures travaillées", "Heures de formation", "Heures d'absence"]


def _lire(contenu, nom):
    return lire_releve_modele(lire_tableur(contenu, nom), guichet_id=1)


def _lire_csv(*lignes):
    return _lire(ecrire_csv([TITRES, *lignes]), "r.csv")


def _remplir(*saisies):
    """The workbook template, with (row, column, value) typed in it."""
    contenu = composer_modele_xlsx(guichet_id=1, entreprise="Valentin", mois=MOIS, contrats=CONTRATS)
    classeur = openpyxl.load_workbook(io.BytesIO(contenu))
    for ligne, colonne, valeur in saisies:
        classeur.active.cell(ligne, colonne).value = valeur
    sortie = io.BytesIO()
    classeur.save(sortie)
    return sortie.getvalue()


def test_le_classeur_rempli_revient_ligne_a_ligne():
    contenu = _remplir((5, 7, 151.67), (5, 8, datetime.timedelta(hours=7, minutes=30)), (6, 7, "7 h 30"), (6, 10, "ok"))
    premiere, seconde = _lire(contenu, "r.xlsx").lignes
    assert (premiere.numero, premiere.contrat_id, premiere.mois) == (5, 7, MOIS)
    assert premiere.heures == {Nature.TRAVAIL: Decimal("151.67"), Nature.FORMATION_CONTRAT: Decimal("7.50")}
    assert seconde.heures == {Nature.TRAVAIL: Decimal("7.50")}
    assert seconde.references[Nature.TRAVAIL] == "G6"
    assert (seconde.lue["Nom"], seconde.lue["Observation"]) == ("=SISSOKO", "ok")


def test_le_csv_rempli_revient_aussi():
    modele = composer_modele_csv(guichet_id=1, mois=MOIS, contrats=CONTRATS).decode("utf-8-sig")
    lignes = modele.splitlines()
    lignes[1] = lignes[1].replace("lot 1;;;;", "lot 1;140,5;;3;")
    ligne = _lire("\r\n".join(lignes).encode("cp1252"), "r.csv").lignes[0]
    assert ligne.heures == {Nature.TRAVAIL: Decimal("140.50"), Nature.ABSENCE: Decimal("3.00")}


def test_seules_les_cases_a_remplir_sont_ouvertes():
    feuille = openpyxl.load_workbook(io.BytesIO(_remplir())).active
    ouvertes = {case.column_letter for case in feuille[5] if not case.protection.locked}
    assert ouvertes == {"G", "H", "I", "J"}
    assert feuille.protection.sheet
    assert feuille.column_dimensions["A"].hidden


def test_un_nom_ne_devient_jamais_une_formule():
    feuille = openpyxl.load_workbook(io.BytesIO(_remplir())).active
    assert (feuille["B6"].value, feuille["B6"].data_type) == ("=SISSOKO", "s")
    assert desamorcer("=cmd") == "'=cmd"
    assert desamorcer("\t-3") == "'\t-3"
    assert desamorcer("Léa") == "Léa"


@pytest.mark.parametrize("texte", ["0", "0,00", "néant", "-"])
def test_personne_n_a_travaille_se_declare(texte):
    ligne = _lire_csv([IDENTIFIANT, "OUDJANI", texte.replace("-", "–"), "", ""]).lignes[0]
    assert ligne.heures == {Nature.TRAVAIL: Decimal(0)}
    assert ligne.anomalies == ()


@pytest.mark.parametrize(
    ("texte", "code", "mots"),
    [
        ("CP", CodeAnomalie.HEURES_ILLISIBLES, "Case C2"),
        ("(7)", CodeAnomalie.HEURES_ILLISIBLES, "151,67"),
        ("7h75", CodeAnomalie.HEURES_ILLISIBLES, "59 minutes"),
        ("−7", CodeAnomalie.HEURES_NEGATIVES, "Observation"),
    ],
)
def test_une_case_fausse_est_nommee(texte, code, mots):
    (anomalie,) = _lire_csv([IDENTIFIANT, "OUDJANI", texte, "7", ""]).lignes[0].anomalies
    assert (anomalie.ligne, anomalie.colonne, anomalie.code) == (2, "C2", code)
    assert mots in anomalie.message


def test_une_formule_sans_resultat_n_est_pas_zero():
    (anomalie,) = _lire(_remplir((5, 7, "=SUM(A1)")), "r.xlsx").lignes[0].anomalies
    assert (anomalie.colonne, anomalie.code) == ("G5", CodeAnomalie.FORMULE_SANS_VALEUR)


@pytest.mark.parametrize(
    ("identifiant", "code"),
    [
        ("", CodeAnomalie.IDENTIFIANT_ABSENT),
        ("128", CodeAnomalie.IDENTIFIANT_INCONNU),
        (IDENTIFIANT.replace("L7", "L8"), CodeAnomalie.IDENTIFIANT_INCONNU),
        (composer_identifiant(guichet_id=1, contrat_id=7, mois=datetime.date(9999, 12, 1)), "IDENTIFIANT_INCONNU"),
        (composer_identifiant(guichet_id=1, contrat_id=7, mois=datetime.date(1999, 12, 1)), "IDENTIFIANT_INCONNU"),
    ],
)
def test_une_ligne_sans_identifiant_juste_est_refusee(identifiant, code):
    ligne = _lire_csv([identifiant, "OUDJANI", "140", "", ""]).lignes[0]
    assert [anomalie.code for anomalie in ligne.anomalies] == [code]


def test_la_meme_personne_deux_fois_est_signalee():
    lignes = _lire_csv([IDENTIFIANT, "OUDJANI", "70", "", ""], [IDENTIFIANT, "OUDJANI", "70", "", ""]).lignes
    assert [[a.code for a in ligne.anomalies] for ligne in lignes] == [[], [CodeAnomalie.DOUBLON_LIGNE]]
    assert "ligne 2" in lignes[1].anomalies[0].message


def test_une_ligne_laissee_vide_est_un_avertissement():
    ligne = _lire_csv([IDENTIFIANT, "OUDJANI", "", "", ""], [IDENTIFIANT, "OUDJANI", "7", "", ""]).lignes[0]
    assert [a.code for a in ligne.avertissements] == [CodeAnomalie.LIGNE_VIDE]


def test_les_totaux_et_les_lignes_blanches_ne_comptent_pas():
    releve = _lire_csv([IDENTIFIANT, "OUDJANI", "70", "", ""], ["", "", "", "", ""], ["", "Total", "70", "", ""])
    assert [ligne.numero for ligne in releve.lignes] == [2]


def test_un_autre_tableau_est_refuse_avec_une_facon_de_faire():
    assert "Téléchargez le modèle" in _lire(ecrire_csv([["Nom", "Heures"], ["A", "7"]]), "r.csv").faute


def test_un_modele_rendu_vide_est_refuse():
    assert "Aucune heure" in _lire(_remplir(), "r.xlsx").faute


def test_l_identifiant_porte_le_contrat_et_le_mois():
    assert lire_identifiant(f" {IDENTIFIANT} ", guichet_id=1) == (7, MOIS)
    assert lire_identifiant(IDENTIFIANT, guichet_id=2) is None


def test_l_identifiant_ne_s_invente_pas_sans_la_cle_du_service(settings):
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "une autre clé", []
    assert lire_identifiant(IDENTIFIANT, guichet_id=1) is None


def test_un_modele_telecharge_avant_le_changement_de_cle_se_relit(settings):
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "la clé d’après", [settings.SECRET_KEY]
    assert lire_identifiant(IDENTIFIANT, guichet_id=1) == (7, MOIS)
