"""What a payroll or a planning adds to the hours: totals of weeks, codes, allowances, hours to pay, minutes."""

from __future__ import annotations

import datetime
from decimal import Decimal

from tests.suivi_heures.imports.releve.mises_en_page.cas import (
    Cas,
    complet,
    mensuelles,
    mise_en_page,
    mois,
    nom,
    prenom,
)
from tests.suivi_heures.imports.releve.mises_en_page.ecrire import F, texte, xlsx

MAI = mois(2026, 5)
SEMAINES = tuple(datetime.date.fromisocalendar(2026, n, 1) for n in (19, 20, 21, 22))


@mise_en_page
def semaines_et_total_du_mois():
    """« Total mai » adds the four weeks up: they are read, it is not."""
    heures = {"B007": (35, 28, 35, 35), "B009": (35, 35, 21, 35)}
    lignes = [["PVR 2026"], ["Nom Prénom", "S19", "S20", "S21", "S22", "Total mai"]]
    lignes += [[complet(qui), *siennes, sum(siennes)] for qui, siennes in heures.items()]
    lues = [
        (qui, f"{lundi}", f"{lundi + datetime.timedelta(days=6)}", "TRAVAIL", f"{h}.00")
        for qui, siennes in heures.items()
        for lundi, h in zip(SEMAINES, siennes, strict=True)
    ]
    return Cas("s.xlsx", xlsx(F("F", lignes)), "ENT-02", MAI, lues)


@mise_en_page
def heures_et_minutes_annoncees_par_le_titre():
    """The title names minutes, the cell writes hours and minutes: the cell is right."""
    lignes = [
        ["PVR – mai 2026"],
        ["Nom", "Prénom", "Heures (h:min)"],
        [nom("B007"), prenom("B007"), "140:30"],
        [nom("B009"), prenom("B009"), "133:00"],
    ]
    lues = mensuelles([("B007", Decimal("140.5")), ("B009", 133)], 2026, 5)
    return Cas("h.csv", texte(lignes), "ENT-02", MAI, lues)


@mise_en_page
def export_de_paie_avec_codes():
    """The code before the label; allowances are counted in days, absences are no work."""
    lignes = [["PVR – mai 2026"], ["Nom", "Prénom", "Mois", "Code", "Libellé rubrique", "Nombre"]]
    for qui, heures in (("B007", 140), ("B009", 133)):
        lignes += [
            [nom(qui), prenom(qui), "05/2026", "0010", "Heures normales", heures],
            [nom(qui), prenom(qui), "05/2026", "0500", "Absence maladie", 7],
            [nom(qui), prenom(qui), "05/2026", "2000", "Indemnité panier", 20],
            [nom(qui), prenom(qui), "05/2026", "2010", "Titres restaurant", 19],
        ]
    lues = mensuelles([("B007", 140), ("B009", 133)], 2026, 5)
    lues += mensuelles([("B007", 7), ("B009", 7)], 2026, 5, "ABSENCE")
    return Cas("p.xlsx", xlsx(F("F", lignes)), "ENT-02", MAI, lues)


@mise_en_page
def heures_a_payer_apres_les_heures_faites():
    lignes = [
        ["PVR – mai 2026"],
        ["Nom", "Prénom", "Heures jour", "Heures nuit", "Total heures", "Heures à payer"],
        [nom("B007"), prenom("B007"), 120, 20, 140, 152],
        [nom("B009"), prenom("B009"), 100, 33, 133, 148],
    ]
    lues = mensuelles([("B007", 140), ("B009", 133)], 2026, 5)
    return Cas("n.xlsx", xlsx(F("F", lignes)), "ENT-02", MAI, lues)
