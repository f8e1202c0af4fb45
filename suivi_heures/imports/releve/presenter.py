"""What each column was read as, and why: « lu comme … parce que … »."""

from __future__ import annotations

from suivi_heures.enums import Nature
from suivi_heures.imports.releve.resultat import Preuve, TableauLu
from suivi_heures.imports.releve.roles import Role
from suivi_heures.imports.releve.tableau import ColonneHeures, Tableau
from suivi_heures.imports.releve.tableaux import lettre

SUR, PAR_CONTENU, SANS_TITRE = 95, 70, 50


def presenter_tableau(tableau: Tableau) -> TableauLu:
    colonnes = {str(role): lettre(colonne) for role, colonne in tableau.roles.items()}
    if tableau.chantiers:
        colonnes["chantier"] = lettre(tableau.chantiers[0])
    if tableau.numeros:
        colonnes["numero"] = lettre(tableau.numeros[0])
    for (debut, fin), suffixe in zip(tableau.horaires, ("", "_2", "_3"), strict=False):
        colonnes[f"debut{suffixe}"], colonnes[f"fin{suffixe}"] = lettre(debut), lettre(fin)
    return TableauLu(
        feuille=tableau.grille.nom,
        ligne_entete=tableau.entete.bas,
        genre="blocs" if tableau.blocs else "lignes",
        colonnes=colonnes,
        heures=tuple(_heures(tableau)),
        ignorees={lettre(colonne): raison for colonne, raison in tableau.ignorees.items()},
        preuves=tuple(_preuves(tableau)),
    )


def _heures(tableau: Tableau) -> list[dict[str, object]]:
    """One entry for the columns that make one line together."""
    groupes: dict[tuple[object, ...], list[ColonneHeures]] = {}
    for une in tableau.heures:
        groupes.setdefault((une.nature, une.motif, une.mois, une.minutes), []).append(une)
    sortie: list[dict[str, object]] = []
    for colonnes in groupes.values():
        une = colonnes[0]
        entree: dict[str, object] = {
            "colonnes": [lettre(colonne.rang) for colonne in colonnes],
            "nature": str(une.nature),
            "unite": "min" if une.minutes else "h",
        }
        if une.mois is not None and une.mois.semaine is not None:
            entree["semaine"] = f"{une.mois.annee}-S{une.mois.semaine:02d}" if une.mois.annee else une.mois.semaine
        elif une.mois is not None:
            entree["mois"] = f"{une.mois.annee}-{une.mois.mois:02d}" if une.mois.annee else f"{une.mois.mois:02d}"
        if une.nature == Nature.ABSENCE and une.motif is not None:
            entree["motif"] = str(une.motif)
        sortie.append(entree)
    return sortie


def _preuves(tableau: Tableau) -> list[Preuve]:
    libelles, nom = tableau.entete.libelles, tableau.grille.nom
    lues = {colonne: str(role) for role, colonne in tableau.roles.items() if role != Role.TYPE_CONTRAT}
    lues |= {une.rang: f"heures {une.nature}" for une in tableau.heures}
    lues |= dict.fromkeys(tableau.chantiers, "chantier") | dict.fromkeys(tableau.numeros, "numéro")
    preuves = []
    for colonne, lu in sorted(lues.items()):
        reference = f"{lettre(colonne)}{tableau.entete.bas}"
        if colonne in tableau.par_contenu:
            preuves.append(Preuve(lu, tableau.par_contenu[colonne], nom, reference, PAR_CONTENU))
        elif colonne in libelles:
            preuves.append(Preuve(lu, f"titre « {libelles[colonne]} »", nom, reference, SUR))
        else:
            preuves.append(Preuve(lu, "contenu de la colonne, sans titre", nom, reference, SANS_TITRE))
    return preuves
