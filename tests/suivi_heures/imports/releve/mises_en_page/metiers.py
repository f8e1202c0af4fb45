"""Layouts of the trades: temporary work, grouping of employers, site sheets, follow-up of the clause."""

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
from tests.suivi_heures.imports.releve.mises_en_page.ecrire import Duree, F, ods, texte, xlsx

D = datetime.date
MAI = mois(2026, 5)


def semaine(qui: str, lundi: datetime.date, heures: str, nature: str = "TRAVAIL") -> tuple[str, str, str, str, str]:
    return qui, lundi.isoformat(), (lundi + datetime.timedelta(days=6)).isoformat(), nature, heures


def jour(qui: str, le: datetime.date, heures: str, nature: str = "TRAVAIL") -> tuple[str, str, str, str, str]:
    return qui, le.isoformat(), le.isoformat(), nature, heures


@mise_en_page
def export_d_une_agence_d_interim():
    """Normal and extra hours, their total, rates and amounts; the missions last a week."""
    semaines = (
        ("M-1001", "B026", 4, 35.0, 4.0, 0.0, 39.0, 24.5, 955.5),
        ("M-1001", "B026", 11, 28.0, 0.0, 0.0, 28.0, 24.5, 686.0),
        ("M-1002", "B028", 4, 35.0, 8.0, 1.5, 44.5, 24.5, 1090.25),
    )
    qui = ["Agence", "Client", "N° mission", "Nom", "Prénom", "Du", "Au"]
    lignes = [
        [*qui, "H. norm.", "H. sup 25 %", "H. sup 50 %", "Total H", "Taux horaire", "Montant HT"],
        *(
            ["IPB", "CORVALIN", mission, nom(ref), prenom(ref), D(2026, 5, j), D(2026, 5, j + 6), *chiffres]
            for mission, ref, j, *chiffres in semaines
        ),
        ["Total", None, None, None, None, None, None, 98.0, 12.0, 1.5, 111.5, None, 2731.75],
    ]
    voulues = [
        semaine("B026", D(2026, 5, 4), "39.00"),
        semaine("B026", D(2026, 5, 11), "28.00"),
        semaine("B028", D(2026, 5, 4), "44.50"),
    ]
    contenu = texte(lignes, codage="cp1252")
    return Cas("export_052026.csv", contenu, "SIA-01", MAI, voulues, deposant="SIA-01")


@mise_en_page
def planning_d_un_geiq_par_semaine():
    """Each week merged over two columns: at the company, at school."""
    lignes = [
        ["GEIQ BTP VAL-DE-BRUMELLE – planning mai 2026"],
        ["Salarié", "Semaine 19", None, "Semaine 20", None],
        [None, "H. entreprise", "H. CFA", "H. entreprise", "H. CFA"],
        [complet("B029"), 35, None, None, 35],
        [complet("B010"), 28, 7, 35, None],
        ["Total", 63, 7, 35, 35],
    ]
    voulues = [
        semaine("B029", D(2026, 5, 4), "35.00"),
        semaine("B029", D(2026, 5, 11), "35.00", "FORMATION_CONTRAT"),
        semaine("B010", D(2026, 5, 4), "28.00"),
        semaine("B010", D(2026, 5, 4), "7.00", "FORMATION_CONTRAT"),
        semaine("B010", D(2026, 5, 11), "35.00"),
    ]
    feuille = F("Planning", lignes, fusions=["A2:A3", "B2:C2", "D2:E2"])
    return Cas("p.xlsx", xlsx(feuille), "SIA-02", MAI, voulues)


@mise_en_page
def titres_sur_deux_rangs_fusionnes_en_hauteur():
    """The titles of who stand over two rows, those of the hours under one group: one table."""
    lignes = [
        ["PVR mai 2026"],
        ["Nom", "Prénom", "Heures", None, None],
        [None, None, "Travail", "Formation", "Absences"],
        [nom("B007"), prenom("B007"), 100, 7, None],
        [nom("B009"), prenom("B009"), 110, None, 14],
    ]
    voulues = mensuelles([("B007", 100), ("B009", 110)], 2026, 5) + mensuelles(
        [("B007", 7)], 2026, 5, "FORMATION_CONTRAT"
    )
    voulues += mensuelles([("B009", 14)], 2026, 5, "ABSENCE")
    return Cas("h.xlsx", xlsx(F("F", lignes, fusions=["A2:A3", "B2:B3", "C2:E2"])), "ENT-02", MAI, voulues)


