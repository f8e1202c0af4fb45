"""Spreadsheets bent to somebody's habits: pivots, people in columns, weeks of the month, names in two cells."""

from __future__ import annotations

import datetime

from tests.suivi_heures.imports.releve.mises_en_page.cas import (
    Cas,
    complet,
    mensuelles,
    mise_en_page,
    mois,
    nom,
    prenom,
)
from tests.suivi_heures.imports.releve.mises_en_page.ecrire import Duree, F, ods, texte, xlsx

D = datetime.date
MAI = mois(2026, 5)
PVR = mensuelles([("B007", 140), ("B009", 133)], 2026, 5)


@mise_en_page
def arrivees_et_departs_seulement():
    """No column of hours: they are what lies between, less the break."""
    lignes = [
        ["PVR – pointage mai 2026"],
        ["Date", "Salarié", "Arrivée", "Départ", "Pause (min)"],
        [D(2026, 5, 4), complet("B007"), "08:00", "16:30", 60],
        [D(2026, 5, 5), complet("B007"), "7h30", "12h", 0],
        [D(2026, 5, 4), complet("B009"), "22:00", "05:30", 30],
    ]
    voulues = [
        ("B007", "2026-05-04", "2026-05-04", "TRAVAIL", "7.50"),
        ("B007", "2026-05-05", "2026-05-05", "TRAVAIL", "4.50"),
        ("B009", "2026-05-04", "2026-05-04", "TRAVAIL", "7.00"),
    ]
    return Cas("p.xlsx", xlsx(F("F", lignes)), "ENT-02", MAI, voulues)


@mise_en_page
def contrat_ecrit_apres_le_nom():
    lignes = [
        ["PVR – mai 2026"],
        ["Salarié", "Heures"],
        [f"{complet('B007')} 35h", 140],
        [f"00123 {complet('B009')}", 133],
        [f"{complet('B022')} 24 h/sem", 96],
    ]
    return Cas("c.xlsx", xlsx(F("F", lignes)), "ENT-02", MAI, PVR + mensuelles([("B022", 96)], 2026, 5))


@mise_en_page
def mois_en_lignes_sous_chaque_nom():
    lignes = [
        ["NETTOLIANE SERVICES", "2026"],
        ["Salarié", "Mois", "Heures"],
        [complet("B018"), "Avril", 112],
        [None, "Mai", 105],
        ["Total HADDOUCHE Samira", None, 217],
        [complet("B019"), "Avril", 98],
        [None, "Mai", 91],
        ["Total NGUYEN Thi Mai", None, 189],
    ]
    voulues = mensuelles([("B018", 112), ("B019", 98)], 2026, 4) + mensuelles([("B018", 105), ("B019", 91)], 2026, 5)
    return Cas("m.xlsx", xlsx(F("F", lignes)), "ENT-03", ("2026-04-01", "2026-05-31"), voulues)


@mise_en_page
def sous_totaux_a_l_anglaise():
    """« X Total » under the rows of each person, as a spreadsheet in English writes it; « Somme » as another does."""
    lignes = [
        ["PVR – mai 2026"],
        ["Salarié", "Date", "Heures"],
        [complet("B007"), D(2026, 5, 4), 7],
        [complet("B007"), D(2026, 5, 5), 7],
        [f"{complet('B007')} Total", None, 14],
        [complet("B009"), D(2026, 5, 4), 6],
        [f"Somme {complet('B009')}", None, 6],
        ["Grand Total", None, 20],
    ]
    voulues = [
        ("B007", "2026-05-04", "2026-05-04", "TRAVAIL", "7.00"),
        ("B007", "2026-05-05", "2026-05-05", "TRAVAIL", "7.00"),
        ("B009", "2026-05-04", "2026-05-04", "TRAVAIL", "6.00"),
    ]
    return Cas("s.xlsx", xlsx(F("F", lignes)), "ENT-02", MAI, voulues)


@mise_en_page
def titres_en_deux_rangs_sans_fusion():
    lignes = [
        ["PVR – mai 2026", "", "", "", ""],
        ["Salarié", "", "Heures", "", ""],
        ["Nom", "Prénom", "Travail", "Formation", "Absence"],
        [nom("B007"), prenom("B007"), "140", "7", ""],
        [nom("B009"), prenom("B009"), "133", "", "14"],
    ]
    voulues = PVR + mensuelles([("B007", 7)], 2026, 5, "FORMATION_CONTRAT")
    voulues += mensuelles([("B009", 14)], 2026, 5, "ABSENCE")
    return Cas("d.csv", texte(lignes, codage="cp1252"), "ENT-02", MAI, voulues)


