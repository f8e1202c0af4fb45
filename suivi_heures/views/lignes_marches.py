"""The list of contracts as rows ready to print: filters, sort, pages. Used by two screens."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import F, Q
from django.http import HttpRequest, QueryDict
from django.utils import timezone

from clauses_app.interface.formats import formater_date, formater_heures, formater_pourcent
from clauses_app.interface.formulaires import dessiner_options
from clauses_app.interface.graphiques import calculer_barre_avancement
from clauses_app.interface.lectures import lire_cle
from clauses_app.tenancy.tri import CleTri, plier
from marches.models import MaitreOuvrage, Marche
from suivi_heures.models.suivi_marche import ORDRE_ETATS
from suivi_heures.queries.avancement import Avancement, AvancementMarche
from suivi_heures.queries.suivi_marches import en_avancement, suivi_des_marches
from suivi_heures.services.tenir_suivi import tenir_suivi

PAR_PAGE = 25
PERSONNE = "personne"  # contracts that nobody follows
TRIS: dict[str, tuple[str, tuple[Any, ...]]] = {
    "etat": ("État, les plus exposés d’abord", ("rang_etat", "marche__date_fin", "marche_id")),
    "echeance": ("Échéance", ("marche__date_fin", "marche_id")),
    "avancement": ("Avancement", (F("part").asc(nulls_first=True), "marche_id")),
    "nom": ("Nom", (CleTri(F("marche__objet")), "marche_id")),
}


def decrire_avancement(cle: str, nom: str, a: Avancement) -> dict[str, Any]:
    """Figures of a row, formatted; a rate never goes without its coverage."""
    p = a.projection
    return {
        "etat": a.etat,
        "barre": calculer_barre_avancement(
            cle=cle, nom=nom, valide=a.valide, du=a.du, attente=a.attente, attendu=a.attendu or None, projection=p
        ),
        "du": formater_heures(a.du),
        "valide": formater_heures(a.valide),
        "bonification": formater_heures(a.valide - a.retenu) if a.valide != a.retenu else "",
        "taux": formater_pourcent(a.part) if a.part is not None else "sans objet",
        "attente": formater_heures(a.attente),
        "attente_nulle": not a.attente,
        "non_compte": formater_heures(a.non_compte),
        "reste": formater_heures(a.reste),
        "projection": formater_heures(p.centrale) if p else "",
        "projection_taux": formater_pourcent(p.centrale * 100 / a.du, 0) if p and a.du else "",
        "recues": a.couverture.recues,
        "attendues": a.couverture.attendues,
        "complete": a.couverture.est_complete,
    }


def decrire_marche(a: AvancementMarche) -> dict[str, Any]:
    return decrire_avancement(f"m{a.marche.pk}", a.marche.objet, a.total) | {
        "pk": a.marche.pk,
        "objet": a.marche.objet,
        "ref": a.marche.ref,
        "acheteur": str(a.marche.maitre_ouvrage),
        "echeance": formater_date(a.marche.date_fin),
        "suivi_par": a.marche.suivi_par_nom,
    }


def contexte_liste(request: HttpRequest) -> dict[str, Any]:
    """Contracts filtered by the address, 25 rows a page: the database filters, sorts and pages what is kept."""
    adhesion = request.adhesion  # type: ignore[attr-defined]
    tenir_suivi(au=timezone.localdate())
    visibles = Marche.objects.visibles_par(adhesion)
    suivis, choix = filtrer_suivis(suivi_des_marches(visibles), request.GET)
    tous = visibles.count()
    rangs = Paginator(suivis.order_by(*TRIS[choix["tri"]][1]), PAR_PAGE)
    if not any(choix[nom] for nom in ("marche", "acheteur", "suivi", "etat")):
        rangs.count = tous  # type: ignore[misc]  each contract has its row
    page = rangs.get_page(request.GET.get("page"))
    acheteurs = MaitreOuvrage.objects.visibles_par(adhesion).values_list("pk", "nom")
    suiveurs = visibles.exclude(suivi_par_nom="").order_by().values_list("suivi_par_nom", flat=True).distinct()
    return {
        "page": page,
        "rangs": [decrire_marche(en_avancement(suivi)) for suivi in page.object_list],
        "total_marches": page.paginator.count,
        "tous_marches": tous,
        "options_acheteurs": dessiner_options(
            [(str(pk), nom) for pk, nom in sorted(acheteurs, key=lambda un: (plier(un[1]), un[0]))], choix["acheteur"]
        ),
        "options_suiveurs": dessiner_options(
            [(PERSONNE, "Personne"), *((nom, nom) for nom in sorted(suiveurs, key=plier))], choix["suivi"]
        ),
        "tris": [(code, libelle) for code, (libelle, _) in TRIS.items()],
        "choix": choix,
        "etats": ["en_retard", "a_surveiller", "en_bonne_voie", "atteint"],
    }


def filtrer_suivis(suivis: Any, filtres: QueryDict) -> tuple[Any, dict[str, Any]]:
    """What the address asks, and how it was understood."""
    # `q` is how the other lists are asked: an address written by hand or by a tool is obeyed too
    q = (filtres.get("marche", "") or filtres.get("q", "")).strip().replace("\0", "")[:100]
    acheteur, suivi, etats = filtres.get("acheteur", ""), filtres.get("suivi", ""), filtres.getlist("etat")
    tri = filtres.get("tri", "")
    if q:
        suivis = suivis.annotate(cle=CleTri(F("marche__objet")))
        suivis = suivis.filter(Q(cle__contains=plier(q)) | Q(marche__ref__icontains=q))
    if (cle := lire_cle(acheteur)) is not None:
        suivis = suivis.filter(marche__maitre_ouvrage=cle)
    if suivi == PERSONNE:
        suivis = suivis.filter(marche__suivi_par_nom="")
    elif suivi:
        suivis = suivis.filter(marche__suivi_par_nom=suivi)
    if etats:
        suivis = suivis.filter(rang_etat__in=[ORDRE_ETATS.index(un) for un in etats if un in ORDRE_ETATS])
    return suivis, {
        "marche": q,
        "acheteur": acheteur,
        "suivi": suivi,
        "etat": etats,
        "tri": tri if tri in TRIS else "etat",
    }
