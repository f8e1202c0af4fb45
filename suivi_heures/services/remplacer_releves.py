"""Close the failed timesheets of a month once a good one has come for it."""

from __future__ import annotations

import datetime
from typing import Any, NamedTuple

from django.utils import timezone

from beneficiaires.models import ContratTravail
from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.interface.formats import formater_date
from suivi_heures.enums import StatutReleve, SuiteLigne
from suivi_heures.imports.releve.personnes import LETTRES_D_ECART
from suivi_heures.imports.releve.textes import compacter, distance_courte
from suivi_heures.models import LigneReleve, ReleveHeures
from suivi_heures.queries.colonnes_modifiables import EN_VIGUEUR
from suivi_heures.queries.contrats_du_mois import contrats_declares
from suivi_heures.queries.mois import dernier_jour


def remplacer_releves(*, releve: ReleveHeures) -> int:
    """How many. One that speaks of somebody still undeclared for the month stays: something is missing. So does one
    that names somebody nobody has recognised yet, as long as the good one does not name her."""
    mois, fin = releve.mois, _fin(releve)
    anciens = list(
        ReleveHeures.objects.select_for_update(of=("self",))
        .filter(entreprise_id=releve.entreprise_id, mois__gte=mois, mois__lte=fin)
        .filter(statut=StatutReleve.A_COMPLETER, pk__lt=releve.pk)
        .order_by("pk")
    )
    paires = _cites(anciens, mois, fin)
    declares = contrats_declares({contrat for _, contrat in paires}, mois, fin)
    manquants = {pk for pk, contrat in paires if contrat not in declares}
    manquants |= _sans_personne(anciens, releve)
    remplaces = [ancien for ancien in anciens if ancien.pk not in manquants]
    for ancien in remplaces:
        ancien.statut = StatutReleve.REMPLACE
        ancien.motif = f"Remplacé par le relevé du {formater_date(releve.depose_a)}."
        ancien.decide_a = timezone.now()
        ancien.save(update_fields=["statut", "motif", "decide_a"])
        journaliser(Verbe.RELEVE_REMPLACE, ancien, entreprise=releve.entreprise.nom, releve=releve.pk)
    return len(remplaces)


def _fin(releve: ReleveHeures) -> datetime.date:
    """Last day of the months the file speaks of."""
    lue = (releve.lecture or {}).get("periode")
    return dernier_jour(datetime.date.fromisoformat(lue["au"])) if lue else dernier_jour(releve.mois)


def _cites(anciens: list[ReleveHeures], mois: datetime.date, fin: datetime.date) -> set[tuple[int, int]]:
    """(timesheet, contract) of these months; a line set aside names its contract among what was read."""
    lignes = LigneReleve.objects.filter(releve__in=anciens)
    paires = set(lignes.filter(contrat__isnull=False, du__gte=mois, du__lte=fin).values_list("releve_id", "contrat_id"))
    ecartees = [
        (releve_id, lue["contrat"])
        for releve_id, lue in lignes.filter(contrat=None, lue__contrat__isnull=False).values_list("releve_id", "lue")
        if lue["contrat"] and f"{mois:%Y-%m-%d}" <= str(lue.get("du") or "") <= f"{fin:%Y-%m-%d}"
    ]
    cles = dict(ContratTravail.objects.filter(ref__in={ref for _, ref in ecartees}).values_list("ref", "pk"))
    return paires | {(releve_id, cles[ref]) for releve_id, ref in ecartees if ref in cles}


class _Ecrite(NamedTuple):
    """A person as a row writes her."""

    nom: str
    prenom: str
    naissance: str

    @classmethod
    def de(cls, lue: dict[str, Any]) -> _Ecrite:
        nom, prenom, naissance = (str(lue.get(champ) or "") for champ in ("Nom", "Prénom", "naissance"))
        return cls(compacter(nom), compacter(prenom), naissance)

    def est_celle(self, autre: _Ecrite) -> bool:
        """The same name within a slip of the pen, either way round; or another one, with first name and birth."""
        if self.naissance and autre.naissance:
            if self.naissance != autre.naissance:
                return False
            if self.prenom == autre.prenom:
                return True
        formes = (autre.nom + autre.prenom, autre.prenom + autre.nom)
        return any(
            distance_courte(self.nom + self.prenom, forme, LETTRES_D_ECART) <= LETTRES_D_ECART for forme in formes
        )


def _sans_personne(anciens: list[ReleveHeures], releve: ReleveHeures) -> set[int]:
    """Timesheets with a line that waits for somebody to say who is meant, and whose name no later file holds."""
    sans_contrat = LigneReleve.objects.filter(releve__in=anciens, contrat=None).exclude(suite=SuiteLigne.ECARTEE)
    lues = sans_contrat.exclude(anomalies=[]).values_list("releve_id", "lue")
    inconnues = {(pk, _Ecrite.de(lue)) for pk, lue in lues if lue.get("cle") and not lue.get("contrat")}
    if not inconnues:
        return set()
    suivants = ReleveHeures.objects.filter(
        entreprise_id=releve.entreprise_id, mois__gte=releve.mois, mois__lte=_fin(releve), statut__in=EN_VIGUEUR
    )
    lignes = LigneReleve.objects.filter(releve__in=suivants.filter(pk__gt=anciens[0].pk))
    nommees = {(pk, _Ecrite.de(lue)) for pk, lue in lignes.values_list("releve_id", "lue")}
    return {
        pk
        for pk, inconnue in inconnues
        if not any(suivant > pk and inconnue.est_celle(une) for suivant, une in nommees)
    }
