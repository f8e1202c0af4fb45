"""Hours of a reprise file. The ledger is added to: a line whose facts changed is taken back whole and
entered again under the next version of its reference."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection

from beneficiaires.models import ContratTravail
from clauses_app.imports.copie import copier_lignes
from suivi_heures.enums import StatutHeure
from suivi_heures.imports.reprise_fiches import FicheHeure, FicheReprise
from suivi_heures.imports.reprise_schema import VERSION
from suivi_heures.models import Heure
from suivi_heures.services.rapprocher_objets import MARQUE, Avancee

COLONNES = {
    "ref": "text",
    "contrat_id": "bigint",
    "du": "date",
    "au": "date",
    "nature": "text",
    "heures": "numeric",
    "statut": "text",
    "corrige_id": "bigint",
    "remplace_id": "bigint",
}
# A line that takes the place of another with the same decision keeps who decided it, and its timesheet.
_INSERER = """
    INSERT INTO suivi_heures_heure
           (ref, contrat_id, lot_id, beneficiaire_id, employeur_id, du, au, nature, heures, statut, corrige_id,
            annulee, motif, releve_id, saisie_a, saisie_par, decidee_a, decidee_par)
    SELECT r.ref, c.id, c.lot_id, c.beneficiaire_id, c.employeur_id, r.du, r.au, r.nature, r.heures, r.statut,
           r.corrige_id, false, '', a.releve_id, now(), %(par)s,
           CASE WHEN r.statut = a.statut THEN a.decidee_a WHEN r.statut <> 'SOUMISE' THEN now() END,
           CASE WHEN r.statut = a.statut THEN a.decidee_par WHEN r.statut <> 'SOUMISE' THEN %(par)s ELSE '' END
      FROM pg_temp.reprise_heure r
      JOIN beneficiaires_contrattravail c ON c.id = r.contrat_id
      LEFT JOIN suivi_heures_heure a ON a.id = r.remplace_id
"""
_REPRENDRE_LIGNES = """
    INSERT INTO suivi_heures_heure
           (ref, contrat_id, lot_id, beneficiaire_id, employeur_id, du, au, nature, heures, statut, corrige_id,
            annulee, motif, saisie_a, saisie_par, decidee_a, decidee_par)
    SELECT h.ref || %(suffixe)s, h.contrat_id, h.lot_id, h.beneficiaire_id, h.employeur_id, h.du, h.au, h.nature,
           -h.heures, h.statut, h.id, true, %(motif)s, now(), %(par)s, h.decidee_a, h.decidee_par
      FROM suivi_heures_heure h WHERE h.id = ANY(%(lignes)s)
"""
_ANNULER = "UPDATE suivi_heures_heure SET annulee = true WHERE id = ANY(%(lignes)s)"
_DECIDER = """
    UPDATE suivi_heures_heure h SET statut = d.statut, decidee_a = now(), decidee_par = %(par)s
      FROM unnest(%(lignes)s::bigint[], %(statuts)s::text[]) AS d(id, statut) WHERE h.id = d.id
