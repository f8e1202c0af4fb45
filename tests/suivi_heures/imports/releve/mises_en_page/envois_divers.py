"""Other files as they come: a sheet a month, blocks, calendars, absences apart, hours under what they are."""

from __future__ import annotations

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
from tests.suivi_heures.imports.releve.mises_en_page.ecrire import Duree, F, Formule, ods, texte, xlsx
from tests.suivi_heures.imports.releve.mises_en_page.envois import (
    DEUX,
    DEUX_MOIS,
    MAI,
    PVR,
    PVR_DEUX_MOIS,
    UN,
    D,
    jour,
)


@mise_en_page
def fiche_d_un_mac_par_personne():
    """A sheet a person, the calendar of 1904, durations, days in words, a foot to sign."""

    def fiche(ref, *jours):
        corps = [[D(2026, 5, j), "Tramway T19 voirie", Duree(h)] for j, h in jours]
        tete = [["FICHE D’HEURES", None, None], ["Salarié(e) :", complet(ref)], ["Né(e) le :", naissance(ref)], []]
        pied = [["TOTAL", None, Duree(sum(h for _, h in jours))], [], ["Signature du salarié", None, "Cachet"]]
        return F(f"Fiche {ref}", [*tete, ["Jour", "Chantier", "Durée"], *corps, *pied])

    contenu = xlsx(fiche("B007", (4, 7.5), (5, 3.25)), fiche("B009", (4, 7)), date1904=True)
    voulues = [jour("B007", 4, "7.50"), jour("B007", 5, "3.25"), jour("B009", 4, "7.00")]
    return Cas("fiches.xlsx", contenu, "ENT-02", MAI, voulues, deposant="ENT-02")


@mise_en_page
def calendrier_par_feuille_de_mois():
    """Days 1 to 31, codes for absences, one sheet for each month."""

    def feuille(titre, rang, **faites):
        dernier = int(mois(2026, rang)[1][-2:])
        jours = list(range(1, dernier + 1))
        lignes = [[f"PVR – {titre} 2026"], ["Nom", "Prénom", *jours, "Total"]]
        for ref, siennes in faites.items():
            rangee = [siennes.get(j) for j in jours]
            total = sum(h for h in siennes.values() if not isinstance(h, str))
            lignes.append([nom(ref), prenom(ref), *rangee, total])
        return F(titre, lignes)

    contenu = ods(
        feuille("Avril", 4, B007={1: 7, 2: "CP", 3: 7.5}, B009={1: 7}),
        feuille("Mai", 5, B007={4: 7, 5: "M"}, B009={4: 3.5, 5: "AT", 6: 7}),
    )
    voulues = [
        ("B007", "2026-04-01", "2026-04-01", "TRAVAIL", "7.00"),
        ("B007", "2026-04-03", "2026-04-03", "TRAVAIL", "7.50"),
        ("B009", "2026-04-01", "2026-04-01", "TRAVAIL", "7.00"),
        jour("B007", 4, "7.00"),
        jour("B009", 4, "3.50"),
        jour("B009", 6, "7.00"),
    ]
    return Cas("pointages.ods", contenu, "ENT-02", DEUX_MOIS, voulues)


@mise_en_page
def export_d_un_geiq():
    """Hours at the company, at school, absences apart, and their total that is nobody's work."""
    lignes = [
        ["GEIQ BTP VAL-DE-BRUMELLE", "", "", "", "Période : mai 2026", "", "", ""],
        ["Matricule", "Nom", "Prénom", "Entreprise d'accueil", "H. MAD", "H. CFA", "H. absence", "Total H."],
        ["0041", nom("B005"), prenom("B005"), "CORVALIN", "105h30", "28h00", "7h00", "140h30"],
        ["0042", nom("B008"), prenom("B008"), "PVR", "119h15", "", "14h00", "133h15"],
        ["", "TOTAL", "", "", "224h45", "28h00", "21h00", "273h45"],
    ]
    voulues = mensuelles([("B005", 105.5), ("B008", 119.25)], 2026, 5)
    voulues += mensuelles([("B005", 28)], 2026, 5, "FORMATION_CONTRAT")
    voulues += mensuelles([("B005", 7), ("B008", 14)], 2026, 5, "ABSENCE")
    return Cas("geiq.csv", texte(lignes, codage="cp1252"), "SIA-02", MAI, voulues)


