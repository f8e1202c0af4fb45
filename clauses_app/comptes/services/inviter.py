"""Offer a membership to an address."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.enums import Role
from clauses_app.comptes.invitations import DUREE, peut_inviter
from clauses_app.comptes.jetons import creer_jeton, empreinte
from clauses_app.comptes.models import Adhesion, Invitation
from clauses_app.comptes.organisations import Organisation


@dataclass(frozen=True)
class Place:
    """Where the invited person will stand."""

    entreprise_id: int | None = None
    maitre_ouvrage_id: int | None = None
    organisation_nom: str = ""


def inviter(
    *, par: Adhesion, courriel: str, nom_affiche: str, role: Role, organisation: Organisation | None = None
) -> Invitation:
    """The letter leaves by `envoyer_invitation`, which makes the token that counts."""
    place = _viser(par, organisation)
    if not peut_inviter(par, role, place.entreprise_id, place.maitre_ouvrage_id):
        raise ValidationError({"role": "Votre rôle ne permet pas d’inviter à cette place. Choisissez-en une autre."})
    _verifier_la_premiere_fois(par, courriel.lower(), role, place)
    invitation: Invitation = Invitation.objects.create(
        courriel=courriel.lower(),
        nom_affiche=nom_affiche,
        role=role,
        entreprise_id=place.entreprise_id,
        maitre_ouvrage_id=place.maitre_ouvrage_id,
        organisation_nom=place.organisation_nom,
        empreinte_jeton=empreinte(creer_jeton()),
        expire_a=timezone.now() + datetime.timedelta(days=DUREE),
        par_id=par.pk,
        par_nom=str(par),
    )
    journaliser(Verbe.MEMBRE_INVITE, invitation, par=par, libelle=nom_affiche, role=Role(role).label)
    return invitation


def _viser(par: Adhesion, organisation: Organisation | None) -> Place:
    """An external member invites beside itself; the staff names the organisation."""
    if par.est_externe:
        return Place(par.entreprise_id, par.maitre_ouvrage_id, par.organisation_nom)
    if organisation is None:
        return Place()
    return Place(organisation.entreprise_id, organisation.maitre_ouvrage_id, organisation.nom)


def _verifier_la_premiere_fois(par: Adhesion, courriel: str, role: Role, place: Place) -> None:
    meme: dict[str, Any] = {
        "courriel": courriel,
        "role": role,
        "entreprise_id": place.entreprise_id,
        "maitre_ouvrage_id": place.maitre_ouvrage_id,
    }
    if Adhesion.objects.visibles_par(par).actives().filter(**meme).exists():
        raise ValidationError({"courriel": "Cette adresse est déjà membre à cette place."})
    del meme["role"]  # one membership a guichet and organisation: another role is a change, not another person
    deja = Adhesion.objects.visibles_par(par).actives().filter(**meme).first()
    if deja is not None:
        actuel = deja.get_role_display().lower()
        phrase = f"{deja} est déjà membre, comme {actuel}\u00a0: changez son rôle dans la liste des membres."
        raise ValidationError({"courriel": phrase})
    if Invitation.objects.visibles_par(par).en_attente().filter(**meme).exists():
        raise ValidationError(
            {"courriel": "Une invitation attend déjà une réponse à cette adresse. Renvoyez-la depuis la liste."}
        )
