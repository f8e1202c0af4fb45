"""Say what the columns of a deposit hold: its waiting lines are taken back, the same bytes are read again, once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from suivi_heures.enums import StatutHeure, StatutReleve
from suivi_heures.imports.releve.mesurer_effet import EffetColonnes, mesurer_effet
from suivi_heures.imports.releve.resultat import ReleveCompris
from suivi_heures.models import FichierReleve, Heure, ReleveHeures
from suivi_heures.queries.colonnes_modifiables import motif_de_refus
from suivi_heures.queries.decompte.acces import attendre_son_tour
from suivi_heures.services.annuler_heures import annuler_heures
from suivi_heures.services.comprendre_depot import comprendre_depot
from suivi_heures.services.lire_releve import lire_releve
from suivi_heures.services.perimer_suivi import perimer_suivi
from suivi_heures.services.recalculer_realisation import recalculer_realisation
from suivi_heures.services.redire_versions import redire_versions
from suivi_heures.services.retenir_correspondance import retenir_correspondance
from suivi_heures.services.situer_depot import situer_depot
from suivi_heures.services.suspendre_versions import suspendre_versions

MOTIF = "Colonnes corrigées\u00a0: le fichier est relu."


@dataclass(frozen=True, slots=True)
class Changement:
    """`refus`: why the file was not read again; the columns are then only kept for the next one."""

    releve: ReleveHeures
    effet: EffetColonnes | None
    refus: str = ""


@transaction.atomic
def changer_colonnes(
    *,
    releve: ReleveHeures,
    colonnes: Mapping[str, Sequence[dict[str, str]]],
    retenir: bool,
    motif: str = "",
    par: Any,
) -> Changement:
    """`colonnes`: for each layout of the file, its columns (key, title, field). Nothing that was decided is touched."""
    attendre_son_tour()
    releve = ReleveHeures.objects.select_for_update(of=("self",)).select_related("entreprise").get(pk=releve.pk)
    refus = motif_de_refus(releve)
    effet = None
    if not refus:
        releve, effet = _relire(releve, colonnes, par)
    if retenir:
        for empreinte, siennes in colonnes.items():
            retenir_correspondance(
                entreprise=releve.entreprise,
                empreinte=empreinte,
                colonnes=siennes,
                mois=releve.mois,
                releve_id=releve.pk,
                motif=motif,
                par=par,
            )
    return Changement(releve, effet, refus)


def _relire(
    releve: ReleveHeures, colonnes: Mapping[str, Sequence[dict[str, str]]], par: Any
) -> tuple[ReleveHeures, EffetColonnes]:
    champs = {empreinte: {c["cle"]: c["champ"] for c in siennes} for empreinte, siennes in colonnes.items()}
    contenu = bytes(FichierReleve.objects.get(releve=releve).contenu)
    depot = situer_depot(releve=releve)
    avant = comprendre_depot(contenu=contenu, depot=depot, entreprise=releve.entreprise, releve=releve)
    apres = comprendre_depot(contenu=contenu, depot=depot, entreprise=releve.entreprise, releve=releve, essai=champs)
    effet = mesurer_effet(avant, apres)
    dites = (releve.colonnes or {}).get("champs") or {}
    releve.colonnes = {"champs": dites | champs, "par": str(par or ""), "le": timezone.now().isoformat()}
    if _meme_lecture(avant, apres):
        resume = releve.lecture or {}
        lecture = apres.lecture.en_json() if apres.lecture else resume.get("lecture")
        releve.lecture = resume | {"lecture": lecture}
        releve.save(update_fields=["colonnes", "lecture"])
        return releve, effet
    suivantes = suspendre_versions(releve=releve, par=par)
    debout = Heure.objects.filter(releve_id=releve.pk, annulee=False, statut=StatutHeure.SOUMISE)
    lots = annuler_heures(heures=debout.values_list("pk", flat=True), motif=MOTIF, par=par)
    releve.statut, releve.motif, releve.message = StatutReleve.DEPOSE, "", ""
    releve.lecture = {cle: valeur for cle, valeur in (releve.lecture or {}).items() if cle != "retrait"}
    releve.save(update_fields=["colonnes", "statut", "motif", "message", "lecture"])
    relu = lire_releve(releve=releve, lu=apres)
    lots |= redire_versions(releve=relu, versions=suivantes)
    recalculer_realisation(lots=lots)
    perimer_suivi(lots=lots)
    journaliser(
        Verbe.HEURES_CORRIGEES,
        relu,
        par=par,
        colonnes=sum(len(siennes) for siennes in champs.values()),
        avant=effet.avant_heures,
        apres=effet.heures,
    )
    return relu, effet


def _meme_lecture(avant: ReleveCompris, apres: ReleveCompris) -> bool:
    """Nothing to take back: the lines, their remarks and the months are the same."""
    return (avant.lignes, avant.anomalies, avant.ecartees, avant.periode) == (
        apres.lignes,
        apres.anomalies,
        apres.ecartees,
        apres.periode,
    )
