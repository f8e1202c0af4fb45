"""What a shortfall costs: pure decimals, each step said (domaine § 7.1)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from clauses_app.interface.formats import (
    accorder,
    formater_date,
    formater_euros,
    formater_heures,
    formater_nombre,
    formater_pourcent,
)
from marches.enums import AssiettePenalite, CodeParametre, ObjetPenalite, TypePenalite
from marches.models import Marche, ReglePenalite
from marches.queries.valeurs_legales import ValeurLegale

ZERO = Decimal("0.00")
CENTIME = Decimal("0.01")
MANQUANTES = "Heures manquantes"
# calculation → the national amount it multiplies
REFERENCES = {
    TypePenalite.MULTIPLE_SMIC: CodeParametre.SMIC_HORAIRE,
    TypePenalite.MULTIPLE_PSS_HORAIRE: CodeParametre.PSS_HORAIRE,
}
PAR_HEURE = frozenset({TypePenalite.EUR_HEURE, *REFERENCES})


@dataclass(frozen=True)
class Bareme:
    """The terms of a rule, as the calculation needs them. `code`: of the rule kept, 0 = written on the contract."""

    type: str
    valeur: Decimal
    plafond_montant: Decimal | None = None
    plafond_pct: Decimal | None = None
    mise_en_demeure: bool = True
    delai_jours: int = 15
    exoneration_moyens: bool = True
    article: str = ""
    regle_id: int | None = None
    assiette: str = AssiettePenalite.FIN_MARCHE

    @property
    def reference(self) -> str:
        return REFERENCES.get(TypePenalite(self.type), "")


@dataclass(frozen=True)
class CalculPenalite:
    """`montant` is None where something is missing to compute it; `manque` says what."""

    montant: Decimal | None
    lignes: tuple[tuple[str, str], ...] = ()
    manque: str = ""
    est_plafonnee: bool = False
    est_partagee: bool = False  # one amount of the contract, of which this lot bears a part


def baremes_du_marche(marche: Marche, objet: str = ObjetPenalite.HEURES) -> list[Bareme]:
    """Rules in force; without any for hours, what the contract's own page says."""
    regles = ReglePenalite.objects.en_vigueur().filter(marche=marche, objet=objet).order_by("pk")
    baremes = [lire_bareme(regle) for regle in regles]
    if not baremes and objet == ObjetPenalite.HEURES and marche.penalite_type and marche.penalite_valeur is not None:
        return [Bareme(marche.penalite_type, marche.penalite_valeur)]
    return baremes


def lire_bareme(regle: ReglePenalite) -> Bareme:
    return Bareme(
        type=regle.type,
        valeur=regle.valeur,
        plafond_montant=regle.plafond_montant,
        plafond_pct=regle.plafond_pct,
        mise_en_demeure=regle.mise_en_demeure,
        delai_jours=regle.delai_jours,
        exoneration_moyens=regle.exoneration_moyens,
        article=regle.article,
        regle_id=regle.pk,
        assiette=regle.assiette,
    )


def calculer_penalite(
    bareme: Bareme,
    *,
    du: Decimal = ZERO,
    fait: Decimal = ZERO,
    jours: int = 0,
    montant_ht: Decimal | None = None,
    reference: ValeurLegale | None = None,
) -> CalculPenalite:
    """Hours due and done, or days late; `reference`: the national amount at its date."""
    if bareme.type == TypePenalite.JOUR_RETARD:
        assiette, lignes = Decimal(jours), [("Retard", accorder(jours, "jour"))]
    else:
        assiette = max(du - fait, ZERO)
        lignes = [
            ("Heures dues", formater_heures(du)),
            ("Heures faites", formater_heures(fait)),
            (MANQUANTES, formater_heures(assiette)),
        ]
    if not assiette:
        return CalculPenalite(ZERO, (*lignes, ("Pénalité", formater_euros(ZERO))))
    brut, suite, manque = _chiffrer(bareme, assiette, montant_ht, reference)
    if brut is None:
        return CalculPenalite(None, tuple(lignes), manque)
    brut = brut.quantize(CENTIME, ROUND_HALF_UP)
    plafond, dit = _plafonner(bareme, montant_ht)
    if plafond is None or brut <= plafond:
        return CalculPenalite(brut, (*lignes, *suite, *dit, ("Pénalité", formater_euros(brut))))
    avant = ("Avant plafond", formater_euros(brut))
    return CalculPenalite(
        plafond, (*lignes, *suite, avant, *dit, ("Pénalité, au plafond", formater_euros(plafond))), est_plafonnee=True
    )


