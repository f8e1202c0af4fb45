"""The rules of the count as a buyer reads them: one sentence per parameter, one per motive."""

from __future__ import annotations

from decimal import Decimal

from clauses_app.interface.formats import formater_heures, formater_nombre, formater_pourcent
from marches.enums import ConditionBonification, CumulBonifications, MoisPartiel, PointDepart, Portee
from marches.models import RegleDecompte
from suivi_heures.enums import Motif

PHRASES: dict[Motif, str] = {
    Motif.ABSENCE: "Les heures d’absence, même payées, ne comptent pas.",
    Motif.TUTORAT: "Les heures de tutorat ne comptent pas : seules comptent celles de la personne en insertion.",
    Motif.FORMATION_HORS_CONTRAT: "La formation hors du contrat de travail ne compte que pour la part prévue.",
    Motif.SANS_ELIGIBILITE: "Aucune décision d’éligibilité acceptée n’est au dossier de la personne.",
    Motif.PUBLIC_NON_ADMIS: "L’éligibilité de la personne n’est pas de celles que le marché admet.",
    Motif.HORS_CONTRAT: "Le jour est en dehors des dates du contrat de travail.",
    Motif.HORS_MARCHE: "Le jour est en dehors des dates du marché.",
    Motif.AVANT_DECISION: "Le jour précède la décision d’éligibilité.",
    Motif.APRES_FENETRE: "Le jour suit la fin de la fenêtre d’éligibilité de la personne.",
    Motif.PLAFOND_MENSUEL: "Les heures dépassent le plafond par personne et par mois.",
}
_OUVERTE_PAR = {
    PointDepart.PREMIER_CONTRAT: "le premier contrat",
    PointDepart.DECISION: "la décision d’éligibilité",
    PointDepart.CONTRAT: "chaque contrat",
}
_PORTEES = {
    Portee.GUICHET: "tous employeurs et marchés du guichet",
    Portee.EMPLOYEUR: "chez le même employeur",
    Portee.MARCHE: "sur le même marché",
    Portee.OPERATION: "sur la même opération",
}
_CONDITIONS = {
    ConditionBonification.FEMME: "heures des femmes",
    ConditionBonification.QPV: "heures des habitants d’un quartier prioritaire",
    ConditionBonification.ALTERNANCE: "heures en alternance",
    ConditionBonification.CDI: "heures en CDI",
    ConditionBonification.HANDICAP: "heures des travailleurs handicapés",
}


def enoncer_regle(regle: RegleDecompte) -> tuple[str, ...]:
    return (*_fenetre(regle), _mois_partiel(regle), *_heures(regle), *_bonifications(regle))


def _fenetre(regle: RegleDecompte) -> list[str]:
    phrases = []
    if regle.duree_eligibilite_mois is None:
        phrases.append("Fenêtre d’éligibilité sans limite de durée.")
    else:
        portee = ""
        if regle.point_depart == PointDepart.PREMIER_CONTRAT:
            portee = f" {_PORTEES[Portee(regle.portee)]}"
        phrases.append(
            f"Fenêtre d’éligibilité de {regle.duree_eligibilite_mois} mois, ouverte par"
            f" {_OUVERTE_PAR[PointDepart(regle.point_depart)]}{portee}."
        )
    if regle.cdi_mois is not None:
        phrases.append(f"Un CDI compte pendant {regle.cdi_mois} mois.")
    if regle.alternance_contrat_entier:
        phrases.append("Un contrat en alternance compte jusqu’à son terme.")
    if regle.handicap_sans_limite:
        phrases.append("Sans limite de durée pour les travailleurs handicapés.")
    if regle.regularisation_jours:
        phrases.append(
            f"Une décision prise dans les {regle.regularisation_jours} jours du début du contrat vaut dès ce début."
        )
    return phrases


def _mois_partiel(regle: RegleDecompte) -> str:
    if regle.mois_partiel == MoisPartiel.PRORATA_JOURS:
        return "Période admise en partie : heures au prorata des jours admis."
    return "Période admise en partie : toutes ses heures comptent."


def _heures(regle: RegleDecompte) -> list[str]:
    part = regle.part_formation_hors_contrat * 100
    phrases = [
        f"Formation hors contrat comptée pour {formater_pourcent(part, 2 if part % 1 else 0)}."
        if part
        else "Formation hors contrat non comptée."
    ]
    if regle.plafond_mensuel is not None:
        phrases.append(f"Au plus {formater_heures(regle.plafond_mensuel)} par personne et par mois.")
    return phrases


def _bonifications(regle: RegleDecompte) -> list[str]:
    if not regle.bonifications:
        return ["Aucune bonification."]
    multiplicateurs = [
        f"{_CONDITIONS[ConditionBonification(une['condition'])]} multipliées par"
        f" {formater_nombre(Decimal(str(une['coefficient'])))}"
        for une in regle.bonifications
    ]
    cumul = "la plus forte" if regle.bonification_cumul == CumulBonifications.MAX else "leur produit"
    phrase = f"Bonifications : {', '.join(multiplicateurs)}"
    if len(multiplicateurs) > 1:
        phrase += f" ; si plusieurs s’appliquent, {cumul}"
    plafond = regle.bonification_plafond_pct
    if plafond is not None:
        phrase += f" ; au plus {formater_pourcent(plafond, 2 if plafond % 1 else 0)} de l’objectif du lot"
    return [f"{phrase}."]
