"""What companies, agencies and groupings really send: impossible days, weeks under their month, no titles, invoices."""

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
from tests.suivi_heures.imports.releve.mises_en_page.ecrire import F, ods, texte, xlsx

D = datetime.date
MAI = mois(2026, 5)
DEUX_MOIS = ("2026-04-01", "2026-05-31")
UN, DEUX = complet("B007"), complet("B009")
PVR = mensuelles([("B007", 140), ("B009", 133)], 2026, 5)
PVR_DEUX_MOIS = mensuelles([("B007", 140), ("B009", 126)], 2026, 4) + mensuelles(
    [("B007", 133), ("B009", 126)], 2026, 5
)


def jour(qui: str, rang: int, heures: str, nature: str = "TRAVAIL") -> tuple[str, str, str, str, str]:
    return qui, f"2026-05-{rang:02d}", f"2026-05-{rang:02d}", nature, heures


@mise_en_page
def jours_qui_n_existent_pas():
    """Neither lost nor put right in silence: kept in the month of the file, and said."""
    lignes = [
        ["PVR – mai 2026", "", ""],
        ["Date", "Salarié", "Heures"],
        ["04/05/2026", UN, "7"],
        ["32/05/2026", UN, "7"],
        ["00/13/2026", DEUX, "6"],
        ["05/05/2026", DEUX, "7"],
    ]
    voulues = [jour("B007", 4, "7.00"), jour("B009", 5, "7.00")]
    voulues += mensuelles([("B007", 7), ("B009", 6)], 2026, 5)
    anomalies = [("LIGNE_HORS_PERIODE", None, 4), ("LIGNE_HORS_PERIODE", None, 5)]
    return Cas("j.csv", texte(lignes), "ENT-02", MAI, voulues, anomalies)


@mise_en_page
def fin_de_mois_qui_n_existe_pas():
    """« du 01/02 au 31/02 »: not the first of February alone."""
    lignes = [["PVR"], ["Mois", "02/2026"], ["Salarié", "Du", "Au", "Heures"], [UN, "01/02/2026", "31/02/2026", 140]]
    anomalies = [("LIGNE_HORS_PERIODE", "F", 4)]
    voulues = mensuelles([("B007", 140)], 2026, 2)
    return Cas("f.xlsx", xlsx(F("F", lignes)), "ENT-02", mois(2026, 2), voulues, anomalies)


@mise_en_page
def naissance_qui_n_existe_pas():
    lignes = [
        ["PVR – mai 2026"],
        ["Nom", "Prénom", "Né(e) le", "Heures"],
        [nom("B007"), prenom("B007"), "31/02/1988", 140],
        [nom("B009"), prenom("B009"), naissance("B009"), 133],
    ]
    return Cas("n.xlsx", xlsx(F("F", lignes)), "ENT-02", MAI, PVR, [("DATE_NAISSANCE_DIFFERENTE", "F", 3)])


@mise_en_page
def personnes_en_colonnes_sur_deux_rangs():
    """The name over the first name, months below, nothing in the corner; both did the same hours in May."""
    lignes = [
        ["PVR 2026"],
        [None, nom("B007"), nom("B009"), "TOTAL"],
        [None, prenom("B007"), prenom("B009"), None],
        ["Avril 2026", 140, 126, 266],
        ["Mai 2026", 133, 126, 259],
        ["Total", 273, 252, 525],
    ]
    return Cas("p.xlsx", xlsx(F("Suivi", lignes)), "ENT-02", DEUX_MOIS, PVR_DEUX_MOIS)


@mise_en_page
def personnes_en_colonnes_aux_memes_heures():
    """Two people who did the same hours each month are two people."""
    lignes = [["PVR"], ["Mois", f"{prenom('B007')} {nom('B007').title()}", f"{prenom('B022')} {nom('B022').title()}"]]
    lignes += [["mars 2026", 140, 140], ["avril 2026", 126, 126], ["mai 2026", 133, 133]]
    voulues = []
    for rang, heures in ((3, 140), (4, 126), (5, 133)):
        voulues += mensuelles([("B007", heures), ("B022", heures)], 2026, rang)
    return Cas("m.ods", ods(F("F", lignes)), "ENT-02", ("2026-03-01", "2026-05-31"), voulues)


