"""Keep what is typed in a cell of the grid, right or wrong."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from beneficiaires.models import ContratTravail
from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.models import Adhesion
from clauses_app.interface.formats import (
    accorder,
    formater_date,
    formater_mois,
    soigner_typographie,
)
from suivi_heures.enums import Nature, StatutHeure
from suivi_heures.imports.heures_ecrites import HeuresIllisibles, lire_heures
from suivi_heures.models import AvertissementAccepte, BrouillonHeure, Heure
from suivi_heures.queries.clotures import phrase_de_cloture
from suivi_heures.queries.constats import COMPTEES
from suivi_heures.queries.mois import dernier_jour, jours_du_contrat
from suivi_heures.services.peser_heures import Pesee, peser_heures

LONGUEUR = 40
PAR_JOUR = 24


class CaseFermee(RuntimeError):
    """Nothing may be typed there: the sentence says why."""


class MotifAttendu(ValueError):
    """A control of the guichet asks why these hours are kept."""


@transaction.atomic
def saisir_heures(
    *,
    contrat: ContratTravail,
    mois: datetime.date,
    texte: str,
    par: Adhesion | None,
    nature: str = Nature.TRAVAIL,
    confirmer: bool = False,
    motif: str = "",
) -> BrouillonHeure | None:
    """Nothing typed is lost: a wrong text stays with its sentence. Empty = no draft any more.

    Hours that are only surprising keep their value and wait for `confirmer`,
    with a `motif` where the guichet asks one.
    """
    mois = mois.replace(day=1)
    jours = _verifier_ouverte(contrat, mois, nature)
    propre = texte.strip()[:LONGUEUR]
    cle: dict[str, Any] = {"contrat": contrat, "mois": mois, "nature": nature}
    if not propre:
        BrouillonHeure.objects.filter(**cle).delete()
        return None
    heures, faute = _lire(propre, jours)
    pesee = Pesee(heures, faute, [])
    if heures is not None and nature in COMPTEES:
        pesee = peser_heures(contrat=contrat, mois=mois, nature=nature, heures=heures, jours=jours)
        if confirmer and pesee.heures is not None and pesee.faute:
            _accepter(cle, pesee, motif, par)
            pesee = pesee._replace(faute="")
    brouillon: BrouillonHeure
    brouillon, _ = BrouillonHeure.objects.update_or_create(
        **cle,
        defaults={
            "texte": propre,
            "heures": pesee.heures,
            "faute": soigner_typographie(pesee.faute),
            "controles": pesee.controles,
            "saisi_par": str(par or ""),
        },
    )
    return brouillon


def _accepter(cle: dict[str, Any], pesee: Pesee, motif: str, par: Adhesion | None) -> None:
    """What was accepted and why outlives the draft."""
    if not pesee.a_justifier:
        return
    if not motif.strip():
        raise MotifAttendu("Dites pourquoi ces heures sont justes : votre guichet le demande.")
    for code in pesee.a_justifier:
        accepte = AvertissementAccepte.objects.create(**cle, code=code, motif=motif.strip(), par_nom=str(par or ""))
        journaliser(
            Verbe.AVERTISSEMENT_ACCEPTE,
            accepte.contrat,
            par=par,
            marche_id=accepte.contrat.marche_id,
            libelle=accepte.get_code_display(),
            mois=formater_mois(accepte.mois),
            motif=accepte.motif,
        )


def _verifier_ouverte(contrat: ContratTravail, mois: datetime.date, nature: str) -> tuple[datetime.date, datetime.date]:
    """Closed: outside the contract, in the future, or already in the ledger."""
    jours = jours_du_contrat(mois, contrat.date_debut, contrat.date_fin)
    if jours is None:
        avant = contrat.date_debut > mois
        fait = (
            f"commence le {formater_date(contrat.date_debut)}"
            if avant
            else f"s’est terminé le {formater_date(contrat.date_fin)}"
        )
        raise CaseFermee(f"Le contrat {fait} : {formater_mois(mois)} est fermé à la saisie.")
    if mois > timezone.localdate():
        raise CaseFermee(f"{formater_mois(mois).capitalize()} n’a pas commencé.")
    clos = phrase_de_cloture(mois)
    if clos:
        raise CaseFermee(clos)
    lignes = Heure.objects.filter(
        contrat=contrat, nature=nature, annulee=False, du__lte=dernier_jour(mois), au__gte=mois
    )
    if lignes.exclude(statut=StatutHeure.REFUSEE).exists():
        raise CaseFermee("Des heures sont déjà enregistrées dans cette case : corrigez-les depuis son panneau.")
    return jours


def _lire(texte: str, jours: tuple[datetime.date, datetime.date]) -> tuple[Decimal | None, str]:
    try:
        heures = lire_heures(texte)
    except HeuresIllisibles as faute:
        return None, faute.phrase
    if heures < 0:
        return None, "Des heures ne se saisissent pas en négatif. Pour en retirer, corrigez la ligne validée."
    nombre = (jours[1] - jours[0]).days + 1
    if heures > PAR_JOUR * nombre:
        return None, f"Plus de 24 h par jour : le contrat ne couvre que {accorder(nombre, 'jour')} de ce mois."
    return heures, ""
