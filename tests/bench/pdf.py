"""The report of one contract, from its figures to its bytes, against bare WeasyPrint on the same HTML."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import weasyprint
from django.conf import settings
from django.template.loader import render_to_string
from pypdf import PdfReader
from weasyprint.urls import URLFetcher, URLFetcherResponse

from clauses_app.pdf import ACTIFS, SCHEMA, prechauffer
from clauses_app.tenancy.contexte import within_guichet
from marches.models import MaitreOuvrage, Marche
from suivi_heures.queries.trimestres import Trimestre
from suivi_heures.restitutions.bilan_trimestriel import BilanTrimestriel
from suivi_heures.restitutions.presenter_bilan import composer_contexte
from suivi_heures.restitutions.produire_bilan import GABARIT, mettre_en_page
from suivi_heures.restitutions.rassembler_bilan import rassembler_bilan_trimestriel
from tests.bench.mesure import Ligne, attendre_le_repos, entrelacer, rapport
from tests.bench.national import guichets

ETABLI_A = datetime.datetime(2026, 1, 20, 9, 0, tzinfo=datetime.UTC)


class Fichiers(URLFetcher):  # type: ignore[misc]
    """The packaged files, read from the disk each time: nothing prepared."""

    def fetch(self, url: str, headers: Any = None) -> Any:
        chemin, genre = ACTIFS[url.removeprefix(SCHEMA)]
        contenu = (Path(settings.BASE_DIR) / "static" / chemin).read_bytes()
        return URLFetcherResponse(url, contenu, {"Content-Type": genre})


def mesurer(adresse: str, tours: int) -> Iterator[Ligne]:
    prechauffer()
    guichet_id = guichets()[0]
    figures = _rassembler(guichet_id)
    html = render_to_string(GABARIT, {**composer_contexte(figures), "titre": figures.titre})

    def nu(variante: str | None = None) -> bytes:
        document = weasyprint.HTML(string=html, base_url=SCHEMA, url_fetcher=Fichiers())
        return bytes(document.write_pdf(pdf_variant=variante) if variante else document.write_pdf())

    notre = mettre_en_page(figures)
    egal = _texte(notre) == _texte(nu())
    repos = attendre_le_repos()
    temps = entrelacer(
        {"nu": nu, "nous": lambda: mettre_en_page(figures), "nu_balise": lambda: nu("pdf/ua-1")}, min(tours, 3)
    )
    yield Ligne(
        "pdf.un_marche",
        rapport(temps["nous"], temps["nu"]),
        "<= 1.3",
        limit=temps["nu"],
        ours=temps["nous"],
        peer=temps["nu_balise"],
        egal=egal,
        idle=repos,
        plus={
            "marches": len(figures.marches),
            "pages": len(PdfReader(BytesIO(notre)).pages),
            "sur_pair_balise": round(rapport(temps["nous"], temps["nu_balise"]), 3),
        },
    )
    temps = entrelacer({"nous": lambda: _rassembler(guichet_id)}, min(tours, 3))
    yield Ligne("pdf.chiffres", None, ours=temps["nous"], idle=repos)


def _rassembler(guichet_id: int) -> BilanTrimestriel:
    """Figures of the buyer that has one contract."""
    with within_guichet(guichet_id):
        recent = Marche.objects.order_by("-pk")[0]
        acheteur = MaitreOuvrage.objects.get(pk=recent.maitre_ouvrage_id)
        return rassembler_bilan_trimestriel(maitre_ouvrage=acheteur, trimestre=Trimestre(2025, 4), etabli_a=ETABLI_A)


def _texte(octets: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(BytesIO(octets)).pages]
