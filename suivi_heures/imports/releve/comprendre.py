"""Understand a timesheet: a workbook and what is known, in; lines, anomalies and evidence, out. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from clauses_app.imports.tableur import Classeur
from suivi_heures.enums import CodeAnomalie, Nature
from suivi_heures.imports.releve.connaissances import Connaissances, Depot
from suivi_heures.imports.releve.controles import Controleur
from suivi_heures.imports.releve.decrire_colonnes import decrire_colonnes, reunir
from suivi_heures.imports.releve.deja_recu import comparer_aux_recus, confronter
from suivi_heures.imports.releve.employeur import trouver_employeur
from suivi_heures.imports.releve.extraire import Extraction, ecrire_source, extraire, lot_nomme
from suivi_heures.imports.releve.grille import Grille
from suivi_heures.imports.releve.heures import Etat
from suivi_heures.imports.releve.identites import Annuaire
from suivi_heures.imports.releve.modele_rempli import lire_modele
from suivi_heures.imports.releve.ouvrir_feuilles import FeuilleOuverte, ouvrir_feuilles
from suivi_heures.imports.releve.periode_fichier import Calendrier, etablir_calendrier, periode_du_fichier
from suivi_heures.imports.releve.periodes import MoisVu
from suivi_heures.imports.releve.personnes import Identificateur
from suivi_heures.imports.releve.places import case_du_nom
from suivi_heures.imports.releve.presenter import presenter_tableau
from suivi_heures.imports.releve.rangees import Contenu, Rangee, lire_rangees
from suivi_heures.imports.releve.reconnaitre_tableaux import reconnaitre_tableaux
from suivi_heures.imports.releve.resultat import AnomalieLue, Lecture, Preuve, ReleveCompris
from suivi_heures.imports.releve.sections import PREVU
from suivi_heures.imports.releve.tableau import Tableau
from suivi_heures.imports.releve.tableaux import lettre
from suivi_heures.imports.releve.textes import compacter, normaliser
from suivi_heures.imports.releve.totaux import controler_totaux

SUPPOSEE = 10  # confidence in a period that nothing says
RECAPITULATIF = re.compile(
    r"(?<![a-z])(recap\w*|synthese|bilan|cumul\w*|totaux|total|resume|tableau de bord|summary|annuel)(?![a-z])"
)
LEGENDE = re.compile(
    r"(?<![a-z])(legende|aide|notice|mode d emploi|consignes?|parametres?|listes?|codes?|instructions?)(?![a-z])"
)
SANS_PERSONNE = (
    "Aucune colonne ne dit qui a travaillé\u00a0: dites laquelle contient les noms, et le fichier sera relu."
)
SANS_PAUSE = (
    "Ce fichier dit les heures d’arrivée et de départ, mais ni les heures travaillées ni la pause\u00a0: ajoutez une"
    " colonne pour l’une ou pour l’autre, et déposez-le de nouveau."
)
RIEN_QUE_DU_PREVU = (
    "Toutes les heures de ce fichier sont dites prévues, aucune n’est dite faite\u00a0: déposez le relevé des heures"
    " faites, ou retirez «\u00a0prévu\u00a0» s’il est écrit par erreur."
)
SANS_COLONNE = (
    "Les colonnes de ce fichier ne se reconnaissent pas\u00a0: dites ce qu’elles contiennent, et le fichier sera relu."
)


@dataclass(slots=True)
class _FeuilleLue:
    grille: Grille
    tableaux: list[Tableau]  # those that are read
    contenu: Contenu
    proposes: list[Tableau]  # those of which a person may say the columns
    ignoree: str = ""


def comprendre_releve(
    classeur: Classeur, depot: Depot, connaissances: Connaissances, ouvertes: Sequence[FeuilleOuverte] = ()
) -> ReleveCompris:
    """`ouvertes`: its sheets, when the caller had to look at their layout first. Without a guichet no identifier can
    be proved: our template is then read as anybody's table."""
    modele = lire_modele(classeur, depot, connaissances) if connaissances.guichet_id else None
    if modele is not None:
        return confronter(modele, depot)
    annuaire = Annuaire(connaissances.personnes)
    feuilles = [_lire_feuille(une, annuaire, connaissances) for une in ouvertes or ouvrir_feuilles(classeur)]
    retenues = _ecarter_les_reprises(feuilles)
    tableaux = [tableau for feuille in retenues for tableau in feuille.tableaux]
    trouve = trouver_employeur(_zones(retenues, entieres=True), tableaux, connaissances, depot)
    calendrier = etablir_calendrier(_zones(retenues, entieres=False), tableaux, depot, _periodes_en_titres(retenues))
    anomalies = [*_masques(classeur, feuilles), *trouve.anomalies]
    extractions = []
    for feuille in retenues:
        extraction = _extraire(feuille, retenues, calendrier, connaissances)
        extractions.append(extraction)
        anomalies += extraction.anomalies
        anomalies += controler_totaux(feuille.contenu, feuille.grille.nom, ecart=connaissances.reglages.ecart_total)
    lues = [lue for une in extractions for lue in une.lues]
    periode, preuve, deduite = periode_du_fichier(calendrier, [lue.periode for lue in lues if lue.periode], depot)
    if deduite and (lues or preuve.confiance > SUPPOSEE):
        anomalies.append(AnomalieLue(CodeAnomalie.PERIODE_DEDUITE, detail=preuve.parce_que))
    controleur = Controleur(
        connaissances=connaissances,
        depot=depot,
        employeur=trouve.ref,
        identificateur=Identificateur(annuaire, connaissances, depot, trouve.ref),
        periode=periode,
        lot_du_fichier=_lot_annonce(retenues, connaissances),
    )
    for lue in lues:
        controleur.controler(lue)
    anomalies += [*controleur.anomalies, *_sans_ligne(extractions, retenues or feuilles)]
    ecartees = [controleur.situer(code, lue) for extraction in extractions for code, lue in extraction.ecartees]
    comparaison = comparer_aux_recus(controleur.lignes, trouve.ref, periode, depot)
    return ReleveCompris(
        lisible=True,
        employeur=trouve.ref,
        periode=periode,
        lignes=tuple(controleur.lignes),
        anomalies=(*comparaison.anomalies, *anomalies),
        lecture=_lecture(classeur, feuilles, trouve.preuve, preuve),
        effet_sur_cumul=comparaison.effet,
        remplaces=comparaison.remplaces,
        ecartees=tuple(une for une in ecartees if une is not None),
        sources={(f.grille.nom, r.numero): ecrire_source(r) for f in retenues for r in f.contenu.rangees},
        noms={(f.grille.nom, r.numero): case_du_nom(r) for f in retenues for r in f.contenu.rangees},
    )


