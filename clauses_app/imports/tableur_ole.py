"""Find one stream inside an OLE container (an old .xls): bounded, and nothing is believed.

Runs in the confined process.
"""

from __future__ import annotations

import struct

LIBRE = 0xFFFFFFFA  # sector numbers from here on are marks, not sectors
PETIT_FLUX = 4096


class OleAbime(ValueError):
    pass


class Conteneur:
    def __init__(self, contenu: bytes) -> None:
        if len(contenu) < 512:
            raise OleAbime
        self.contenu = contenu
        self.taille = 1 << min(struct.unpack_from("<H", contenu, 30)[0], 16)
        self.petite = 1 << min(struct.unpack_from("<H", contenu, 32)[0], 16)
        if self.taille < 128 or self.petite < 16:
            raise OleAbime
        self.table = self._table()
        self.repertoire = self._chaine(struct.unpack_from("<I", contenu, 48)[0])
        self.petite_table = self._entiers(self._chaine(struct.unpack_from("<I", contenu, 60)[0]))

    def noms(self) -> dict[str, tuple[int, int]]:
        """Name → (first sector, size)."""
        trouves: dict[str, tuple[int, int]] = {}
        for position in range(0, len(self.repertoire) - 127, 128):
            longueur, genre = struct.unpack_from("<HB", self.repertoire, position + 64)
            if genre in {2, 5} and 2 <= longueur <= 64:
                nom = self.repertoire[position : position + longueur - 2].decode("utf-16-le", "replace")
                debut, taille = struct.unpack_from("<II", self.repertoire, position + 116)
                trouves.setdefault("/" if genre == 5 else nom, (debut, taille))
        return trouves

    def flux(self, debut: int, taille: int) -> bytes:
        if taille >= PETIT_FLUX:
            return self._chaine(debut)[:taille]
        racine = self._chaine(self.noms().get("/", (LIBRE, 0))[0])
        morceaux = []
        for secteur in _suivre(debut, self.petite_table):
            morceaux.append(racine[secteur * self.petite : (secteur + 1) * self.petite])
        return b"".join(morceaux)[:taille]

    def _table(self) -> list[int]:
        secteurs = list(struct.unpack_from("<109I", self.contenu, 76))
        suivant, nombre = struct.unpack_from("<II", self.contenu, 68)
        for _ in range(min(nombre, len(self.contenu) // self.taille)):
            if suivant >= LIBRE:
                break
            bloc = self._entiers(self._secteur(suivant))
            if not bloc:
                break
            secteurs += bloc[:-1]
            suivant = bloc[-1]
        table: list[int] = []
        for secteur in secteurs:
            if secteur < LIBRE:
                table += self._entiers(self._secteur(secteur))
        return table

    def _secteur(self, numero: int) -> bytes:
        debut = 512 if self.taille == 512 else self.taille
        return self.contenu[debut + numero * self.taille : debut + (numero + 1) * self.taille]

    def _chaine(self, debut: int) -> bytes:
        return b"".join(self._secteur(secteur) for secteur in _suivre(debut, self.table))

    def _entiers(self, octets: bytes) -> list[int]:
        return list(struct.unpack(f"<{len(octets) // 4}I", octets[: len(octets) // 4 * 4]))


def _suivre(debut: int, table: list[int]) -> list[int]:
    """The chain of sectors; a loop is a damaged file."""
    secteurs: list[int] = []
    while debut < LIBRE:
        if debut >= len(table) or len(secteurs) > len(table):
            raise OleAbime
        secteurs.append(debut)
        debut = table[debut]
    return secteurs
