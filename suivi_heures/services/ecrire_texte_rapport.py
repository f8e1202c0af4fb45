"""Keep what the facilitator says of a contract in a quarter: the next production of a report reads it."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.models import Adhesion
from marches.models import Marche
from suivi_heures.models import TexteRapport
from suivi_heures.queries.trimestres import Trimestre


@transaction.atomic
def ecrire_texte_rapport(
    *, marche: Marche, trimestre: Trimestre, actions: str, difficultes: str, recommandation: str, par: Adhesion | None
) -> TexteRapport:
    """Reports already produced keep the text they were produced with."""
    texte: TexteRapport
    texte, _ = TexteRapport.objects.update_or_create(
        marche=marche,
        annee=trimestre.annee,
        trimestre=trimestre.numero,
        defaults={
            "actions": actions.strip(),
            "difficultes": difficultes.strip(),
            "recommandation": recommandation.strip(),
            "ecrit_a": timezone.now(),
            "ecrit_par": str(par) if par else "",
        },
    )
    journaliser(Verbe.RAPPORT_ECRIT, marche, par=par, marche_id=marche.pk, trimestre=trimestre.code)
    return texte
