"""How severe a guichet wants a control, asked by a room that does not know where it is set.

The settings are kept by a room above: it subscribes (its AppConfig.ready), as for what is counted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

_lecteurs: list[Callable[[], Mapping[str, str]]] = []


def abonner_severites(lire: Callable[[], Mapping[str, str]]) -> None:
    """`lire` gives the severity of each control of the guichet, by code."""
    if lire not in _lecteurs:
        _lecteurs.append(lire)


def severites_reglees() -> dict[str, str]:
    return {code: severite for lire in _lecteurs for code, severite in lire().items()}
