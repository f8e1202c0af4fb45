"""Each line against what is known: contract, plausibility, period (R9, R14 to R17)."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from clauses_app.imports.tableur import Cellule
from clauses_app.interface.formats import formater_heures
from suivi_heures.enums import CodeAnomalie, Nature
from suivi_heures.imports.releve.connaissances import Connaissances, ContratConnu, Depot
from suivi_heures.imports.releve.extraire import HeuresLues
from suivi_heures.imports.releve.periode_fichier import date_impossible
from suivi_heures.imports.releve.personnes import Identificateur, Identification
from suivi_heures.imports.releve.places import case_de_la_naissance, case_de_la_periode
from suivi_heures.imports.releve.resultat import AnomalieLue, LigneComprise, LigneEcartee, Periode

DE_LA_DATE = {
    *(CodeAnomalie.MOIS_FUTUR, CodeAnomalie.LIGNE_HORS_PERIODE),
    *(CodeAnomalie.HEURES_AVANT_CONTRAT, CodeAnomalie.HEURES_APRES_CONTRAT),
}
SOUS_CONTRAT = {Nature.TRAVAIL, Nature.FORMATION_CONTRAT}


@dataclass(slots=True)
class Controleur:
    """Goes through the lines in the order of the file: some things are said once."""

    connaissances: Connaissances
    depot: Depot
    employeur: str | None
    identificateur: Identificateur
    periode: Periode | None
    lot_du_fichier: str | None = None
    anomalies: list[AnomalieLue] = field(default_factory=list)
    lignes: list[LigneComprise] = field(default_factory=list)
    nommees: set[object] = field(default_factory=set)
    sans_contrat: set[str] = field(default_factory=set)
    d_un_autre: set[str] = field(default_factory=set)  # people whose contract here is with another employer
    dites: set[tuple[object, ...]] = field(default_factory=set)
    cumuls: dict[tuple[object, datetime.date], Decimal] = field(default_factory=dict)
    contrats: dict[str, list[ContratConnu]] = field(default_factory=dict)  # with this employer, by person

    def __post_init__(self) -> None:
        """A user company may send the hours of people others employ: those contracts come when it has none of its own
        with the person."""
        chez_elle: dict[str, list[ContratConnu]] = {}
        for contrat in self.connaissances.contrats:
            if contrat.employeur == self.employeur:
                self.contrats.setdefault(contrat.personne, []).append(contrat)
            elif self.connaissances.titulaires_declarent and contrat.titulaire == self.employeur:
                chez_elle.setdefault(contrat.personne, []).append(contrat)
        self.d_un_autre = set(chez_elle) - set(self.contrats)
        self.contrats |= {personne: chez_elle[personne] for personne in self.d_un_autre}

    def controler(self, lue: HeuresLues) -> None:
        periode = lue.periode or self.periode
        if periode is None:
            return
        identite = self.identificateur.identifier(lue.rangee.personne)
        feuille, numero = lue.rangee.tableau.grille.nom, lue.rangee.numero
        self._dire_l_identite(identite, lue, feuille)
        contrat, codes = self._contrat(lue, identite, periode)
        for code, detail in (*codes, *self._plausibilite(lue, identite, periode)):
            cle = (code, feuille, numero, periode)
            if cle not in self.dites:
                self.dites.add(cle)
                cellule = _cellule(code, lue)
                self.anomalies.append(
                    AnomalieLue(code, feuille, numero, detail, cellule=cellule, rang=len(self.lignes))
                )
        if (ecrite := date_impossible(lue.rangee)) is not None:
            self._dire_la_date(ecrite, lue, feuille)
        self.lignes.append(_composer(lue, identite, periode, contrat))

    def _dire_la_date(self, ecrite: Cellule, lue: HeuresLues, feuille: str | None) -> None:
        """Hours are kept in the month of the file; whoever wrote the day says which one it was."""
        phrase = (
            f"La date «\u00a0{ecrite.texte[:20]}\u00a0» n’existe pas\u00a0: ces heures sont rangées dans la période du"
            " relevé, vérifiez le jour."
        )
        code, numero = CodeAnomalie.LIGNE_HORS_PERIODE, lue.rangee.numero
        if (code, feuille, numero) not in self.dites:
            self.dites.add((code, feuille, numero))
            case = ecrite.reference or case_de_la_periode(lue.rangee)
            self.anomalies.append(
                AnomalieLue(code, feuille, numero, phrase=phrase, cellule=case, rang=len(self.lignes))
            )

    def situer(self, code: CodeAnomalie, lue: HeuresLues) -> LigneEcartee | None:
        """Whose hours were set aside, and when: nothing is controlled nor added up."""
        periode = lue.periode or self.periode
        if periode is None:
            return None
        identite = self.identificateur.identifier(lue.rangee.personne)
        de_la_personne = self.contrats.get(identite.personne.ref, []) if identite.personne is not None else []
        siens = [contrat for contrat in de_la_personne if contrat.touche(periode)]
        contrat = _choisir(siens, lue.lot or self.lot_du_fichier).ref if siens else None
        return LigneEcartee(code, _composer(lue, identite, periode, contrat))

    def _dire_l_identite(self, identite: Identification, lue: HeuresLues, feuille: str | None) -> None:
        """Once for a person as written, at her first row, or at the title of her block."""
        if identite.code is None or identite.cle in self.nommees:
            return
        self.nommees.add(identite.cle)
        titre = lue.rangee.personne.ligne if lue.rangee.tableau.blocs else 0
        ligne = titre or lue.rangee.numero
        detail = f"{identite.nom} {identite.prenom} : {identite.preuve}".strip()
        cellule = case_de_la_naissance(lue.rangee) if identite.code == CodeAnomalie.DATE_NAISSANCE_DIFFERENTE else ""
        fait = AnomalieLue(identite.code, feuille, ligne, detail, cellule=cellule, rang=len(self.lignes))
        self.anomalies.append(fait)

    def _hors_periode(self, periode: Periode) -> bool:
        return self.periode is not None and not periode.touche(self.periode)

    def _contrat(
        self, lue: HeuresLues, identite: Identification, periode: Periode
    ) -> tuple[str | None, list[tuple[CodeAnomalie, str]]]:
        if identite.personne is None:
            return None, []
        siens = self.contrats.get(identite.personne.ref, [])
        du, au = periode.du, periode.au
        bons = [contrat for contrat in siens if contrat.debut <= au and (contrat.fin is None or contrat.fin >= du)]
        if bons:
            choisi = _choisir(bons, lue.lot or self.lot_du_fichier).ref
            if identite.personne.ref in self.d_un_autre - self.sans_contrat:
                self.sans_contrat.add(identite.personne.ref)
                return choisi, [(CodeAnomalie.SANS_CONTRAT, "aucun contrat avec cet employeur, un autre l’emploie")]
            return choisi, []
        if lue.nature not in SOUS_CONTRAT or self._hors_periode(periode):
            return None, []
        if not siens:
            if identite.personne.ref in self.sans_contrat:
                return None, []
            self.sans_contrat.add(identite.personne.ref)
            return None, [(CodeAnomalie.SANS_CONTRAT, "aucun contrat avec cet employeur")]
        if all(contrat.debut > periode.au for contrat in siens):
            debut = min(contrat.debut for contrat in siens)
            return None, [(CodeAnomalie.HEURES_AVANT_CONTRAT, f"contrat à partir du {debut:%d/%m/%Y}")]
        fins = [contrat.fin for contrat in siens if contrat.fin and contrat.fin < periode.du]
        detail = f"contrat terminé le {max(fins):%d/%m/%Y}" if fins else "hors de ses contrats"
        return None, [(CodeAnomalie.HEURES_APRES_CONTRAT, detail)]

    def _plausibilite(
        self, lue: HeuresLues, identite: Identification, periode: Periode
    ) -> Iterator[tuple[CodeAnomalie, str]]:
        if self._hors_periode(periode):
            yield CodeAnomalie.LIGNE_HORS_PERIODE, f"{periode.du:%d/%m/%Y} hors de la période du relevé"
        elif periode.du > self.depot.recu_le:
            yield CodeAnomalie.MOIS_FUTUR, f"commence après la réception ({self.depot.recu_le:%d/%m/%Y})"
        if lue.heures < 0:
            yield CodeAnomalie.HEURES_NEGATIVES, f"régularisation de {formater_heures(lue.heures)}"
        if lue.nature in SOUS_CONTRAT and self._franchit_le_seuil(lue, identite, periode):
            seuil = self.connaissances.reglages.heures_max_mois * periode.nombre_de_mois()
            yield (
                CodeAnomalie.HEURES_EXCESSIVES,
                f"plus de {seuil.normalize():f} h en un mois, le seuil du guichet".replace(".", ","),
            )

    def _franchit_le_seuil(self, lue: HeuresLues, identite: Identification, periode: Periode) -> bool:
        seuil = self.connaissances.reglages.heures_max_mois
        mois = periode.nombre_de_mois()
        if mois > 1 and (periode.au - periode.du).days > 13:  # a row of several months, not a straddling week
            return lue.heures > seuil * mois
        qui = identite.personne.ref if identite.personne else identite.cle
        cle = (qui, periode.du.replace(day=1))
        avant = self.cumuls.get(cle, Decimal(0))
        self.cumuls[cle] = avant + lue.heures
        return avant <= seuil < self.cumuls[cle]


def _cellule(code: CodeAnomalie, lue: HeuresLues) -> str:
    """A missing contract is about the person; a date out of place is the one of the row, when it says one."""
    if code == CodeAnomalie.SANS_CONTRAT:
        return ""
    return (case_de_la_periode(lue.rangee) if code in DE_LA_DATE else "") or next(iter(lue.cellules), "")


def _composer(lue: HeuresLues, identite: Identification, periode: Periode, contrat: str | None) -> LigneComprise:
    return LigneComprise(
        nom=identite.nom,
        prenom=identite.prenom,
        naissance=identite.naissance,
        personne=identite.personne.ref if identite.personne else None,
        periode=periode,
        heures=lue.heures,
        nature=lue.nature,
        motif=lue.motif,
        contrat=contrat,
        feuille=lue.rangee.tableau.grille.nom,
        numero=lue.rangee.numero,
        cellules=lue.cellules,
        preuve=identite.preuve,
    )


def _choisir(contrats: list[ContratConnu], lot: str | None) -> ContratConnu:
    return next((contrat for contrat in contrats if contrat.lot == lot), contrats[0])