@mise_en_page
def travail_et_absences_sous_chaque_personne():
    lignes = [
        ["PVR"],
        ["Mois", UN, None, DEUX, None],
        [None, "Heures", "Absences", "Heures", "Absences"],
        ["Avril 2026", 140, 7, 126, None],
        ["Mai 2026", 133, None, 126, 14],
        ["Total", 273, 7, 252, 14],
    ]
    voulues = PVR_DEUX_MOIS + mensuelles([("B007", 7)], 2026, 4, "ABSENCE")
    voulues += mensuelles([("B009", 14)], 2026, 5, "ABSENCE")
    feuille = F("F", lignes, fusions=["A2:A3", "B2:C2", "D2:E2"])
    return Cas("t.xlsx", xlsx(feuille), "ENT-02", DEUX_MOIS, voulues)


@mise_en_page
def semaines_du_mois_sous_leur_mois():
    """« Sem 1 » of April is no week of January, and its total is not a fifth week."""
    semaines = ["Sem 1", "Sem 2", "Sem 3", "Sem 4", "Total"]
    lignes = [
        ["PVR"],
        ["Salarié", "Avril 2026", None, None, None, None, "Mai 2026", None, None, None, None],
        [None, *semaines, *semaines],
        [UN, 35, 35, 35, 35, 140, 35, 28, 35, 35, 133],
    ]
    voulues = mensuelles([("B007", 140)], 2026, 4) + mensuelles([("B007", 133)], 2026, 5)
    feuille = F("F", lignes, fusions=["A2:A3", "B2:F2", "G2:K2"])
    return Cas("s.xlsx", xlsx(feuille), "ENT-02", DEUX_MOIS, voulues)


@mise_en_page
def semaines_du_mois_sous_un_seul_mois():
    """The month over its weeks, the merge lost on the way to the CSV."""
    lignes = [
        ["PVR", "", "", "", "", ""],
        ["", "", "Mai 2026", "", "", ""],
        ["Nom", "Prénom", "S1", "S2", "S3", "S4"],
        [nom("B007"), prenom("B007"), "35", "35", "35", "35"],
        [nom("B009"), prenom("B009"), "35", "28", "35", "35"],
    ]
    return Cas("s.csv", texte(lignes), "ENT-02", MAI, PVR)


@mise_en_page
def semaines_de_l_annee_sous_leur_mois():
    lignes = [
        ["PVR"],
        ["Salarié", "Mai 2026", None, None],
        [None, "S19", "S20", "Total"],
        [UN, 35, 28, 63],
        [DEUX, 35, 35, 70],
    ]
    lundis = (D(2026, 5, 4), D(2026, 5, 11))
    voulues = [
        (qui, f"{lundi}", f"{lundi + datetime.timedelta(days=6)}", "TRAVAIL", f"{h}.00")
        for qui, faites in (("B007", (35, 28)), ("B009", (35, 35)))
        for lundi, h in zip(lundis, faites, strict=True)
    ]
    feuille = F("F", lignes, fusions=["A2:A3", "B2:D2"])
    return Cas("i.xlsx", xlsx(feuille), "ENT-02", MAI, voulues)


@mise_en_page
def liste_datee_sans_titres():
    """No title at all: the day, the name and the first name in two cells, the hours."""
    lignes = [
        [D(2026, 5, 4), nom("B007"), prenom("B007"), 7],
        [D(2026, 5, 5), nom("B007"), prenom("B007"), 7.5],
        [D(2026, 5, 4), nom("B009"), prenom("B009"), 6],
    ]
    voulues = [jour("B007", 4, "7.00"), jour("B007", 5, "7.50"), jour("B009", 4, "6.00")]
    return Cas("l.xlsx", xlsx(F("Feuil1", lignes)), "ENT-02", MAI, voulues, deposant="ENT-02")


@mise_en_page
def liste_sans_titres_et_naissance():
    lignes = [
        ["PVR", "heures de mai 2026", "", ""],
        [nom("B007"), prenom("B007"), f"{naissance('B007'):%d/%m/%Y}", "140"],
        [nom("B009"), prenom("B009"), f"{naissance('B009'):%d/%m/%Y}", "133"],
    ]
    return Cas("l.csv", texte(lignes), "ENT-02", MAI, PVR)


