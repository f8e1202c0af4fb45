"""A corrected file brought in over the first gives the same count as the corrected file alone."""

import copy
import json
import random
from pathlib import Path

import pytest

from clauses_app.comptes.models import Guichet
from clauses_app.tenancy.contexte import within_connexion, within_guichet
from suivi_heures.imports.reprise import lire_reprise
from suivi_heures.services.installer_reprise import installer_reprise
from suivi_heures.services.recalculer_realisation import recalculer_realisation

DONNEES = Path(__file__).parents[2] / "donnees" / "decompte"
pytestmark = pytest.mark.django_db


def importer(contenu):
    lecture = lire_reprise(json.dumps(contenu).encode())
    assert not isinstance(lecture, list), lecture
    return installer_reprise(reprise=lecture)


def corriger(contenu, hasard):
    """A bit of everything a former tool may have corrected between two exports."""
    for heure in hasard.sample(contenu["heures"], 25):
        champ, valeur = hasard.choice(
            [
                ("heures", f"{hasard.randint(0, 16000) / 100:.2f}"),
                ("nature", hasard.choice(["TRAVAIL", "ABSENCE", "FORMATION_HORS_CONTRAT"])),
                ("du", heure["du"][:8] + "02"),
                ("contrat", hasard.choice(contenu["contrats"])["ref"]),
                ("statut", hasard.choice(["VALIDEE", "REFUSEE", "SOUMISE"])),
            ]
        )
        heure[champ] = valeur
    attributions = [a["ref"] for m in contenu["marches"] for lot in m["lots"] for a in lot["attributions"]]
    for contrat in hasard.sample(contenu["contrats"], 3):
        contrat["attribution"] = hasard.choice(attributions)
        contrat["employeur"] = hasard.choice(contenu["entreprises"] + contenu["structures"])["ref"]
    for personne in hasard.sample(contenu["beneficiaires"], 4):
        personne["qpv"] = not personne["qpv"]
        personne["eligibilites"] = personne["eligibilites"][1:]
    marche = hasard.choice(contenu["marches"])
    lot = marche["lots"][0]
    lot["engagements"] = [*lot["engagements"][1:], {"date": "2022-02-02", "source": "AVENANT", "heures": "-12.50"}]
    marche["date_fin"] = marche["date_debut"][:4] + "-12-31"
    contenu["regles"][0]["plafond_mensuel"] = hasard.choice(["100", "151.67", None])
    contenu["regles"][0]["duree_eligibilite_mois"] = hasard.choice([6, 12, None])
    return contenu


@pytest.mark.parametrize("numero", range(100, 112))
def test_reprendre_un_fichier_corrige_donne_le_compte_du_fichier_corrige(numero):
    contenu = json.loads((DONNEES / f"essai-{numero}.json").read_bytes())
    importer(contenu)
    corrige = corriger(copy.deepcopy(contenu), random.Random(numero))
    corrige_ailleurs = copy.deepcopy(corrige) | {"guichet": {"code": "neuf", "nom": "Neuf", "type": "PLIE"}}
    rapport = importer(corrige)
    assert rapport.lots == importer(corrige_ailleurs).lots
    assert rapport.absents == {}
    assert not any((importer(corrige).cree | importer(corrige).mis_a_jour).values())
    with within_connexion():
        guichet = Guichet.objects.get(code=f"essai-{numero}")
    with within_guichet(guichet.pk):
        assert recalculer_realisation(lots=None) == set()
