"""The list of contracts as rows ready to print: filters, sort, pages. Used by two screens."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest

from clauses_app.interface.formats import formater_date, formater_heures, formater_pourcent
from clauses_app.interface.graphiques import calculer_barre_avancement
from clauses_app.interface.lectures import lire_cle
from clauses_app.tenancy.tri import par_nom, plier
from marches.models import MaitreOuvrage
from suivi_heures.queries.avancement import Avancement, AvancementMarche

PAR_PAGE = 25
ORDRE_ETATS = ["en_retard", "a_surveiller", "sans_projection", "en_bonne_voie", "atteint", "sans_objet"]
TRIS = {
    "etat": ("État, les plus exposés d’abord", lambda a: (ORDRE_ETATS.index(a.total.etat), a.marche.date_fin)),
    "echeance": ("Échéance", lambda a: a.marche.date_fin),
    "avancement": ("Avancement", lambda a: a.total.part if a.total.part is not None else -1),
    "nom": ("Nom", lambda a: plier(a.marche.objet)),
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


def contexte_liste(request: HttpRequest, marches: list[AvancementMarche]) -> dict[str, Any]:
    """Filters of the address applied to the contracts; 25 rows a page."""
    q = request.GET.get("marche", "").strip()
    acheteur, suivi, etats = request.GET.get("acheteur", ""), request.GET.get("suivi", ""), request.GET.getlist("etat")
    cherche = plier(q)
    gardes = [
        a
        for a in marches
        if (not cherche or cherche in plier(f"{a.marche.objet} {a.marche.ref}"))
        and (lire_cle(acheteur) is None or a.marche.maitre_ouvrage_id == lire_cle(acheteur))
        and (not suivi or a.marche.suivi_par_nom == suivi)
        and (not etats or a.total.etat in etats)
    ]
    tri = request.GET.get("tri") if request.GET.get("tri") in TRIS else "etat"
    gardes.sort(key=TRIS[tri or "etat"][1])
    page = Paginator(gardes, PAR_PAGE).get_page(request.GET.get("page"))
    return {
        "page": page,
        "rangs": [decrire_marche(a) for a in page.object_list],
        "total_marches": len(gardes),
        "tous_marches": len(marches),
        "acheteurs": MaitreOuvrage.objects.visibles_par(request.adhesion).order_by(*par_nom("nom")),  # type: ignore[attr-defined]
        "suiveurs": sorted({a.marche.suivi_par_nom for a in marches if a.marche.suivi_par_nom}, key=plier),
        "tris": [(code, libelle) for code, (libelle, _) in TRIS.items()],
        "choix": {"marche": q, "acheteur": acheteur, "suivi": suivi, "etat": etats, "tri": tri},
        "etats": ["en_retard", "a_surveiller", "en_bonne_voie", "atteint"],
    }
