"""One row per person, day, week, mission or nature of hours."""

from __future__ import annotations

import datetime

from tests.suivi_heures.imports.releve.mises_en_page.cas import (
    SIRET,
    Cas,
    complet,
    mensuelles,
    mise_en_page,
    mois,
    naissance,
    nom,
    prenom,
)
from tests.suivi_heures.imports.releve.mises_en_page.ecrire import Duree, F, ods, texte, xlsx

D = datetime.date


@mise_en_page
def anglais():
    lignes = [
        ["TERRASSEMENTS CORVALIN SAS", None, "Timesheet March 2026"],
        ["Surname", "First name", "Date of birth", "Site", "Worked hours", "Overtime", "Training", "Sick leave"],
        [nom("B001"), prenom("B001"), naissance("B001"), "Tram T19 lot 1", 140, 3.5, None, None],
        [nom("B006"), prenom("B006"), naissance("B006"), "T19 L1", 120, None, 14, 7],
        [nom("B021"), prenom("B021"), naissance("B021"), "Warehouse", 151.67, None, None, None],
    ]
    voulues = mensuelles([("B001", 143.5), ("B006", 120)], 2026, 3)
    voulues += mensuelles([("B006", 14)], 2026, 3, "FORMATION_CONTRAT") + mensuelles([("B006", 7)], 2026, 3, "ABSENCE")
    anomalies = [("LIGNES_HORS_MARCHE", "Sheet", None)]
    return Cas("timesheet.xlsx", xlsx(F("Sheet", lignes)), "ENT-01", mois(2026, 3), voulues, anomalies)


@mise_en_page
def durees_en_heures_minutes():
    lignes = [
        ["Relevé d'heures — mars 2026"],
        ["Employeur : Paysages et Voiries des Roseaux"],
        [],
        ["Salarié", "DDN", "Temps de présence"],
        *[[complet(ref), naissance(ref), Duree(h)] for ref, h in (("B007", 151.5), ("B009", 140.25), ("B016", 7.75))],
        ["Total", None, Duree(299.5)],
    ]
    voulues = mensuelles([("B007", 151.5), ("B009", 140.25), ("B016", 7.75)], 2026, 3)
    return Cas("pointage.xlsx", xlsx(F("Feuil1", lignes)), "ENT-02", mois(2026, 3), voulues)


@mise_en_page
def calendrier_1904():
    lignes = [
        ["SIRET", SIRET["ENT-03"]],
        ["Nom", "Prénom", "Né le", "Date", "Heures"],
        [nom("B012"), prenom("B012"), naissance("B012"), D(2026, 5, 4), Duree(7.5)],
        [nom("B012"), prenom("B012"), naissance("B012"), D(2026, 5, 5), Duree(7)],
        [nom("B019"), prenom("B019"), naissance("B019"), D(2026, 5, 28), Duree(3.25)],
    ]
    voulues = [
        ("B012", "2026-05-04", "2026-05-04", "TRAVAIL", "7.50"),
        ("B012", "2026-05-05", "2026-05-05", "TRAVAIL", "7.00"),
        ("B019", "2026-05-28", "2026-05-28", "TRAVAIL", "3.25"),
    ]
    return Cas("mac.xlsx", xlsx(F("S", lignes), date1904=True), "ENT-03", mois(2026, 5), voulues)


@mise_en_page
def minutes_en_titre():
    lignes = [
        ["Mois", "Avril 2026"],
        ["Raison sociale", "BRUMELLE SOLIDARITÉ EMPLOI"],
        ["Bénéficiaire", "Durée (min)"],
        [f"Mme {prenom('B027')} {nom('B027')}", 930],
        [f"Mme {prenom('B031')} {nom('B031')}", 455],
    ]
    voulues = mensuelles([("B027", 15.5), ("B031", 7.58)], 2026, 4)
    return Cas("minutes.xlsx", xlsx(F("Feuil1", lignes)), "SIA-03", mois(2026, 4), voulues)


@mise_en_page
def une_ligne_par_nature():
    entete = ["Matricule", "Salarié(e)", "Date de naissance", "Type d'heures", "Nombre d'heures"]
    lignes = [
        ["GEIQ BTP Val-de-Brumelle", f"SIRET : {SIRET['SIA-02']}"],
        ["Période du 01/03/2026 au 31/03/2026"],
        entete,
        ["101", complet("B005"), naissance("B005"), "Travail", 119],
        ["101", complet("B005"), naissance("B005"), "Formation", 28],
        ["102", complet("B010"), naissance("B010"), "Travail", 84.5],
        ["102", complet("B010"), naissance("B010"), "Congés payés", 7],
        ["102", complet("B010"), naissance("B010"), "Trajet", 12],
        ["Total général", None, None, None, 250.5],
    ]
    voulues = mensuelles([("B005", 119), ("B010", 84.5)], 2026, 3)
    voulues += mensuelles([("B005", 28)], 2026, 3, "FORMATION_CONTRAT") + mensuelles([("B010", 7)], 2026, 3, "ABSENCE")
    return Cas("export.ods", ods(F("Export", lignes)), "SIA-02", mois(2026, 3), voulues)


