"""What the template gives is what comes back; every fault has its line, its cell and its way out."""

import datetime
import io
from decimal import Decimal

import openpyxl
import pytest

from clauses_app.imports.tableur import lire_tableur
from suivi_heures.enums import CodeAnomalie, Nature
from suivi_heures.imports.modele import composer_identifiant, lire_identifiant
from suivi_heures.imports.releve.connaissances import Connaissances, ContratConnu, Depot
from suivi_heures.imports.releve.modele_rempli import lire_modele
from suivi_heures.queries.contrats_du_mois import ContratADeclarer
from suivi_heures.restitutions.modele_releve import composer_modele_csv, composer_modele_xlsx, desamorcer, ecrire_csv

MOIS = datetime.date(2026, 10, 1)
CONTRATS = [
    ContratADeclarer(7, "OUDJANI", "Karim", "CDD du 02/03/2026 au 31/12/2026", "Valentin", "Tramway T9, lot 1"),
    ContratADeclarer(8, "=SISSOKO", "Mariam", "CDD depuis le 02/03/2026", "Passerelle", "Tramway T9, lot 1"),
]
IDENTIFIANT = composer_identifiant(guichet_id=1, contrat_id=7, mois=MOIS)
TITRES = ["Identifiant", "Nom", "Heures travaillées", "Heures de formation", "Heures d'absence"]


DEPOT = Depot("r", datetime.date(2026, 11, 3), "ENT")
CONNUS = Connaissances(
    contrats=tuple(
        ContratConnu(f"C{cle}", f"B{cle}", "ENT", "L1", datetime.date(2026, 3, 2), None, cle) for cle in (7, 8)
    ),
    guichet_id=1,
)


def _lire(contenu, nom):
    return lire_modele(lire_tableur(contenu, nom), DEPOT, CONNUS)


def _heures(lu, numero):
    return {ligne.nature: ligne.heures for ligne in lu.lignes if ligne.numero == numero}


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
    lu = _lire(contenu, "r.xlsx")
    premiere, seconde = lu.lignes[0], lu.lignes[-1]
    assert (premiere.numero, premiere.contrat, premiere.periode.du) == (5, "C7", MOIS)
    assert _heures(lu, 5) == {Nature.TRAVAIL: Decimal("151.67"), Nature.FORMATION_CONTRAT: Decimal("7.50")}
    assert _heures(lu, 6) == {Nature.TRAVAIL: Decimal("7.50")}
    assert seconde.cellules == ("G6",)
    assert (seconde.nom, seconde.observation) == ("=SISSOKO", "ok")
    assert (lu.periode.du, lu.employeur, lu.anomalies) == (MOIS, "ENT", ())


def test_le_csv_rempli_revient_aussi():
    modele = composer_modele_csv(guichet_id=1, mois=MOIS, contrats=CONTRATS).decode("utf-8-sig")
    lignes = modele.splitlines()
    lignes[1] = lignes[1].replace("lot 1;;;;", "lot 1;140,5;;3;")
    lu = _lire("\r\n".join(lignes).encode("cp1252"), "r.csv")
    assert _heures(lu, 2) == {Nature.TRAVAIL: Decimal("140.50"), Nature.ABSENCE: Decimal("3.00")}


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
    lu = _lire_csv([IDENTIFIANT, "OUDJANI", texte.replace("-", "–"), "", ""])
    assert _heures(lu, 2) == {Nature.TRAVAIL: Decimal(0)}
    assert lu.anomalies == ()


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
    lu = _lire_csv([IDENTIFIANT, "OUDJANI", texte, "7", ""])
    (anomalie,) = lu.anomalies
    assert (anomalie.numero, anomalie.cellule, anomalie.code) == (2, "C2", code)
    assert mots in anomalie.phrase
    assert _heures(lu, 2) == {Nature.FORMATION_CONTRAT: Decimal(7)}
    assert [(e.code, e.ligne.contrat, e.ligne.nature) for e in lu.ecartees] == [(code, "C7", Nature.TRAVAIL)]


