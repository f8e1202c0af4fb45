"""Give the queue and the figures of the home page, computed again only when something happened.

The queue is kept a row an affair: a page reads its own rows, whatever the length of the queue.

Everything that decides is journaled: while the last event, the number of timesheets that wait and the day
are the same, the queue is the same (one query). Ten minutes at most, for what no event tells.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import Count, OuterRef, Q, Subquery, Value
from django.utils import timezone

from beneficiaires.models import Beneficiaire, ContratTravail
from clauses_app.audit.models import Evenement, Verbe
from clauses_app.comptes.models import Guichet
from clauses_app.tenancy.contexte import exiger_guichet
from clauses_app.tenancy.tri import plier
from marches.models import Marche
from suivi_heures.enums import StatutReleve
from suivi_heures.models import AffaireGardee, FileAffaires, ReleveHeures
from suivi_heures.models.file_affaires import ORDRE_FILE
from suivi_heures.queries.affaires import Affaire, affaires_en_cours
from suivi_heures.queries.affaires.commun import deplier, prochain_lundi, ranger
from suivi_heures.queries.avancement import AvancementMarche, manque_projete
from suivi_heures.queries.couverture import Couverture
from suivi_heures.queries.suivi_marches import en_avancement, suivi_des_marches
from suivi_heures.services.tenir_suivi import tenir_suivi

DUREE = datetime.timedelta(minutes=10)
# nothing of the queue depends on them
SANS_EFFET = (
    Verbe.CONNEXION,
    Verbe.CRITERE_LU,
    Verbe.RAPPORT_LU,
    Verbe.EXPORT_FAIT,
    Verbe.AFFAIRE_ENDORMIE,
    Verbe.AFFAIRE_CONFIEE,
    Verbe.AFFAIRE_FAITE,
    Verbe.AFFAIRE_REPRISE,
)
# what is kept changes with the code that wrote it
FORME = hashlib.sha256(" ".join((*Affaire.__dataclass_fields__, "comptes", "manque")).encode()).hexdigest()[:8]
LOIN = datetime.date.max
ZERO = Decimal(0)


@dataclass(frozen=True)
class FileLue:
    """`chiffres`: whole numbers, hours as text, and the counts of the queue before what people decided:
    `comptes` by type and person in charge, `avant_lundi`, `releves_a_valider`."""

    chiffres: dict[str, Any]

    @cached_property
    def affaires(self) -> list[Affaire]:
        """All of them, in their order: for what cannot do with a page."""
        gardees = AffaireGardee.objects.order_by(*ORDRE_FILE).values_list("donnees", flat=True)
        return [deplier(un) for un in gardees]


def tenir_file(*, au: datetime.date) -> FileLue:
    signature, gardee = _etat_du_guichet(au)
    if gardee and gardee.signature == signature and timezone.now() - gardee.calculee_a < DUREE:
        return FileLue(gardee.chiffres)
    tenir_suivi(au=au)
    marches = [en_avancement(suivi) for suivi in suivi_des_marches(Marche.objects.all().suivis())]
    affaires = affaires_en_cours(marches, au=au)
    chiffres = _chiffrer(marches, au) | _compter(affaires, au)
    FileAffaires.objects.bulk_create(
        [FileAffaires(guichet_id=exiger_guichet(), signature=signature, calculee_a=timezone.now(), chiffres=chiffres)],
        update_conflicts=True,
        unique_fields=["guichet"],
        update_fields=["signature", "calculee_a", "chiffres"],
    )
    _garder(affaires)  # after: the row above is the lock of whoever computes at the same time
    return FileLue(chiffres)


def _compter(affaires: list[Affaire], au: datetime.date) -> dict[str, Any]:
    lundi = prochain_lundi(au)
    comptes = Counter((a.type, a.responsable_id) for a in affaires)
    return {
        "comptes": [[*cle, nombre] for cle, nombre in comptes.items()],
        "avant_lundi": sum(1 for a in affaires if a.echeance and a.echeance < lundi),
        "releves_a_valider": sum(1 for a in affaires if a.sujet == "releve-a-valider"),
    }


def _garder(affaires: list[Affaire]) -> None:
    """Only what changed is written: most affairs are the same after an event as before."""
    en_place: dict[str, list[int]] = {}
    for condense, pk in AffaireGardee.objects.values_list("condense", "pk"):
        en_place.setdefault(condense, []).append(pk)
    nouvelles = []
    for affaire in affaires:
        donnees = ranger(affaire)
        condense = hashlib.sha256(json.dumps(donnees, sort_keys=True).encode()).hexdigest()[:32]
        if memes := en_place.get(condense):
            memes.pop()
            continue
        nouvelles.append(
            AffaireGardee(
                identite=affaire.identite,
                empreinte=affaire.empreinte,
                condense=condense,
                type=affaire.type,
                responsable_id=affaire.responsable_id,
                echeance=affaire.echeance,
                avant=affaire.echeance or LOIN,
                debut=affaire.depuis or LOIN,
                tri=plier(affaire.titre)[:200],
                donnees=donnees,
            )
        )
    if perimees := [pk for memes in en_place.values() for pk in memes]:
        AffaireGardee.objects.filter(pk__in=perimees).delete()
    AffaireGardee.objects.bulk_create(nouvelles, batch_size=1000)


def _etat_du_guichet(au: datetime.date) -> tuple[str, FileAffaires | None]:
    """One query: what is kept, and what would make it old."""
    evenements = Evenement.objects.exclude(verbe__in=SANS_EFFET).order_by("-quand", "-pk").values("pk")[:1]
    releves = (
        ReleveHeures.objects.order_by()
        .annotate(tout=Value(1))
        .values("tout")
        .annotate(
            lus=Count("pk", filter=Q(statut=StatutReleve.SOUMIS)) * 10_000
            + Count("pk", filter=Q(statut=StatutReleve.A_COMPLETER))
        )
        .values("lus")
    )
    etat = (
        Guichet.objects.filter(pk=exiger_guichet())
        .annotate(
            evenement=Subquery(evenements),
            releves=Subquery(releves),
            gardee=Subquery(FileAffaires.objects.filter(guichet_id=OuterRef("pk")).values("pk")[:1]),
        )
        .values("evenement", "releves", "gardee")
        .get()
    )
    gardee = FileAffaires.objects.filter(pk=etat["gardee"]).first() if etat["gardee"] else None
    return f"{FORME}|{au}|{etat['evenement']}|{etat['releves']}", gardee


def _chiffrer(marches: list[AvancementMarche], au: datetime.date) -> dict[str, Any]:
    projetes = [a.total.projection for a in marches if a.total.projection]
    couverture = sum((a.total.couverture for a in marches), Couverture())
    en_contrat = ContratTravail.objects.filter(date_debut__lte=au).exclude(date_fin__lt=au).values("beneficiaire")
    personnes = Beneficiaire.objects.filter(pk__in=en_contrat).aggregate(
        toutes=Count("pk"), femmes=Count("pk", filter=Q(sexe="F"))
    )
    heures = {nom: sum((getattr(a.total, nom) for a in marches), ZERO) for nom in ("du", "valide", "attente")}
    heures |= {nom: sum((getattr(p, nom) for p in projetes), ZERO) for nom in ("centrale", "basse", "haute")}
    heures["manque"] = manque_projete(a.total for a in marches)
    return {nom: str(valeur) for nom, valeur in heures.items()} | {
        "marches": len(marches),
        "en_retard": sum(1 for a in marches if a.total.etat == "en_retard"),
        "a_surveiller": sum(1 for a in marches if a.total.etat == "a_surveiller"),
        "attendues": couverture.attendues,
        "recues": couverture.recues,
        "projetes": len(projetes),
        "personnes": personnes["toutes"],
        "femmes": personnes["femmes"],
    }
