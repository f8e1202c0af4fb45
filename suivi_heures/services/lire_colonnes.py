"""The columns of a deposit as a person checks them: read again from its bytes, with their first values."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from suivi_heures.imports.releve.resultat import ColonneLue, MiseEnPage, Reconnue, ReleveCompris
from suivi_heures.models import FichierReleve, ReleveHeures
from suivi_heures.services.comprendre_depot import comprendre_depot
from suivi_heures.services.situer_depot import situer_depot

PLUS_GARDE = "Le fichier reçu n’est plus gardé\u00a0: ses colonnes ne peuvent plus être montrées."


def lire_colonnes(*, releve: ReleveHeures) -> tuple[ReleveCompris, tuple[MiseEnPage, ...]]:
    """Nothing is written. How each column came to be known is what was said when the file was read: a file that
    waits is read again with its own columns, which would all be « said »."""
    fichier = FichierReleve.objects.filter(releve=releve).first()
    if fichier is None:
        return ReleveCompris(False, phrase=PLUS_GARDE), ()
    contenu = bytes(fichier.contenu)
    depot = situer_depot(releve=releve)
    lu = comprendre_depot(contenu=contenu, depot=depot, entreprise=releve.entreprise, releve=releve)
    gardees = {
        une["empreinte"]: une for une in ((releve.lecture or {}).get("lecture") or {}).get("mises_en_page") or ()
    }
    lues = lu.lecture.mises_en_page if lu.lecture else ()
    return lu, tuple(_comme_lue(mise, gardees.get(mise.empreinte)) for mise in lues)


def _comme_lue(mise: MiseEnPage, gardee: dict[str, Any] | None) -> MiseEnPage:
    if gardee is None:
        return mise
    connues = {(une["cle"], une["lettre"]): une for une in gardee["colonnes"]}
    colonnes = tuple(_colonne(une, connues.get((une.cle, une.lettre))) for une in mise.colonnes)
    return replace(mise, colonnes=colonnes, comme=gardee.get("comme", ""), proche=gardee.get("proche", False))


def _colonne(colonne: ColonneLue, gardee: dict[str, Any] | None) -> ColonneLue:
    if gardee is None:
        return colonne
    return replace(
        colonne,
        champ=gardee["champ"],
        reconnue=Reconnue(gardee["reconnue"]),
        a_verifier=gardee["a_verifier"],
        nouvelle=gardee.get("nouvelle", False),
        parce_que=gardee.get("parce_que") or colonne.parce_que,
    )
