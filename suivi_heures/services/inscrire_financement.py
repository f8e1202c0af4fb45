"""Write a convention that pays for the follow-up."""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction
from django.db.models import Sum

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.models import Adhesion
from clauses_app.interface.formats import formater_nombre
from marches.models import MaitreOuvrage
from suivi_heures.models import Financement

TOUT = Decimal(100)


class PartsExcessives(ValueError):
    """Conventions of one perimeter cannot pay for more than the whole."""


@transaction.atomic
def inscrire_financement(
    *,
    nom: str,
    type_financeur: str,
    part_pct: Decimal,
    annee_debut: int,
    annee_fin: int | None,
    maitre_ouvrage: MaitreOuvrage | None,
    par: Adhesion | None,
) -> Financement:
    deja = Financement.objects.en_vigueur(annee_debut).filter(maitre_ouvrage=maitre_ouvrage)
    prises = deja.aggregate(total=Sum("part_pct", default=Decimal(0)))["total"]
    if prises + part_pct > TOUT:
        raise PartsExcessives(
            f"Les conventions de {annee_debut} couvrent déjà {formater_nombre(prises)}\u202f% de ce périmètre\u00a0:"
            f" {formater_nombre(TOUT - prises)}\u202f% au plus pour celle-ci."
        )
    financement: Financement = Financement.objects.create(
        nom=nom,
        type=type_financeur,
        part_pct=part_pct,
        annee_debut=annee_debut,
        annee_fin=annee_fin,
        maitre_ouvrage=maitre_ouvrage,
        inscrit_par=str(par or ""),
    )
    journaliser(Verbe.FINANCEMENT_INSCRIT, financement, par=par, part=part_pct)
    return financement
