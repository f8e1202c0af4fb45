"""Read the few facts of a payroll declaration (DSN) that say how much a person was paid for. Pure, in memory.

Only the listed fields are looked at: the social security number and the amounts of pay are dropped with their line,
before anything is built. A file is a sequence of sendings, each a tree told by the order of its blocks.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

OCTETS_MAX = 10 * 1024 * 1024
MENSUELLE = "01"
NATURES = {
    "02": "un signalement d’arrêt de travail",
    "04": "un signalement d’arrêt de travail",
    "05": "une reprise suite à arrêt de travail",
    "07": "un signalement de fin de contrat",
    "08": "un signalement d’amorçage",
}
TRAVAIL_REMUNERE, HEURE = "01", "10"
SUPPLEMENTAIRES = frozenset({"017", "018"})
_LIGNE = re.compile(r"(S\d\d\.G\d\d\.\d\d\.\d\d\d),'(.*)'\s*\Z")
# what is read, and nothing else
LUES = frozenset(
    {
        "S20.G00.05.001", "S20.G00.05.002", "S20.G00.05.005",
        "S21.G00.06.001", "S21.G00.11.001",
        "S21.G00.30.002", "S21.G00.30.003", "S21.G00.30.004", "S21.G00.30.006",
        "S21.G00.40.001", "S21.G00.40.009", "S21.G00.40.010",
        "S21.G00.51.010", "S21.G00.51.011", "S21.G00.51.012",
        "S21.G00.53.001", "S21.G00.53.002", "S21.G00.53.003",
        "S21.G00.62.001", "S90.G00.90.001",
    }
)  # fmt: skip
PAS_UNE_DSN = (
    "Ce fichier n’est pas une DSN : déposez le fichier texte que votre logiciel de paie envoie à Net-Entreprises"
    " (lignes « S10.G00.00.001,'…' »)."
)
SANS_MENSUELLE = "Ce fichier contient {quoi}, qui ne porte pas d’heures : déposez la DSN mensuelle du même mois."
TROP_GROS = "Ce fichier dépasse 10 Mo : déposez la DSN d’un seul mois."


class DsnRefusee(ValueError):
    """The sentence says what to send instead."""


@dataclass(slots=True)
class ContratPaye:
    """`heures`: paid work and overtime of the month; None when the file states none in hours."""

    numero: str = ""
    debut: datetime.date | None = None
    fin: datetime.date | None = None
    heures: Decimal | None = None

    def ajouter(self, heures: Decimal) -> None:
        self.heures = (self.heures or Decimal(0)) + heures


@dataclass(slots=True)
class PersonnePayee:
    noms: list[str] = field(default_factory=list)
    prenom: str = ""
    naissance: datetime.date | None = None
    contrats: list[ContratPaye] = field(default_factory=list)

    def contrat(self, numero: str) -> ContratPaye | None:
        """The one of this number; the only one when the number says nothing."""
        for contrat in self.contrats:
            if contrat.numero == numero:
                return contrat
        return self.contrats[0] if len(self.contrats) == 1 else None


@dataclass(slots=True)
class Declaration:
    """A month of an establishment."""

    mois: datetime.date | None = None
    siren: str = ""
    nic: str = ""
    nature: str = ""
    personnes: list[PersonnePayee] = field(default_factory=list)


def lire_dsn(contenu: bytes) -> list[Declaration]:
    """The monthly ones; a file without any is refused with the reason."""
    if len(contenu) > OCTETS_MAX:
        raise DsnRefusee(TROP_GROS)
    toutes = list(_Lecteur().lire(_rubriques(_decoder(contenu))))
    if not toutes:
        raise DsnRefusee(PAS_UNE_DSN)
    mensuelles = [une for une in toutes if une.nature == MENSUELLE and une.mois is not None]
    if not mensuelles:
        quoi = NATURES.get(toutes[0].nature, "un signalement d’événement")
        raise DsnRefusee(SANS_MENSUELLE.format(quoi=quoi))
    return mensuelles


def _decoder(contenu: bytes) -> str:
    """The norm says ISO-8859-1; some programs write UTF-8."""
    try:
        return contenu.decode("utf-8-sig")
    except UnicodeDecodeError:
        return contenu.decode("latin-1")


def _rubriques(texte: str) -> Iterator[tuple[str, str]]:
    vues = 0
    for ligne in texte.splitlines():
        trouve = _LIGNE.match(ligne)
        if trouve is None:
            if ligne.strip() and vues == 0:
                raise DsnRefusee(PAS_UNE_DSN)
            continue
        vues += 1
        if trouve[1] in LUES:
            yield trouve[1], trouve[2].strip()


class _Lecteur:
    """One pass; each field goes to the last block of its kind that was opened."""

    def __init__(self) -> None:
        self.declaration: Declaration | None = None
        self.personne: PersonnePayee | None = None
        self.numero = self.type_remuneration = self.type_activite = ""
        self.mesure: Decimal | None = None

    def lire(self, rubriques: Iterable[tuple[str, str]]) -> Iterator[Declaration]:
        for rubrique, valeur in rubriques:
            if rubrique == "S20.G00.05.001":
                if self.declaration is not None:
                    yield self.declaration
                self.declaration = Declaration(nature=valeur)
                self.personne = None
            elif self.declaration is not None:
                self._ranger(self.declaration, rubrique, valeur)
        if self.declaration is not None:
            yield self.declaration

    def _ranger(self, declaration: Declaration, rubrique: str, valeur: str) -> None:
        if rubrique == "S20.G00.05.005":
            jour = _jour(valeur)
            declaration.mois = jour.replace(day=1) if jour else None
        elif rubrique == "S21.G00.06.001":
            declaration.siren = valeur
        elif rubrique == "S21.G00.11.001":
            declaration.nic = valeur
        elif rubrique == "S21.G00.30.002":
            self.personne = PersonnePayee(noms=[valeur])
            declaration.personnes.append(self.personne)
        elif self.personne is not None:
            self._ranger_la_personne(self.personne, rubrique, valeur)

    def _ranger_la_personne(self, personne: PersonnePayee, rubrique: str, valeur: str) -> None:
        bloc, champ = rubrique[8:10], rubrique[11:]
        if bloc == "30":
            self._identite(personne, champ, valeur)
        elif bloc == "40":
            self._contrat(personne, champ, valeur)
        elif bloc in ("51", "53"):
            self._heures(personne, bloc, champ, valeur)
        elif bloc == "62" and personne.contrats:
            personne.contrats[-1].fin = _jour(valeur) or personne.contrats[-1].fin

    @staticmethod
    def _identite(personne: PersonnePayee, champ: str, valeur: str) -> None:
        if champ == "003" and valeur:
            personne.noms.append(valeur)
        elif champ == "004":
            personne.prenom = valeur
        elif champ == "006":
            personne.naissance = _jour(valeur)

    @staticmethod
    def _contrat(personne: PersonnePayee, champ: str, valeur: str) -> None:
        if champ == "001":
            personne.contrats.append(ContratPaye(debut=_jour(valeur)))
        elif personne.contrats and champ == "009":
            personne.contrats[-1].numero = valeur
        elif personne.contrats and champ == "010":
            personne.contrats[-1].fin = _jour(valeur)

    def _heures(self, personne: PersonnePayee, bloc: str, champ: str, valeur: str) -> None:
        """51: a pay line, of a contract; 53: what it measures. Overtime stands on its own pay line."""
        cle = bloc + champ
        if cle == "51010":
            self.numero, self.type_remuneration = valeur, ""
        elif cle == "51011":
            self.type_remuneration = valeur
        elif cle == "53001":
            self.type_activite, self.mesure = valeur, None
        elif cle == "53002":
            self.mesure = _decimal(valeur)
        elif cle == "51012" and self.type_remuneration in SUPPLEMENTAIRES:
            self._compter(personne, _decimal(valeur))
        elif cle == "53003" and valeur == HEURE and self.type_activite == TRAVAIL_REMUNERE:
            self._compter(personne, self.mesure)

    def _compter(self, personne: PersonnePayee, heures: Decimal | None) -> None:
        contrat = personne.contrat(self.numero)
        if contrat is not None and heures is not None:
            contrat.ajouter(heures)


def _jour(valeur: str) -> datetime.date | None:
    """« 01032026 »; an unknown day or month of birth is written 99."""
    try:
        return datetime.datetime.strptime(valeur, "%d%m%Y").date()  # noqa: DTZ007  a date, no instant
    except ValueError:
        return None


def _decimal(valeur: str) -> Decimal | None:
    try:
        lu = Decimal(valeur)
    except InvalidOperation:
        return None
    return lu if lu.is_finite() and abs(lu) < 10_000 else None