@mise_en_page
def csv_tabule_utf16():
    lignes = [
        ["Nom", "Prénom", "Naissance", "Heures réalisées"],
        [nom("B023"), prenom("B023"), "29.01.03", "126h15"],
        [nom("B029"), prenom("B029"), "18 juin 2005", "98 h"],
        [nom("B030"), prenom("B030"), "2005-06-18", "91,00"],
    ]
    contenu = texte(lignes, separateur="\t", codage="utf-16")
    voulues = mensuelles([("B023", 126.25), ("B029", 98), ("B030", 91)], 2026, 4)
    anomalies = [("PERIODE_DEDUITE", None, None)]
    return Cas("GEIQ_avril_2026.tsv", contenu, "SIA-02", mois(2026, 4), voulues, anomalies, deposant="SIA-02")


@mise_en_page
def csv_barre_et_nom_de_fichier_en_chiffres():
    lignes = [["salarie", "heures"], [complet("B012"), "81,5"], [complet("B018"), "112"], ["Total", "193,5"]]
    contenu = texte(lignes, separateur="|", codage="cp1252", tout=True)
    anomalies = [("PERIODE_DEDUITE", None, None)]
    voulues = mensuelles([("B012", 81.5), ("B018", 112)], 2026, 5)
    return Cas("052026.csv", contenu, "ENT-03", mois(2026, 5), voulues, anomalies, deposant="ENT-03")


@mise_en_page
def semaines_iso():
    lignes = [
        ["Intérim Passerelle", None, "SIRET 000 040 444 00010"],
        ["Semaines 10 à 13 – 2026"],
        ["Semaine", "Intérimaire", "Hres"],
        ["S10", complet("B002"), 35],
        ["S11", complet("B002"), 36.5],
        ["Sem. 12", complet("B026"), 35],
        ["2026-W13", complet("B026"), 28],
    ]
    voulues = [
        ("B002", "2026-03-02", "2026-03-08", "TRAVAIL", "35.00"),
        ("B002", "2026-03-09", "2026-03-15", "TRAVAIL", "36.50"),
        ("B026", "2026-03-16", "2026-03-22", "TRAVAIL", "35.00"),
        ("B026", "2026-03-23", "2026-03-29", "TRAVAIL", "28.00"),
    ]
    return Cas("hebdo.xlsx", xlsx(F("Heures", lignes)), "SIA-01", ("2026-03-02", "2026-03-29"), voulues)


@mise_en_page
def semaine_du_sans_fin():
    lignes = [
        ["Relevé de mars 2026"],
        ["Semaine du", "Nom", "Prénom", "Heures"],
        ["02/03/2026", nom("B028"), prenom("B028"), "35,00"],
        ["09/03/2026", nom("B028"), prenom("B028"), "31,50"],
    ]
    voulues = [
        ("B028", "2026-03-02", "2026-03-08", "TRAVAIL", "35.00"),
        ("B028", "2026-03-09", "2026-03-15", "TRAVAIL", "31.50"),
    ]
    return Cas("s.csv", texte(lignes), "SIA-01", mois(2026, 3), voulues, deposant="SIA-01")


@mise_en_page
def mois_par_ligne():
    lignes = [
        ["CORVALIN", "T1 2026"],
        ["Bénéficiaire", "Mois", "Année", "H. travaillées", "Heures payées"],
        [complet("B001"), "janvier", 2026, 140, 151.67],
        [complet("B001"), "février", 2026, 133, 151.67],
        [complet("B034"), 3, 2026, 112.5, 151.67],
    ]
    voulues = mensuelles([("B001", 140)], 2026, 1) + mensuelles([("B001", 133)], 2026, 2)
    voulues += mensuelles([("B034", 112.5)], 2026, 3)
    return Cas("t1.xlsx", xlsx(F("A", lignes)), "ENT-01", ("2026-01-01", "2026-03-31"), voulues)


