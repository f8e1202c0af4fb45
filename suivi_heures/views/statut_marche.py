"""Change the status of a contract: the gesture of the room below, with what only the hours can refuse."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from clauses_app.audit.envois import une_seule_fois
from clauses_app.comptes.permissions import Permission, autorise
from marches.forms.vie import FormulaireStatut
from marches.models import Marche
from marches.views.gestes import inscrire_geste
from suivi_heures.services.prononcer_statut import prononcer_statut


@autorise(Permission.MARCHE_ECRIRE)
@une_seule_fois
def statut(request: HttpRequest, pk: int) -> HttpResponse:
    marche = get_object_or_404(Marche.objects.visibles_par(request.adhesion), pk=pk)  # type: ignore[attr-defined]
    aide = f"Statut actuel\u00a0: {marche.get_statut_display()}."
    bouton = "Changer le statut"
    return inscrire_geste(request, pk, FormulaireStatut, prononcer_statut, titre=bouton, bouton=bouton, aide=aide)
