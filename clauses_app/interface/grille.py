"""Cells of the hours grid: the same markup on the page and in the answer to an edit.

The grid posts to one address, in lists: cle=…&heures=…, repeated. `cle` is whatever the screen chose
to find the cell again. The answer (repondre_grille) holds elements that replace those of the same id.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.http import HttpResponse, JsonResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from clauses_app.interface.formats import formater_nombre
from clauses_app.interface.icones import dessiner_icone

# letter → (class, icon, words read aloud)
ETATS_CASE = {
    "v": ("c-valide", "check-circle-fill", " h, validé"),
    "a": ("c-attente", "hourglass-split", " h, en attente de validation"),
    "n": ("c-non", "slash-circle", " h, compté en partie"),
    "c": ("c-corriger", "exclamation-octagon-fill", ", à corriger"),
    "b": ("c-brouillon", "pencil", " h, brouillon"),
    "f": ("c-ferme", "lock", ""),
    "-": ("c-vide", "", ""),
}


@dataclass(frozen=True)
class Case:
    """One cell. `saisi` is shown and edited; `compte` appears when less counts than was typed."""

    cle: str
    etat: str  # v a n c b f -
    saisi: str = ""
    compte: str = ""
    modifiable: bool = False
    raison: str = ""  # why the cell is closed, in two words
    message: str = ""  # the sentence of a fault, kept with the cell

    @property
    def html(self) -> SafeString:
        return dessiner_case(self)


def creer_case(
    *,
    cle: str,
    etat: str,
    heures: Decimal | None = None,
    compte: Decimal | None = None,
    modifiable: bool = False,
    raison: str = "",
    message: str = "",
) -> Case:
    """A cell from figures; a typed text that could not be read is given as Case(saisi=texte)."""
    partiel = compte is not None and heures is not None and compte != heures
    return Case(
        cle=cle,
        etat=etat,
        saisi="" if heures is None else formater_nombre(heures),
        compte=formater_nombre(compte) if partiel else "",
        modifiable=modifiable,
        raison=raison,
        message=message,
    )


def dessiner_case(case: Case) -> SafeString:
    """The td, without focus: the script makes one of them the way in."""
    classe, icone, mots = ETATS_CASE[case.etat]
    return format_html(
        '<td role="gridcell" id="case-{}" class="case {}{}" tabindex="-1" data-cle="{}" data-etat="{}"'
        ' data-saisi="{}"{}{}><div class="case-int">{}{}</div></td>',
        case.cle,
        classe,
        " a-signaler" if case.message else "",
        case.cle,
        case.etat,
        case.saisi,
        "" if case.modifiable else SafeString(' aria-readonly="true"'),
        format_html(' aria-invalid="true" data-message="{}"', case.message) if case.message else "",
        _dessiner_contenu(case),
        _dessiner_signe(icone, mots, case.message),
    )


def _dessiner_contenu(case: Case) -> SafeString:
    if case.raison:
        return format_html('<span class="petit">{}</span>', case.raison)
    if not case.saisi:
        return SafeString('<span class="visually-hidden">vide</span>')
    if not case.compte:
        return format_html('<span class="nb">{}</span>', case.saisi)
    return format_html(
        '<span class="nb">{}<span class="dont c-non"><span class="visually-hidden"> h, </span>dont {}</span></span>',
        case.saisi,
        case.compte,
    )


def _dessiner_signe(icone: str, mots: str, message: str) -> SafeString:
    if not icone:
        return SafeString("")
    lu = f"{mots} : {message}" if message else mots
    return format_html('<span class="sv">{}<span class="visually-hidden">{}</span></span>', dessiner_icone(icone), lu)


def repondre_grille(elements: Iterable[SafeString], *, annonce: str = "", evenement: str = "") -> HttpResponse:
    """Answer to an edit: each element carries the id of the one it replaces."""
    reponse = JsonResponse({"elements": [str(element) for element in elements], "annonce": annonce})
    if evenement:
        reponse.headers["HX-Trigger"] = evenement
    return reponse


def refuser_grille(message: str, *, status: int = 422) -> HttpResponse:
    """The whole edit is refused, with the sentence shown above the grid; what was typed stays in place."""
    return JsonResponse({"message": message}, status=status)