def calculer_penalites(
    bareme: Bareme,
    lots: Sequence[tuple[Decimal, Decimal]],
    *,
    montant_ht: Decimal | None = None,
    reference: ValeurLegale | None = None,
) -> list[CalculPenalite]:
    """Hours due and done of each lot under one rule of the contract. Missing hours are the lot's own; a flat sum,
    a share of the amount and a cap are the contract's, taken once and shared as the missing hours are."""
    manques = [max(du - fait, ZERO) for du, fait in lots]
    en_manque = sum(1 for manque in manques if manque)
    seul = bareme if en_manque < 2 else replace(bareme, plafond_montant=None, plafond_pct=None)
    calculs = [
        calculer_penalite(seul, du=du, fait=fait, montant_ht=montant_ht, reference=reference) for du, fait in lots
    ]
    montants = [calcul.montant for calcul in calculs if calcul.montant is not None]
    if en_manque < 2 or len(montants) < len(calculs):
        return calculs
    a_l_heure = bareme.type in PAR_HEURE
    total = sum(montants, ZERO) if a_l_heure else max(montants)
    plafond, dit = _plafonner(bareme, montant_ht)
    est_plafonnee = plafond is not None and total > plafond
    retenus = montants
    if est_plafonnee or not a_l_heure:
        retenus = _repartir(plafond if est_plafonnee and plafond is not None else total, manques)
    ensemble = f"{en_manque} lots en manque"
    finals = []
    for calcul, manque, montant in zip(calculs, manques, retenus, strict=True):
        if not manque:
            finals.append(calcul)
            continue
        lignes = list(calcul.lignes[:-1])
        if est_plafonnee:
            if a_l_heure:
                lignes.append(("Avant plafond, ce lot", formater_euros(calcul.montant)))
            lignes.append((f"Avant plafond, {ensemble}", formater_euros(total)))
        elif not a_l_heure:
            lignes.append((f"Une fois pour le marché, {ensemble}", formater_euros(total)))
        est_partagee = est_plafonnee or not a_l_heure
        part = ", part du lot selon ses heures manquantes" if est_partagee else ""
        nom = f"Pénalité, au plafond du marché{part}" if est_plafonnee else f"Pénalité{part}"
        finals.append(
            CalculPenalite(
                montant,
                (*lignes, *dit, (nom, formater_euros(montant))),
                est_plafonnee=est_plafonnee,
                est_partagee=est_partagee,
            )
        )
    return finals


def plafonner_penalites(bareme: Bareme, montants: Sequence[Decimal], *, montant_ht: Decimal | None) -> CalculPenalite:
    """The documents of a contract under one rule: each costs its own, the cap is met once."""
    total = sum(montants, ZERO)
    plafond, dit = _plafonner(bareme, montant_ht)
    if plafond is None or total <= plafond:
        return CalculPenalite(total, (*dit, ("Pénalité", formater_euros(total))))
    avant = ("Avant plafond", formater_euros(total))
    return CalculPenalite(plafond, (avant, *dit, ("Pénalité, au plafond", formater_euros(plafond))), est_plafonnee=True)


