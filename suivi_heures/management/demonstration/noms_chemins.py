"""Invented people of the actions: names far enough from one another that no look-alike is proposed."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from itertools import product

DEBUTS = (
    "Bar",
    "Cou",
    "Del",
    "Fau",
    "Gar",
    "Hum",
    "Jos",
    "Lam",
    "Mor",
    "Nav",
    "Pel",
    "Rous",
    "Sau",
    "Tou",
    "Var",
    "Zam",
)
FINS = ("bezat", "chillon", "dierre", "gnolles", "mirec", "pinette", "quières", "touzac", "vésines", "zillac")
PRENOMS = (
    ("Aurélien", "M"),
    ("Bintou", "F"),
    ("Cédric", "M"),
    ("Delphine", "F"),
    ("Farid", "M"),
    ("Guylaine", "F"),
    ("Hakim", "M"),
    ("Isaline", "F"),
    ("Jordan", "M"),
    ("Khadija", "F"),
    ("Ludivine", "F"),
    ("Malik", "M"),
    ("Noémie", "F"),
)
NAISSANCE = datetime.date(1968, 1, 17)


def identites() -> Iterator[tuple[str, str, datetime.date, str]]:
    """Surname, first name, birth, sex; always the same, in the same order."""
    for rang, (fin, debut, second) in enumerate(product(FINS, DEBUTS, ("", "-Rey"))):
        prenom, sexe = PRENOMS[(rang * 5) % len(PRENOMS)]
        yield f"{debut}{fin}{second}", prenom, NAISSANCE + datetime.timedelta(days=50 * rang), sexe
