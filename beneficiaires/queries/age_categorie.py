"""A category that says an age, against the date of birth."""

from __future__ import annotations

import datetime
from collections.abc import Collection

from beneficiaires.enums import Categorie
from beneficiaires.queries.regles_contrat import calculer_age
from clauses_app.interface.formats import formater_date

AGE_JEUNE, AGE_SENIOR = 26, 50
JEUNES = frozenset({Categorie.B_JEUNE_NQ, Categorie.B_JEUNE_EXP, Categorie.B_JEUNE_SUIVI})


def contredire_par_l_age(categorie: str, naissance: datetime.date, jours: Collection[datetime.date]) -> str:
    """Fact, date and rule in a sentence; empty where nothing contradicts. `jours`: that of the decision and, when it is
    known, the first of work: what was true on either was acquired."""
    ages = {jour: calculer_age(naissance, jour) for jour in jours}
    if categorie in JEUNES and min(ages.values()) >= AGE_JEUNE:
        regle = f"avoir moins de {AGE_JEUNE} ans"
    elif categorie == Categorie.B_SENIOR and max(ages.values()) < AGE_SENIOR:
        regle = f"avoir {AGE_SENIOR} ans au moins"
    else:
        return ""
    jour = min(ages) if categorie in JEUNES else max(ages)
    return (
        f"Naissance le {formater_date(naissance)}\u00a0: {ages[jour]} ans le {formater_date(jour)}. Cette catégorie"
        f" demande d’{regle} au jour de la décision, ou de l’embauche."
    )
