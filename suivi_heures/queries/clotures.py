"""Which quarters are closed, and up to which day.

A closing covers every day up to the end of its quarter: a quarter before the first one ever closed is closed with it,
and has no figures of its own.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from clauses_app.interface.formats import en_date_locale, formater_date
from suivi_heures.models import Cloture
from suivi_heures.queries.trimestres import Trimestre


def trimestre_de(cloture: Cloture) -> Trimestre:
    return Trimestre(cloture.annee, cloture.trimestre)


def derniere_cloture() -> Cloture | None:
    """The latest quarter that is closed: everything before it is closed too."""
    derniere: Cloture | None = Cloture.objects.en_vigueur().order_by("-annee", "-trimestre").first()
    return derniere


def cloture_du(trimestre: Trimestre) -> Cloture | None:
    """The closing in force of this quarter."""
    trouvee: Cloture | None = (
        Cloture.objects.en_vigueur().filter(annee=trimestre.annee, trimestre=trimestre.numero).first()
    )
    return trouvee


def cloture_couvrant(trimestre: Trimestre, closes: Iterable[Cloture] | None = None) -> Cloture | None:
    """The closing in force by which this quarter is closed: its own, or the first one after it. None = open.

    `closes`: closings in force already read, later years included.
    """
    en_vigueur = Cloture.objects.en_vigueur() if closes is None else closes
    return min((une for une in en_vigueur if trimestre_de(une) >= trimestre), key=trimestre_de, default=None)


def trimestre_ouvert_a(instant: datetime.datetime) -> Trimestre:
    """The quarter that receives what is decided at this instant about closed days."""
    avant = [trimestre_de(une) for une in Cloture.objects.en_vigueur() if une.faite_a <= instant]
    return max(avant).suivant if avant else Trimestre.contenant(en_date_locale(instant))


def fin_close() -> datetime.date | None:
    """Last day of the closed time."""
    derniere = derniere_cloture()
    return trimestre_de(derniere).fin if derniere else None


def phrase_de_cloture(mois: datetime.date) -> str:
    """What to answer to whoever types in a closed month; empty when it is open."""
    en_vigueur, trimestre = list(Cloture.objects.en_vigueur()), Trimestre.contenant(mois)
    cloture = cloture_couvrant(trimestre, en_vigueur)
    if cloture is None:
        return ""
    suivant = max(map(trimestre_de, en_vigueur)).suivant.libelle
    return (
        f"Le {trimestre.libelle} est clos depuis le {formater_date(cloture.faite_a)} : ajoutez une"
        f" ligne avec son motif, elle entrera dans le {suivant}."
    )