@mise_en_page
def liste_de_mois_sans_titres():
    lignes = [
        ["avril 2026", UN, "140"],
        ["avril 2026", DEUX, "126"],
        ["mai 2026", UN, "133"],
        ["mai 2026", DEUX, "126"],
    ]
    return Cas("m.csv", texte(lignes), "ENT-02", DEUX_MOIS, PVR_DEUX_MOIS, deposant="ENT-02")


@mise_en_page
def matin_et_apres_midi():
    lignes = [
        ["PVR – mai 2026"],
        ["Date", "Salarié", "Matin", "Après-midi"],
        [D(2026, 5, 4), UN, 3.5, 4],
        [D(2026, 5, 5), UN, 4, None],
        [D(2026, 5, 4), DEUX, None, 3],
    ]
    voulues = [jour("B007", 4, "7.50"), jour("B007", 5, "4.00"), jour("B009", 4, "3.00")]
    return Cas("m.xlsx", xlsx(F("F", lignes)), "ENT-02", MAI, voulues)


@mise_en_page
def matin_et_apres_midi_de_telle_heure_a_telle_heure():
    """« 8h-12h » in one cell is four hours; a whole day without its break is not guessed."""
    lignes = [
        ["PVR – mai 2026", "", "", ""],
        ["Date", "Salarié", "Matin", "Après-midi"],
        ["04/05/2026", UN, "8h-12h", "13h30 - 17h"],
        ["05/05/2026", UN, "08:00 à 11:30", ""],
        ["04/05/2026", DEUX, "8h00/12h00", "repos"],
        ["05/05/2026", DEUX, "8h-17h", ""],
    ]
    voulues = [jour("B007", 4, "7.50"), jour("B007", 5, "3.50"), jour("B009", 4, "4.00")]
    return Cas("h.csv", texte(lignes), "ENT-02", MAI, voulues, [("HEURES_ILLISIBLES", None, 6)])


@mise_en_page
def sans_solde_et_autres_absences():
    lignes = [
        ["PVR – mai 2026"],
        ["Salarié", "Heures", "Sans solde", "Récupération", "Activité partielle", "Solde CP"],
        [UN, 140, 7, None, 3.5, 12],
        [DEUX, 133, None, 14, None, 9],
    ]
    voulues = PVR + mensuelles([("B007", 10.5), ("B009", 14)], 2026, 5, "ABSENCE")
    return Cas("a.xlsx", xlsx(F("F", lignes)), "ENT-02", MAI, voulues)


@mise_en_page
def facture_par_interimaire():
    """A block for each mission; « Total » is money, « Base » is what its price multiplies."""
    un, deux = complet("B026"), complet("B028")
    lignes = [
        ["INTÉRIM PASSERELLE BRUMELLE"],
        ["Facture n° 2026-118", None, "Période du 01/05/2026 au 31/05/2026"],
        [f"{un} – Mission n° 4521 du 04/05/2026 au 29/05/2026"],
        ["Libellé", "Base", "Taux", "Total"],
        ["Heures normales", 140, 24.5, 3430],
        ["Heures sup. 25 %", 6, 30.6, 183.6],
        ["Indemnité panier", 19, 9.8, 186.2],
        ["Sous-total", None, None, 3799.8],
        [f"{deux} – Mission n° 4530 du 04/05/2026 au 29/05/2026"],
        ["Libellé", "Base", "Taux", "Total"],
        ["Heures normales", 133, 24.5, 3258.5],
        ["Sous-total", None, None, 3258.5],
        ["Total HT", None, None, 7058.3],
        ["TVA 20 %", None, None, 1411.66],
    ]
    voulues = mensuelles([("B026", 146), ("B028", 133)], 2026, 5)
    return Cas("f.xlsx", xlsx(F("Facture", lignes)), "SIA-01", MAI, voulues)


@mise_en_page
def facture_en_euros_ecrits():
    lignes = [
        ["INTÉRIM PASSERELLE BRUMELLE", "", "mai 2026", ""],
        ["Intérimaire", "Nb", "Prix", "Total"],
        [complet("B026"), "140", "24,50", "3 430,00 €"],
        [complet("B028"), "133", "24,50", "3 258,50 €"],
        ["Total", "273", "", "6 688,50 €"],
    ]
    voulues = mensuelles([("B026", 140), ("B028", 133)], 2026, 5)
    return Cas("e.csv", texte(lignes), "SIA-01", MAI, voulues)


