"""Bars in per cent of the width: plain bar, progress bar with projection, gauge of a contract."""

from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from clauses_app.interface.formats import calculer_part, formater_heures, formater_nombre, formater_pourcent

NATURES = ("valide", "attente", "previsionnel", "reste")
# The axis goes to 115 % of what is due: the full line falls at the same place on every row.
MARGE = Decimal("1.15")
ZERO = Decimal(0)
BORD = Decimal(4)  # per cent of the width, at each end, where the circle would leave the drawing
RAYON = Decimal("4.5")  # of the circle, its line included
HACHURES = (
    '<defs><pattern id="av-{cle}" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect width="6" height="6" fill="#F4ECF2"/><rect width="2.2" height="6" fill="#5B2350"/></pattern></defs>'
)


@dataclass(frozen=True)
class Projection:
    """Hours at the end of the contract under three assumptions."""

    basse: Decimal
    centrale: Decimal
    haute: Decimal


@dataclass(frozen=True)
class Barre:
    """Share done, then share pending."""

    cle: str
    fait: str
    attente: str
    hauteur: int = 8


@dataclass(frozen=True)
class BarreAvancement:
    """One row: done, pending, expected, projected, against what is due. Positions in per cent."""

    cle: str
    phrase: str
    hauteur: int
    obligation: str  # right end of the track
    fait: str = ""
    attente: str = ""
    attendu: str = ""
    basse: str = ""
    centrale: str = ""
    haute: str = ""

    @property
    def svg(self) -> SafeString:
        """Written in Python: a list prints fifty of them, a template would cost ten times more."""
        cle = escape(self.cle)
        morceaux = [
            f'<svg class="bullet" width="100%" height="{self.hauteur}" role="img"'
            f' aria-label="{escape(self.phrase)}" focusable="false">',
            HACHURES.format(cle=cle) if self.attente else "",
            f'<rect x="0" y="4" width="{self.obligation}" height="11" rx="2" fill="#E9E4DC"/>',
            f'<rect x="0" y="4" width="{self.fait}" height="11" rx="2" fill="#5B2350"/>' if self.fait else "",
            f'<rect x="{self.fait or 0}" y="4" width="{self.attente}" height="11" fill="url(#av-{cle})"/>'
            if self.attente
            else "",
            _tracer(self.obligation, 0, self.hauteur, "#2A2521", "1.5"),
            self._dessiner_projection() if self.centrale else "",
            _tracer(self.attendu, 1, 18, "#fff", "5") + _tracer(self.attendu, 1, 18, "#2A2521", "2")
            if self.attendu
            else "",
            "</svg>",
        ]
        return mark_safe("".join(morceaux))  # noqa: S308  # positions are ours, words are escaped

    def _dessiner_projection(self) -> str:
        fourchette = (
            f'<line x1="{self.basse}" x2="{self.haute}" y1="21" y2="21" stroke="#8C5482" stroke-width="2"/>'
            f"{_tracer(self.basse, 18.5, 23.5, '#8C5482', '1.5')}{_tracer(self.haute, 18.5, 23.5, '#8C5482', '1.5')}"
        )
        return (
            (fourchette if self.basse != self.haute else "")  # the circle would cover it
            + f'<circle cx="{self.centrale}" cy="21" r="3.5" fill="#fff" stroke="#5B2350" stroke-width="2"'
            f"{_rentrer(self.centrale)}/>"
        )


def _rentrer(x: str) -> str:
    """At either end the circle moves inside by up to its own radius: on paper, what leaves the drawing is cut."""
    points = Decimal(x.removesuffix("%"))
    exces = max(ZERO, points - (100 - BORD)) - max(ZERO, BORD - points)
    return f' transform="translate({-exces * RAYON / BORD:.2f} 0)"' if exces else ""


def _tracer(x: str, haut: float, bas: float, couleur: str, epaisseur: str) -> str:
    return f'<line x1="{x}" x2="{x}" y1="{haut}" y2="{bas}" stroke="{couleur}" stroke-width="{epaisseur}"/>'


@dataclass(frozen=True)
class Segment:
    """A stretch of the gauge."""

    x: str
    largeur: str
    fin: str
    dernier: bool = False


@dataclass(frozen=True)
class Jauge:
    """Done, pending, signed, missing: always in this order, never mixed."""

    cle: str
    phrase: str
    valide: Segment | None
    attente: Segment | None
    previsionnel: Segment | None
    reste: Segment | None
    attendu: str = ""
    attendu_libelle: str = ""
    attendu_ancre: str = "end"  # of its words: a phone has room for them on one side only, or across the middle
    obligation: str = ""  # only when more than due is done or signed
    heures: dict[str, str] = field(default_factory=dict)  # by nature, formatted, for the legend
    parts: dict[str, str] = field(default_factory=dict)


def en_pourcent(part: Decimal, tout: Decimal, decimales: int = 2) -> str:
    """Position kept inside the drawing."""
    points = min(max(part / tout * 100, ZERO), Decimal(100)) if tout else ZERO
    return f"{points:.{decimales}f}%"


