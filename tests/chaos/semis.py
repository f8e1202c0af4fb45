"""The guichet of the trial: companies, people, work contracts, and the secrets of their depositors."""

from __future__ import annotations

import datetime
import string

from clauses_app.comptes.models import Adhesion, Guichet
from clauses_app.comptes.services.ouvrir_jeton import ouvrir_jeton
from clauses_app.tenancy.contexte import within_connexion, within_guichet
from suivi_heures.imports.modele import composer_identifiant
from suivi_heures.services.creer_lien_depot import creer_lien_depot
from tests.chaos.envois import PERSONNES, Societe, les_mois
from tests.factories.beneficiaires import creer_beneficiaire, creer_contrat
from tests.factories.comptes import creer_guichet
from tests.factories.marches import creer_attribution, creer_entreprise, creer_lot, creer_marche

DEBUT, FIN = datetime.date(2024, 6, 3), datetime.date(2026, 10, 30)
PAR_LIEN = 5  # one company out of so many has no account: its personal link


def semer(societes: int, code: str = "chaos") -> tuple[Guichet, list[Societe]]:
    with within_connexion():
        guichet = creer_guichet(code=code, nom="Guichet des pannes")
    with within_guichet(guichet.pk):
        return guichet, [_societe(guichet.pk, n) for n in range(societes)]


def _societe(guichet_id: int, n: int) -> Societe:
    entreprise = creer_entreprise(
        ref=f"CH-{n}", nom=f"Chantiers {_lettres(n)}", contact_nom="Paie", contact_courriel=f"paie{n}@exemple.fr"
    )
    marche = creer_marche(date_debut=DEBUT, date_fin=FIN, ref=f"CHM-{n}", objet=f"Travaux {_lettres(n)}")
    attribution = creer_attribution(lot=creer_lot(marche=marche), entreprise=entreprise)
    contrats = {}
    for rang in range(PERSONNES):
        nom = f"{_lettres(n)}{_lettres(rang)}TAL".upper()
        personne = creer_beneficiaire(nom=nom, prenom="Prénom", eligible_depuis=DEBUT)
        contrat = creer_contrat(beneficiaire=personne, attribution=attribution, date_debut=DEBUT, date_fin=FIN)
        contrats[contrat.pk] = nom
    _, secret = ouvrir_jeton(
        par=Adhesion(nom_affiche="Guichet"),
        entreprise_id=entreprise.pk,
        organisation=entreprise.nom,
        role="ENTREPRISE",
        libelle="Paie",
    )
    lien = ""
    if n % PAR_LIEN == PAR_LIEN - 1:
        lien = creer_lien_depot(entreprise=entreprise, nom="Paie", courriel=entreprise.contact_courriel) or ""
    identifiants = {
        (pk, mois): composer_identifiant(guichet_id=guichet_id, contrat_id=pk, mois=mois)
        for pk in contrats
        for mois in les_mois()
    }
    return Societe(n, entreprise.pk, secret, lien, contrats, identifiants)


def _lettres(n: int) -> str:
    """Names far from one another: a number in two letters, each doubled by a syllable."""
    a, b = divmod(n, 26)
    return f"{string.ascii_uppercase[b]}or{string.ascii_lowercase[(7 * a + 3 * b) % 26]}an{string.ascii_lowercase[a]}"
