"""What people write around their figures: labels that are no person, notes, pages, remarks in the cell of the name."""

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
from tests.suivi_heures.imports.releve.mises_en_page.ecrire import F, ods, texte, xlsx

D = datetime.date
MAI = mois(2026, 5)
PVR = mensuelles([("B007", 140), ("B009", 133)], 2026, 5)


@mise_en_page
def total_en_troisieme_colonne():
    """Two other texts come before « Total »: it is a total all the same."""
    lignes = [
        ["PVR – mai 2026"],
        ["Équipe", "Qualification", "Salarié", "Heures"],
        ["Nord", "Manœuvre", complet("B007"), 140],
        ["Nord", "Tous", "Total équipe", 140],
        ["Sud", "Manœuvre", complet("B009"), 133],
        ["Sud", "Tous", "Total équipe", 133],
        ["Toutes", "Tous", "TOTAL GÉNÉRAL", 273],
    ]
    return Cas("t.xlsx", xlsx(F("F", lignes)), "ENT-02", MAI, PVR)


@mise_en_page
def bilan_sous_le_tableau():
    """Target, hours done and left, number of people: under the names, in the column of hours."""
    lignes = [
        ["PVR", "", "mai 2026"],
        ["Nom", "Prénom", "Heures"],
        [nom("B007"), prenom("B007"), "140"],
        [nom("B009"), prenom("B009"), "133"],
        ["Total du mois", "", "273"],
        ["Nombre de salariés", "", "2"],
        ["Objectif du marché", "", "1820"],
        ["Heures réalisées à ce jour", "", "612"],
        ["Reste à réaliser", "", "1208"],
        ["Soit en ETP", "", "1,8"],
    ]
    return Cas("b.csv", texte(lignes), "ENT-02", MAI, PVR)


@mise_en_page
def notes_sous_le_tableau():
    lignes = [
        ["PVR – mai 2026"],
        ["Salarié", "Heures"],
        [complet("B007"), 140],
        [complet("B009"), 133],
        [None, None],
        ["(1) dont 7 h de formation", 7],
        ["* M. LE GUILLERMIC était en congés du 18 au 22 mai"],
        ["Heures validées par le conducteur de travaux", 273],
        ["Fait à Lille, le 02/06/2026"],
    ]
    return Cas("n.xlsx", xlsx(F("F", lignes)), "ENT-02", MAI, PVR)


@mise_en_page
def titres_redits_a_chaque_page():
    lignes = [
        ["PVR – mai 2026", "", "Page 1/2"],
        ["Nom", "Prénom", "Heures"],
        [nom("B007"), prenom("B007"), "140"],
        ["À reporter", "", "140"],
        ["PVR – mai 2026", "", "Page 2/2"],
        ["Nom", "Prénom", "Heures"],
        ["Report", "", "140"],
        [nom("B009"), prenom("B009"), "133"],
        ["Total général", "", "273"],
    ]
    return Cas("p.csv", texte(lignes, codage="cp1252"), "ENT-02", MAI, PVR)


@mise_en_page
def total_pres_d_une_ligne_illisible():
    """The total names nobody; it differs since one of its cells cannot be read."""
    lignes = [
        ["PVR – mai 2026", "", "", ""],
        ["Nom", "Prénom", "Poste", "Heures"],
        [nom("B007"), prenom("B007"), "Manœuvre", "100"],
        [nom("B009"), prenom("B009"), "Manœuvre", "132h50?"],
        ["Total", "", "", "232,50"],
    ]
    voulues = mensuelles([("B007", 100)], 2026, 5)
    anomalies = [("HEURES_ILLISIBLES", None, 4), ("TOTAL_INCOHERENT", None, 5)]
    return Cas("t.csv", texte(lignes), "ENT-02", MAI, voulues, anomalies)


