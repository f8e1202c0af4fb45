"""Age of a proof: appreciated on the first day of the first contract (domaine § 3.3, rule 4)."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Min

from beneficiaires.enums import Controle
from beneficiaires.models import ContratTravail, Justificatif
from beneficiaires.queries.publics import references_au
from clauses_app.interface.formats import formater_date


@dataclass(frozen=True)
class PieceLue:
    """A proof with what can be said of it; `faute` is empty when nothing is wrong."""

    piece: Justificatif
    faute: str
    jour: datetime.date

    @property
    def etat(self) -> str:
        """A proof accepted stays accepted: what it proves was acquired at the entry."""
        if self.piece.controle == Controle.A_CONTROLER and self.faute:
            return Controle.EXPIRE
        return self.piece.controle


def lire_pieces(
    pieces: Iterable[Justificatif], *, au: datetime.date, debuts: dict[int, datetime.date] | None = None
) -> list[PieceLue]:
    """`debuts`: first day of work by person, when it is known. Two queries whatever the number of proofs."""
    pieces = list(pieces)
    if not pieces:
        return []
    debuts = (
        debuts
        if debuts is not None
        else dict(
            ContratTravail.objects.filter(beneficiaire__in={p.beneficiaire_id for p in pieces})
            .values_list("beneficiaire_id")
            .annotate(debut=Min("date_debut"))
            .order_by()
        )
    )
    references = references_au(au)
    lues = []
    for piece in pieces:
        jour = debuts.get(piece.beneficiaire_id, au)
        lues.append(PieceLue(piece, dire_faute(piece, references[piece.categorie].anciennete_mois, jour), jour))
    return lues


def dire_faute(piece: Justificatif, anciennete_mois: int | None, jour: datetime.date) -> str:
    """Why the proof does not do on this day, in one sentence."""
    quand = formater_date(jour)
    if piece.fin_le is not None and piece.fin_le < jour:
        return f"N’était plus valable le {quand}\u00a0: elle se terminait le {formater_date(piece.fin_le)}."
    if piece.emis_le > jour:
        return f"Émise après le {quand}, premier jour de travail."
    if anciennete_mois is not None and ajouter_mois(piece.emis_le, anciennete_mois) < jour:
        return f"Avait plus de {anciennete_mois} mois le {quand}\u00a0: demandez-en une plus récente."
    return ""


def ajouter_mois(jour: datetime.date, mois: int) -> datetime.date:
    """Same day, or the last of the month of arrival."""
    rang = jour.year * 12 + jour.month - 1 + mois
    annee, numero = divmod(rang, 12)
    return datetime.date(annee, numero + 1, min(jour.day, calendar.monthrange(annee, numero + 1)[1]))
