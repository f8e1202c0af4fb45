"""Why a line counts, or does not: the « pourquoi » of any line, kept in the ledger or still being typed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from beneficiaires.models import ContratTravail
from suivi_heures.enums import Motif, Nature, StatutHeure
from suivi_heures.models import Heure
from suivi_heures.queries.decompte.acces import comme_interne, lire
from suivi_heures.queries.decompte.examen import RegleExaminee, examiner, phrase_du_motif
from suivi_heures.queries.decompte.faits import Faits
from suivi_heures.queries.decompte.fenetre import Fenetre, decrire_fenetre
from suivi_heures.queries.decompte.lignes import centiemes, lire_motifs
from suivi_heures.queries.decompte.perimetre import REGISTRE, parmi, perimetre_des_lignes
from suivi_heures.queries.decompte.regles import BONIFICATIONS, REGLES_DE_JOURS, Bonification
from suivi_heures.queries.decompte.requete import requete_par_ligne

ZERO = Decimal("0.00")

# Sorts after any reference: lines being typed come last in their month, in the order given.
_DERNIERE_REF = "chr(1114111) || lpad(CAST(-t.id AS text), 9, '0')"
_FAITS = (
    *("contrat_debut", "contrat_fin", "marche_debut", "marche_fin", "categories_admises", "decision", "seuil"),
    "refus",
    *(
        "fenetre_depart",
        "fenetre_fin",
        "fenetre_est_cdi",
        "prolonge_au",
        "duree_mois",
        "cdi_mois",
        "point_depart",
        "portee",
    ),
    *("regularisation_jours", "part_formation", "plafond"),
)
_DE_PLUS = (
    *_FAITS,
    *("beneficiaire_id", "employeur_id", "entiere"),
    *(f"a_{b.colonne}" for b in BONIFICATIONS),
    *(f"j{rang}" for rang in range(len(REGLES_DE_JOURS) + 1)),
)
# The ledger of these people, with the lines asked for supposed validated, and the lines being typed.
_REGISTRE_SUPPOSE = f"""
registre AS MATERIALIZED (
  SELECT h.id, h.ref, h.lot_id, h.contrat_id, h.beneficiaire_id, h.du, h.au, h.nature, h.heures, h.corrige_id,
    CASE WHEN h.id {parmi("voulues")} THEN '{StatutHeure.VALIDEE}' ELSE h.statut END AS statut,
    h.annulee AND NOT h.id {parmi("voulues")} AS annulee
  FROM {REGISTRE} h WHERE h.beneficiaire_id {parmi("personnes")}
  UNION ALL
  SELECT t.id, {_DERNIERE_REF}, c.lot_id, c.id, c.beneficiaire_id, t.du, t.au, t.nature, t.heures,
    CAST(NULL AS bigint), '{StatutHeure.VALIDEE}', FALSE
  FROM unnest(CAST(%(t_ids)s AS bigint[]), CAST(%(t_contrats)s AS bigint[]), CAST(%(t_du)s AS date[]),
    CAST(%(t_au)s AS date[]), CAST(%(t_natures)s AS text[]), CAST(%(t_heures)s AS numeric[]))
    AS t (id, contrat_id, du, au, nature, heures)
  JOIN beneficiaires_contrattravail c ON c.id = t.contrat_id),"""


@dataclass(frozen=True, slots=True)
class LigneProjetee:
    """A line that is not in the ledger: a cell of the grid."""

    contrat_id: int
    du: date
    au: date
    heures: Decimal
    nature: str = Nature.TRAVAIL


@dataclass(frozen=True, slots=True)
class MotifExplique:
    code: Motif
    heures: Decimal
    jours: int | None
    phrase: str


@dataclass(frozen=True, slots=True)
class ExplicationLigne:
    """What a line is worth and the reasons, rule by rule. A waiting line is counted as if validated;
    `statut` tells that it is not. `heure_id` is None for a line being typed."""

    heure_id: int | None
    contrat_id: int
    statut: str
    faits: Faits
    declarees: Decimal
    retenues: Decimal
    valorisees: Decimal
    coefficient: Decimal
    bonifications: tuple[str, ...]
    coefficient_confidentiel: bool
    jours: int
    jours_comptes: int
    motifs: tuple[MotifExplique, ...]
    regles: tuple[RegleExaminee, ...]
    fenetre: Fenetre

    @property
    def exclues(self) -> Decimal:
        return sum((motif.heures for motif in self.motifs), ZERO)

    @property
    def phrase(self) -> str:
        """All the reasons in a row, for a cell or an annotated file."""
        return " ".join(motif.phrase for motif in self.motifs)


def expliquer_ligne(heure: Heure) -> ExplicationLigne:
    """The explanation of a line of the ledger, on demand."""
    return expliquer_lignes([heure])[heure.pk]


def expliquer_lignes(heures: Iterable[Heure]) -> dict[int, ExplicationLigne]:
    """The same for several lines, by identifier."""
    heures = list(heures)
    contrats = [heure.contrat_id for heure in heures]
    statuts = {heure.pk: heure.statut for heure in heures}
    expliquees = _expliquer(contrats, [heure.pk for heure in heures], [])
    return {cle: _replacer(e, cle, statuts[cle]) for cle, e in expliquees.items()}


def _replacer(explication: ExplicationLigne, cle: int, statut: str) -> ExplicationLigne:
    """A refused line keeps nothing, whatever the rules would have said."""
    if statut == StatutHeure.REFUSEE:
        explication = replace(explication, retenues=ZERO, valorisees=ZERO, motifs=())
    return replace(explication, heure_id=cle, statut=statut)


def simuler_ligne(
    *, contrat: ContratTravail, du: date, au: date, heures: Decimal, nature: str = Nature.TRAVAIL
) -> ExplicationLigne:
    """What a line would be worth if it were entered and validated now."""
    return simuler_lignes([LigneProjetee(contrat.pk, du, au, heures, nature)])[0]


def simuler_lignes(lignes: Sequence[LigneProjetee]) -> list[ExplicationLigne]:
    """The same for the cells of a grid, counted together: they share the monthly cap."""
    expliquees = _expliquer([ligne.contrat_id for ligne in lignes], [], lignes)
    return [expliquees[-rang] for rang in range(1, len(lignes) + 1)]


def _expliquer(
    contrats: list[int], heures: list[int], projetees: Sequence[LigneProjetee]
) -> dict[int, ExplicationLigne]:
    if not contrats:
        return {}
    rangs = [-rang for rang in range(1, len(projetees) + 1)]
    parametres = {
        "t_ids": rangs,
        "t_contrats": [ligne.contrat_id for ligne in projetees],
        "t_du": [ligne.du for ligne in projetees],
        "t_au": [ligne.au for ligne in projetees],
        "t_natures": [str(ligne.nature) for ligne in projetees],
        "t_heures": [ligne.heures for ligne in projetees],
    }
    with comme_interne():
        etendue = perimetre_des_lignes(
            contrats=contrats,
            lignes=heures + rangs,
            registre="registre",
            prealable=_REGISTRE_SUPPOSE,
            detaille=True,
            parametres=parametres,
        )
        de_plus = "".join(f", l.{nom}" for nom in _DE_PLUS)
        rangees = lire(requete_par_ligne(etendue, de_plus=de_plus), etendue.arguments)
        fenetres = decrire_fenetre(rangees)
    return {rangee["id"]: _rediger(rangee, fenetres[rangee["id"]]) for rangee in rangees}


def _rediger(rangee: dict[str, Any], fenetre: Fenetre) -> ExplicationLigne:
    faits = _faits(rangee, fenetre)
    motifs = lire_motifs(rangee)
    jours = _jours_par_motif(rangee)
    majorations = _bonifications(rangee)
    total = rangee["j0"] or (faits.au - faits.du).days + 1
    return ExplicationLigne(
        heure_id=None,
        contrat_id=rangee["contrat_id"],
        statut="",
        faits=faits,
        declarees=faits.heures,
        retenues=centiemes(rangee["retenues"]),
        valorisees=centiemes(rangee["valorisees"]),
        coefficient=rangee["coef"],
        bonifications=tuple(b.condition.label for b in majorations if not b.confidentielle),
        coefficient_confidentiel=any(b.confidentielle for b in majorations),
        jours=total,
        jours_comptes=0 if faits.nature_exclue or faits.refus else total - sum(jours.values()),
        motifs=tuple(
            MotifExplique(code, heures, jours.get(code), phrase_du_motif(code, faits, heures))
            for code, heures in motifs.items()
        ),
        regles=examiner(faits, motifs, jours, entiere=rangee["entiere"]),
        fenetre=fenetre,
    )


def _faits(rangee: dict[str, Any], fenetre: Fenetre) -> Faits:
    connus = {nom: rangee[nom] for nom in _FAITS if nom != "plafond"}
    return Faits(
        du=rangee["du"],
        au=rangee["au"],
        nature=rangee["nature"],
        heures=centiemes(rangee["heures"]),
        employeur=fenetre.employeur,
        ouvreur=fenetre.ouvreur,
        plafond=None if rangee["plafond"] is None else centiemes(rangee["plafond"]),
        **connus,
    )


def _jours_par_motif(rangee: dict[str, Any]) -> dict[Motif, int]:
    """Days refused by each rule of days; none was counted where the line is wholly admitted."""
    if rangee["j0"] is None:
        return {}
    ecarts = ((regle.code, rangee[f"j{rang}"] - rangee[f"j{rang + 1}"]) for rang, regle in enumerate(REGLES_DE_JOURS))
    return {code: jours for code, jours in ecarts if jours}


def _bonifications(rangee: dict[str, Any]) -> list[Bonification]:
    """Conditions that bear on the coefficient; they have no effect on a line that keeps nothing."""
    return [b for b in BONIFICATIONS if rangee[f"a_{b.colonne}"]]
