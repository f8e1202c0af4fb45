"""The count: everything, against the bare scan and DuckDB; then some lots only."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median
from time import perf_counter
from typing import Any

from django.db import connection, transaction

from clauses_app.tenancy.contexte import within_guichet
from suivi_heures.queries.decompte.perimetre import perimetre_des_lots
from suivi_heures.queries.ecarts import ecarts_de_realisation
from suivi_heures.services.recalculer_realisation import recalculer_realisation
from tests.bench.base import superutilisateur
from tests.bench.mesure import REPOS, Ligne, attendre_le_repos, entrelacer, rapport, temps_processeur
from tests.bench.national import OUVRIERS, Ouvriers, guichets, ouvriers, ranger, recalculer_tout
from tests.bench.pair_duckdb import Pair, totaux_gardes

SCAN = "SELECT sum(heures) FROM suivi_heures_heure"
GUICHETS_REPRIS = 8
LOTS_REPRIS = 1_000
FAUSSER = "UPDATE suivi_heures_realisation SET lignes = -1"


def mesurer(adresse: str, tours: int) -> Iterator[Ligne]:
    tous = guichets()
    with superutilisateur(adresse) as admin, ouvriers() as equipe:
        if equipe.recalculer_tout(tous):
            ranger()
        pair = Pair(admin, tous)
        egal = pair.ecarts() == 0 and pair.totaux() == totaux_gardes(admin)
        yield from _complete(admin, pair, equipe, tous, tours, egal=egal)
        yield _ecrite(admin, equipe, tous)
        yield _incrementale(admin, tous[:GUICHETS_REPRIS], tours)


def _complete(admin: Any, pair: Pair, equipe: Ouvriers, tous: list[int], tours: int, *, egal: bool) -> Iterator[Ligne]:
    """What the nightly check does: count again, compare with what is stored. Nothing is to be written."""
    repos = attendre_le_repos()
    temps = entrelacer(
        {
            "scan": lambda: admin.execute(SCAN).fetchall(),
            "nous": lambda: equipe.recalculer_tout(tous),
            "pair": pair.ecarts,
            "seul": lambda: recalculer_tout(tous),
        },
        tours,
    )
    trois = {"limit": temps["scan"], "ours": temps["nous"], "peer": temps["pair"], "egal": egal, "idle": repos}
    plus = {"guichets": len(tous), **_compter(admin), "ouvriers": OUVRIERS}
    plus |= {"un_seul_ouvrier_ms": round(median(temps["seul"]) * 1000, 1)}
    yield Ligne("realisation.complete", rapport(temps["nous"], temps["scan"]), "<= 40", plus=plus, **trois)
    yield Ligne("realisation.duckdb", rapport(temps["nous"], temps["pair"]), "<= 3", **trois)


def _compter(admin: Any) -> dict[str, int]:
    [(heures, lots)] = admin.execute(
        "SELECT (SELECT count(*) FROM suivi_heures_heure), (SELECT count(*) FROM suivi_heures_realisation)"
    ).fetchall()
    return {"heures": heures, "lots": lots}


def _ecrite(admin: Any, equipe: Ouvriers, tous: list[int]) -> Ligne:
    """For information: the same when every total has to be written."""
    admin.execute(FAUSSER)
    debut = perf_counter()
    ecrits = equipe.recalculer_tout(tous)
    duree = perf_counter() - debut
    ranger()
    return Ligne("realisation.tout_ecrire", None, ours=[duree], plus={"lots": ecrits})


def _incrementale(admin: Any, tous: list[int], tours: int) -> Ligne:
    """Batches of lots whose totals are all false. A lot that a monthly cap draws in is counted again too.

    The only goal that is a speed, not a ratio: on a machine that is not idle it is judged on the
    processor time spent.
    """
    choisis = {guichet: choisir_lots(admin, guichet) for guichet in tous}
    recomptes = sum(_etendre(guichet, lots) for guichet, lots in choisis.items())
    egal = all(suit_les_faits(guichet, lots) for guichet, lots in choisis.items())
    repos = attendre_le_repos()
    durees, processeur = zip(*(_reprendre(admin, choisis) for _ in range(tours)), strict=True)
    egal &= recalculer_tout(tous) == 0
    par_duree, par_processeur = recomptes / median(durees), recomptes / (median(processeur) or median(durees))
    occupee = repos is not None and repos < REPOS
    return Ligne(
        "realisation.incrementale",
        par_processeur if occupee else par_duree,
        ">= 6000",
        ours=list(durees),
        egal=egal,
        idle=repos,
        plus={
            "unite": "lots/s de processeur" if occupee else "lots/s",
            "par_s": round(par_duree),
            "par_s_de_processeur": round(par_processeur),
            "lots_demandes": sum(map(len, choisis.values())),
            "lots_recomptes": recomptes,
        },
    )


def _reprendre(admin: Any, choisis: dict[int, list[int]]) -> tuple[float, float]:
    """Seconds, and seconds of processor, to put these lots right."""
    duree = processeur = 0.0
    for guichet, lots in choisis.items():
        admin.execute(f"{FAUSSER} WHERE lot_id = ANY(%s)", [lots])
        with within_guichet(guichet):
            serveur = connection.connection.info.backend_pid
            depense, debut = temps_processeur(serveur), perf_counter()
            recalculer_realisation(lots=lots)
            duree += perf_counter() - debut
            processeur += temps_processeur(serveur) - depense
    return duree, processeur


def choisir_lots(admin: Any, guichet: int) -> list[int]:
    """Lots at random, fewer than half of the guichet's: from there on the product counts everything."""
    requete = (
        "SELECT lot_id FROM suivi_heures_realisation WHERE guichet_id = %s AND lignes > 0 ORDER BY md5(lot_id::text)"
    )
    lots = [rangee[0] for rangee in admin.execute(requete, [guichet]).fetchall()]
    return lots[: min(LOTS_REPRIS, len(lots) * 45 // 100)]


def _etendre(guichet: int, lots: list[int]) -> int:
    with within_guichet(guichet):
        return len(perimetre_des_lots(lots, etendre=True).listes["lots"])


def suit_les_faits(guichet: int, lots: list[int]) -> bool:
    """Facts change (waiting lines are validated), some lots are counted again: the full count agrees."""
    with within_guichet(guichet), transaction.atomic():
        with connection.cursor() as curseur:
            curseur.execute(
                "UPDATE suivi_heures_heure SET statut = 'VALIDEE' WHERE statut = 'SOUMISE' AND lot_id = ANY(%s)", [lots]
            )
        recalculer_realisation(lots=lots)
        accord = not ecarts_de_realisation()
        transaction.set_rollback(True)
    return accord
