"""Freeze what a funder is told of a period; told again, it is another revision."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.models import Adhesion
from clauses_app.interface.formats import formater_date
from suivi_heures.models import CompteRendu, PartPoste, Poste


class CompteRenduRefuse(ValueError):
    """Nothing was produced; the sentence says why."""


@transaction.atomic
def produire_compte_rendu(
    *, part: PartPoste, du: datetime.date, au: datetime.date, donnees: dict[str, Any], empreinte: str, par: Adhesion
) -> CompteRendu:
    """`empreinte`: of the figures; the same over the same period are the same document."""
    poste = Poste.objects.select_for_update(of=("self",)).get(pk=part.poste_id)
    if part.retire_a is not None:
        raise CompteRenduRefuse("Cette part est retirée\u00a0: rétablissez-la d’abord.")
    if not poste.date_debut <= du <= au <= poste.date_fin:
        raise CompteRenduRefuse(
            f"La période va du {formater_date(poste.date_debut)} au {formater_date(poste.date_fin)}."
        )
    if au > timezone.localdate():
        raise CompteRenduRefuse("La période n’est pas finie\u00a0: ses chiffres changeraient encore.")
    dernier: CompteRendu | None = CompteRendu.objects.filter(part=part, du=du, au=au).order_by("-revision").first()
    if dernier is not None and dernier.empreinte == empreinte:
        return dernier
    produit: CompteRendu = CompteRendu.objects.create(
        part=part,
        du=du,
        au=au,
        revision=dernier.revision + 1 if dernier else 0,
        donnees=donnees,
        empreinte=empreinte,
        par_nom=str(par),
    )
    journaliser(Verbe.COMPTE_RENDU_PRODUIT, poste, par=par, financeur=part.financeur, revision=produit.revision)
    return produit
