"""The morning page: what waits, the figures, the contracts."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from clauses_app.audit.models import Evenement, Verbe
from clauses_app.comptes.permissions import Permission, a_le_droit, autorise
from clauses_app.interface.formats import formater_date_longue
from clauses_app.interface.graphiques import calculer_barre
from clauses_app.interface.ouvertures import ouvre_sur_sa_vue
from marches.models import Marche
from suivi_heures.queries.couverture import Couverture
from suivi_heures.queries.taux import part_realisee
from suivi_heures.services.tenir_file import tenir_file
from suivi_heures.views.file_affaires import contexte_file
from suivi_heures.views.lignes_marches import contexte_liste

# a guichet where nothing was entered: what to do first, in this order
PREMIERS_PAS = (
    (
        Permission.GUICHET_REGLER,
        "marches:regles",
        "Régler le décompte",
        "Une règle dit quelles heures comptent\u202f; chaque marché en suit une.",
    ),
    (
        Permission.MEMBRE_INVITER,
        "comptes:inviter",
        "Inviter votre équipe",
        "Chacun entre avec sa propre adresse. Les entreprises viendront après leurs marchés.",
    ),
    (
        Permission.REPRISE_FAIRE,
        "suivi_heures:reprise",
        "Reprendre ce qui existe",
        "Marchés, personnes, contrats et heures d’un autre logiciel, essayés à blanc avant d’être gardés.",
    ),
    (
        Permission.DECP_IMPORTER,
        "marches:decp_importer",
        "Importer les marchés publiés",
        "Le fichier de vos acheteurs\u00a0: vous choisissez ceux qui portent une clause.",
    ),
    (
        Permission.MARCHE_ECRIRE,
        "marches:nouveau",
        "Ou ouvrir un premier marché",
        "Il faut son acheteur, ses dates, ses lots et les heures dues.",
    ),
)


@autorise(Permission.TABLEAU_LIRE)
@ouvre_sur_sa_vue
def tableau_de_bord(request: HttpRequest) -> HttpResponse:
    """The list of contracts comes afterwards, as a fragment: the queue does not wait for it."""
    au = timezone.localdate()
    adhesion = request.adhesion  # type: ignore[attr-defined]
    lue = tenir_file(au=au)
    contexte = contexte_file(request, lue, request.GET)
    request.pastilles = {  # type: ignore[attr-defined]
        "a_traiter": contexte["nombre_affaires"],
        "releves": contexte["releves_a_valider"],
    }
    contexte |= {
        "date_du_jour": formater_date_longue(au).capitalize(),
        "indicateurs": _indicateurs(lue.chiffres),
        "evenements": Evenement.objects.visibles_par(adhesion).exclude(verbe=Verbe.CONNEXION).order_by("-quand")[:8],
        "a_venir": _echeances(request, au),
    }
    if not lue.chiffres["marches"] and not Marche.objects.visibles_par(adhesion).exists():
        contexte["premiers_pas"] = [
            (adresse, titre, texte) for droit, adresse, titre, texte in PREMIERS_PAS if a_le_droit(adhesion, droit)
        ]
    return render(request, "suivi_heures/tableau_de_bord.html", contexte)


def _indicateurs(chiffres: dict[str, Any]) -> dict[str, Any]:
    heures = {
        nom: Decimal(chiffres[nom]) for nom in ("du", "valide", "attente", "centrale", "basse", "haute", "manque")
    }
    du, valide = heures["du"], heures["valide"]
    return (
        chiffres
        | heures
        | {
            "part": part_realisee(valide, du),
            "barre": calculer_barre(cle="guichet", fait=valide, tout=du or Decimal(1), attente=heures["attente"]),
            "couverture": Couverture(chiffres["attendues"], chiffres["recues"]),
        }
    )


def _echeances(request: HttpRequest, au: datetime.date) -> Any:
    """Contracts that end within 120 days."""
    suivis = Marche.objects.visibles_par(request.adhesion).suivis()  # type: ignore[attr-defined]
    proches = suivis.filter(date_fin__range=(au, au + datetime.timedelta(days=120)))
    return proches.only("pk", "objet", "date_fin", "guichet_id").order_by("date_fin")[:4]


@autorise(Permission.MARCHE_LIRE)
@ouvre_sur_sa_vue
def marches(request: HttpRequest) -> HttpResponse:
    """All the contracts of the guichet, with filters, sort and pages; the list alone for htmx."""
    contexte = contexte_liste(request)
    gabarit = "suivi_heures/marches.html"
    cible = getattr(request, "htmx", None)
    return render(request, f"{gabarit}#liste" if cible and cible.target == "liste-marches" else gabarit, contexte)