"""
MOTIF_ANNULATION = "Reprise\u00a0: le fichier dit autre chose, une nouvelle ligne la remplace."
ANNULATION = "annulee"


class Tenue(NamedTuple):
    """A line of the ledger."""

    pk: int
    ref: str
    contrat_id: int
    du: datetime.date
    au: datetime.date
    nature: str
    heures: Decimal
    statut: str
    annulee: bool
    decidee_par: str
    corrige_id: int | None
    lot_id: int
    beneficiaire_id: int
    employeur_id: int

    @property
    def base(self) -> str:
        return self.ref.partition(VERSION)[0]

    @property
    def version(self) -> int:
        """1 for the line first entered, 0 for the line that takes another back."""
        suffixe = self.ref.partition(VERSION)[2]
        return 1 if not suffixe else int(suffixe) if suffixe.isdecimal() else 0

    @property
    def copies(self) -> tuple[int, int, int]:
        return self.lot_id, self.beneficiaire_id, self.employeur_id

    @property
    def faits(self) -> tuple[object, ...]:
        return self.contrat_id, self.du, self.au, self.nature, self.heures


class Nouvelle(NamedTuple):
    """A line to enter, in the order of COLONNES."""

    ref: str
    contrat_id: int
    du: datetime.date
    au: datetime.date
    nature: str
    heures: Decimal
    statut: str
    corrige_id: int | None = None
    remplace_id: int | None = None

    @property
    def faits(self) -> tuple[object, ...]:
        return self.contrat_id, self.du, self.au, self.nature, self.heures


@dataclass(slots=True)
class Plan:
    nouvelles: list[Nouvelle] = field(default_factory=list)
    versions: list[Nouvelle] = field(default_factory=list)
    annulees: list[int] = field(default_factory=list)
    decisions: dict[int, str] = field(default_factory=dict)
    laissees: list[str] = field(default_factory=list)

    def remplacer(self, tenue: Tenue, par: Nouvelle) -> None:
        self.annulees.append(tenue.pk)
        self.versions.append(
            par._replace(
                ref=f"{tenue.base}{VERSION}{tenue.version + 1}", corrige_id=tenue.corrige_id, remplace_id=tenue.pk
            )
        )


def reprendre_heures(*, contenu: FicheReprise, avancee: Avancee) -> None:
    """Compare in memory, then write in four statements whatever the number of lines."""
    registre = [Tenue(*valeurs) for valeurs in Heure.objects.values_list(*_CHAMPS)]
    courantes: dict[str, Tenue] = {}
    for tenue in registre:
        if tenue.version and (tenue.base not in courantes or courantes[tenue.base].version < tenue.version):
            courantes[tenue.base] = tenue
    corrigees = {t.corrige_id for t in registre if t.corrige_id and not t.annulee}
    copies = _copies_des_contrats(avancee)
    plan = Plan()
    for fiche in contenu.heures:
        voulue = _voulue(fiche, avancee)
        courante = courantes.get(fiche.ref)
        if courante is None:
            plan.nouvelles.append(voulue)
        else:
            _confronter(plan, courante, voulue, copies, corrigees)
    _suivre_les_contrats(plan, registre, copies)
    _ecrire(plan)
    dites = {fiche.ref for fiche in contenu.heures}
    avancee.noter(
        "heures",
        len(plan.nouvelles),
        len(plan.versions) + len(plan.decisions),
        [ref for ref in courantes if ref not in dites],
    )
    avancee.laissees = sorted(plan.laissees)


_CHAMPS = ("pk", *Tenue._fields[1:])


def _voulue(fiche: FicheHeure, avancee: Avancee) -> Nouvelle:
    contrat_id = avancee.ids["contrats"][fiche.contrat]
    return Nouvelle(fiche.ref, contrat_id, fiche.du, fiche.au, fiche.nature, fiche.heures, fiche.statut)


def _copies_des_contrats(avancee: Avancee) -> dict[int, tuple[int, int, int]]:
    contrats = ContratTravail.objects.filter(pk__in=avancee.ids["contrats"].values())
    valeurs = contrats.values_list("pk", "lot_id", "beneficiaire_id", "employeur_id")
    return {pk: (lot, personne, employeur) for pk, lot, personne, employeur in valeurs}


def _confronter(
    plan: Plan,
    courante: Tenue,
    voulue: Nouvelle,
    copies: dict[int, tuple[int, int, int]],
    corrigees: set[int],
) -> None:
    """What a person did here is kept: a line taken back, corrected or decided in the product."""
    memes_faits = courante.faits == voulue.faits
    deplacee = courante.copies != copies[voulue.contrat_id]
    decidee_ici = voulue.statut == StatutHeure.SOUMISE and courante.decidee_par != MARQUE
    meme_decision = voulue.statut == courante.statut or decidee_ici
    if memes_faits and meme_decision and not deplacee:
        return
    if courante.annulee or (not memes_faits and courante.pk in corrigees):
        plan.laissees.append(courante.base)
    elif memes_faits and not deplacee and courante.statut == StatutHeure.SOUMISE:
        plan.decisions[courante.pk] = voulue.statut
    else:
        statut = courante.statut if memes_faits and meme_decision else voulue.statut
        plan.remplacer(courante, voulue._replace(statut=statut))


def _suivre_les_contrats(plan: Plan, registre: Iterable[Tenue], copies: dict[int, tuple[int, int, int]]) -> None:
    """Lines that are not in the file follow their contract when it changes lot, person or employer."""
    traitees = set(plan.annulees)
    for tenue in registre:
        if tenue.annulee or tenue.pk in traitees or copies.get(tenue.contrat_id, tenue.copies) == tenue.copies:
            continue
        plan.remplacer(
            tenue,
            Nouvelle(tenue.ref, tenue.contrat_id, tenue.du, tenue.au, tenue.nature, tenue.heures, tenue.statut),
        )


def _ecrire(plan: Plan) -> None:
    with connection.cursor() as curseur:
        if plan.annulees:
            faits: dict[str, Any] = {
                "lignes": plan.annulees,
                "suffixe": f"{VERSION}{ANNULATION}",
                "motif": MOTIF_ANNULATION,
                "par": MARQUE,
            }
            curseur.execute(_REPRENDRE_LIGNES, faits)
            curseur.execute(_ANNULER, faits)
        if plan.decisions:
            curseur.execute(
                _DECIDER,
                {"lignes": list(plan.decisions), "statuts": list(plan.decisions.values()), "par": MARQUE},
            )
    if plan.nouvelles or plan.versions:
        copier_lignes(table="reprise_heure", colonnes=COLONNES, lignes=[*plan.nouvelles, *plan.versions])
        with connection.cursor() as curseur:
            curseur.execute(_INSERER, {"par": MARQUE})
