"""Each column of a table as a person checks it: its title, its first values, what it was read as, how sure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from clauses_app.imports.nir import masquer_nir
from clauses_app.imports.tableur import Cellule, Genre
from suivi_heures.imports.releve.champs import IGNOREE, coder_heures
from suivi_heures.imports.releve.heures import Etat, lire_case
from suivi_heures.imports.releve.imposer import PAS_LUE
from suivi_heures.imports.releve.resultat import ColonneLue, MiseEnPage, Reconnue
from suivi_heures.imports.releve.roles import Role
from suivi_heures.imports.releve.tableau import Tableau
from suivi_heures.imports.releve.tableaux import lettre

PREMIERES_VALEURS = 3
LONGUEUR = 40
HEURES_PLAUSIBLES = 400
LU_NULLE_PART = {
    Role.TYPE_CONTRAT: "type de contrat\u00a0: pour information",
    Role.DATE_CONTRAT: "date du contrat\u00a0: pour information",
    Role.MATRICULE: "matricule\u00a0: pour information",
    Role.OBSERVATION: "observation\u00a0: pour information",
}


def decrire_colonnes(tableau: Tableau) -> MiseEnPage:
    champs = _champs(tableau)
    colonnes = tuple(
        _decrire(tableau, colonne, champs.get(colonne, ""))
        for colonne in sorted(tableau.cles)
        if colonne in champs or tableau.entete.libelles.get(colonne) or not tableau.entete.libelles
    )
    return MiseEnPage(
        tableau.empreinte, tableau.grille.nom, tableau.entete.bas, colonnes, tableau.comme, tableau.proche
    )


def reunir(mises: Iterable[MiseEnPage]) -> tuple[MiseEnPage, ...]:
    """Twelve sheets with the same titles are one layout: what is to be looked at in one is said once."""
    par_empreinte: dict[str, MiseEnPage] = {}
    for mise in mises:
        premiere = par_empreinte.get(mise.empreinte)
        par_empreinte[mise.empreinte] = _joindre(premiere, mise) if premiere else mise
    return tuple(par_empreinte.values())


def _joindre(une: MiseEnPage, autre: MiseEnPage) -> MiseEnPage:
    siennes = {(colonne.cle, colonne.lettre): colonne for colonne in une.colonnes}
    for colonne in autre.colonnes:
        connue = siennes.setdefault((colonne.cle, colonne.lettre), colonne)
        if (colonne.a_verifier and not connue.a_verifier) or (colonne.valeurs and not connue.valeurs):
            siennes[colonne.cle, colonne.lettre] = colonne
    return replace(une, colonnes=tuple(siennes.values()))


def _champs(tableau: Tableau) -> dict[int, str]:
    lus = {colonne: str(role) for role, colonne in tableau.roles.items() if role not in LU_NULLE_PART}
    lus |= {une.rang: coder_heures(une.nature, une.motif, minutes=une.minutes) for une in tableau.heures}
    lus |= dict.fromkeys(tableau.chantiers, str(Role.CHANTIER)) | dict.fromkeys(tableau.numeros, str(Role.NUMERO))
    lus |= {debut: str(Role.DEBUT) for debut, _ in tableau.horaires}
    return lus | {fin: str(Role.FIN) for _, fin in tableau.horaires}


def _decrire(tableau: Tableau, colonne: int, champ: str) -> ColonneLue:
    titre = tableau.entete.libelles.get(colonne, "")
    connu = tableau.entete.titres.get(colonne)
    nouvelle = colonne in tableau.nouvelles
    valeurs = _premieres(tableau, colonne)
    douteuse = not champ and not tableau.ignorees.get(colonne) and _semble_des_heures(tableau, colonne)
    if colonne in tableau.dites:
        reconnue, raison = Reconnue.DITE, tableau.dites[colonne]
        champ = champ or IGNOREE
    elif champ and colonne in tableau.par_contenu:
        reconnue, raison = Reconnue.CONTENU, tableau.par_contenu[colonne]
    elif champ and not titre:
        reconnue, raison = Reconnue.CONTENU, "contenu de la colonne, sans titre"
    elif champ:
        reconnue, raison = Reconnue.TITRE, f"titre «\u00a0{titre}\u00a0»"
    elif colonne in tableau.incertaines:
        reconnue, raison, douteuse = Reconnue.INCONNUE, tableau.incertaines[colonne], True
    elif colonne in tableau.ignorees or connu is not None:
        reconnue = Reconnue.NON_LUE
        raison = tableau.ignorees.get(colonne) or LU_NULLE_PART.get(connu.role if connu else Role.IGNOREE, PAS_LUE)
        raison = "jamais comptée" if raison in {PAS_LUE, "jamais compté"} else raison
        douteuse = False
    else:
        reconnue, raison = Reconnue.INCONNUE, "titre inconnu"
    return ColonneLue(
        cle=tableau.cles[colonne],
        lettre=lettre(colonne),
        titre=masquer_nir(titre)[:LONGUEUR_TITRE],
        champ=champ,
        reconnue=reconnue,
        parce_que=raison,
        a_verifier=reconnue == Reconnue.CONTENU
        or (reconnue == Reconnue.INCONNUE and (douteuse or (bool(valeurs) and _manque_l_essentiel(tableau))))
        or (nouvelle and bool(champ)),
        nouvelle=nouvelle,
        valeurs=valeurs,
    )


LONGUEUR_TITRE = 120


def _manque_l_essentiel(tableau: Tableau) -> bool:
    """No hours, or nobody: one of the columns that nobody understood holds them."""
    return not tableau.se_lit or not tableau.nomme_quelqu_un


def _premieres(tableau: Tableau, colonne: int) -> tuple[str, ...]:
    dites = list(dict.fromkeys(_montrer(case) for case in tableau.valeurs(colonne) if case.texte.strip()))
    return tuple(dites[:PREMIERES_VALEURS])


def _montrer(case: Cellule) -> str:
    """As the window of the spreadsheet shows it."""
    texte = " ".join(case.texte.split())
    if case.genre == Genre.DATE and len(texte) >= 10 and texte[4] == "-":
        return f"{texte[8:10]}/{texte[5:7]}/{texte[:4]}"
    texte = texte.replace(".", ",") if case.genre == Genre.NOMBRE else texte
    return masquer_nir(texte)[:LONGUEUR]


def _semble_des_heures(tableau: Tableau, colonne: int) -> bool:
    """Most of its cells are figures that could be hours: somebody says whether they are."""
    valeurs = tableau.valeurs(colonne)
    lues = [lire_case(case) for case in valeurs]
    bonnes = [lue for lue in lues if lue.etat == Etat.LUE and abs(lue.valeur) <= HEURES_PLAUSIBLES]
    return bool(bonnes) and 2 * len(bonnes) > len(valeurs)
