"""What companies owe."""

from __future__ import annotations

import datetime

from clauses_app.comptes.models import Guichet
from clauses_app.interface.formats import accorder, formater_mois
from clauses_app.tenancy.contexte import exiger_guichet
from suivi_heures.queries.affaires.commun import Affaire
from suivi_heures.queries.declarations import declarations_manquantes


def declarations_dues(au: datetime.date) -> list[Affaire]:
    """Companies that owe a timesheet: one affair each, whatever the number of months."""
    delai = Guichet.objects.get(pk=exiger_guichet()).delai_releve_jours
    return [
        Affaire(
            type="entreprises",
            ton="retard",
            icone="building",
            titre=f"{m.nom} : {accorder(len(m.mois), 'relevé attendu', 'relevés attendus')}",
            detail=f"{', '.join(formater_mois(mois) for mois in m.mois[:3])}"
            f"{' et avant' if len(m.mois) > 3 else ''}. {accorder(m.contrats, 'contrat')} sans heures déclarées.",
            bouton="Voir l’entreprise",
            url="marches:entreprise",
            cle=m.entreprise_id,
            qui=m.nom,
            depuis=m.echeance(delai),
            echeance=m.echeance(delai),
        )
        for m in declarations_manquantes(au=au)
    ]
