"""Forecast of a contract: landing, chance, last useful date to hire, and « what if » without writing anything."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from beneficiaires.models import ContratTravail
from clauses_app.comptes.permissions import Permission, autorise
from clauses_app.interface.formats import (
    accorder,
    arrondir,
    formater_date,
    formater_heures,
    formater_mois,
    formater_nombre,
    formater_pourcent,
)
from clauses_app.interface.graphiques import Projection, calculer_barre_avancement
from marches.models import Lot, Marche
from suivi_heures.forms import FormulaireEmbauche
from suivi_heures.queries.avancement import avancement_des_marches
from suivi_heures.queries.couverture import Couverture, Par, calculer_couvertures, contrats_muets
from suivi_heures.queries.faits_mensuels import FaitMensuel, faits_mensuels
from suivi_heures.queries.faits_prevision import partir_de, saison_du_guichet
from suivi_heures.queries.mois import dernier_jour
from suivi_heures.queries.prevision import TIRAGES, Depart, Embauche, Prevision, derniere_date_utile, prevoir
from suivi_heures.queries.projection import (
    SANS_PROJECTION,
    assez_connu,
    dernier_mois_echu,
    derniers_mois,
    dire_mois_observes,
)
from suivi_heures.queries.realisation import realisation_des_lots
from suivi_heures.views.courbe_prevision import dessiner_courbe_prevision

GABARIT = "suivi_heures/prevision.html"
ZERO = Decimal(0)
TEMPS_PLEIN = Decimal(35)
EQUIPES = (1, 2, 3, 5)
MUETS_DITS = 6
MUET = "Ce mois est inconnu\u00a0: il ne compte pas pour zéro dans le rythme, et ses heures manquent à l’acquis."
MUETS = (
    "Ces mois sont inconnus\u00a0: ils ne comptent pas pour zéro dans le rythme, et leurs heures manquent à l’acquis."
)
JOURS = Decimal(30)  # of presence: one person, a month


@require_safe
@autorise(Permission.MARCHE_LIRE)
def prevision(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole page; under htmx the hypothesis alone. Nothing is written."""
    adhesion = request.adhesion  # type: ignore[attr-defined]
    marche = get_object_or_404(Marche.objects.visibles_par(adhesion).select_related("maitre_ouvrage"), pk=pk)
    au = timezone.localdate()
    faits, depart, due, couverture = _rassembler(marche, adhesion, au)
    finie = marche.date_fin <= dernier_jour(depart.echu)
    prevue = _prevoir(depart, couverture, finie=finie)
    posee = any(nom in request.GET for nom in FormulaireEmbauche.base_fields)
    formulaire = FormulaireEmbauche(request.GET if posee else None, fin=marche.date_fin)
    statut = 422 if posee and not formulaire.is_valid() else 200
    contexte: dict[str, Any] = {
        "marche": marche,
        "echu": formater_date(dernier_jour(depart.echu)),
        "du": formater_heures(due),
        "form": formulaire,
        "couverture": couverture,
        "finie": finie,
        "sans_projection": f"Comme pour toute projection, {SANS_PROJECTION}. Un mois que personne n’a déclaré ne"
        " compte pas. Aucun chiffre plutôt qu’un faux. L’hypothèse d’embauche, elle, se calcule déjà.",
        "simulation": _simuler(formulaire, depart, prevue, due) if posee and statut == 200 else None,
    }
    if prevue is not None:
        contexte |= _decrire(depart, prevue, due, marche, au)
        contexte["pont"] = None if finie else _comparer(marche, depart, prevue, au)
        contexte["courbe"] = dessiner_courbe_prevision(marche, faits, depart, prevue, due)
    gabarit = f"{GABARIT}#simulation" if getattr(request, "htmx", False) else GABARIT
    return render(request, gabarit, contexte, status=statut)


