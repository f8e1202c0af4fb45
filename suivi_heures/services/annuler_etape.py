"""Undo the last step of a difficulty by an opposite one: both stay visible."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils import timezone

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.models import Adhesion
from suivi_heures.enums import Camp, TypeEtape
from suivi_heures.models import Dossier, EtapeDossier
from suivi_heures.queries.dossiers import situer
from suivi_heures.services.avancer_dossier import DossierAvance, EtapeImpossible


@transaction.atomic
def annuler_etape(*, dossier: Dossier, vu: int, motif: str, par: Adhesion) -> EtapeDossier:
    """The last live step only, so that no step is left hanging on a cancelled one; never the first."""
    au = timezone.localdate()
    situation = situer(EtapeDossier.objects.filter(dossier=dossier), au=au)
    if situation.numero != vu:
        raise DossierAvance("Ce dossier a avancé pendant que vous écriviez\u00a0: relisez la dernière étape.")
    if len(situation.vives) < 2:
        raise EtapeImpossible("Le signalement ouvre le dossier\u00a0: clôturez-le plutôt que de l’annuler.")
    visee = situation.vives[-1]
    contraire = EtapeDossier(
        dossier=dossier,
        numero=vu + 1,
        type=TypeEtape.ANNULATION,
        camp=Camp.GUICHET,
        date=au,
        texte=motif,
        annule=visee.numero,
        par_nom=str(par),
    )
    try:
        with transaction.atomic():
            contraire.save(force_insert=True)
    except IntegrityError:
        raise DossierAvance("Ce dossier a avancé pendant que vous écriviez\u00a0: relisez la dernière étape.") from None
    journaliser(
        Verbe.DOSSIER_AVANCE,
        dossier,
        par=par,
        marche_id=dossier.marche_id,
        etape=f"annule : {visee.get_type_display()}",
        motif=motif,
    )
    return contraire
