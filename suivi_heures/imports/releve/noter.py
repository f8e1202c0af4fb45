"""Judge readings against their expected truth, exactly as the corpus says (releves § 1)."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from clauses_app.imports.tableur import lire_tableur
from clauses_app.imports.tableur_refus import FichierIllisible
from suivi_heures.imports.releve.comprendre import comprendre_releve
from suivi_heures.imports.releve.connaissances import Connaissances, DejaRecu, Depot
from suivi_heures.imports.releve.resultat import ReleveCompris
from suivi_heures.imports.releve.textes import compacter

TOTAUX = (
    "total_heures_travail",
    "total_heures_travail_rattachees",
    "total_heures_formation_contrat",
    "total_heures_formation_hors_contrat",
    "total_heures_absence",
    "effet_sur_cumul",
)


@dataclass(frozen=True, slots=True)
class Note:
    fichier: str
    ecarts: tuple[str, ...]

    @property
    def juste(self) -> bool:
        return not self.ecarts

    @property
    def par_chapitre(self) -> tuple[bool, bool, bool]:
        """(lines, totals and context, anomalies): equal or not."""
        lignes = any(ecart.startswith("ligne ") for ecart in self.ecarts)
        anomalies = any(ecart.startswith("anomalie ") for ecart in self.ecarts)
        autres = any(not ecart.startswith(("ligne ", "anomalie ")) for ecart in self.ecarts)
        return not lignes, not autres, not anomalies


def noter_dossier(dossier: Path, connaissances: Connaissances) -> list[Note]:
    """`dossier` holds `fichiers` and `attendus`; each file is judged alone."""
    return [
        _noter(dossier, attendu, connaissances) for attendu in sorted((dossier / "attendus").glob("*.attendu.json"))
    ]


def _noter(dossier: Path, chemin: Path, connaissances: Connaissances) -> Note:
    attendu = json.loads(chemin.read_text("utf-8"))
    lu = lire_du_corpus(dossier / "fichiers", attendu["fichier"], attendu["contexte"], connaissances)
    return Note(attendu["fichier"], tuple(comparer(lu.en_json(), attendu)))


def lire_du_corpus(
    fichiers: Path, nom: str, contexte: Mapping[str, Any], connaissances: Connaissances
) -> ReleveCompris:
    recu_le = datetime.date.fromisoformat(contexte["date_reception"])
    recus: list[DejaRecu] = []
    for ancien in contexte.get("deja_recus") or ():
        contenu = (fichiers / ancien).read_bytes()
        avant = Depot(ancien, recu_le, contexte.get("deposant"), empreinte(contenu), tuple(recus))
        lu = lire_octets(contenu, avant, connaissances)
        recus.append(DejaRecu(ancien, avant.empreinte, lu.employeur, lu.periode, lu.lignes))
    contenu = (fichiers / nom).read_bytes()
    return lire_octets(
        contenu, Depot(nom, recu_le, contexte.get("deposant"), empreinte(contenu), tuple(recus)), connaissances
    )


def empreinte(contenu: bytes) -> str:
    return hashlib.sha256(contenu).hexdigest()


def lire_octets(contenu: bytes, depot: Depot, connaissances: Connaissances) -> ReleveCompris:
    try:
        classeur = lire_tableur(contenu, depot.nom_fichier)
    except FichierIllisible as refus:
        return ReleveCompris(False, str(refus.code), refus.phrase, employeur=depot.deposant)
    return comprendre_releve(classeur, depot, connaissances)


def comparer(lu: Mapping[str, Any], attendu: Mapping[str, Any]) -> list[str]:
    """Each difference, in one line; none when the reading is right."""
    ecarts = [
        f"{champ} : {lu[champ]!r} au lieu de {attendu[champ]!r}"
        for champ in ("lisible", "motif_illisible", "employeur", "periode")
        if lu[champ] != attendu[champ]
    ]
    ecarts += [
        f"{champ} : {lu[champ]} au lieu de {attendu[champ]}"
        for champ in TOTAUX
        if not _egaux(lu[champ], attendu[champ])
    ]
    ecarts += _ecarts_de_lignes(_grouper(lu["lignes"]), _grouper(attendu.get("lignes", ())))
    ecarts += _ecarts_d_anomalies(lu["anomalies"], attendu["anomalies"])
    return ecarts


def _egaux(un: str | None, autre: str | None) -> bool:
    if un is None or autre is None:
        return un == autre
    return Decimal(un) == Decimal(autre)


def _grouper(lignes: Any) -> dict[tuple[str, str, str, str], Decimal]:
    groupes: dict[tuple[str, str, str, str], Decimal] = {}
    for ligne in lignes:
        qui = ligne["beneficiaire_ref"] or compacter(ligne["nom"] or "") + "/" + compacter(ligne["prenom"] or "")
        cle = (qui, ligne["du"], ligne["au"], ligne["nature"])
        groupes[cle] = groupes.get(cle, Decimal(0)) + Decimal(ligne["heures"])
    return groupes


def _ecarts_de_lignes(lues: dict[Any, Decimal], attendues: dict[Any, Decimal]) -> list[str]:
    return [
        f"ligne {' '.join(cle)} : {lues.get(cle, 'absente')} au lieu de {attendues.get(cle, 'rien')}"
        for cle in sorted(set(lues) | set(attendues))
        if lues.get(cle) != attendues.get(cle)
    ]


def _ecarts_d_anomalies(lues: Any, attendues: Any) -> list[str]:
    def compter(anomalies: Any) -> Counter[tuple[str, str, str]]:
        return Counter((a["code"], str(a["feuille"]), str(a["ligne_fichier"])) for a in anomalies)

    un, autre = compter(lues), compter(attendues)
    ecarts = [f"anomalie en trop : {' '.join(cle)} ×{n}" for cle, n in sorted((un - autre).items())]
    return ecarts + [f"anomalie manquante : {' '.join(cle)} ×{n}" for cle, n in sorted((autre - un).items())]
