"""Read back the timesheet template, workbook or CSV. Pure: lines and anomalies, no database."""

from __future__ import annotations

import datetime
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from clauses_app.imports.tableur import Cellule, Classeur, Feuille, Genre, Ligne
from clauses_app.interface.formats import FINE, formater_mois
from suivi_heures.enums import CodeAnomalie, Nature
from suivi_heures.imports.anomalies import Anomalie
from suivi_heures.imports.heures_ecrites import HeuresIllisibles, lire_heures
from suivi_heures.imports.modele import INDISPENSABLES, NATURES, Colonne, lire_identifiant

ENTETE_CHERCHEE = 30
NEANT = frozenset({"neant", "-", "–", "rien", "aucune", "aucun"})
PIEDS = ("total", "sous-total", "cumul", "report", "moyenne")
PHRASE_MODELE = (
    "Ce fichier n’est pas le modèle d’Ancrage : la ligne des titres (Identifiant, Heures travaillées…) est"
    " introuvable. Téléchargez le modèle du mois, reportez-y vos heures, puis déposez-le."
)
PHRASE_VIDE = (
    "Aucune heure n’est écrite dans ce fichier. Remplissez au moins une ligne, ou 0 si personne n’a travaillé."
)


@dataclass(frozen=True, slots=True)
class LigneLue:
    """A line of the file. `lue` keeps the cells as they were written, by column title."""

    numero: int
    lue: Mapping[str, str]
    contrat_id: int | None = None
    mois: datetime.date | None = None
    heures: Mapping[Nature, Decimal] = field(default_factory=dict)
    references: Mapping[Nature, str] = field(default_factory=dict)
    anomalies: tuple[Anomalie, ...] = ()
    avertissements: tuple[Anomalie, ...] = ()

    @property
    def nom(self) -> str:
        return f"{self.lue.get(Colonne.PRENOM, '')} {self.lue.get(Colonne.NOM, '')}".strip() or f"ligne {self.numero}"


@dataclass(frozen=True, slots=True)
class ReleveLu:
    lignes: tuple[LigneLue, ...] = ()
    faute: str = ""  # the file as a whole cannot be used: the sentence to show


def lire_releve_modele(classeur: Classeur, *, guichet_id: int) -> ReleveLu:
    """Every fault is listed at once; nothing is corrected in silence."""
    for feuille in classeur.visibles:
        entete = _trouver_entete(feuille)
        if entete is not None:
            numero, colonnes = entete
            suite = (ligne for ligne in feuille.lignes if ligne.numero > numero)
            lignes = _lire_lignes(suite, colonnes, guichet_id)
            if not any(ligne.heures or ligne.anomalies for ligne in lignes):
                return ReleveLu(lignes, PHRASE_VIDE)
            return ReleveLu(_signaler_doublons(lignes))
    return ReleveLu(faute=PHRASE_MODELE)


def normaliser(texte: str) -> str:
    """Without case, accents nor punctuation: a title survives the hands it went through."""
    nu = unicodedata.normalize("NFKD", texte.casefold())
    return " ".join("".join(c if c.isalnum() else " " for c in nu if not unicodedata.combining(c)).split())


_TITRES = {normaliser(colonne.value): colonne for colonne in Colonne} | {"identifiant": Colonne.IDENTIFIANT}


def _trouver_entete(feuille: Feuille) -> tuple[int, dict[Colonne, int]] | None:
    for ligne in feuille.lignes[:ENTETE_CHERCHEE]:
        titres = {_TITRES.get(normaliser(texte)): rang for rang, texte in ligne.textes().items()}
        if all(colonne in titres for colonne in INDISPENSABLES):
            return ligne.numero, {colonne: rang for colonne, rang in titres.items() if colonne is not None}
    return None


def _lire_lignes(lignes: Iterable[Ligne], colonnes: Mapping[Colonne, int], guichet_id: int) -> tuple[LigneLue, ...]:
    lues = (_lire_ligne(ligne, colonnes, guichet_id) for ligne in lignes)
    return tuple(lue for lue in lues if lue is not None)


