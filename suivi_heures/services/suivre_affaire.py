"""Decide about an affair of the queue: let it sleep, give it to a colleague, note that it is done."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils import timezone

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.models import Adhesion
from clauses_app.interface.formats import formater_date
from suivi_heures.enums import GenreSuite
from suivi_heures.models import SuiteAffaire
from suivi_heures.queries.affaires import Affaire

VERBES = {
    GenreSuite.SOMMEIL: Verbe.AFFAIRE_ENDORMIE,
    GenreSuite.CONFIEE: Verbe.AFFAIRE_CONFIEE,
    GenreSuite.FAITE: Verbe.AFFAIRE_FAITE,
}


class AffaireChangee(ValueError):
    """A colleague decided meanwhile: the sentence says what."""


@transaction.atomic
def suivre_affaire(
    *,
    affaire: Affaire,
    genre: GenreSuite,
    par: Adhesion,
    vue: int,
    jusqu_au: datetime.date | None = None,
    motif: str = "",
    a: Adhesion | None = None,
) -> SuiteAffaire:
    """`vue`: last decision its author had under the eyes; a newer one of somebody else is told, not covered."""
    derniere = SuiteAffaire.objects.en_vigueur().filter(identite=affaire.identite).order_by("-pk").first()
    if derniere is not None and derniere.pk != vue and derniere.par_id != par.pk:
        raise AffaireChangee(f"Entre-temps, {_raconter(derniere)} Relisez, puis recommencez si besoin.")
    suite: SuiteAffaire = SuiteAffaire.objects.create(
        identite=affaire.identite,
        empreinte=affaire.empreinte,
        genre=genre,
        jusqu_au=jusqu_au,
        motif=motif,
        a_id=a.pk if a else None,
        a_nom=str(a) if a else "",
        par_id=par.pk,
        par_nom=str(par),
    )
    journaliser(
        VERBES[genre], par=par, libelle=affaire.titre, jusqu_au=jusqu_au, motif=motif, confiee_a=str(a) if a else ""
    )
    return suite


def _raconter(suite: SuiteAffaire) -> str:
    quand = formater_date(timezone.localdate(suite.ecrite_a))
    if suite.genre == GenreSuite.SOMMEIL:
        return (
            f"{suite.par_nom} a mis l’affaire en sommeil jusqu’au {formater_date(suite.jusqu_au)}\u00a0: {suite.motif}."
        )
    if suite.genre == GenreSuite.CONFIEE:
        return f"{suite.par_nom} a confié l’affaire à {suite.a_nom} le {quand}."
    return f"{suite.par_nom} a noté l’affaire comme faite le {quand}\u00a0: {suite.motif}."
