"""What companies owe."""

from __future__ import annotations

import datetime

from django.db.models import Min

from clauses_app.comptes.models import Guichet
from clauses_app.interface.formats import accorder, formater_mois
from clauses_app.tenancy.contexte import exiger_guichet
from marches.models import Attribution
from suivi_heures.queries.affaires.commun import Affaire
from suivi_heures.queries.declarations import declarations_manquantes


def declarations_dues(au: datetime.date) -> list[Affaire]:
    """Companies that owe a timesheet: one affair each, whatever the number of months."""
    manques = declarations_manquantes(au=au)
    suivi = dict(
        Attribution.objects.filter(entreprise__in=[m.entreprise_id for m in manques])
        .values_list("entreprise_id")
        .annotate(suivi=Min("marche__suivi_par_id"))
        .order_by()
    )
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
            sujet="releves-attendus",
            responsable_id=suivi.get(m.entreprise_id),
        )
        for m in manques
    ]
