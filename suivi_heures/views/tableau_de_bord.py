"""The morning page: what waits, the figures, the contracts."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from beneficiaires.models import Beneficiaire, ContratTravail
from clauses_app.audit.models import Evenement, Verbe
from clauses_app.comptes.permissions import Permission, autorise
from clauses_app.interface.formats import accorder, formater_date, formater_date_longue
from clauses_app.interface.graphiques import calculer_barre
from marches.models import Marche
from suivi_heures.enums import StatutReleve
from suivi_heures.models import ReleveHeures
from suivi_heures.queries.affaires import TYPES, Affaire, affaires_en_cours
from suivi_heures.queries.avancement import AvancementMarche, avancement_des_marches
from suivi_heures.queries.couverture import Couverture
from suivi_heures.views.lignes_marches import contexte_liste

VISIBLES = 9


@autorise(Permission.TABLEAU_LIRE)
def tableau_de_bord(request: HttpRequest) -> HttpResponse:
    au = timezone.localdate()
    adhesion = request.adhesion  # type: ignore[attr-defined]
    marches = avancement_des_marches(Marche.objects.visibles_par(adhesion).suivis().select_related("maitre_ouvrage"))
    affaires = affaires_en_cours(marches, au=au)
    releves = ReleveHeures.objects.visibles_par(adhesion).filter(statut=StatutReleve.SOUMIS).count()
    request.pastilles = {"a_traiter": len(affaires), "releves": releves}  # type: ignore[attr-defined]
    contexte = _contexte_affaires(request, affaires, au) | contexte_liste(request, marches)
    contexte |= {
        "date_du_jour": formater_date_longue(au).capitalize(),
        "nombre_affaires": len(affaires),
        "avant_lundi": sum(1 for a in affaires if a.echeance and a.echeance < _lundi(au)),
        "indicateurs": _indicateurs(marches, adhesion, au),
        "evenements": Evenement.objects.visibles_par(adhesion).exclude(verbe=Verbe.CONNEXION).order_by("-quand")[:8],
        "a_venir": _echeances(marches, au),
    }
    return render(request, "suivi_heures/tableau_de_bord.html", contexte)


@autorise(Permission.TABLEAU_LIRE)
def affaires(request: HttpRequest) -> HttpResponse:
    """The pile alone, filtered (htmx); without script the whole page answers at its own address."""
    au = timezone.localdate()
    marches = avancement_des_marches(Marche.objects.visibles_par(request.adhesion).suivis())  # type: ignore[attr-defined]
    contexte = _contexte_affaires(request, affaires_en_cours(marches, au=au), au)
    return render(request, "suivi_heures/tableau_de_bord.html#affaires", contexte)


def _lundi(au: datetime.date) -> datetime.date:
    return au + datetime.timedelta(days=7 - au.weekday())


def _contexte_affaires(request: HttpRequest, toutes: list[Affaire], au: datetime.date) -> dict[str, Any]:
    choisi = request.GET.get("type", "")
    gardees = [a for a in toutes if not choisi or a.type == choisi]
    nombre = len(gardees) if "toutes" in request.GET else VISIBLES
    montrees = [_decrire(a, au) for a in gardees[:nombre]]
    lundi = _lundi(au)
    return {
        "filtres": [("", "Toutes", len(toutes))]
        + [(code, libelle, sum(1 for a in toutes if a.type == code)) for code, libelle in TYPES.items()],
        "type_choisi": choisi,
        "urgentes": [ligne for ligne in montrees if ligne["echeance"] and ligne["echeance"] < lundi],
        "suivantes": [ligne for ligne in montrees if not (ligne["echeance"] and ligne["echeance"] < lundi)],
        "autres": len(gardees) - len(montrees),
    }


def _decrire(a: Affaire, au: datetime.date) -> dict[str, Any]:
    """An affair as its component prints it: who must act, since when, by when."""
    morceaux = [f"{a.qui}, depuis le {formater_date(a.depuis)}" if a.depuis else a.qui]
    if a.echeance:
        retard = (au - a.echeance).days
        morceaux.append(
            f"échéance dépassée de {accorder(retard, 'jour')}"
            if retard > 0
            else f"avant le {formater_date(a.echeance)}"
        )
    return {
        "ton": a.ton,
        "icone": a.icone,
        "titre": a.titre,
        "detail": a.detail,
        "delai": f"À agir\u00a0: {', '.join(morceaux)}.",
        "action": a.bouton,
        "propose": a.type == "releves",
        "adresse": reverse(a.url, args=[a.cle] if a.cle is not None else []) + a.requete,
        "echeance": a.echeance,
    }


def _indicateurs(marches: list[AvancementMarche], adhesion: Any, au: datetime.date) -> dict[str, Any]:
    zero = Decimal(0)
    du, valide, attente = (sum((getattr(a.total, nom) for a in marches), zero) for nom in ("du", "valide", "attente"))
    projetes = [a.total.projection for a in marches if a.total.projection]
    en_contrat = ContratTravail.objects.visibles_par(adhesion).filter(date_debut__lte=au).exclude(date_fin__lt=au)
    personnes = Beneficiaire.objects.visibles_par(adhesion).filter(pk__in=en_contrat.values("beneficiaire"))
    return {
        "marches": len(marches),
        "en_retard": sum(1 for a in marches if a.total.etat == "en_retard"),
        "a_surveiller": sum(1 for a in marches if a.total.etat == "a_surveiller"),
        "du": du,
        "valide": valide,
        "attente": attente,
        "part": valide * 100 / du if du else None,
        "barre": calculer_barre(cle="guichet", fait=valide, tout=du or Decimal(1), attente=attente),
        "couverture": sum((a.total.couverture for a in marches), Couverture()),
        "centrale": sum((p.centrale for p in projetes), zero),
        "basse": sum((p.basse for p in projetes), zero),
        "haute": sum((p.haute for p in projetes), zero),
        "projetes": len(projetes),
        "personnes": personnes.count(),
        "femmes": personnes.filter(sexe="F").count(),
    }


def _echeances(marches: list[AvancementMarche], au: datetime.date) -> list[AvancementMarche]:
    """Contracts that end within 120 days."""
    horizon = au + datetime.timedelta(days=120)
    proches = [a for a in marches if au <= a.marche.date_fin <= horizon]
    return sorted(proches, key=lambda a: a.marche.date_fin)[:4]


@autorise(Permission.MARCHE_LIRE)
def marches(request: HttpRequest) -> HttpResponse:
    """All the contracts of the guichet, with filters, sort and pages; the list alone for htmx."""
    liste = Marche.objects.visibles_par(request.adhesion).select_related("maitre_ouvrage")  # type: ignore[attr-defined]
    contexte = contexte_liste(request, avancement_des_marches(liste))
    gabarit = "suivi_heures/marches.html"
    cible = getattr(request, "htmx", None)
    return render(request, f"{gabarit}#liste" if cible and cible.target == "liste-marches" else gabarit, contexte)
