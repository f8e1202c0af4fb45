"""Damaged copies of the examples: each is refused whole, the fault named by its path."""

import copy
import json
import random
import re
from pathlib import Path

import pytest

from suivi_heures.imports.reprise import lire_reprise
from suivi_heures.imports.reprise_fiches import RepriseLue

DONNEES = Path(__file__).parents[2] / "donnees" / "decompte"
EXEMPLES = [json.loads(f.read_bytes()) for f in sorted(DONNEES.glob("*.json")) if ".attendu" not in f.name]
ABSENT = object()
BONIFICATION = {"code": "B9", "condition": "QPV", "coefficient": "1.2"}

# path → damaged value (ABSENT removes the field)
DEGATS = [
    ("format", "clauses-reprise/2"),
    ("format", ABSENT),
    ("guichet", ABSENT),
    ("guichet", []),
    ("guichet.code", "Val Fictif !"),
    ("guichet.code", ABSENT),
    ("guichet.type", "MAIRIE"),
    ("guichet.nom", ""),
    ("guichet.ville", "Lyon"),
    ("regles", ABSENT),
    ("regles", {}),
    ("regles[0].code", ABSENT),
    ("regles[0].date_effet", "01/01/2024"),
    ("regles[0].duree_eligibilite_mois", 0),
    ("regles[0].duree_eligibilite_mois", "24"),
    ("regles[0].duree_eligibilite_mois", 24.5),
    ("regles[0].duree_eligibilite_mois", True),
    ("regles[0].point_depart", "DECISIONS"),
    ("regles[0].portee", "LOT"),
    ("regles[0].cdi_mois", -6),
    ("regles[0].alternance_contrat_entier", "true"),
    ("regles[0].handicap_sans_limite", 1),
    ("regles[0].regularisation_jours", -1),
    ("regles[0].mois_partiel", "prorata_jours"),
    ("regles[0].part_formation_hors_contrat", "1.01"),
    ("regles[0].part_formation_hors_contrat", 0.5),
    ("regles[0].plafond_mensuel", "-1"),
    ("regles[0].plafond_mensuel", "NaN"),
    ("regles[0].bonifications", [BONIFICATION | {"coefficient": "0"}], ".bonifications[0].coefficient"),
    ("regles[0].bonifications", [BONIFICATION | {"condition": "JEUNE"}], ".bonifications[0].condition"),
    ("regles[0].bonifications", [BONIFICATION | {"coefficient": None}], ".bonifications[0].coefficient"),
    ("regles[0].bonifications", [BONIFICATION, BONIFICATION], ".bonifications[1].code"),
    ("regles[0].bonification_cumul", "SOMME"),
    ("regles[0].bonification_plafond_pct", "-5"),
    ("maitres_ouvrage[0].ref", ABSENT),
    ("maitres_ouvrage[0].type", None),
    ("maitres_ouvrage[0].siret", "123 456 789 00012"),
    ("maitres_ouvrage[0].siret", 12345678900012),
    ("maitres_ouvrage[1].ref", "MO0"),
    ("entreprises[1].ref", "E0"),
    ("entreprises[0].nom", 12),
    ("entreprises[0].autres_noms", "Sigle"),
    ("entreprises[0].autres_noms", ["Sigle", 3], ".autres_noms[1]"),
    ("structures[0].ref", "E0"),
    ("structures[0].type", "ESS"),
    ("structures[0]", "S0"),
    ("operations[0].maitre_ouvrage", "MO404"),
    ("operations[0].ref", " OP1"),
    ("operations[0].ref", "OP\n1"),
    ("heures[0].ref", "H ~2"),
    ("marches[0].ref", "x\u0000y"),
    ("marches[0].ref", "\ud800"),
    ("marches[0].maitre_ouvrage", "E0"),
    ("marches[0].operation", "OP404"),
    ("marches[0].types_clause", "EXEC"),
    ("marches[0].types_clause", ["EXEC", "SOCIAL"], ".types_clause[1]"),
    ("marches[0].types_clause", ["EXEC", "EXEC"], ".types_clause[1]"),
    ("marches[0].regle", "R404"),
    ("marches[0].date_debut", "2025-02-30"),
    ("marches[0].date_debut", ABSENT),
    ("marches[0].date_fin", "1999-12-31"),
    ("marches[0].date_fin", None),
    ("marches[0].montant_ht", 125000),
    ("marches[0].montant_ht", "1.25e6"),
    ("marches[0].categories_admises", ["B_RSA", "B_RMI"], ".categories_admises[1]"),
    ("marches[0].penalite", {"type": "EURO", "valeur": "10"}, ".penalite.type"),
    ("marches[0].penalite", {"type": "FORFAIT"}, ".penalite.valeur"),
    ("marches[0].lots", ABSENT),
    ("marches[0].lots", None),
    ("marches[0].lots[0].objet", ["Lot"]),
    ("marches[0].lots[0].reperes", [""], ".reperes[0]"),
    ("marches[0].lots[0].engagements[0].heures", 1887.74),
    ("marches[0].lots[0].engagements[0].heures", "1 887.74"),
    ("marches[0].lots[0].engagements[0].heures", "1887.745"),
    ("marches[0].lots[0].engagements[0].source", "AJOUT"),
    ("marches[0].lots[0].engagements[0].date", "2023-1-5"),
    ("marches[0].lots[0].attributions[0].entreprise", "MO0"),
    ("marches[0].lots[0].attributions[0].role", "CHEF"),
    ("marches[0].lots[0].attributions[0].heures_affectees", "-10"),
    ("beneficiaires[0].nom", "185057800608491"),
    ("beneficiaires[0].prenom", "Léa 1 85 05 78 006 084 91"),
    ("beneficiaires[0].date_naissance", "1830-01-01"),
    ("beneficiaires[0].sexe", "H"),
    ("beneficiaires[0].qpv", "false"),
    ("beneficiaires[0].niveau_formation", 9),
    ("beneficiaires[0].eligibilites", ABSENT),
    ("beneficiaires[0].eligibilites", [{}], ".eligibilites[0].categorie"),
    ("beneficiaires[1].ref", "P000"),
    ("contrats[0].beneficiaire", "P404"),
    ("contrats[0].employeur", "MO0"),
    ("contrats[0].attribution", "A404"),
    ("contrats[0].modalite", "CDI"),
    ("contrats[0].type_contrat", "EMB"),
    ("contrats[0].date_fin", "1950-01-01"),
    ("contrats[0].date_fin", "9999-12-31"),
    ("contrats[0]", None),
    ("heures[0].contrat", "C404"),
    ("heures[0].contrat", ABSENT),
    ("heures[0].au", "1950-01-01"),
    ("heures[0].nature", "Travail"),
    ("heures[0].heures", 35),
    ("heures[0].heures", 35.5),
    ("heures[0].heures", float("nan")),
    ("heures[0].heures", "-0.01"),
    ("heures[0].heures", "35,50"),
    ("heures[0].heures", "1234567.00"),
    ("heures[0].heures", "٣٥"),
    ("heures[0].statut", "PAYEE"),
    ("heures[0].motif", "x"),
    ("heures[1].ref", "H000000"),
    ("totaux_connus", [{"marche": "M404", "lot": "L1", "heures_realisees": "1"}], "[0].marche"),
]  # fmt: skip