def _lire_ligne(ligne: Ligne, colonnes: Mapping[Colonne, int], guichet_id: int) -> LigneLue | None:
    """None for what says nothing: blank line, total, signature."""
    lue = {colonne.value: texte for colonne, rang in colonnes.items() if (texte := ligne.texte(rang))}
    identifiant = lue.get(Colonne.IDENTIFIANT, "")
    cases = {colonne: ligne.cellule(colonnes[colonne]) for colonne in NATURES if colonne in colonnes}
    remplies = [case for case in cases.values() if case.texte or case.genre == Genre.SANS_VALEUR]
    if not identifiant and (not remplies or _est_un_pied(ligne)):
        return None
    brute = _lire_heures(LigneLue(ligne.numero, lue), cases)
    trouve = lire_identifiant(identifiant, guichet_id=guichet_id)
    if trouve is not None:
        brute = replace(brute, contrat_id=trouve[0], mois=trouve[1])
        return brute if remplies else _avertir_du_vide(brute)
    if not remplies:
        return None
    colonne = ligne.cellule(colonnes[Colonne.IDENTIFIANT]).reference
    return replace(brute, anomalies=(_identifiant_faux(ligne.numero, colonne, identifiant), *brute.anomalies))


def _est_un_pied(ligne: Ligne) -> bool:
    premiers = list(ligne.textes().values())[:2]
    return any(normaliser(texte).startswith(PIEDS) for texte in premiers)


def _identifiant_faux(numero: int, colonne: str, identifiant: str) -> Anomalie:
    if identifiant:
        return Anomalie(
            numero,
            colonne,
            CodeAnomalie.IDENTIFIANT_INCONNU,
            "L’identifiant de cette ligne a été modifié, ou vient d’un autre modèle. Téléchargez à nouveau le modèle"
            " du mois et recopiez-y cette ligne.",
        )
    return Anomalie(
        numero,
        colonne,
        CodeAnomalie.IDENTIFIANT_ABSENT,
        "Cette personne a été ajoutée à la main : son contrat n’est pas connu. Demandez à votre facilitateur"
        " de l’ouvrir, puis téléchargez à nouveau le modèle.",
    )


def _lire_heures(ligne: LigneLue, cases: Mapping[Colonne, Cellule]) -> LigneLue:
    heures: dict[Nature, Decimal] = {}
    anomalies: list[Anomalie] = []
    for colonne, case in cases.items():
        try:
            valeur = _lire_case(case)
        except _CaseFausse as faute:
            anomalies.append(Anomalie(ligne.numero, case.reference, faute.code, str(faute)))
            continue
        if valeur is not None:
            heures[NATURES[colonne]] = valeur
    references = {NATURES[colonne]: case.reference for colonne, case in cases.items()}
    return replace(ligne, heures=heures, references=references, anomalies=tuple(anomalies))


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
    if not case.texte:
        return None
    return _lire_texte(case)


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


def _avertir_du_vide(ligne: LigneLue) -> LigneLue:
    message = f"Rien n’est écrit pour {ligne.nom} : écrivez 0 si cette personne n’a pas travaillé."
    return replace(ligne, avertissements=(Anomalie(ligne.numero, "", CodeAnomalie.LIGNE_VIDE, message),))


def _signaler_doublons(lignes: tuple[LigneLue, ...]) -> tuple[LigneLue, ...]:
    """The same person, contract and month twice in the file."""
    premieres: dict[tuple[int | None, datetime.date | None], int] = {}
    resultat = []
    for ligne in lignes:
        cle = (ligne.contrat_id, ligne.mois)
        if ligne.contrat_id is not None and ligne.heures and cle in premieres:
            message = (
                f"{ligne.nom} est déjà à la ligne {premieres[cle]} pour {formater_mois(ligne.mois)}."
                " Gardez une seule des deux lignes."
            )
            doublon = Anomalie(ligne.numero, "", CodeAnomalie.DOUBLON_LIGNE, message)
            ligne = replace(ligne, anomalies=(*ligne.anomalies, doublon))
        elif ligne.heures:
            premieres[cle] = ligne.numero
        resultat.append(ligne)
    return tuple(resultat)