def _rassembler(
    marche: Marche, adhesion: Any, au: datetime.date
) -> tuple[list[FaitMensuel], Depart, Decimal, Couverture]:
    lots = list(Lot.objects.visibles_par(adhesion).filter(marche=marche).values_list("pk", flat=True))
    contrats = ContratTravail.objects.visibles_par(adhesion).filter(marche=marche)
    echu = dernier_mois_echu(au, adhesion.guichet.delai_releve_jours)
    faits = faits_mensuels(lots=lots)
    depart = partir_de(
        faits,
        contrats.values_list("pk", "date_debut", "date_fin"),
        muets=contrats_muets([marche.pk], au=au)[marche.pk],
        saison=saison_du_guichet(echu),
        bornes=(marche.date_debut, marche.date_fin),
        echu=min(echu, marche.date_fin.replace(day=1)),
    )
    due = sum((t.objectif for t in realisation_des_lots(lots=lots, au=au).values()), ZERO)
    couverture = sum(calculer_couvertures(Par.LOT, lots, au=au, mois=True).values(), Couverture())
    return faits, depart, due, couverture


def _prevoir(d: Depart, couverture: Couverture, *, finie: bool) -> Prevision | None:
    """Asked as lists and reports ask it: a contract is projected everywhere or nowhere."""
    connu = assez_connu(
        d.heures,
        declarees=sum(d.heures.values(), ZERO),
        echu=d.echu,
        attendus=couverture.attendus,
        incomplets=couverture.incomplets,
    )
    return prevoir(d) if connu or finie else None


def _decrire(d: Depart, p: Prevision, due: Decimal, marche: Marche, au: datetime.date) -> dict[str, Any]:
    chance = p.chance(due)
    vise, manque = ("centrale", due - p.centrale) if p.centrale < due else ("basse", due - p.basse)
    return {
        "prevue": p,
        "indicateurs": [
            {"libelle": "Hypothèse basse", "valeur": formater_heures(p.basse), "note": _situer(p.basse, due)},
            {"libelle": "Hypothèse centrale", "valeur": formater_heures(p.centrale), "note": _situer(p.centrale, due)},
            {"libelle": "Hypothèse haute", "valeur": formater_heures(p.haute), "note": _situer(p.haute, due)},
            {
                "libelle": "Chance d’atteindre l’obligation",
                "valeur": formater_pourcent(chance, 0) if chance is not None else "sans objet",
                "note": f"{formater_heures(due)} dues, {TIRAGES} tirages",
            },
        ],
        "barre": calculer_barre_avancement(
            cle=f"p{marche.pk}",
            nom=marche.objet,
            valide=d.acquis,
            du=due,
            attente=ZERO,
            projection=Projection(p.basse, p.centrale, p.haute),
        ),
        "acquis": formater_heures(d.acquis),
        "vise": vise,
        "manque": formater_heures(manque, 0) if due > 0 and manque > 0 else "",
        "equipes": [_equiper(n, manque, d, au) for n in EQUIPES] if due > 0 and manque > 0 else [],
        "mois": [
            {
                "nom": formater_mois(m.mois),
                "signees": formater_nombre(Decimal(m.signees) / 30, 1),
                "fourchette": f"{formater_heures(m.basse, 0)} à {formater_heures(m.haute, 0)}",
                "centrale": formater_heures(m.centrale, 0),
            }
            for m in p.mois
        ],
        "methode": {
            "rythme": formater_heures(p.rythme * 30, 0),
            "mois": accorder(p.mois_observes, "mois déclaré", "mois déclarés"),
            "muets": _dire_muets(p),
            "muets_dits": MUET if len(p.mois_muets) == 1 else MUETS,
            "arrivees": formater_nombre(p.arrivees / 30, 1),
            "part": formater_pourcent(d.part_comptee * 100),
            "saison": [f"{formater_mois(datetime.date(2001, m, 1)).partition(' ')[0]} {formater_pourcent(t * 100, 0)}"
                       for m, t in sorted(d.saison.items())],
        },
    }  # fmt: skip


