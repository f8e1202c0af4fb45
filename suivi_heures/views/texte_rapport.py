"""What the facilitator says of a contract in its quarterly report: a draft from the facts, read again, then kept."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from clauses_app.audit.partage import Main
from clauses_app.comptes.permissions import Permission, autorise
from clauses_app.interface.formats import formater_date_heure
from clauses_app.tenancy.verrou import un_a_la_fois
from marches.models import Marche
from suivi_heures.forms.rapports import FormulaireTexteRapport
from suivi_heures.models import Bilan, TexteRapport
from suivi_heures.queries.actions_du_trimestre import actions_du_trimestre
from suivi_heures.queries.trimestres import Trimestre, TrimestreIllisible
from suivi_heures.restitutions.bilan_trimestriel import BilanTrimestriel, TexteFacilitateur
from suivi_heures.restitutions.observer_marches import BilanImpossible
from suivi_heures.restitutions.proposer_texte import proposer_texte
from suivi_heures.restitutions.rassembler_bilan import rassembler_bilan_trimestriel
from suivi_heures.services.ecrire_texte_rapport import ecrire_texte_rapport

CHAMPS = ("actions", "difficultes", "recommandation")
GABARIT = "suivi_heures/texte_rapport.html"


@require_http_methods(["GET", "HEAD", "POST"])
@autorise(Permission.RAPPORT_PRODUIRE)
@un_a_la_fois
def texte_rapport(request: HttpRequest, pk: int, trimestre: str) -> HttpResponse:
    adhesion = request.adhesion  # type: ignore[attr-defined]
    marche = get_object_or_404(Marche.objects.visibles_par(adhesion).select_related("maitre_ouvrage"), pk=pk)
    periode = _lire(trimestre)
    gardes = TexteRapport.objects.visibles_par(adhesion).filter(marche=marche, annee=periode.annee)
    garde = gardes.filter(trimestre=periode.numero).first()
    try:
        figures = rassembler_bilan_trimestriel(maitre_ouvrage=marche.maitre_ouvrage, trimestre=periode, marche=marche)
    except BilanImpossible as refus:
        return render(request, GABARIT, _situer(marche, periode, adhesion) | {"refus": str(refus)})
    propose = proposer_texte(
        figures.marches[0], actions_du_trimestre(marche_id=pk, trimestre=periode), arrete_au=figures.arrete_au
    )
    reprendre = garde is None or "proposition" in request.GET
    form = FormulaireTexteRapport(
        request.POST or None, initial={nom: getattr(propose if reprendre else garde, nom) for nom in CHAMPS}
    )
    gardees = {nom: getattr(garde or propose, nom) for nom in CHAMPS}
    form.partager(actuelles=gardees, main=Main(garde.ecrit_par, garde.ecrit_a) if garde else Main())
    if form.is_valid():
        textes = {nom: form.cleaned_data[nom] for nom in CHAMPS}
        ecrire_texte_rapport(marche=marche, trimestre=periode, par=adhesion, **textes)
        form.annoncer(request)
        messages.success(request, _dire(any(textes.values()), periode))
        return redirect("suivi_heures:texte_rapport", pk, periode.code)
    contexte = (
        _situer(marche, periode, adhesion) | _decrire(figures, propose, garde, propose_ici=reprendre) | {"form": form}
    )
    return render(request, GABARIT, contexte, status=422 if form.is_bound else 200)


def _dire(ecrit: bool, periode: Trimestre) -> str:
    if ecrit:
        return f"Texte gardé\u00a0: le prochain rapport du {periode.libelle} l’imprimera."
    return f"Texte vidé\u00a0: le prochain rapport du {periode.libelle} n’en imprimera aucun."


def _lire(trimestre: str) -> Trimestre:
    try:
        return Trimestre.lire(trimestre)
    except TrimestreIllisible:
        raise Http404 from None


def _situer(marche: Marche, periode: Trimestre, adhesion: Any) -> dict[str, Any]:
    """The report already produced keeps its text: whoever writes now must know it."""
    produit = (
        Bilan.objects.visibles_par(adhesion)
        .prets()
        .filter(maitre_ouvrage=marche.maitre_ouvrage_id, annee=periode.annee, trimestre=periode.numero)
        .filter(operation=None, marche=None)
        .exists()
    )
    return {"marche": marche, "periode": periode, "produit": produit}


def _decrire(
    figures: BilanTrimestriel, propose: TexteFacilitateur, garde: TexteRapport | None, *, propose_ici: bool
) -> dict[str, Any]:
    return {
        "fiche": figures.marches[0],
        "propose": [
            ("Actions menées", propose.actions),
            ("Difficultés", propose.difficultes),
            ("Recommandation", propose.recommandation),
        ],
        "propose_ici": propose_ici,
        "garde": f"Gardé par {garde.ecrit_par or 'le guichet'} le {formater_date_heure(garde.ecrit_a)}."
        if garde
        else "",
    }