@mise_en_page
def semaines_en_bornes():
    lignes = [
        ["PVR – mai 2026"],
        ["Salarié", "du 04/05 au 10/05", "du 11/05 au 17/05", "du 18/05 au 24/05", "Total"],
        [complet("B007"), 35, 28, 35, 98],
        [complet("B009"), 35, None, 30, 65],
    ]
    voulues = [
        ("B007", "2026-05-04", "2026-05-10", "TRAVAIL", "35.00"),
        ("B007", "2026-05-11", "2026-05-17", "TRAVAIL", "28.00"),
        ("B007", "2026-05-18", "2026-05-24", "TRAVAIL", "35.00"),
        ("B009", "2026-05-04", "2026-05-10", "TRAVAIL", "35.00"),
        ("B009", "2026-05-18", "2026-05-24", "TRAVAIL", "30.00"),
    ]
    return Cas("b.xlsx", xlsx(F("F", lignes)), "ENT-02", MAI, voulues)


@mise_en_page
def semaines_du_mois():
    """« Semaine 1 » to « Semaine 5 » of May are no weeks of January."""
    lignes = [
        ["PVR – relevé du mois de mai 2026"],
        ["Salarié", "Semaine 1", "Semaine 2", "Semaine 3", "Semaine 4", "Total"],
        [complet("B007"), 35, 35, 35, 35, 140],
        [complet("B009"), 35, 35, 28, 35, 133],
    ]
    return Cas("w.xlsx", xlsx(F("F", lignes)), "ENT-02", MAI, PVR)


@mise_en_page
def quinzaines():
    lignes = [
        ["PVR – mai 2026"],
        ["Nom Prénom", "1ère quinzaine", "2ème quinzaine"],
        [complet("B007"), 70, 70],
        [complet("B009"), 63, 70],
    ]
    return Cas("q.xlsx", xlsx(F("F", lignes)), "ENT-02", MAI, PVR)


@mise_en_page
def heures_et_minutes_dans_deux_colonnes():
    lignes = [
        ["PVR – mai 2026", "", "", ""],
        ["Nom", "Prénom", "Heures", "Minutes"],
        [nom("B007"), prenom("B007"), "140", "30"],
        [nom("B009"), prenom("B009"), "133", "15"],
    ]
    voulues = mensuelles([("B007", 140.5), ("B009", 133.25)], 2026, 5)
    return Cas("hm.csv", texte(lignes), "ENT-02", MAI, voulues)


@mise_en_page
def nom_et_prenom_sous_un_titre_fusionne():
    lignes = [
        ["PVR – mai 2026"],
        ["Nom et prénom", None, "Heures"],
        [nom("B007"), prenom("B007"), 140],
        [nom("B009"), prenom("B009"), 133],
    ]
    return Cas("n.xlsx", xlsx(F("F", lignes, fusions=["A2:B2"])), "ENT-02", MAI, PVR)


@mise_en_page
def prenom_sans_titre():
    lignes = [
        ["PVR", "mai 2026", ""],
        ["Salariés", "", "Heures"],
        [nom("B007"), prenom("B007"), "140"],
        [nom("B009"), prenom("B009"), "133"],
    ]
    return Cas("n.csv", texte(lignes), "ENT-02", MAI, PVR)


@mise_en_page
def tableau_croise():
    """Each person's total, then her months: one or the other."""
    lignes = [
        ["PVR – avril et mai 2026"],
        ["Étiquettes de lignes", "Somme de Heures"],
        [complet("B007"), 273],
        ["avril", 140],
        ["mai", 133],
        [complet("B009"), 259],
        ["avril", 126],
        ["mai", 133],
        ["Total général", 532],
    ]
    voulues = mensuelles([("B007", 140), ("B009", 126)], 2026, 4) + mensuelles([("B007", 133), ("B009", 133)], 2026, 5)
    return Cas("tcd.xlsx", xlsx(F("TCD", lignes)), "ENT-02", ("2026-04-01", "2026-05-31"), voulues)


@mise_en_page
def personnes_en_colonnes():
    lignes = [
        ["PVR – heures d’insertion 2026"],
        ["Mois", complet("B007"), complet("B009"), "Total"],
        ["Avril", 140, 126, 266],
        ["Mai", 133, 119, 252],
        ["Total", 273, 245, 518],
    ]
    voulues = mensuelles([("B007", 140), ("B009", 126)], 2026, 4) + mensuelles([("B007", 133), ("B009", 119)], 2026, 5)
    return Cas("t.xlsx", xlsx(F("F", lignes)), "ENT-02", ("2026-04-01", "2026-05-31"), voulues)


