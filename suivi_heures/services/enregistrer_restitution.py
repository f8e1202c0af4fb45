"""Keep an output of the year: its figures never change; other figures make another revision."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.models import Adhesion
from suivi_heures.enums import GenreSortie
from suivi_heures.models import Restitution
from suivi_heures.queries.trimestres import Trimestre


@transaction.atomic
def enregistrer_restitution(
    *,
    genre: GenreSortie,
    trimestre: Trimestre,
    donnees: dict[str, Any],
    publies: list[dict[str, Any]],
    empreinte: str,
    par: Adhesion | None,
) -> Restitution:
    """The same figures as the last revision: that one is given back, nothing is written."""
    versions = Restitution.objects.filter(genre=genre, annee=trimestre.annee, trimestre=trimestre.numero)
    derniere: Restitution | None = versions.order_by("-revision").first()
    if derniere is not None and derniere.empreinte == empreinte:
        return derniere
    restitution: Restitution = Restitution.objects.create(
        genre=genre,
        annee=trimestre.annee,
        trimestre=trimestre.numero,
        revision=derniere.revision + 1 if derniere else 0,
        donnees=donnees,
        publies=publies,
        empreinte=empreinte,
        produite_par=str(par or ""),
    )
    journaliser(Verbe.RESTITUTION_PRODUITE, restitution, par=par, revision=restitution.revision, empreinte=empreinte)
    return restitution
