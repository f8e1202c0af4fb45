"""Structures at work whose agreement has run out: their hours have no ground any more."""

from __future__ import annotations

import datetime

from django.db.models import Q

from beneficiaires.models import ContratTravail
from clauses_app.interface.formats import formater_date
from marches.models import Entreprise
from marches.queries.annuaire import retrouver_structures, situer_agrements
from suivi_heures.queries.affaires.commun import Affaire

DELAI = datetime.timedelta(days=30)


def agrements_echus(au: datetime.date) -> list[Affaire]:
    """One a structure that employs somebody today. Four queries."""
    en_cours = ContratTravail.objects.filter(Q(date_fin=None) | Q(date_fin__gte=au), date_debut__lte=au)
    employeurs = Entreprise.objects.filter(pk__in=en_cours.values("employeur")).exclude(type_structure="")
    connues = retrouver_structures(employeurs)
    etats = situer_agrements(connues.values(), le=au)
    affaires = []
    for structure in connues.values():
        etat = etats[structure.pk]
        if etat.code != "ECHU" or etat.agrement is None or etat.agrement.fin is None:
            continue
        fin = etat.agrement.fin
        affaires.append(
            Affaire(
                type="entreprises",
                sans_personne=True,
                ton="retard",
                icone="building",
                titre=f"{structure.nom}\u00a0: convention échue le {formater_date(fin)}",
                detail="Elle emploie des personnes suivies ici\u00a0: demandez-lui la nouvelle, puis notez ses dates.",
                bouton="Voir la structure",
                url="marches:annuaire_structure",
                cle=structure.pk,
                qui=structure.nom,
                depuis=fin + datetime.timedelta(days=1),
                echeance=fin + DELAI,
                sujet="convention-echue",
            )
        )
    return affaires
