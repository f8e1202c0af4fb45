"""Months in columns or in sheets, calendars, blocks, merged names, several tables."""

from __future__ import annotations

import datetime

from tests.suivi_heures.imports.releve.mises_en_page.cas import (
    Cas,
    complet,
    mensuelles,
    mise_en_page,
    mois,
    naissance,
    nom,
    prenom,
)
from tests.suivi_heures.imports.releve.mises_en_page.ecrire import F, Formule, ods, texte, xlsx

D = datetime.date


@mise_en_page
def mois_et_natures_sur_deux_etages():
    lignes = [
        ["PAYSAGES & VOIRIES DES ROSEAUX SARL", None, "Suivi 2026"],
        [None, None, "Février 2026", None, None, "Mars 2026", None, None],
        ["Nom", "Prénom", "Travail", "Formation", "Absence", "Travail", "Formation", "Absence"],
        [nom("B025"), prenom("B025"), 100, 35, 7, 110, 21, None],
        [nom("B007"), prenom("B007"), 140, None, None, 147, None, 7],
    ]
    voulues = mensuelles([("B025", 100), ("B007", 140)], 2026, 2) + mensuelles([("B025", 110), ("B007", 147)], 2026, 3)
    voulues += mensuelles([("B025", 35)], 2026, 2, "FORMATION_CONTRAT") + mensuelles([("B025", 7)], 2026, 2, "ABSENCE")
    voulues += mensuelles([("B025", 21)], 2026, 3, "FORMATION_CONTRAT") + mensuelles([("B007", 7)], 2026, 3, "ABSENCE")
    feuille = F("Suivi", lignes, fusions=["C2:E2", "F2:H2"])
    return Cas("deux.xlsx", xlsx(feuille), "ENT-02", ("2026-02-01", "2026-03-31"), voulues)


@mise_en_page
def memes_etages_sans_fusion():
    cas = mois_et_natures_sur_deux_etages()
    lignes = [
        ["PAYSAGES & VOIRIES DES ROSEAUX SARL"],
        ["", "", "Février 2026", "", "", "Mars 2026", "", ""],
        ["Nom", "Prénom", "Travail", "Formation", "Absence", "Travail", "Formation", "Absence"],
        [nom("B025"), prenom("B025"), "100", "35", "7", "110", "21", ""],
        [nom("B007"), prenom("B007"), "140", "", "", "147", "", "7"],
    ]
    return Cas("deux.csv", texte(lignes), "ENT-02", cas.periode, cas.lignes)


@mise_en_page
def mois_a_cheval_sur_deux_annees():
    lignes = [
        ["CORVALIN : heures d'insertion, exercice 2025-2026"],
        ["Nom et prénom", "nov. 25", "déc. 25", "janv. 26", "Total"],
        [complet("B006"), 140, 133, 147, 420],
        [complet("B021"), 120, 126, 105, 351],
        ["TOTAUX", 260, 259, 252, 771],
    ]
    voulues = mensuelles([("B006", 140), ("B021", 120)], 2025, 11)
    voulues += mensuelles([("B006", 133), ("B021", 126)], 2025, 12)
    voulues += mensuelles([("B006", 147), ("B021", 105)], 2026, 1)
    return Cas("x.xlsx", xlsx(F("Suivi", lignes)), "ENT-01", ("2025-11-01", "2026-01-31"), voulues)


@mise_en_page
def mois_en_dates_et_colonne_masquee():
    lignes = [
        ["NETTOLIANE SERVICES"],
        ["Salarié", D(2026, 3, 1), D(2026, 4, 1), D(2026, 5, 1)],
        [complet("B018"), 112, 105, 98],
        [complet("B019"), 140, 133, 126],
        ["Total", Formule(252), Formule(238), Formule(None)],
    ]
    voulues = mensuelles([("B018", 112), ("B019", 140)], 2026, 3) + mensuelles([("B018", 98), ("B019", 126)], 2026, 5)
    feuille = F("Suivi", lignes, colonnes_masquees={3})
    anomalies = [("COLONNE_MASQUEE", "Suivi", None)]
    return Cas("m.xlsx", xlsx(feuille), "ENT-03", ("2026-03-01", "2026-05-31"), voulues, anomalies)