@mise_en_page
def natures_en_lignes_et_mois_en_colonnes():
    lignes = [
        ["PVR – 2026"],
        ["Salarié", "Nature", "Avril 2026", "Mai 2026", "Total"],
        [UN, "Heures travaillées", 140, 133, 273],
        [None, "Absences", 7, None, 7],
        [DEUX, "Heures travaillées", 126, 126, 252],
        [None, "Formation", None, 14, 14],
        ["Total général", None, 273, 273, 546],
    ]
    voulues = PVR_DEUX_MOIS + mensuelles([("B007", 7)], 2026, 4, "ABSENCE")
    voulues += mensuelles([("B009", 14)], 2026, 5, "FORMATION_CONTRAT")
    return Cas("n.xlsx", xlsx(F("Suivi", lignes)), "ENT-02", DEUX_MOIS, voulues)


@mise_en_page
def absences_dans_un_second_tableau():
    """The hours of a table of absences are absences, whatever the title of their column."""
    lignes = [
        ["PVR – mai 2026"],
        ["Salarié", "Heures"],
        [UN, 140],
        [DEUX, 133],
        ["Total", 273],
        [],
        ["Absences du mois"],
        ["Salarié", "Motif", "Heures"],
        [UN, "Congés payés", 14],
        [DEUX, "Maladie", 7],
        ["Total", None, 21],
    ]
    voulues = PVR + mensuelles([("B007", 14), ("B009", 7)], 2026, 5, "ABSENCE")
    return Cas("a.xlsx", xlsx(F("Mai", lignes)), "ENT-02", MAI, voulues)


@mise_en_page
def formation_dans_un_second_tableau():
    lignes = [
        ["PVR", "mai 2026", ""],
        ["HEURES DE CHANTIER", "", ""],
        ["Nom", "Prénom", "Nb heures"],
        [nom("B007"), prenom("B007"), "140"],
        [nom("B009"), prenom("B009"), "133"],
        ["", "", ""],
        ["HEURES DE FORMATION", "", ""],
        ["Nom", "Prénom", "Nb heures"],
        [nom("B009"), prenom("B009"), "7"],
    ]
    voulues = PVR + mensuelles([("B009", 7)], 2026, 5, "FORMATION_CONTRAT")
    return Cas("f.csv", texte(lignes), "ENT-02", MAI, voulues)


@mise_en_page
def jours_dates_et_personnes_en_colonnes():
    lignes = [
        ["PVR", "", "", ""],
        ["Date", UN, DEUX, "Total équipe"],
        ["lundi 04/05/2026", "7,5", "7", "14,5"],
        ["mardi 05/05/2026", "7", "absent", "7"],
        ["Total", "14,5", "7", "21,5"],
    ]
    voulues = [jour("B007", 4, "7.50"), jour("B007", 5, "7.00"), jour("B009", 4, "7.00")]
    return Cas("j.csv", texte(lignes), "ENT-02", MAI, voulues)


@mise_en_page
def semaines_en_lignes_et_jours_en_colonnes():
    jours = ["Lundi", "Mardi", "Mercredi", "Jeudi", "Vendredi"]
    lignes = [
        ["PVR – relevé de mai 2026"],
        ["Semaine n°", "Du", "Au", "Salarié", *jours, "Total semaine"],
        [19, D(2026, 5, 4), D(2026, 5, 10), UN, 7, 7, 7, 7, 7, Formule(35)],
        [19, D(2026, 5, 4), D(2026, 5, 10), DEUX, 7, 7, "CP", "CP", 7, Formule(21)],
        [20, D(2026, 5, 11), D(2026, 5, 17), UN, 7, 7, 7, "férié", 7, Formule(28)],
    ]
    voulues = [
        ("B007", "2026-05-04", "2026-05-10", "TRAVAIL", "35.00"),
        ("B009", "2026-05-04", "2026-05-10", "TRAVAIL", "21.00"),
        ("B007", "2026-05-11", "2026-05-17", "TRAVAIL", "28.00"),
    ]
    return Cas("s.xlsx", xlsx(F("F", lignes)), "ENT-02", MAI, voulues)


@mise_en_page
def heures_du_contrat_et_heures_faites():
    """Columns of the contract, of what is owed and of what is left stand beside the hours done; a row is hidden."""
    titres = [
        "Nom",
        "Prénom",
        "Contrat du",
        "Contrat au",
        "H. contrat/sem",
        "Base mensuelle",
        "Heures réalisées",
        "Reste",
    ]
    lignes = [
        ["PVR – mai 2026"],
        titres,
        [nom("B007"), prenom("B007"), D(2026, 1, 5), D(2026, 12, 31), 35, 151.67, 140, 812],
        [nom("B022"), prenom("B022"), D(2026, 1, 5), D(2026, 12, 31), 35, 151.67, 21, 400],
        [nom("B009"), prenom("B009"), D(2026, 1, 5), D(2026, 12, 31), 35, 151.67, 133, 640],
        ["TOTAL", None, None, None, None, None, 294, None],
    ]
    feuille = F("F", lignes, lignes_masquees={4})
    return Cas("h.xlsx", xlsx(feuille), "ENT-02", MAI, PVR, [("LIGNE_MASQUEE", "F", 4)])


