"""Two employers say two figures for the same hours: the guichet keeps one, with its motive."""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.models import Adhesion
from clauses_app.interface.formats import formater_heures
from suivi_heures.models import EnvoiCroise
from suivi_heures.queries.decompte.acces import attendre_son_tour
from suivi_heures.queries.envois_croises import lire_envois_croises
from suivi_heures.services.porter_chiffre import porter_chiffre


class ChiffresChanges(RuntimeError):
    """One of the two figures moved since the page was drawn."""


@transaction.atomic
def departager_envois(
    *, croise: EnvoiCroise, retenues: Decimal, montrees: Decimal, motif: str, par: Adhesion
) -> EnvoiCroise:
    """`montrees`: what the page showed as standing. The ledger is brought to the figure kept by a signed correction;
    decided again, it goes back the same way."""
    attendre_son_tour()
    [lu] = lire_envois_croises(EnvoiCroise.objects.filter(pk=croise.pk))
    autre = lu.croise.heures if lu.croise.ecartees is None else lu.croise.ecartees
    if lu.debout != montrees or retenues not in (lu.debout, lu.croise.heures, autre):
        raise ChiffresChanges("Un des deux chiffres a changé depuis que vous les avez lus\u00a0: les voici à jour.")
    garde = lu.croise
    if retenues != lu.debout:
        porter_chiffre(croise=garde, heures=retenues, debout=lu.debout, motif=motif, par=par)
        garde.ecartees = lu.debout
    elif garde.heures != retenues:
        garde.ecartees = garde.heures
    garde.retenues, garde.motif = retenues, motif
    garde.decide_a, garde.decide_par = timezone.now(), str(par)
    garde.save(update_fields=["retenues", "ecartees", "motif", "decide_a", "decide_par"])
    journaliser(
        Verbe.ENVOI_DEPARTAGE,
        garde,
        par=par,
        marche_id=garde.contrat.marche_id,
        libelle=f"{formater_heures(retenues)}, {garde.du:%m/%Y}",
        motif=motif,
        avant=lu.debout,
        apres=retenues,
    )
    return garde
