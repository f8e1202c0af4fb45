"""Cumulated hours of a contract (S curve): done, pending, expected, projected."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from clauses_app.interface.formats import formater_date, formater_heures, formater_mois, formater_nombre
from clauses_app.interface.graphiques.etiquettes import (
    LARGE,
    Cadre,
    Echelle,
    Etiquette,
    PointCourbe,
    etiqueter,
    lire_serie,
)

POLICE = "Espace fine, Inter Variable, Inter, Helvetica, Arial, sans-serif"
MARGE_HAUTE = 1.0575
ECART_REPERE = 24  # a grid line closer than this to the obligation is not drawn


@dataclass(frozen=True)
class Trait:
    """A grid line (y) or a tick (x), with its words."""

    x: str = ""
    y: str = ""
    x_texte: str = ""
    y_texte: str = ""
    texte: str = ""
    annee: str = ""
    couleur: str = "#E6E1D9"


@dataclass(frozen=True)
class LigneTableau:
    """Same figures, to be read."""

    fin: str
    attendu: str
    valide: str
    ecart: str


@dataclass(frozen=True)
class Courbe:
    """Everything the template prints."""

    cle: str
    cadre: Cadre
    titre: str
    description: str
    reperes: list[Trait]
    graduations: list[Trait]
    obligation: str
    aire: str
    valide: str
    coin: str = ""
    attendu: str = ""
    bande: str = ""
    basse: str = ""
    centrale: str = ""
    haute: str = ""
    arrete: tuple[str, str] = ("", "")
    bout: tuple[str, str] = ("", "")
    etiquettes: list[Etiquette] = field(default_factory=list)
    lignes: list[LigneTableau] = field(default_factory=list)

    # As text: a template would print 12,5 in French.
    @property
    def corps(self) -> str:
        return f"{self.cadre.corps:g}"

    @property
    def x_milliers(self) -> str:
        return f"{self.cadre.gauche - 8}"

    @property
    def y_tiret(self) -> str:
        return f"{self.cadre.bas + 5}"

    @property
    def y_trimestre(self) -> str:
        return f"{self.cadre.bas + 6 + self.cadre.corps:.1f}"

    @property
    def y_annee(self) -> str:
        """Alone under the axis when there is no quarter above it."""
        if not any(graduation.texte for graduation in self.graduations):
            return f"{self.cadre.bas + 7 + self.cadre.corps:.1f}"
        return f"{self.cadre.bas + 6 + 2.25 * self.cadre.corps:.1f}"


def calculer_courbe(
    *,
    cle: str,
    nom: str,
    debut: date,
    points: Sequence[PointCourbe],
    du: Decimal,
    attente: Decimal = Decimal(0),
    cadre: Cadre = LARGE,
) -> Courbe:
    """`points` holds one point per month from the month of `debut`; the last done point is the closing date."""
    echelle = Echelle(cadre, len(points), _choisir_maximum(points, du))
    faits = [(0, Decimal(0)), *lire_serie(points, lambda p: p.valide)]
    rang, total = faits[-1]
    pret = total + attente
    trace = " ".join(echelle.point(*fait) for fait in faits)
    projections = _tracer_projection(points, echelle, rang, pret)
    dernier = points[-1] if points else PointCourbe(debut)
    attendus = lire_serie(points, lambda p: p.attendu)
    return Courbe(
        cle=f"{cle}-{cadre.nom}",
        cadre=cadre,
        titre=f"Heures cumulées, {nom}",
        description=_decrire(points, rang, total, attente, du),
        reperes=_tracer_reperes(echelle, du),
        graduations=_tracer_graduations(echelle, debut),
        obligation=f"{echelle.y(du):.1f}",
        aire=f"{echelle.point(0, 0)} {trace} {echelle.point(rang, 0)}",
        valide=trace,
        coin=_tracer_coin(echelle, faits, pret) if attente and rang else "",
        attendu=" ".join(echelle.point(*a) for a in [(0, Decimal(0)), *attendus]) if attendus else "",
        **projections,
        arrete=(f"{echelle.x(rang):.1f}", f"{echelle.y(total):.1f}"),
        bout=_placer_bout(echelle, dernier) if projections else ("", ""),
        etiquettes=etiqueter(echelle, points, rang, total, attente, du),
        lignes=_lire_lignes(points),
    )


def _choisir_maximum(points: Sequence[PointCourbe], du: Decimal) -> float:
    hauteurs = [h for p in points for h in (p.valide, p.attendu, p.haute, p.centrale) if h is not None]
    return float(max([du, *hauteurs, Decimal(1)])) * MARGE_HAUTE


def _choisir_pas(maximum: float) -> float:
    """1, 2, 2.5 or 5 × a power of ten, so that six lines suffice."""
    puissance = 10.0 ** (len(str(int(maximum))) - 2)
    candidats = (m * puissance * d for d in (1, 10) for m in (1, 2, 2.5, 5))
    return next((pas for pas in candidats if maximum / pas <= 6), maximum)


def _tracer_reperes(echelle: Echelle, du: Decimal) -> list[Trait]:
    pas = _choisir_pas(echelle.maximum)
    ecart = ECART_REPERE if not echelle.cadre.fin else 16
    reperes = []
    for numero in range(int(echelle.maximum / pas) + 1):
        heures = Decimal(str(numero * pas))
        hauteur = echelle.y(heures)
        if numero and abs(hauteur - echelle.y(du)) < ecart:
            continue
        milliers = echelle.cadre.etroit and heures >= 1000
        texte = f"{formater_nombre(heures / 1000)}\u202fk" if milliers else formater_nombre(heures)
        couleur = "#E6E1D9" if numero else "#8A8177"
        reperes.append(Trait(y=f"{hauteur:.1f}", y_texte=f"{hauteur + 4:.1f}", texte=texte, couleur=couleur))
    return reperes


def _tracer_graduations(echelle: Echelle, debut: date) -> list[Trait]:
    """A tick at each quarter, the year under its first one; narrow or long, half-years without words."""
    serre = echelle.cadre.etroit or 3 * (echelle.x(1) - echelle.x(0)) < 24
    graduations: list[Trait] = []
    annees: set[int] = set()
    for rang in range(echelle.mois):
        annee, mois = divmod(debut.year * 12 + debut.month - 1 + rang, 12)
        if mois % (6 if serre else 3):
            continue
        nouvelle = (mois == 0 if serre else annee not in annees) and annee not in annees
        if nouvelle:
            annees.add(annee)
        x = echelle.x(rang)
        graduations.append(
            Trait(
                x=f"{x:.1f}",
                x_texte=f"{x if serre else x + 4:.1f}",
                texte="" if serre else f"T{mois // 3 + 1}",
                annee=str(annee) if nouvelle else "",
            )
        )
    return graduations


def _tracer_coin(echelle: Echelle, faits: list[tuple[int, Decimal]], pret: Decimal) -> str:
    rang, total = faits[-1]
    return f"{echelle.point(*faits[-2])} {echelle.point(rang, pret)} {echelle.point(rang, total)}"


def _tracer_projection(points: Sequence[PointCourbe], echelle: Echelle, rang: int, depart: Decimal) -> dict[str, str]:
    """Band and line, from what is done and pending."""
    suite = [(r, p) for r, p in enumerate(points, 1) if r > rang and None not in (p.basse, p.centrale, p.haute)]
    if not suite:
        return {}
    origine = echelle.point(rang, depart)
    traces = {
        nom: " ".join([origine, *(echelle.point(r, getattr(p, nom)) for r, p in suite)])
        for nom in ("basse", "centrale", "haute")
    }
    retour = " ".join(reversed(traces["basse"].split()))
    return {**traces, "bande": f"{traces['haute']} {retour}"}


def _placer_bout(echelle: Echelle, dernier: PointCourbe) -> tuple[str, str]:
    if dernier.centrale is None:
        return ("", "")
    return (f"{echelle.x(echelle.mois):.1f}", f"{echelle.y(dernier.centrale):.1f}")


def _decrire(points: Sequence[PointCourbe], rang: int, total: Decimal, attente: Decimal, du: Decimal) -> str:
    """The sentence says the figures, not the shape."""
    if not rang:
        return f"Aucune heure validée, pour {formater_heures(du)} dues."
    point = points[rang - 1]
    texte = f"Validé au {formater_date(point.fin)} : {formater_heures(total)}"
    texte += f", plus {formater_heures(attente)} en attente." if attente else "."
    if point.attendu is not None:
        texte += f" Attendu à la même date : {formater_heures(point.attendu)}."
    dernier = points[-1]
    if dernier.centrale is None or dernier.basse is None or dernier.haute is None:
        return f"{texte} Obligation : {formater_heures(du)}."
    return (
        f"{texte} Projection au {formater_date(dernier.fin)} : {formater_heures(dernier.centrale)}, entre "
        f"{formater_nombre(dernier.basse)} et {formater_heures(dernier.haute)}, "
        f"pour une obligation de {formater_heures(du)}."
    )


def _lire_lignes(points: Sequence[PointCourbe]) -> list[LigneTableau]:
    """One line per quarter end that has been counted."""
    comptes = [p for p in points if p.valide is not None]
    fins = [p for p in comptes if p.fin.month % 3 == 0] or comptes
    return [
        LigneTableau(
            fin=formater_mois(p.fin),
            attendu=formater_heures(p.attendu),
            valide=formater_heures(p.valide),
            ecart=formater_heures(p.valide - p.attendu) if p.valide is not None and p.attendu is not None else "–",
        )
        for p in fins
    ]
