"""Read a JSON tree by the format's table: records, every fault met on the way, and who refers to whom."""

from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from suivi_heures.imports.reprise_arbre import suivre
from suivi_heures.imports.reprise_fiches import Faute
from suivi_heures.imports.reprise_schema import SCHEMA, Champ
from suivi_heures.imports.reprise_valeurs import Code, Liste, Ref, Refus, Renvoi, Sorte, Texte, montrer


class Fautif:
    """Stands where a value could not be read; a record that holds one never leaves this package."""

    def __repr__(self) -> str:
        return "FAUTIF"


FAUTIF: Any = Fautif()


@dataclass(frozen=True, slots=True)
class Mention:
    """A reference met in the file: `espace` is where it is unique, or where it must be found."""

    chemin: str
    espace: str
    valeur: str
    liste: str = ""


@dataclass(slots=True)
class Lecture:
    fautes: list[Faute] = field(default_factory=list)
    avertissements: list[Faute] = field(default_factory=list)
    refs: list[Mention] = field(default_factory=list)
    renvois: list[Mention] = field(default_factory=list)

    def signaler(self, chemin: str, message: str) -> Any:
        self.fautes.append(Faute(chemin, message))
        return FAUTIF

    def lire(self, sorte: Sorte | Liste | type, brut: Any, chemin: str, liste: str = "") -> Any:
        """One value of any kind; `liste` is the path of the list the record stands in."""
        if isinstance(sorte, Liste):
            return self._lire_liste(sorte, brut, chemin)
        if isinstance(sorte, Sorte):
            return self._lire_valeur(sorte, brut, chemin, liste)
        return self._lire_fiche(sorte, brut, chemin, liste)

    def _lire_fiche(self, fiche: type, brut: Any, chemin: str, liste: str) -> Any:
        if not isinstance(brut, dict):
            return self.signaler(chemin, f"{montrer(brut)} : écrivez un objet {{…}}.")
        champs = SCHEMA[fiche]
        if not brut.keys() <= _noms(fiche):
            self._refuser_inconnus(fiche, brut, chemin)
        return fiche(**{champ.nom: self._lire_champ(champ, brut, chemin, liste) for champ in champs})

    def _refuser_inconnus(self, fiche: type, brut: dict[str, Any], chemin: str) -> None:
        noms = _noms(fiche)
        for cle in brut.keys() - noms:
            proche = get_close_matches(cle, sorted(noms), n=1, cutoff=0.6)
            conseil = f"« {proche[0]} » peut-être ; sinon retirez-le" if proche else "retirez-le"
            self.signaler(suivre(chemin, cle), f"Champ inconnu du format : {conseil}.")

    def _lire_champ(self, champ: Champ, brut: dict[str, Any], parent: str, liste: str) -> Any:
        valeur = brut.get(champ.nom)
        chemin = f"{parent}.{champ.nom}" if parent else champ.nom
        if not champ.obligatoire and valeur == "" and type(champ.sorte) is Texte:
            return champ.defaut
        if valeur is not None:
            return self.lire(champ.sorte, valeur, chemin, liste)
        if champ.obligatoire:
            return self.signaler(chemin, f"Champ obligatoire absent : écrivez {_attendu(champ.sorte)}.")
        return None if champ.null_distinct and champ.nom in brut else champ.defaut

    def _lire_valeur(self, sorte: Sorte, brut: Any, chemin: str, liste: str) -> Any:
        try:
            valeur = sorte.lire(brut)
        except Refus as refus:
            return self.signaler(chemin, str(refus))
        if doute := sorte.avertir(valeur):
            self.avertissements.append(Faute(chemin, doute))
        if isinstance(sorte, Renvoi):
            self.renvois.append(Mention(chemin, sorte.cible, valeur))
        elif isinstance(sorte, Ref) and sorte.espace:
            espace = f"{liste}/{sorte.espace}" if sorte.locale else sorte.espace
            self.refs.append(Mention(chemin, espace, valeur, liste))
        return valeur

    def _lire_liste(self, sorte: Liste, brut: Any, chemin: str) -> Any:
        if not isinstance(brut, list):
            return self.signaler(chemin, f"{montrer(brut)} : écrivez {_attendu(sorte)}.")
        valeurs = tuple(
            self.lire(sorte.contenu, element, f"{chemin}[{rang}]", chemin) for rang, element in enumerate(brut)
        )
        if isinstance(sorte.contenu, Code):
            self._refuser_repetitions(valeurs, chemin)
        return tuple(dict.fromkeys(valeurs)) if type(sorte.contenu) is Texte else valeurs

    def _refuser_repetitions(self, valeurs: tuple[Any, ...], chemin: str) -> None:
        vues: set[str] = set()
        for rang, valeur in enumerate(valeurs):
            if valeur is not FAUTIF and valeur in vues:
                self.signaler(f"{chemin}[{rang}]", f"{montrer(valeur)} : déjà dans la liste ; retirez-le.")
            vues.add(valeur)


_NOMS: dict[type, frozenset[str]] = {}


def _noms(fiche: type) -> frozenset[str]:
    if fiche not in _NOMS:
        _NOMS[fiche] = frozenset(champ.nom for champ in SCHEMA[fiche])
    return _NOMS[fiche]


def _attendu(sorte: Sorte | Liste | type) -> str:
    if isinstance(sorte, Liste):
        return "une liste […], vide s’il n’y a rien"
    return sorte.attendu if isinstance(sorte, Sorte) else "un objet {…}"
