"""French figures and sentences."""

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from django.utils.safestring import SafeString, mark_safe

from clauses_app.interface import formats

F, I = "\u202f", "\u00a0"  # noqa: E741


@pytest.mark.parametrize(
    ("valeur", "texte"),
    [
        (Decimal("1214"), f"1{F}214"),
        (Decimal("973.50"), "973,5"),
        (Decimal("151.67"), "151,67"),
        (Decimal("0.005"), "0,01"),
        (131_000, f"131{F}000"),
        (1_234_567, f"1{F}234{F}567"),
        (Decimal("-1414"), f"−1{F}414"),
        (Decimal("-0.001"), "0"),
        (Decimal("0"), "0"),
        (Decimal("1E+3"), f"1{F}000"),
        (None, "–"),
    ],
)
def test_un_nombre_s_ecrit_a_la_francaise(valeur, texte):
    assert formats.formater_nombre(valeur) == texte


def test_les_heures_portent_leur_unite():
    assert formats.formater_heures(Decimal("1214.00")) == f"1{F}214{F}h"
    assert formats.formater_heures(None) == "–"


def test_un_pourcentage_garde_sa_decimale():
    assert formats.formater_pourcent(Decimal(35)) == f"35,0{F}%"
    assert formats.formater_pourcent(formats.calculer_part(96_312, 131_000)) == f"73,5{F}%"


def test_une_part_de_rien_n_existe_pas():
    assert formats.calculer_part(Decimal(3), 0) is None


@pytest.mark.parametrize(
    ("valeur", "texte"),
    [(Decimal("1234.5"), f"1{F}234,50{I}€"), (1200, f"1{F}200{I}€"), (Decimal("1200.00"), f"1{F}200{I}€"), (None, "–")],
)
def test_les_centimes_s_ecrivent_tous_ou_pas_du_tout(valeur, texte):
    assert formats.formater_euros(valeur) == texte


@pytest.mark.parametrize(
    ("taille", "texte"),
    [(1, f"1{I}octet"), (640, f"640{I}octets"), (411_600, f"412{I}ko"), (1_200_000, f"1,2{I}Mo"), (None, "–")],
)
def test_la_taille_d_un_fichier(taille, texte):
    assert formats.formater_octets(taille) == texte


def test_les_dates():
    jour = date(2026, 11, 1)
    assert formats.formater_date(jour) == "01/11/2026"
    assert formats.formater_date_courte(jour) == "01/11"
    assert formats.formater_date_longue(jour) == "dimanche 1er novembre 2026"
    assert formats.formater_mois(jour) == "novembre 2026"
    assert formats.formater_trimestre(jour) == f"T4{I}2026"
    assert formats.formater_date(None) == "–"


def test_un_instant_se_lit_a_l_heure_de_paris():
    instant = datetime(2026, 10, 31, 23, 30, tzinfo=UTC)
    assert formats.formater_date_heure(instant) == f"01/11/2026 à 0{F}h{F}30"
    assert formats.formater_heure(time(10, 0)) == f"10{F}h"


def test_l_elision_du_mois():
    assert formats.formater_de_mois(date(2026, 10, 1)) == "d’octobre"
    assert formats.formater_de_mois(date(2026, 11, 1), annee=True) == "de novembre 2026"


def test_une_periode_ouverte():
    debut, fin = date(2024, 9, 2), date(2027, 6, 30)
    assert formats.formater_periode(debut, fin) == "du 02/09/2024 au 30/06/2027"
    assert formats.formater_periode(debut, debut) == "le 02/09/2024"
    assert formats.formater_periode(debut, None) == "depuis le 02/09/2024"
    assert formats.formater_periode(None, fin) == "jusqu’au 30/06/2027"


def test_le_pluriel_commence_a_deux():
    assert formats.accorder(1, "relevé") == f"1{I}relevé"
    assert formats.accorder(0, "relevé") == f"0{I}relevé"
    assert formats.accorder(2, "marché suivi", "marchés suivis") == f"2{I}marchés suivis"


def test_les_petits_nombres_en_lettres():
    assert formats.ecrire_nombre(15) == "quinze"
    assert formats.ecrire_nombre(1, feminin=True) == "une"
    assert formats.ecrire_nombre(1214) == f"1{F}214"


def test_une_enumeration():
    assert formats.enumerer(["a", "b", "c"]) == "a, b et c"
    assert formats.enumerer(["a"]) == "a"


def test_les_initiales():
    assert formats.initiales("Camille Ferrand") == "CF"
    assert formats.initiales("Racine & Sève Paysage") == "RS"
    assert formats.initiales("") == ""


@pytest.mark.parametrize(
    ("brut", "soigne"),
    [
        ("L'heure : 35 h", f"L’heure{I}: 35{F}h"),
        ("Pourquoi ?", f"Pourquoi{F}?"),
        ("« oui »", f"«{I}oui{I}»"),
        ("10 h 42", f"10{F}h{F}42"),
        ("12 % de 131 000 h", f"12{F}% de 131{F}000{F}h"),
        ("lot 1", f"lot{I}1"),
        ("écart de -3", "écart de −3"),
        ("du 18-11", "du 18-11"),
        ("en 2026 131 marchés", "en 2026 131 marchés"),
        ("https://exemple.fr/?a=1;b", "https://exemple.fr/?a=1;b"),
    ],
)
def test_la_typographie_d_un_texte(brut, soigne):
    assert formats.soigner_typographie(brut) == soigne


def test_la_typographie_ne_touche_pas_aux_balises():
    texte = formats.soigner_typographie(mark_safe("<a title='non ?' href=\"/l'a\">Oui ?</a>"))
    assert isinstance(texte, SafeString)
    assert texte == f"<a title='non ?' href=\"/l'a\">Oui{F}?</a>"


def test_un_texte_ordinaire_reste_a_echapper():
    assert not isinstance(formats.soigner_typographie("<b>x</b>"), SafeString)


def test_une_echeance_passee_dit_de_combien_de_jours():
    avant = date(2026, 11, 16)
    assert formats.formater_echeance(avant, date(2026, 11, 16)) == "16/11/2026"
    assert formats.formater_echeance(avant, date(2026, 11, 17)) == "16/11/2026, échéance dépassée de 1\u00a0jour"
    assert formats.formater_echeance(None, date(2026, 11, 17)) == formats.ABSENT
