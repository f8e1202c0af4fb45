"""Titles among the rows, units, planned beside done: what stands around the hours changes what they are."""

from __future__ import annotations

from tests.suivi_heures.imports.releve.mises_en_page.cas import Cas, complet, mensuelles, mise_en_page, mois
from tests.suivi_heures.imports.releve.mises_en_page.ecrire import F, Formule, texte, xlsx

MAI = mois(2026, 5)
PVR = mensuelles([("B007", 140), ("B009", 133)], 2026, 5)
UN, DEUX = complet("B007"), complet("B009")
TITRE = ["PVR – mai 2026"]


def _cas(*lignes, lues=PVR, anomalies=()):
    return Cas("r.xlsx", xlsx(F("F", [TITRE, *lignes])), "ENT-02", MAI, lues, list(anomalies))


@mise_en_page
def prevu_et_realise_sans_titre():
    rangs = [[UN, "Prévu", 151], [None, "Réalisé", 140], [DEUX, "Prévu", 151], [None, "Réalisé", 133]]
    return _cas(["Salarié", None, "Heures"], *rangs)


@mise_en_page
def prevu_et_realise_apres_le_nom():
    rangs = [[f"{qui} - {quoi}", h] for qui, quoi, h in ((UN, "Prévu", 151), (UN, "Réalisé", 140))]
    return _cas(["Salarié", "Heures"], *rangs, [f"{DEUX} (prévu)", 151], [f"{DEUX} (réalisé)", 133])


@mise_en_page
def rappel_du_mois_precedent():
    mai = [["Salarié", "Heures"], [UN, 140], [DEUX, 133], ["Total", 273]]
    return _cas(*mai, [], ["Rappel avril 2026"], ["Salarié", "Heures"], [UN, 126], [DEUX, 119])


@mise_en_page
def rappel_n_est_personne():
    return _cas(["Salarié", "Heures"], [UN, 140], [DEUX, 133], ["Total", 273], ["Rappel avril", 245])


@mise_en_page
def chantier_en_titre():
    lignes = [["Salarié", "Heures"], ["Chantier : Tramway T19 voirie"], [UN, 140], ["Chantier : Parc"], [DEUX, 133]]
    return _cas(*lignes, lues=PVR[:1], anomalies=[("LIGNES_HORS_MARCHE", "F", None)])


@mise_en_page
def unite_en_jours():
    """Days are no hours: said, never guessed."""
    lignes = [["Salarié", "Quantité", "Unité"], [UN, 8400, "min"], [DEUX, 19, "Jours"]]
    return _cas(*lignes, lues=PVR[:1], anomalies=[("HEURES_ILLISIBLES", "F", 4)])


@mise_en_page
def nom_jamais_calcule():
    lignes = [["Salarié", "Heures"], [UN, 140], [Formule(None), 133]]
    return _cas(*lignes, lues=PVR[:1], anomalies=[("FORMULE_SANS_VALEUR", "F", 4)])


@mise_en_page
def feries_et_corrections():
    lues = PVR + mensuelles([("B007", 7)], 2026, 5, "ABSENCE")
    return _cas(
        ["Salarié", "Heures", "Correction", "Heures fériées"], [UN, 147, -7, 7], [DEUX, 133, None, None], lues=lues
    )


@mise_en_page
def dates_a_l_americaine():
    lignes = [["PVR mai 2026"], ["Date", "Salarié", "Heures"], ["05/25/2026", UN, "7"], ["05/12/2026", DEUX, "6"]]
    jours = (("B007", 25, "7.00"), ("B009", 12, "6.00"))
    lues = [(qui, f"2026-05-{j}", f"2026-05-{j}", "TRAVAIL", h) for qui, j, h in jours]
    return Cas("u.csv", texte(lignes), "ENT-02", MAI, lues)


@mise_en_page
def point_ambigu():
    lignes = [["PVR mai 2026"], ["Salarié", "Heures"], [UN, "140"], [DEUX, "1.131"]]
    return Cas("p.csv", texte(lignes), "ENT-02", MAI, PVR[:1], [("HEURES_ILLISIBLES", None, 4)])
