"""The people of the journeys: a facilitator at her screen, her responsable; what a page says, as one reads it."""

import html
import re

import pytest

from clauses_app.tenancy.contexte import within_connexion
from tests.factories.comptes import creer_adhesion

ESPACES = re.compile(r"[\s\u00a0\u202f]+")
ATTRIBUTS = re.compile(r"<[^>]+>")


@pytest.fixture
def camille(connecter, facilitateur):
    return connecter(facilitateur)


@pytest.fixture
def responsable(connecter, guichet):
    with within_connexion():
        membre = creer_adhesion(guichet=guichet, role="ADMIN_GUICHET", nom="Inès Morel")
    return connecter(membre)


@pytest.fixture
def lire():
    """The text of a page, without its tags: every space is an ordinary one."""

    def _lire(reponse):
        return ESPACES.sub(" ", html.unescape(ATTRIBUTS.sub(" ", reponse.content.decode())))

    return _lire
