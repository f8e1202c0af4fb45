"""The receipt of a deposit: its code proves, its number alone does not."""

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db


def test_le_numero_seul_dit_ou_trouver_le_code(client):
    """« 1-11 » is printed on the receipt: whoever types it is told what to copy, not that the receipt is false."""
    page = client.get(reverse("suivi_heures:recus"), {"code": "1-11"})
    assert page.status_code == 200
    texte = page.content.decode()
    assert "1-11 est le numéro de l’accusé" in texte
    assert "code signé" in texte
    assert client.get(reverse("suivi_heures:recus"), {"code": "1.11.faux"}).status_code == 302