@mise_en_page
def un_seul_titre_d_heures_sur_deux_rangs():
    lignes = [
        ["PVR mai 2026"],
        ["Nom", "Prénom", "Nombre d’heures", "Observations"],
        [None, None, "réellement effectuées", None],
        [nom("B007"), prenom("B007"), 100, "RAS"],
        [nom("B009"), prenom("B009"), 110, None],
    ]
    voulues = mensuelles([("B007", 100), ("B009", 110)], 2026, 5)
    return Cas("h.xlsx", xlsx(F("F", lignes, fusions=["A2:A3", "B2:B3", "D2:D3"])), "ENT-02", MAI, voulues)


@mise_en_page
def prevu_et_realise_par_mois():
    lignes = [
        ["PVR – suivi des heures d’insertion 2026"],
        ["Nom et prénom", "Avril", None, "Mai", None],
        [None, "Prévu", "Réalisé", "Prévu", "Réalisé"],
        [complet("B007"), 140, 133, 126, 119],
        [complet("B009"), 140, 126, 126, 105],
        ["TOTAL", 280, 259, 252, 224],
    ]
    voulues = mensuelles([("B007", 133), ("B009", 126)], 2026, 4) + mensuelles([("B007", 119), ("B009", 105)], 2026, 5)
    feuille = F("Suivi", lignes, fusions=["A2:A3", "B2:C2", "D2:E2"])
    return Cas("s.xlsx", xlsx(feuille), "ENT-02", ("2026-04-01", "2026-05-31"), voulues)


@mise_en_page
def prevu_et_realise_sur_deux_lignes():
    lignes = [
        ["PVR", None, "mai 2026"],
        ["Salarié", "Type", "Heures"],
        [complet("B007"), "Prévu", 140],
        [complet("B007"), "Réalisé", 133],
        [complet("B009"), "Prévu", 140],
        [complet("B009"), "Réalisé", 126],
    ]
    return Cas("s.xlsx", xlsx(F("F", lignes)), "ENT-02", MAI, mensuelles([("B007", 133), ("B009", 126)], 2026, 5))


@mise_en_page
def trois_etages_de_titres():
    lignes = [
        ["Relevé NETTOLIANE SERVICES"],
        [None, "2ᵉ trimestre 2026", None, None, None],
        [None, "Avril 2026", None, "Mai 2026", None],
        ["Agent", "Travail", "Formation", "Travail", "Formation"],
        [complet("B018"), 112, 7, 105, None],
        [complet("B019"), 98, None, 91, 14],
    ]
    voulues = mensuelles([("B018", 112), ("B019", 98)], 2026, 4) + mensuelles([("B018", 105), ("B019", 91)], 2026, 5)
    voulues += mensuelles([("B018", 7)], 2026, 4, "FORMATION_CONTRAT")
    voulues += mensuelles([("B019", 14)], 2026, 5, "FORMATION_CONTRAT")
    feuille = F("T2", lignes, fusions=["B2:E2", "B3:C3", "D3:E3"])
    return Cas("t2.xlsx", xlsx(feuille), "ENT-03", ("2026-04-01", "2026-05-31"), voulues)


@mise_en_page
def feuille_de_presence_par_personne():
    """The title is said again in each block; mornings and afternoons are the parts of the day."""
    lignes = [["FICHE DE PRÉSENCE – CORVALIN"]]
    for qui, jours in (("B006", (4, 5)), ("B021", (4, 6))):
        lignes += [["Nom :", nom(qui), "Prénom :", prenom(qui)], ["Date", "Matin", "Après-midi", "Total"]]
        lignes += [[D(2026, 5, j), 3.5, 4, 7.5] for j in jours]
        lignes += [["Total", 7, 8, 15], []]
    voulues = [jour("B006", D(2026, 5, j), "7.50") for j in (4, 5)]
    voulues += [jour("B021", D(2026, 5, j), "7.50") for j in (4, 6)]
    return Cas("presence.ods", ods(F("Mai", lignes)), "ENT-01", MAI, voulues)


@mise_en_page
def jours_en_colonnes_et_totaux_de_semaine():
    """Days 1 to 31, the total of each week between them, the total of the month at the end."""
    semaines = [[1, 2, 3], list(range(4, 11)), list(range(11, 18)), list(range(18, 25)), list(range(25, 32))]
    titres, rangs = ["Nom et prénom"], []
    for n, jours in enumerate(semaines, 1):
        titres += [*jours, f"Total S{n}"]
        rangs += [*jours, None]
    titres.append("Total mois")
    heures = {"B007": {4: 7, 5: 7, 11: 7.5, 29: 4}, "B022": {4: 7, 18: 6}}
    lignes = [["PVR – pointage du mois de mai 2026"], titres]
    for qui, faites in heures.items():
        rangee = [complet(qui)]
        for jours in semaines:
            rangee += [faites.get(j) for j in jours] + [sum(faites.get(j, 0) for j in jours)]
        lignes.append([*rangee, sum(faites.values())])
    voulues = [jour(qui, D(2026, 5, j), f"{h:.2f}") for qui, faites in heures.items() for j, h in faites.items()]
    return Cas("pointage.xlsx", xlsx(F("Mai", lignes)), "ENT-02", MAI, voulues)


