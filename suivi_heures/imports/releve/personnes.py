"""Who is meant: the four steps of R9, each with its evidence."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, replace

from clauses_app.imports.tableur import Cellule
from suivi_heures.enums import CodeAnomalie
from suivi_heures.imports.releve.connaissances import Connaissances, Depot, PersonneConnue
from suivi_heures.imports.releve.dates import est_une_date_impossible, lire_naissance
from suivi_heures.imports.releve.identites import Annuaire, formes_du_nom, formes_ecrites, separer_nom
from suivi_heures.imports.releve.rangees import PersonneEcrite
from suivi_heures.imports.releve.textes import compacter, distance_courte, mots, sans_civilite

LETTRES_D_ECART = 2


@dataclass(frozen=True, slots=True)
class Identification:
    nom: str
    prenom: str
    naissance: datetime.date | None
    personne: PersonneConnue | None
    code: CodeAnomalie | None = None
    preuve: str = ""
    candidats: tuple[str, ...] = ()

    @property
    def cle(self) -> tuple[str, datetime.date | None]:
        """The person as written."""
        return compacter(self.nom) + compacter(self.prenom), self.naissance


class Identificateur:
    def __init__(self, annuaire: Annuaire, connaissances: Connaissances, depot: Depot, employeur: str | None) -> None:
        self.annuaire, self.depot = annuaire, depot
        self.age_minimal = connaissances.reglages.age_minimal
        self.sous_contrat = {
            c.personne
            for c in connaissances.contrats
            if c.employeur == employeur or (connaissances.titulaires_declarent and c.titulaire == employeur)
        }
        self.connues: dict[tuple[str, str, str], Identification] = {}
        self.retenus = {(nom.cle, nom.naissance): nom for nom in connaissances.noms if nom.employeur == employeur}

    def identifier(self, ecrite: PersonneEcrite) -> Identification:
        cle = (ecrite.nom, ecrite.prenom, ecrite.naissance.texte)
        if cle not in self.connues:
            self.connues[cle] = self._identifier(ecrite)
        return self.connues[cle]

    def _identifier(self, ecrite: PersonneEcrite) -> Identification:
        naissance = self._naissance(ecrite.naissance)
        if est_une_date_impossible(ecrite.naissance):
            return self._sans_naissance(ecrite)
        return self._par_le_nom(ecrite, naissance)

    def _sans_naissance(self, ecrite: PersonneEcrite) -> Identification:
        """A birth written « 31/02/1988 » is nobody's: whoever the name alone finds is to be confirmed."""
        trouvee = self._par_le_nom(ecrite, None)
        if trouvee.personne is None or trouvee.code is not None or self._nom_retenu(ecrite, None):
            return trouvee
        au_dossier = f", {trouvee.personne.naissance:%d/%m/%Y} au dossier" if trouvee.personne.naissance else ""
        return replace(
            trouvee,
            code=CodeAnomalie.DATE_NAISSANCE_DIFFERENTE,
            preuve=f"«\u00a0{ecrite.naissance.texte[:20]}\u00a0» n’est pas une date{au_dossier}",
            candidats=(trouvee.personne.ref,),
        )

    def _par_le_nom(self, ecrite: PersonneEcrite, naissance: datetime.date | None) -> Identification:
        trouvee = (
            self._nom_retenu(ecrite, naissance)
            or self._meme_nom(ecrite, naissance)
            or self._nom_proche(ecrite, naissance)
            or self._nom_change(ecrite, naissance)
        )
        if trouvee is None:
            trouvee = (None, CodeAnomalie.BENEFICIAIRE_INCONNU, "aucune personne de ce nom n’est connue", ())
        personne, code, preuve, candidats = trouvee
        nom, prenom = self._nom_et_prenom(ecrite, personne, code)
        return Identification(nom, prenom, naissance, personne, code, preuve, candidats)

    def _naissance(self, cellule: Cellule) -> datetime.date | None:
        if not cellule.texte:
            return None
        return lire_naissance(cellule, recu_le=self.depot.recu_le, age_minimal=self.age_minimal)

    def _nom_et_prenom(
        self, ecrite: PersonneEcrite, personne: PersonneConnue | None, code: CodeAnomalie | None
    ) -> tuple[str, str]:
        """As written; in a single cell, parted as the record does, else by the capitals."""
        if ecrite.prenom:
            return sans_civilite(ecrite.nom), ecrite.prenom
        connues = [personne] if personne else self.annuaire.homonymes(ecrite.nom, "")
        if connues and (code is None or code == CodeAnomalie.BENEFICIAIRE_AMBIGU):
            ecrits = formes_ecrites(ecrite.nom, "")
            for nom in (connues[0].nom, *connues[0].autres_noms):
                if {compacter(nom) + compacter(connues[0].prenom), compacter(connues[0].prenom) + compacter(nom)} & set(
                    ecrits
                ):
                    return nom, connues[0].prenom
        return separer_nom(ecrite.nom)

    def _nom_retenu(self, ecrite: PersonneEcrite, naissance: datetime.date | None) -> _Reponse | None:
        """What somebody confirmed for this sender is not asked again."""
        if not self.retenus:
            return None
        nom, prenom = (ecrite.nom, ecrite.prenom) if ecrite.prenom else separer_nom(ecrite.nom)
        retenu = self.retenus.get((compacter(sans_civilite(nom)) + compacter(prenom), naissance))
        personne = self.annuaire.par_ref.get(retenu.personne) if retenu else None
        if retenu is None or personne is None:
            return None
        return personne, None, f"nom retenu pour cette personne {retenu.dit}".strip(), ()

    def _meme_nom(self, ecrite: PersonneEcrite, naissance: datetime.date | None) -> _Reponse | None:
        homonymes = self.annuaire.homonymes(ecrite.nom, ecrite.prenom)
        if not homonymes:
            return None
        if naissance is not None:
            memes = [une for une in homonymes if une.naissance == naissance]
            if len(memes) == 1:
                return memes[0], None, "nom, prénom et date de naissance identiques", ()
            if len(homonymes) == 1:
                return self._naissance_autre(homonymes[0])
            homonymes = memes or homonymes
            return self._seule_sous_contrat(homonymes) if memes else _ambigu(homonymes)
        if len(homonymes) == 1:
            return homonymes[0], None, "seule personne de ce nom", ()
        return self._seule_sous_contrat(homonymes)

    def _naissance_autre(self, personne: PersonneConnue) -> _Reponse:
        if personne.naissance is None:
            return personne, None, "seule personne de ce nom", ()
        code = CodeAnomalie.DATE_NAISSANCE_DIFFERENTE
        return personne, code, f"{personne.naissance:%d/%m/%Y} au dossier", (personne.ref,)

    def _seule_sous_contrat(self, personnes: list[PersonneConnue]) -> _Reponse:
        liees = [une for une in personnes if une.ref in self.sous_contrat]
        if len(liees) == 1:
            return liees[0], None, "seule personne de ce nom sous contrat chez l’employeur", ()
        return _ambigu(liees or personnes)

    def _nom_proche(self, ecrite: PersonneEcrite, naissance: datetime.date | None) -> _Reponse | None:
        ecrites = formes_ecrites(ecrite.nom, ecrite.prenom)
        proches = [
            une
            for une in self.annuaire.personnes
            if (une.naissance == naissance if naissance else une.ref in self.sous_contrat)
            and _est_proche(ecrites, formes_du_nom(une))
        ]
        if len(proches) != 1:
            return None
        raison = "même date de naissance" if naissance else "sous contrat chez l’employeur"
        preuve = f"écrit presque comme {proches[0].nom} {proches[0].prenom}, {raison}"
        return proches[0], CodeAnomalie.NOM_APPROCHANT, preuve, (proches[0].ref,)

    def _nom_change(self, ecrite: PersonneEcrite, naissance: datetime.date | None) -> _Reponse | None:
        if naissance is None:
            return None
        memes = [
            une
            for une in self.annuaire.personnes
            if une.naissance == naissance and une.ref in self.sous_contrat and _meme_prenom(ecrite, une)
        ]
        if len(memes) != 1:
            return None
        preuve = f"même prénom et même date de naissance que {memes[0].nom} {memes[0].prenom}"
        return memes[0], CodeAnomalie.NOM_DIFFERENT, preuve, (memes[0].ref,)


type _Reponse = tuple[PersonneConnue | None, CodeAnomalie | None, str, tuple[str, ...]]


def _ambigu(personnes: Iterable[PersonneConnue]) -> _Reponse:
    refs = tuple(une.ref for une in personnes)
    return None, CodeAnomalie.BENEFICIAIRE_AMBIGU, "plusieurs personnes portent ce nom", refs


def _est_proche(ecrites: list[str], connues: set[str]) -> bool:
    return any(
        distance_courte(ecrite, connue, LETTRES_D_ECART) <= LETTRES_D_ECART for ecrite in ecrites for connue in connues
    )


def _meme_prenom(ecrite: PersonneEcrite, personne: PersonneConnue) -> bool:
    if ecrite.prenom:
        return compacter(personne.prenom) in {compacter(ecrite.prenom), compacter(ecrite.nom)}
    texte, prenom = mots(sans_civilite(ecrite.nom)), mots(personne.prenom)
    return len(texte) > len(prenom) and prenom in (texte[: len(prenom)], texte[-len(prenom) :])
