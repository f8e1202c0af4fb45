"""Offer a membership to an address."""

from __future__ import annotations

import datetime

from django.core.exceptions import ValidationError
from django.utils import timezone

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.enums import Role
from clauses_app.comptes.invitations import DUREE, peut_inviter
from clauses_app.comptes.jetons import creer_jeton, empreinte
from clauses_app.comptes.models import Adhesion, Invitation
from clauses_app.comptes.organisations import Organisation


def inviter(
    *, par: Adhesion, courriel: str, nom_affiche: str, role: Role, organisation: Organisation | None = None
) -> Invitation:
    """The letter leaves by `envoyer_invitation`, which makes the token that counts."""
    cible = _viser(par, role, organisation)
    if not peut_inviter(par, role, cible["entreprise_id"], cible["maitre_ouvrage_id"]):
        raise ValidationError({"role": "Votre rôle ne permet pas d’inviter à cette place. Choisissez-en une autre."})
    meme = {"courriel": courriel.lower(), "role": role, **_identite(cible)}
    if Adhesion.objects.visibles_par(par).actives().filter(**meme).exists():
        raise ValidationError({"courriel": "Cette adresse est déjà membre à cette place."})
    if Invitation.objects.visibles_par(par).en_attente().filter(**meme).exists():
        raise ValidationError(
            {"courriel": "Une invitation attend déjà une réponse à cette adresse. Renvoyez-la depuis la liste."}
        )
    invitation = Invitation.objects.create(
        courriel=courriel.lower(),
        nom_affiche=nom_affiche,
        role=role,
        **cible,
        empreinte_jeton=empreinte(creer_jeton()),
        expire_a=timezone.now() + datetime.timedelta(days=DUREE),
        par_id=par.pk,
        par_nom=str(par),
    )
    journaliser(Verbe.MEMBRE_INVITE, invitation, par=par, libelle=nom_affiche, role=role.label)
    return invitation


def _viser(par: Adhesion, role: Role, organisation: Organisation | None) -> dict[str, int | str | None]:
    """An external member invites beside itself; the staff names the organisation."""
    if par.est_externe:
        return {
            "entreprise_id": par.entreprise_id,
            "maitre_ouvrage_id": par.maitre_ouvrage_id,
            "organisation_nom": par.organisation_nom,
        }
    if organisation is None:
        return {"entreprise_id": None, "maitre_ouvrage_id": None, "organisation_nom": ""}
    return {
        "entreprise_id": organisation.entreprise_id,
        "maitre_ouvrage_id": organisation.maitre_ouvrage_id,
        "organisation_nom": organisation.nom,
    }


def _identite(cible: dict[str, int | str | None]) -> dict[str, int | str | None]:
    return {cle: cible[cle] for cle in ("entreprise_id", "maitre_ouvrage_id")}