def _casser(contenu, chemin, valeur):
    *parents, dernier = [int(m) if m.isdigit() else m for m in re.findall(r"[^.\[\]]+", chemin)]
    for cle in parents:
        contenu = contenu[cle]
    if valeur is ABSENT:
        del contenu[dernier]
    else:
        contenu[dernier] = valeur


def _attendu(chemin, suite):
    return chemin + suite if suite.startswith("[") else chemin.rpartition(".")[0] + suite


@pytest.mark.parametrize("rang", range(len(DEGATS)), ids=[f"{d[0]}-{i}" for i, d in enumerate(DEGATS)])
def test_un_fichier_abime_est_refuse_avec_le_chemin_de_sa_faute(rang):
    chemin, valeur, *suite = DEGATS[rang]
    contenu = copy.deepcopy(EXEMPLES[rang % len(EXEMPLES)])
    _casser(contenu, chemin, valeur)
    fautes = lire_reprise(json.dumps(contenu).encode())
    assert isinstance(fautes, list)
    assert (_attendu(chemin, suite[0]) if suite else chemin) in {faute.chemin for faute in fautes}
    assert all(len(faute.message) > 20 and faute.message.endswith(".") for faute in fautes)


def test_un_champ_ecrit_deux_fois_est_une_faute():
    texte = json.dumps(EXEMPLES[0]).replace('"nom": ', '"nom": "Premier", "nom": ', 1)
    assert [faute.chemin for faute in lire_reprise(texte.encode())] == ["guichet.nom"]


