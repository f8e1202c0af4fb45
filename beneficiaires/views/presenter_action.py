"""An action as its page prints it."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from beneficiaires.enums import TypeContrat
from beneficiaires.models import Action
from beneficiaires.queries.actions import BilanAction, SeanceSituee, SuivieAction
from clauses_app.interface.formats import (
    accorder,
    calculer_part,
    formater_date,
    formater_euros,
    formater_nombre,
    formater_pourcent,
)


def indicateurs_action(action: Action, bilan: BilanAction) -> list[dict[str, str]]:
    """Never a rate without what it is known of."""
    return [
        {
            "libelle": "Participants",
            "valeur": formater_nombre(bilan.participants) if bilan.tenues else "–",
            "note": f"{accorder(bilan.presentes, 'nommé', 'nommés')},"
            f" {accorder(bilan.comptees, 'compté', 'comptés')} sans nom",
        },
        {
            "libelle": "Inscrits",
            "valeur": formater_nombre(bilan.inscrites),
            "note": (f"pour {accorder(action.places, 'place')}" if action.places else "sans limite de places")
            + f", {accorder(bilan.convoquees, 'convoqué', 'convoqués')}",
        },
        {
            "libelle": "Séances tenues",
            "valeur": formater_nombre(bilan.tenues),
            "note": f"sur {accorder(bilan.seances, 'prévue', 'prévues')}, présences notées pour {bilan.notees}",
        },
        {"libelle": "En emploi ensuite", "valeur": dire_emploi(bilan), "note": dire_couverture(bilan)},
        {
            "libelle": "Coût",
            "valeur": formater_euros(action.cout) if action.cout is not None else "–",
            "note": dire_cout(action, bilan),
        },
    ]


def dire_emploi(bilan: BilanAction) -> str:
    if not bilan.presentes:
        return "–"
    return f"{bilan.en_emploi} sur {bilan.presentes}"


def dire_couverture(bilan: BilanAction) -> str:
    if not bilan.presentes:
        return "aucune personne nommée venue"
    part = formater_pourcent(calculer_part(bilan.connues, bilan.presentes))
    return f"suite connue pour {bilan.connues} sur {bilan.presentes} ({part})"


def dire_cout(action: Action, bilan: BilanAction) -> str:
    if action.cout is None:
        return "non renseigné"
    if not bilan.participants:
        return "aucun participant encore"
    return f"{formater_euros(action.cout / bilan.participants)} par participant"


def decrire_inscrite(suivie: SuivieAction) -> dict[str, Any]:
    i = suivie.inscription
    return {
        "pk": i.pk,
        "nom": f"{i.beneficiaire.nom} {i.beneficiaire.prenom}",
        "ref": i.beneficiaire.ref,
        "adresse": reverse("beneficiaires:fiche", args=[suivie.personne_id]),
        "convoquee": f"{formater_date(i.convoquee_le)}, {i.get_convoquee_par_display().lower()}"
        if i.convoquee_le
        else "",
        "presences": accorder(suivie.presences, "séance") if suivie.presences else "",
        "suite": f"{TypeContrat(suivie.emploi).label}, le {formater_date(suivie.emploi_le)}"
        if suivie.emploi_le
        else "",
        "issue": f"{i.get_issue_display()}, le {formater_date(i.issue_le)}" if i.issue else "",
        "issue_code": i.issue,
    }


def decrire_seance(situee: SeanceSituee) -> dict[str, Any]:
    s = situee.seance
    venues = [accorder(situee.presentes, "présent")] if situee.presentes or situee.absentes else []
    if s.decompte is not None:
        venues.append(f"{accorder(s.decompte, 'compté', 'comptés')} sans nom")
    return {
        "pk": s.pk,
        "jour": formater_date(s.jour),
        "heure": f"{s.debut:%H:%M}" if s.debut else "",
        "lieu": s.lieu,
        "annulee": s.annulee_a is not None,
        "tenue": situee.est_tenue,
        "venues": ", ".join(venues) if s.annulee_a is None else "",
        "a_noter": situee.est_tenue and not situee.est_notee,
    }
