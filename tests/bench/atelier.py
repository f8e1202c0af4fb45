"""The pages a facilitator opens all day, in a guichet of 500 contracts and in one with ten times its data.

Each page: its statements, its time against the same statements followed by the same HTML from Jinja2, its
cost with ten times the data, and its 95th percentile under eight clients of a real server."""

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

from clauses_app.tenancy.contexte import within_guichet
from marches.models import Marche
from suivi_heures.models import Heure
from suivi_heures.services.tenir_suivi import tenir_suivi
from tests.bench.charge import Serveur, charger
from tests.bench.mesure import Ligne, attendre_le_repos, entrelacer, rapport
from tests.bench.national import guichets
from tests.bench.page import Page, rejouer

REQUETES_MAX = 12
CLIENTS, SECONDES = 8, 4.0
TEXTE = re.compile(r">([^<>{}]+)<")


def mesurer(adresse: str, tours: int) -> Iterator[Ligne]:
    call_command("collectstatic", interactive=False, verbosity=0)
    grand, moyen = guichets()[:2]
    for guichet_id in (grand, moyen):
        with within_guichet(guichet_id):
            tenir_suivi(au=timezone.localdate(), tout=True)  # as the task of the night does
    dix_fois = adresses(grand)
    pages_du_grand = Page(grand)
    pages = Page(moyen)
    with Serveur() as serveur:
        for nom, chemin in adresses(moyen).items():
            yield from _mesurer_une_page(nom, chemin, pages, tours)
            yield _dix_fois_plus(nom, pages, chemin, pages_du_grand, dix_fois[nom], tours)
            yield _sous_charge(nom, serveur, pages.temoin, chemin)


def adresses(guichet_id: int) -> dict[str, str]:
    """Of the busiest contract and person that still run."""
    with within_guichet(guichet_id):
        vivants = Marche.objects.suivis().order_by("-date_debut").values_list("pk", flat=True)[:50]
        lignes = Heure.objects.filter(contrat__marche_id__in=list(vivants))
        [marche] = lignes.values_list("contrat__marche_id").annotate(n=Count("pk")).order_by("-n")[:1]
        [personne] = lignes.values_list("beneficiaire_id").annotate(n=Count("pk")).order_by("-n")[:1]
    return {
        "a_traiter": reverse("suivi_heures:tableau_de_bord"),
        "marches": reverse("suivi_heures:marches"),
        "marche": reverse("suivi_heures:marche", args=[marche[0]]),
        "personnes": reverse("beneficiaires:liste") + "?page=2",
        "personne": reverse("beneficiaires:fiche", args=[personne[0]]),
        "recherche": reverse("suivi_heures:recherche") + "?q=martin",
    }


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
    durees = sorted(charger(serveur.port, chemin, temoin, clients=CLIENTS, secondes=SECONDES))
    p95 = durees[math.ceil(len(durees) * 0.95) - 1] * 1000
    return Ligne(
        f"atelier.{nom}.p95_ms",
        p95,
        "<= 60",
        ours=durees,
        plus={"clients": CLIENTS, "par_s": round(len(durees) / SECONDES)},
    )


def en_jinja(html: str) -> tuple[jinja2.Template, list[Any]]:
    """The page as a template whose every text is a value given to it: what Jinja2 costs for this HTML."""
    valeurs: list[Any] = []

    def nommer(trouve: re.Match[str]) -> str:
        valeurs.append(jinja2.filters.Markup(trouve[1]))
        return f"{{% endraw %}}>{{{{ v[{len(valeurs) - 1}] }}}}<{{% raw %}}"

    source = "{% raw %}" + TEXTE.sub(nommer, html) + "{% endraw %}"
    return jinja2.Environment(autoescape=True, keep_trailing_newline=True).from_string(source), valeurs
