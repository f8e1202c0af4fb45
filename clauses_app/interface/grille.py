"""Cells of the hours grid: the same markup on the page and in the answer to an edit.

The grid posts to one address, in lists: cle=…&heures=…, repeated. `cle` is whatever the screen chose
to find the cell again. The answer (repondre_grille) holds elements that replace those of the same id.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.http import HttpResponse, JsonResponse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

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
    autre: str | None = None  # what somebody else keeps there (empty: they erased it): `saisi` awaits a decision

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
    """The td, without focus: the script makes one of them the way in. In Python: a grid holds hundreds."""
    classe, icone, mots = ETATS_CASE[case.etat]
    cle, message = escape(case.cle), escape(case.message)
    attributs = "" if case.modifiable else ' aria-readonly="true"'
    if message:
        attributs += f' aria-invalid="true" data-message="{message}"'
        classe, mots = f"{classe} a-signaler", f"{mots} : {message}"
    if case.autre is not None:
        attributs += f' data-conflit="{escape(case.autre)}"'
    return mark_safe(  # noqa: S308  # every text above and below is escaped
        f'<td role="gridcell" id="case-{cle}" class="case {classe}" tabindex="-1" data-cle="{cle}"'
        f' data-etat="{case.etat}" data-saisi="{escape(case.saisi)}"{attributs}>'
        f'<div class="case-int">{_dessiner_contenu(case)}{_dessiner_signe(icone, mots)}</div></td>'
    )


def _dessiner_contenu(case: Case) -> str:
    if case.raison:
        return f'<span class="petit">{escape(case.raison)}</span>'
    if case.autre is not None:
        saisi, autre = escape(case.saisi) or "vide", escape(case.autre) or "vide"
        return f'<span class="nb">{saisi}<span class="dont c-non">ou {autre}</span></span>'
    if not case.saisi:
        return '<span class="visually-hidden">vide</span>'
    dont = ""
    if case.compte:
        dont = f'<span class="dont c-non"><span class="visually-hidden"> h, </span>dont {escape(case.compte)}</span>'
    return f'<span class="nb">{escape(case.saisi)}{dont}</span>'


def _dessiner_signe(icone: str, mots: str) -> str:
    if not icone:
        return ""
    return f'<span class="sv">{dessiner_icone(icone)}<span class="visually-hidden">{mots}</span></span>'


def repondre_grille(elements: Iterable[SafeString], *, annonce: str = "", evenement: str = "") -> HttpResponse:
    """Answer to an edit: each element carries the id of the one it replaces."""
    reponse = JsonResponse({"elements": [str(element) for element in elements], "annonce": annonce})
    if evenement:
        reponse.headers["HX-Trigger"] = evenement
    return reponse


def refuser_grille(message: str, *, status: int = 422) -> HttpResponse:
    """The whole edit is refused, with the sentence shown above the grid; what was typed stays in place."""
    return JsonResponse({"message": message}, status=status)
