"""The reader of the DSN: the few facts asked for, and not one more."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clauses_app.local.emplacement import RACINE
from suivi_heures.imports.dsn import OCTETS_MAX, DsnRefusee, lire_dsn

DOSSIER = RACINE / "tests" / "donnees" / "dsn"
MENSUELLE = (DOSSIER / "mensuelle_P26V01.dsn").read_bytes()


def _lire_une(contenu):
    [declaration] = lire_dsn(contenu)
    return declaration


def test_la_mensuelle_dit_le_mois_l_employeur_et_les_heures():
    lue = _lire_une(MENSUELLE)
    assert (lue.mois, lue.siren, lue.nic) == (datetime.date(2026, 3, 1), "807469317", "00018")
    assert [(p.noms, p.prenom, p.naissance, [c.heures for c in p.contrats]) for p in lue.personnes] == [
        (["BÉRANGER"], "Maël", datetime.date(1991, 4, 12), [Decimal("157.67")]),  # 151,67 et 6 supplémentaires
        (["N'DIAYE"], "Aïssatou", datetime.date(2001, 11, 3), [Decimal("97.75")]),  # les absences n’en sont pas
        (["ÖZTÜRK"], "Élif", datetime.date(1985, 7, 14), [Decimal("75.83")]),
    ]
    contrat = lue.personnes[0].contrats[0]
    assert (contrat.debut, contrat.fin) == (datetime.date(2026, 1, 5), datetime.date(2026, 6, 30))


def test_l_utf8_se_lit_aussi():
    lue = _lire_une(MENSUELLE.decode("latin-1").encode())
    assert lue.personnes[2].noms == ["ÖZTÜRK"]


def test_ni_nir_ni_paie_ne_sortent_du_lecteur():
    sorti = str([dataclasses.asdict(une) for une in lire_dsn(MENSUELLE)])
    for interdit in ("1910475123456", "2011199999999", "1822.00", "1500.00", "911.00", "RUE X"):
        assert interdit.encode() in MENSUELLE
        assert interdit not in sorti


def test_plusieurs_envois_d_un_fichier_sont_lus_chacun():
    avril = MENSUELLE.replace(b"'01032026'", b"'01042026'")
    assert [une.mois for une in lire_dsn(MENSUELLE + avril)] == [datetime.date(2026, 3, 1), datetime.date(2026, 4, 1)]


def test_deux_contrats_d_une_personne_gardent_leurs_heures():
    texte = MENSUELLE.decode("latin-1")
    second = "S21.G00.40.001,'10032026'\r\nS21.G00.40.009,'MI2600099'\r\n"
    paie = "S21.G00.51.010,'MI2600099'\r\nS21.G00.53.001,'01'\r\nS21.G00.53.002,'20.00'\r\nS21.G00.53.003,'10'\r\n"
    texte = texte.replace("S21.G00.50.001", f"{second}S21.G00.50.001", 1)
    texte = texte.replace("S21.G00.30.001,'2011199999999'", f"{paie}S21.G00.30.001,'2011199999999'")
    contrats = _lire_une(texte.encode("latin-1")).personnes[0].contrats
    assert [(c.numero, c.heures) for c in contrats] == [("MI2600001", Decimal("157.67")), ("MI2600099", Decimal(20))]


def test_des_jours_ne_sont_pas_des_heures():
    en_jours = MENSUELLE.replace(b"S21.G00.53.003,'10'", b"S21.G00.53.003,'12'").replace(b"'017'", b"'019'")
    assert {c.heures for p in _lire_une(en_jours).personnes for c in p.contrats} == {None}


def test_une_naissance_incertaine_reste_inconnue():
    assert _lire_une(MENSUELLE.replace(b"'12041991'", b"'99991991'")).personnes[0].naissance is None


@pytest.mark.parametrize(
    ("contenu", "phrase"),
    [
        (b"", "n’est pas une DSN"),
        (b"Nom;Heures\nX;3\n", "n’est pas une DSN"),
        (b"PK\x03\x04" + bytes(range(256)), "n’est pas une DSN"),
        ((DOSSIER / "fins_de_contrat_P25V01.dsn").read_bytes(), "un signalement de fin de contrat"),
        (b"0" * (OCTETS_MAX + 1), "dépasse 10"),
    ],
)
def test_un_autre_fichier_est_refuse_en_disant_quoi_deposer(contenu, phrase):
    with pytest.raises(DsnRefusee, match=phrase):
        lire_dsn(contenu)


@given(st.data())
def test_un_fichier_abime_est_lu_ou_refuse(data):
    """Lines dropped, repeated or spoilt never break the reader."""
    lignes = MENSUELLE.splitlines()
    garde = data.draw(st.lists(st.sampled_from(lignes), min_size=1, max_size=60))
    rang = data.draw(st.integers(0, len(garde) - 1))
    garde[rang] = data.draw(st.binary(max_size=40))
    with contextlib.suppress(DsnRefusee):
        lire_dsn(b"\r\n".join(garde))
