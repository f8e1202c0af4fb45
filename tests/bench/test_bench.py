"""The bench itself, at its smallest and without any clock: same rows, same schema, same figures."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.conf import settings
from psycopg.conninfo import make_conninfo

from clauses_app.local.preparation import supprimer_base
from suivi_heures.queries.decompte.regles import MOTIFS, colonne
from tests.bases import creer_base, viser
from tests.bench.echelle import ECHELLES, partager
from tests.bench.generateur import generer
from tests.bench.mesure import Ligne
from tests.bench.national import guichets, recalculer_tout
from tests.bench.pair_duckdb import Pair, totaux_gardes
from tests.bench.realisation import choisir_lots, suit_les_faits
from tests.serveurs import url_administrateur

GRAINE = 42
EMPREINTE = "SELECT md5(string_agg(h::text, '/' ORDER BY id)) FROM suivi_heures_heure h"


@pytest.fixture(scope="module")
def bases(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """Databases of this module, whose names start alike; the suite finds its own again."""
    habituelle = settings.DATABASES["default"]["NAME"]
    try:
        with django_db_blocker.unblock():
            yield f"{habituelle}_banc"
    finally:
        with django_db_blocker.unblock():
            viser(habituelle)


@pytest.fixture(scope="module")
def admin(bases: str) -> Iterator[psycopg.Connection[Any]]:
    """Superuser of a database filled and counted."""
    with _remplie(bases) as connexion:
        recalculer_tout(guichets())
        yield connexion
    supprimer_base(url_administrateur(), bases)


def _remplie(base: str) -> psycopg.Connection[Any]:
    creer_base(base)
    viser(base)
    generer(ECHELLES["minuscule"], GRAINE)
    return psycopg.connect(make_conninfo(url_administrateur(), dbname=base), autocommit=True)


def test_le_moteur_et_duckdb_comptent_pareil_lot_par_lot(admin):
    pair = Pair(admin, guichets())

    assert pair.totaux() == totaux_gardes(admin)
    assert pair.ecarts() == 0


def test_le_pair_voit_un_seul_total_faux(admin):
    with admin.transaction(force_rollback=True):
        admin.execute(
            "UPDATE suivi_heures_realisation SET lignes = lignes + 1"
            " WHERE lot_id = (SELECT min(lot_id) FROM suivi_heures_realisation)"
        )
        assert Pair(admin, guichets()).ecarts() == 1


def test_chaque_motif_exclut_des_heures_quelque_part(admin):
    sommes = ", ".join(f"sum({colonne(motif)})" for motif in MOTIFS)
    [exclues] = admin.execute(f"SELECT {sommes} FROM suivi_heures_realisation").fetchall()

    assert all(heures > 0 for heures in exclues), dict(zip(MOTIFS, exclues, strict=True))


def test_recompter_quelques_lots_donne_le_decompte_complet(admin):
    for guichet in guichets():
        assert suit_les_faits(guichet, choisir_lots(admin, guichet))
    assert recalculer_tout(guichets()) == 0


def test_le_schema_est_celui_des_migrations_une_fois_rempli(admin):
    [(invalides, sans_mur)] = admin.execute(
        "SELECT (SELECT count(*) FROM pg_constraint WHERE NOT convalidated),"
        " (SELECT count(*) FROM pg_class WHERE relname = 'suivi_heures_heure' AND NOT relforcerowsecurity)"
    ).fetchall()
    suivant = "nextval(pg_get_serial_sequence('suivi_heures_heure', 'id'))"

    assert (invalides, sans_mur) == (0, 0)
    assert admin.execute(f"SELECT max(id) < {suivant} FROM suivi_heures_heure").fetchone() == (True,)


def test_meme_graine_memes_lignes(admin, bases):
    base = f"{bases}_bis"
    with _remplie(base) as autre:
        assert autre.execute(EMPREINTE).fetchone() == admin.execute(EMPREINTE).fetchone()
    viser(bases)
    supprimer_base(url_administrateur(), base)


def test_dix_ans_de_france_ont_la_taille_dite():
    parts = partager(ECHELLES["france10"])
    marches, lots, personnes = (sum(nombres) for nombres in zip(*((p.m, p.l, p.p) for p in parts), strict=True))

    assert len(parts) == 350
    assert (round(marches, -4), round(lots, -4), round(personnes, -4)) == (200_000, 300_000, 640_000)
    assert 0.02 < parts[0].p / personnes < 0.05


@pytest.mark.parametrize(
    ("ratio", "but", "egal", "ok"),
    [
        (39.9, "<= 40", True, True),
        (40.1, "<= 40", True, False),
        (6000.0, ">= 6000", True, True),
        (5999.0, ">= 6000", True, False),
        (1.0, "<= 40", False, False),
        (None, "", True, True),
    ],
)
def test_un_but_manque_ou_un_resultat_different_est_un_echec(ratio, but, egal, ok):
    assert Ligne("essai", ratio, but, egal=egal).ok is ok