def _lire_feuille(ouverte: FeuilleOuverte, annuaire: Annuaire, connaissances: Connaissances) -> _FeuilleLue:
    grille = ouverte.grille

    def nomme_un_chantier(texte: str) -> bool:
        return lot_nomme(texte, connaissances) is not None

    trouves = reconnaitre_tableaux(
        grille,
        ouverte.entetes,
        ouverte.possibles,
        connues=connaissances.correspondances,
        connait=annuaire.connait,
        nomme_un_chantier=nomme_un_chantier,
    )
    for tableau in trouves:
        tableau.comme = connaissances.deja_vues.get(tableau.empreinte, "")
    lus = [tableau for tableau in trouves if tableau.se_lit]
    proposes = [tableau for tableau in trouves if not tableau.se_lit]
    return _FeuilleLue(grille, lus, lire_rangees(grille, lus, annuaire.connait, nomme_un_chantier), proposes)


def _zones(feuilles: list[_FeuilleLue], *, entieres: bool) -> list[tuple[Grille, list[int]]]:
    """Rows above the first table of each sheet; with `entieres`, those that are no data either."""
    zones = []
    for feuille in sorted(feuilles, key=lambda une: not une.tableaux):
        premier = min((tableau.entete.haut for tableau in feuille.tableaux), default=10**9)
        donnees = set(feuille.contenu.dates)
        donnees |= {rangee.numero for rangee in feuille.contenu.rangees} if entieres else set()
        numeros = [n for n in feuille.grille.numeros if n not in donnees and (n < premier or entieres)]
        zones.append((feuille.grille, numeros))
    return zones


def _periodes_en_titres(feuilles: list[_FeuilleLue]) -> list[MoisVu]:
    """The months and weeks that rows stand under, in their order."""
    dites = (rangee.sous for feuille in feuilles for rangee in feuille.contenu.rangees)
    return list(dict.fromkeys(dite for dite in dites if dite is not None))


def _ecarter_les_reprises(feuilles: list[_FeuilleLue]) -> list[_FeuilleLue]:
    """A sheet, or a table, that only takes the others up again is not read (R21): the others."""
    for feuille in feuilles:
        _ecarter_les_tableaux_repris(feuille.contenu)
    avec = [feuille for feuille in feuilles if feuille.contenu.rangees]
    for feuille in avec:
        nom = normaliser(feuille.grille.nom or "")
        autres = [autre for autre in avec if autre is not feuille and not autre.ignoree]
        if autres and (RECAPITULATIF.search(nom) or LEGENDE.search(nom)):
            feuille.ignoree = "récapitulatif"
        elif (len(autres) > 1 or (autres and _est_moins_precise(feuille, autres[0]))) and _reprend(feuille, autres):
            feuille.ignoree = "reprend les autres feuilles"
    return [feuille for feuille in feuilles if not feuille.ignoree]


