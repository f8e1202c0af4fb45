"""The first address failed: the same reminder to the next contact, at once."""

from __future__ import annotations

from django.utils import timezone

from clauses_app.comptes.models import Adhesion
from suivi_heures.models import Relance
from suivi_heures.queries.relances import PAR_COURRIEL, etats_des_relances
from suivi_heures.restitutions.courriers import rediger_relance
from suivi_heures.services.preparer_relance import RelanceRefusee, preparer_relance


def ecrire_au_second_contact(relance: Relance, *, par: Adhesion | None = None) -> Relance | None:
    """None when nobody else can be written to, or when nothing is awaited any more."""
    if relance.palier not in PAR_COURRIEL:
        return None
    etats = etats_des_relances(au=timezone.localdate(), entreprise_id=relance.entreprise_id)
    if not etats or etats[0].premiere.mois != relance.mois or not etats[0].peut_partir:
        return None
    signataire = str(par or relance.par_nom or "L’équipe des clauses sociales")
    objet, corps = rediger_relance(etats[0], relance.palier, signataire=signataire)
    try:
        return preparer_relance(etat=etats[0], palier=relance.palier, objet=objet, corps=corps, par=par)
    except RelanceRefusee:
        return None
