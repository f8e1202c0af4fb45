"""End-of-clause certificate: what a company achieved on a contract that is over, its figures frozen."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from clauses_app.comptes.models import Guichet
from clauses_app.interface.formats import (
    accorder,
    formater_heures,
    formater_periode,
    formater_pourcent,
)
from clauses_app.tenancy.contexte import exiger_guichet
from marches.enums import StatutMarche
from marches.models import Attribution, Entreprise, Marche
from suivi_heures.enums import StatutHeure, TypeCourrier
from suivi_heures.models import Courrier, Heure
from suivi_heures.queries.avancement import avancement_des_marches
from suivi_heures.queries.couverture import Par, calculer_couvertures
from suivi_heures.queries.detail_marche import PartTitulaire, detailler_marche
from suivi_heures.queries.modeles_courrier import composer, lire_modeles
from suivi_heures.queries.taux import part_realisee
from suivi_heures.restitutions.courriers import valeurs_communes

ZERO = Decimal("0.00")


@dataclass(frozen=True)
class Part:
    """One lot of a company; `du` None where co-holders did not split the debt."""

    lot: str
    du: Decimal | None
    valide: Decimal
    recues: int
    attendues: int


@dataclass(frozen=True)
class Bilan:
    entreprise: Entreprise
    parts: tuple[Part, ...]
    personnes: int

    @property
    def du(self) -> Decimal | None:
        dus = [p.du for p in self.parts if p.du is not None]
        return sum(dus, ZERO) if len(dus) == len(self.parts) else None

    @property
    def valide(self) -> Decimal:
        return sum((p.valide for p in self.parts), ZERO)

    @property
    def taux(self) -> str:
        part = part_realisee(self.valide, self.du)
        return formater_pourcent(part) if part is not None else "taux sans objet"

    @property
    def couverture(self) -> str:
        recues, attendues = sum(p.recues for p in self.parts), sum(p.attendues for p in self.parts)
        return f"{recues} déclarations reçues sur {attendues}"


def est_fini(marche: Marche, au: datetime.date) -> bool:
    return marche.date_fin < au or marche.statut in {StatutMarche.TERMINE, StatutMarche.SOLDE}


def dresser_bilans(marche: Marche, *, au: datetime.date) -> list[Bilan]:
    """Each holder's own share. Hours still waiting for a decision are not counted: the page says so."""
    avancement = avancement_des_marches([marche], au=au)[0]
    lots = {lot.pk: (lot, a) for lot, a in avancement.lots}
    detail = detailler_marche(marche, list(lots), au=au)
    attributions = list(
        Attribution.objects.filter(marche=marche)
        .tenues()
        .select_related("entreprise", "lot")
        .order_by("entreprise__nom", "pk")
    )
    couvertures = calculer_couvertures(Par.ATTRIBUTION, [a.pk for a in attributions], au=au)
    nombre = {lot: sum(1 for a in attributions if a.lot_id == lot) for lot in lots}
    par: dict[int, list[Attribution]] = {}
    for attribution in attributions:
        par.setdefault(attribution.entreprise_id, []).append(attribution)
    bilans = []
    for tenues in par.values():
        faites = [detail.par_attribution.get(a.pk, PartTitulaire()) for a in tenues]
        parts = tuple(
            Part(
                lot=f"{a.lot.ref}, {a.lot.objet}",
                du=a.heures_affectees
                if a.heures_affectees is not None
                else lots[a.lot_id][1].du
                if nombre[a.lot_id] == 1
                else None,
                valide=lots[a.lot_id][1].valide if nombre[a.lot_id] == 1 else fait.valide,
                recues=couvertures[a.pk].recues,
                attendues=couvertures[a.pk].attendues,
            )
            for a, fait in zip(tenues, faites, strict=True)
        )
        bilans.append(Bilan(tenues[0].entreprise, parts, sum(f.personnes for f in faites)))
    return bilans


def heures_en_suspens(marche: Marche) -> int:
    """Lines nobody has decided on yet: a certificate waits for them."""
    return Heure.objects.filter(contrat__marche=marche, statut=StatutHeure.SOUMISE, annulee=False).count()


def rediger_attestation(marche: Marche, bilan: Bilan, *, au: datetime.date, signataire: str) -> Courrier:
    """Not saved: the letter with its figures, to be laid out and kept."""
    seuil = Guichet.objects.values_list("seuil_effectif", flat=True).get(pk=exiger_guichet())
    personnes = accorder(bilan.personnes, "personne") if bilan.personnes >= seuil else f"moins de {seuil}"
    numero = _prochain_numero(au)
    objet, corps = composer(
        lire_modeles()[TypeCourrier.ATTESTATION],
        valeurs_communes(str(bilan.entreprise), signataire)
        | {
            "acheteur": str(marche.maitre_ouvrage),
            "marche": f"{marche.objet} ({marche.ref})",
            "periode": formater_periode(marche.date_debut, marche.date_fin),
            "heures_dues": formater_heures(bilan.du) if bilan.du is not None else "une dette partagée",
            "heures_faites": formater_heures(bilan.valide),
            "taux": bilan.taux,
            "couverture": bilan.couverture,
            "personnes": personnes,
            "numero": numero,
        },
    )
    return Courrier(
        type=TypeCourrier.ATTESTATION,
        numero=numero,
        entreprise=bilan.entreprise,
        maitre_ouvrage=marche.maitre_ouvrage,
        marche=marche,
        destinataire=str(bilan.entreprise),
        objet=objet,
        corps=corps,
        donnees=_figer(bilan, au),
    )


def _figer(bilan: Bilan, au: datetime.date) -> dict[str, Any]:
    return {
        "au": au.isoformat(),
        "du": None if bilan.du is None else str(bilan.du),
        "valide": str(bilan.valide),
        "lignes": [
            {
                "lot": p.lot,
                "du": formater_heures(p.du) if p.du is not None else "partagées",
                "valide": formater_heures(p.valide),
                "taux": formater_pourcent(part_realisee(p.valide, p.du)),
                "couverture": f"{p.recues} sur {p.attendues}",
            }
            for p in bilan.parts
        ],
    }


def _prochain_numero(au: datetime.date) -> str:
    """The next of the year; the database refuses the same twice."""
    debut = f"ATT-{au.year}-"
    numeros = Courrier.objects.filter(type=TypeCourrier.ATTESTATION, numero__startswith=debut)
    dernier = numeros.order_by("-numero").values_list("numero", flat=True).first()
    return f"{debut}{int(dernier.removeprefix(debut)) + 1 if dernier else 1:04d}"
