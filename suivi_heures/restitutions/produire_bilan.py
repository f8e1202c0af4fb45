"""A quarterly report, step by step: figures, comparison with what it replaces, pages."""

from __future__ import annotations

import datetime
from dataclasses import replace

from clauses_app.interface.qr import tracer_qr
from clauses_app.pdf import rendre_pdf
from suivi_heures.models import Bilan
from suivi_heures.queries.trimestres import Trimestre
from suivi_heures.restitutions.bilan_trimestriel import BilanTrimestriel
from suivi_heures.restitutions.comparer_bilans import comparer_bilans
from suivi_heures.restitutions.figer import depuis_json, empreinte
from suivi_heures.restitutions.joindre_donnees import joindre_donnees
from suivi_heures.restitutions.presenter_bilan import composer_contexte
from suivi_heures.restitutions.rassembler_bilan import rassembler_bilan_trimestriel
from suivi_heures.restitutions.sections import est_long, rendre_en_sections

GABARIT = "suivi_heures/pdf/bilan_trimestriel/rapport.html"


class RienDeNouveau(Exception):
    """The figures are those of the revision already produced."""

    def __init__(self, existant: Bilan) -> None:
        super().__init__("Aucun chiffre n’a changé depuis la dernière version.")
        self.existant = existant


def rassembler_revision(*, bilan: Bilan, etabli_a: datetime.datetime) -> BilanTrimestriel:
    """Figures of this revision, with what changed since the one it replaces."""
    figures = rassembler_bilan_trimestriel(
        maitre_ouvrage=bilan.maitre_ouvrage,
        trimestre=Trimestre(bilan.annee, bilan.trimestre),
        etabli_a=etabli_a,
        operation=bilan.operation,
        marche=bilan.marche,
    )
    remplace = derniere_version(bilan)
    if remplace is None:
        return figures
    ancien = depuis_json(BilanTrimestriel, remplace.donnees)
    if empreinte(ancien.chiffres()) == empreinte(figures.chiffres()):  # as read today: a new part may have been added
        raise RienDeNouveau(remplace)
    return replace(
        figures,
        revision=bilan.revision,
        remplace=remplace.empreinte,
        ce_qui_a_change=comparer_bilans(ancien, figures),
    )


def derniere_version(bilan: Bilan) -> Bilan | None:
    """Latest produced report of the same buyer and quarter, before this revision."""
    trouvee: Bilan | None = (
        Bilan.objects.prets().du_meme_dossier(bilan).filter(revision__lt=bilan.revision).order_by("-revision").first()
    )
    return trouvee


def mettre_en_page(figures: BilanTrimestriel, *, verification: str = "") -> bytes:
    """`verification`: the address of the public page, printed as a QR code. Same figures and address, same bytes."""
    if est_long(figures):
        return rendre_en_sections(figures, verification=verification, pieces=joindre_donnees(figures))
    return mettre_d_un_bloc(figures, verification=verification)


def mettre_d_un_bloc(figures: BilanTrimestriel, *, verification: str = "") -> bytes:
    contexte = composer_contexte(figures)
    if verification:
        contexte |= {"verification": verification, "qr": tracer_qr(verification)}
    return rendre_pdf(GABARIT, contexte, titre=figures.titre, pieces=joindre_donnees(figures))