def _ecarter_les_tableaux_repris(contenu: Contenu) -> None:
    """One row for each person under or over the table that says her days: the days are read."""
    par_tableau: dict[int, list[Rangee]] = {}
    for rangee in contenu.rangees:
        par_tableau.setdefault(id(rangee.tableau), []).append(rangee)
    datees = [r for siennes in par_tableau.values() if _dit_quand(siennes) for r in siennes]
    for siennes in par_tableau.values():
        if not datees or _dit_quand(siennes):
            continue
        dites = [rangee for rangee in siennes if _par_personne([rangee])]
        totaux, detail = _par_personne(siennes), _par_personne(datees)
        if 1 < len(totaux) == len(dites) < len(datees) and all(
            abs(detail.get(q, Decimal(0)) - h) < 1 for q, h in totaux.items()
        ):
            contenu.rangees = [r for r in contenu.rangees if r.tableau is not siennes[0].tableau]
            contenu.totaux = [une for une in contenu.totaux if une.tableau is not siennes[0].tableau]
            contenu.reprises += [rangee.numero for rangee in siennes]


def _dit_quand(rangees: list[Rangee]) -> bool:
    tableau = rangees[0].tableau
    datantes = any(rangee.texte(colonne) for rangee in rangees for colonne in tableau.plan.datantes)
    return datantes or any(une.mois is not None for une in tableau.heures)


def _extraire(
    feuille: _FeuilleLue, feuilles: list[_FeuilleLue], calendrier: Calendrier, connaissances: Connaissances
) -> Extraction:
    extraction = extraire(feuille.contenu.rangees, feuille.grille.nom, calendrier, connaissances)
    _ecarter_la_copie(extraction, feuille, feuilles)
    for numero, cellule in feuille.contenu.sans_nom:
        detail = f"{cellule} : le nom est une formule sans résultat enregistré, ses heures ne sont à personne"
        code = CodeAnomalie.FORMULE_SANS_VALEUR
        extraction.anomalies.append(AnomalieLue(code, feuille.grille.nom, numero, detail, cellule=cellule))
    return extraction


def _ecarter_la_copie(extraction: Extraction, feuille: _FeuilleLue, feuilles: list[_FeuilleLue]) -> None:
    """The copy of a sheet, left in the workbook: each of its lines is set aside, as any line written twice."""
    avant = feuilles[: feuilles.index(feuille)]
    premiere = next((une for une in avant if une.grille.lignes == feuille.grille.lignes), None)
    if premiere is None or not extraction.lues:
        return
    detail = f"identique à la feuille «\u00a0{premiere.grille.nom}\u00a0»"
    for numero in dict.fromkeys(lue.rangee.numero for lue in extraction.lues):
        extraction.anomalies.append(AnomalieLue(CodeAnomalie.DOUBLON_LIGNE, feuille.grille.nom, numero, detail))
    extraction.ecartees += [(CodeAnomalie.DOUBLON_LIGNE, lue) for lue in extraction.lues]
    extraction.lues, extraction.heures_vues = [], True


def _est_moins_precise(feuille: _FeuilleLue, autre: _FeuilleLue) -> bool:
    """One row for each of several people, where the other sheet says their days."""
    datees = [any(rangee.tableau.plan.datantes for rangee in une.contenu.rangees) for une in (feuille, autre)]
    return datees == [False, True] and 1 < len(feuille.contenu.rangees) < len(autre.contenu.rangees)


def _reprend(feuille: _FeuilleLue, autres: list[_FeuilleLue]) -> bool:
    totaux = _par_personne(feuille.contenu.rangees)
    ailleurs = _par_personne([rangee for autre in autres for rangee in autre.contenu.rangees])
    return bool(totaux) and all(abs(ailleurs.get(qui, Decimal(0)) - heures) < 1 for qui, heures in totaux.items())


def _par_personne(rangees: list[Rangee]) -> dict[str, Decimal]:
    sommes: dict[str, Decimal] = {}
    for rangee in rangees:
        for colonne in rangee.tableau.heures:
            lue = rangee.heures[colonne.rang]
            if colonne.nature == Nature.TRAVAIL and lue.etat == Etat.LUE:
                qui = compacter(rangee.personne.nom + rangee.personne.prenom)
                sommes[qui] = sommes.get(qui, Decimal(0)) + lue.valeur
    return sommes


