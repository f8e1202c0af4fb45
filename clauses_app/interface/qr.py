"""An address as a QR code, drawn as one path of our own SVG: nothing to fetch, nothing to mark as safe."""

from __future__ import annotations

from dataclasses import dataclass

import segno

MARGE = 4  # modules of silence around, as the standard asks


@dataclass(frozen=True, slots=True)
class CodeQr:
    cote: int
    trace: str


def tracer_qr(adresse: str) -> CodeQr:
    """Error correction M: still read with a stain, or a bad photocopy."""
    matrice = segno.make(adresse, error="m", micro=False, boost_error=False).matrix
    traits = []
    for y, rangee in enumerate(matrice):
        x = 0
        while x < len(rangee):
            debut = x
            while x < len(rangee) and rangee[x]:
                x += 1
            if x > debut:
                traits.append(f"M{debut + MARGE} {y + MARGE}h{x - debut}v1h-{x - debut}z")
            x += 1
    return CodeQr(len(matrice) + 2 * MARGE, "".join(traits))
