"""What row security costs: the application's role under its policies against a superuser with a WHERE."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from itertools import cycle
from typing import Any

import psycopg
from django.db import connection

from clauses_app.tenancy.contexte import within_guichet
from tests.bench.base import superutilisateur
from tests.bench.mesure import Ligne, attendre_le_repos, entrelacer, epingler, rapport
from tests.bench.national import guichets

SANS_INDEX = "SET enable_indexscan = off; SET enable_bitmapscan = off; SET enable_indexonlyscan = off;"
SERIE, PARCOURS_DE_SUITE = 100, 10  # queries per timed sample
ALTERNANCES = 5_000
# {mur} is what only the superuser must say.
PARCOURS = {
    "heures": "SELECT count(*), sum(h.heures) FROM suivi_heures_heure h WHERE {mur:h}",
    "contrats": "SELECT count(*), max(c.date_debut) FROM beneficiaires_contrattravail c WHERE {mur:c}",
}
INDEX = {
    "lot": "SELECT count(*), sum(h.heures) FROM suivi_heures_heure h WHERE {mur:h} AND h.lot_id = %s",
    "contrats_d_une_personne": "SELECT c.id, c.ref, c.date_debut, c.date_fin FROM beneficiaires_contrattravail c"
    " WHERE {mur:c} AND c.beneficiaire_id = (SELECT l.beneficiaire_id FROM suivi_heures_heure l"
    " WHERE {mur:l} AND l.lot_id = %s ORDER BY l.du LIMIT 1) ORDER BY c.id",
    "heures_d_un_lot_avec_noms": "SELECT h.id, h.du, h.heures, c.ref, b.nom FROM suivi_heures_heure h"
    " JOIN beneficiaires_contrattravail c ON c.id = h.contrat_id AND {mur:c}"
    " JOIN beneficiaires_beneficiaire b ON b.id = h.beneficiaire_id AND {mur:b}"
    " WHERE {mur:h} AND h.lot_id = %s ORDER BY h.id",
}


class Session:
    """One connection; `poser` writes the query its way."""

    def __init__(self, connexion: psycopg.Connection[Any], guichet: int, *, mur: bool) -> None:
        self.connexion = connexion
        self.guichet = guichet
        self.mur = mur

    def poser(self, modele: str) -> str:
        for alias in "hcbl":
            mur = f"{alias}.guichet_id = {self.guichet}" if self.mur else "TRUE"
            modele = modele.replace(f"{{mur:{alias}}}", mur)
        return modele

    def lire(self, modele: str, *parametres: Any) -> list[tuple[Any, ...]]:
        return self.connexion.execute(self.poser(modele), parametres or None, prepare=False).fetchall()


def _application(guichet: int) -> psycopg.Connection[Any]:
    """A transaction of the product, as `within_guichet` opens it, on a connection of the product."""
    connexion = psycopg.connect(os.environ["DATABASE_URL"], prepare_threshold=None, options="-c timezone=Europe/Paris")
    connexion.execute(
        "SELECT set_config('role', 'interne', true), set_config('clauses.guichet_id', %s, true)", [str(guichet)]
    )
    return connexion


def mesurer(adresse: str, tours: int) -> Iterator[Ligne]:
    guichet = guichets()[0]  # the largest
    with superutilisateur(adresse) as admin, _application(guichet) as appli:
        pour_tous, pour_un = Session(admin, guichet, mur=True), Session(appli, guichet, mur=False)
        lots = [rangee[0] for rangee in admin.execute(
            "SELECT id FROM marches_lot WHERE guichet_id = %s ORDER BY md5(id::text) LIMIT %s", [guichet, SERIE]
        )]  # fmt: skip
        for nom, requete in INDEX.items():
            egal = all(pour_tous.lire(requete, lot) == pour_un.lire(requete, lot) for lot in lots)
            yield _comparer(
                f"rls.index.{nom}",
                lambda s, requete=requete: [s.lire(requete, lot) for lot in lots],
                (pour_tous, pour_un),
                "<= 1.3",
                tours,
                egal=egal,
            )
        for session in (pour_tous, pour_un):
            session.connexion.execute(f"{SANS_INDEX} SET max_parallel_workers_per_gather = 0")
        for nom, requete in PARCOURS.items():
            egal = pour_tous.lire(requete) == pour_un.lire(requete)
            yield _comparer(
                f"rls.parcours.{nom}",
                lambda s, requete=requete: [s.lire(requete) for _ in range(PARCOURS_DE_SUITE)],
                (pour_tous, pour_un),
                "<= 1.15",
                tours,
                egal=egal,
            )
        yield _fuites(admin)


def _comparer(
    nom: str,
    action: Callable[[Session], object],
    sessions: tuple[Session, Session],
    but: str,
    tours: int,
    *,
    egal: bool,
) -> Ligne:
    repos = attendre_le_repos()
    pour_tous, pour_un = sessions
    with epingler(*(session.connexion.info.backend_pid for session in sessions)):
        temps = entrelacer({"limite": lambda: action(pour_tous), "nous": lambda: action(pour_un)}, tours)
    return Ligne(
        nom,
        rapport(temps["nous"], temps["limite"]),
        but,
        limit=temps["limite"],
        ours=temps["nous"],
        egal=egal,
        idle=repos,
    )


def _fuites(admin: psycopg.Connection[Any]) -> Ligne:
    """The product's connection goes from guichet to guichet and asks for a line of each of them."""
    temoins: dict[int, int] = dict(
        admin.execute("SELECT guichet_id, min(id) FROM suivi_heures_heure GROUP BY 1 ORDER BY 1 LIMIT 20").fetchall()
    )
    fuites = vides = 0
    for _, guichet in zip(range(ALTERNANCES), cycle(temoins), strict=False):
        with within_guichet(guichet), connection.cursor() as curseur:
            curseur.execute("SELECT id FROM suivi_heures_heure WHERE id = ANY(%s)", [list(temoins.values())])
            lues = {rangee[0] for rangee in curseur.fetchall()}
            fuites += len(lues - {temoins[guichet]})
            vides += temoins[guichet] not in lues
    return Ligne(
        "rls.fuites",
        float(fuites),
        "<= 0",
        egal=vides == 0,
        plus={"alternances": ALTERNANCES, "n": ALTERNANCES},
    )