def calculer_barre(*, cle: str, fait: Decimal, tout: Decimal, attente: Decimal = ZERO, hauteur: int = 8) -> Barre:
    """Plain bar: « 65 % of the hours due »."""
    plein = min(max(Decimal(fait), ZERO), Decimal(tout))
    suite = min(max(Decimal(attente), ZERO), Decimal(tout) - plein)
    return Barre(
        cle=cle,
        fait=en_pourcent(plein, Decimal(tout)) if plein else "",
        attente=en_pourcent(suite, Decimal(tout)) if suite else "",
        hauteur=hauteur,
    )


def calculer_barre_avancement(
    *,
    cle: str,
    nom: str,
    valide: Decimal,
    du: Decimal,
    attente: Decimal = ZERO,
    attendu: Decimal | None = None,
    projection: Projection | None = None,
    hauteur: int | None = None,
) -> BarreAvancement:
    """Progress of a contract, a lot or a holder. `nom` begins the sentence read aloud."""
    axe = _choisir_axe(du, valide + attente, projection)
    fait = min(max(valide, ZERO), axe)
    suite = min(max(attente, ZERO), axe - fait)

    def place(heures: Decimal | None) -> str:
        return "" if heures is None else en_pourcent(heures, axe)

    return BarreAvancement(
        cle=cle,
        phrase=_decrire_barre(nom, valide, du, attente, attendu, projection),
        hauteur=hauteur or (26 if projection else 20),
        obligation=en_pourcent(du or axe, axe),
        fait=place(fait) if fait else "",
        attente=place(suite) if suite else "",
        attendu=place(attendu),
        basse=place(projection.basse) if projection else "",
        centrale=place(projection.centrale) if projection else "",
        haute=place(projection.haute) if projection else "",
    )


def _choisir_axe(du: Decimal, fait: Decimal, projection: Projection | None) -> Decimal:
    """Without anything due, the axis holds what there is to show."""
    if du:
        return Decimal(du) * MARGE
    return max(fait, projection.haute if projection else ZERO, Decimal(1)) * MARGE


def _decrire_barre(
    nom: str,
    valide: Decimal,
    du: Decimal,
    attente: Decimal,
    attendu: Decimal | None,
    projection: Projection | None,
) -> str:
    faits = [f"{nom} : {formater_heures(valide)} validées"]
    if du:
        part = formater_pourcent(calculer_part(valide, du))
        faits = [f"{faits[0]} sur {formater_heures(du)}, soit {part}"]
    if attente:
        faits.append(f"{formater_heures(attente)} en attente de validation")
    if attendu is not None:
        faits.append(f"attendu au dernier mois échu {formater_heures(attendu)}")
    if projection:
        faits.append(
            f"projection à l’échéance {formater_heures(projection.centrale)}, entre "
            f"{formater_nombre(projection.basse)} et {formater_heures(projection.haute)}"
        )
    return " ; ".join(faits)


def _ancrer(part: Decimal) -> str:
    if part < Decimal("0.4"):
        return "start"
    return "middle" if part < Decimal("0.6") else "end"


def calculer_jauge(
    *,
    cle: str,
    nom: str,
    du: Decimal,
    valide: Decimal,
    attente: Decimal = ZERO,
    previsionnel: Decimal = ZERO,
    reste: Decimal | None = None,
    attendu: Decimal | None = None,
    attendu_libelle: str = "",
) -> Jauge:
    """Gauge of a contract; the scale is what is due, or more when more is done or signed.

    `reste`: what remains when it is not the difference (lots that do not compensate each other).
    """
    reste = max(du - valide - attente - previsionnel, ZERO) if reste is None else reste
    echelle = valide + attente + previsionnel + reste or Decimal(1)
    natures = (valide, attente, previsionnel, reste)
    segments = _empiler(natures, echelle)
    parts = [formater_pourcent(calculer_part(heures, du)) for heures in natures]
    phrase = (
        f"{nom} : {formater_heures(valide)} validées ({parts[0]}), "
        f"{formater_heures(attente)} en attente ({parts[1]}), "
        f"{formater_heures(previsionnel)} prévues par les contrats signés ({parts[2]}), "
        f"{formater_heures(reste)} restant à pourvoir ({parts[3]})"
    )
    return Jauge(
        cle=cle,
        phrase=phrase,
        valide=segments[0],
        attente=segments[1],
        previsionnel=segments[2],
        reste=segments[3],
        attendu="" if attendu is None else en_pourcent(attendu, echelle, 3),
        attendu_libelle=attendu_libelle,
        attendu_ancre=_ancrer((attendu or Decimal(0)) / echelle),
        obligation=en_pourcent(du, echelle, 3) if ZERO < du < echelle else "",
        heures=dict(zip(NATURES, map(formater_heures, natures), strict=True)),
        parts=dict(zip(NATURES, parts, strict=True)),
    )


def _empiler(natures: tuple[Decimal, ...], echelle: Decimal) -> list[Segment | None]:
    """One stretch after the other; an empty one takes no place."""
    segments: list[Segment | None] = []
    cumul = ZERO
    dernier = max((rang for rang, heures in enumerate(natures) if heures > 0), default=-1)
    for rang, heures in enumerate(natures):
        debut, cumul = cumul, cumul + max(heures, ZERO)
        segments.append(
            Segment(
                x=en_pourcent(debut, echelle, 3),
                largeur=en_pourcent(heures, echelle, 3),
                fin=en_pourcent(cumul, echelle, 3),
                dernier=rang == dernier,
            )
            if heures > 0
            else None
        )
    return segments
