"""Ask for the quarterly report of a buyer: one demand at a time, one revision after the other."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.models import Adhesion
from clauses_app.interface.formats import formater_date
from marches.models import Lot, MaitreOuvrage, Marche, Operation
from suivi_heures.enums import StatutBilan
from suivi_heures.models import Bilan
from suivi_heures.queries.apres_cloture import lignes_apres
from suivi_heures.queries.clotures import cloture_couvrant, trimestre_de, trimestre_ouvert_a
from suivi_heures.queries.trimestres import Trimestre


class TrimestreClos(RuntimeError):
    """It was closed, and facts came since: they belong to the next report."""


@transaction.atomic
def demander_bilan(
    *,
    maitre_ouvrage: MaitreOuvrage,
    trimestre: Trimestre,
    par: Adhesion | None = None,
    operation: Operation | None = None,
    marche: Marche | None = None,
) -> Bilan:
    """A demand still being served is answered again; one that failed or was stopped starts again under its number.

    `operation`, `marche`: a report on this part of the buyer, with its own revisions.
    """
    MaitreOuvrage.objects.select_for_update(of=("self",)).get(pk=maitre_ouvrage.pk)
    dernier: Bilan | None = (
        Bilan.objects.filter(
            maitre_ouvrage=maitre_ouvrage,
            operation=operation,
            marche=marche,
            annee=trimestre.annee,
            trimestre=trimestre.numero,
        )
        .order_by("-revision")
        .first()
    )
    if dernier is not None and dernier.statut in (StatutBilan.DEMANDE, StatutBilan.EN_COURS):
        return dernier
    _refuser_si_clos(maitre_ouvrage, trimestre)
    if dernier is not None and dernier.statut in (StatutBilan.ECHEC, StatutBilan.ARRETE):
        bilan = dernier
    else:
        bilan = Bilan(
            maitre_ouvrage=maitre_ouvrage,
            operation=operation,
            marche=marche,
            annee=trimestre.annee,
            trimestre=trimestre.numero,
            revision=0 if dernier is None else dernier.revision + 1,
        )
    bilan.statut = StatutBilan.DEMANDE
    bilan.avancement, bilan.etape, bilan.message = 0, "En file d’attente", ""
    bilan.demande_a, bilan.demande_par = timezone.now(), str(par) if par else ""
    bilan.save()
    journaliser(Verbe.RAPPORT_DEMANDE, bilan, par=par, acheteur=maitre_ouvrage.nom)
    return bilan


def _refuser_si_clos(maitre_ouvrage: MaitreOuvrage, trimestre: Trimestre) -> None:
    """The figures of a closed quarter do not move: a report made now would tell others."""
    cloture = cloture_couvrant(trimestre)
    if cloture is None:
        return
    lots = Lot.objects.filter(marche__maitre_ouvrage=maitre_ouvrage).values_list("pk", flat=True)
    tardives = lignes_apres(cloture, fin=trimestre.fin, lots=lots, limite=1)
    if tardives:
        raise TrimestreClos(
            f"Le {trimestre.libelle} est clos depuis le {formater_date(cloture.faite_a)} et des heures sont arrivées"
            f" depuis : elles entrent dans le {trimestre_ouvert_a(tardives[0].quand).libelle}, dont le rapport les"
            f" listera. Pour refaire celui-ci, rouvrez d’abord le {trimestre_de(cloture).libelle}."
        )
