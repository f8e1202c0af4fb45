"""What was read in a timesheet, in the neutral shape that programs receive."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from suivi_heures.enums import CodeAnomalie, Nature, StatutReleve
from suivi_heures.models import LigneReleve, ReleveHeures
from suivi_heures.queries.detail_releve import ACTEURS, GUICHET
from suivi_heures.queries.lecture_releve import est_reportee
from suivi_heures.queries.retraits import Retrait, lister_retraits, mesurer_effet_cumul, mesurer_effet_registre

ZERO = Decimal("0.00")
DECIDES = (StatutReleve.VALIDE, StatutReleve.VALIDE_PARTIEL, StatutReleve.RETIRE, StatutReleve.REMPLACE)
TOTAUX = (
    ("total_heures_travail", Nature.TRAVAIL),
    ("total_heures_formation_contrat", Nature.FORMATION_CONTRAT),
    ("total_heures_formation_hors_contrat", Nature.FORMATION_HORS_CONTRAT),
    ("total_heures_absence", Nature.ABSENCE),
)


def resumer_releve(releve: ReleveHeures) -> dict[str, Any]:
    """Where it stands: its state, who must act, since when."""
    acteur = GUICHET if est_reportee(releve) else ACTEURS.get(releve.statut, "")  # type: ignore[call-overload]
    return {
        "id": releve.pk,
        "statut": str(releve.statut),
        "statut_libelle": releve.get_statut_display(),
        "attend": {"qui": acteur, "depuis": (releve.decide_a or releve.depose_a).isoformat()} if acteur else None,
        "mois": _mois(releve),
        "fichier": releve.nom_fichier,
        "empreinte": releve.empreinte,
        "recu_le": releve.depose_a.isoformat(),
        "message": "" if releve.statut in DECIDES else releve.message,
        "motif": releve.motif,
    }


def _mois(releve: ReleveHeures) -> str | None:
    """What the file says, once it is read; before, what was said at the deposit, and nothing that was supposed."""
    if releve.statut == StatutReleve.DEPOSE:
        return f"{releve.mois_annonce:%Y-%m}" if releve.mois_annonce else None
    return f"{releve.mois:%Y-%m}"


def rendre_lecture(releve: ReleveHeures) -> dict[str, Any]:
    """Lines and anomalies; before the reading, `lisible` is empty and there are none."""
    lue = releve.lecture or {}
    choisies = LigneReleve.objects.filter(releve=releve).select_related("contrat__beneficiaire")
    lignes: list[Any] = list(choisies.order_by("numero", "rang", "pk"))
    en_attente = releve.statut == "DEPOSE"
    lisible = None if en_attente else lue.get("lisible", bool(lignes))
    totaux = {nom: str(_total(lignes, nature)) if lisible else None for nom, nature in TOTAUX}
    rattachees = _total([ligne for ligne in lignes if ligne.contrat_id], Nature.TRAVAIL)
    return {
        "lisible": lisible,
        "motif_illisible": lue.get("motif_illisible") or (releve.message if lisible is False else None),
        "employeur": releve.entreprise.ref,
        "periode": lue.get("periode") or _periode(lignes),
        **totaux,
        "total_heures_travail_rattachees": str(rattachees) if lisible else None,
        "effet_sur_cumul": str(mesurer_effet_cumul(releve)) if lisible else None,
        "effet_sur_registre": str(mesurer_effet_registre(releve).heures) if lisible else None,
        "lignes_absentes": [rendre_retrait(un) for un in lister_retraits(releve)],
        "nombre_lignes": sum(1 for ligne in lignes if ligne.heures is not None),
        "anomalies": [*lue.get("anomalies", []), *(a for ligne in lignes for a in _anomalies(ligne))],
        "lignes": [_ligne(ligne) for ligne in lignes if ligne.heures is not None],
    }


def rendre_retrait(un: Retrait) -> dict[str, Any]:
    """A line of the former file that this one no longer holds."""
    personne = un.heure.contrat.beneficiaire
    return {
        "nom": personne.nom,
        "prenom": personne.prenom,
        "contrat_ref": un.heure.contrat.ref,
        "du": un.heure.du.isoformat(),
        "au": un.heure.au.isoformat(),
        "nature": str(un.heure.nature),
        "heures": str(un.heures),
        "sort": str(un.sort),
        "pourquoi": un.pourquoi,
    }


def _total(lignes: list[Any], nature: Nature) -> Decimal:
    return sum((ligne.heures for ligne in lignes if ligne.nature == nature and ligne.heures is not None), ZERO)


def _periode(lignes: list[Any]) -> dict[str, str] | None:
    bornes = [(ligne.du, ligne.au) for ligne in lignes if ligne.du and ligne.au]
    if not bornes:
        return None
    return {"du": min(du for du, _ in bornes).isoformat(), "au": max(au for _, au in bornes).isoformat()}


def _anomalies(ligne: LigneReleve) -> list[dict[str, Any]]:
    """`bloquante`: the line could not enter the ledger because of it."""
    faits = [(fait, True) for fait in ligne.anomalies] + [(fait, False) for fait in ligne.avertissements]
    return [
        {
            "code": fait["code"],
            "libelle": _libelle(fait["code"]),
            "feuille": ligne.lue.get("feuille"),
            "ligne_fichier": ligne.numero,
            "cellule": fait.get("colonne") or None,
            "detail": fait["message"],
            "bloquante": bloquante,
        }
        for fait, bloquante in faits
    ]


def _libelle(code: str) -> str:
    return str(CodeAnomalie(code).label) if code in CodeAnomalie.values else code


def _ligne(ligne: Any) -> dict[str, Any]:
    contrat = ligne.contrat
    personne = contrat.beneficiaire if contrat else None
    return {
        "nom": ligne.lue.get("Nom") or None,
        "prenom": ligne.lue.get("Prénom") or None,
        "beneficiaire_ref": personne.ref if personne else ligne.lue.get("personne"),
        "contrat_ref": contrat.ref if contrat else None,
        "du": ligne.du.isoformat() if ligne.du else None,
        "au": ligne.au.isoformat() if ligne.au else None,
        "heures": str(ligne.heures),
        "nature": str(ligne.nature),
        "feuille": ligne.lue.get("feuille"),
        "ligne_fichier": ligne.numero,
        "au_registre": ligne.heure_id is not None,
    }
