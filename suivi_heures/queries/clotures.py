"""Which quarters are closed, and up to which day."""

from __future__ import annotations

import datetime

from clauses_app.interface.formats import formater_date
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


def fin_close() -> datetime.date | None:
    """Last day of the closed time."""
    derniere = derniere_cloture()
    return trimestre_de(derniere).fin if derniere else None


def phrase_de_cloture(mois: datetime.date) -> str:
    """What to answer to whoever types in a closed month; empty when it is open."""
    derniere = derniere_cloture()
    if derniere is None or mois > trimestre_de(derniere).fin:
        return ""
    suivant = trimestre_de(derniere).suivant.libelle
    return (
        f"Le {Trimestre.contenant(mois).libelle} est clos depuis le {formater_date(derniere.faite_a)} : ajoutez une"
        f" ligne avec son motif, elle entrera dans le {suivant}."
    )
