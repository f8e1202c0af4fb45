"""Sizes: ten years of France, one per cent of it, and the smallest that still shows every rule."""

from __future__ import annotations

from dataclasses import astuple, dataclass, fields

ZIPF = 0.6  # the largest guichet of France holds about 4 % of its hours


@dataclass(frozen=True, slots=True)
class Echelle:
    """How many guichets share how many contracts and people."""

    nom: str
    guichets: int
    marches: int
    personnes: int
    poids: tuple[float, ...] = ()  # of the guichets; by default a Zipf law


ECHELLES = {
    e.nom: e
    for e in (
        Echelle("minuscule", guichets=4, marches=80, personnes=260),
        Echelle("1pct", guichets=4, marches=2_000, personnes=6_400),
        # one guichet as the issue describes a large one, and another with ten times its data
        Echelle("atelier", guichets=2, marches=5_500, personnes=99_000, poids=(10.0, 1.0)),
        Echelle("france10", guichets=350, marches=200_000, personnes=640_000),
    )
}


@dataclass(frozen=True, slots=True)
class Part:
    """What a guichet holds: for each kind of row, how many, and how many the guichets before it hold."""

    g: int
    m: int
    m0: int
    l: int  # noqa: E741 (columns of the SQL below, named like their neighbours)
    l0: int
    a: int
    a0: int
    o: int
    o0: int
    e: int
    e0: int
    p: int
    p0: int


COLONNES = tuple(champ.name for champ in fields(Part))


def partager(echelle: Echelle) -> list[Part]:
    """Zipf shares. Of four contracts, three have one lot and the last has three."""
    poids = echelle.poids or [rang**-ZIPF for rang in range(1, echelle.guichets + 1)]
    total = sum(poids)
    parts: list[Part] = []
    avant = [0] * 6
    for g, un in enumerate(poids, 1):
        m = max(4, round(echelle.marches * un / total))
        p = max(10, round(echelle.personnes * un / total))
        nombres = [m, m + 2 * (m // 4), m // 15 + 2, m // 20 + 1, m // 6 + 8, p]
        parts.append(Part(g, *(n for paire in zip(nombres, avant, strict=True) for n in paire)))
        avant = [deja + n for deja, n in zip(avant, nombres, strict=True)]
    return parts


def valeurs(parts: list[Part]) -> str:
    """As rows of a VALUES list."""
    return ", ".join(f"({', '.join(map(str, astuple(part)))})" for part in parts)
