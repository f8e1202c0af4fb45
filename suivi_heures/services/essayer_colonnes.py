"""What other columns would change in a deposit, before anybody decides: nothing is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from suivi_heures.imports.releve.mesurer_effet import EffetColonnes, mesurer_effet
from suivi_heures.models import FichierReleve, ReleveHeures
from suivi_heures.services.comprendre_depot import comprendre_depot
from suivi_heures.services.situer_depot import situer_depot


def essayer_colonnes(*, releve: ReleveHeures, colonnes: Mapping[str, Sequence[dict[str, str]]]) -> EffetColonnes:
    """`colonnes`: for each layout of the file, its columns (key, title, field), as `changer_colonnes` takes them."""
    contenu = bytes(FichierReleve.objects.get(releve=releve).contenu)
    depot = situer_depot(releve=releve)
    essai = {empreinte: {c["cle"]: c["champ"] for c in siennes} for empreinte, siennes in colonnes.items()}
    avant = comprendre_depot(contenu=contenu, depot=depot, entreprise=releve.entreprise, releve=releve)
    apres = comprendre_depot(contenu=contenu, depot=depot, entreprise=releve.entreprise, releve=releve, essai=essai)
    return mesurer_effet(avant, apres)
