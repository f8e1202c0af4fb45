"""Published contracts as the pages print them: values already formatted, labels in French."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.urls import reverse

from clauses_app.interface.formats import accorder, formater_date, formater_euros
from marches.enums import StatutDecp
from marches.imports.decp_champs import en_date
from marches.models import MarcheDecp

INCONNU = "non publié"
CODES_ETAT = {
    StatutDecp.A_QUALIFIER: "a_qualifier",
    StatutDecp.DOUTEUX: "a_verifier",
    StatutDecp.SUIVI: "suivi",
    StatutDecp.ECARTE: "ecarte",
}
CHAMPS = {
    "acheteur.id": "SIRET de l’acheteur",
    "codeCPV": "Code CPV",
    "considerationsSociales": "Considérations sociales",
    "considerationsEnvironnementales": "Considérations environnementales",
    "dateNotification": "Date de notification",
    "datePublicationDonnees": "Date de publication",
    "donneesActuelles": "Version courante",
    "dureeMois": "Durée",
    "id": "Numéro du marché",
    "modifications.date": "Date d’une modification",
    "modifications.dureeMois": "Durée d’une modification",
    "modifications.montant": "Montant d’une modification",
    "montant": "Montant",
    "nature": "Nature",
    "sousTraitanceDeclaree": "Sous-traitance déclarée",
    "sousTraitants": "Sous-traitant",
    "sousTraitants.dateNotification": "Date d’un sous-traité",
    "sousTraitants.dureeMois": "Durée d’un sous-traité",
    "sousTraitants.montant": "Montant d’un sous-traité",
    "techniques": "Technique d’achat",
    "modalitesExecution": "Modalité d’exécution",
    "titulaires": "Titulaire",
    "typeGroupementOperateurs": "Groupement",
}
NOMS_MONTRES = 2


@dataclass(frozen=True, slots=True)
class Ligne:
    adresse: str
    objet: str
    acheteur: str
    titulaires: str
    montant: str
    notification: str
    duree: str
    considerations: list[str]
    etat: str
    avertissements: int


def ecrire_montant(brut: object) -> str:
    try:
        return formater_euros(Decimal(str(brut))) if brut is not None else INCONNU
    except InvalidOperation:
        return INCONNU


def ecrire_jour(brut: object) -> str:
    jour = en_date(str(brut or ""))
    return formater_date(jour) if jour else INCONNU


def ecrire_duree(mois: int | None) -> str:
    return f"{mois}\u00a0mois" if mois else INCONNU


def nommer_champ(champ: str) -> str:
    return CHAMPS.get(champ, champ)


def nommer(operateur: dict[str, Any]) -> str:
    """The name, else the number: the official format publishes numbers only."""
    return str(operateur.get("nom") or operateur.get("identifiant") or INCONNU)


def resumer_titulaires(titulaires: list[dict[str, Any]]) -> str:
    noms = ", ".join(nommer(titulaire) for titulaire in titulaires[:NOMS_MONTRES])
    reste = len(titulaires) - NOMS_MONTRES
    return f"{noms} et {accorder(reste, 'autre')}" if reste > 0 else noms or INCONNU


def presenter_ligne(marche: MarcheDecp) -> Ligne:
    return Ligne(
        adresse=reverse("marches:decp_detail", args=[marche.pk]),
        objet=marche.objet or f"Marché {marche.donnees.get('identifiant', marche.uid)}",
        acheteur=marche.acheteur_nom or f"SIRET {marche.acheteur_siret}",
        titulaires=resumer_titulaires(marche.titulaires),
        montant=ecrire_montant(marche.montant_ht),
        notification=formater_date(marche.date_notification) if marche.date_notification else INCONNU,
        duree=ecrire_duree(marche.duree_mois),
        considerations=[texte for texte in marche.considerations_sociales if not texte.startswith("Pas de")],
        etat=CODES_ETAT[StatutDecp(marche.statut)],
        avertissements=len(marche.avertissements),
    )


def presenter_avertissements(marche: MarcheDecp) -> list[dict[str, str]]:
    """Grave ones first, in the words of the page."""
    ordre = sorted(marche.avertissements, key=lambda avis: not avis["grave"])
    return [
        {
            "resultat": "at" if avis["grave"] else "",
            "titre": f"{nommer_champ(avis['champ'])}.",
            "texte": avis["message"],
            "source": f"publié\u00a0: {avis['valeur']}" if avis["valeur"] else "",
        }
        for avis in ordre
    ]


def presenter_fiche(marche: MarcheDecp) -> list[tuple[str, str]]:
    """What is published, field by field; an absent one is left out."""
    donnees = marche.donnees
    lieu = donnees.get("lieu", {})
    endroit = " ".join(filter(None, (lieu.get("nom"), lieu.get("code")))) + (
        f" ({lieu['type_code'].lower()})" if lieu.get("type_code") else ""
    )
    fiche = [
        ("Numéro de l’acheteur", donnees.get("identifiant", "")),
        ("SIRET de l’acheteur", marche.acheteur_siret),
        ("Nature", donnees.get("nature", "")),
        ("Procédure", donnees.get("procedure", "")),
        ("Code CPV", marche.cpv),
        ("Montant courant hors taxes", ecrire_montant(marche.montant_ht)),
        ("Montant initial", _si_change(donnees, "montant_initial", "montant", ecrire_montant)),
        ("Notifié le", ecrire_jour(donnees.get("date_notification"))),
        ("Durée courante", ecrire_duree(marche.duree_mois)),
        ("Durée initiale", _si_change(donnees, "duree_initiale", "duree_mois", ecrire_duree)),
        ("Lieu d’exécution", endroit.strip()),
        ("Considérations sociales", ", ".join(marche.considerations_sociales) or INCONNU),
        ("Considérations environnementales", ", ".join(donnees.get("considerations_environnementales", []))),
        ("Accord-cadre", donnees.get("id_accord_cadre", "")),
        ("Techniques d’achat", ", ".join(donnees.get("techniques", []))),
        ("Modalités d’exécution", ", ".join(donnees.get("modalites_execution", []))),
        ("Groupement", donnees.get("type_groupement", "")),
        ("Fichier", marche.source),
    ]
    return [(nom, valeur) for nom, valeur in fiche if valeur]


def _si_change(donnees: dict[str, Any], initial: str, courant: str, ecrire: Any) -> str:
    return str(ecrire(donnees.get(initial))) if donnees.get(initial) != donnees.get(courant) else ""


def presenter_modifications(marche: MarcheDecp) -> list[dict[str, str]]:
    return [
        {
            "date": ecrire_jour(modification.get("date_notification")),
            "objet": modification.get("objet") or "–",
            "montant": ecrire_montant(modification["montant"]) if modification.get("montant") else "–",
            "duree": ecrire_duree(modification["duree_mois"]) if modification.get("duree_mois") else "–",
            "titulaires": resumer_titulaires(modification["titulaires"]) if modification.get("titulaires") else "–",
        }
        for modification in marche.donnees.get("modifications", [])
    ]
