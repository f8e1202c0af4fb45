"""A quarter that has ended and is not closed yet, in a guichet that closes them."""

from __future__ import annotations

import datetime

from clauses_app.interface.formats import formater_date
from suivi_heures.queries.affaires.commun import Affaire
from suivi_heures.queries.clotures import derniere_cloture, trimestre_de

# declarations of the last month, then the time to decide about them
JOURS_POUR_CLORE = 45


def trimestre_a_clore(au: datetime.date) -> list[Affaire]:
    derniere = derniere_cloture()
    if derniere is None:
        return []
    suivant = trimestre_de(derniere).suivant
    if suivant.fin >= au:
        return []
    return [
        Affaire(
            type="marches",
            sans_personne=True,
            ton="surveiller",
            icone="calendar3",
            titre=f"{suivant.libelle} à clore",
            detail=f"Terminé le {formater_date(suivant.fin)} : sa page dit ce qui reste à décider.",
            bouton="Voir le trimestre",
            url="suivi_heures:trimestre",
            cle=suivant.code,
            qui="Vous",
            depuis=suivant.fin,
            echeance=suivant.fin + datetime.timedelta(days=JOURS_POUR_CLORE),
        )
    ]