def test_une_formule_sans_resultat_n_est_pas_zero():
    lu = _lire(_remplir((5, 7, "=SUM(A1)")), "r.xlsx")
    anomalie = next(a for a in lu.anomalies if a.code != CodeAnomalie.LIGNE_VIDE)
    assert lu.lignes == ()
    assert (anomalie.cellule, anomalie.code) == ("G5", CodeAnomalie.FORMULE_SANS_VALEUR)


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
    lu = _lire_csv([identifiant, "OUDJANI", "140", "", ""])
    assert [anomalie.code for anomalie in lu.anomalies] == [code]
    assert [(ligne.contrat, ligne.heures) for ligne in lu.lignes] == [(None, Decimal(140))]


def test_un_contrat_que_le_guichet_ne_suit_plus_est_dit():
    inconnu = composer_identifiant(guichet_id=1, contrat_id=99, mois=MOIS)
    lu = _lire_csv([inconnu, "OUDJANI", "140", "", ""])
    assert [anomalie.code for anomalie in lu.anomalies] == [CodeAnomalie.CONTRAT_INCONNU]
    assert lu.lignes[0].contrat is None


def test_la_meme_personne_deux_fois_est_signalee():
    lu = _lire_csv([IDENTIFIANT, "OUDJANI", "70", "", ""], [IDENTIFIANT, "OUDJANI", "70", "", ""])
    assert [ligne.numero for ligne in lu.lignes] == [2]
    assert [(a.numero, a.code) for a in lu.anomalies] == [(3, CodeAnomalie.DOUBLON_LIGNE)]
    assert "ligne 2" in lu.anomalies[0].phrase
    assert [e.ligne.heures for e in lu.ecartees] == [Decimal(70)]


def test_une_ligne_masquee_n_est_jamais_comptee_et_toujours_dite():
    classeur = openpyxl.load_workbook(io.BytesIO(_remplir((5, 7, 151.67), (6, 7, 140))))
    classeur.active.row_dimensions[6].hidden = True
    sortie = io.BytesIO()
    classeur.save(sortie)
    lu = _lire(sortie.getvalue(), "r.xlsx")
    assert [ligne.numero for ligne in lu.lignes] == [5]
    assert [(a.numero, a.code) for a in lu.anomalies] == [(6, CodeAnomalie.LIGNE_MASQUEE)]


def test_une_ligne_laissee_vide_est_un_avertissement():
    lu = _lire_csv([IDENTIFIANT, "OUDJANI", "", "", ""], [IDENTIFIANT, "OUDJANI", "7", "", ""])
    assert [(a.numero, a.code) for a in lu.anomalies] == [(2, CodeAnomalie.LIGNE_VIDE)]
    assert [ligne.numero for ligne in lu.lignes] == [3]


def test_les_totaux_et_les_lignes_blanches_ne_comptent_pas():
    releve = _lire_csv([IDENTIFIANT, "OUDJANI", "70", "", ""], ["", "", "", "", ""], ["", "Total", "70", "", ""])
    assert [ligne.numero for ligne in releve.lignes] == [2]


def test_un_autre_tableau_est_laisse_a_la_lecture_generale():
    assert _lire(ecrire_csv([["Nom", "Heures"], ["A", "7"]]), "r.csv") is None


def test_un_modele_rendu_vide_le_dit():
    lu = _lire(_remplir(), "r.xlsx")
    assert lu.anomalies[0].code == CodeAnomalie.AUCUNE_LIGNE
    assert "Aucune heure" in lu.anomalies[0].phrase


def test_l_identifiant_porte_le_contrat_et_le_mois():
    assert lire_identifiant(f" {IDENTIFIANT} ", guichet_id=1) == (7, MOIS)
    assert lire_identifiant(IDENTIFIANT, guichet_id=2) is None


def test_l_identifiant_ne_s_invente_pas_sans_la_cle_du_service(settings):
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "une autre clé", []
    assert lire_identifiant(IDENTIFIANT, guichet_id=1) is None


def test_un_modele_telecharge_avant_le_changement_de_cle_se_relit(settings):
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "la clé d’après", [settings.SECRET_KEY]
    assert lire_identifiant(IDENTIFIANT, guichet_id=1) == (7, MOIS)
