"""Is this certificate ours? For anybody who holds it, without account."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from clauses_app.comptes.permissions import publique
from clauses_app.tenancy.contexte import basculer_dans_guichet
from suivi_heures.queries.verification_attestation import AttestationVerifiee, verifier_attestation
from suivi_heures.queries.verification_rapport import lire_code
from suivi_heures.restitutions.verification_attestation import decrire_attestation
from suivi_heures.views.par_lien import trop

GABARIT = "suivi_heures/verifier_attestation.html"


@publique
@require_safe
def verifier_une_attestation(request: HttpRequest) -> HttpResponse:
    """A code copied from the paper."""
    code = request.GET.get("code", "").strip()
    if code:
        return redirect("suivi_heures:attestation_verifier", code=code[:100])
    return render(request, GABARIT, {"a_saisir": True})


@publique
@require_safe
def attestation_verifier(request: HttpRequest, code: str) -> HttpResponse:
    if refus := trop(request, "attestation"):
        return refus
    lue = _chercher(code)
    if lue is None:
        return render(request, GABARIT, {"code": code}, status=404)
    return render(request, GABARIT, {"lue": lue, "lignes": decrire_attestation(lue)})


def _chercher(code: str) -> AttestationVerifiee | None:
    """In the sign-in role until the code says which guichet to look into."""
    trouve = lire_code(code)
    if trouve is None:
        return None
    guichet_id, identifiant = trouve
    with basculer_dans_guichet(guichet_id):
        return verifier_attestation(identifiant)
