"""The reconciliation of a reprise, as lines a person reads in a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from clauses_app.interface.formats import INSECABLE, formater_nombre, formater_pourcent
from suivi_heures.enums import Motif
from suivi_heures.imports.reprise_fiches import Faute
from suivi_heures.queries.taux import part_realisee
from suivi_heures.services.reprendre import RapportReprise

LIBELLES = {
    "guichets": "guichet",
    "regles": "règles de décompte",
    "maitres_ouvrage": "maîtres d’ouvrage",
    "entreprises": "entreprises",
    "structures": "structures d’insertion",
    "operations": "opérations",
    "marches": "marchés",
    "lots": "lots",
    "attributions": "attributions",
    "engagements": "heures dues",
    "beneficiaires": "bénéficiaires",
    "eligibilites": "décisions d’éligibilité",
    "contrats": "contrats de travail",
    "heures": "lignes d’heures",
}
_COLONNES = (
    ("objectif", "objectif"),
    ("declarees", "déclarées"),
    ("retenues", "retenues"),
    ("valorisees", "valorisées"),
    ("ancien_total", "ancien total"),
    ("ecart", "écart"),
)
_NOMMES = 10


def rediger_fautes(fautes: Sequence[Faute]) -> Iterator[str]:
    """What must be changed in the file, one line a fault."""
    nombre = f"{len(fautes)} fautes" if len(fautes) > 1 else "une faute"
    yield f"Fichier refusé en entier, rien n’est écrit{INSECABLE}: {nombre}."
    for faute in fautes:
        yield f"  {faute.chemin}  {faute.message}"


def rediger_reconciliation(rapport: RapportReprise, *, a_blanc: bool) -> Iterator[str]:
    """Counts, then each lot: old total, new total, gap and why hours do not count."""
    etat = "essai à blanc, rien n’est gardé" if a_blanc else "repris"
    yield f"Guichet {rapport.guichet}{INSECABLE}: {etat}."
    yield ""
    yield from _tableau(
        ("", "créés", "mis à jour"),
        [
            (libelle, str(rapport.cree[nom]), str(rapport.mis_a_jour[nom]))
            for nom, libelle in LIBELLES.items()
            if rapport.cree[nom] or rapport.mis_a_jour[nom]
        ]
        or [("rien ne change", "0", "0")],
    )
    yield ""
    yield from _tableau(
        ("lot", *(titre for _, titre in _COLONNES), "taux", "pourquoi"), [_ligne(lot) for lot in rapport.lots]
    )
    yield from _remarques(rapport)


def _ligne(lot: dict[str, Any]) -> tuple[str, ...]:
    return (
        f"{lot['marche']} / {lot['lot']}",
        *(_nombre(lot[cle]) for cle, _ in _COLONNES),
        formater_pourcent(part_realisee(Decimal(lot["valorisees"]), Decimal(lot["objectif"]))),
        expliquer_exclusions(lot),
    )


def _nombre(texte: str | None) -> str:
    return formater_nombre(None if texte is None else Decimal(texte), 2)


def expliquer_exclusions(lot: dict[str, Any]) -> str:
    """« 35,00 h après la fenêtre d’éligibilité, 12,00 h en attente », the largest first."""
    heures = {Motif(code).label.lower(): Decimal(valeur) for code, valeur in lot["exclues"].items()}
    heures |= {"en attente": Decimal(lot["en_attente"]), "refusées": Decimal(lot["refusees"])}
    parts = sorted(((valeur, libelle) for libelle, valeur in heures.items() if valeur), reverse=True)
    return ", ".join(f"{formater_nombre(valeur, 2)}\u202fh {libelle}" for valeur, libelle in parts)


def _remarques(rapport: RapportReprise) -> Iterator[str]:
    if rapport.absents:
        yield ""
        yield f"Absent du fichier, laissé tel quel{INSECABLE}:"
        for nom, refs in rapport.absents.items():
            yield f"  {LIBELLES[nom]} ({len(refs)}){INSECABLE}: {citer(refs)}"
    if rapport.laissees:
        yield ""
        yield f"Heures corrigées ou annulées dans l’outil, laissées telles quelles{INSECABLE}:"
        yield f"  {citer(rapport.laissees)}"
    if rapport.avertissements:
        yield ""
        yield f"À vérifier{INSECABLE}:"
        for doute in rapport.avertissements:
            yield f"  {doute['chemin']}  {doute['message']}"


def citer(refs: Sequence[str]) -> str:
    """The first references, and how many more."""
    reste = len(refs) - _NOMMES
    return ", ".join(refs[:_NOMMES]) + (f" et {formater_nombre(reste)} de plus" if reste > 0 else "")


def _tableau(titres: Sequence[str], lignes: Iterable[Sequence[str]]) -> Iterator[str]:
    """Columns aligned: the first and the explanation on the left, figures on the right."""
    rangees = [titres, *lignes]
    largeurs = [max(len(rangee[i]) for rangee in rangees) for i in range(len(titres))]
    gauche = {0, 8}
    for rangee in rangees:
        cellules = (
            texte.ljust(largeur) if i in gauche else texte.rjust(largeur)
            for i, (texte, largeur) in enumerate(zip(rangee, largeurs, strict=True))
        )
        yield "  ".join(cellules).rstrip()
