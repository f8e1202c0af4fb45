"""The production of a report, from its demand to its file: at once, or section by section by several workers.

Each step is short or holds one row: what dies is taken up again where it was. Every function is safe to run twice.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from tempfile import TemporaryFile

from django.utils import timezone

from clauses_app.tenancy.contexte import within_guichet
from suivi_heures.models import Bilan, SectionBilan
from suivi_heures.restitutions.bilan_trimestriel import BilanTrimestriel
from suivi_heures.restitutions.figer import empreinte, en_json
from suivi_heures.restitutions.joindre_donnees import joindre_donnees
from suivi_heures.restitutions.observer_marches import BilanImpossible
from suivi_heures.restitutions.produire_bilan import RienDeNouveau, mettre_en_page, rassembler_revision
from suivi_heures.restitutions.sections import (
    Genre,
    Section,
    assembler_sections,
    decouper,
    est_long,
    rendre_section,
)
from suivi_heures.restitutions.verification_rapport import adresse_de_verification
from suivi_heures.services.avancer_bilan import avancer_bilan
from suivi_heures.services.compter_sections import compter_sections
from suivi_heures.services.enregistrer_bilan import enregistrer_bilan
from suivi_heures.services.garder_section import garder_section
from suivi_heures.services.oublier_demande_bilan import oublier_demande_bilan
from suivi_heures.services.oublier_sections import oublier_sections
from suivi_heures.services.planifier_sections import planifier_sections
from suivi_heures.services.prendre_section import prendre_section
from suivi_heures.services.signaler_echec_bilan import signaler_echec_bilan

journal = logging.getLogger(__name__)


def produire_bilan(guichet_id: int, *, bilan_id: int) -> int:
    """How many sections are left to render by others: none, once the file is there."""
    try:
        with within_guichet(guichet_id):
            _, restantes = compter_sections(bilan_id=bilan_id)
        return restantes or _produire(guichet_id, bilan_id)
    except BilanImpossible as refus:
        _signaler_echec(guichet_id, bilan_id, message=str(refus))
    except Exception:
        journal.exception("report %s: production failed", bilan_id)
        _signaler_echec(guichet_id, bilan_id)
    return 0


def _produire(guichet_id: int, bilan_id: int) -> int:
    """Read, then lay out, then keep: nothing is locked while pages are drawn."""
    produit_a = timezone.now()
    with within_guichet(guichet_id):
        if avancer_bilan(bilan_id=bilan_id, avancement=10, etape="Lecture des marchés et des heures") is None:
            return 0
    with within_guichet(guichet_id):
        try:
            bilan = Bilan.objects.get(pk=bilan_id)
            figures = rassembler_revision(bilan=bilan, etabli_a=produit_a)
        except RienDeNouveau as rien:
            oublier_demande_bilan(bilan_id=bilan_id, existant_id=rien.existant.pk)
            return 0
    verification = adresse_de_verification(bilan)
    if est_long(figures):
        sections = [section.en_json() for section in decouper(figures, verification=verification)]
        with within_guichet(guichet_id):
            return planifier_sections(bilan_id=bilan_id, sections=sections)
    with within_guichet(guichet_id):
        if avancer_bilan(bilan_id=bilan_id, avancement=45, etape="Mise en page") is None:
            return 0
    contenu = mettre_en_page(figures, verification=verification)
    with within_guichet(guichet_id):
        _enregistrer(bilan_id, figures, empreinte(figures.chiffres()), contenu)
    return 0


def produire_section(guichet_id: int, *, bilan_id: int) -> bool:
    """Render a section that nobody has; true when the only one left is the assembly, which is then to be asked for."""
    try:
        with within_guichet(guichet_id):
            section = prendre_section(bilan_id=bilan_id)
            if section is None:
                return False
            if section.rang:
                lue = Section.depuis_json(section.donnees)
                garder_section(section=section, contenu=rendre_section(lue, rang=section.rang))
            else:
                _assembler(section)
        with within_guichet(guichet_id):
            rendues, restantes = compter_sections(bilan_id=bilan_id)
            if not restantes:
                oublier_sections()
        return bool(rendues) and restantes == 1
    except Exception:
        journal.exception("report %s: a section failed", bilan_id)
        _signaler_echec(guichet_id, bilan_id)
        return False


def produire_en_entier(guichet_id: int, *, bilan_id: int) -> None:
    """In this process alone, for a command: the same bytes."""
    for _ in range(produire_bilan(guichet_id, bilan_id=bilan_id)):
        produire_section(guichet_id, bilan_id=bilan_id)


def _assembler(section: SectionBilan) -> None:
    ouverture = Section.depuis_json(section.donnees)
    figures = ouverture.figures
    autres = SectionBilan.objects.filter(bilan_id=section.bilan_id, demande_a=section.demande_a, rang__gt=0)

    def rendues() -> Iterator[tuple[Genre, bytes]]:
        lues = autres.order_by("rang").values_list("genre", "contenu").iterator(chunk_size=1)
        return ((Genre(genre), bytes(contenu)) for genre, contenu in lues)

    with TemporaryFile() as sortie:
        assembler_sections(ouverture, rendues, sortie, pieces=joindre_donnees(figures))
        sortie.seek(0)
        _enregistrer(section.bilan_id, figures, ouverture.signature, sortie.read())


def _enregistrer(bilan_id: int, figures: BilanTrimestriel, signature: str, contenu: bytes) -> None:
    enregistrer_bilan(
        bilan_id=bilan_id,
        donnees=en_json(figures),
        empreinte=signature,
        contenu=contenu,
        produit_a=figures.etabli_a,
    )


def _signaler_echec(guichet_id: int, bilan_id: int, **message: str) -> None:
    with within_guichet(guichet_id):
        signaler_echec_bilan(bilan_id=bilan_id, **message)
