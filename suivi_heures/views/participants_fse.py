"""The participants of an action co-funded by the FSE+: by name, so off by default, asked with a reason, noted."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.permissions import Permission, a_le_droit, autorise, identite_confirmee
from clauses_app.interface.formats import enumerer, formater_pourcent
from suivi_heures.enums import TypeFinanceur
from suivi_heures.forms.restitutions import FormulaireParticipants
from suivi_heures.models import Financement, PartPoste
from suivi_heures.queries.participants_fse import rassembler_participants
from suivi_heures.queries.postes import mesurer_part
from suivi_heures.restitutions.exporter import ecrire_classeur, ecrire_csv
from suivi_heures.restitutions.participants_fse import A_SAVOIR, COLONNES, VIDES, dresser_participants, nommer_fichier
from suivi_heures.views.depot_releve import TYPES, joindre

GABARIT = "suivi_heures/participants_fse.html"
ORDINAIRE, FAUTE = 200, 422


@identite_confirmee
@require_http_methods(["GET", "POST"])
@autorise(Permission.CRITERE_LIRE)
def participants(request: HttpRequest) -> HttpResponse:
    adhesion = request.adhesion  # type: ignore[attr-defined]
    conventions = Financement.objects.visibles_par(adhesion).filter(type=TypeFinanceur.FSE, retire_a=None)
    contexte: dict[str, Any] = {
        "est_ouvert": adhesion.guichet.participants_fse,
        "peut_regler": a_le_droit(adhesion, Permission.GUICHET_REGLER),
        "conventions": conventions.exists(),
        "parts": _parts_des_postes(request),
        "a_savoir": A_SAVOIR,
        "remplies": enumerer([c.titre for c in COLONNES if c.lire is not None]),
        "vides": enumerer(list(VIDES)),
    }
    if not contexte["est_ouvert"] or not contexte["conventions"]:
        return render(request, GABARIT, contexte, status=FAUTE if request.method == "POST" else ORDINAIRE)
    form = FormulaireParticipants(
        request.POST or None,
        conventions=conventions.order_by("-annee_debut", "nom", "pk"),
        initial={"annee": timezone.localdate().year},
    )
    if not form.is_valid():
        return render(request, GABARIT, contexte | {"form": form}, status=FAUTE if form.is_bound else ORDINAIRE)
    return _exporter(request, form.cleaned_data)


def _parts_des_postes(request: HttpRequest) -> list[dict[str, str]]:
    """FSE+ shares written on a post already: taken up as they are, never typed again."""
    adhesion = request.adhesion  # type: ignore[attr-defined]
    if not a_le_droit(adhesion, Permission.FINANCEMENT_LIRE):
        return []
    parts = PartPoste.objects.visibles_par(adhesion).tenus().filter(type=TypeFinanceur.FSE).select_related("poste")
    return [
        {
            "dit": f"{p.financeur}, {formater_pourcent(mesurer_part(p, p.poste.cout)[0])}"
            f" du poste «\u00a0{p.poste}\u00a0»",
            "adresse": f"{reverse('suivi_heures:financements')}?part={p.pk}",
        }
        for p in parts.order_by("poste", "pk")
    ]


def _exporter(request: HttpRequest, choix: dict[str, Any]) -> HttpResponse:
    adhesion = request.adhesion  # type: ignore[attr-defined]
    forme = "csv" if request.POST.get("forme") == "csv" else "xlsx"
    convention, annee = choix["financement"], choix["annee"]
    lus = rassembler_participants(convention, annee)
    journaliser(
        Verbe.EXPORT_FAIT,
        convention,
        par=adhesion,
        libelle=f"les participants FSE+ {annee}, {convention}",
        pourquoi=choix["motif"],
        lignes=len(lus.lignes),
        forme=forme,
    )
    tableau = dresser_participants(
        lus, convention=str(convention), annee=annee, motif=choix["motif"], par=str(adhesion)
    )
    contenu = ecrire_csv(tableau) if forme == "csv" else ecrire_classeur(tableau)
    return joindre(contenu, nommer_fichier(annee, timezone.localdate(), forme), TYPES[forme])
