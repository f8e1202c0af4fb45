"""What a corrected version is worth now, in a sentence: its effect, and the lines that it no longer holds."""

from __future__ import annotations

from clauses_app.interface.formats import accorder, formater_ecart_heures
from suivi_heures.enums import SortRetrait, StatutHeure
from suivi_heures.models import ReleveHeures
from suivi_heures.queries.retraits import lister_retraits, mesurer_effet_registre


def redire_effet(*, releve: ReleveHeures) -> str:
    sorts = [un.sort for un in lister_retraits(releve)]
    effet = mesurer_effet_registre(releve, statut=StatutHeure.SOUMISE)
    phrases = [f"Version corrigée\u00a0: {formater_ecart_heures(effet.heures)} au registre."]
    for sort, suite in (
        (SortRetrait.A_CONFIRMER, ("ligne absente à confirmer", "lignes absentes à confirmer")),
        (SortRetrait.RETIREE, ("ligne absente retirée", "lignes absentes retirées")),
        (SortRetrait.GARDEE, ("ligne absente gardée", "lignes absentes gardées")),
    ):
        if nombre := sorts.count(sort):
            phrases.append(f"{accorder(nombre, *suite)}.")
    return " ".join(phrases)