@mise_en_page
def employeur_dans_la_case_du_nom():
    lignes = [
        ["CORVALIN : heures de mai 2026"],
        ["Salarié", "Heures"],
        [f"{complet('B006')} (CDI)", 140],
        [f"{complet('B021')} (ETTI PASSERELLE)", 133],
        [f"1 - {complet('B014')}", 126],
        [f"2. {complet('B034')}", 119],
        [f"{complet('B001')} – manœuvre", 112],
        [f"{complet('B024')} *", 105],
        [f"{complet('B020')}\n(CDDI)", 98],
    ]
    gens = ("B006", "B021", "B014", "B034", "B001", "B024", "B020")
    voulues = mensuelles(zip(gens, (140, 133, 126, 119, 112, 105, 98), strict=True), 2026, 5)
    return Cas("c.xlsx", xlsx(F("Mai", lignes)), "ENT-01", MAI, voulues)


@mise_en_page
def dates_sans_annee():
    """« lundi 4 mai », « 05/05 »: the year is the one of the heading."""
    lignes = [
        ["PVR – pointage mai 2026"],
        ["Jour", "Salarié", "Heures"],
        ["lundi 4 mai", complet("B007"), 7],
        ["mar. 5 mai", complet("B007"), 7],
        ["06/05", complet("B007"), 6.5],
        ["4 mai", complet("B009"), 7],
    ]
    voulues = [
        ("B007", "2026-05-04", "2026-05-04", "TRAVAIL", "7.00"),
        ("B007", "2026-05-05", "2026-05-05", "TRAVAIL", "7.00"),
        ("B007", "2026-05-06", "2026-05-06", "TRAVAIL", "6.50"),
        ("B009", "2026-05-04", "2026-05-04", "TRAVAIL", "7.00"),
    ]
    return Cas("j.xlsx", xlsx(F("F", lignes)), "ENT-02", MAI, voulues)


@mise_en_page
def mois_ecrits_de_cinq_facons():
    lignes = [
        ["NETTOLIANE SERVICES", "", ""],
        ["Mois", "Agent", "Nb h"],
        ["janv-26", complet("B018"), "112"],
        ["Févr. 2026", complet("B018"), "105"],
        ["MARS 26", complet("B018"), "98"],
        ["04/2026", complet("B018"), "91"],
        ["2026-05", complet("B018"), "84"],
    ]
    voulues = [ligne for n, h in enumerate((112, 105, 98, 91, 84), 1) for ligne in mensuelles([("B018", h)], 2026, n)]
    return Cas("m.csv", texte(lignes, separateur="\t"), "ENT-03", ("2026-01-01", "2026-05-31"), voulues)


@mise_en_page
def regularisation_d_un_mois_passe():
    lignes = [
        ["NETTOLIANE SERVICES – relevé de mai 2026"],
        ["Nom", "Prénom", "Heures", "Commentaire"],
        [nom("B018"), prenom("B018"), 112, None],
        [nom("B018"), prenom("B018"), -7, "régularisation avril"],
        [nom("B019"), prenom("B019"), "98", None],
        [nom("B019"), prenom("B019"), "- 3,5", "erreur de saisie"],
        ["Total", None, 199.5, None],
    ]
    voulues = mensuelles([("B018", 112), ("B018", -7), ("B019", 98), ("B019", -3.5)], 2026, 5)
    anomalies = [("HEURES_NEGATIVES", "F", 4), ("HEURES_NEGATIVES", "F", 6)]
    return Cas("r.xlsx", xlsx(F("F", lignes)), "ENT-03", MAI, voulues, anomalies)


@mise_en_page
def taux_de_majoration_en_titres():
    lignes = [
        ["PVR – mai 2026"],
        ["Salarié", "Heures à 100 %", "Heures à 125 %", "Heures à 150 %", "Nb paniers"],
        [complet("B007"), 130, 8, 2, 19],
        [complet("B009"), 133, None, None, 18],
    ]
    return Cas("x.xlsx", xlsx(F("F", lignes)), "ENT-02", MAI, PVR)


