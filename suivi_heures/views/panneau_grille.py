"""« Pourquoi »: what a cell is worth, the rules one by one, what was done to it, what may be done."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import Http404
from django.utils import timezone

from beneficiaires.models import ContratTravail
from clauses_app.interface.formats import (
    accorder,
    formater_date,
    formater_date_heure,
    formater_heures,
    formater_mois,
    formater_periode,
    soigner_typographie,
)
from clauses_app.interface.graphiques import ContratFrise, Frise, calculer_frise
from marches.models import Lot
from suivi_heures.enums import Nature, Severite, StatutHeure
from suivi_heures.models import AvertissementAccepte, BrouillonHeure, Heure
from suivi_heures.queries.clotures import derniere_cloture, trimestre_de
from suivi_heures.queries.decompte.explication import ExplicationLigne, expliquer_lignes, simuler_ligne
from suivi_heures.queries.grille import TRIMESTRE_CLOS, raison_de_fermeture
from suivi_heures.queries.mois import dernier_jour, jours_du_contrat, lire_mois
from suivi_heures.queries.zeros_declares import zeros_declares

FORME = re.compile(r"(\d{1,18})-([A-Z_]{1,24})-(\d{4})-(\d{2})\Z")
ZERO = Decimal(0)
FERMETURES = {
    "Avant contrat": "Le contrat de travail n’a pas encore commencé : rien ne se saisit ce mois-ci.",
    "Après contrat": "Le contrat de travail est terminé : rien ne se saisit ce mois-ci.",
    "Hors marché": "Le marché ne couvre pas ce mois : ces heures ne pourraient pas compter.",
    "À venir": "Ce mois n’a pas commencé.",
    TRIMESTRE_CLOS: "Le trimestre est clos : des heures oubliées s’ajoutent par une ligne nouvelle, avec son motif.",
    "Hors fenêtre": "La fenêtre d’éligibilité est close : plus aucune heure ne peut compter.",
}


@dataclass(frozen=True, slots=True)
class Place:
    """A cell, found again from its key."""

    cle: str
    contrat: ContratTravail
    nature: str
    mois: datetime.date

    @property
    def jours(self) -> tuple[datetime.date, datetime.date]:
        bornes = jours_du_contrat(self.mois, self.contrat.date_debut, self.contrat.date_fin)
        return bornes or (self.mois, dernier_jour(self.mois))


def trouver_place(cle: str, lot: Lot, adhesion: Any) -> Place:
    """404 for a key that names nothing in this lot."""
    trouve = FORME.match(cle)
    mois = lire_mois(f"{trouve[3]}-{trouve[4]}") if trouve else None
    if not trouve or trouve[2] not in Nature.values or mois is None:
        raise Http404
    contrats = ContratTravail.objects.visibles_par(adhesion).select_related(
        "beneficiaire", "employeur", "titulaire", "marche"
    )
    contrat = contrats.filter(pk=int(trouve[1]), lot_id=lot.pk).first()
    if contrat is None:
        raise Http404
    return Place(cle, contrat, trouve[2], mois)


def decrire_panneau(place: Place, adhesion: Any) -> dict[str, Any]:
    """Everything the panel prints; `lignes` are those that stand."""
    toutes = _lignes_de_la_case(place, adhesion)
    vives = [ligne for ligne in toutes if not ligne.annulee and ligne.statut != StatutHeure.REFUSEE]
    brouillon = None
    if not vives:
        brouillons = BrouillonHeure.objects.visibles_par(adhesion)
        brouillon = brouillons.filter(contrat=place.contrat, mois=place.mois, nature=place.nature).first()
    explications = _expliquer(place, vives, brouillon)
    principale = next((e for e in explications if e.exclues), explications[0])
    saisies = sum((e.declarees for e in explications), ZERO)
    comptees = sum((e.retenues for e in explications), ZERO)
    cloture = derniere_cloture()
    clos = trimestre_de(cloture) if cloture else None
    est_clos = clos is not None and place.mois <= clos.fin
    raison = raison_de_fermeture(place.contrat, place.mois, principale.fenetre.fin, clos.fin if clos else None)
    est_vide = not vives and brouillon is None
    cle = (place.contrat.pk, place.nature, place.mois)
    zero = zeros_declares([place.contrat.pk], place.mois, dernier_jour(place.mois)).get(cle) if est_vide else None
    return {
        "cle": place.cle,
        "titre": _titrer_faute(brouillon) or _titrer(saisies, comptees, est_vide and zero is None),
        "sujet": f"{place.contrat.beneficiaire}, {formater_mois(place.mois)}",
        "nature": "" if place.nature == Nature.TRAVAIL else Nature(place.nature).label,
        "fermeture": FERMETURES.get(raison, "") if est_vide and zero is None else "",
        "entre_dans": clos.suivant.libelle if clos and est_clos else "",
        "ajoutable": est_clos and not vives and raison in (TRIMESTRE_CLOS, ""),
        "faute": brouillon.faute if brouillon else "",
        "a_confirmer": brouillon is not None and brouillon.heures is not None and bool(brouillon.faute),
        "a_justifier": brouillon is not None and _severites(brouillon, Severite.AVERTIR),
        "avis": _severites(brouillon, Severite.INFORMER) if brouillon else [],
        "brouillon": brouillon,
        "heures": formater_heures(saisies),
        "frise": _dessiner_fenetre(place, principale),
        "fenetre": principale.fenetre,
        "calcul": [] if est_vide else _calculer(explications, saisies, comptees),
        "regles": _lister_regles(principale) if not est_vide else [],
        "historique": [fait for ligne in toutes for fait in _raconter(ligne)] + _raconter_acceptes(place, adhesion),
        "en_attente": [ligne for ligne in vives if ligne.statut == StatutHeure.SOUMISE],
        "releve_id": next((ligne.releve_id for ligne in vives if ligne.releve_id), zero and zero.releve_id),
        "corrigeable": next((ligne for ligne in vives if ligne.corrige_id is None), None),
        "imputable": next((un for un in vives if _est_imputable(un)), None),
        "motif_refus": next((ligne.motif for ligne in toutes if ligne.statut == StatutHeure.REFUSEE), ""),
    }


def _severites(brouillon: BrouillonHeure, severite: Severite) -> list[str]:
    return [controle["message"] for controle in brouillon.controles if controle["severite"] == severite]


def _raconter_acceptes(place: Place, adhesion: Any) -> list[dict[str, str]]:
    """Hours kept in spite of a control, and why."""
    acceptes = AvertissementAccepte.objects.visibles_par(adhesion).filter(
        contrat=place.contrat, mois=place.mois, nature=place.nature
    )
    return [
        {
            "icone": "exclamation-triangle-fill",
            "titre": f"Gardées malgré l’avertissement «\u00a0{accepte.get_code_display()}\u00a0»",
            "texte": soigner_typographie(accepte.motif),
            "quand": f"{formater_date_heure(accepte.accepte_a)}, {accepte.par_nom}",
        }
        for accepte in acceptes.order_by("accepte_a", "pk")
    ]


def _lignes_de_la_case(place: Place, adhesion: Any) -> list[Heure]:
    """A part imputed to another lot is not shown here: its opposite is."""
    lignes = Heure.objects.visibles_par(adhesion).filter(
        contrat=place.contrat, lot=place.contrat.lot_id, nature=place.nature
    )
    return list(lignes.filter(du__gte=place.mois, du__lte=dernier_jour(place.mois)).order_by("saisie_a", "pk"))


def _est_imputable(ligne: Heure) -> bool:
    return ligne.corrige_id is None and ligne.statut == StatutHeure.VALIDEE and ligne.heures > 0


def _expliquer(place: Place, vives: list[Heure], brouillon: BrouillonHeure | None) -> list[ExplicationLigne]:
    """Never empty: a line without hours says what the window is."""
    if vives:
        par_ligne = expliquer_lignes(vives)
        return [par_ligne[ligne.pk] for ligne in vives]
    heures = brouillon.heures if brouillon and brouillon.heures is not None else ZERO
    du, au = place.jours
    return [simuler_ligne(contrat=place.contrat, du=du, au=au, heures=heures, nature=place.nature)]


def _titrer_faute(brouillon: BrouillonHeure | None) -> str:
    if brouillon is None or not brouillon.faute:
        return ""
    return "À corriger" if brouillon.heures is None else f"{formater_heures(brouillon.heures)} à confirmer"


def _titrer(saisies: Decimal, comptees: Decimal, est_vide: bool) -> str:
    if est_vide:
        return "Rien n’est saisi"
    ecartees = saisies - comptees
    if not ecartees:
        return f"{formater_heures(saisies)}, toutes comptées" if saisies else "0\u202fh\u00a0: personne n’a travaillé"
    verbe = "ne compte pas" if ecartees < 2 else "ne comptent pas"
    return f"Pourquoi {formater_heures(ecartees)} {verbe}\u202f?"


def _dessiner_fenetre(place: Place, explication: ExplicationLigne) -> Frise:
    fenetre = explication.fenetre
    bornes = (fenetre.debut, fenetre.fin) if fenetre.debut and fenetre.fin else None
    contrats = [
        ContratFrise(nom=contrat.employeur or "Autre employeur", detail="", debut=contrat.debut, fin=contrat.fin)
        for contrat in fenetre.contrats
    ]
    return calculer_frise(
        cle="pourquoi",
        nom=str(place.contrat.beneficiaire),
        contrats=contrats,
        aujourdhui=timezone.localdate(),
        fenetre=bornes,
    )


def _calculer(explications: list[ExplicationLigne], saisies: Decimal, comptees: Decimal) -> list[dict[str, str]]:
    premiere = explications[0]
    precision = ""
    if len(explications) == 1 and premiere.jours_comptes < premiere.jours:
        precision = f", {accorder(premiere.jours_comptes, 'jour')} sur {premiere.jours}"
    lignes = [
        {
            "libelle": f"Déclaré {formater_periode(premiere.faits.du, premiere.faits.au)}",
            "valeur": formater_heures(saisies),
        }
    ]
    majorees = sum((e.valorisees for e in explications), ZERO)
    if majorees != comptees:
        lignes.append({"libelle": "Valorisé par la bonification", "valeur": formater_heures(majorees)})
    ecartees = saisies - comptees
    if ecartees:
        lignes.append({"libelle": f"Compté{precision}", "valeur": formater_heures(comptees)})
        return [*lignes, {"libelle": "Non compté", "valeur": formater_heures(ecartees), "ton": "retard"}]
    return [*lignes, {"libelle": "Compté", "valeur": formater_heures(comptees)}]


def _lister_regles(explication: ExplicationLigne) -> list[dict[str, str]]:
    """The one that fails first."""
    regles = [
        {"resultat": "ok" if regle.respectee else "ko", "titre": f"{regle.titre}.", "texte": regle.phrase}
        for regle in explication.regles
    ]
    return sorted(regles, key=lambda regle: regle["resultat"] == "ok")


def _raconter(ligne: Heure) -> list[dict[str, str]]:
    """What happened to a line: entered, decided, corrected, taken back."""
    origine = "Relevé déposé" if ligne.releve_id and ligne.corrige_id is None else "Saisie"
    if ligne.corrige_id is not None:
        origine = "Retrait" if ligne.annulee else "Correction"
        if ligne.ref.startswith("I"):
            origine = "Part imputée à un autre lot, annulée" if ligne.annulee else "Part imputée à un autre lot"
    faits = [
        {
            "icone": "pencil" if ligne.corrige_id is None else "arrow-counterclockwise",
            "titre": f"{origine}\u00a0: {formater_heures(ligne.heures)}",
            "texte": soigner_typographie(ligne.motif) if ligne.corrige_id is not None else "",
            "quand": f"{formater_date_heure(ligne.saisie_a)}, {ligne.saisie_par or 'import'}",
        }
    ]
    if ligne.decidee_a is not None and ligne.corrige_id is None:
        validee = ligne.statut == StatutHeure.VALIDEE
        faits.append(
            {
                "icone": "check-lg" if validee else "x-lg",
                "ton": "atteint" if validee else "retard",
                "titre": "Validées" if validee else "Refusées",
                "texte": "" if validee else soigner_typographie(ligne.motif),
                "quand": f"{formater_date(ligne.decidee_a)}, {ligne.decidee_par or 'import'}",
            }
        )
    return faits
