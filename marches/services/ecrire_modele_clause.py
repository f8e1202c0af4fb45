"""Write a version of a model of clause."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from marches.models import ModeleClause
from marches.queries.clauses import PROPOSE_CODE


class ModeleModifie(ValueError):
    """Somebody wrote a version in between; `actuelle` is theirs."""

    def __init__(self, actuelle: ModeleClause) -> None:
        super().__init__(
            f"{actuelle.par_nom or 'Quelqu’un'} a écrit la version {actuelle.rang} entre-temps."
            " Votre texte est gardé ci-dessous : reprenez-y ce qui manque, puis enregistrez."
        )
        self.actuelle = actuelle


@transaction.atomic
def ecrire_modele_clause(
    *, code: str, nom: str, texte: str, rang_lu: int, est_retire: bool = False, par: Any
) -> ModeleClause:
    """`rang_lu`: the version one started from (0 for none). Texts already drawn keep their version."""
    code = code or _code_libre(nom)
    try:
        with transaction.atomic():
            modele: ModeleClause = ModeleClause.objects.create(
                code=code, nom=nom, texte=texte, rang=rang_lu + 1, est_retire=est_retire, par_nom=str(par or "")
            )
    except IntegrityError:  # the version that follows is taken: the constraint arbitrates, whoever was first
        raise ModeleModifie(ModeleClause.objects.filter(code=code).latest("rang")) from None
    journaliser(Verbe.CALIBRAGE_REGLE, modele, par=par, code=code, version=modele.rang, retire=est_retire)
    return modele


def _code_libre(nom: str) -> str:
    base = slugify(nom).replace("-", "_").upper()[:50] or "MODELE"
    pris = {PROPOSE_CODE, *ModeleClause.objects.filter(code__startswith=base).values_list("code", flat=True)}
    return base if base not in pris else next(c for n in range(2, 10_000) if (c := f"{base}_{n}") not in pris)
