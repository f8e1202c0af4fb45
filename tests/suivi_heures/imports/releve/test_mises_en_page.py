"""Layouts that the corpus does not show are read right too: lines, totals, anomalies."""

import datetime
import hashlib
import json
from decimal import Decimal

import pytest

from suivi_heures.imports.releve.base import connaissances_de_la_base
from suivi_heures.imports.releve.comprendre import RIEN_QUE_DU_PREVU
from suivi_heures.imports.releve.connaissances import DejaRecu, Depot
from suivi_heures.imports.releve.noter import comparer, lire_octets
from tests.suivi_heures.imports.releve.mises_en_page import (  # noqa: F401  they register
    detournes,
    envois,
    envois_divers,
    grilles,
    listes,
    metiers,
    paie,
    pieges,
    retors,
    sections,
    variantes,
)
from tests.suivi_heures.imports.releve.mises_en_page.cas import BASE, MISES_EN_PAGE, Cas
from tests.suivi_heures.imports.releve.mises_en_page.ecrire import F, xlsx

CONNU = connaissances_de_la_base(BASE)


def lire(cas):
    recu_le = datetime.date.fromisoformat(cas.recu_le)
    recus = []
    for ancien, contenu in cas.deja_recus:
        depot = Depot(ancien, recu_le, cas.deposant, hashlib.sha256(contenu).hexdigest())
        lu = lire_octets(contenu, depot, CONNU)
        recus.append(DejaRecu(ancien, depot.empreinte, lu.employeur, lu.periode, lu.lignes))
    empreinte = hashlib.sha256(cas.contenu).hexdigest()
    return lire_octets(cas.contenu, Depot(cas.fichier, recu_le, cas.deposant, empreinte, tuple(recus)), CONNU)


def attendu(cas):
    """The truth in the shape of the corpus."""
    lignes = []
    for qui, du, au, nature, heures in cas.lignes:
        connue = qui.startswith("B0")
        nom, _, prenom = ("", "", "") if connue else qui.partition("/")
        ref = qui if connue else None
        lignes.append(
            {
                "nom": nom,
                "prenom": prenom,
                "beneficiaire_ref": ref,
                "du": du,
                "au": au,
                "nature": nature,
                "heures": heures,
            }
        )

    def total(nature, rattachees=False):
        choisies = [une for une in lignes if une["nature"] == nature and (une["beneficiaire_ref"] or not rattachees)]
        return f"{sum(Decimal(une['heures']) for une in choisies):.2f}"

    return {
        "lisible": True,
        "motif_illisible": None,
        "employeur": cas.employeur,
        "periode": {"du": cas.periode[0], "au": cas.periode[1]},
        "total_heures_travail": total("TRAVAIL"),
        "total_heures_travail_rattachees": total("TRAVAIL", rattachees=True),
        "total_heures_formation_contrat": total("FORMATION_CONTRAT"),
        "total_heures_formation_hors_contrat": total("FORMATION_HORS_CONTRAT"),
        "total_heures_absence": total("ABSENCE"),
        "effet_sur_cumul": cas.effet if cas.effet is not None else total("TRAVAIL"),
        "lignes": lignes,
        "anomalies": [{"code": c, "feuille": f, "ligne_fichier": n} for c, f, n in cas.anomalies],
    }


@pytest.mark.parametrize("composer", MISES_EN_PAGE, ids=lambda composer: composer.__name__)
def test_une_autre_mise_en_page_est_lue_juste(composer):
    cas = composer()
    lu = lire(cas)
    assert comparer(lu.en_json(), attendu(cas)) == []
    json.dumps(lu.en_json())


def test_il_y_en_a_au_moins_trente():
    assert len(MISES_EN_PAGE) >= 30


def test_un_fichier_qui_ne_porte_que_du_prevu_le_dit():
    lu = lire(envois.rien_que_du_prevu())
    assert [a.phrase for a in lu.anomalies] == [RIEN_QUE_DU_PREVU]
    lignes = [["PVR – mai 2026"], ["Salarié", "Type", "Heures"], [envois.UN, "Prévu", 140], [envois.DEUX, "Prévu", 133]]
    par_ligne = Cas("p.xlsx", xlsx(F("F", lignes)), "ENT-02", envois.MAI, [])
    assert [a.phrase for a in lire(par_ligne).anomalies] == [RIEN_QUE_DU_PREVU]


def test_un_jour_qui_n_existe_pas_est_dit_avec_sa_case():
    dites = [(a.cellule, a.phrase) for a in lire(envois.jours_qui_n_existent_pas()).anomalies]
    assert dites[0][0] == "A4"
    assert "«\u00a032/05/2026\u00a0» n’existe pas" in dites[0][1]
