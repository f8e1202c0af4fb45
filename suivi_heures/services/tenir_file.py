"""Give the queue and the figures of the home page, computed again only when something happened.

Everything that decides is journaled: while the last event, the number of timesheets that wait and the day
are the same, the queue is the same (one query). Ten minutes at most, for what no event tells.
"""

from __future__ import annotations

import datetime
import hashlib
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, OuterRef, Q, Subquery, Value
from django.utils import timezone

from beneficiaires.models import Beneficiaire, ContratTravail
from clauses_app.audit.models import Evenement, Verbe
from clauses_app.comptes.models import Guichet
from clauses_app.tenancy.contexte import exiger_guichet
from marches.models import Marche
from suivi_heures.enums import StatutReleve
from suivi_heures.models import FileAffaires, ReleveHeures
from suivi_heures.queries.affaires import Affaire, affaires_en_cours
from suivi_heures.queries.affaires.commun import deplier, ranger
from suivi_heures.queries.avancement import AvancementMarche
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
FORME = hashlib.sha256(" ".join(Affaire.__dataclass_fields__).encode()).hexdigest()[:8]
ZERO = Decimal(0)


@dataclass(frozen=True)
class FileLue:
    """`chiffres`: whole numbers, and hours as text."""

    affaires: list[Affaire]
    chiffres: dict[str, Any]


def tenir_file(*, au: datetime.date) -> FileLue:
    signature, gardee = _etat_du_guichet(au)
    if gardee and gardee.signature == signature and timezone.now() - gardee.calculee_a < DUREE:
        return FileLue([deplier(un) for un in gardee.affaires], gardee.chiffres)
    tenir_suivi(au=au)
    marches = [en_avancement(suivi) for suivi in suivi_des_marches(Marche.objects.all().suivis())]
    lue = FileLue(affaires_en_cours(marches, au=au), _chiffrer(marches, au))
    FileAffaires.objects.bulk_create(
        [
            FileAffaires(
                guichet_id=exiger_guichet(),
                signature=signature,
                calculee_a=timezone.now(),
                affaires=[ranger(a) for a in lue.affaires],
                chiffres=lue.chiffres,
            )
        ],
        update_conflicts=True,
        unique_fields=["guichet"],
        update_fields=["signature", "calculee_a", "affaires", "chiffres"],
    )
    return lue


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