@mise_en_page
def releve_d_un_portail_d_interim():
    """« Unités » is how many, « Unité » is of what."""
    lignes = [
        ["Agence", "Nom", "Prénom", "Semaine", "Rubrique", "Unités", "Unité", "Taux facturé"],
        ["IPB", nom("B026"), prenom("B026"), "2026-S19", "Heures normales", "35,00", "H", "24,50"],
        ["IPB", nom("B026"), prenom("B026"), "2026-S19", "Heures sup 25%", "4,00", "H", "30,60"],
        ["IPB", nom("B026"), prenom("B026"), "2026-S19", "Panier", "5,00", "U", "9,80"],
        ["IPB", nom("B028"), prenom("B028"), "2026-S19", "Heures normales", "28,00", "H", "24,50"],
        ["IPB", nom("B028"), prenom("B028"), "2026-S20", "Heures normales", "35,00", "H", "24,50"],
    ]
    voulues = [
        ("B026", "2026-05-04", "2026-05-10", "TRAVAIL", "39.00"),
        ("B028", "2026-05-04", "2026-05-10", "TRAVAIL", "28.00"),
        ("B028", "2026-05-11", "2026-05-17", "TRAVAIL", "35.00"),
    ]
    return Cas("p.csv", texte(lignes, codage="cp1252"), "SIA-01", MAI, voulues, deposant="SIA-01")


@mise_en_page
def rien_que_du_prevu():
    """What is planned was not done: nothing is read, and nobody is said to have written nothing."""
    lignes = [["PVR – mai 2026"], ["Salarié", "Heures"], [f"{UN} - Prévu", 140], [f"{DEUX} - Prévu", 133]]
    return Cas("v.xlsx", xlsx(F("F", lignes)), "ENT-02", MAI, [], [("AUCUNE_LIGNE", "F", None)])


@mise_en_page
def mois_en_titres_parmi_les_lignes():
    """One table; each month stands over its rows, and the same hours in both months are not the same row."""
    lignes = [
        ["PVR – suivi 2026"],
        ["Salarié", "Heures"],
        ["Avril 2026"],
        [UN, 140],
        [DEUX, 126],
        ["Total avril", 266],
        ["Mai 2026"],
        [UN, 133],
        [DEUX, 126],
        ["Total mai", 259],
    ]
    return Cas("t.xlsx", xlsx(F("F", lignes)), "ENT-02", DEUX_MOIS, PVR_DEUX_MOIS)


@mise_en_page
def semaines_en_titres_de_tableaux():
    lignes = [["PVR – mai 2026", "", ""]]
    for semaine, faites in (("Semaine 19", (35, 28)), ("Semaine 20", (35, 35))):
        lignes += [[semaine, "", ""], ["Nom", "Prénom", "Heures"]]
        lignes += [[nom(q), prenom(q), str(h)] for q, h in zip(("B007", "B009"), faites, strict=True)]
        lignes += [["Total", "", str(sum(faites))]]
    voulues = [
        ("B007", "2026-05-04", "2026-05-10", "TRAVAIL", "35.00"),
        ("B009", "2026-05-04", "2026-05-10", "TRAVAIL", "28.00"),
        ("B007", "2026-05-11", "2026-05-17", "TRAVAIL", "35.00"),
        ("B009", "2026-05-11", "2026-05-17", "TRAVAIL", "35.00"),
    ]
    return Cas("s.csv", texte(lignes), "ENT-02", MAI, voulues)


@mise_en_page
def numeros_de_jours_en_lignes():
    """« 4 » in a column of days is the 4th of the month of the sheet, not a day of 1900."""
    lignes = [
        ["PVR"],
        ["Mois :", "mai 2026"],
        ["Jour", UN, DEUX],
        [4, 7, 6.5],
        [5, 7.5, None],
        [6, None, 7],
        ["Total", 14.5, 13.5],
    ]
    voulues = [jour("B007", 4, "7.00"), jour("B007", 5, "7.50"), jour("B009", 4, "6.50"), jour("B009", 6, "7.00")]
    return Cas("n.xlsx", xlsx(F("F", lignes)), "ENT-02", MAI, voulues)