@mise_en_page
def titres_fusionnes_sur_toute_la_largeur():
    """The heading, the group and the sub-group are merged over the table."""
    lignes = [
        ["RELEVÉ MENSUEL DES HEURES D’INSERTION", None, None, None, None],
        ["Entreprise : PVR", None, None, "Mois : mai 2026", None],
        ["Identité", None, "Heures d’insertion", None, None],
        ["NOM", "Prénom", "Production", "Formation", "Absence"],
        [nom("B007"), prenom("B007"), 140, 7, None],
        [nom("B009"), prenom("B009"), 133, None, 3.5],
        ["TOTAL", None, 273, 7, 3.5],
        ["Je certifie l’exactitude des renseignements ci-dessus", None, None, None, None],
    ]
    voulues = PVR + mensuelles([("B007", 7)], 2026, 5, "FORMATION_CONTRAT")
    voulues += mensuelles([("B009", 3.5)], 2026, 5, "ABSENCE")
    fusions = ["A1:E1", "A2:C2", "D2:E2", "A3:B3", "C3:E3", "A7:B7", "A8:E8"]
    return Cas("r.xlsx", xlsx(F("Relevé", lignes, fusions=fusions)), "ENT-02", MAI, voulues)


@mise_en_page
def missions_d_une_association_par_client():
    """A block for each client; the worker, the day and the hours below it."""
    lignes = [
        ["BRUMELLE SOLIDARITÉ EMPLOI", "Missions d'avril 2026", "", ""],
        ["Client : Base-vie tramway T19", "", "", ""],
        ["Date", "Intervenant", "Début", "Fin", "Heures"],
        ["07/04/2026", complet("B027"), "8:00", "12:00", "4,00"],
        ["08/04/2026", complet("B031"), "8:00", "11:30", "3,50"],
        ["Sous-total client", "", "", "", "7,50"],
    ]
    voulues = [
        ("B027", "2026-04-07", "2026-04-07", "TRAVAIL", "4.00"),
        ("B031", "2026-04-08", "2026-04-08", "TRAVAIL", "3.50"),
    ]
    return Cas("m.csv", texte(lignes), "SIA-03", mois(2026, 4), voulues)


@mise_en_page
def mois_en_blocs_par_personne():
    """Her name once, then each month and the days under it."""
    lignes = [
        ["PVR – 2026"],
        ["Salarié :", UN],
        ["Jour", "Heures"],
        ["Avril 2026"],
        [1, 7],
        [2, 7.5],
        ["Total avril", 14.5],
        ["Mai 2026"],
        [4, 7],
        ["Total mai", 7],
    ]
    voulues = [
        ("B007", "2026-04-01", "2026-04-01", "TRAVAIL", "7.00"),
        ("B007", "2026-04-02", "2026-04-02", "TRAVAIL", "7.50"),
        jour("B007", 4, "7.00"),
    ]
    return Cas("b.xlsx", xlsx(F("F", lignes)), "ENT-02", DEUX_MOIS, voulues)


@mise_en_page
def blocs_de_personnes_que_personne_ne_connait():
    """Each block is the one of its own title, the first included."""
    titres = ["Libellé", "Quantité", "PU", "Total"]
    lignes = [
        ["INTÉRIM PASSERELLE BRUMELLE", None, "mai 2026"],
        [],
        ["Contrat n° 4521 – TESTUT Arnaud – Manœuvre"],
        titres,
        ["Heures normales", 140, 24.5, 3430],
        ["Total", None, None, 3430],
        ["Contrat n° 4522 – VERDIER Paule – Manœuvre"],
        titres,
        ["Heures normales", 133, 24.5, 3258.5],
    ]
    voulues = mensuelles([("TESTUT/Arnaud", 140), ("VERDIER/Paule", 133)], 2026, 5)
    anomalies = [("BENEFICIAIRE_INCONNU", "F", 3), ("BENEFICIAIRE_INCONNU", "F", 7)]
    return Cas("c.xlsx", xlsx(F("F", lignes)), "SIA-01", MAI, voulues, anomalies)


@mise_en_page
def une_seule_personne_en_colonne():
    lignes = [["PVR", ""], ["Mois", UN], ["avril 2026", "140"], ["mai 2026", "133"]]
    voulues = mensuelles([("B007", 140)], 2026, 4) + mensuelles([("B007", 133)], 2026, 5)
    return Cas("u.csv", texte(lignes), "ENT-02", DEUX_MOIS, voulues)