def _masques(classeur: Classeur, feuilles: list[_FeuilleLue]) -> list[AnomalieLue]:
    """What the sender hid is never counted, and always said (R11)."""
    trouvees = [
        AnomalieLue(CodeAnomalie.COLONNE_MASQUEE, feuille.grille.nom, None, f"colonne {lettre(colonne)} « {texte} »")
        for feuille in feuilles
        for colonne, texte in sorted(feuille.grille.colonnes_masquees.items())
    ]
    trouvees += [
        AnomalieLue(CodeAnomalie.FEUILLE_MASQUEE, feuille.nom or None, None, "feuille masquée non vide")
        for feuille in classeur.feuilles
        if not feuille.visible and feuille.lignes
    ]
    return trouvees


def _lot_annonce(feuilles: list[_FeuilleLue], connaissances: Connaissances) -> str | None:
    for grille, numeros in _zones(feuilles, entieres=False):
        for numero in numeros:
            lot = lot_nomme(" ".join(grille.textes(numero)), connaissances)
            if lot is not None:
                return lot
    return None


def _sans_ligne(extractions: list[Extraction], feuilles: list[_FeuilleLue]) -> list[AnomalieLue]:
    if any(extraction.heures_vues or extraction.anomalies for extraction in extractions):
        return []
    code = CodeAnomalie.AUCUNE_LIGNE
    if any(feuille.contenu.neant for feuille in feuilles):
        code = CodeAnomalie.DECLARATION_NEANT
    avec_tableau = [feuille for feuille in feuilles if feuille.tableaux] or feuilles
    nom = avec_tableau[0].grille.nom if avec_tableau else None
    phrase = _dire_ce_qui_manque(feuilles) if code == CodeAnomalie.AUCUNE_LIGNE else ""
    return [AnomalieLue(code, nom, None, "" if phrase else "aucune heure n’est écrite", phrase=phrase)]


def _dire_ce_qui_manque(feuilles: list[_FeuilleLue]) -> str:
    tableaux = [tableau for feuille in feuilles for tableau in (*feuille.tableaux, *feuille.proposes)]
    incertaine = next((tableau for tableau in tableaux if tableau.incertaines), None)
    if incertaine is not None:
        colonne, raison = min(incertaine.incertaines.items())
        titre = incertaine.entete.libelles.get(colonne, "")
        return (
            f"La colonne {lettre(colonne)} «\u00a0{titre}\u00a0» porte peut-être les heures, mais n’est pas lue\u00a0:"
            f" {raison}. Dites ce qu’elle contient, et le fichier sera relu."
        )
    if any(feuille.contenu.prevues or _prevoit(feuille.contenu) for feuille in feuilles):
        return RIEN_QUE_DU_PREVU
    if any(tableau.horaires and not tableau.dit_la_pause for tableau in tableaux):
        return SANS_PAUSE
    feuilles = [feuille for feuille in feuilles if feuille.tableaux] or feuilles
    if any(not tableau.nomme_quelqu_un for feuille in feuilles for tableau in feuille.tableaux):
        return SANS_PERSONNE
    return SANS_COLONNE if any(feuille.proposes for feuille in feuilles) else ""


def _prevoit(contenu: Contenu) -> bool:
    """Rows with hours, all of a kind that is planned: nothing was read of them."""
    return any(
        rangee.a_des_heures and PREVU.search(normaliser(rangee.texte(rangee.tableau.plan.type_heures)))
        for rangee in contenu.rangees
    )


def _lecture(classeur: Classeur, feuilles: list[_FeuilleLue], employeur: Preuve | None, periode: Preuve) -> Lecture:
    ignorees = [(feuille.grille.nom or "", feuille.ignoree) for feuille in feuilles if feuille.ignoree]
    ignorees += [(feuille.nom, "masquée") for feuille in classeur.feuilles if not feuille.visible and feuille.lignes]
    retenues = [feuille for feuille in feuilles if not feuille.ignoree]
    ignorees += [
        (une.grille.nom or "", f"lignes {une.contenu.rappels[0]} à {une.contenu.rappels[-1]}, rappel d’un autre mois")
        for une in retenues
        if une.contenu.rappels
    ]
    ignorees += [
        (
            une.grille.nom or "",
            f"lignes {une.contenu.reprises[0]} à {une.contenu.reprises[-1]}, récapitulatif du détail",
        )
        for une in retenues
        if une.contenu.reprises
    ]
    tableaux = [tableau for feuille in retenues for tableau in feuille.tableaux]
    proposes = [une for feuille in retenues for une in feuille.proposes if une.dites or not tableaux]
    lus = tuple(presenter_tableau(tableau) for tableau in tableaux)
    decrites = reunir(decrire_colonnes(tableau) for tableau in [*tableaux, *proposes])
    return Lecture(employeur, periode if periode.lu else None, lus, tuple(ignorees), decrites)
