"""The thread of a path, line by line, ready to print."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from beneficiaires.enums import CLASSE_SORTIE, NatureEtape
from beneficiaires.models import ContratTravail, EtapeParcours, InscriptionAction, Situation, Sortie
from beneficiaires.queries.parcours import Echeance, Jalon, est_prematuree, ouvrir_echeance
from clauses_app.interface.formats import formater_date, formater_periode

ICONES = {
    "contrat": "briefcase",
    "etape": "mortarboard",
    "action": "megaphone",
    "sortie": "door-open",
    "situation": "telephone",
}


def decrire_jalon(jalon: Jalon) -> dict[str, Any]:
    o = jalon.objet
    base = {"icone": ICONES[jalon.sorte], "quand": formater_periode(jalon.debut, jalon.fin), "reprendre": ""}
    match o:
        case ContratTravail():
            titre = f"{o.get_type_contrat_display()}, {o.employeur.nom}"
            texte = f"{o.get_modalite_display()}, {o.marche.objet}"
            if jalon.changement:
                texte = f"Changement d’employeur. {texte}"
            return base | {"titre": titre, "texte": texte}
        case EtapeParcours():
            return base | _decrire_etape(o)
        case InscriptionAction():
            texte = o.get_issue_display() if o.issue else ""
            adresse = reverse("beneficiaires:action", args=[o.action_id])
            return base | {
                "titre": f"{o.action.get_type_display()}\u00a0: {o.action.nom}",
                "texte": texte,
                "adresse": adresse,
            }
        case Sortie():
            return base | {
                "titre": f"Sortie\u00a0: {o.get_type_display()}",
                "texte": CLASSE_SORTIE[o.type].label,
                "quand": formater_date(o.le),
                "reprendre": reverse("beneficiaires:sortie_reprendre", args=[o.pk]),
            }
        case Situation():
            return base | {
                "titre": f"À {o.mois} mois\u00a0: {o.get_situation_display().lower()}",
                "texte": o.get_source_display() + _dire_prematuree(o),
                "quand": formater_date(o.le),
                "reprendre": reverse("beneficiaires:situation_reprendre", args=[o.pk]),
            }


def _dire_prematuree(o: Situation) -> str:
    if not est_prematuree(o, o.sortie.le):
        return ""
    ouverture = formater_date(ouvrir_echeance(o.sortie.le, o.mois))
    return f". Ne compte pas\u00a0: dite avant l’échéance, qui s’ouvre le {ouverture}"


def _decrire_etape(o: EtapeParcours) -> dict[str, Any]:
    contrat = f", {o.get_type_contrat_display()}" if o.nature == NatureEtape.EMPLOI else ""
    lieux = [str(o.accueil) if o.accueil_id else "", o.organisme, o.action.nom if o.action_id else ""]
    resultat = o.get_resultat_display() if o.resultat else "en cours" if o.fin is None else ""
    if o.corrigee_a:
        resultat = ", ".join(
            m for m in (resultat, f"corrigée par {o.corrigee_par}, le {formater_date(o.corrigee_a)}") if m
        )
    return {
        "corriger": reverse("beneficiaires:etape_corriger", args=[o.pk]),
        "titre": f"{o.get_nature_display()}{contrat}\u00a0: {o.intitule}",
        "texte": ", ".join(mot for mot in (*lieux, resultat) if mot),
        "reprendre": reverse("beneficiaires:etape_reprendre", args=[o.pk]),
    }


def decrire_echeance(e: Echeance) -> dict[str, Any]:
    """What is known of it, from where, or who must ask and by when."""
    if e.dite is not None:
        dit = f"{e.dite.get_situation_display()}, {e.dite.get_source_display().lower()} du {formater_date(e.dite.le)}"
    elif e.contrat is not None:
        contrat = f"{e.contrat.get_type_contrat_display()} chez {e.contrat.employeur.nom}"
        dit = f"En emploi\u00a0: {contrat}, lu dans ses contrats"
    elif e.est_due:
        dit = "À demander"
    else:
        dit = ""
    return {
        "mois": e.mois,
        "le": formater_date(e.le),
        "dit": dit,
        "due": e.est_due,
        "adresse": f"{reverse('beneficiaires:situation_noter', args=[e.sortie.pk])}?mois={e.mois}",
    }
