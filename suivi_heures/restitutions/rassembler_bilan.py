"""The figures of a quarterly report, from the database to a frozen value."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import replace

from django.db.models import F, Q
from django.utils import timezone

from clauses_app.interface.formats import accorder, en_date_locale, formater_date
from marches.models import MaitreOuvrage, Marche, Operation
from suivi_heures.models import Bilan
from suivi_heures.queries.chiffres_publies import Publie, Registre
from suivi_heures.queries.corrections import corrections_depuis
from suivi_heures.queries.retards import retards_de_declaration
from suivi_heures.queries.trimestres import Trimestre
from suivi_heures.restitutions.bilan_trimestriel import BilanTrimestriel, Correction, Perimetre, RetardTransmission
from suivi_heures.restitutions.composer_bilan import composer_bilan, couper
from suivi_heures.restitutions.figer import depuis_json
from suivi_heures.restitutions.lire_publies import lire_publies
from suivi_heures.restitutions.observer_marches import BilanImpossible, Observation, observer

RETARDS_MAX = 400


def rassembler_bilan_trimestriel(
    *,
    maitre_ouvrage: MaitreOuvrage,
    trimestre: Trimestre,
    etabli_a: datetime.datetime | None = None,
    operation: Operation | None = None,
    marche: Marche | None = None,
) -> BilanTrimestriel:
    """Of all the contracts of the buyer, of an operation, or of a contract. Raises `BilanImpossible` when there is
    nothing to report."""
    etabli_a = etabli_a or timezone.now()
    observation = observer(maitre_ouvrage=maitre_ouvrage, trimestre=trimestre, etabli_a=etabli_a)
    precedent = _rapport_precedent(maitre_ouvrage, trimestre, operation, marche)
    garder = _delimiter(observation, operation, marche)
    figures = composer_bilan(
        observation,
        etabli_a=etabli_a,
        precedent=depuis_json(BilanTrimestriel, precedent.donnees) if precedent else None,
        registre=Registre(_deja_dits(maitre_ouvrage, trimestre, operation, marche)),
        perimetre=_nommer(operation, marche),
        garder=garder,
    )
    observation = replace(observation, marches=tuple(un for un in observation.marches if un.marche.pk in garder))
    retards = _retards(observation, en_date_locale(etabli_a))
    return replace(
        figures,
        synthese=replace(figures.synthese, alertes=(*figures.synthese.alertes, *_signaler_retards(retards))),
        retards_transmission=retards,
        corrections=_corrections(observation, precedent) if precedent else (),
    )


def _delimiter(observation: Observation, operation: Operation | None, marche: Marche | None) -> frozenset[int]:
    garder = frozenset(
        un.marche.pk
        for un in observation.marches
        if (operation is None or un.marche.operation_id == operation.pk) and (marche is None or un.marche == marche)
    )
    if not garder:
        quoi = f"L’opération «\u00a0{operation}\u00a0»" if operation else f"Le marché «\u00a0{marche}\u00a0»"
        raise BilanImpossible(
            f"{quoi} n’a rien à rapporter au {observation.periode.trimestre.libelle}\u00a0: ni marché commencé,"
            " ni marché encore suivi. Choisissez un autre trimestre."
        )
    return garder


def _nommer(operation: Operation | None, marche: Marche | None) -> Perimetre | None:
    if operation is not None:
        return Perimetre("operation", operation.ref, couper(operation.nom))
    return Perimetre("marche", marche.ref, couper(marche.objet)) if marche is not None else None


def _rapport_precedent(
    maitre_ouvrage: MaitreOuvrage, trimestre: Trimestre, operation: Operation | None, marche: Marche | None
) -> Bilan | None:
    """Latest revision of the latest earlier quarter reported to this buyer, on the same perimeter."""
    avant = Q(annee__lt=trimestre.annee) | Q(annee=trimestre.annee, trimestre__lt=trimestre.numero)
    precedent: Bilan | None = (
        Bilan.objects.prets()
        .filter(avant, maitre_ouvrage=maitre_ouvrage, operation=operation, marche=marche)
        .order_by(F("annee").desc(), F("trimestre").desc(), F("revision").desc())
        .first()
    )
    return precedent


def _deja_dits(
    maitre_ouvrage: MaitreOuvrage, trimestre: Trimestre, operation: Operation | None, marche: Marche | None
) -> Iterator[Publie]:
    """Numbers of people that left the guichet, or could: all but the drafts that this report takes the place of."""
    du_dossier = Q(annee=trimestre.annee, trimestre=trimestre.numero, operation=operation, marche=marche)
    return lire_publies(Bilan.objects.filter(maitre_ouvrage=maitre_ouvrage).exclude(du_dossier, publie_a=None))


def _retards(observation: Observation, jour: datetime.date) -> tuple[RetardTransmission, ...]:
    refs = {un.marche.pk: un.marche.ref for un in observation.marches}
    periode = observation.periode
    trouves = retards_de_declaration(refs, au=jour, depuis=periode.trimestre.debut, jusque=periode.arrete_au)
    lus = [
        RetardTransmission(
            refs[un.marche_id],
            un.entreprise,
            un.mois,
            un.echeance,
            un.jours,
            _situation(un.attendues, un.recues, un.depose_le),
        )
        for un in trouves
    ]
    return tuple(lus[-RETARDS_MAX:])


def _signaler_retards(retards: tuple[RetardTransmission, ...]) -> tuple[str, ...]:
    """Late senders are something to report, even once everything has come."""
    tardifs = [un for un in retards if un.jours]
    if not tardifs:
        return ()
    nombre = accorder(len(tardifs), "relevé remis en retard", "relevés remis en retard")
    pire = max(un.jours for un in tardifs)
    return (f"{nombre}, jusqu’à {accorder(pire, 'jour')} après l’échéance\u00a0: voir la liste.",)


def _situation(attendues: int, recues: int, depose_le: datetime.date | None) -> str:
    if not recues:
        return "non reçue" if attendues == 1 else f"aucune des {attendues} reçue"
    if recues < attendues:
        return f"{recues} reçue{'s' if recues > 1 else ''} sur {attendues}"
    return f"reçue le {formater_date(depose_le)}"


def _corrections(observation: Observation, precedent: Bilan) -> tuple[Correction, ...]:
    noms = {lot.pk: (un.marche.ref, lot.ref) for un in observation.marches for lot, _ in un.lots}
    depuis = depuis_json(BilanTrimestriel, precedent.donnees).etabli_a
    lignes = corrections_depuis(depuis, lots=noms, avant=observation.periode.trimestre.debut)
    return tuple(
        Correction(*noms[ligne.lot_id], ligne.mois, ligne.ajoutees, ligne.retirees, ligne.lignes) for ligne in lignes
    )
