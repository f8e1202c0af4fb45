"""Frozen figures to JSON and back: what was signed in March is read again, unchanged, in December."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints


class FiguresIllisibles(ValueError):
    """The stored JSON is not the figures of this document."""


def en_json(valeur: Any) -> Any:
    """Dataclasses as objects, decimals and dates as text: no float anywhere."""
    if is_dataclass(valeur) and not isinstance(valeur, type):
        return {champ.name: en_json(getattr(valeur, champ.name)) for champ in fields(valeur)}
    if isinstance(valeur, (tuple, list)):
        return [en_json(element) for element in valeur]
    if isinstance(valeur, Enum):
        return valeur.value
    if isinstance(valeur, Decimal):
        return f"{valeur:f}"
    if isinstance(valeur, (date, datetime)):
        return valeur.isoformat()
    if valeur is None or isinstance(valeur, (str, int, bool)):
        return valeur
    raise TypeError(f"{type(valeur).__name__} does not belong in frozen figures")


def depuis_json[T](classe: type[T], donnees: Mapping[str, Any]) -> T:
    try:
        figures: T = _lire(classe, donnees)
    except (TypeError, ValueError, KeyError, ArithmeticError) as erreur:
        raise FiguresIllisibles(f"{classe.__name__}: {erreur}") from erreur
    return figures


def empreinte(valeur: Any) -> str:
    """SHA-256 of the canonical JSON: the same figures have the same fingerprint, whenever they are read."""
    texte = json.dumps(en_json(valeur), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(texte.encode()).hexdigest()


@cache
def _types(classe: type) -> dict[str, Any]:
    return get_type_hints(classe)


def _lire(attendu: Any, valeur: Any) -> Any:
    origine = get_origin(attendu)
    if origine in (Union, UnionType):
        reste = next(choix for choix in get_args(attendu) if choix is not type(None))
        return None if valeur is None else _lire(reste, valeur)
    if origine is tuple:
        return tuple(_lire(get_args(attendu)[0], element) for element in valeur)
    if is_dataclass(attendu):
        types = _types(attendu)  # type: ignore[arg-type]
        return attendu(**{nom: _lire(types[nom], element) for nom, element in valeur.items()})  # type: ignore[operator]
    return _lire_simple(attendu, valeur)


def _lire_simple(attendu: Any, valeur: Any) -> Any:
    if attendu in (date, datetime):
        return attendu.fromisoformat(valeur)
    if attendu in (str, int, bool):
        if type(valeur) is not attendu:
            raise TypeError(f"{attendu.__name__} expected, {valeur!r} read")
        return valeur
    return attendu(valeur)
