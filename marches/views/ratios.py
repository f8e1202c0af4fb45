"""Ratios of the trades and rounding of the guichet: what holds, what held, the next version."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from clauses_app.audit.partage import derniere_main
from clauses_app.comptes.permissions import Permission, a_le_droit, autorise
from clauses_app.interface.formats import formater_euros, formater_heures, formater_pourcent
from clauses_app.tenancy.verrou import un_a_la_fois
from marches.enums import Arrondi
from marches.forms.calibrage import FormulaireRatio, FormulaireReglageCalibrage
from marches.models import RatioSecteur, ReglageCalibrage
from marches.queries.ratios import PROPOSES, Ratio, lire_ratio, ratios_en_vigueur, reglages_en_vigueur
from marches.services.ajouter_ratio import ajouter_ratio
from marches.services.regler_calibrage import regler_calibrage

HISTORIQUE = 200


@autorise(Permission.GUICHET_LIRE)
def ratios(request: HttpRequest) -> HttpResponse:
    aujourd_hui = timezone.localdate()
    siens: dict[str, list[RatioSecteur]] = defaultdict(list)
    versions = RatioSecteur.objects.visibles_par(request.adhesion)  # type: ignore[attr-defined]
    for version in versions.order_by("-date_effet", "-pk")[:HISTORIQUE]:
        siens[version.code].append(version)
    en_vigueur = ratios_en_vigueur(aujourd_hui)
    retires = {code: lire_ratio(suite[0]) for code, suite in siens.items() if code not in en_vigueur}
    reglages = ReglageCalibrage.objects.visibles_par(request.adhesion).order_by("-date_effet", "-pk")  # type: ignore[attr-defined]
    contexte = {
        "rangs": [_rang(r, siens.get(code, [])) for code, r in en_vigueur.items()],
        "retires": [_rang(r, siens[code]) for code, r in retires.items()],
        "reglages": _dire_les_reglages(reglages_en_vigueur(aujourd_hui)),
        "historique": [
            {"date": r.date_effet, "par": r.par_nom, "texte": ", ".join(li["valeur"] for li in _dire_les_reglages(r))}
            for r in reglages[:20]
        ],
        "peut_regler": a_le_droit(request.adhesion, Permission.GUICHET_REGLER),  # type: ignore[attr-defined]
    }
    return render(request, "marches/ratios.html", contexte)


def _rang(ratio: Ratio, versions: list[RatioSecteur]) -> dict[str, Any]:
    return {
        "ratio": ratio,
        "part": formater_pourcent(ratio.part * 100, 0) if ratio.part is not None else "",
        "cout": formater_euros(ratio.cout) if ratio.cout is not None else "",
        "versions": [
            {
                "date": v.date_effet,
                "texte": ", ".join(
                    filter(
                        None,
                        (
                            formater_pourcent(v.part_main_oeuvre * 100, 0) if v.part_main_oeuvre is not None else "",
                            f"{formater_euros(v.cout_horaire)} de l’heure" if v.cout_horaire is not None else "",
                            "plus proposé" if v.est_retire else "",
                        ),
                    )
                ),
                "par": v.par_nom,
                "source": v.source,
            }
            for v in versions
        ],
    }


def _dire_les_reglages(r: Any) -> list[dict[str, str]]:
    return [
        {"libelle": "Arrondi", "valeur": f"{Arrondi(r.arrondi).label.lower()} de {r.multiple}\u202fh"},
        {"libelle": "Minimum utile", "valeur": formater_heures(r.minimum_utile)},
        {"libelle": "Temps plein", "valeur": f"{formater_heures(r.heures_mois)} par mois"},
        {"libelle": "Équivalent temps plein", "valeur": f"{formater_heures(r.heures_etp)} par an"},
    ]


@autorise(Permission.GUICHET_REGLER)
@un_a_la_fois
def ratio_ajouter(request: HttpRequest) -> HttpResponse:
    """Of a known trade (?code=), from what holds; else a new trade."""
    code = request.GET.get("code", "")[:64]
    modele = _modele(request, code)
    if modele is None:
        code, modele = "", RatioSecteur()
    form = FormulaireRatio(request.POST or None, instance=modele, code=code)
    if code:
        form.partager(main=derniere_main(_derniere(request, code)), sauf=("date_effet",))
    if form.is_valid():
        ajouter_ratio(ratio=form.save(commit=False), par=request.adhesion)  # type: ignore[attr-defined]
        messages.success(request, "Version ajoutée. Les calibrages déjà faits gardent leurs chiffres.")
        form.annoncer(request)
        return redirect("marches:ratios")
    titre = f"Ajouter une version : {modele.libelle}" if code else "Ajouter un métier"
    contexte = {"form": form, "titre": titre, "bouton": "Ajouter"}
    contexte |= {"retour": reverse("marches:ratios"), "parent": "Ratios et arrondis"}
    return render(request, "marches/formulaire.html", contexte, status=422 if form.is_bound else 200)


def _derniere(request: HttpRequest, code: str) -> RatioSecteur | None:
    visibles = RatioSecteur.objects.visibles_par(request.adhesion)  # type: ignore[attr-defined]
    derniere: RatioSecteur | None = (
        visibles.filter(code=code.replace("\x00", "")).order_by("-date_effet", "-pk").first()
    )
    return derniere


def _modele(request: HttpRequest, code: str) -> RatioSecteur | None:
    derniere = _derniere(request, code)
    if derniere is not None:
        derniere.pk, derniere.date_effet = None, timezone.localdate()
        derniere._state.adding = True
        return derniere
    propose = PROPOSES.get(code)
    return propose and RatioSecteur(
        code=code,
        libelle=propose.libelle,
        date_effet=timezone.localdate(),
        part_main_oeuvre=propose.part,
        cout_horaire=propose.cout,
        cpv=propose.cpv,
        rome=propose.rome,
        mots=list(propose.mots),
    )


@autorise(Permission.GUICHET_REGLER)
@un_a_la_fois
def reglage_calibrage(request: HttpRequest) -> HttpResponse:
    actuel = reglages_en_vigueur(timezone.localdate())
    depart = ReglageCalibrage(
        date_effet=timezone.localdate(),
        arrondi=actuel.arrondi,
        multiple=actuel.multiple,
        minimum_utile=actuel.minimum_utile,
        heures_mois=actuel.heures_mois,
        heures_etp=actuel.heures_etp,
    )
    form = FormulaireReglageCalibrage(request.POST or None, instance=depart)
    dernier = ReglageCalibrage.objects.visibles_par(request.adhesion).order_by("-pk").first()  # type: ignore[attr-defined]
    form.partager(main=derniere_main(dernier), sauf=("date_effet",))
    if form.is_valid():
        regler_calibrage(reglage=form.save(commit=False), par=request.adhesion)  # type: ignore[attr-defined]
        messages.success(request, "Réglages notés. Les calibrages déjà faits gardent les leurs.")
        form.annoncer(request)
        return redirect("marches:ratios")
    contexte = {"form": form, "titre": "Réglages du calibrage", "bouton": "Ajouter cette version"}
    contexte |= {"retour": reverse("marches:ratios"), "parent": "Ratios et arrondis"}
    return render(request, "marches/formulaire.html", contexte, status=422 if form.is_bound else 200)
