"""A page of fifty rows through every middleware, against its SQL alone and the same HTML by Jinja2."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import jinja2
from django.core.handlers.wsgi import WSGIHandler
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import override_settings
from django.urls import reverse

from beneficiaires.enums import TypeContrat
from beneficiaires.models import Beneficiaire, ContratTravail
from beneficiaires.views.personnes import PAR_PAGE
from clauses_app.comptes.models import Adhesion
from clauses_app.interface.etats import dessiner_etat
from clauses_app.interface.formats import formater_date
from clauses_app.tenancy.contexte import within_connexion, within_guichet
from tests.bench.mesure import Ligne, attendre_le_repos, entrelacer, rapport
from tests.bench.national import guichets

GABARIT = Path(__file__).parent / "gabarits" / "lignes_personnes.html"


def mesurer(adresse: str, tours: int) -> Iterator[Ligne]:
    call_command("collectstatic", interactive=False, verbosity=0)
    guichet_id = guichets()[0]
    page = Page(guichet_id)
    html, requetes = page.suivre()
    modele = _modele(html)
    personnes = _personnes(guichet_id)
    egal = _nu(modele.render(personnes=personnes)) == _nu(html)

    def sql_et_jinja() -> None:
        rejouer(requetes)
        modele.render(personnes=personnes)

    repos = attendre_le_repos()
    temps = entrelacer({"sql": lambda: rejouer(requetes), "nous": page.demander, "pair": sql_et_jinja}, tours, duree=6)
    yield Ligne(
        "page.personnes",
        rapport(temps["nous"], temps["pair"]),
        "<= 3",
        limit=temps["sql"],
        ours=temps["nous"],
        peer=temps["pair"],
        egal=egal,
        idle=repos,
        plus={"requetes": len(requetes), "octets": len(html.encode())},
    )


class Page:
    """The application as a server calls it, for a signed-in facilitator."""

    def __init__(self, guichet_id: int) -> None:
        with within_connexion():
            adhesion = Adhesion.objects.select_related("utilisateur").get(guichet_id=guichet_id, role="FACILITATEUR")
        with within_connexion(), override_settings(ALLOWED_HOSTS=["*"]):
            client = Client()
            client.force_login(adhesion.utilisateur)
            session = client.session
            session["adhesion_id"] = adhesion.pk
            session.save()
        self.temoin = "; ".join(f"{nom}={morceau.value}" for nom, morceau in client.cookies.items())
        self.application = WSGIHandler()

    def demander(self, chemin: str = "") -> str:
        return self.octets(chemin).decode()

    def octets(self, chemin: str = "") -> bytes:
        adresse, _, requete = (chemin or f"{reverse('beneficiaires:liste')}?page=2").partition("?")
        environ = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": adresse,
            "QUERY_STRING": requete,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": "localhost",
            "HTTP_COOKIE": self.temoin,
            "wsgi.url_scheme": "http",
            "wsgi.input": BytesIO(),
        }
        statuts: list[str] = []
        reponse = self.application(environ, lambda statut, *_: statuts.append(statut))
        corps = b"".join(reponse)
        reponse.close()  # type: ignore[attr-defined]
        if statuts != ["200 OK"]:
            raise AssertionError(f"{statuts}: {corps[:300]!r}")
        return corps

    def suivre(self, chemin: str = "") -> tuple[str, list[tuple[str, Any]]]:
        """The page and every statement it sent."""
        self.demander(chemin)  # caches of the process
        requetes: list[tuple[str, Any]] = []

        def noter(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            requetes.append((sql, params))
            return execute(sql, params, many, context)

        with connection.execute_wrapper(noter):
            html = self.demander(chemin)
        return html, requetes


def rejouer(requetes: list[tuple[str, Any]]) -> None:
    """The same statements in the same order in one transaction, rows read, without Django."""
    connection.ensure_connection()
    nue = connection.connection
    with nue.transaction(), nue.cursor() as curseur:
        for sql, params in requetes:
            curseur.execute(sql, params)
            if curseur.description:
                curseur.fetchall()


def _modele(html: str) -> jinja2.Template:
    """All that is not a row is taken as it is: the peer pays nothing for it."""
    avant, suite = html.split('<tbody role="rowgroup">')
    _, apres = suite.split("</tbody>")
    environnement = jinja2.Environment(autoescape=True, trim_blocks=True)
    environnement.filters |= {"date_fr": formater_date}
    environnement.globals |= {"etat": dessiner_etat, "types": dict(TypeContrat.choices)}
    brut = "{{% raw %}}{}{{% endraw %}}"
    source = f'{brut.format(avant)}<tbody role="rowgroup">{GABARIT.read_text()}</tbody>{brut.format(apres)}'
    return environnement.from_string(source)


def _personnes(guichet_id: int) -> list[dict[str, Any]]:
    """The rows of the second page as plain values."""
    champs = ("pk", "nom", "prenom", "ref", "est_eligible", "verifie_le")
    with within_guichet(guichet_id):
        page = Beneficiaire.objects.order_by("nom", "prenom", "pk").values(*champs)[PAR_PAGE : 2 * PAR_PAGE]
        personnes = {p["pk"]: p | {"contrat": None} for p in page}
        contrats = ContratTravail.objects.filter(beneficiaire__in=list(personnes)).order_by("date_debut")
        for c in contrats.select_related("employeur", "marche"):
            personnes[c.beneficiaire_id]["contrat"] = {
                "type_contrat": c.type_contrat,
                "employeur": c.employeur.nom,
                "objet": c.marche.objet,
                "date_debut": c.date_debut,
                "date_fin": c.date_fin,
            }
    return list(personnes.values())


def _nu(html: str) -> str:
    """Without the token of the request and the spaces between tags."""
    html = re.sub(r"[A-Za-z0-9]{64}", "jeton", html)
    return re.sub(r">\s+<", "><", html)
