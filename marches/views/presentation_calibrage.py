"""Sizings as the screens print them: values already written."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from clauses_app.interface.formats import accorder, formater_date, formater_euros, formater_heures, formater_nombre
from marches.enums import Arrondi, MethodeCalibrage
from marches.models import Calibrage, ProjetAchat
from marches.queries.formules_calibrage import Reglages, Resultat, dire_en_personnes
from marches.queries.projets import Consultation
from marches.queries.saisie_calibrage import rejouer
from marches.queries.termes_calibrage import TERMES


def presenter_resultat(resultat: Resultat, reglages: Reglages, duree_mois: int | None) -> dict[str, Any]:
    arrondi = Arrondi(reglages.arrondi).label.lower()
    return {
        "heures": formater_heures(resultat.heures),
        "brut": "" if resultat.brut == resultat.heures else formater_heures(resultat.brut),
        "arrondi": f"{arrondi} de {reglages.multiple}\u202fh",
        "mots": resultat.mots,
        "chiffres": resultat.chiffres,
        "etapes": [{"libelle": libelle, "valeur": valeur} for libelle, valeur in resultat.etapes],
        "alertes": resultat.alertes,
        "personnes": dire_en_personnes(resultat.heures, duree_mois, reglages.heures_mois),
    }


def presenter_version(calibrage: Calibrage, *, courante: bool) -> dict[str, Any]:
    """A kept sizing, played again on the spot: a difference would be said."""
    resultat = rejouer(calibrage)
    ratio = calibrage.reglages.get("ratio")
    return {
        "pk": calibrage.pk,
        "rang": calibrage.rang,
        "heures": formater_heures(calibrage.heures),
        "methode": MethodeCalibrage(calibrage.methode).label,
        "chiffres": resultat.chiffres,
        "quand": formater_date(calibrage.fait_a),
        "par": calibrage.par_nom,
        "note": calibrage.note,
        "courante": courante,
        "identique": (resultat.heures, resultat.brut) == (calibrage.heures, calibrage.brut),
        "ratio": f"{ratio['libelle']}, {ratio['version']}" if ratio else "",
    }


def presenter_entrees(calibrage: Calibrage) -> list[dict[str, str]]:
    """Each input with its unit, in the order of the formula."""
    lus = (calibrage.reglages.get("ratio") or {}).get("lus", [])
    return [
        {
            "libelle": terme.libelle,
            "valeur": _ecrire(calibrage.entrees[terme.code], terme.unite)
            + (", ratio du métier" if terme.code in lus else ""),
        }
        for terme in TERMES[calibrage.methode]
        if terme.code in calibrage.entrees
    ]


def _ecrire(valeur: str, unite: str) -> str:
    nombre = formater_nombre(Decimal(valeur))
    if unite in {"%", "h"}:
        return f"{nombre}\u202f{unite}"
    return f"{nombre}\u00a0{unite}".strip("\u00a0")


def presenter_lots(consultation: Consultation, ratios: Any) -> list[dict[str, Any]]:
    return [
        {
            "lot": un.lot,
            "metier": ratios[un.lot.secteur].libelle if un.lot.secteur in ratios else "",
            "montant": formater_euros(un.lot.montant_ht),
            "heures": formater_heures(un.heures) if un.calibrage and not un.lot.sans_clause else "",
            "methode": un.calibrage.get_methode_display() if un.calibrage else "",
            "version": un.calibrage.rang if un.calibrage else 0,
            "attend": un.attend,
        }
        for un in consultation.lots
    ]


def presenter_bilan(projet: ProjetAchat, consultation: Consultation, reglages: Reglages) -> list[dict[str, str]]:
    """The band of figures of a project; the ratio says over how many lots it is computed."""
    nombre = len(consultation.lots)
    connus = sum(1 for un in consultation.lots if un.heures and un.lot.montant_ht)
    pour = consultation.pour_100_000
    equivalent = dire_en_personnes(consultation.heures, projet.duree_mois, reglages.heures_mois)
    personnes, _, mois = equivalent.partition(" à temps plein")
    return [
        {
            "libelle": "Heures d’insertion",
            "valeur": formater_heures(consultation.heures),
            "note": f"{accorder(consultation.calibres, 'lot réglé', 'lots réglés')} sur {nombre}" if nombre > 1 else "",
        },
        {
            "libelle": "Soit",
            "valeur": personnes or "–",
            "note": f"à temps plein{mois}" if personnes else "",
        },
        {
            "libelle": "Montant",
            "valeur": formater_euros(consultation.montant),
            "note": "hors taxes, lots dont le montant est connu",
        },
        {
            "libelle": "Pour 100\u202f000\u00a0€",
            "valeur": formater_heures(pour, 1) if pour is not None else "–",
            "note": f"calculé sur {accorder(connus, 'lot')} sur {nombre}",
        },
    ]
