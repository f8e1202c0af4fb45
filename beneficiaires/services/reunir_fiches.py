"""Make one file of two that speak of the same person. What moved is written down, so that it can be undone."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Q

from beneficiaires.enums import StatutDoublon
from beneficiaires.models import (
    Beneficiaire,
    ContratTravail,
    DecisionEligibilite,
    DemandeEligibilite,
    Diagnostic,
    DoublonProbable,
    Engagement,
    EtapeParcours,
    Frein,
    Fusion,
    InscriptionAction,
    Justificatif,
    Situation,
    SituationRsa,
    Sortie,
    VigilanceLevee,
)
from beneficiaires.services.resumer_eligibilite import resumer_eligibilite
from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.tenancy.changements import signaler

SUIVENT = {
    "contrats": ContratTravail,
    "decisions": DecisionEligibilite,
    "justificatifs": Justificatif,
    "demandes": DemandeEligibilite,
    "vigilances": VigilanceLevee,
    "inscriptions": InscriptionAction,
    "etapes": EtapeParcours,
    "diagnostics": Diagnostic,
    "freins": Frein,
    "engagements": Engagement,
    "situations_rsa": SituationRsa,
    "sorties": Sortie,
    "situations": Situation,
}
COMPLETES = ("sexe", "commune", "niveau_formation", "qpv")


class ReunionImpossible(ValueError):
    """One of the files can no longer be merged."""


@transaction.atomic
def reunir_fiches(*, gardee: Beneficiaire, absorbee: Beneficiaire, par: Any) -> Fusion:
    """Contracts carry their hours with them: the database moves the lines of the ledger, sums are the same."""
    if gardee.pk == absorbee.pk:
        raise ReunionImpossible("C’est la même fiche.")
    deux = Beneficiaire.objects.select_for_update(of=("self",)).filter(pk__in=[gardee.pk, absorbee.pk]).order_by("pk")
    lues = {p.pk: p for p in deux}
    gardee, absorbee = lues[gardee.pk], lues[absorbee.pk]
    if any(p.fusionne_dans_id or p.anonymise_le for p in lues.values()):
        raise ReunionImpossible("Une de ces fiches vient d’être réunie à une autre ou anonymisée.")
    faits: dict[str, Any] = {"identite": _completer(gardee, absorbee), "principales": _une_principale(gardee, absorbee)}
    for nom, modele in SUIVENT.items():
        siens = _qui_suivent(modele, gardee, absorbee)
        faits[nom] = sorted(siens.values_list("pk", flat=True))
        modele.objects.filter(pk__in=faits[nom]).update(beneficiaire=gardee)
    absorbee.fusionne_dans = gardee
    absorbee.version += 1
    absorbee.save(update_fields=["fusionne_dans", "version"])
    for personne in (gardee, absorbee):
        resumer_eligibilite(beneficiaire=personne)
    DoublonProbable.objects.filter(_la_paire(gardee, absorbee)).update(statut=StatutDoublon.REUNIS)
    fusion: Fusion = Fusion.objects.create(gardee=gardee, absorbee=absorbee, faits=faits, faite_par=str(par or ""))
    signaler(beneficiaires=[gardee.pk])
    journaliser(
        Verbe.FICHES_REUNIES,
        gardee,
        par=par,
        libelle=f"{absorbee.ref} réunie à {gardee.ref}",
        contrats=len(faits["contrats"]),
        decisions=len(faits["decisions"]),
    )
    return fusion


def _qui_suivent(modele: Any, gardee: Beneficiaire, absorbee: Beneficiaire) -> Any:
    """What the kept file already answers for stays where it was: one enrolment an action, one exit."""
    siens = modele.objects.filter(beneficiaire=absorbee)
    if modele is InscriptionAction:
        return siens.exclude(action__in=modele.objects.filter(beneficiaire=gardee).values("action"))
    if modele in (Sortie, Situation) and Sortie.objects.retenus().filter(beneficiaire=gardee).exists():
        return siens.none()
    return siens


def _la_paire(a: Beneficiaire, b: Beneficiaire) -> Q:
    premiere, seconde = sorted((a.pk, b.pk))
    return Q(premiere=premiere, seconde=seconde)


def _completer(gardee: Beneficiaire, absorbee: Beneficiaire) -> dict[str, list[Any]]:
    """What the kept file did not know, and the other's names: field → before, after."""
    change: dict[str, list[Any]] = {}
    for champ in COMPLETES:
        if not getattr(gardee, champ) and getattr(absorbee, champ):
            change[champ] = [getattr(gardee, champ), getattr(absorbee, champ)]
    connus = {n.casefold() for n in (gardee.nom, *gardee.autres_noms)}
    nouveaux = [n for n in (absorbee.nom, *absorbee.autres_noms) if n.casefold() not in connus]
    if nouveaux:
        change["autres_noms"] = [list(gardee.autres_noms), [*gardee.autres_noms, *dict.fromkeys(nouveaux)]]
    for champ, (_, apres) in change.items():
        setattr(gardee, champ, apres)
    gardee.version += 1
    gardee.save(update_fields=[*change, "version"])
    return change


def _une_principale(gardee: Beneficiaire, absorbee: Beneficiaire) -> list[int]:
    """Main categories of the absorbed file that stop being so: the kept one decides."""
    principales = DecisionEligibilite.objects.filter(principale=True, retiree_a=None)
    if not principales.filter(beneficiaire=gardee).exists():
        return []
    cedent = list(principales.filter(beneficiaire=absorbee).values_list("pk", flat=True))
    DecisionEligibilite.objects.filter(pk__in=cedent).update(principale=False)
    return cedent