def _dire_muets(p: Prevision) -> str:
    """« mars 2026, mai 2026 » : months of which nothing came, the last ones when there are many."""
    noms = [formater_mois(mois) for mois in p.mois_muets[-MUETS_DITS:]]
    autres = len(p.mois_muets) - len(noms)
    return ", ".join(noms) + (f" et {autres} plus anciens" if autres > 1 else " et un plus ancien" if autres else "")


def _comparer(marche: Marche, d: Depart, p: Prevision, au: datetime.date) -> dict[str, Any] | None:
    """The other central figure of this contract, and what makes the two differ."""
    projection = avancement_des_marches([marche], au=au)[0].total.projection
    if projection is None:
        return None
    ecart = p.centrale - projection.centrale
    avant = [d.presence(mois) for mois in derniers_mois(d.echu)]
    return {
        "mois": dire_mois_observes(d.echu),
        "rythme": formater_heures(projection.centrale),
        "prevision": formater_heures(p.centrale),
        "ecart": f"{formater_heures(abs(ecart), 0)} {'de plus' if ecart > 0 else 'de moins'}" if ecart else "",
        "avant": _compter(avant),
        "apres": _compter([m.signees for m in p.mois]),
        "arrivees": _compter([p.arrivees]),
    }


def _compter(jours: Sequence[Decimal | int]) -> str:
    """People under contract, mean of these months."""
    moyenne = arrondir(Decimal(sum(jours)) / JOURS / len(jours), 1) if jours else ZERO
    if not moyenne:
        return "aucune personne"
    return f"{formater_nombre(moyenne, 1)} {'personnes' if moyenne >= 2 else 'personne'}"


def _situer(heures: Decimal, due: Decimal) -> str:
    if due <= 0:
        return ""
    ecart = heures - due
    return f"{formater_heures(abs(ecart), 0)} {'au-dessus' if ecart >= 0 else 'en dessous'}"


def _equiper(personnes: int, manque: Decimal, d: Depart, au: datetime.date) -> dict[str, str]:
    """The last day on which this many full-time people still make up for what is missing."""
    qui = f"{accorder(personnes, 'personne')} à 35\u202fh"
    jour = derniere_date_utile(manque, fin=d.fin, par_jour=personnes * TEMPS_PLEIN / 7, part_comptee=d.part_comptee)
    if jour is None or jour < au:
        return {"qui": qui, "quand": "trop tard", "ton": "retard"}
    return {"qui": qui, "quand": f"au plus tard le {formater_date(jour)}", "ton": ""}


def _simuler(form: FormulaireEmbauche, d: Depart, prevue: Prevision | None, due: Decimal) -> dict[str, Any]:
    embauche = Embauche(
        form.cleaned_data["personnes"], form.cleaned_data["heures_semaine"], form.cleaned_data["a_partir_du"]
    )
    apport = embauche.apport(d.fin, d.part_comptee)
    depart = prevue.centrale if prevue else d.acquis
    chance = prevue.chance(due, en_plus=apport) if prevue else None
    avant = prevue.chance(due) if prevue else None
    return {
        "apport": formater_heures(apport),
        "phrase": f"{accorder(embauche.personnes, 'personne')} à {formater_heures(embauche.heures_semaine)}"
        f" par semaine, du {formater_date(embauche.a_partir_du)} au {formater_date(d.fin)}",
        "lignes": [
            {"libelle": "Sans cette hypothèse" if prevue else "Déjà acquis", "valeur": formater_heures(depart, 0)},
            {"libelle": "Apport de l’hypothèse", "valeur": f"+{formater_heures(apport, 0)}"},
            {"libelle": "Atterrissage", "valeur": formater_heures(depart + apport, 0)},
        ],
        "situation": _situer(depart + apport, due),
        "chance": formater_pourcent(chance, 0) if chance is not None else "",
        "avant": formater_pourcent(avant, 0) if avant is not None else "",
    }
