"""Our own template, one layout among others: each row names its contract and its month by a signed identifier."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from clauses_app.imports.nir import masquer_nir
from clauses_app.imports.tableur import Cellule, Classeur, Feuille, Genre, Ligne
from clauses_app.interface.formats import FINE, formater_mois
from suivi_heures.enums import CodeAnomalie, Nature
from suivi_heures.imports.heures_ecrites import HeuresIllisibles, lire_heures
from suivi_heures.imports.modele import INDISPENSABLES, NATURES, Colonne, lire_identifiant
from suivi_heures.imports.releve.connaissances import Connaissances, ContratConnu, Depot
from suivi_heures.imports.releve.identites import REPORTS, TOTAUX, est_un_libelle
from suivi_heures.imports.releve.resultat import (
    AnomalieLue,
    Lecture,
    LigneComprise,
    LigneEcartee,
    Periode,
    Preuve,
    ReleveCompris,
    TableauLu,
)
from suivi_heures.imports.releve.tableaux import lettre
from suivi_heures.imports.releve.textes import normaliser, raccourcir

ENTETE_CHERCHEE = 30
NEANT = frozenset({"neant", "-", "–", "rien", "aucune", "aucun"})
OBSERVATION_MAX = 500
PHRASE_VIDE = (
    "Aucune heure n’est écrite dans ce fichier. Remplissez au moins une ligne, ou 0 si personne n’a travaillé."
)
_TITRES = {normaliser(colonne.value): colonne for colonne in Colonne} | {"identifiant": Colonne.IDENTIFIANT}
ROLES = {
    Colonne.IDENTIFIANT: "identifiant",
    Colonne.NOM: "nom",
    Colonne.PRENOM: "prenom",
    Colonne.EMPLOYEUR: "employeur",
    Colonne.CHANTIER: "chantier",
    Colonne.OBSERVATION: "observation",
}


@dataclass(slots=True)
class _Lecteur:
    """Every fault is listed at once; nothing is corrected in silence."""

    feuille: str | None
    colonnes: Mapping[Colonne, int]
    connaissances: Connaissances
    depot: Depot
    contrats: Mapping[int, ContratConnu]
    masquees: frozenset[int] = frozenset()
    lignes: list[LigneComprise] = field(default_factory=list)
    ecartees: list[LigneEcartee] = field(default_factory=list)
    anomalies: list[AnomalieLue] = field(default_factory=list)
    sources: dict[tuple[str | None, int], str] = field(default_factory=dict)
    noms: dict[tuple[str | None, int], str] = field(default_factory=dict)
    premieres: dict[tuple[int, datetime.date], int] = field(default_factory=dict)

    def lire(self, ligne: Ligne) -> None:
        """A blank line, a total, a signature say nothing."""
        case = ligne.cellule(self.colonnes[Colonne.IDENTIFIANT])
        identifiant = case.texte.strip()
        cases = {c: ligne.cellule(self.colonnes[c]) for c in NATURES if c in self.colonnes}
        remplies = any(une.texte or une.genre == Genre.SANS_VALEUR for une in cases.values())
        if not identifiant and (not remplies or _est_un_pied(ligne)):
            return
        trouve = lire_identifiant(identifiant, guichet_id=self.connaissances.guichet_id)
        contrat = self.contrats.get(trouve[0]) if trouve else None
        periode = Periode.mois(trouve[1].year, trouve[1].month) if trouve else None
        if not remplies:
            if trouve is not None:
                self._avertir_du_vide(ligne, contrat, periode)
            return
        self.sources[self.feuille, ligne.numero] = self._source(ligne)
        if Colonne.NOM in self.colonnes:
            self.noms[self.feuille, ligne.numero] = ligne.cellule(self.colonnes[Colonne.NOM]).reference
        lues = self._lire_heures(ligne, cases, contrat, periode)
        mise_de_cote = self._raison_d_ecarter(ligne, trouve, lues)
        if mise_de_cote is not None:
            code, phrase = mise_de_cote
            self.ecartees += [LigneEcartee(code, lue) for lue in lues]
            self._dire(ligne, code, phrase)
            return
        self.lignes += lues
        if trouve is None:
            self._dire(ligne, *_identifiant_faux(identifiant), case.reference)
        elif contrat is None:
            self._dire(ligne, CodeAnomalie.CONTRAT_INCONNU, _contrat_inconnu(self._qui(ligne)))

    def _raison_d_ecarter(
        self, ligne: Ligne, trouve: tuple[int, datetime.date] | None, lues: list[LigneComprise]
    ) -> tuple[CodeAnomalie, str] | None:
        """Hidden by the sender, or the same person, contract and month twice in the file."""
        if ligne.numero in self.masquees:
            message = f"La ligne de {self._qui(ligne)} est masquée : ses heures ne sont pas lues. Affichez-la."
            return CodeAnomalie.LIGNE_MASQUEE, message
        premiere = self.premieres.setdefault(trouve, ligne.numero) if trouve and lues else ligne.numero
        if trouve is None or premiere == ligne.numero:
            return None
        return CodeAnomalie.DOUBLON_LIGNE, (
            f"{self._qui(ligne)} est déjà à la ligne {premiere} pour {formater_mois(trouve[1])}."
            " Gardez une seule des deux lignes."
        )

    def _lire_heures(
        self, ligne: Ligne, cases: Mapping[Colonne, Cellule], contrat: ContratConnu | None, periode: Periode | None
    ) -> list[LigneComprise]:
        lues = []
        for colonne, case in cases.items():
            try:
                valeur = _lire_case(case)
            except _CaseFausse as fausse:
                self._dire(ligne, fausse.code, str(fausse), case.reference)
                ecrite = self._composer(ligne, contrat, periode, colonne, case.reference, Decimal(0))
                self.ecartees.append(LigneEcartee(fausse.code, ecrite))
                continue
            if valeur is not None:
                lues.append(self._composer(ligne, contrat, periode, colonne, case.reference, valeur))
        return lues

    def _composer(
        self,
        ligne: Ligne,
        contrat: ContratConnu | None,
        periode: Periode | None,
        colonne: Colonne,
        reference: str,
        heures: Decimal,
    ) -> LigneComprise:
        annonce = self.depot.mois or self.depot.recu_le
        return LigneComprise(
            nom=self._texte(ligne, Colonne.NOM),
            prenom=self._texte(ligne, Colonne.PRENOM),
            naissance=None,
            personne=contrat.personne if contrat else None,
            periode=periode or Periode.mois(annonce.year, annonce.month),
            heures=heures,
            nature=NATURES[colonne],
            motif=None,
            contrat=contrat.ref if contrat else None,
            feuille=self.feuille,
            numero=ligne.numero,
            cellules=(reference,) if reference else (),
            preuve="identifiant du modèle",
            observation=self._texte(ligne, Colonne.OBSERVATION),
        )

    def _avertir_du_vide(self, ligne: Ligne, contrat: ContratConnu | None, periode: Periode | None) -> None:
        self._dire(
            ligne,
            CodeAnomalie.LIGNE_VIDE,
            f"Rien n’est écrit pour {self._qui(ligne)} : écrivez 0 si cette personne n’a pas travaillé.",
        )
        vide = self._composer(ligne, contrat, periode, Colonne.TRAVAIL, "", Decimal(0))
        self.ecartees.append(LigneEcartee(CodeAnomalie.LIGNE_VIDE, vide))

    def _dire(self, ligne: Ligne, code: CodeAnomalie, phrase: str, cellule: str = "") -> None:
        self.anomalies.append(AnomalieLue(code, self.feuille, ligne.numero, phrase=phrase, cellule=cellule))

    def _source(self, ligne: Ligne) -> str:
        ecrits = (ligne.texte(rang).strip() for c, rang in self.colonnes.items() if c != Colonne.IDENTIFIANT)
        return masquer_nir(" · ".join(" ".join(texte.split())[:60] for texte in ecrits if texte))[:300]

    def _texte(self, ligne: Ligne, colonne: Colonne) -> str:
        ecrit = ligne.texte(self.colonnes[colonne]) if colonne in self.colonnes else ""
        return raccourcir(ecrit, OBSERVATION_MAX) if colonne == Colonne.OBSERVATION else raccourcir(ecrit)

    def _qui(self, ligne: Ligne) -> str:
        ecrit = f"{self._texte(ligne, Colonne.PRENOM)} {self._texte(ligne, Colonne.NOM)}".strip()
        return ecrit or f"ligne {ligne.numero}"


def lire_modele(classeur: Classeur, depot: Depot, connaissances: Connaissances) -> ReleveCompris | None:
    """None when no sheet carries our titles: another layout."""
    for feuille in classeur.visibles:
        entete = _trouver_entete(feuille)
        if entete is not None:
            return _lire_feuille(feuille, *entete, depot, connaissances)
    return None


def _lire_feuille(
    feuille: Feuille, numero: int, colonnes: dict[Colonne, int], depot: Depot, connaissances: Connaissances
) -> ReleveCompris:
    contrats = {contrat.cle: contrat for contrat in connaissances.contrats if contrat.cle}
    lecteur = _Lecteur(feuille.nom or None, colonnes, connaissances, depot, contrats, feuille.lignes_masquees)
    for ligne in feuille.lignes:
        if ligne.numero > numero:
            lecteur.lire(ligne)
    if all(anomalie.code == CodeAnomalie.LIGNE_VIDE for anomalie in lecteur.anomalies) and not lecteur.lignes:
        vide = AnomalieLue(CodeAnomalie.AUCUNE_LIGNE, lecteur.feuille, phrase=PHRASE_VIDE)
        lecteur.anomalies.insert(0, vide)
    return ReleveCompris(
        lisible=True,
        employeur=depot.deposant or _employeur(lecteur),
        periode=_periode(lecteur),
        lignes=tuple(lecteur.lignes),
        anomalies=tuple(lecteur.anomalies),
        lecture=_lecture(lecteur, numero),
        effet_sur_cumul=sum((une.heures for une in lecteur.lignes if une.nature == Nature.TRAVAIL), Decimal(0)),
        ecartees=tuple(lecteur.ecartees),
        sources=lecteur.sources,
        noms=lecteur.noms,
        modele=True,
    )


def _employeur(lecteur: _Lecteur) -> str | None:
    """Nobody says who deposits: the one employer of its lines, else the company they all work for."""
    cites = [lecteur.connaissances.contrat(ligne.contrat) for ligne in lecteur.lignes if ligne.contrat]
    employeurs = {contrat.employeur for contrat in cites if contrat}
    titulaires = {contrat.titulaire for contrat in cites if contrat}
    return min(employeurs) if len(employeurs) == 1 else min(titulaires) if len(titulaires) == 1 else None


def _periode(lecteur: _Lecteur) -> Periode | None:
    """Of one month, the file says it itself; of several, the one said at the deposit, else all of them."""
    connues = [*lecteur.lignes, *(une.ligne for une in lecteur.ecartees)]
    dites = {ligne.periode for ligne in connues if ligne.contrat}
    mois = lecteur.depot.mois
    if len(dites) != 1 and mois is not None:
        return Periode.mois(mois.year, mois.month)
    return Periode.couvrant(dites) if dites else None


def _lecture(lecteur: _Lecteur, entete: int) -> Lecture:
    colonnes = {ROLES[c]: lettre(rang) for c, rang in lecteur.colonnes.items() if c in ROLES}
    heures = tuple(
        {"colonnes": [lettre(rang)], "nature": str(NATURES[c]), "unite": "h"}
        for c, rang in lecteur.colonnes.items()
        if c in NATURES
    )
    lus = ROLES | {colonne: f"heures {nature}" for colonne, nature in NATURES.items()}
    preuves = tuple(
        Preuve(lus[c], f"titre « {c.value} » du modèle", lecteur.feuille, f"{lettre(rang)}{entete}")
        for c, rang in sorted(lecteur.colonnes.items(), key=lambda paire: paire[1])
        if c in lus
    )
    tableau = TableauLu(lecteur.feuille, entete, "modele", colonnes, heures, preuves=preuves)
    return Lecture(tableaux=(tableau,))


def _trouver_entete(feuille: Feuille) -> tuple[int, dict[Colonne, int]] | None:
    for ligne in feuille.lignes[:ENTETE_CHERCHEE]:
        titres = {_TITRES.get(normaliser(texte)): rang for rang, texte in ligne.textes().items()}
        if all(colonne in titres for colonne in INDISPENSABLES):
            return ligne.numero, {colonne: rang for colonne, rang in titres.items() if colonne is not None}
    return None


def _est_un_pied(ligne: Ligne) -> bool:
    premiers = [normaliser(texte) for texte in list(ligne.textes().values())[:2]]
    return any(TOTAUX.match(nu) or REPORTS.match(nu) or est_un_libelle(nu) for nu in premiers)


def _identifiant_faux(identifiant: str) -> tuple[CodeAnomalie, str]:
    if identifiant:
        return (
            CodeAnomalie.IDENTIFIANT_INCONNU,
            "L’identifiant de cette ligne a été modifié, ou vient d’un autre modèle. Téléchargez à nouveau le modèle"
            " du mois et recopiez-y cette ligne.",
        )
    return (
        CodeAnomalie.IDENTIFIANT_ABSENT,
        "Cette personne a été ajoutée à la main : son contrat n’est pas connu. Demandez à votre facilitateur"
        " de l’ouvrir, puis téléchargez à nouveau le modèle.",
    )


def _contrat_inconnu(qui: str) -> str:
    return (
        f"Le contrat de {qui} n’est plus suivi pour votre entreprise. Téléchargez à nouveau le modèle du mois,"
        " ou demandez à votre facilitateur."
    )


class _CaseFausse(Exception):
    def __init__(self, code: CodeAnomalie, phrase: str) -> None:
        self.code = code
        super().__init__(phrase)


def _lire_case(case: Cellule) -> Decimal | None:
    if case.genre == Genre.SANS_VALEUR:
        raise _CaseFausse(
            CodeAnomalie.FORMULE_SANS_VALEUR,
            f"La formule de la case {case.reference} n’a pas de résultat. Écrivez le nombre d’heures à sa place.",
        )
    if case.genre == Genre.ERREUR:
        raise _CaseFausse(
            CodeAnomalie.HEURES_ILLISIBLES,
            f"La case {case.reference} affiche l’erreur {case.texte}. Écrivez le nombre d’heures à sa place.",
        )
    if case.genre in {Genre.DATE, Genre.BOOLEEN}:
        raise _CaseFausse(
            CodeAnomalie.HEURES_ILLISIBLES,
            f"La case {case.reference} contient « {case.texte} » au lieu d’un nombre d’heures. Écrivez 151,67 ou"
            f" 151{FINE}h{FINE}40.",
        )
    return _lire_texte(case) if case.texte else None


def _lire_texte(case: Cellule) -> Decimal:
    if normaliser(case.texte) in NEANT or case.texte.strip() in NEANT:
        return Decimal("0.00")
    try:
        valeur = lire_heures(case.texte)
    except HeuresIllisibles as faute:
        raise _CaseFausse(CodeAnomalie.HEURES_ILLISIBLES, f"Case {case.reference} : {faute.phrase}") from None
    if valeur < 0:
        raise _CaseFausse(
            CodeAnomalie.HEURES_NEGATIVES,
            f"La case {case.reference} retire des heures. Écrivez les heures du mois ; pour corriger un mois passé,"
            " dites-le dans la colonne Observation.",
        )
    return valeur
