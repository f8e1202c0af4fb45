"""Write what a company needs, or change it."""

from __future__ import annotations

from django.db import transaction

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.models import Adhesion
from suivi_heures.models import Besoin


class BesoinModifie(ValueError):
    """Somebody saved it meanwhile; `version` is the one to confirm from."""

    def __init__(self, version: int) -> None:
        super().__init__("Quelqu’un a enregistré ce besoin depuis que vous l’avez ouvert.")
        self.version = version


@transaction.atomic
def enregistrer_besoin(*, besoin: Besoin, par: Adhesion, version: int | None = None) -> Besoin:
    if besoin.pk is not None:
        avant = Besoin.objects.select_for_update(of=("self",)).get(pk=besoin.pk)
        if version is not None and avant.version != version:
            raise BesoinModifie(avant.version)
        besoin.version = avant.version + 1
    besoin.par_nom = str(par)
    besoin.save()
    journaliser(Verbe.BESOIN_ENREGISTRE, besoin, par=par, marche_id=besoin.marche_id, postes=besoin.nombre)
    return besoin
