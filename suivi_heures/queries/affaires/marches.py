"""Contracts that ask for something."""

from __future__ import annotations

import datetime

from clauses_app.interface.formats import accorder, formater_date, formater_heures
from marches.enums import StatutDecp
from marches.models import MarcheDecp
from suivi_heures.queries.affaires.commun import Affaire
from suivi_heures.queries.avancement import AvancementMarche


def marches_en_retard(marches: list[AvancementMarche], au: datetime.date) -> list[Affaire]:
    """Alive contracts whose high projection does not reach what is due."""
    return [
        Affaire(
            type="marches",
            ton="retard",
            icone="flag",
            titre=f"{a.marche.objet} : {formater_heures(a.total.projection.haute)} au mieux"
            f" sur {formater_heures(a.total.du)}",
            detail=f"Même l’hypothèse haute reste sous l’obligation. Échéance le {formater_date(a.marche.date_fin)}.",
            bouton="Voir le marché",
            url="suivi_heures:marche",
            cle=a.marche.pk,
            qui="Vous",
            depuis=None,
            echeance=a.marche.date_fin,
        )
        for a in marches
        if a.total.etat == "en_retard" and a.total.projection is not None and a.marche.date_fin >= au
    ]


def publies_a_qualifier() -> list[Affaire]:
    publies = MarcheDecp.objects.filter(statut=StatutDecp.A_QUALIFIER).exclude(considerations_sociales=[])
    nombre = publies.count()
    if not nombre:
        return []
    return [
        Affaire(
            type="marches",
            ton="surveiller",
            icone="search",
            titre=accorder(
                nombre,
                "marché public publié avec une clause, à qualifier",
                "marchés publics publiés avec une clause, à qualifier",
            ),
            detail="Données essentielles de la commande publique : suivre ou écarter chacun.",
            bouton="Qualifier",
            url="marches:decp",
            cle=None,
            qui="Vous",
            depuis=None,
            echeance=None,
        )
    ]
