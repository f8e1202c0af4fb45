"""Who looks at the screens: one list for the pictures and for the controls."""

from __future__ import annotations

from dataclasses import dataclass

INTERNE = (1440, 390)
PORTAIL = (1440, 390, 320)


@dataclass(frozen=True)
class Lecteur:
    """`ecrans`: at least how many screens this reader has."""

    courriel: str
    largeurs: tuple[int, ...]
    ecrans: int


LECTEURS = {
    "responsable": Lecteur("idriss@exemple.fr", INTERNE, 40),
    "facilitatrice": Lecteur("camille@exemple.fr", INTERNE, 35),
    "entreprise": Lecteur("vallorin@exemple.fr", PORTAIL, 8),
    "structure": Lecteur("passerelle@exemple.fr", PORTAIL, 8),
    "acheteur": Lecteur("transports@exemple.fr", PORTAIL, 8),
    "personne": Lecteur("", PORTAIL, 6),
}
