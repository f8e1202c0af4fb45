"""Follow a published contract: open ours, with its buyer, its lot and its companies."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from marches.enums import RoleAttribution, SourceEngagement, StatutDecp
from marches.imports.decp_proposition import proposer_role, proposer_type_acheteur
from marches.models import Entreprise, Lot, MaitreOuvrage, Marche, MarcheDecp, RegleDecompte
from marches.services.attribuer_lot import attribuer_lot
from marches.services.enregistrer_entreprise import enregistrer_entreprise
from marches.services.enregistrer_lot import enregistrer_lot
from marches.services.enregistrer_marche import enregistrer_marche
from marches.services.inscrire_engagement import inscrire_engagement


class SuiviImpossible(ValueError):
    """The sentence to show."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoixSuivi:
    """What a person confirmed; `heures` may wait, the journal of hours due is filled later."""

    objet: str
    acheteur_nom: str
    types_clause: Sequence[str]
    date_debut: datetime.date
    date_fin: datetime.date
    montant_ht: Decimal | None
    lot_objet: str
    heures: Decimal | None = None
    avec_sous_traitants: bool = False


@transaction.atomic
def suivre_marche_decp(*, marche_decp: MarcheDecp, choix: ChoixSuivi, par: Any) -> Marche:
    publie = MarcheDecp.objects.select_for_update(of=("self",)).get(pk=marche_decp.pk)
    if not publie.attend_une_decision:
        raise SuiviImpossible("Une décision a déjà été prise sur ce marché\u00a0: rechargez la page.")
    marche = Marche.objects.filter(uid_decp=publie.uid).first() or _ouvrir(publie, choix, par)
    publie.statut, publie.marche = StatutDecp.SUIVI, marche
    publie.save(update_fields=["statut", "marche"])
    journaliser(Verbe.DECP_SUIVI, publie, par=par, marche_id=marche.pk)
    return marche


def _ouvrir(publie: MarcheDecp, choix: ChoixSuivi, par: Any) -> Marche:
    marche = enregistrer_marche(
        marche=Marche(
            ref=_ref_libre(publie),
            objet=choix.objet,
            maitre_ouvrage=_trouver_acheteur(publie.acheteur_siret, choix.acheteur_nom, par),
            types_clause=list(choix.types_clause),
            regle_code=_regle_en_vigueur(),
            date_debut=choix.date_debut,
            date_fin=choix.date_fin,
            montant_ht=choix.montant_ht,
            uid_decp=publie.uid,
        ),
        par=par,
    )
    lot = enregistrer_lot(lot=Lot(marche=marche, ref="1", objet=choix.lot_objet), par=par)
    for operateur, role in _operateurs(publie, avec_sous_traitants=choix.avec_sous_traitants):
        attribuer_lot(lot=lot, entreprise=_trouver_entreprise(operateur, par), role=role, par=par)
    if choix.heures:
        inscrire_engagement(
            lot=lot, date=choix.date_debut, source=SourceEngagement.INITIAL, heures=choix.heures, par=par
        )
    return marche


def _ref_libre(publie: MarcheDecp) -> str:
    """The buyer's own number, with its SIRET when another contract already bears it."""
    numero = publie.donnees.get("identifiant") or publie.uid
    prise = Marche.objects.filter(ref=numero).exists()
    return f"{publie.acheteur_siret}-{numero}" if prise else str(numero)


def _regle_en_vigueur() -> str:
    regle = RegleDecompte.objects.order_by("-date_effet", "code").first()
    if regle is None:
        raise SuiviImpossible("Ce guichet n’a pas encore de règle de décompte\u00a0: ajoutez-la dans les paramètres.")
    return str(regle.code)


def _trouver_acheteur(siret: str, nom: str, par: Any) -> MaitreOuvrage:
    connu: MaitreOuvrage | None = MaitreOuvrage.objects.filter(siret=siret).order_by("pk").first()
    if connu is not None:
        return connu
    nouveau = MaitreOuvrage(nom=nom, siret=siret if len(siret) == 14 else "", type=proposer_type_acheteur(siret, nom))
    return enregistrer_entreprise(objet=nouveau, par=par)


def _operateurs(publie: MarcheDecp, *, avec_sous_traitants: bool) -> Iterator[tuple[Mapping[str, str], str]]:
    """Each company once, in the role of its first appearance; one without a number nor a name is left out."""
    titulaires = [t for t in publie.titulaires if t.get("identifiant") or t.get("nom")]
    groupement = publie.donnees.get("type_groupement", "")
    suites = [
        (titulaire, proposer_role(rang, nombre=len(titulaires), groupement=groupement))
        for rang, titulaire in enumerate(titulaires)
    ]
    if avec_sous_traitants:
        actes = publie.donnees.get("sous_traitants", [])
        suites += [(acte["operateur"], str(RoleAttribution.SOUS_TRAITANT)) for acte in actes]
    vus: set[tuple[str, str]] = set()
    for operateur, role in suites:
        reperes = (operateur["identifiant"], "" if operateur["identifiant"] else operateur["nom"])
        if reperes not in vus:
            vus.add(reperes)
            yield operateur, role


def _trouver_entreprise(operateur: Mapping[str, str], par: Any) -> Entreprise:
    """By SIRET; by its foreign number, kept as reference; by its exact name when it has no number."""
    identifiant, est_siret = operateur["identifiant"], operateur["type_identifiant"] == "SIRET"
    if est_siret:
        critere = {"siret": identifiant}
    elif identifiant:
        critere = {"ref": f"DECP-{identifiant}"}
    else:
        critere = {"nom": operateur["nom"], "siret": ""}
    connue: Entreprise | None = Entreprise.objects.filter(**critere).order_by("pk").first()
    if connue is not None:
        return connue
    nom = operateur["nom"] or _nom_publie_ailleurs(identifiant) or f"Entreprise {identifiant}, nom à compléter"
    return enregistrer_entreprise(objet=Entreprise(**{"nom": nom} | critere), par=par)


def _nom_publie_ailleurs(identifiant: str) -> str:
    """The official format gives numbers only; the tabular one, imported beside, gives names."""
    voisins = MarcheDecp.objects.filter(titulaires__contains=[{"identifiant": identifiant}])
    for titulaires in voisins.values_list("titulaires", flat=True)[:50]:
        for titulaire in titulaires:
            if titulaire["identifiant"] == identifiant and titulaire["nom"]:
                return str(titulaire["nom"])
    return ""
