"""A draft of the facilitator's text, from the facts of the quarter: somebody reads it again before it is printed."""

from __future__ import annotations

import datetime
from decimal import Decimal

from clauses_app.interface.formats import accorder, enumerer, formater_date, formater_heures, formater_pourcent
from suivi_heures.enums import TypeDemarche
from suivi_heures.queries.actions_du_trimestre import ActionsDuTrimestre
from suivi_heures.queries.projection import JOURS_PAR_MOIS
from suivi_heures.restitutions.bilan_trimestriel import FicheMarche, TexteFacilitateur

T = TypeDemarche
CANDIDATURES = {
    T.OFFRE: ("offre transmise", "offres transmises"),
    T.CANDIDAT: ("candidat proposé", "candidats proposés"),
    T.REFUS_ENTREPRISE: ("candidature refusée par l’entreprise", "candidatures refusées par l’entreprise"),
    T.REFUS_CANDIDAT: ("proposition refusée par le candidat", "propositions refusées par les candidats"),
}
CONTACTS = {
    T.APPEL: ("appel", "appels"),
    T.COURRIEL: ("courriel", "courriels"),
    T.REUNION: ("réunion ou visite", "réunions ou visites"),
}
AUCUNE_ACTION = "Aucune démarche n’est notée pour ce trimestre."
AUCUNE_DIFFICULTE = "Aucune difficulté n’est relevée ce trimestre."


def proposer_texte(fiche: FicheMarche, actions: ActionsDuTrimestre, *, arrete_au: datetime.date) -> TexteFacilitateur:
    return TexteFacilitateur(
        actions="\n".join(_actions(actions)) or AUCUNE_ACTION,
        difficultes="\n".join(_difficultes(fiche, actions)) or AUCUNE_DIFFICULTE,
        recommandation=_recommandation(fiche, arrete_au),
    )


def _actions(actions: ActionsDuTrimestre) -> list[str]:
    phrases = []
    for titre, mots in (("Candidatures", CANDIDATURES), ("Contacts", CONTACTS)):
        comptes = [accorder(actions.demarches[t], *mot) for t, mot in mots.items() if actions.demarches.get(t, 0) > 0]
        if comptes:
            phrases.append(f"{titre}\u00a0: {enumerer(comptes)}.")
    if actions.reunions:
        phrases.append(
            f"{accorder(actions.reunions, 'réunion tenue', 'réunions tenues')} avec l’acheteur ou l’entreprise."
        )
    if actions.relances:
        phrases.append(
            f"{accorder(actions.relances, 'relance envoyée', 'relances envoyées')} pour des déclarations manquantes."
        )
    return phrases


def _difficultes(fiche: FicheMarche, actions: ActionsDuTrimestre) -> list[str]:
    phrases = [f"Lot\u00a0{une.lot}, {une.entreprise}\u00a0: {une.objet.rstrip('.')}." for une in actions.difficultes]
    for lot in fiche.lots:
        if lot.avancement.etat == "en_retard":
            phrases.append(
                f"Lot\u00a0{lot.reference}\u00a0: en retard, {formater_heures(lot.avancement.realise)} réalisées"
                f" pour {formater_heures(lot.avancement.attendu)} attendues."
            )
    for une in fiche.entreprises:
        manquent = une.couverture.manquantes
        if manquent:
            mots = accorder(manquent, "déclaration attendue manque", "déclarations attendues manquent")
            phrases.append(f"{une.entreprise}\u00a0: {mots}.")
    exclues = fiche.exclues_au_trimestre
    if exclues:
        premiere = max(fiche.exclusions, key=lambda une: une.heures)
        phrases.append(
            f"{formater_heures(exclues)} déclarées au trimestre ne comptent pas,"
            f" d’abord pour ce motif\u00a0: {premiere.libelle.lower()} ({formater_heures(premiere.heures)})."
        )
    return phrases


def _rythme(reste: Decimal, du: datetime.date, au: datetime.date) -> str:
    """Months are counted in days: a few days of a last month are not a month of work. Under one, no monthly pace."""
    jours = Decimal((au - du).days)
    if jours < JOURS_PAR_MOIS:
        return ""
    return f", soit {formater_heures((reste * JOURS_PAR_MOIS / jours).quantize(Decimal(1)))} par mois"


def _recommandation(fiche: FicheMarche, arrete_au: datetime.date) -> str:
    avancement, fin = fiche.avancement, fiche.date_fin
    reste = sum((lot.avancement.reste for lot in fiche.lots), Decimal(0))
    if not reste:
        return (
            f"L’obligation est atteinte ({formater_pourcent(avancement.pourcent)})\u00a0:"
            " délivrer l’attestation de fin de clause, garder les personnes dans l’emploi si le chantier le permet."
        )
    if fin <= arrete_au:
        return (
            f"Le marché a pris fin le {formater_date(fin)}, il manque {formater_heures(reste)}\u00a0:"
            " entendre l’entreprise, puis se prononcer sur la suite à donner, pénalité ou exonération."
        )
    a_faire = (
        f"{formater_heures(reste)} restent à réaliser avant le {formater_date(fin)}{_rythme(reste, arrete_au, fin)}"
    )
    if avancement.etat == "en_retard":
        return f"{a_faire}\u00a0: demander à l’entreprise un plan de recrutement daté, et le suivre chaque mois."
    if avancement.etat == "a_surveiller":
        return f"{a_faire}\u00a0: convenir avec l’entreprise des embauches du prochain trimestre."
    return f"{a_faire}\u00a0: poursuivre au rythme actuel."
