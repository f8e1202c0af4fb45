"""A list as its screen shows it, in a file: the same view, asked page after page as the same person."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import resolve, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.permissions import Permission, autorise
from clauses_app.interface.formats import accorder, formater_date_heure
from clauses_app.interface.listes import LISTES_D_ECRAN
from suivi_heures.restitutions.exporter import Tableau, ecrire_classeur, ecrire_csv
from suivi_heures.restitutions.lire_ecran import Table, lire_table
from suivi_heures.views.depot_releve import TYPES, joindre
from suivi_heures.views.filtres_dits import dire_les_filtres

PAGES_MAX = 100
SUIVANTE = b'rel="next"'


@autorise(Permission.TABLEAU_LIRE)
@require_safe
def exporter_ecran(request: HttpRequest, ecran: str, forme: str) -> HttpResponse:
    """The rights are those of the screen: its own view decides."""
    if ecran not in LISTES_D_ECRAN or forme not in TYPES:
        raise Http404
    adresse, titre = LISTES_D_ECRAN[ecran]
    filtres = dire_les_filtres(request, adresse)
    table = _lire(request, adresse)
    if table is None:
        messages.warning(request, "Cette liste est trop longue pour un seul fichier\u00a0: resserrez les filtres.")
        return redirect(adresse)
    par = request.adhesion  # type: ignore[attr-defined]
    entete = [
        f"Guichet\u00a0: {par.guichet.nom}",
        f"Filtres\u00a0: {filtres or 'aucun'}",
        f"{accorder(len(table.lignes), 'ligne, exportée', 'lignes, exportées')} le"
        f" {formater_date_heure(timezone.now())} par {par}",
    ]
    journaliser(Verbe.EXPORT_FAIT, par=par, libelle=f"la liste {titre}", lignes=len(table.lignes), filtres=filtres)
    tableau = Tableau(titre, table.colonnes, table.lignes, entete)
    contenu = ecrire_csv(tableau) if forme == "csv" else ecrire_classeur(tableau)
    return joindre(contenu, f"ancrage-{ecran}-{timezone.localdate():%Y-%m-%d}.{forme}", TYPES[forme])


def _lire(request: HttpRequest, adresse: str) -> Table | None:
    """None: more pages than a file should hold."""
    vue = resolve(reverse(adresse)).func
    demandes = request.GET.copy()
    table = Table()
    for numero in range(1, PAGES_MAX + 1):
        demandes["page"] = str(numero)
        request.GET = demandes  # type: ignore[assignment]
        contenu = vue(request).content
        lue = lire_table(contenu)
        table.colonnes = table.colonnes or lue.colonnes
        table.lignes += lue.lignes
        if SUIVANTE not in contenu:
            return table
    return None
