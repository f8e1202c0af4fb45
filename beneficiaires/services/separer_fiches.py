"""Undo a merge: each file finds again exactly what was its own."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from beneficiaires.enums import StatutDoublon
from beneficiaires.models import Beneficiaire, DecisionEligibilite, DoublonProbable, Fusion
from beneficiaires.services.resumer_eligibilite import resumer_eligibilite
from beneficiaires.services.reunir_fiches import SUIVENT
from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.tenancy.changements import signaler


class SeparationImpossible(ValueError):
    """Something since makes it meaningless."""


@transaction.atomic
def separer_fiches(*, fusion: Fusion, par: Any) -> Fusion:
    """What was entered on the kept file since the merge stays there."""
    fusion = Fusion.objects.select_for_update(of=("self",)).get(pk=fusion.pk)
    if fusion.defaite_a is not None:
        raise SeparationImpossible("Ces fiches sont déjà séparées.")
    ids = [fusion.gardee_id, fusion.absorbee_id]
    lues = {p.pk: p for p in Beneficiaire.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk")}
    gardee, absorbee = lues[fusion.gardee_id], lues[fusion.absorbee_id]
    if gardee.fusionne_dans_id:
        raise SeparationImpossible("La fiche gardée a été réunie à une autre\u00a0: défaites d’abord cela.")
    if gardee.anonymise_le:
        raise SeparationImpossible("La fiche a été anonymisée\u00a0: on ne distingue plus les deux personnes.")
    for nom, modele in SUIVENT.items():
        modele.objects.filter(pk__in=fusion.faits.get(nom, []), beneficiaire=gardee).update(beneficiaire=absorbee)
    DecisionEligibilite.objects.filter(pk__in=fusion.faits.get("principales", []), retiree_a=None).update(
        principale=True
    )
    _rendre_l_identite(gardee, fusion.faits.get("identite", {}))
    absorbee.fusionne_dans = None
    absorbee.version += 1
    absorbee.save(update_fields=["fusionne_dans", "version"])
    for personne in (gardee, absorbee):
        resumer_eligibilite(beneficiaire=personne)
    premiere, seconde = sorted(ids)
    DoublonProbable.objects.filter(premiere=premiere, seconde=seconde).update(statut=StatutDoublon.A_VOIR)
    fusion.defaite_a, fusion.defaite_par = timezone.now(), str(par or "")
    fusion.save(update_fields=["defaite_a", "defaite_par"])
    signaler(beneficiaires=ids)
    journaliser(Verbe.FICHES_SEPAREES, gardee, par=par, libelle=f"{absorbee.ref} et {gardee.ref}")
    return fusion


def _rendre_l_identite(gardee: Beneficiaire, identite: dict[str, list[Any]]) -> None:
    """A field changed by hand since then is left as it is."""
    for champ, (avant, apres) in identite.items():
        if getattr(gardee, champ) == apres:
            setattr(gardee, champ, avant)
    gardee.version += 1
    gardee.save(update_fields=[*identite, "version"])
