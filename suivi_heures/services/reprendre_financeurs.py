"""Take into a post the funders already written for the outputs of the year: they are not typed twice."""

from __future__ import annotations

from django.db import transaction

from clauses_app.comptes.models import Adhesion
from suivi_heures.models import Financement, PartPoste, Poste
from suivi_heures.services.inscrire_part import inscrire_part


@transaction.atomic
def reprendre_financeurs(*, poste: Poste, par: Adhesion) -> int:
    """Those of every contract, in force when the post begins; one already there is left as it is."""
    Poste.objects.select_for_update(of=("self",)).get(pk=poste.pk)
    deja = set(PartPoste.objects.tenus().filter(poste=poste).values_list("financeur", flat=True))
    inscrits = Financement.objects.en_vigueur(poste.date_debut.year).filter(maitre_ouvrage=None, part_pct__gt=0)
    repris = 0
    for f in inscrits.order_by("pk"):
        if f.nom not in deja:
            part = PartPoste(poste=poste, financeur=f.nom, type=f.type, part_pct=f.part_pct)
            inscrire_part(part=part, par=par)
            repris += 1
    return repris
