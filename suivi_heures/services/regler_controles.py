"""Set how severe the controls of hours are; drafts already typed are weighed again."""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.models import Adhesion
from clauses_app.interface.formats import soigner_typographie
from suivi_heures.enums import Severite
from suivi_heures.imports.heures_ecrites import HeuresIllisibles, lire_heures
from suivi_heures.models import BrouillonHeure, SeveriteControle
from suivi_heures.queries.clotures import phrase_de_cloture
from suivi_heures.queries.constats import COMPTEES
from suivi_heures.queries.controles import A_TENIR, REGLABLES, lire_toutes_les_severites
from suivi_heures.queries.mois import jours_du_contrat
from suivi_heures.services.peser_heures import peser_heures


@transaction.atomic
def regler_controles(*, valeurs: dict[str, str], par: Adhesion) -> int:
    """Number of controls that changed. What two people set at once is told by the page."""
    avant = lire_toutes_les_severites()
    changes = 0
    for controle in REGLABLES:
        code, severite = controle.code.value, valeurs.get(controle.code.value, "")
        if severite == avant[code] or severite not in controle.permises:
            continue
        ligne = SeveriteControle.objects.create(code=code, severite=severite, par_nom=str(par))
        journaliser(
            Verbe.CONTROLES_REGLES,
            ligne,
            par=par,
            libelle=str(controle.code.label),
            avant=Severite(avant[code]).label,
            apres=Severite(severite).label,
        )
        changes += 1
    if changes:
        _repeser()
    return changes


def _repeser() -> None:
    """A draft that other controls stop waits again; the others keep what was confirmed."""
    for brouillon in BrouillonHeure.objects.filter(nature__in=COMPTEES).select_related("contrat"):
        jours = jours_du_contrat(brouillon.mois, brouillon.contrat.date_debut, brouillon.contrat.date_fin)
        heures = _lire(brouillon)
        if jours is None or heures is None or phrase_de_cloture(brouillon.mois):
            continue
        pesee = peser_heures(
            contrat=brouillon.contrat, mois=brouillon.mois, nature=brouillon.nature, heures=heures, jours=jours
        )
        if _arrets(pesee.controles) != _arrets(brouillon.controles):
            brouillon.heures, brouillon.faute = pesee.heures, soigner_typographie(pesee.faute)
        elif pesee.controles == brouillon.controles:
            continue
        brouillon.controles = pesee.controles
        brouillon.save(update_fields=["heures", "faute", "controles", "saisi_a"])


def _lire(brouillon: BrouillonHeure) -> Decimal | None:
    """What was typed, when it was a control, not a fault of writing, that refused it."""
    if brouillon.heures is not None or not brouillon.controles:
        return brouillon.heures
    try:
        return lire_heures(brouillon.texte)
    except HeuresIllisibles:
        return None


def _arrets(controles: list[dict[str, str]]) -> list[tuple[str, str]]:
    """What stops the cell; what only informs asks nothing again."""
    return [(un["code"], un["severite"]) for un in controles if un["severite"] in A_TENIR]
