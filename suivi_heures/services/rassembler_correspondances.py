"""What was already said of the layouts of a file: on this deposit, in this guichet, for this company elsewhere."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from typing import Any

from clauses_app.interface.formats import formater_mois
from marches.models import Entreprise
from suivi_heures.enums import StatutReleve
from suivi_heures.imports.releve.champs import IGNOREE
from suivi_heures.imports.releve.connaissances import CorrespondanceConnue
from suivi_heures.models import Correspondance, CorrespondancePartagee, ReleveHeures
from suivi_heures.queries.cles_partagees import cles_partagees

AILLEURS = "comme chez un autre guichet"
ICI = "dite pour ce fichier"
PRECEDENTS = 24  # timesheets looked at to say « comme en septembre »


def rassembler_correspondances(
    *, entreprise: Entreprise, mises: Mapping[str, tuple[str, ...]], releve: ReleveHeures | None = None
) -> tuple[tuple[CorrespondanceConnue, ...], dict[str, str]]:
    """`mises`: layout → its columns. In the order in which they win; then the layouts this sender had sent before."""
    vues = _deja_vues(entreprise, releve)
    connues = [*_de_ce_depot(releve), *_du_guichet(entreprise, vues)]
    deja = {une.empreinte for une in connues}
    connues += _d_ailleurs(entreprise, {empreinte: mises[empreinte] for empreinte in mises if empreinte not in deja})
    return tuple(connues), vues


def _de_ce_depot(releve: ReleveHeures | None) -> Iterator[CorrespondanceConnue]:
    """Said for this file; or, waiting for its validation, what it was read as: it is only completed, never re-read."""
    if releve is None:
        return
    dites = releve.colonnes or {}
    for empreinte, champs in (dites.get("champs") or {}).items():
        yield CorrespondanceConnue(empreinte, champs, ICI, approche=False)
    if releve.statut == StatutReleve.SOUMIS:
        for mise in _mises_lues(releve.lecture):
            champs = {colonne["cle"]: colonne["champ"] or IGNOREE for colonne in mise["colonnes"]}
            yield CorrespondanceConnue(mise["empreinte"], champs, ICI, approche=False)


def _du_guichet(entreprise: Entreprise, vues: Mapping[str, str]) -> Iterator[CorrespondanceConnue]:
    en_vigueur = Correspondance.objects.filter(entreprise=entreprise, oubliee_a=None)
    for une in en_vigueur.order_by("-retenue_a", "-pk"):
        yield CorrespondanceConnue(une.empreinte, une.champs(), vues.get(une.empreinte) or _comme_en(une.mois))


def _d_ailleurs(entreprise: Entreprise, mises: Mapping[str, tuple[str, ...]]) -> Iterator[CorrespondanceConnue]:
    """The last row of each digest; an empty one says that it was forgotten."""
    par_cle = {cle: empreinte for empreinte in mises for cle in cles_partagees(entreprise.siret, empreinte)}
    derniers = (
        CorrespondancePartagee.objects.filter(cle__in=list(par_cle)).order_by("cle", "-retenue_a").distinct("cle")
    )
    for une in derniers:
        colonnes = mises[par_cle[une.cle]]
        if len(une.champs) == len(colonnes):
            champs = dict(zip(colonnes, une.champs, strict=True))
            yield CorrespondanceConnue(par_cle[une.cle], champs, AILLEURS, approche=False)


def _deja_vues(entreprise: Entreprise, releve: ReleveHeures | None) -> dict[str, str]:
    anciens = ReleveHeures.objects.filter(entreprise=entreprise, lecture__isnull=False)
    anciens = anciens.exclude(statut__in=(StatutReleve.RETIRE, StatutReleve.DEPOSE))
    if releve is not None:
        anciens = anciens.filter(pk__lt=releve.pk)
    vues: dict[str, str] = {}
    for mois, lecture in anciens.order_by("-pk").values_list("mois", "lecture")[:PRECEDENTS]:
        for mise in _mises_lues(lecture):
            vues.setdefault(mise["empreinte"], _comme_en(mois))
    return vues


def _mises_lues(lecture: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    return ((lecture or {}).get("lecture") or {}).get("mises_en_page") or []


def _comme_en(mois: datetime.date) -> str:
    return f"comme en {formater_mois(mois)}"
