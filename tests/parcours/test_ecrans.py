"""Every screen of every role: nothing seen by axe, no width lost, no word said in the console, no other host."""

from __future__ import annotations

import pytest

from tests.parcours.controles import controler, squelette
from tests.parcours.ecrans import lister_adresses
from tests.parcours.instance import Instance
from tests.parcours.navigateur import Personnes

pytestmark = [pytest.mark.navigateur, pytest.mark.xdist_group("parcours")]
INTERNE = (1440, 390)
PORTAIL = (1440, 390, 320)
# role → who, widths, at least how many screens
ROLES = {
    "responsable": ("idriss@exemple.fr", INTERNE, 40),
    "facilitatrice": ("camille@exemple.fr", INTERNE, 35),
    "entreprise": ("vallorin@exemple.fr", PORTAIL, 8),
    "structure": ("passerelle@exemple.fr", PORTAIL, 8),
    "acheteur": ("transports@exemple.fr", PORTAIL, 8),
    "personne": ("", PORTAIL, 6),
}


@pytest.fixture(scope="module")
def deja_vus() -> set[object]:
    """Skeletons controlled for another role."""
    return set()


@pytest.mark.parametrize("role", ROLES)
def test_chaque_ecran_est_accessible_et_tient_dans_sa_largeur(
    personnes: Personnes, instance: Instance, role: str, deja_vus: set[object]
):
    courriel, largeurs, nombre = ROLES[role]
    page = personnes.page(courriel)
    fautes: list[str] = []
    ecrans = 0
    for adresse in lister_adresses(instance):
        reponse = page.context.request.get(adresse.chemin, max_redirects=0)
        if reponse.status != 200 or not (texte := reponse.text()).rstrip().endswith("</html>"):
            continue
        ecrans += 1
        vu = (largeurs, squelette(texte))
        if vu not in deja_vus:
            deja_vus.add(vu)
            page.goto(adresse.chemin)
            fautes += controler(page, largeurs)
    assert not fautes, "\n".join(fautes)
    assert ecrans >= nombre
