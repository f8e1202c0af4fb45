"""Controls of the demonstration: the guichet also wants to be told of months past the legal duration. Done once."""

from __future__ import annotations

from clauses_app.comptes.models import Adhesion
from clauses_app.tenancy.contexte import within_guichet
from suivi_heures.enums import CodeAnomalie, Severite
from suivi_heures.models import SeveriteControle
from suivi_heures.services.regler_controles import regler_controles


def regler_des_controles(guichet_id: int) -> None:
    """Only informs: no cell of the demonstration waits because of it."""
    with within_guichet(guichet_id):
        if SeveriteControle.objects.exists():
            return
        par = Adhesion.objects.get(nom_affiche="Idriss Vasseur")
        valeurs = {CodeAnomalie.DUREE_LEGALE.value: Severite.INFORMER.value}
        regler_controles(valeurs=valeurs, par=par)
