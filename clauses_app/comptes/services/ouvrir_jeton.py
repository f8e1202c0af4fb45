"""Give a company's program its own key. The secret is shown once."""

from __future__ import annotations

from django.db import transaction

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.jetons import creer_jeton_api, empreinte
from clauses_app.comptes.models import Adhesion, JetonApi
from clauses_app.tenancy.contexte import exiger_guichet

OUVERTS_MAX = 10


class TropDeJetons(ValueError):
    """Nobody keeps ten programs: some of these keys are forgotten."""


@transaction.atomic
def ouvrir_jeton(
    *, par: Adhesion, entreprise_id: int, organisation: str, role: str, libelle: str
) -> tuple[JetonApi, str]:
    if JetonApi.objects.ouverts().filter(entreprise_id=entreprise_id).count() >= OUVERTS_MAX:
        raise TropDeJetons("Dix jetons sont déjà ouverts : révoquez d’abord ceux qui ne servent plus.")
    secret = creer_jeton_api(exiger_guichet())
    jeton: JetonApi = JetonApi.objects.create(
        libelle=libelle,
        role=role,
        entreprise_id=entreprise_id,
        organisation_nom=organisation,
        empreinte_jeton=empreinte(secret),
        debut=secret[:12],
        cree_par=str(par),
    )
    journaliser(Verbe.JETON_OUVERT, jeton, par=par, entreprise=organisation)
    return jeton, secret
