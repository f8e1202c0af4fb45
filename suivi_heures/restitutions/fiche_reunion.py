"""The meeting sheet of a contract: state, gap, coverage, difficulties, what comes next. One page, on screen too."""

from __future__ import annotations

import datetime
import math
from dataclasses import dataclass
from typing import Any

from django.utils.text import Truncator

from clauses_app.comptes.models import Guichet
from clauses_app.interface.etats import lire_etat
from clauses_app.interface.formats import (
    accorder,
    enumerer,
    formater_date,
    formater_euros,
    formater_heures,
    formater_mois,
    formater_pourcent,
)
from clauses_app.tenancy.contexte import exiger_guichet
from marches.models import Attribution, Marche
from suivi_heures.enums import Camp
from suivi_heures.models import Dossier
from suivi_heures.queries.avancement import Avancement, avancement_des_marches
from suivi_heures.queries.declarations import DeclarationsManquantes, declarations_manquantes
from suivi_heures.queries.dossiers import DossierSitue, situer_dossiers
from suivi_heures.queries.exposition import Exposition, exposer
from suivi_heures.queries.projection import SANS_PROJECTION

LIGNES = 6  # of each list: the sheet holds on one page
LOTS_IMPRIMES = 8
IMPRIMEES = 3  # of the other lists
SIGNES = {"lot": 30, "titulaires": 24}  # that a line of the paper holds of a lot and of its holders
HAUTEURS = {
    "difficultes": 4,
    "manquantes": 2,
    "suites": 3,
}  # half-lines of one, that the lots take when it is not there


@dataclass(frozen=True)
class FicheReunion:
    """Everything as it is read; the same for the screen and the PDF."""

    marche: Marche
    au: str
    etat: str
    etat_dit: str
    du: str
    valide: str
    taux: str
    attente: str
    attendu: str
    ecart: str
    projection: str
    couverture: str
    couverture_partielle: bool
    exposition: str
    exposition_terme: str
    lots: tuple[dict[str, str], ...]
    manquantes: tuple[str, ...]
    difficultes: tuple[dict[str, str], ...]
    suites: tuple[dict[str, str], ...]

    @property
    def lots_imprimes(self) -> tuple[dict[str, str], ...]:
        """Names in full while the page holds them; else all are cut at the same number of lines."""
        gardes = self.lots[:LOTS_IMPRIMES]
        voulues = [max(math.ceil(len(lot[nom]) / signes) for nom, signes in SIGNES.items()) for lot in gardes]
        lignes = max(voulues, default=1)
        while lignes > 1 and sum(2 * min(une, lignes) + 1 for une in voulues) > self._place_des_lots:
            lignes -= 1
        coupes = [{nom: Truncator(lot[nom]).chars(signes * lignes) for nom, signes in SIGNES.items()} for lot in gardes]
        return tuple(lot | coupe for lot, coupe in zip(gardes, coupes, strict=True))

    @property
    def _place_des_lots(self) -> int:
        """In half-lines: one line for each lot on a full page, and what the other lists leave."""
        laissee = sum(max(0, IMPRIMEES - len(getattr(self, nom))) * haut for nom, haut in HAUTEURS.items())
        return 3 * LOTS_IMPRIMES + laissee

    @property
    def restes(self) -> dict[str, str]:
        """What the paper leaves to the screen, said on it."""
        gardees = {"lots": LOTS_IMPRIMES, "difficultes": IMPRIMEES, "manquantes": IMPRIMEES, "suites": IMPRIMEES}
        restes = {nom: max(0, len(getattr(self, nom)) - garde) for nom, garde in gardees.items()}
        return {nom: f"Et {accorder(n, 'autre', 'autres')}, à l’écran." if n else "" for nom, n in restes.items()}


