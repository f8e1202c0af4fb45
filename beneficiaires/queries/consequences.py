"""What a refusal leaves, and what a withdrawal would take away, said before and after."""

from __future__ import annotations

from django.utils import timezone

from beneficiaires.enums import Decision
from beneficiaires.models import Beneficiaire, ContratTravail, DecisionEligibilite
from clauses_app.interface.formats import accorder, formater_date, formater_heures
from clauses_app.tenancy.changements import peser


def dire_apres_refus(personne: Beneficiaire) -> str:
    """A refusal undoes no decision accepted before; without any, nothing counts. No category is named."""
    acceptees = _acceptees(personne)
    if acceptees:
        return (
            f"La personne reste éligible\u00a0: une décision acceptée le {formater_date(acceptees[0].date_decision)}"
            " tient toujours, et ses heures comptent. Si elle ne devait plus compter, retirez-la."
        )
    en_cours = ContratTravail.objects.filter(beneficiaire=personne).exclude(date_fin__lt=timezone.localdate()).count()
    contrats = f" {accorder(en_cours, 'contrat')} en cours ou à venir\u00a0: prévenez l’employeur." if en_cours else ""
    return (
        "Aucune catégorie n’est acceptée pour cette personne\u00a0: aucune de ses heures ne compte, tant qu’une autre"
        f" décision n’est pas prise.{contrats}"
    )


def prevenir_du_retrait(decision: DecisionEligibilite) -> str:
    personne = decision.beneficiaire
    if decision.decision != Decision.ACCEPTEE or decision.retiree_a is not None:
        return ""
    autres = [autre for autre in _acceptees(personne) if autre.pk != decision.pk]
    heures = peser(beneficiaires=[personne.pk])
    if autres:
        return "Une autre décision acceptée reste\u00a0: les heures seront recomptées à partir de sa date."
    comptees = f" les {formater_heures(heures)} qui comptent ne compteront plus" if heures else ""
    suite = comptees or " aucune heure ne comptera plus"
    return f"C’est la seule décision acceptée de cette personne\u00a0:{suite}."


def _acceptees(personne: Beneficiaire) -> list[DecisionEligibilite]:
    acceptees = DecisionEligibilite.objects.filter(beneficiaire=personne, decision=Decision.ACCEPTEE, retiree_a=None)
    return list(acceptees.order_by("date_decision", "pk"))
