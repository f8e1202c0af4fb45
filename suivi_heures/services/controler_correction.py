"""Hours typed on the line of a timesheet pass the controls of hours that are read."""

from __future__ import annotations

import copy
from collections.abc import Sequence

from django.utils import timezone

from beneficiaires.models import ContratTravail
from clauses_app.comptes.models import Guichet
from clauses_app.tenancy.contexte import exiger_guichet
from suivi_heures.enums import CodeAnomalie, SuiteLigne
from suivi_heures.models import LigneReleve, ReleveHeures
from suivi_heures.queries.controles import lire_severites
from suivi_heures.services.admettre_correction import CorrectionIncomplete
from suivi_heures.services.controler_lignes import Regles, controler_lignes

DES_EXCES = (CodeAnomalie.HEURES_IMPOSSIBLES, CodeAnomalie.HEURES_EXCESSIVES, CodeAnomalie.DUREE_LEGALE)


def controler_correction(*, releve: ReleveHeures, lignes: Sequence[LigneReleve]) -> None:
    """Nothing is saved: the lines receive their remarks, or the correction is refused with what makes it impossible.
    Weighed with the other lines of the file, for a month is judged whole."""
    voisines = LigneReleve.objects.filter(releve=releve, contrat__isnull=False, heures__isnull=False)
    voisines = voisines.exclude(pk__in=[une.pk for une in lignes]).exclude(suite=SuiteLigne.ECARTEE)
    essais = [copy.copy(une) for une in lignes]
    ensemble = [*essais, *voisines]
    contrats = ContratTravail.objects.select_related("employeur", "beneficiaire").in_bulk(
        {une.contrat_id for une in ensemble if une.contrat_id}
    )
    guichet = Guichet.objects.get(pk=exiger_guichet())
    recu_le = timezone.localtime(releve.depose_a).date()
    regles = Regles(recu_le, guichet.heures_max_mois, lire_severites())
    controler_lignes(lignes=ensemble, contrats=contrats, regles=regles, releves={releve.pk})
    for ligne, essai in zip(lignes, essais, strict=True):
        refus = [fait for fait in essai.anomalies if fait["code"] in DES_EXCES and fait not in ligne.anomalies]
        if refus:
            raise CorrectionIncomplete(refus[0]["message"])
        exces = [fait for fait in essai.avertissements if fait["code"] in DES_EXCES]
        ligne.avertissements = [avis for avis in ligne.avertissements if avis["code"] not in DES_EXCES] + exces
