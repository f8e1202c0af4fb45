"""Cumulated hours of a contract (S curve): done, pending, expected, projected."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from clauses_app.interface.formats import formater_date, formater_heures, formater_mois, formater_nombre

POLICE = "Espace fine, Inter Variable, Inter, Helvetica, Arial, sans-serif"
MARGE_HAUTE = 1.0575
ECART_REPERE = 24  # a grid line closer than this to the obligation is not drawn


@dataclass(frozen=True)
class PointCourbe:
    """State at the end of a month; None where the figure does not exist."""

    fin: date
    valide: Decimal | None = None
    attendu: Decimal | None = None
    basse: Decimal | None = None
    centrale: Decimal | None = None
    haute: Decimal | None = None


@dataclass(frozen=True)
class Cadre:
    """A rendering: a narrow screen gets its own drawing rather than smaller letters."""

    nom: str
    largeur: int
    hauteur: int
    gauche: int
    droite: int
    haut: int
    bas: int
    corps: float
    ligne: float  # between two lines of a label
    etroit: bool = False
    fin: bool = False  # smaller gaps, for the report


LARGE = Cadre("large", 740, 428, 58, 616, 22, 382, 12.5, 16.8)
ETROIT = Cadre("etroit", 360, 300, 40, 346, 22, 266, 11, 14, etroit=True)
RAPPORT = Cadre("rapport", 700, 244, 52, 588, 20, 202, 10.5, 14.2, fin=True)


@dataclass(frozen=True)
class Etiquette:
    """A label laid on the drawing; `halo` paints white under it."""

    x: str
    y: str
    texte: str
    ancre: str = "start"
    couleur: str = "#5E574F"
    graisse: str = "400"
    halo: bool = False


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


@dataclass(frozen=True)
class _Echelle:
    """Month rank and hours to positions."""

    cadre: Cadre
    mois: int
    maximum: float

    def x(self, rang: float) -> float:
        return self.cadre.gauche + rang * (self.cadre.droite - self.cadre.gauche) / max(self.mois, 1)

    def y(self, heures: Decimal | float) -> float:
        return self.cadre.bas - float(heures) * (self.cadre.bas - self.cadre.haut) / self.maximum

    def point(self, rang: float, heures: Decimal | float) -> str:
        return f"{self.x(rang):.1f},{self.y(heures):.1f}"


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
    echelle = _Echelle(cadre, len(points), _choisir_maximum(points, du))
    faits = [(0, Decimal(0)), *_serie(points, lambda p: p.valide)]
    rang, total = faits[-1]
    pret = total + attente
    trace = " ".join(echelle.point(*fait) for fait in faits)
    projections = _tracer_projection(points, echelle, rang, pret)
    dernier = points[-1] if points else PointCourbe(debut)
    attendus = _serie(points, lambda p: p.attendu)
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
        etiquettes=_etiqueter(echelle, points, rang, total, attente, du),
        lignes=_lire_lignes(points),
    )


def _serie(points: Sequence[PointCourbe], lire: Callable[[PointCourbe], Decimal | None]) -> list[tuple[int, Decimal]]:
    return [(rang, heures) for rang, point in enumerate(points, 1) if (heures := lire(point)) is not None]


def _choisir_maximum(points: Sequence[PointCourbe], du: Decimal) -> float:
    hauteurs = [h for p in points for h in (p.valide, p.attendu, p.haute, p.centrale) if h is not None]
    return float(max([du, *hauteurs, Decimal(1)])) * MARGE_HAUTE


def _choisir_pas(maximum: float) -> float:
    """1, 2, 2.5 or 5 × a power of ten, so that six lines suffice."""
    puissance = 10.0 ** (len(str(int(maximum))) - 2)
    candidats = (m * puissance * d for d in (1, 10) for m in (1, 2, 2.5, 5))
    return next((pas for pas in candidats if maximum / pas <= 6), maximum)


def _tracer_reperes(echelle: _Echelle, du: Decimal) -> list[Trait]:
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


def _tracer_graduations(echelle: _Echelle, debut: date) -> list[Trait]:
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


def _tracer_coin(echelle: _Echelle, faits: list[tuple[int, Decimal]], pret: Decimal) -> str:
    rang, total = faits[-1]
    return f"{echelle.point(*faits[-2])} {echelle.point(rang, pret)} {echelle.point(rang, total)}"


def _tracer_projection(points: Sequence[PointCourbe], echelle: _Echelle, rang: int, depart: Decimal) -> dict[str, str]:
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


def _placer_bout(echelle: _Echelle, dernier: PointCourbe) -> tuple[str, str]:
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


def _etiqueter(
    echelle: _Echelle, points: Sequence[PointCourbe], rang: int, total: Decimal, attente: Decimal, du: Decimal
) -> list[Etiquette]:
    cadre = echelle.cadre
    etiquettes = [
        Etiquette(f"{cadre.gauche + 6}", f"{echelle.y(du) - 7:.1f}", f"Obligation {formater_heures(du)}",
                  couleur="#2A2521", graisse="600")
    ]  # fmt: skip
    if rang:
        etiquettes += _etiqueter_arrete(echelle, points[rang - 1].fin, rang, total, attente)
    etiquettes += _etiqueter_attendu(echelle, points)
    if points and points[-1].centrale is not None:
        etiquettes += _etiqueter_projection(echelle, points[-1])
    return etiquettes


def _etiqueter_arrete(echelle: _Echelle, fin: date, rang: int, total: Decimal, attente: Decimal) -> list[Etiquette]:
    cadre = echelle.cadre
    x, y = echelle.x(rang), echelle.y(total)
    jour = formater_date(fin) if not cadre.etroit else f"{fin:%d/%m/%y}"
    haut = Etiquette(f"{x:.1f}", f"{cadre.haut - (6 if cadre.etroit or cadre.fin else 4)}", jour, ancre="middle")
    a_gauche = x + (70 if cadre.etroit else 130) > cadre.largeur
    ancre, decalage = ("end", -8.0) if a_gauche else ("start", 8.0 if cadre.etroit else 10.0)
    mots = ["Validé", formater_heures(total)] if cadre.etroit else [f"Validé {formater_heures(total)}"]
    bas = min(y + (40 if cadre.etroit else 22), cadre.bas - 6 - cadre.ligne * len(mots))
    textes = [
        Etiquette(f"{x + decalage:.1f}", f"{bas + n * cadre.ligne:.1f}", mot, ancre, "#5B2350", "600", halo=True)
        for n, mot in enumerate(mots)
    ]
    if attente and not cadre.etroit:
        y2 = f"{bas + cadre.ligne:.1f}"
        plus = f"+ {formater_heures(attente)} en attente"
        textes.append(Etiquette(f"{x + decalage:.1f}", y2, plus, ancre, "#8C5482", "400", halo=True))
    return [haut, *textes]


def _etiqueter_attendu(echelle: _Echelle, points: Sequence[PointCourbe]) -> list[Etiquette]:
    """Near the middle of the expected curve, on the side where the other one is not."""
    cadre = echelle.cadre
    attendus = _serie(points, lambda p: p.attendu)
    if not attendus or len(points) < 4:
        return []
    rang, heures = attendus[min(int(len(points) * (0.53 if cadre.etroit else 0.44)), len(attendus) - 1)]
    mots = ["Attendu"] if cadre.etroit else ["Attendu", "(plan d’exécution)"]
    valide = points[rang - 1].valide
    au_dessus = valide is not None and valide < heures
    if au_dessus:
        x, bas = echelle.x(rang) - 12, echelle.y(heures) - cadre.ligne * len(mots)
    else:
        x, bas = echelle.x(rang) - 5, echelle.y(heures) + (22 if cadre.fin else 29)
    if not cadre.haut < bas < cadre.bas - cadre.ligne * len(mots):
        return []
    ancre = "end" if au_dessus else "start"
    return [
        Etiquette(f"{x:.1f}", f"{bas + n * (cadre.ligne - 1.2):.1f}", mot, ancre, halo=True)
        for n, mot in enumerate(mots)
    ]


def _etiqueter_projection(echelle: _Echelle, dernier: PointCourbe) -> list[Etiquette]:
    """Three lines beside the end of the curves; on a narrow screen only the central one, under it."""
    cadre = echelle.cadre
    y = echelle.y(dernier.centrale or 0)
    if cadre.etroit:
        mots = ("Projection", formater_heures(dernier.centrale))
        return [
            Etiquette(f"{cadre.droite}", f"{y + 46 + n * 14:.1f}", mot, "end", "#5B2350", "600", halo=True)
            for n, mot in enumerate(mots)
        ]
    ecart = cadre.ligne - 0.6
    x = f"{cadre.droite + 10}"
    return [
        Etiquette(x, f"{y + 4 - ecart:.1f}", f"haute {formater_heures(dernier.haute)}"),
        Etiquette(x, f"{y + 4:.1f}", f"centrale {formater_heures(dernier.centrale)}", "start", "#5B2350", "600"),
        Etiquette(x, f"{y + 4 + ecart:.1f}", f"basse {formater_heures(dernier.basse)}"),
    ]


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
