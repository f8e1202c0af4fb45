"""Draw the text of a clause from a model, and keep it with the parameters it states."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from marches.models import ProjetAchat, TexteClause
from marches.queries.clauses import Modele, remplir


@transaction.atomic
def rediger_clause(
    *, projet: ProjetAchat, modele: Modele, valeurs: Mapping[str, str], parametres: Mapping[str, Any], par: Any
) -> TexteClause:
    """One more version; what was given to the buyer before stays readable."""
    ProjetAchat.objects.select_for_update(of=("self",)).get(pk=projet.pk)
    texte: TexteClause = TexteClause.objects.create(
        projet=projet,
        rang=TexteClause.objects.filter(projet=projet).count() + 1,
        modele_nom=modele.nom,
        modele_rang=modele.rang,
        texte=remplir(modele.texte, valeurs),
        parametres=dict(parametres),
        par_nom=str(par or ""),
    )
    journaliser(Verbe.CLAUSE_REDIGEE, projet, par=par, version=texte.rang, modele=str(modele.nom))
    return texte