@mise_en_page
def demi_journees_et_pause():
    lignes = [
        ["Pointage de mars 2026", "PVR"],
        ["Jour", "Agent", "Arrivée", "Départ", "Pause", "Total heures", "Lieu"],
        [D(2026, 3, 2), complet("B039"), datetime.time(8), datetime.time(12), None, 4, "Tram T19 lot 2"],
        [D(2026, 3, 2), complet("B039"), datetime.time(13), datetime.time(17), None, 4, "Tram T19 lot 2"],
        [D(2026, 3, 3), complet("B039"), datetime.time(22), datetime.time(6), datetime.time(0, 30), 7.5, "T19 L2"],
        [D(2026, 3, 4), complet("B039"), datetime.time(8), datetime.time(17), datetime.time(1), 9, "T19 L2"],
    ]
    voulues = [
        ("B039", "2026-03-02", "2026-03-02", "TRAVAIL", "8.00"),
        ("B039", "2026-03-03", "2026-03-03", "TRAVAIL", "7.50"),
        ("B039", "2026-03-04", "2026-03-04", "TRAVAIL", "9.00"),
    ]
    anomalies = [("HORAIRES_INCOHERENTS", "P", 6)]
    return Cas("p.xlsx", xlsx(F("P", lignes)), "ENT-02", mois(2026, 3), voulues, anomalies)


@mise_en_page
def missions_au_contrat_en_cours():
    """« Début mission », « fin mission » of three months: the dates of a contract, not of the hours."""
    lignes = [
        ["Prestations de mars 2026 – INTERIM PASSERELLE"],
        ["Mission", "Nom", "Prénom", "Début mission", "Fin mission", "Heures facturées", "Prix unitaire", "Total HT"],
        ["M1", nom("B003"), prenom("B003"), D(2026, 1, 5), D(2026, 9, 30), 140, 24.85, 3479],
        ["M2", nom("B036"), prenom("B036"), D(2026, 1, 19), D(2026, 9, 30), 126, 24.85, 3131.1],
    ]
    voulues = mensuelles([("B036", 126), ("DIALLO/Mamadou", 140)], 2026, 3)
    anomalies = [("BENEFICIAIRE_AMBIGU", "F", 3)]
    return Cas("f.xlsx", xlsx(F("F", lignes)), "SIA-01", mois(2026, 3), voulues, anomalies)


@mise_en_page
def colonne_titree_autrement():
    """Titles that say nothing: the names and the hours are found by their content."""
    lignes = [
        ["NETTOLIANE – mai 2026"],
        ["Équipier", "Heures"],
        [complet("B012"), 81],
        [complet("B019"), 112.25],
        [complet("B040"), 60],
    ]
    voulues = mensuelles([("B012", 81), ("B019", 112.25), ("B040", 60)], 2026, 5)
    return Cas("eq.xlsx", xlsx(F("Mai", lignes)), "ENT-03", mois(2026, 5), voulues)


@mise_en_page
def liste_sans_titres():
    lignes = [[complet("B012"), "81"], [complet("B019"), "112,25"], [complet("B040"), "60"]]
    anomalies = [("PERIODE_DEDUITE", None, None)]
    voulues = mensuelles([("B012", 81), ("B019", 112.25), ("B040", 60)], 2026, 5)
    return Cas("heures mai 2026.csv", texte(lignes), "ENT-03", mois(2026, 5), voulues, anomalies, deposant="ENT-03")


@mise_en_page
def components_et_leur_somme():
    lignes = [
        ["Mars 2026"],
        ["Nom", "Prénom", "Heures normales", "HS 25 %", "HS 50 %", "Heures travaillées", "dont nuit", "Cumul annuel"],
        [nom("B007"), prenom("B007"), 151.67, 4, 2, 157.67, 10, 450],
        [nom("B022"), prenom("B022"), 140, 3, None, 143, None, 420],
        [nom("B025"), prenom("B025"), 147, None, None, 147, None, 400],
    ]
    voulues = mensuelles([("B007", 157.67), ("B022", 143), ("B025", 147)], 2026, 3)
    return Cas("hs.xlsx", xlsx(F("Mars", lignes)), "ENT-02", mois(2026, 3), voulues, deposant="ENT-02")


@mise_en_page
def absences_par_motif():
    entete = ["Nom Prénom", "Présence (h)", "CP", "Maladie", "AT", "Intempéries", "Férié chômé", "PMSMP", "Paniers"]
    lignes = [
        ["CORVALIN – heures du mois de mai 2026"],
        entete,
        [complet("B001"), 112, 14, None, None, 7, 14, None, 18],
        [complet("B006"), 98, None, 21, 7, None, 14, 7, 14],
    ]
    du, au = mois(2026, 5)
    voulues = [
        ("B001", du, au, "TRAVAIL", "112.00"),
        ("B001", du, au, "ABSENCE", "35.00"),
        ("B006", du, au, "TRAVAIL", "98.00"),
        ("B006", du, au, "ABSENCE", "42.00"),
        ("B006", du, au, "FORMATION_HORS_CONTRAT", "7.00"),
    ]
    return Cas("abs.xlsx", xlsx(F("Mai", lignes)), "ENT-01", mois(2026, 5), voulues)