def composer_fiche(marche: Marche, *, au: datetime.date) -> FicheReunion:
    avancement = avancement_des_marches([marche], au=au)[0]
    total = avancement.total
    exposition = exposer(avancement, au=au)
    manques = declarations_manquantes(au=au, marche_id=marche.pk)
    ouverts = Dossier.objects.filter(marche=marche).select_related("entreprise", "lot").order_by("pk")
    situes = [d for d in situer_dossiers(ouverts, au=au) if not d.situation.est_close]
    titulaires: dict[int, list[str]] = {}
    # one that came and left the same day was entered by mistake, or undone
    tenues = Attribution.objects.tenues().filter(marche=marche)
    for a in tenues.select_related("entreprise").order_by("pk"):
        titulaires.setdefault(a.lot_id, []).append(str(a.entreprise))
    ecart = total.valide - total.attendu
    return FicheReunion(
        marche=marche,
        au=formater_date(au),
        etat=total.etat,
        etat_dit=lire_etat(total.etat).libelle,
        du=formater_heures(total.du),
        valide=formater_heures(total.valide),
        taux=formater_pourcent(total.part) if total.part is not None else "sans objet",
        attente=formater_heures(total.attente),
        attendu=formater_heures(total.attendu),
        ecart=f"{formater_heures(abs(ecart), 0)} {'au-dessus de' if ecart >= 0 else 'sous'} l’attendu",
        projection=_dire_projection(total),
        couverture=f"{total.couverture.recues} déclarations reçues sur {total.couverture.attendues}",
        couverture_partielle=not total.couverture.est_complete,
        **_dire_exposition(exposition),
        lots=tuple(
            {
                "lot": f"{lot.ref}, {lot.objet}",
                "titulaires": enumerer(titulaires.get(lot.pk, [])) or "sans titulaire",
                "etat": a.etat,
                "etat_dit": lire_etat(a.etat).libelle,
                "du": formater_heures(a.du),
                "valide": formater_heures(a.valide),
                "taux": formater_pourcent(a.part) if a.part is not None else "–",
                "couverture": f"{a.couverture.recues}/{a.couverture.attendues}",
            }
            for lot, a in avancement.lots
        ),
        manquantes=tuple(_dire_manque(m) for m in manques[:LIGNES]),
        difficultes=tuple(_dire_difficulte(d) for d in situes[:LIGNES]),
        suites=tuple(_suites(marche, manques, situes, au)[:LIGNES]),
    )


def _dire_projection(total: Avancement) -> str:
    p = total.projection
    if p is None:
        return f"Sans projection\u00a0: {SANS_PROJECTION}"
    return f"{formater_heures(p.centrale)} au terme (de {formater_heures(p.basse)} à {formater_heures(p.haute)})"


def _dire_exposition(e: Exposition) -> dict[str, str]:
    if not e.lots:
        return {"exposition": "sans règle de pénalité à l’heure", "exposition_terme": ""}
    terme = formater_euros(e.terme) if e.terme is not None else "sans projection"
    if e.terme is not None and e.sans_terme:
        terme += f", hors {accorder(e.sans_terme, 'lot')} sans projection"
    return {"exposition": formater_euros(e.ce_jour), "exposition_terme": terme}


def _dire_manque(m: DeclarationsManquantes) -> str:
    mois = enumerer([formater_mois(mois) for mois in m.mois[:4]])
    return f"{m.nom}\u00a0: {mois}{' et avant' if len(m.mois) > 4 else ''}"


def _dire_difficulte(d: DossierSitue) -> dict[str, str]:
    return {
        "titre": f"{d.dossier.entreprise}, lot {d.dossier.lot.ref}\u00a0: {d.dossier.objet}",
        "suite": d.situation.action,
        "qui": str(Camp(d.situation.camp).label),
        "avant": formater_date(d.situation.echeance),
    }


def _suites(
    marche: Marche, manques: list[DeclarationsManquantes], situes: list[DossierSitue], au: datetime.date
) -> list[dict[str, str]]:
    """Who does what, by when: the end of the meeting."""
    suites = [
        {
            "quoi": f"{d.situation.action} ({d.dossier.objet})",
            "qui": str(Camp(d.situation.camp).label),
            "avant": formater_date(d.situation.echeance),
        }
        for d in situes
    ]
    delai = Guichet.objects.get(pk=exiger_guichet()).delai_releve_jours
    suites += [
        {
            "quoi": f"Déclarer {accorder(len(m.mois), 'mois attendu', 'mois attendus')}",
            "qui": m.nom,
            "avant": formater_date(m.echeance(delai)),
        }
        for m in manques
    ]
    if au <= marche.date_fin <= au + datetime.timedelta(days=90):
        suites.append(
            {"quoi": "Préparer le bilan de fin de clause", "qui": "Guichet", "avant": formater_date(marche.date_fin)}
        )
    return suites


def contexte_pdf(fiche: FicheReunion, guichet: Any, le: datetime.datetime) -> dict[str, Any]:
    return {"fiche": fiche, "marche": fiche.marche, "guichet": guichet, "le": le}
