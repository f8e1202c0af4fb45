"""Every screen of every role: nothing seen by axe, no width lost, no word said in the console, no other host."""

from __future__ import annotations

import pytest

from tests.parcours.controles import DejaVus, controler
from tests.parcours.ecrans import lister_adresses
from tests.parcours.instance import Instance
from tests.parcours.navigateur import Personnes
from tests.parcours.roles import LECTEURS

pytestmark = [pytest.mark.navigateur, pytest.mark.xdist_group("parcours")]


@pytest.mark.parametrize("role", LECTEURS)
def test_chaque_ecran_est_accessible_et_tient_dans_sa_largeur(
    personnes: Personnes, instance: Instance, role: str, deja_vus: DejaVus
):
    lecteur = LECTEURS[role]
    page = personnes.page(lecteur.courriel)
    fautes: list[str] = []
    ecrans = 0
    for adresse in lister_adresses(instance):
        reponse = page.context.request.get(adresse.chemin, max_redirects=0)
        if reponse.status != 200 or not (texte := reponse.text()).rstrip().endswith("</html>"):
            continue
        ecrans += 1
        neuves, par_axe, dedans = deja_vus.a_voir(texte, lecteur.largeurs)
        if neuves:
            page.goto(adresse.chemin)
            fautes += controler(page, neuves, par_axe, dedans)
    assert not fautes, "\n".join(fautes)
    assert ecrans >= lecteur.ecrans
