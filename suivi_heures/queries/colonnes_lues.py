"""How the columns of a timesheet were recognised, in one sentence: what its page says of step 2."""

from __future__ import annotations

from dataclasses import dataclass

from clauses_app.interface.formats import accorder, enumerer
from suivi_heures.models import ReleveHeures
from suivi_heures.queries.colonnes_modifiables import motif_de_refus


@dataclass(frozen=True, slots=True)
class ColonnesLues:
    """`a_verifier`: titles that somebody should look at. `comme`: « comme en septembre 2026 »."""

    nombre: int
    a_verifier: tuple[str, ...]
    comme: str
    phrase: str
    refus: str  # why the file cannot be read again


def decrire_colonnes_lues(releve: ReleveHeures) -> ColonnesLues | None:
    """None when nothing was recognised by its columns: our own template, a file that does not open."""
    mises = ((releve.lecture or {}).get("lecture") or {}).get("mises_en_page") or []
    colonnes = {(mise["empreinte"], une["cle"]): une for mise in mises for une in mise["colonnes"]}
    if not colonnes:
        return None
    douteuses = tuple(f"{une['lettre']} {une['titre']}".strip() for une in colonnes.values() if une.get("a_verifier"))
    commes = list(dict.fromkeys(mise["comme"] for mise in mises if mise.get("comme")))
    return ColonnesLues(
        nombre=len(colonnes),
        a_verifier=douteuses,
        comme=commes[0] if commes else "",
        phrase=_dire(len(colonnes), douteuses, commes),
        refus=motif_de_refus(releve),
    )


def _dire(nombre: int, douteuses: tuple[str, ...], commes: list[str]) -> str:
    if douteuses:
        noms = enumerer([f"«\u00a0{nom}\u00a0»" for nom in douteuses[:4]])
        reste = len(douteuses) - 4
        suite = f" et {accorder(reste, 'autre')}" if reste > 0 else ""
        return f"{accorder(len(douteuses), 'colonne')} à vérifier sur {nombre}\u00a0: {noms}{suite}."
    if commes:
        return f"{accorder(nombre, 'colonne')}, {'lue' if nombre == 1 else 'lues'} {commes[0]}."
    return f"{accorder(nombre, 'colonne')}, {'reconnue' if nombre == 1 else 'reconnues'} par leur titre."
