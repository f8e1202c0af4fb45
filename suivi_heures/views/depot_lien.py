"""Deposit without an account: the letter's address, then one company's page. Nothing is done by reading an address."""

from __future__ import annotations

from django.contrib import messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from clauses_app.comptes.models import Guichet
from clauses_app.comptes.permissions import publique
from clauses_app.comptes.tasks import confier
from clauses_app.interface.formats import formater_mois
from clauses_app.tenancy.contexte import basculer_dans_guichet
from suivi_heures.forms import FormulaireDepot
from suivi_heures.models import LienDepot, RecuDepot, ReleveHeures
from suivi_heures.queries.contrats_du_mois import contrats_a_declarer
from suivi_heures.queries.decompte.acces import comme_interne
from suivi_heures.queries.detail_releve import heures_par_releve
from suivi_heures.queries.liens_depot import lien_du_jeton, lien_ouvert, lire_jeton
from suivi_heures.queries.mois import decaler, lire_mois, premier_jour
from suivi_heures.queries.releves_attendus import releves_attendus
from suivi_heures.restitutions.modele_releve import composer_releve_saisi
from suivi_heures.services.couper_lien_depot import couper_lien_depot
from suivi_heures.services.noter_ouverture import noter_ouverture
from suivi_heures.tasks import envoyer_lien_depot
from suivi_heures.views.depot_releve import recevoir
from suivi_heures.views.espace_entreprise import decrire_du, decrire_envoi
from suivi_heures.views.par_lien import (
    fermer_session,
    marque_de_la_session,
    ouvrir_session,
    par_lien,
    trop,
)

DERNIERS = 12


@publique
@require_safe
def lien(request: HttpRequest, jeton: str) -> HttpResponse:
    """What the letter opens. A mail scanner may read it: no session, no trace; a person's gesture does the rest."""
    if refus := trop(request, "lien_ouvrir"):
        return refus
    trouve = _vivant(jeton)
    if trouve is None:
        return _fermee(request, jeton)
    with basculer_dans_guichet(trouve.guichet_id):
        guichet = Guichet.objects.get(pk=trouve.guichet_id)
    contexte = {"entreprise": trouve.entreprise.nom, "guichet": guichet.nom, "jeton": jeton}
    return _discret(render(request, "suivi_heures/depot/ouvrir.html", contexte))


@publique
@sensitive_post_parameters("jeton")
@require_POST
def lien_entrer(request: HttpRequest) -> HttpResponse:
    """The secret, in the body of the request, against a short session and an address that says nothing."""
    if refus := trop(request, "lien_ouvrir"):
        return refus
    jeton = request.POST.get("jeton", "")
    trouve = _vivant(jeton)
    if trouve is None:
        return _fermee(request, jeton)
    with basculer_dans_guichet(trouve.guichet_id):
        noter_ouverture(lien=trouve)
    ouvrir_session(request, trouve)
    return _discret(redirect("suivi_heures:lien_espace"))


def _vivant(jeton: str) -> LienDepot | None:
    lu = lire_jeton(jeton)
    if lu is None:
        return None
    with basculer_dans_guichet(lu.guichet_id):
        return lien_du_jeton(lu.empreinte)


def _fermee(request: HttpRequest, jeton: str = "") -> HttpResponse:
    """The same page whether the link is past its term, cut, or was never written."""
    contexte = {"jeton": jeton, "rouvrable": bool(jeton) or marque_de_la_session(request) is not None}
    return _discret(render(request, "suivi_heures/depot/fermee.html", contexte, status=404 if jeton else 200))


def _discret(reponse: HttpResponse) -> HttpResponse:
    # never the path, which holds the secret; under "no-referrer" the page's own form would send "Origin: null", refused
    reponse["Referrer-Policy"] = "strict-origin"
    reponse["Cache-Control"] = "no-store"
    reponse["X-Robots-Tag"] = "noindex, nofollow"
    return reponse


@publique
@require_safe
def lien_ferme(request: HttpRequest) -> HttpResponse:
    return _fermee(request)


@publique
@sensitive_post_parameters("jeton")
@require_POST
def lien_renouveler(request: HttpRequest) -> HttpResponse:
    """A fresh link, to the address that had the former one. Whatever is found, the same answer."""
    jeton = request.POST.get("jeton", "")
    cle = jeton or str(marque_de_la_session(request) or "")
    if cle and (refus := trop(request, "lien_renouveler", cle)):
        return refus
    trouve = _meme_expire(request, jeton)
    if trouve is not None:
        confier(envoyer_lien_depot, trouve.guichet_id, trouve.pk)
    return _discret(render(request, "suivi_heures/depot/renouvele.html"))


