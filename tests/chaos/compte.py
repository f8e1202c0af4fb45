"""When all is quiet again: what was received, what was read, what stands in the ledger, and what should."""

from __future__ import annotations

import datetime
import re
import time
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from unittest.mock import patch

from django.db.models import Sum

from clauses_app.interface.lectures import lire_heures
from clauses_app.tenancy.contexte import within_guichet
from suivi_heures.enums import StatutHeure, StatutReleve
from suivi_heures.models import FichierReleve, Heure, RecuDepot, ReleveHeures
from suivi_heures.queries.affaires.releves import releves_a_completer, releves_a_valider
from suivi_heures.services import relancer_releves as balayage
from suivi_heures.services.verifier_realisation import verifier_realisation
from suivi_heures.tasks import importer_releve_tache

ATTENTE = 240.0
ATTENTE_DU_BALAYAGE = 1800.0  # five attempts, five minutes apart, and what the queue needs

type Cle = tuple[int, datetime.date]  # work contract, month


@dataclass
class Compte:
    chiffres: dict[str, object] = field(default_factory=dict)
    fautes: list[str] = field(default_factory=list)


def attendre_le_balayage(guichet_id: int) -> float:
    """Nobody helps: the clock of the instance sends the sweep at its ordinary pace, with its ordinary limits."""
    debut = time.monotonic()
    while time.monotonic() < debut + ATTENTE_DU_BALAYAGE and _restent(guichet_id):
        time.sleep(1)
    return time.monotonic() - debut


def _restent(guichet_id: int) -> bool:
    with within_guichet(guichet_id):
        return ReleveHeures.objects.filter(statut=StatutReleve.DEPOSE).exists()


def presser_le_balayage(guichet_id: int) -> None:
    """For the short run: what was lost on the way is sent again without the minutes it waits in ordinary times."""
    limite = time.monotonic() + ATTENTE
    while time.monotonic() < limite:
        sans_delai = {"ATTENTE": datetime.timedelta(0), "ENTRE_DEUX": datetime.timedelta(0), "TENTATIVES_MAX": 10**6}
        with within_guichet(guichet_id), patch.multiple(balayage, **sans_delai):
            perdus = balayage.relancer_releves()
        if not perdus:
            return
        for pk in perdus:
            importer_releve_tache.envoyer(guichet_id, releve_id=pk)
        fin_du_tour = time.monotonic() + 20
        while time.monotonic() < fin_du_tour:
            if not _restent(guichet_id):
                return
            time.sleep(0.3)


def tout_relire(guichet_id: int) -> None:
    """Every message of the trial delivered once more: nothing may move."""
    with within_guichet(guichet_id):
        cles = list(ReleveHeures.objects.values_list("pk", flat=True))
    for pk in cles:
        importer_releve_tache.envoyer(guichet_id, releve_id=pk)
    precedent, limite = -1, time.monotonic() + ATTENTE
    while time.monotonic() < limite:  # the queue is empty when the broker says so twice
        with importer_releve_tache.app.connection_for_read() as lien:
            restant = lien.default_channel.client.llen("import")
        if restant == 0 and precedent == 0:
            return
        precedent = restant
        time.sleep(1)


def compter(guichet_id: int, attendu: dict[Cle, Decimal], recus: dict[str, bytes]) -> Compte:
    """`recus`: code of each receipt with the bytes it stands for, empty when we do not know them."""
    with within_guichet(guichet_id):
        gardes = dict(RecuDepot.objects.values_list("code", "releve_id"))
        contenus = {r: bytes(c) for r, c in FichierReleve.objects.values_list("releve_id", "contenu")}
        statuts = Counter(ReleveHeures.objects.values_list("statut", flat=True))
        lignes = Heure.objects.exclude(statut=StatutHeure.REFUSEE)
        sommes = lignes.order_by().values_list("contrat_id", "du").annotate(somme=Sum("heures"))
        trouve = {(contrat, du): somme for contrat, du, somme in sommes if somme}
        nombre, corrections = lignes.count(), lignes.filter(corrige_id__isnull=False).count()
        juste = verifier_realisation().est_juste
        file = _lire_la_file()
    perdus = sum(code not in gardes for code in recus)
    autres = sum(bool(octets) and contenus.get(gardes.get(code)) != octets for code, octets in recus.items())
    chiffres = {
        "accusés donnés": len(recus),
        "accusés gardés": len(gardes),
        "fichiers gardés": len(contenus),
        "relevés par statut": dict(statuts),
        "mois × contrats attendus": len(attendu),
        "mois × contrats trouvés": len(trouve),
        "heures attendues": sum(attendu.values(), Decimal(0)),
        "heures trouvées": sum(trouve.values(), Decimal(0)),
        "affaires de la file « À traiter »": len(file),
        "heures annoncées par la file": sum(file.values(), Decimal(0)),
        "lignes du registre": nombre,
        "dont corrections signées": corrections,
    }
    constats = {
        f"{perdus} accusés donnés et perdus": perdus,
        f"{autres} accusés d’un autre fichier": autres,
        "les accusés et les fichiers ne vont pas un à un": len(gardes) != len(contenus),
        f"{statuts[StatutReleve.DEPOSE]} relevés jamais lus": statuts[StatutReleve.DEPOSE],
        f"{statuts[StatutReleve.A_COMPLETER]} relevés laissés à compléter": statuts[StatutReleve.A_COMPLETER],
        "les totaux gardés diffèrent du décompte refait": not juste,
        # one that added nothing asks nothing of anybody
        "la file ne montre pas un à un les relevés à traiter": len(file)
        != statuts[StatutReleve.SOUMIS] + statuts[StatutReleve.A_COMPLETER],
        "la file n’annonce pas les heures du registre": sum(file.values()) != sum(trouve.values()),
    }
    return Compte(chiffres, [*(phrase for phrase, vrai in constats.items() if vrai), *_ecarts(attendu, trouve)])


def _lire_la_file() -> dict[int, Decimal]:
    """What the facilitator reads in her queue: the hours of each timesheet, as they are written there."""
    montre = re.compile(r"relevé .*\s: \+?(?P<heures>[−\d].*)$")
    lus = {}
    for affaire in (*releves_a_valider(), *releves_a_completer()):
        vu = montre.search(affaire.titre)
        lus[affaire.cle] = lire_heures(vu["heures"]) if vu else Decimal(0)
    return lus


def _ecarts(attendu: dict[Cle, Decimal], trouve: dict[Cle, Decimal]) -> list[str]:
    fautifs = sorted(cle for cle in attendu.keys() | trouve.keys() if attendu.get(cle) != trouve.get(cle))
    return [
        f"contrat {contrat}, {mois:%m/%Y} : {attendu.get((contrat, mois))} h attendues,"
        f" {trouve.get((contrat, mois))} h au registre"
        for contrat, mois in fautifs
    ]