@mise_en_page
def jours_nommes_et_dates_en_colonnes():
    """A week of a planner: the name of the day over its date."""
    dates = [D(2026, 5, j) for j in range(4, 9)]
    lignes = [
        ["Équipe voirie – PVR"],
        [None, "lundi", "mardi", "mercredi", "jeudi", "vendredi", None],
        ["Salarié", *dates, "Total semaine"],
        [complet("B007"), 7, 7, 7, 7, 7, 35],
        [complet("B009"), 7, None, "CP", 7, 3.5, 17.5],
    ]
    voulues = [jour("B007", d, "7.00") for d in dates]
    voulues += [jour("B009", dates[0], "7.00"), jour("B009", dates[3], "7.00"), jour("B009", dates[4], "3.50")]
    return Cas("S19.xlsx", xlsx(F("S19", lignes)), "ENT-02", ("2026-05-04", "2026-05-10"), voulues)


@mise_en_page
def natures_sous_un_nom_dit_une_fois():
    """The name on the first row of each person, the kinds of hours below it."""
    lignes = [
        ["NETTOLIANE SERVICES – mai 2026"],
        ["Salarié", "Nature", "Heures"],
        [complet("B018"), "Heures travaillées", 112],
        [None, "Formation", 7],
        [None, "Congés payés", 14],
        [complet("B019"), "Heures travaillées", 98],
        [None, "Maladie", 21],
        ["Total", None, 252],
    ]
    voulues = mensuelles([("B018", 112), ("B019", 98)], 2026, 5)
    voulues += mensuelles([("B018", 7)], 2026, 5, "FORMATION_CONTRAT")
    voulues += mensuelles([("B018", 14), ("B019", 21)], 2026, 5, "ABSENCE")
    return Cas("n.xlsx", xlsx(F("Mai", lignes)), "ENT-03", MAI, voulues)


@mise_en_page
def geiq_avec_tuteurs_et_contrats():
    """Tutors are people too, and the weekly hours of the contract are hours too: neither is read."""
    lignes = [
        ["GEIQ BRUMELLE", None, None, None, None, "Mois :", "mai 2026"],
        ["Nom", "Prénom", "Né(e) le", "Tuteur", "H. hebdo contrat", "Heures en entreprise", "Heures centre", "Abs. CP"],
        [nom("B005"), prenom("B005"), naissance("B005"), "ROUX Paul", 35, 105, 28, 7],
        [nom("B008"), prenom("B008"), naissance("B008"), "BLANC Anne", 35, 119, None, None],
    ]
    voulues = mensuelles([("B005", 105), ("B008", 119)], 2026, 5)
    voulues += mensuelles([("B005", 28)], 2026, 5, "FORMATION_CONTRAT") + mensuelles([("B005", 7)], 2026, 5, "ABSENCE")
    return Cas("geiq.xlsx", xlsx(F("Mai", lignes)), "SIA-02", MAI, voulues)


@mise_en_page
def deux_contrats_le_meme_mois_sur_deux_chantiers():
    lignes = [
        ["TERRASSEMENTS CORVALIN SAS"],
        ["Chantier", "Salarié", "Mois", "Heures"],
        ["TRAM T19 LOT 1", complet("B038"), "avr-26", 133],
        ["GS TILLEULS", complet("B038"), "mai-26", 126],
        ["TRAM T19 LOT 1", complet("B006"), "mai-26", 140],
        ["Dépôt de Lomme", complet("B006"), "mai-26", 7],
    ]
    voulues = mensuelles([("B038", 133)], 2026, 4) + mensuelles([("B038", 126), ("B006", 140)], 2026, 5)
    anomalies = [("LIGNES_HORS_MARCHE", "F", None)]
    return Cas("d.xlsx", xlsx(F("F", lignes)), "ENT-01", ("2026-04-01", "2026-05-31"), voulues, anomalies)


@mise_en_page
def durees_et_calendrier_1904():
    lignes = [
        ["NETTOLIANE SERVICES"],
        ["Date", "Agent", "Temps passé"],
        [D(2026, 5, 4), complet("B018"), Duree(7.5)],
        [D(2026, 5, 5), complet("B018"), Duree(3.25)],
        [D(2026, 5, 4), complet("B019"), datetime.time(6, 45)],
        [None, "Total", Duree(17.5)],
    ]
    voulues = [
        jour("B018", D(2026, 5, 4), "7.50"),
        jour("B018", D(2026, 5, 5), "3.25"),
        jour("B019", D(2026, 5, 4), "6.75"),
    ]
    return Cas("t.xlsx", xlsx(F("Feuil1", lignes), date1904=True), "ENT-03", MAI, voulues)