def _meme_expire(request: HttpRequest, jeton: str) -> LienDepot | None:
    lu, marque = lire_jeton(jeton), marque_de_la_session(request)
    if lu is not None:
        with basculer_dans_guichet(lu.guichet_id):
            return lien_du_jeton(lu.empreinte, meme_expire=True)
    if not jeton and marque is not None:
        with basculer_dans_guichet(marque["guichet"]):
            return lien_ouvert(marque["lien"])
    return None


@par_lien
@require_safe
def lien_espace(request: HttpRequest, lien: LienDepot) -> HttpResponse:
    return _montrer(request, lien, FormulaireDepot())


def _montrer(request: HttpRequest, lien: LienDepot, formulaire: FormulaireDepot) -> HttpResponse:
    """What is due, what was sent. Counts and motives; nobody's name, nothing of the guichet beyond itself."""
    au = timezone.localdate()
    dus = [decrire_du(attendu, au) for attendu in releves_attendus(lien.entreprise_id, au=au)]
    siens = ReleveHeures.objects.visibles_par(request.deposant)  # type: ignore[attr-defined]
    siens = list(siens.filter(entreprise=lien.entreprise_id).order_by("-depose_a", "-pk")[:DERNIERS])
    totaux = heures_par_releve([releve.pk for releve in siens])
    recus = dict(RecuDepot.objects.visibles_par(request.deposant).values_list("releve_id", "code"))  # type: ignore[attr-defined]
    contexte = {
        "entreprise": lien.entreprise,
        "guichet": request.deposant.guichet,  # type: ignore[attr-defined]
        "nom": lien.nom,
        "du": dus[0] if dus else None,
        "autres": dus[1:],
        "neants": dus,
        "form": formulaire,
        "envois": [decrire_envoi(r, totaux.get(r.pk)) | {"recu": recus.get(r.pk, "")} for r in siens],
        "en_lecture": any(r.statut == "DEPOSE" for r in siens),
    }
    gabarit = "suivi_heures/depot/espace.html"
    if getattr(request, "htmx", False) and request.method == "GET":
        gabarit = f"{gabarit}#envois"
    return _discret(render(request, gabarit, contexte, status=422 if formulaire.errors else 200))


@par_lien
@require_POST
def lien_deposer(request: HttpRequest, lien: LienDepot) -> HttpResponse:
    formulaire = FormulaireDepot(request.POST, request.FILES)
    return _deposer(request, lien, formulaire)


@par_lien
@require_POST
def lien_neant(request: HttpRequest, lien: LienDepot) -> HttpResponse:
    """Nobody worked: a declaration like another, with zeros. One tap."""
    mois = lire_mois(request.POST.get("mois", "")) or decaler(premier_jour(timezone.localdate()), -1)
    contrats = contrats_a_declarer(lien.entreprise_id, mois)
    saisies = {c.contrat_id: "0" for c in contrats if not c.deja}
    if not saisies:
        messages.info(request, f"Rien à ajouter pour {formater_mois(mois)}\u00a0: chaque personne est déjà déclarée.")
        return redirect("suivi_heures:lien_espace")
    contenu = composer_releve_saisi(guichet_id=lien.guichet_id, mois=mois, contrats=contrats, saisies=saisies)
    fichier = SimpleUploadedFile(f"Aucune heure {mois:%Y-%m}.csv", contenu)
    return _deposer(request, lien, FormulaireDepot({"mois": f"{mois:%Y-%m}"}, {"fichier": fichier}), annonce=True)


def _deposer(
    request: HttpRequest, lien: LienDepot, formulaire: FormulaireDepot, *, annonce: bool = False
) -> HttpResponse:
    """The one door of deposits. Written as the guichet's: the company was obtained under its own role."""
    if not formulaire.is_valid():
        return _montrer(request, lien, formulaire)
    request.adhesion = request.deposant  # type: ignore[attr-defined]
    with comme_interne():
        depot = recevoir(request, formulaire, lien.entreprise, annonce=annonce)
    request.adhesion = None  # type: ignore[attr-defined]
    if depot is None:
        return _montrer(request, lien, formulaire)
    recu = RecuDepot.objects.visibles_par(request.deposant).get(releve=depot.releve)  # type: ignore[attr-defined]
    return redirect("suivi_heures:lien_recu", code=recu.code)


@publique
@require_POST
def lien_quitter(request: HttpRequest) -> HttpResponse:
    fermer_session(request)
    return _discret(render(request, "suivi_heures/depot/quittee.html"))


@par_lien
@require_POST
def lien_couper(request: HttpRequest, lien: LienDepot) -> HttpResponse:
    """The company's own gesture: its link, and every session it opened. The guichet can give it back."""
    with comme_interne():
        couper_lien_depot(lien=lien, coupe=True, par=request.deposant)  # type: ignore[attr-defined]
    fermer_session(request)
    return _discret(render(request, "suivi_heures/depot/coupee.html"))