@mise_en_page
def facture_avec_unites():
    lignes = [
        ["INTÉRIM PASSERELLE BRUMELLE", "", "", "Facture du mois de mai 2026", ""],
        ["Intérimaire", "Désignation", "Quantité", "Unité", "PU HT"],
        [complet("B026"), "Heures normales", "140", "h", "24,50"],
        [complet("B026"), "Heures sup. 25 %", "6", "h", "30,60"],
        [complet("B026"), "Panier repas", "19", "u", "9,80"],
        [complet("B026"), "Indemnité de déplacement", "19", "u", "4,10"],
        [complet("B028"), "Heures normales", "133", "h", "24,50"],
        [complet("B028"), "Prime d'habillage", "19", "u", "2,00"],
        ["", "Total HT", "", "", "8 412,10"],
    ]
    voulues = mensuelles([("B026", 146), ("B028", 133)], 2026, 5)
    return Cas("f.csv", texte(lignes, codage="cp1252"), "SIA-01", MAI, voulues)


@mise_en_page
def jours_abreges_en_titres():
    """« L4 », « Ma5 »…: a letter of the day and its number, over one week."""
    lignes = [
        ["NETTOLIANE SERVICES – mai 2026"],
        ["Agent", "lun 4", "mar 5", "mer 6", "jeu 7", "ven 8", "Total"],
        [complet("B018"), 7, 7, 3.5, 7, None, 24.5],
        [complet("B019"), 4, None, 4, "M", "F", 8],
    ]
    voulues = [("B018", f"2026-05-0{j}", f"2026-05-0{j}", "TRAVAIL", h) for j, h in ((4, "7.00"), (5, "7.00"))]
    voulues += [("B018", f"2026-05-0{j}", f"2026-05-0{j}", "TRAVAIL", h) for j, h in ((6, "3.50"), (7, "7.00"))]
    voulues += [("B019", f"2026-05-0{j}", f"2026-05-0{j}", "TRAVAIL", "4.00") for j in (4, 6)]
    return Cas("j.xlsx", xlsx(F("F", lignes)), "ENT-03", MAI, voulues)


@mise_en_page
def titres_a_la_ligne_et_entre_parentheses():
    lignes = [
        ["NETTOLIANE", "", "", "05/2026"],
        ["NOM\nPrénom", "Né(e)\nle", "Nombre\nd’heures\nréalisées (1)", "Observations (2)"],
        [complet("B018"), "11/11/86", "112 h", ""],
        [complet("B019"), "14/02/82", "98 heures", "RAS"],
        ["(1) hors pauses", "", "", ""],
    ]
    voulues = mensuelles([("B018", 112), ("B019", 98)], 2026, 5)
    return Cas("a.csv", texte(lignes), "ENT-03", MAI, voulues)


@mise_en_page
def periode_de_paie_a_cheval():
    lignes = [
        ["NETTOLIANE SERVICES"],
        ["Période du 26/04/2026 au 25/05/2026"],
        ["Agent", "Heures"],
        [complet("B018"), Duree(112.25)],
        [complet("B019"), Duree(98)],
        ["TOTAL", Duree(210.25)],
    ]
    voulues = [(q, "2026-04-26", "2026-05-25", "TRAVAIL", h) for q, h in (("B018", "112.25"), ("B019", "98.00"))]
    return Cas("p.ods", ods(F("F", lignes)), "ENT-03", ("2026-04-26", "2026-05-25"), voulues)


@mise_en_page
def la_meme_feuille_deux_fois():
    """A copy of the sheet, left in the workbook: nobody worked twice."""
    lignes = [["PVR – mai 2026"], ["Salarié", "Heures"], [complet("B007"), 140], [complet("B009"), 133]]
    anomalies = [("DOUBLON_LIGNE", "Mai (2)", 3), ("DOUBLON_LIGNE", "Mai (2)", 4)]
    return Cas("c.xlsx", xlsx(F("Mai", lignes), F("Mai (2)", lignes)), "ENT-02", MAI, PVR, anomalies)


@mise_en_page
def effectif_et_heures_de_l_entreprise_a_cote():
    """A small table of figures of the whole company, on the same rows."""
    lignes = [
        ["PVR – mai 2026"],
        ["Salarié", "Heures", None, "Indicateur", "Valeur"],
        [complet("B007"), 140, None, "Effectif total", 42],
        [complet("B009"), 133, None, "Heures totales entreprise", 5880],
        ["Total", 273, None, "Taux d’insertion", 0.046],
    ]
    return Cas("i.xlsx", xlsx(F("F", lignes)), "ENT-02", MAI, PVR)
