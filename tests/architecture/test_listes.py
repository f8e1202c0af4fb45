"""No list is forgotten: each one that is cut into pages leaves as xlsx and csv, or says why not."""

from __future__ import annotations

from django.urls import reverse

from clauses_app.interface.listes import LISTES_D_ECRAN
from suivi_heures.views.exports import ADRESSES
from tests.architecture.source import RACINE, dire

GABARITS = RACINE / "templates"
PAGINATION = "composants/pagination.html"
# template of a list → its address, in one of the two families of exports
EXPORTEES = {
    "beneficiaires/actions.html": "beneficiaires:actions",
    "beneficiaires/demandes.html": "beneficiaires:demandes",
    "beneficiaires/liste.html": "beneficiaires:liste",
    "comptes/journal.html": "comptes:journal",
    "marches/annuaire.html": "marches:annuaire",
    "marches/calibrer.html": "marches:calibrer",
    "marches/decp.html": "marches:decp",
    "marches/entreprises.html": "marches:entreprises",
    "marches/operations.html": "marches:operations",
    "suivi_heures/besoins.html": "suivi_heures:besoins",
    "suivi_heures/conservation.html": "suivi_heures:conservation",
    "suivi_heures/conventions.html": "suivi_heures:conventions",
    "suivi_heures/correspondances.html": "suivi_heures:correspondances",
    "suivi_heures/depenses.html": "suivi_heures:depenses",
    "suivi_heures/dossiers.html": "suivi_heures:dossiers",
    "suivi_heures/fenetres.html": "suivi_heures:fenetres",
    "suivi_heures/fragments/chiffres_clos.html": "suivi_heures:trimestres",
    "suivi_heures/fragments/file_affaires.html": "suivi_heures:tableau_de_bord",
    "suivi_heures/fragments/table_marches.html": "suivi_heures:marches",
    "suivi_heures/grille.html": "suivi_heures:heures",
    "suivi_heures/noms_retenus.html": "suivi_heures:noms_retenus",
    "suivi_heures/paies.html": "suivi_heures:paies",
    "suivi_heures/postes.html": "suivi_heures:postes",
    "suivi_heures/rapports.html": "suivi_heures:rapports",
    "suivi_heures/releves.html": "suivi_heures:releves",
    "suivi_heures/sorties.html": "suivi_heures:sorties",
    "suivi_heures/temps.html": "suivi_heures:temps",
}
SANS_EXPORT = {
    "beneficiaires/doublons.html": "deux fiches côte à côte, à décider : rien n’y est un tableau",
    "beneficiaires/portail_demandes.html": "les demandes d’une entreprise, quelques lignes dont elle garde l’accusé",
    "interface/catalogue/tables.html": "le modèle des tables, en développement",
    "marches/vie/journal.html": "les actes d’un marché : ils sont dans sa fiche et au journal",
    "suivi_heures/carnet.html": "un fil de notes et de documents",
    "suivi_heures/demarches.html": "a son propre export, avec ses preuves (demarches_exporter)",
    "suivi_heures/demarches_fiche.html": "l’export d’un marché, filtré par entreprise, les porte (demarches_exporter)",
    "suivi_heures/portail_releves.html": "chaque relevé se télécharge, annoté",
    "suivi_heures/recherche.html": "des résultats de toutes sortes",
    "suivi_heures/releve_lignes.html": "le relevé entier se télécharge, annoté",
}


def test_chaque_liste_s_exporte_ou_dit_pourquoi_non() -> None:
    paginees = {
        chemin.relative_to(GABARITS).as_posix()
        for chemin in GABARITS.rglob("*.html")
        if PAGINATION in chemin.read_text("utf-8")
    }
    oubliees = sorted(paginees - EXPORTEES.keys() - SANS_EXPORT.keys())
    assert not oubliees, dire([f"{nom} : ni export, ni raison de n’en pas avoir" for nom in oubliees])
    assert (EXPORTEES.keys() | SANS_EXPORT.keys()) <= paginees, "une liste a disparu : retirez-la d’ici"


def test_chaque_liste_exportee_a_son_adresse() -> None:
    connues = {adresse for adresse, _ in LISTES_D_ECRAN.values()} | set(ADRESSES.values())
    assert set(EXPORTEES.values()) <= connues
    for adresse in connues:
        assert reverse(adresse)
