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

from django.db import connection
from django.db.models import Count, Q
from django.utils import timezone

from beneficiaires.models import Beneficiaire, ContratTravail
from clauses_app.audit.models import Verbe
from clauses_app.tenancy.contexte import exiger_guichet
from clauses_app.tenancy.tri import plier
from marches.models import Marche
from suivi_heures.enums import StatutReleve
from suivi_heures.models import AffaireGardee, FileAffaires
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
# asked at each opening of the home page: the statement as it is, not composed again every time
_ETAT = """
SELECT
  (SELECT id FROM audit_evenement WHERE guichet_id = %(guichet)s AND verbe <> ALL(%(sans_effet)s)
    ORDER BY quand DESC, id DESC LIMIT 1),
  (SELECT count(*) FILTER (WHERE statut = %(soumis)s) * 10000 + count(*) FILTER (WHERE statut = %(a_completer)s)
    FROM suivi_heures_releveheures WHERE guichet_id = %(guichet)s),
  f.id, f.signature, f.calculee_a, f.chiffres::text
FROM (VALUES (1)) AS un LEFT JOIN suivi_heures_fileaffaires f ON f.guichet_id = %(guichet)s
"""
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
    guichet_id = exiger_guichet()
    parametres = {
        "guichet": guichet_id,
        "sans_effet": [str(verbe) for verbe in SANS_EFFET],
        "soumis": StatutReleve.SOUMIS.value,
        "a_completer": StatutReleve.A_COMPLETER.value,
    }
    with connection.cursor() as curseur:
        curseur.execute(_ETAT, parametres)  # type: ignore[arg-type]  # a list travels as an array
        evenement, releves, pk, signature, calculee_a, chiffres = curseur.fetchone()
    gardee = None
    if pk is not None:
        gardee = FileAffaires(
            pk=pk, guichet_id=guichet_id, signature=signature, calculee_a=calculee_a, chiffres=json.loads(chiffres)
        )
    return f"{FORME}|{au}|{evenement}|{releves}", gardee


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
