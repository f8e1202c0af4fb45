"""A report was published: the letter to who asked to be told."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from clauses_app.comptes.courriels import adresse, composer
from clauses_app.comptes.models import Guichet


def rediger_publication(guichet: Guichet, annonce: Any) -> dict[str, str]:
    """What `envoyer_lettre` takes; the address of the report, never the report."""
    lien = adresse(reverse("suivi_heures:rapport", args=[annonce.identifiant]))
    reglages = adresse(reverse("suivi_heures:departement"))
    sujet, corps = composer("publication", {"guichet": guichet, "annonce": annonce, "lien": lien, "reglages": reglages})
    return {
        "sujet": sujet,
        "corps": corps,
        "destinataire": annonce.courriel,
        "au_nom_de": guichet.nom,
        "repondre_a": guichet.courriel,
    }