def test_une_attribution_est_unique_dans_tout_le_fichier():
    contenu = copy.deepcopy(EXEMPLES[0])
    lots = [(i, j, lot) for i, m in enumerate(contenu["marches"]) for j, lot in enumerate(m["lots"])]
    (_, _, premier), (i, j, second) = lots[0], lots[-1]
    second["attributions"].append(dict(premier["attributions"][0]))
    (faute,) = lire_reprise(json.dumps(contenu).encode())
    assert faute.chemin == f"marches[{i}].lots[{j}].attributions[{len(second['attributions']) - 1}].ref"


def test_un_lot_est_unique_dans_son_marche_et_libre_ailleurs():
    contenu = copy.deepcopy(EXEMPLES[0])
    contenu["marches"][0]["lots"].append({"ref": "L1", "objet": "x", "engagements": [], "attributions": []})
    (faute,) = lire_reprise(json.dumps(contenu).encode())
    assert re.fullmatch(r"marches\[0\]\.lots\[\d\]\.ref", faute.chemin)


def test_une_regle_n_a_qu_une_version_par_date():
    contenu = copy.deepcopy(EXEMPLES[0])
    contenu["regles"].append(dict(contenu["regles"][0]))
    (faute,) = lire_reprise(json.dumps(contenu).encode())
    assert faute.chemin == f"regles[{len(contenu['regles']) - 1}].date_effet"


def test_un_total_connu_designe_un_lot_de_son_marche_une_seule_fois():
    contenu = copy.deepcopy(EXEMPLES[0])
    marche = contenu["marches"][0]["ref"]
    contenu["totaux_connus"] = [{"marche": marche, "lot": lot, "heures_realisees": "1"} for lot in ("L1", "L1", "L404")]
    assert [f.chemin for f in lire_reprise(json.dumps(contenu).encode())] == [
        "totaux_connus[1].lot",
        "totaux_connus[2].lot",
    ]


def _feuilles(arbre, chemin=""):
    if isinstance(arbre, dict):
        for cle, valeur in arbre.items():
            yield from _feuilles(valeur, f"{chemin}.{cle}" if chemin else cle)
    elif isinstance(arbre, list):
        for rang, valeur in enumerate(arbre):
            yield from _feuilles(valeur, f"{chemin}[{rang}]")
    else:
        yield chemin


@pytest.mark.parametrize("graine", range(12))
def test_cent_valeurs_du_mauvais_type_au_hasard_sont_toutes_nommees(graine):
    """Whatever leaf is replaced by an object, its path is named: no field escapes the table."""
    contenu = copy.deepcopy(EXEMPLES[graine])
    chemins = random.Random(graine).sample(list(_feuilles(contenu)), 100)
    for chemin in chemins:
        _casser(contenu, chemin, {"abime": graine})
    fautes = lire_reprise(json.dumps(contenu).encode())
    assert not isinstance(fautes, RepriseLue)
    assert set(chemins) <= {faute.chemin for faute in fautes}