@mise_en_page
def une_feuille_par_mois_et_un_recapitulatif():
    def feuille(titre, *heures):
        lignes = [["Nom", "Prénom", "Heures"], *[[nom(ref), prenom(ref), h] for ref, h in heures]]
        return F(titre, [*lignes, ["Total", None, sum(h for _, h in heures)]])

    recap = F(
        "Récap", [["Nom", "Prénom", "Heures"], [nom("B007"), prenom("B007"), 270], [nom("B009"), prenom("B009"), 280]]
    )
    contenu = xlsx(
        feuille("Janvier 2026", ("B007", 130), ("B009", 133)),
        feuille("Février 2026", ("B007", 140), ("B009", 147)),
        recap,
    )
    voulues = mensuelles([("B007", 130), ("B009", 133)], 2026, 1) + mensuelles([("B007", 140), ("B009", 147)], 2026, 2)
    return Cas("annee.xlsx", contenu, "ENT-02", ("2026-01-01", "2026-02-28"), voulues, deposant="ENT-02")


@mise_en_page
def feuilles_de_mois_sans_annee():
    def feuille(titre, heures):
        return F(
            titre,
            [["Suivi 2026 – Nettoliane"], [], ["Salarié(e)", "Nb d'heures"], *[[complet(r), h] for r, h in heures]],
        )

    contenu = ods(feuille("mars", [("B012", 80), ("B018", 70)]), feuille("avril", [("B012", 84), ("B018", 77)]))
    voulues = mensuelles([("B012", 80), ("B018", 70)], 2026, 3) + mensuelles([("B012", 84), ("B018", 77)], 2026, 4)
    return Cas("suivi.ods", contenu, "ENT-03", ("2026-03-01", "2026-04-30"), voulues)


@mise_en_page
def blocs_sous_un_nom_seul():
    lignes = [
        ["BRUMELLE SOLIDARITÉ EMPLOI – missions d'avril 2026"],
        [],
        [complet("B027"), None, None, naissance("B027")],
        ["Date", "Lieu d'intervention", "Durée"],
        [D(2026, 4, 7), "Base-vie tramway T19", "5h15"],
        [D(2026, 4, 8), "Particulier", "4h"],
        ["Sous-total", None, "9h15"],
        [],
        [complet("B031"), None, None, naissance("B031")],
        ["Date", "Lieu d'intervention", "Durée"],
        [D(2026, 4, 2), "Hôtel d’agglomération – 2e étage", "3 h 30"],
        [D(2026, 4, 17), "Hôtel d’agglomération – 2e étage", "à préciser"],
    ]
    voulues = [
        ("B027", "2026-04-07", "2026-04-07", "TRAVAIL", "5.25"),
        ("B031", "2026-04-02", "2026-04-02", "TRAVAIL", "3.50"),
    ]
    anomalies = [("LIGNES_HORS_MARCHE", "Avril", None), ("HEURES_ILLISIBLES", "Avril", 12)]
    return Cas("blocs.xlsx", xlsx(F("Avril", lignes)), "SIA-03", mois(2026, 4), voulues, anomalies)


@mise_en_page
def fiche_individuelle_etiquetee():
    lignes = [
        ["FICHE NAVETTE"],
        ["Entreprise :", "TERRASSEMENTS CORVALIN"],
        ["Nom :", "BENHADDOU", None, "Prénom :", "Karim"],
        ["Né le :", "02/05/1991"],
        ["Mois :", D(2026, 3, 1)],
        [],
        ["Semaine", "Heures travaillées", "Heures de formation"],
        [10, 35, None],
        [11, 28, 7],
        ["Total", 63, 7],
    ]
    voulues = [
        ("BENHADDOU/Karim", "2026-03-02", "2026-03-08", "TRAVAIL", "35.00"),
        ("BENHADDOU/Karim", "2026-03-09", "2026-03-15", "TRAVAIL", "28.00"),
        ("BENHADDOU/Karim", "2026-03-09", "2026-03-15", "FORMATION_CONTRAT", "7.00"),
    ]
    anomalies = [("BENEFICIAIRE_INCONNU", "Fiche", 3)]
    return Cas("fiche.xlsx", xlsx(F("Fiche", lignes)), "ENT-01", mois(2026, 3), voulues, anomalies)


@mise_en_page
def noms_fusionnes_sur_leurs_lignes():
    lignes = [
        ["Heures de mars 2026", None, None, None, "PVR"],
        ["NOM Prénom", "Date de naissance", "Du", "Au", "Heures"],
        [complet("B009"), naissance("B009"), D(2026, 3, 2), D(2026, 3, 8), 35],
        [None, None, D(2026, 3, 9), D(2026, 3, 15), 35],
        [None, None, D(2026, 3, 16), D(2026, 3, 22), 28],
        [complet("B039"), naissance("B039"), D(2026, 3, 2), D(2026, 3, 8), 21],
        [None, None, D(2026, 3, 9), D(2026, 3, 15), 35],
    ]
    feuille = F("Mars", lignes, fusions=["A3:A5", "B3:B5", "A6:A7", "B6:B7"])
    voulues = [
        ("B009", "2026-03-02", "2026-03-08", "TRAVAIL", "35.00"),
        ("B009", "2026-03-09", "2026-03-15", "TRAVAIL", "35.00"),
        ("B009", "2026-03-16", "2026-03-22", "TRAVAIL", "28.00"),
        ("B039", "2026-03-02", "2026-03-08", "TRAVAIL", "21.00"),
        ("B039", "2026-03-09", "2026-03-15", "TRAVAIL", "35.00"),
    ]
    return Cas("fusions.xlsx", xlsx(feuille), "ENT-02", mois(2026, 3), voulues)


