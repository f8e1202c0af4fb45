"""The pages a facilitator opens all day, in a guichet of 500 contracts and in one with ten times its data.

Each page: its statements, its time against the same statements followed by the same HTML from Jinja2, its
cost with ten times the data, and its 95th percentile under eight clients of a real server.

With ten times the data, like is compared with like: the busiest contract and person of the smaller guichet, and
those of the larger one that have as many lines. What a page shows may cost; the size of its guichet may not.
Exports hold every row of their list: their measure is the time of one row, in each guichet."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Any

import jinja2
from django.core.management import call_command
from django.db.models import Count
from django.urls import reverse
from django.utils import timezone

from beneficiaires.models import Beneficiaire
from clauses_app.tenancy.contexte import within_guichet
from marches.models import Marche
from suivi_heures.enums import Liste
from suivi_heures.models import Heure
from suivi_heures.services.tenir_suivi import tenir_suivi
from tests.bench.charge import Serveur, charger
from tests.bench.mesure import Ligne, attendre_le_repos, entrelacer, rapport
from tests.bench.national import guichets
from tests.bench.page import Page, rejouer

REQUETES_MAX = 12
CLIENTS, SECONDES = 8, 4.0
EXPORTES = {
    Liste.MARCHES: ("", lambda: Marche.objects.suivis().count()),
    Liste.BENEFICIAIRES: ("?q=martin", lambda: Beneficiaire.objects.filter(nom__startswith="MARTIN").count()),
}
TEXTE = re.compile(r">([^<>{}]+)<")


def mesurer(adresse: str, tours: int) -> Iterator[Ligne]:
    call_command("collectstatic", interactive=False, verbosity=0)
    grand, moyen = guichets()[:2]
    for guichet_id in (grand, moyen):
        with within_guichet(guichet_id):
            tenir_suivi(au=timezone.localdate(), tout=True)  # as the task of the night does
    communes, du_grand = adresses(moyen), adresses(grand, comme=moyen)
    pages_du_grand = Page(grand)
    pages = Page(moyen)
    with Serveur() as serveur:
        for nom, chemin in communes.items():
            yield from _mesurer_une_page(nom, chemin, pages, tours)
            yield _dix_fois_plus(nom, pages, chemin, pages_du_grand, du_grand[nom], tours)
            yield _sous_charge(nom, serveur, pages.temoin, chemin)
    for liste in EXPORTES:
        for forme in ("csv", "xlsx"):
            yield _exporter(liste, forme, (pages, moyen), (pages_du_grand, grand), tours)


def adresses(guichet_id: int, *, comme: int | None = None) -> dict[str, str]:
    """Of the busiest contract and person that still run, or of those with as many lines as these in `comme`."""
    marche, personne = _choisir(guichet_id, _choisir(comme) if comme else None)
    return {
        "a_traiter": reverse("suivi_heures:tableau_de_bord"),
        "marches": reverse("suivi_heures:marches"),
        "marche": reverse("suivi_heures:marche", args=[marche[0]]),
        "personnes": reverse("beneficiaires:liste") + "?page=2",
        "personne": reverse("beneficiaires:fiche", args=[personne[0]]),
        "recherche": reverse("suivi_heures:recherche") + "?q=martin",
    }


def _choisir(guichet_id: int, modeles: list[tuple[int, int]] | None = None) -> list[tuple[int, int]]:
    """(key, lines) of a contract and of a person."""
    with within_guichet(guichet_id):
        vivants = Marche.objects.suivis().order_by("-date_debut").values_list("pk", flat=True)
        if modeles is None:
            vivants = vivants[:50]
        lignes = Heure.objects.filter(contrat__marche_id__in=list(vivants)).order_by()
        choisis = []
        for rang, champ in enumerate(("contrat__marche_id", "beneficiaire_id")):
            comptes = [(cle, n) for cle, n in lignes.values_list(champ).annotate(n=Count("pk"))]
            if modeles is None:
                choisis.append(max(comptes, key=lambda un: un[1]))
            else:
                voulu = modeles[rang][1]
                choisis.append(min(comptes, key=lambda un: (abs(un[1] - voulu), un[0])))
    return choisis


def _exporter(liste: Liste, forme: str, moyen: tuple[Page, int], grand: tuple[Page, int], tours: int) -> Ligne:
    """A row of an export in the large guichet, against a row in the smaller one: no list is read twice."""
    filtre, compter = EXPORTES[liste]
    adresse = reverse("suivi_heures:exporter", args=[liste, forme]) + filtre
    lignes = {}
    for nom, (_, guichet_id) in (("moyen", moyen), ("grand", grand)):
        with within_guichet(guichet_id):
            lignes[nom] = compter()
    repos = attendre_le_repos()
    temps = entrelacer(
        {"moyen": lambda: moyen[0].octets(adresse), "grand": lambda: grand[0].octets(adresse)}, min(tours, 3), duree=0
    )
    par_ligne = {nom: [duree / lignes[nom] for duree in durees] for nom, durees in temps.items()}
    return Ligne(
        f"atelier.export.{liste.lower()}.{forme}",
        rapport(par_ligne["grand"], par_ligne["moyen"]),
        "<= 1.5",
        limit=temps["moyen"],
        ours=temps["grand"],
        idle=repos,
        plus={"lignes": lignes},
    )


def _mesurer_une_page(nom: str, chemin: str, pages: Page, tours: int) -> Iterator[Ligne]:
    html, requetes = pages.suivre(chemin)
    lues = sum(1 for sql, _ in requetes if " FROM " in sql or sql.startswith(("INSERT", "UPDATE", "EXECUTE")))
    yield Ligne(
        f"atelier.{nom}.requetes",
        float(lues),
        f"<= {REQUETES_MAX}",
        plus={"octets": len(html.encode()), "avec_transaction_et_role": len(requetes)},
    )
    modele, valeurs = en_jinja(html)
    egal = modele.render(v=valeurs) == html

    def sql_et_jinja() -> None:
        rejouer(requetes)
        modele.render(v=valeurs)

    repos = attendre_le_repos()
    temps = entrelacer(
        {"sql": lambda: rejouer(requetes), "nous": lambda: pages.demander(chemin), "pair": sql_et_jinja}, tours
    )
    yield Ligne(
        f"atelier.{nom}",
        rapport(temps["nous"], temps["pair"]),
        "<= 3",
        limit=temps["sql"],
        ours=temps["nous"],
        peer=temps["pair"],
        egal=egal,
        idle=repos,
    )


def _dix_fois_plus(nom: str, pages: Page, chemin: str, du_grand: Page, chemin_du_grand: str, tours: int) -> Ligne:
    """A page shows as many rows whatever the guichet holds: it must cost about the same."""
    du_grand.demander(chemin_du_grand)
    repos = attendre_le_repos()
    temps = entrelacer(
        {"moyen": lambda: pages.demander(chemin), "grand": lambda: du_grand.demander(chemin_du_grand)}, tours
    )
    return Ligne(
        f"atelier.{nom}.dix_fois_les_donnees",
        rapport(temps["grand"], temps["moyen"]),
        "<= 1.5",
        limit=temps["moyen"],
        ours=temps["grand"],
        idle=repos,
    )


def _sous_charge(nom: str, serveur: Serveur, temoin: str, chemin: str) -> Ligne:
    """Closed loop: each client asks again as soon as it is answered."""
    attendre_le_repos()
    tir = charger(serveur.port, chemin, temoin, clients=CLIENTS, secondes=SECONDES)
    durees = sorted(tir.durees)
    p95 = durees[math.ceil(len(durees) * 0.95) - 1] * 1000
    return Ligne(
        f"atelier.{nom}.p95_ms",
        p95,
        "<= 60",
        ours=durees,
        plus={"clients": CLIENTS, "par_s": round(len(durees) / SECONDES), "coeur_des_clients": tir.processeur},
    )


def en_jinja(html: str) -> tuple[jinja2.Template, list[Any]]:
    """The page as a template whose every text is a value given to it: what Jinja2 costs for this HTML."""
    valeurs: list[Any] = []

    def nommer(trouve: re.Match[str]) -> str:
        valeurs.append(jinja2.filters.Markup(trouve[1]))
        return f"{{% endraw %}}>{{{{ v[{len(valeurs) - 1}] }}}}<{{% raw %}}"

    source = "{% raw %}" + TEXTE.sub(nommer, html) + "{% endraw %}"
    return jinja2.Environment(autoescape=True, keep_trailing_newline=True).from_string(source), valeurs