@mise_en_page
def dont_est_une_part():
    """« Dont », « y compris », « incluse »: part of another column, never added to it."""
    lignes = [
        ["PVR – mai 2026", "", "", "", ""],
        ["Salarié", "Heures", "y compris formation", "Nuit (incluses)", "formation comprise dans le total"],
        [complet("B007"), "140", "7", "14", "7"],
        [complet("B009"), "133", "14", "7", "14"],
    ]
    return Cas("d.csv", texte(lignes), "ENT-02", MAI, PVR)


@mise_en_page
def dont_sous_un_titre_fusionne():
    lignes = [
        ["PVR – mai 2026"],
        ["Salarié", "Heures de travail", None, None],
        [None, "Total", "dont formation", "dont nuit"],
        [complet("B007"), 140, 7, 14],
        [complet("B009"), 133, 14, 7],
    ]
    feuille = F("F", lignes, fusions=["A2:A3", "B2:D2"])
    return Cas("d.xlsx", xlsx(feuille), "ENT-02", MAI, PVR)


@mise_en_page
def payees_et_travaillees():
    lignes = [
        ["PVR – mai 2026"],
        ["Salarié", "Heures payées", "Congés", "Heures travaillées"],
        [complet("B007"), 151.67, 11.67, 140],
        [complet("B009"), 151.67, 18.67, 133],
    ]
    voulues = PVR + mensuelles([("B007", 11.67), ("B009", 18.67)], 2026, 5, "ABSENCE")
    return Cas("p.xlsx", xlsx(F("F", lignes)), "ENT-02", MAI, voulues)


@mise_en_page
def heures_payees_seules():
    """Paid hours hold leave too: read, and shown as not sure."""
    lignes = [["PVR – mai 2026", ""], ["Salarié", "Heures payées"], [complet("B007"), "151,67"]]
    return Cas("p.csv", texte(lignes), "ENT-02", MAI, mensuelles([("B007", 151.67)], 2026, 5))


@mise_en_page
def csv_d_un_vieux_mac():
    lignes = [
        ["PVR – mai 2026", ""],
        ["Salarié", "Heures réalisées"],
        [complet("B007"), "140"],
        [complet("B009"), "133"],
    ]
    return Cas("mac.csv", texte(lignes, codage="mac_roman"), "ENT-02", MAI, PVR)


@mise_en_page
def csv_du_dos():
    lignes = [
        ["PVR, mai 2026", ""],
        ["Salarié", "Heures réalisées"],
        [complet("B007"), "140"],
        [complet("B009"), "133"],
    ]
    return Cas("dos.csv", texte(lignes, codage="cp850"), "ENT-02", MAI, PVR)


@mise_en_page
def mois_et_annee_dans_deux_cases():
    lignes = [
        ["Entreprise", "PVR"],
        ["Mois", "Mai", None, "Année", 2026],
        [],
        ["N°", "Nom", "Prénom", "Heures effectuées"],
        [1, nom("B007"), prenom("B007"), 140],
        [2, nom("B009"), prenom("B009"), 133],
        [None, "TOTAL", None, 273],
    ]
    return Cas("releve.ods", ods(F("Feuille1", lignes)), "ENT-02", MAI, PVR)


@mise_en_page
def cumul_et_rappel_du_mois_precedent():
    lignes = [
        ["PVR – mai 2026"],
        ["Salarié", "Mois précédent", "Heures du mois", "Cumul depuis le début", "% de l’objectif"],
        [complet("B007"), 126, 140, 812, 45],
        [complet("B009"), 119, 133, 640, 36],
    ]
    return Cas("c.xlsx", xlsx(F("F", lignes)), "ENT-02", MAI, PVR)


@mise_en_page
def jours_et_heures():
    lignes = [
        ["PVR – mai 2026"],
        ["Salarié", "Jours travaillés", "Nb jours", "Heures/jour", "Total heures"],
        [complet("B007"), 20, 20, 7, 140],
        [complet("B009"), 19, 19, 7, 133],
    ]
    return Cas("j.xlsx", xlsx(F("F", lignes)), "ENT-02", MAI, PVR)