@mise_en_page
def deux_tableaux_l_un_sous_l_autre():
    lignes = [
        ["TERRASSEMENTS CORVALIN – mai 2026"],
        ["Salariés en CDI"],
        ["Nom", "Prénom", "Heures"],
        [nom("B006"), prenom("B006"), 140],
        [nom("B021"), prenom("B021"), 133],
        ["Total", None, 273],
        [],
        ["Salariés en CDD"],
        ["Prénom", "Nom", "Né(e) le", "Heures réalisées", "Observations"],
        [prenom("B001"), nom("B001"), naissance("B001"), 126, None],
        [prenom("B020"), nom("B020"), naissance("B020"), 98, "arrivé en mars"],
        ["TOTAL GÉNÉRAL", None, None, 497, None],
    ]
    voulues = mensuelles([("B006", 140), ("B021", 133), ("B001", 126), ("B020", 98)], 2026, 5)
    return Cas("deux_tableaux.xlsx", xlsx(F("Mai", lignes)), "ENT-01", mois(2026, 5), voulues)


@mise_en_page
def deux_tableaux_cote_a_cote():
    lignes = [
        ["NETTOLIANE – avril 2026"],
        ["Salarié", "Heures", None, "Salarié", "Heures"],
        [complet("B012"), 80, None, complet("B019"), 105],
        [complet("B018"), 77, None, complet("B040"), 98],
    ]
    voulues = mensuelles([("B012", 80), ("B018", 77), ("B019", 105), ("B040", 98)], 2026, 4)
    return Cas("cote.xlsx", xlsx(F("Avril", lignes)), "ENT-03", mois(2026, 4), voulues)


@mise_en_page
def jours_du_mois_en_colonnes():
    jours = list(range(1, 32))
    lignes = [
        ["PVR – Mars 2026"],
        ["Nom", *jours, "Total"],
        [complet("B007"), *[7 if j in {2, 3, 4} else "CP" if j == 5 else None for j in jours], 21],
        [complet("B022"), *[8 if j == 2 else None for j in jours], 8],
    ]
    voulues = [("B007", f"2026-03-0{j}", f"2026-03-0{j}", "TRAVAIL", "7.00") for j in (2, 3, 4)]
    voulues.append(("B022", "2026-03-02", "2026-03-02", "TRAVAIL", "8.00"))
    return Cas("grille.xlsx", xlsx(F("Mars", lignes)), "ENT-02", mois(2026, 3), voulues)


@mise_en_page
def jours_de_la_semaine_en_colonnes():
    lignes = [
        ["Interim Passerelle", "Relevé du 02/03/2026 au 15/03/2026"],
        ["Semaine", "Nom Prénom", "Lun", "Mar", "Mer", "Jeu", "Ven", "Total"],
        ["S10", complet("B026"), 7, 7, 7, 7, 7, 35],
        ["S11", complet("B026"), 7, "M", "M", 7, 7, 21],
    ]
    voulues = [
        ("B026", "2026-03-02", "2026-03-08", "TRAVAIL", "35.00"),
        ("B026", "2026-03-09", "2026-03-15", "TRAVAIL", "21.00"),
    ]
    return Cas("sem.xlsx", xlsx(F("S", lignes)), "SIA-01", ("2026-03-02", "2026-03-15"), voulues)


@mise_en_page
def une_feuille_par_personne():
    def feuille(ref, *heures):
        return F(complet(ref), [["Mois de mai 2026"], ["Date", "Heures"], *[[D(2026, 5, j), h] for j, h in heures]])

    contenu = xlsx(feuille("B003", (4, 7), (5, 7)), feuille("B028", (4, 8)))
    voulues = [
        ("DIALLO/Mamadou", "2026-05-04", "2026-05-04", "TRAVAIL", "7.00"),
        ("DIALLO/Mamadou", "2026-05-05", "2026-05-05", "TRAVAIL", "7.00"),
        ("B028", "2026-05-04", "2026-05-04", "TRAVAIL", "8.00"),
    ]
    anomalies = [("BENEFICIAIRE_AMBIGU", complet("B003"), 3)]
    return Cas("personnes.xlsx", contenu, "SIA-01", mois(2026, 5), voulues, anomalies, deposant="SIA-01")