def _repartir(montant: Decimal, poids: Sequence[Decimal]) -> list[Decimal]:
    """To the cent: each part is what the running sum adds, so that the parts always make the whole."""
    tout, cumul, donne, parts = sum(poids, ZERO), ZERO, ZERO, []
    for un in poids:
        cumul += un
        jusque = (montant * cumul / tout).quantize(CENTIME, ROUND_HALF_UP)
        parts.append(jusque - donne)
        donne = jusque
    return parts


def additionner_penalites(calculs: Iterable[tuple[str, CalculPenalite]]) -> CalculPenalite:
    """Slices counted alone, then summed: what is missing in each, what it costs."""
    total, lignes, manques, plafonnees = ZERO, [], [], False
    for libelle, calcul in calculs:
        manquantes = next((valeur for nom, valeur in calcul.lignes if nom == MANQUANTES), "")
        if calcul.montant is None:
            manques.append(calcul.manque)
            lignes.append((f"{libelle}, {manquantes} manquantes", "–"))
            continue
        plafonnees = plafonnees or calcul.est_plafonnee
        dit = ", au plafond" if calcul.est_plafonnee else ""
        dit += (
            " du marché, part du lot" if dit and calcul.est_partagee else ", part du lot" if calcul.est_partagee else ""
        )
        lignes.append((f"{libelle}, {manquantes} manquantes{dit}", formater_euros(calcul.montant)))
        total += calcul.montant
    if manques:
        return CalculPenalite(None, tuple(lignes), manques[0])
    return CalculPenalite(total, (*lignes, ("Pénalité", formater_euros(total))), est_plafonnee=plafonnees)


def _chiffrer(
    bareme: Bareme, assiette: Decimal, montant_ht: Decimal | None, reference: ValeurLegale | None
) -> tuple[Decimal | None, list[tuple[str, str]], str]:
    """The amount before any cap, how it is obtained, or what is missing."""
    valeur = bareme.valeur
    if bareme.reference:
        if reference is None:
            return None, [], f"{CodeParametre(bareme.reference).label}\u00a0: aucune valeur connue à cette date."
        unite = valeur * reference.valeur
        prise = f"{reference.libelle} au {formater_date(reference.date_effet)}"
        taux = f"{formater_nombre(valeur)} × {formater_euros(reference.valeur, 2)} = {formater_euros(unite, 2)}"
        return assiette * unite, [(prise, formater_euros(reference.valeur, 2)), ("Par heure", taux)], ""
    if bareme.type == TypePenalite.PCT_MONTANT:
        if montant_ht is None:
            return None, [], "Le montant du marché n’est pas renseigné\u00a0: inscrivez-le sur sa page."
        dit = f"{formater_pourcent(valeur, 2)} de {formater_euros(montant_ht)}"
        return montant_ht * valeur / 100, [("Part du montant", dit)], ""
    if bareme.type == TypePenalite.FORFAIT:
        return valeur, [("Forfait", formater_euros(valeur))], ""
    par = "Par jour de retard" if bareme.type == TypePenalite.JOUR_RETARD else "Par heure"
    return assiette * valeur, [(par, formater_euros(valeur))], ""


def _plafonner(bareme: Bareme, montant_ht: Decimal | None) -> tuple[Decimal | None, list[tuple[str, str]]]:
    """The lowest of the caps that are written; a share of an unknown amount caps nothing, and says so."""
    plafonds, dits = [], []
    if bareme.plafond_montant is not None:
        plafonds.append(bareme.plafond_montant)
        dits.append(("Plafond", formater_euros(bareme.plafond_montant)))
    if bareme.plafond_pct is not None:
        part = formater_pourcent(bareme.plafond_pct, 2)
        if montant_ht is None:
            dits.append((f"Plafond, {part} du montant", "montant inconnu, non appliqué"))
        else:
            plafonds.append((montant_ht * bareme.plafond_pct / 100).quantize(CENTIME, ROUND_HALF_UP))
            dits.append((f"Plafond, {part} du montant", formater_euros(plafonds[-1])))
    return min(plafonds, default=None), dits
