"""No raw code of a state is ever shown: each has its French word."""

import importlib

import pytest
from django.db.models import TextChoices

from clauses_app.interface.etats import ETATS

LISTES = [
    objet
    for module in ("marches.enums", "beneficiaires.enums", "suivi_heures.enums")
    for objet in vars(importlib.import_module(module)).values()
    if isinstance(objet, type) and issubclass(objet, TextChoices) and objet.__name__.startswith(("Statut", "Etat"))
]


@pytest.mark.parametrize("liste", LISTES, ids=lambda liste: liste.__name__)
def test_chaque_etat_a_son_mot(liste):
    assert [code for code in liste.values if code.lower() not in ETATS] == []