@mise_en_page
def coin_qui_dit_salarie_au_dessus_des_mois():
    """« Nom » and « Prénom » in the corner are said of the names beside them."""
    lignes = [
        ["PVR"],
        ["Nom", nom("B007"), nom("B009")],
        ["Prénom", prenom("B007"), prenom("B009")],
        ["Avril 2026", 140, 126],
        ["Mai 2026", 133, 126],
    ]
    return Cas("c.xlsx", xlsx(F("F", lignes)), "ENT-02", DEUX_MOIS, PVR_DEUX_MOIS)


@mise_en_page
def matin_et_apres_midi_sous_chaque_jour():
    lignes = [
        ["PVR – mai 2026"],
        ["Salarié", "Lundi 4", None, "Mardi 5", None, "Mercredi 6", None],
        [None, "Matin", "Après-midi", "Matin", "Après-midi", "Matin", "Après-midi"],
        [UN, 3.5, 4, 3.5, "CP", None, None],
        [DEUX, 4, 3, None, None, 4, None],
    ]
    voulues = [jour("B007", 4, "7.50"), jour("B007", 5, "3.50"), jour("B009", 4, "7.00"), jour("B009", 6, "4.00")]
    feuille = F("F", lignes, fusions=["A2:A3", "B2:C2", "D2:E2", "F2:G2"])
    return Cas("m.xlsx", xlsx(feuille), "ENT-02", MAI, voulues)


@mise_en_page
def horaires_dans_une_seule_case():
    lignes = [
        ["PVR – mai 2026", "", ""],
        ["Date", "Salarié", "Horaires"],
        ["04/05/2026", UN, "8h-12h 13h-16h30"],
        ["05/05/2026", UN, "7h30-12h / 13h-16h"],
        ["04/05/2026", DEUX, "8h-12h"],
    ]
    voulues = [jour("B007", 4, "7.50"), jour("B007", 5, "7.50"), jour("B009", 4, "4.00")]
    return Cas("h.csv", texte(lignes), "ENT-02", MAI, voulues)


@mise_en_page
def jours_comptes_de_un_a_trente():
    lignes = [["PVR", "mai 2026", ""], ["Jours", UN, DEUX], ["1", "7", "7"], ["2", "CP", "7"], ["Total", "7", "14"]]
    voulues = [jour("B007", 1, "7.00"), jour("B009", 1, "7.00"), jour("B009", 2, "7.00")]
    return Cas("j.csv", texte(lignes), "ENT-02", MAI, voulues)


@mise_en_page
def semaines_suivies_de_leur_annee():
    """« 19/2026 » in a column of weeks; the month is in the name of the file."""
    titres = ["N° RH", "Intérimaire", "Semaine", "Libellé", "Unités", "Taux"]
    lignes = [
        titres,
        ["1", complet("B026"), "19/2026", "Heures normales", "35", "24,5"],
        ["1", complet("B026"), "19/2026", "Panier", "5", "9,8"],
        ["2", complet("B028"), "20/2026", "Heures normales", "28", "24,5"],
    ]
    voulues = [
        ("B026", "2026-05-04", "2026-05-10", "TRAVAIL", "35.00"),
        ("B028", "2026-05-11", "2026-05-17", "TRAVAIL", "28.00"),
    ]
    return Cas("export.csv", texte(lignes), "SIA-01", MAI, voulues, deposant="SIA-01")


@mise_en_page
def mission_de_quelqu_un_en_titre():
    lignes = [
        ["INTÉRIM PASSERELLE BRUMELLE"],
        ["Facture du mois de mai 2026"],
        [],
        [f"Mission de {complet('B026')}"],
        ["Désignation", "Qté", "PU HT", "Total HT"],
        ["Heures normales", 140, 24.5, 3430],
        ["Panier", 19, 9.8, 186.2],
    ]
    voulues = mensuelles([("B026", 140)], 2026, 5)
    return Cas("m.xlsx", xlsx(F("F", lignes)), "SIA-01", MAI, voulues)


@mise_en_page
def mois_dans_le_nom_du_fichier():
    lignes = [[nom("B007"), prenom("B007"), "140"], [nom("B009"), prenom("B009"), "133"]]
    anomalies = [("PERIODE_DEDUITE", None, None)]
    voulues = mensuelles([("B007", 140), ("B009", 133)], 2026, 4)
    return Cas("heures_04_2026.csv", texte(lignes), "ENT-02", mois(2026, 4), voulues, anomalies, deposant="ENT-02")
