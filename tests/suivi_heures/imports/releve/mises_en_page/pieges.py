"""Hidden, doubled, miswritten, sent again: what must be said, and what must not be counted."""

from __future__ import annotations

import datetime

from tests.suivi_heures.imports.releve.mises_en_page.cas import (
    CORPUS,
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
from tests.suivi_heures.imports.releve.mises_en_page.ecrire import Erreur, F, Formule, ods, texte, xlsx

D = datetime.date
XLS = CORPUS.parent / "releves_xls"


@mise_en_page
def masques_en_ods():
    lignes = [
        ["NETTOLIANE SERVICES – mai 2026"],
        ["Nom", "Prénom", "Note", "Heures"],
        [nom("B012"), prenom("B012"), "x", 81],
        [nom("B018"), prenom("B018"), "x", 112],
        [nom("B019"), prenom("B019"), "x", 100],
        ["Total", None, None, 293],
    ]
    contenu = ods(
        F("Mai", lignes, lignes_masquees={4}, colonnes_masquees={3}), F("Paie", [["secret", 1]], masquee=True)
    )
    anomalies = [("LIGNE_MASQUEE", "Mai", 4), ("COLONNE_MASQUEE", "Mai", None), ("FEUILLE_MASQUEE", "Paie", None)]
    voulues = mensuelles([("B012", 81), ("B019", 100)], 2026, 5)
    return Cas("mai.ods", contenu, "ENT-03", mois(2026, 5), voulues, anomalies)


@mise_en_page
def heures_ecrites_de_toutes_les_facons():
    valeurs = {
        "B001": ("131 h 15", 131.25),
        "B006": ("131:15", 131.25),
        "B014": ("140.5", 140.5),
        "B020": ("1 31,5".replace(" ", ""), 131.5),
        "B021": ("néant", None),
        "B024": ("CP", None),
        "B034": ("-", None),
    }
    lignes = [
        ["CORVALIN, mars 2026"],
        ["Nom et prénom du salarié", "Nombre d'heures"],
        *[[complet(ref), ecrit] for ref, (ecrit, _) in valeurs.items()],
        [complet("B038"), "voir M. Roux"],
        [complet("B032"), Erreur("#VALUE!")],
        [complet("B011"), Formule(None)],
    ]
    voulues = mensuelles([(ref, h) for ref, (_, h) in valeurs.items() if h], 2026, 3)
    anomalies = [
        ("HEURES_ILLISIBLES", "Feuil1", 10),
        ("HEURES_ILLISIBLES", "Feuil1", 11),
        ("FORMULE_SANS_VALEUR", "Feuil1", 12),
    ]
    return Cas("ecrites.xlsx", xlsx(F("Feuil1", lignes)), "ENT-01", mois(2026, 3), voulues, anomalies)


@mise_en_page
def neant():
    lignes = [["PVR"], ["Période", "05/2026"], ["Nom", "Prénom", "Heures"], [nom("B007"), prenom("B007"), "NÉANT"]]
    anomalies = [("DECLARATION_NEANT", "Mai", None)]
    return Cas("neant.xlsx", xlsx(F("Mai", lignes)), "ENT-02", mois(2026, 5), [], anomalies)


@mise_en_page
def aucune_ligne():
    lignes = [
        ["Période", "05/2026"],
        ["Nom", "Prénom", "Heures"],
        [nom("B007"), prenom("B007"), ""],
        ["Total", "", "0"],
    ]
    anomalies = [("AUCUNE_LIGNE", None, None)]
    return Cas("vide.csv", texte(lignes), "ENT-02", mois(2026, 5), [], anomalies, deposant="ENT-02")


@mise_en_page
def personnes_mal_ecrites():
    lignes = [
        ["Entreprise", "TERRASSEMENTS CORVALIN", "SIRET", 1011600010],
        ["Heures d'insertion", "mai 2026"],
        ["NOM", "Prénom", "Né(e) le", "Heures"],
        ["Joao", "De Oliveira", "09/01/79", 140],
        ["OUEDRAGO", "Issouf", "01/01/1991", 133],
        ["KOWALCZYK", "Lukasz", "09/09/1981", 126],
        ["EL-AMRANI", "Youssef", "24/06/1995", 119],
        ["LAMARCHE", "Guillaume", "07/07/2006", 112],
        ["TESTUT", "Arnaud", "01/02/1990", 105],
    ]
    voulues = mensuelles(
        [("B006", 140), ("B024", 133), ("B021", 126), ("B020", 119), ("B034", 112), ("TESTUT/Arnaud", 105)], 2026, 5
    )
    anomalies = [
        ("NOM_APPROCHANT", "Mai", 5),
        ("DATE_NAISSANCE_DIFFERENTE", "Mai", 6),
        ("NOM_DIFFERENT", "Mai", 8),
        ("BENEFICIAIRE_INCONNU", "Mai", 9),
    ]
    return Cas("noms.xlsx", xlsx(F("Mai", lignes)), "ENT-01", mois(2026, 5), voulues, anomalies)


@mise_en_page
def contrats_manques_et_trop_d_heures():
    lignes = [
        ["NETTOLIANE SERVICES – avril 2026"],
        ["Salarié", "Heures", "Formation"],
        [complet("B035"), 35, None],
        [complet("B031"), 28, 7],
        [complet("B019"), 200, 21],
        [complet("B012"), -7, None],
    ]
    voulues = mensuelles([("B035", 35), ("B031", 28), ("B019", 200), ("B012", -7)], 2026, 4)
    voulues += mensuelles([("B031", 7), ("B019", 21)], 2026, 4, "FORMATION_CONTRAT")
    anomalies = [
        ("HEURES_AVANT_CONTRAT", "Avril", 3),
        ("SANS_CONTRAT", "Avril", 4),
        ("HEURES_EXCESSIVES", "Avril", 5),
        ("HEURES_NEGATIVES", "Avril", 6),
    ]
    return Cas("contrats.xlsx", xlsx(F("Avril", lignes)), "ENT-03", mois(2026, 4), voulues, anomalies)


@mise_en_page
def doublon_et_hors_periode():
    lignes = [
        ["Feuille d'heures du mois de mars 2026", "PVR"],
        ["Date", "Salarié", "N° bon", "Heures"],
        [D(2026, 3, 2), complet("B007"), "A1", 7],
        [D(2026, 3, 2), complet("B007"), "A1", 7],
        [D(2026, 3, 2), complet("B007"), "A2", 7],
        [D(2025, 3, 3), complet("B007"), "A3", 7],
        [None, "TOTAL", None, 28],
    ]
    voulues = [
        ("B007", "2026-03-02", "2026-03-02", "TRAVAIL", "14.00"),
        ("B007", "2025-03-03", "2025-03-03", "TRAVAIL", "7.00"),
    ]
    anomalies = [("DOUBLON_LIGNE", "H", 4), ("LIGNE_HORS_PERIODE", "H", 6)]
    return Cas("doublon.xlsx", xlsx(F("H", lignes)), "ENT-02", mois(2026, 3), voulues, anomalies)


@mise_en_page
def totaux_faux():
    lignes = [
        ["CORVALIN – mars 2026"],
        ["Nom Prénom", "Heures", "Absence"],
        [complet("B001"), 140, 7],
        [complet("B006"), 133, None],
        ["Sous-total", 273, 7],
        [complet("B021"), 126, None],
        ["Sous-total", 130, None],
        ["Total général", 399, 7],
    ]
    voulues = mensuelles([("B001", 140), ("B006", 133), ("B021", 126)], 2026, 3)
    voulues += mensuelles([("B001", 7)], 2026, 3, "ABSENCE")
    anomalies = [("TOTAL_INCOHERENT", "Mars", 7)]
    return Cas("totaux.xlsx", xlsx(F("Mars", lignes)), "ENT-01", mois(2026, 3), voulues, anomalies)


@mise_en_page
def siret_faux_et_client_nomme():
    lignes = [
        ["INTÉRIM PASSERELLE BRUMELLE", None, "SIRET : 000 040 444 00011"],
        ["Client : TERRASSEMENTS CORVALIN SAS", None, f"SIRET client : {SIRET['ENT-01']}"],
        ["Prestations de mai 2026"],
        ["Intérimaire", "Né(e) le", "Heures"],
        [complet("B003"), naissance("B003"), 140],
    ]
    anomalies = [("SIRET_INVALIDE", "F", 1)]
    voulues = mensuelles([("B003", 140)], 2026, 5)
    return Cas("siret.xlsx", xlsx(F("F", lignes)), "SIA-01", mois(2026, 5), voulues, anomalies, deposant="SIA-01")


@mise_en_page
def nom_de_naissance_connu():
    """The birth name that is known is worth the name, and a title is not part of it."""
    lignes = [["PVR – mai 2026"], ["Salariée", "Heures"], ["Mme VASSEUR Camille", 140], ["M. D’Almeida Eric", 133]]
    voulues = mensuelles([("B017", 140), ("B009", 133)], 2026, 5)
    return Cas("naissance.xlsx", xlsx(F("Mai", lignes)), "ENT-02", mois(2026, 5), voulues)


def _mai(*heures):
    return [
        ["NETTOLIANE SERVICES – mai 2026"],
        ["Nom", "Prénom", "Heures"],
        *[[nom(r), prenom(r), h] for r, h in heures],
    ]


@mise_en_page
def renvoye_dans_un_autre_format():
    avant = xlsx(F("Mai", _mai(("B012", 81), ("B018", 112))))
    apres = texte(_mai(("B018", 112), ("B012", 81)))
    voulues = mensuelles([("B012", 81), ("B018", 112)], 2026, 5)
    anomalies = [("FICHIER_DEJA_RECU", None, None)]
    return Cas(
        "b.csv", apres, "ENT-03", mois(2026, 5), voulues, anomalies, deja_recus=[("a.xlsx", avant)], effet="0.00"
    )


@mise_en_page
def version_corrigee_avec_une_personne_de_plus():
    avant = xlsx(F("Mai", _mai(("B012", 81), ("B018", 112))))
    apres = xlsx(F("Mai", _mai(("B012", 88), ("B018", 112), ("B019", 70))))
    voulues = mensuelles([("B012", 88), ("B018", 112), ("B019", 70)], 2026, 5)
    anomalies = [("VERSION_CORRIGEE", None, None), ("LIGNE_MODIFIEE", "Mai", 3), ("LIGNE_MODIFIEE", "Mai", 5)]
    return Cas(
        "b.xlsx", apres, "ENT-03", mois(2026, 5), voulues, anomalies, deja_recus=[("a.xlsx", avant)], effet="77.00"
    )


@mise_en_page
def clause_non_et_lot_par_son_numero():
    lignes = [
        ["TERRASSEMENTS CORVALIN – mai 2026"],
        ["Affaire", "Nom", "Prénom", "Clause d'insertion", "Heures"],
        ["25S0087 gros œuvre", nom("B037"), prenom("B037"), "Oui", 140],
        ["2025-T19-014 lot 1", nom("B001"), prenom("B001"), "Oui", 98],
        ["2025-T19-014 lot 12", nom("B006"), prenom("B006"), "Oui", 98],
        ["25S0087", "MARCHAND", "Éva", "Non", 35],
    ]
    anomalies = [("LIGNES_HORS_MARCHE", "A", None)]
    voulues = mensuelles([("B037", 140), ("B001", 98)], 2026, 5)
    return Cas("clause.xlsx", xlsx(F("A", lignes)), "ENT-01", mois(2026, 5), voulues, anomalies)


@mise_en_page
def mois_futur():
    lignes = [["CORVALIN"], ["Nom Prénom", "mai 2026", "juin 2026"], [complet("B001"), 140, 133]]
    voulues = mensuelles([("B001", 140)], 2026, 5) + mensuelles([("B001", 133)], 2026, 6)
    anomalies = [("MOIS_FUTUR", "S", 3)]
    periode = ("2026-05-01", "2026-06-30")
    return Cas("futur.xlsx", xlsx(F("S", lignes)), "ENT-01", periode, voulues, anomalies, recu_le="2026-05-31")


@mise_en_page
def xls_masques_et_fusions():
    voulues = [
        ("B012", "2026-05-04", "2026-05-10", "TRAVAIL", "21.50"),
        ("B012", "2026-05-11", "2026-05-17", "TRAVAIL", "14.00"),
        ("B018", "2026-05-04", "2026-05-10", "TRAVAIL", "28.00"),
    ]
    anomalies = [("COLONNE_MASQUEE", "Mai", None), ("FEUILLE_MASQUEE", "Paie", None)]
    anomalies += [("LIGNE_MASQUEE", "Mai", 6), ("FORMULE_SANS_VALEUR", "Mai", 7)]
    return Cas("masques.xls", (XLS / "masques.xls").read_bytes(), "ENT-03", mois(2026, 5), voulues, anomalies)


@mise_en_page
def xls_au_calendrier_1904():
    voulues = [
        ("B031", "2026-05-04", "2026-05-04", "TRAVAIL", "7.50"),
        ("B012", "2026-05-04", "2026-05-04", "TRAVAIL", "7.00"),
        ("B012", "2026-05-05", "2026-05-05", "TRAVAIL", "30.25"),
    ]
    anomalies = [("SANS_CONTRAT", "Feuil1", 3)]
    return Cas("mac_1904.xls", (XLS / "mac_1904.xls").read_bytes(), "ENT-03", mois(2026, 5), voulues, anomalies)


@mise_en_page
def xls_une_feuille_par_mois():
    voulues = mensuelles([("B007", 140), ("B009", 133)], 2026, 1)
    voulues += mensuelles([("B007", 126.25), ("B009", 119)], 2026, 2)
    periode = ("2026-01-01", "2026-02-28")
    return Cas("mois.xls", (XLS / "mois.xls").read_bytes(), "ENT-02", periode, voulues)
