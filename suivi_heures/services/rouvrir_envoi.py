"""A figure was kept between two senders: the decision is taken back, the two figures wait again."""

from __future__ import annotations

from django.db import transaction

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.models import Adhesion
from clauses_app.interface.formats import formater_heures
from suivi_heures.models import EnvoiCroise
from suivi_heures.queries.decompte.acces import attendre_son_tour
from suivi_heures.queries.envois_croises import lire_envois_croises
from suivi_heures.services.porter_chiffre import porter_chiffre

MOTIF = "Décision entre deux envois annulée"


class PasDecide(RuntimeError):
    """Somebody took the decision back in the meantime, or a sender spoke again."""


@transaction.atomic
def rouvrir_envoi(*, croise: EnvoiCroise, par: Adhesion) -> EnvoiCroise:
    """The ledger says again what the first had sent. When it moved since the decision, it is left as it stands:
    nobody's later correction is undone by this one."""
    attendre_son_tour()
    [lu] = lire_envois_croises(EnvoiCroise.objects.filter(pk=croise.pk))
    garde = lu.croise
    if garde.decide_a is None:
        raise PasDecide("Cette décision n’est plus en vigueur\u00a0: les deux chiffres attendent déjà.")
    avait_suivi_le_second = garde.retenues == garde.heures and garde.ecartees is not None
    if lu.est_decide and avait_suivi_le_second and garde.ecartees != lu.debout:
        porter_chiffre(croise=garde, heures=garde.ecartees, debout=lu.debout, motif=MOTIF, par=par)  # type: ignore[arg-type]
    defaite, garde.retenues, garde.ecartees = garde.retenues, None, None
    garde.motif, garde.decide_a, garde.decide_par = "", None, ""
    garde.save(update_fields=["retenues", "ecartees", "motif", "decide_a", "decide_par"])
    journaliser(
        Verbe.ENVOI_ROUVERT,
        garde,
        par=par,
        marche_id=garde.contrat.marche_id,
        libelle=f"{formater_heures(defaite)}, {garde.du:%m/%Y}",
    )
    return garde
