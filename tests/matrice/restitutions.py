"""An output of a year and a convention, marked with the canary of their owner."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal
from itertools import count
from typing import Any

from clauses_app.comptes.models import Guichet
from suivi_heures.models import Financement, Restitution
from suivi_heures.restitutions.figer import empreinte, en_json
from suivi_heures.restitutions.sorties.chiffres import Chiffre, Sortie

_revisions = count()  # two owners of one guichet have one each
QUAND = datetime.datetime(2025, 4, 20, tzinfo=datetime.UTC)


def restituer(nom: str, cle: Callable[[], dict[str, Any]], o: dict[str, Any]) -> dict[str, Any]:
    Guichet.objects.update(participants_fse=True)  # of this guichet: the door of names is open too
    sortie = Sortie(
        titre=f"{nom}sortie",
        guichet=f"{nom}guichet",
        annee=2025,
        trimestre=1,
        debut=datetime.date(2025, 1, 1),
        fin=datetime.date(2025, 3, 31),
        close_a=QUAND,
        avis=(f"{nom}avis",),
        chiffres=(Chiffre("Heures", f"{nom}acheteur", "Heures réalisées", Decimal(100), "heures"),),
        manques=(f"{nom}manque",),
    )
    return {
        "restitution": Restitution.objects.create(
            **cle(), genre="ANNUEL", annee=2025, trimestre=1, revision=next(_revisions), donnees=en_json(sortie),
            empreinte=empreinte(sortie),
            produite_par=f"{nom}auteur",
        ),
        "financement": Financement.objects.create(
            **cle(), nom=f"{nom}financeur", type="FSE", part_pct=Decimal(40), annee_debut=2025,
            maitre_ouvrage=o["maitre_ouvrage"],
        ),
    }  # fmt: skip
