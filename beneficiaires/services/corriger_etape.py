"""Correct a step of somebody's path: what it said stays in the journal."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from beneficiaires.models import Beneficiaire, EtapeParcours
from beneficiaires.services.ecrire_au_parcours import FaitRefuse
from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe

CORRIGES = ("nature", "intitule", "organisme", "accueil", "debut", "fin", "resultat", "type_contrat", "action")


@transaction.atomic
def corriger_etape(*, etape: EtapeParcours, par: Any) -> EtapeParcours:
    """Saved without a change, nothing is written."""
    personne = Beneficiaire.objects.select_for_update(of=("self",)).get(pk=etape.beneficiaire_id)
    if personne.fusionne_dans_id or personne.anonymise_le:
        raise FaitRefuse("Cette fiche n’est plus suivie\u00a0: rien ne peut s’y corriger.")
    avant = EtapeParcours.objects.get(pk=etape.pk)
    if avant.annule_a is not None:
        raise FaitRefuse("Cette étape a été reprise entre-temps\u00a0: rétablissez-la d’abord.")
    changes = {
        nom: [_ecrire(getattr(avant, nom)), _ecrire(getattr(etape, nom))]
        for nom in CORRIGES
        if getattr(avant, nom) != getattr(etape, nom)
    }
    if not changes:
        return etape
    etape.corrigee_a, etape.corrigee_par = timezone.now(), str(par or "")
    try:
        with transaction.atomic():
            etape.save()
    except IntegrityError as refus:
        raise FaitRefuse("Ces dates ou ce contrat se contredisent\u00a0: vérifiez-les.") from refus
    libelle = f"bénéficiaire {personne.ref}, étape"
    journaliser(Verbe.PARCOURS_CORRIGE, personne, par=par, libelle=libelle, avant_apres=changes)
    return etape


def _ecrire(valeur: Any) -> str:
    """As the journal keeps it: a day, a code, the name of a company or of an action."""
    return valeur.isoformat() if hasattr(valeur, "isoformat") else str(valeur if valeur is not None else "")
