"""What each variable of a clause becomes for a project, from its sizing and its follow-up parameters."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from clauses_app.comptes.models import Guichet
from clauses_app.interface.formats import accorder, enumerer, formater_euros, formater_heures, formater_nombre
from clauses_app.tenancy.contexte import exiger_guichet
from marches.enums import Categorie, FrequenceReleve, TypePenalite
from marches.models import ProjetAchat
from marches.queries.formules_calibrage import Reglages, dire_en_personnes
from marches.queries.projets import Consultation
from marches.queries.saisie_calibrage import rejouer

A_COMPLETER = "[à compléter]"
SANS_PENALITE = "les pénalités prévues au cahier des charges s’appliquent"


def composer_valeurs(
    projet: ProjetAchat,
    consultation: Consultation,
    parametres: Mapping[str, Any],
    reglages: Reglages,
    *,
    facilitateur: str,
) -> dict[str, str]:
    """One value a variable: nothing is left to guess, what is unknown says « à compléter »."""
    guichet = Guichet.objects.get(pk=exiger_guichet())
    clauses = [un for un in consultation.lots if un.heures]
    return {
        "acheteur": str(projet.maitre_ouvrage),
        "objet": projet.objet,
        "duree": f"{projet.duree_mois}\u00a0mois" if projet.duree_mois else A_COMPLETER,
        "lots_et_heures": "\n".join(f"– {un.lot} : {formater_heures(un.heures)}" for un in clauses) or A_COMPLETER,
        "heures_total": formater_heures(consultation.heures),
        "equivalent": dire_en_personnes(consultation.heures, projet.duree_mois, reglages.heures_mois) or A_COMPLETER,
        "calcul": "\n".join(
            f"Calcul du lot\u00a0{un.lot.ref} : {rejouer(un.calibrage).chiffres}" for un in clauses if un.calibrage
        ),
        "publics": _publics(parametres),
        "frequence": FrequenceReleve(parametres["frequence"]).label.lower(),
        "delai_releve": str(parametres["delai_releve"]),
        "delai_demande": str(parametres["delai_demande"]),
        "penalite": ecrire_penalite(parametres),
        "delai_mise_en_demeure": str(parametres["delai_mise_en_demeure"]),
        "guichet": guichet.nom,
        "contact": ", ".join(filter(None, (guichet.courriel, guichet.telephone))) or A_COMPLETER,
        "facilitateur": facilitateur,
    }


def ecrire_penalite(parametres: Mapping[str, Any]) -> str:
    """The rule of the contract in one sentence."""
    if not parametres.get("penalite_type"):
        return SANS_PENALITE
    valeur = Decimal(parametres["penalite_valeur"])
    phrases = {
        TypePenalite.EUR_HEURE: f"{formater_euros(valeur)} par heure non faite",
        TypePenalite.MULTIPLE_SMIC: f"{formater_nombre(valeur)}\u00a0fois le SMIC horaire brut par heure non faite",
        TypePenalite.MULTIPLE_PSS_HORAIRE: f"{formater_nombre(valeur)}\u00a0fois le plafond horaire de la sécurité"
        " sociale par heure non faite",
        TypePenalite.PCT_MONTANT: f"{formater_nombre(valeur)}\u202f% du montant du marché",
        TypePenalite.FORFAIT: f"{formater_euros(valeur)} au forfait",
        TypePenalite.JOUR_RETARD: f"{formater_euros(valeur)} par jour de retard dans la remise des pièces",
    }
    return phrases[TypePenalite(parametres["penalite_type"])]


def _publics(parametres: Mapping[str, Any]) -> str:
    codes = parametres.get("publics") or []
    if not codes:
        return "toutes les personnes éloignées de l’emploi que le facilitateur reconnaît éligibles"
    return enumerer([Categorie(code).label for code in codes])


def resumer_parametres(parametres: Mapping[str, Any]) -> list[tuple[str, str]]:
    """For the screen: what the contract will take when it opens."""
    codes = parametres.get("publics") or []
    return [
        ("Publics", accorder(len(codes), "catégorie admise", "catégories admises") if codes else "tous"),
        ("Relevés", FrequenceReleve(parametres["frequence"]).label.lower()),
        ("Remise du relevé", accorder(int(parametres["delai_releve"]), "jour")),
        ("Vérification avant l’embauche", accorder(int(parametres["delai_demande"]), "jour")),
        ("Pénalité", ecrire_penalite(parametres)),
        ("Mise en demeure", accorder(int(parametres["delai_mise_en_demeure"]), "jour")),
    ]
