"""The same things said otherwise: titles in two stages, dates in words, old encodings, weeks and half-days."""

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
from tests.suivi_heures.imports.releve.mises_en_page.ecrire import F, texte, xlsx

D = datetime.date
H = datetime.time


@mise_en_page
def separateur_annonce_au_tableur():
    lignes = texte([["Nom", "Prénom", "Heures"], [nom("B001"), prenom("B001"), "140"]], codage="utf-8")
    anomalies = [("PERIODE_DEDUITE", None, None)]
    voulues = mensuelles([("B001", 140)], 2026, 3)
    fichier = "heures 03-2026.csv"
    return Cas(fichier, b"sep=;\r\n" + lignes, "ENT-01", mois(2026, 3), voulues, anomalies, deposant="ENT-01")


@mise_en_page
def codage_d_un_vieux_poste():
    contenu = texte([["Mars 2026"], ["Nom", "Prénom", "Heures"], ["DUPRÉ", "Angélique", "12"]], codage="cp850")
    return Cas("h.csv", contenu, "ENT-03", mois(2026, 3), mensuelles([("B040", 12)], 2026, 3), deposant="ENT-03")


@mise_en_page
def dates_en_toutes_lettres():
    lignes = [
        ["Intérim Passerelle"],
        ["Relevé du mois de : février 2026"],
        ["Intérimaire", "Date de naissance", "Début", "Fin", "Nb H"],
        ["POPESCU Ionut", "8 mars 1984", "2 févr. 2026", "8 févr. 2026", "35"],
    ]
    voulues = [("B036", "2026-02-02", "2026-02-08", "TRAVAIL", "35.00")]
    return Cas("f.csv", texte(lignes), "SIA-01", mois(2026, 2), voulues)


@mise_en_page
def matin_et_apres_midi_sur_deux_etages():
    journee = [H(8), H(12), H(13), H(16)]
    lignes = [
        ["Semaine du 02/03/2026 au 08/03/2026", "PVR"],
        ["Nom", "Prénom", "Date", "Matin", None, "Après-midi", None, "Heures"],
        [None, None, None, "Début", "Fin", "Début", "Fin", None],
        [nom("B007"), prenom("B007"), D(2026, 3, 2), *journee, 7],
        [nom("B007"), prenom("B007"), D(2026, 3, 3), *journee, 9],
    ]
    voulues = [
        ("B007", "2026-03-02", "2026-03-02", "TRAVAIL", "7.00"),
        ("B007", "2026-03-03", "2026-03-03", "TRAVAIL", "9.00"),
    ]
    feuille = F("P", lignes, fusions=["D2:E2", "F2:G2"])
    anomalies = [("HORAIRES_INCOHERENTS", "P", 5)]
    return Cas("p.xlsx", xlsx(feuille), "ENT-02", ("2026-03-02", "2026-03-08"), voulues, anomalies)


@mise_en_page
def formation_nommee_et_formation_comptee():
    lignes = [
        ["GEIQ BRUMELLE - avril 2026"],
        ["Nom", "Prénom", "Formation suivie", "Organisme de formation", "Heures de formation", "Heures en entreprise"],
        [nom("B005"), prenom("B005"), "Titre pro paysagiste", "CFA du Val", 35, 105],
    ]
    voulues = mensuelles([("B005", 105)], 2026, 4) + mensuelles([("B005", 35)], 2026, 4, "FORMATION_CONTRAT")
    return Cas("g.xlsx", xlsx(F("A", lignes)), "SIA-02", mois(2026, 4), voulues)


@mise_en_page
def semaines_en_colonnes():
    lignes = [
        ["CORVALIN – mars 2026"],
        ["Nom", "Prénom", "S10", "S11", "Total"],
        [nom("B001"), prenom("B001"), 35, 28, 63],
        ["Total", None, 35, 28, 63],
    ]
    voulues = [
        ("B001", "2026-03-02", "2026-03-08", "TRAVAIL", "35.00"),
        ("B001", "2026-03-09", "2026-03-15", "TRAVAIL", "28.00"),
    ]
    return Cas("s.xlsx", xlsx(F("S", lignes)), "ENT-01", mois(2026, 3), voulues)


@mise_en_page
def naissance_dans_la_case_du_nom():
    lignes = [
        ["CORVALIN – mars 2026"],
        ["Bénéficiaires", "Heures", "Code absence"],
        ["BELKACEM Nadia (14/03/1988)", 140, "CP"],
        ["Monsieur Joao DE OLIVEIRA", 133, None],
    ]
    voulues = mensuelles([("B001", 140), ("B006", 133)], 2026, 3)
    return Cas("n.xlsx", xlsx(F("S", lignes)), "ENT-01", mois(2026, 3), voulues)


@mise_en_page
def total_en_haut_et_feuilles_par_lot():
    un = [
        ["CORVALIN – mai 2026"],
        ["Nom Prénom", "Heures"],
        ["TOTAL", 140],
        [complet("B001"), 70],
        [complet("B006"), 70],
    ]
    deux = [["Mai 2026"], ["Nom Prénom", "Heures"], [complet("B001"), 70]]
    voulues = mensuelles([("B001", 140), ("B006", 70)], 2026, 5)
    return Cas("l.xlsx", xlsx(F("Lot 1", un), F("Lot 2", deux)), "ENT-01", mois(2026, 5), voulues)


@mise_en_page
def le_meme_mois_dit_par_personne_en_ligne():
    lignes = [
        ["Mars 2026"],
        ["Intérimaire : DIALLO Mamadou né le 21/05/1990"],
        ["Jour", "Heures"],
        [D(2026, 3, 2), 7],
        ["Total", 7],
        ["Intérimaire : POPESCU Ionut"],
        [D(2026, 3, 3), 8],
        ["Total", 9],
        ["Total général", 15],
    ]
    voulues = [
        ("B003", "2026-03-02", "2026-03-02", "TRAVAIL", "7.00"),
        ("B036", "2026-03-03", "2026-03-03", "TRAVAIL", "8.00"),
    ]
    anomalies = [("TOTAL_INCOHERENT", "H", 8)]
    return Cas("b.xlsx", xlsx(F("H", lignes)), "SIA-01", mois(2026, 3), voulues, anomalies, deposant="SIA-01")
