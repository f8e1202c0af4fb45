"""What the total at landing leaves out is said beside it."""

import datetime

from django.urls import reverse

from clauses_app.tenancy.contexte import within_guichet
from suivi_heures.services.recalculer_realisation import recalculer_realisation
from tests.factories.beneficiaires import creer_beneficiaire, creer_contrat
from tests.factories.marches import creer_attribution, creer_lot
from tests.factories.suivi_heures import creer_heure


def projeter(attribution):
    """Six months worked up to October: the lot of the fixture has a projection."""
    contrat = creer_contrat(
        attribution=attribution,
        beneficiaire=creer_beneficiaire(eligible_depuis=datetime.date(2026, 1, 1)),
        date_debut=datetime.date(2026, 5, 4),
        date_fin=datetime.date(2026, 12, 18),
    )
    for mois in range(5, 11):
        creer_heure(contrat=contrat, heures="20.00", du=datetime.date(2026, mois, 4), au=datetime.date(2026, mois, 28))
    recalculer_realisation(lots=[attribution.lot_id])


def test_le_total_au_terme_dit_le_lot_sans_projection_qu_il_ne_compte_pas(connecter, attribution, facilitateur):
    client = connecter(facilitateur)
    page = reverse("suivi_heures:penalites_marche", args=[attribution.marche_id])
    with within_guichet(attribution.guichet_id):
        projeter(attribution)
    avant = client.get(page).text
    assert "sans projection n’y" not in avant
    with within_guichet(attribution.guichet_id):
        creer_attribution(lot=creer_lot(marche=attribution.marche, ref="2", heures="500.00"))
    apres = client.get(page).text
    assert "1\u00a0lot sans projection n’y est pas" in apres
    fiche = client.get(reverse("suivi_heures:fiche_reunion", args=[attribution.marche_id])).text
    assert "hors 1\u00a0lot sans projection" in fiche
