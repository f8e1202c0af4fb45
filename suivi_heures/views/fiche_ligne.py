"""A line to correct as its little form shows it: the question, what is proposed, what was answered."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db.models import Q

from beneficiaires.enums import Modalite
from clauses_app.interface.formats import (
    accorder,
    formater_date,
    formater_date_heure,
    formater_heures,
    formater_periode,
)
from suivi_heures.enums import CodeAnomalie, GesteLigne, SuiteLigne
from suivi_heures.forms.lignes import FormulaireOuverture
from suivi_heures.models import CorrectionLigne, LigneReleve, ReleveHeures
from suivi_heures.queries.detail_releve import LigneDetaillee, phrase_pour
from suivi_heures.queries.lignes_a_corriger import (
    A_CORRIGER,
    LigneACorriger,
    compter_totaux_faux,
    corriger_la_frappe,
    moyenne_mensuelle,
)
from suivi_heures.queries.semblables import (
    DE_LA_PERIODE,
    DES_HEURES,
    DU_CONTRAT,
    DU_DECOUPAGE,
    IDENTITE,
    MISES_DE_COTE,
    faits_de,
)
from suivi_heures.services.proposer_personnes import Proposition, proposer_personnes

HABITUELLES = Decimal("151.67")  # a full month, when nothing is known of the person
ICONES = {
    "personne": "question-circle",
    "heures": "exclamation-octagon-fill",
    "cote": "link-45deg",
    "avis": "exclamation-triangle-fill",
}


def composer_fiches(
    releve: ReleveHeures, lignes: Sequence[LigneACorriger], *, contrats: Any, attributions: Any, personnes: Any
) -> list[dict[str, Any]]:
    """What whoever looks may see; `personnes`: those whose contract it may open, None for a company."""
    a_decider = [une for une in lignes if une.place == A_CORRIGER]
    propositions = proposer_personnes(
        lignes=[une.ligne for une in a_decider if une.code in (*IDENTITE, *DU_CONTRAT) or not une.ligne.contrat_id],
        entreprise_id=releve.entreprise_id,
        visibles=contrats,
    )
    moyennes = moyenne_mensuelle([une.ligne.contrat_id for une in a_decider if une.ligne.contrat_id])
    fiches = []
    for une in lignes:
        fiche = _decrire(une, du_guichet=personnes is not None)
        if une.place == A_CORRIGER:
            proposees = propositions.get(une.ligne.pk, [])
            fiche |= _questionner(une, proposees, moyennes.get(une.ligne.contrat_id or 0, HABITUELLES))
            if fiche["genre"] == "personne":
                fiche |= _ouverture(une.ligne, attributions, personnes)
        fiches.append(fiche)
    return fiches


def _decrire(une: LigneACorriger, *, du_guichet: bool) -> dict[str, Any]:
    ligne = une.ligne
    return {
        "pk": ligne.pk,
        "numero": ligne.numero,
        "version": ligne.version,
        "nom": une.detail.nom if ligne.lue or ligne.contrat_id else "",
        "nature": une.detail.nature,
        "periode": une.detail.periode,
        "heures": formater_heures(une.heures) if une.heures else "",
        "comptees": formater_heures(une.detail.comptees) if une.detail.comptees is not None else "",
        "beneficiaire_id": ligne.contrat.beneficiaire_id if ligne.contrat is not None else None,
        "source": ligne.lue.get("source") or une.detail.nom,
        "feuille": ligne.lue.get("feuille") or "",
        "titre": _titrer(une, du_guichet=du_guichet),
        "messages": _messages(une, du_guichet=du_guichet),
        "place": une.place,
        "suite": ligne.get_suite_display() if ligne.suite else "",
        "demandee": ligne.suite == SuiteLigne.DEMANDEE,
        "renvoyee": ligne.suite == SuiteLigne.RENVOYEE,
        "correction": decrire_correction(une.correction, ligne) if une.correction else None,
    }


def _titrer(une: LigneACorriger, *, du_guichet: bool) -> str:
    if not du_guichet and une.code in (*IDENTITE, CodeAnomalie.SANS_CONTRAT) and une.ligne.contrat_id is None:
        return "personne à préciser"
    if une.jumelle is not None:
        return f"doublon avec la ligne {une.jumelle.ligne.numero}"
    if une.code == CodeAnomalie.HEURES_EXCESSIVES:
        return f"{formater_heures(une.heures)} en un mois"
    return une.code.label[0].lower() + une.code.label[1:] if une.code else _titre_du_compte(une)


def _titre_du_compte(une: LigneACorriger) -> str:
    if not une.ne_compte_pas or une.detail.heure is None or une.detail.comptees is None:
        return ""
    return f"{formater_heures(une.detail.heure.heures - une.detail.comptees)} ne comptent pas"


def _messages(une: LigneACorriger, *, du_guichet: bool) -> list[str]:
    phrases = [phrase_pour(fait, du_guichet=du_guichet) for fait in faits_de(une.ligne)]
    if une.ne_compte_pas and une.detail.pourquoi:
        phrases.append(une.detail.pourquoi)
    return phrases


def decrire_correction(correction: CorrectionLigne, ligne: LigneReleve | None = None) -> dict[str, Any]:
    """Who, when, what, why."""
    effet = ""
    if correction.geste == GesteLigne.HEURES and ligne is not None and ligne.heures is not None:
        avant = correction.avant.get("heures")
        lues = formater_heures(Decimal(avant)) if avant is not None else "heures illisibles"
        effet = f"de {lues} à {formater_heures(ligne.heures)}"
    return {
        "pk": correction.pk,
        "geste": correction.get_geste_display(),
        "effet": effet,
        "qui": correction.par_nom,
        "quand": formater_date_heure(correction.fait_a),
        "motif": correction.motif,
    }


def _questionner(une: LigneACorriger, propositions: list[Proposition], habituelles: Decimal) -> dict[str, Any]:
    genre = _genre(une)
    fiche: dict[str, Any] = {"genre": genre, "icone": ICONES[genre], "semblables": len(une.semblables) + 1}
    fiche["avertie"] = genre == "avis" or (une.code in IDENTITE and une.ligne.contrat_id is not None)
    fiche["a_contrat"] = une.ligne.contrat_id is not None
    if genre == "personne":
        fiche["choix"] = _choix(une, propositions)
    elif genre == "cote" and une.jumelle is not None:
        fiche["jumelles"] = [_cote_a_cote(une.jumelle), _cote_a_cote(une.detail)]
    elif genre == "heures":
        proposees = corriger_la_frappe(une.heures, habituelles) if une.heures else None
        fiche["proposees"] = formater_heures(proposees) if proposees else ""
        fiche["valeur_proposee"] = _saisir(proposees) if proposees else ""
        fiche["valeur"] = _saisir(une.ligne.heures) if une.ligne.heures is not None else ""
        fiche["habituelles"] = formater_heures(habituelles.quantize(Decimal(1)))
    return fiche


def _cote_a_cote(detail: LigneDetaillee) -> dict[str, Any]:
    """One of the two lines, as the file writes it, and what became of it."""
    ligne = detail.ligne
    ecrites = ligne.heures if ligne.heures is not None else Decimal(ligne.lue.get("proposees") or 0)
    du, au = (datetime.date.fromisoformat(ligne.lue[borne]) for borne in ("du", "au"))
    return {
        "numero": ligne.numero,
        "nom": f"{ligne.lue.get('Prénom', '')} {ligne.lue.get('Nom', '')}".strip() or detail.nom,
        "naissance": formater_date(datetime.date.fromisoformat(ligne.lue["naissance"]))
        if ligne.lue.get("naissance")
        else "",
        "periode": formater_periode(du, au),
        "nature": detail.nature,
        "heures": formater_heures(ecrites),
        "registre": formater_heures(detail.heure.heures) if detail.heure is not None else "non comptée",
    }


def _genre(une: LigneACorriger) -> str:
    if une.code in DES_HEURES:
        return "heures"
    if une.code in MISES_DE_COTE:
        return "cote"
    if une.code in (*DU_DECOUPAGE, *DE_LA_PERIODE) and une.ligne.lue.get("contrat"):
        return "avis"  # her contract is known: what is in question is when
    if une.code in (*IDENTITE, *DU_CONTRAT) or (une.code and une.ligne.contrat_id is None and une.ligne.lue):
        return "personne"
    return "avis"


def _saisir(heures: Decimal) -> str:
    return f"{heures.normalize():f}".replace(".", ",")


def _choix(une: LigneACorriger, propositions: list[Proposition]) -> list[dict[str, Any]]:
    """The likeliest is ticked; nothing is when nobody looks alike."""
    choix = []
    if une.ligne.contrat_id is not None:
        choix.append({"valeur": "garder", "nom": une.detail.nom, "detail": "comme il a été lu", "score": None})
        propositions = [p for p in propositions if p.contrat_id != une.ligne.contrat_id]
    choix += [
        {"valeur": f"contrat-{p.contrat_id}", "nom": p.nom, "detail": p.detail, "score": p.score} for p in propositions
    ]
    if choix:
        choix[0]["coche"] = True
    return choix


def _ouverture(ligne: LigneReleve, attributions: Any, personnes: Any) -> dict[str, Any]:
    connue = None
    if personnes is not None and ligne.lue.get("personne"):
        connue = personnes.filter(ref=ligne.lue["personne"]).first()
    return {
        "connue": str(connue) if connue else "",
        "form_ouverture": preparer_ouverture(ligne, attributions, connue=connue is not None),
    }


def preparer_ouverture(
    ligne: LigneReleve, attributions: Any, *, connue: bool, donnees: Any = None
) -> FormulaireOuverture:
    naissance = ligne.lue.get("naissance")
    du = ligne.lue.get("du")
    return FormulaireOuverture(
        donnees,
        attributions=attributions,
        connue=connue,
        prefix=f"o{ligne.pk}",
        auto_id="%s",
        initial={
            "nom": ligne.lue.get("Nom", ""),
            "prenom": ligne.lue.get("Prénom", ""),
            "date_naissance": datetime.date.fromisoformat(naissance) if naissance else None,
            "date_debut": datetime.date.fromisoformat(du) if du else None,
            "modalite": Modalite.EMB,
        },
    )


def attributions_de(visibles: Any, contrats: Any, releve: ReleveHeures) -> Any:
    """Sites the employer works on: its own, and those where its people already work for another."""
    du_marche = Q(entreprise_id=releve.entreprise_id) | Q(
        pk__in=contrats.filter(employeur_id=releve.entreprise_id).values("attribution_id")
    )
    siennes = visibles.filter(du_marche).select_related("entreprise", "lot__marche")
    return list(siennes.order_by("marche__objet", "lot__ref"))


def resumer_places(lignes: Sequence[LigneACorriger]) -> dict[str, Any]:
    """Lines and hours, by what remains to be done."""
    sommes: dict[str, tuple[int, Decimal]] = {}
    for une in lignes:
        nombre, heures = sommes.get(une.place, (0, Decimal(0)))
        sommes[une.place] = nombre + 1, heures + une.heures
    return {
        "lues": len(lignes),
        "heures": formater_heures(sum((une.heures for une in lignes), Decimal(0))),
        "du_fichier": _heures_du_fichier(lignes),
        "places": {place: (nombre, formater_heures(heures)) for place, (nombre, heures) in sommes.items()},
        "phrase": accorder(sommes.get(A_CORRIGER, (0, Decimal(0)))[0], "ligne à corriger", "lignes à corriger"),
    }


def _heures_du_fichier(lignes: Sequence[LigneACorriger]) -> list[tuple[str, str]]:
    """What the file wrote, beside what is kept once somebody replaced some of it."""
    gardees = formater_heures(sum((une.heures for une in lignes), Decimal(0)))
    if all(une.detail.remplacees is None for une in lignes):
        return [("Heures dans le fichier", gardees)]
    ecrites = (une.heures if une.detail.remplacees is None else une.detail.remplacees for une in lignes)
    return [
        ("Heures écrites dans le fichier", formater_heures(sum(ecrites, Decimal(0)))),
        ("Heures lues, corrigées", gardees),
    ]


def controles_passes(releve: ReleveHeures, lignes: Sequence[LigneACorriger]) -> list[dict[str, str]]:
    """What the reading checked of the file, said even when it is right."""
    lecture = releve.lecture or {}
    faits = list(lecture.get("anomalies") or ())
    periode = lecture.get("periode")
    regles = []
    if periode:
        du, au = (formater_date(datetime.date.fromisoformat(periode[borne])) for borne in ("du", "au"))
        hors = sum(1 for une in lignes if une.code == CodeAnomalie.LIGNE_HORS_PERIODE)
        suite = f"{accorder(hors, 'ligne')} hors période" if hors else "aucune ligne hors période"
        regles.append({"resultat": "at" if hors else "ok", "texte": f"Période du {du} au {au}, {suite}"})
    faux = compter_totaux_faux(releve)
    regles.append(
        {"resultat": "at", "texte": f"{accorder(faux, 'total différent', 'totaux différents')} de la somme des lignes"}
        if faux
        else {"resultat": "ok", "texte": "Aucun total du fichier ne contredit ses lignes"}
    )
    sans = sum(1 for une in lignes if une.code in DU_CONTRAT)
    if sans:
        regles.append({"resultat": "at", "texte": f"{accorder(sans, 'ligne')} sans contrat ouvert"})
    else:
        regles.append({"resultat": "ok", "texte": "Un contrat ouvert pour chaque personne reconnue"})
    for fait in faits:
        code = CodeAnomalie(fait["code"])
        if code not in (CodeAnomalie.VERSION_CORRIGEE, CodeAnomalie.FICHIER_DEJA_RECU):
            detail = f"\u00a0: {fait['detail']}" if fait.get("detail") else ""
            regles.append({"resultat": "at", "texte": f"{code.label}{detail}"})
    return regles
