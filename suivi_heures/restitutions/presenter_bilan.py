"""Figures of the quarterly report to what its template prints: sentences, signs, positions of the charts."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.utils import timezone

from clauses_app.interface.etats import lire_etat
from clauses_app.interface.formats import (
    ecrire_nombre,
    enumerer,
    formater_date,
    formater_date_heure,
    formater_heures,
    formater_nombre,
    formater_periode,
)
from clauses_app.interface.graphiques import (
    RAPPORT,
    Courbe,
    PointCourbe,
    Projection,
    calculer_barre_avancement,
    calculer_courbe,
)
from suivi_heures.queries.mois import dernier_jour
from suivi_heures.queries.projection import dernier_mois_echu
from suivi_heures.queries.trimestres import Trimestre
from suivi_heures.restitutions.bilan_trimestriel import (
    Avancement,
    BilanTrimestriel,
    Engagement,
    FicheLot,
    FicheMarche,
    HeuresTrimestre,
)
from suivi_heures.restitutions.ecrire_regles import ecrire_regles
from suivi_heures.restitutions.figer import empreinte
from suivi_heures.restitutions.repartir import dater_les_ages

TITRE_LONG = 90
ETATS_LUS = {  # state of a contract → singular, plural
    "atteint": ("a atteint son obligation", "ont atteint leur obligation"),
    "bonne-voie": ("est en bonne voie", "sont en bonne voie"),
    "surveiller": ("est à surveiller", "sont à surveiller"),
    "retard": ("est en retard", "sont en retard"),
}
BASE, HAUT, LARGEUR = 110, 30, 330
JALONS = 6
AVANT = (
    ("synthese", "Synthèse du trimestre"),
    ("tableau", "Avancement par marché et par lot"),
    ("publics", "Publics, modalités, heures non comptées"),
)
APRES = (
    ("retards", "Déclarations en retard"),
    ("corrections", "Corrections de trimestres antérieurs"),
    ("methode", "Note de méthode"),
)


def composer_contexte(bilan: BilanTrimestriel, *, signature: str = "", depuis: int = 0) -> dict[str, Any]:
    """Everything `rapport.html` prints. `signature`, `depuis`: of a part of a report, the fingerprint of the whole and
    the rank of its first contract."""
    signature = signature or empreinte(bilan.chiffres())
    pages = [_Page.composer(rang, fiche) for rang, fiche in enumerate(bilan.marches, depuis + 1)]
    courte = " ".join(signature[debut : debut + 4] for debut in range(0, 16, 4))
    heures = f"Au {bilan.trimestre.libelle}, heures retenues"
    return {
        "bilan": bilan,
        "pages": pages,
        "sommaire": _composer_sommaire(bilan, pages),
        "rangees": [rangee for page in pages for rangee in page.rangees],
        "retards": bilan.retards_transmission,
        "corrections": bilan.corrections,
        "regles": ecrire_regles(bilan),
        "changements": bilan.ce_qui_a_change,
        "courants": _dire_en_marge(bilan, courte),
        "seuil": bilan.methode.seuil,
        "periode": formater_periode(bilan.trimestre.debut, bilan.trimestre.fin),
        "contact": _lire_contact(bilan),
        "empreinte": signature,
        "empreinte_courte": courte,
        "chapeau": _ecrire_chapeau(bilan),
        "attendu_au": formater_date(_attendu_au(bilan)),
        "ecart": formater_ecart(bilan.synthese.avancement.ecart, unite=True),
        "ecart_ensemble": formater_ecart(bilan.synthese.avancement.ecart),
        "colonnes": calculer_colonnes(bilan.synthese.par_trimestre),
        "exemple_barre": calculer_barre_avancement(
            cle="exemple", nom="Exemple de barre", valide=Decimal(6200), du=Decimal(12400), attente=Decimal(700),
            attendu=Decimal(7900), projection=_EXEMPLE if _a_projection(bilan) else None,
        ),
        "avec_projection": _a_projection(bilan),
        "legende_heures": heures,
        "legende_publics": f"{heures}, tous marchés."
        f" Un seul critère par personne : le critère principal, à la décision.",
        "legende_age": dater_les_ages(bilan.arrete_au, bilan.trimestre.fin),
        "rattrapage": _ecrire_rattrapage(bilan.synthese.avancement),
    }  # fmt: skip


def _attendu_au(bilan: BilanTrimestriel) -> datetime.date:
    """End of the last month due on the day of the report, as the figures were compared."""
    echu = dernier_mois_echu(timezone.localdate(bilan.etabli_a), bilan.methode.delai_releve_jours)
    return min(bilan.arrete_au, dernier_jour(echu))


_EXEMPLE = Projection(Decimal(10300), Decimal(11300), Decimal(12500))


def _lire_contact(bilan: BilanTrimestriel) -> list[str]:
    guichet = bilan.guichet
    return [ligne for ligne in (guichet.courriel, guichet.telephone, guichet.adresse) if ligne] or [guichet.nom]


def _a_projection(bilan: BilanTrimestriel) -> bool:
    return any(fiche.avancement.projection for fiche in bilan.marches)


def formater_ecart(ecart: Decimal | None, *, unite: bool = False) -> str:
    """A difference always says its sign: +330, −418."""
    texte = formater_heures(ecart) if unite else formater_nombre(ecart)
    return f"+{texte}" if ecart is not None and ecart > 0 else texte


def _ecrire_rattrapage(avancement: Avancement) -> str:
    return "" if not avancement.rattrapage else formater_ecart(avancement.rattrapage, unite=True)


def _ecrire_chapeau(bilan: BilanTrimestriel) -> dict[str, str]:
    nombre = bilan.synthese.nombre_marches
    tons = Counter(lire_etat(fiche.avancement.etat).ton for fiche in bilan.marches)
    lus = [
        f"{ecrire_nombre(tons[ton])} {singulier if tons[ton] == 1 else pluriel}"
        for ton, (singulier, pluriel) in ETATS_LUS.items()
        if tons[ton]
    ]
    if nombre == 1:
        return {"debut": f"{bilan.acheteur.nom} : le marché suivi a produit", "etats": ""}
    phrase = enumerer(lus)
    return {
        "debut": f"{bilan.acheteur.nom} : les {ecrire_nombre(nombre)} marchés suivis ont produit",
        "etats": f"{phrase[:1].upper()}{phrase[1:]}." if phrase else "",
    }


def _dire_en_marge(bilan: BilanTrimestriel, empreinte_courte: str) -> dict[str, str]:
    revision = f", révision {bilan.revision}" if bilan.revision else ""
    return {
        "document": f"Clauses sociales d’insertion, {bilan.trimestre.libelle}",
        "pied": f"Comptes arrêtés au {formater_date(bilan.arrete_au)}. {bilan.guichet.nom}",
        "empreinte": f"Chiffres figés le {formater_date_heure(bilan.etabli_a)}{revision}, empreinte {empreinte_courte}",
    }


@dataclass(frozen=True)
class Entree:
    """A line of the table of contents. Without `page`, the engine finds it: everything is in one piece."""

    cle: str
    titre: str
    est_marche: bool = False
    page: int = 0


def _composer_sommaire(bilan: BilanTrimestriel, pages: list[_Page]) -> list[Entree]:
    return [
        *[Entree("changements", "Ce qui a changé depuis la version précédente")][: len(bilan.ce_qui_a_change)],
        *(Entree(cle, titre) for cle, titre in AVANT),
        *(Entree(page.cle, page.fiche.objet, est_marche=True) for page in pages),
        *(Entree(cle, titre) for cle, titre in APRES),
    ]


@dataclass(frozen=True)
class _Ligne:
    """A row of the progress table: a contract or a lot."""

    avancement: Avancement
    etat: Any
    barre: Any
    ecart: str
    ecart_h: str

    @classmethod
    def composer(cls, cle: str, nom: str, avancement: Avancement) -> _Ligne:
        projection = avancement.projection
        return cls(
            avancement=avancement,
            etat=lire_etat(avancement.etat),
            barre=calculer_barre_avancement(
                cle=cle,
                nom=nom,
                valide=avancement.realise,
                du=avancement.objectif,
                attente=avancement.en_attente,
                attendu=avancement.attendu,
                projection=Projection(projection.basse, projection.centrale, projection.haute) if projection else None,
            ),
            ecart=formater_ecart(avancement.ecart),
            ecart_h=formater_ecart(avancement.ecart, unite=True),
        )


@dataclass(frozen=True)
class _Lot:
    fiche: FicheLot
    ligne: _Ligne
    titulaires: str


@dataclass(frozen=True)
class _Engagement:
    engagement: Engagement
    signe: str


@dataclass(frozen=True)
class _Jalon:
    """A column of the table that goes with the curve."""

    quand: str
    realise: Decimal | None
    attendu: Decimal | None
    projection: Decimal | None = None


@dataclass(frozen=True)
class _Rangee:
    """A row of the progress table: a contract, or one of its lots."""

    page: _Page
    lot: _Lot | None = None


@dataclass(frozen=True)
class _Page:
    """The page of a contract."""

    cle: str
    fiche: FicheMarche
    ligne: _Ligne
    lots: list[_Lot]
    engagements: list[_Engagement]
    courbe: Courbe | None
    jalons: list[_Jalon]
    periode: str
    rattrapage: str
    titre_long: bool

    @classmethod
    def composer(cls, rang: int, fiche: FicheMarche) -> _Page:
        cle = f"marche-{rang}"
        return cls(
            cle=cle,
            fiche=fiche,
            ligne=_Ligne.composer(cle, fiche.objet, fiche.avancement),
            lots=[
                _Lot(
                    lot,
                    _Ligne.composer(f"{cle}-{numero}", f"Lot {lot.reference}", lot.avancement),
                    enumerer(lot.titulaires),
                )
                for numero, lot in enumerate(fiche.lots, 1)
            ],
            engagements=[_Engagement(un, formater_ecart(un.heures)) for un in fiche.engagements],
            courbe=_tracer(cle, fiche) if fiche.courbe else None,
            jalons=_jalonner(fiche),
            periode=formater_periode(fiche.date_debut, fiche.date_fin),
            rattrapage=_ecrire_rattrapage(fiche.avancement),
            titre_long=len(fiche.objet) > TITRE_LONG,
        )

    @property
    def rangees(self) -> list[_Rangee]:
        return [_Rangee(self), *(_Rangee(self, lot) for lot in self.lots if len(self.lots) > 1)]


def _jalonner(fiche: FicheMarche) -> list[_Jalon]:
    """The curve in figures: its last quarters, then its end. Month by month, it is in the data of the file."""
    faits = [un for un in fiche.courbe if un.realise is not None]
    jalons = [un for un in faits if un is faits[-1] or un.fin.month % 3 == 0][-JALONS:]
    colonnes = [_Jalon(_dire_quand(un.fin), un.realise, un.attendu) for un in jalons]
    projection = fiche.avancement.projection
    if len(faits) < len(fiche.courbe):
        au_bout = projection.centrale if projection else None
        colonnes.append(_Jalon("À l’échéance", None, fiche.courbe[-1].attendu, au_bout))
    return colonnes


def _dire_quand(fin: datetime.date) -> str:
    """Named as a quarter when it is one to its last day."""
    trimestre = Trimestre.contenant(fin)
    return trimestre.libelle if trimestre.fin == fin else formater_date(fin)


def _tracer(cle: str, fiche: FicheMarche) -> Courbe:
    points = [PointCourbe(fin=un.fin, valide=un.realise, attendu=un.attendu) for un in fiche.courbe]
    projection = fiche.avancement.projection
    if projection:
        points = _prolonger(
            points, fiche.avancement, Projection(projection.basse, projection.centrale, projection.haute)
        )
    courbe = calculer_courbe(
        cle=cle,
        nom=fiche.objet,
        debut=fiche.date_debut,
        points=points,
        du=fiche.avancement.objectif,
        attente=fiche.avancement.en_attente,
        cadre=RAPPORT,
    )
    return replace(courbe, etiquettes=_nommer_l_attendu(courbe))


def _nommer_l_attendu(courbe: Courbe) -> list[Any]:
    """Here the expectation is a straight line: its name stands above it, where the curve is not."""
    etiquettes = [une for une in courbe.etiquettes if une.texte not in ("Attendu", "(plan d’exécution)")]
    tracee = courbe.attendu.split()
    if len(tracee) > 6:
        x, y = (float(nombre) for nombre in tracee[len(tracee) * 2 // 5].split(","))
        modele = courbe.etiquettes[0]
        etiquettes.append(
            replace(
                modele, x=f"{x - 6:.1f}", y=f"{y - 4:.1f}", texte="Attendu au prorata du temps", ancre="end",
                couleur="#5E574F", graisse="400", halo=True,
            )
        )  # fmt: skip
    return etiquettes


def _prolonger(points: list[PointCourbe], avancement: Avancement, au_bout: Projection) -> list[PointCourbe]:
    """Straight lines from what is done and pending to the three assumptions at the end."""
    faits = sum(1 for point in points if point.valide is not None)
    reste = len(points) - faits
    depart = avancement.realise + avancement.en_attente
    return [
        point
        if rang <= faits
        else replace(
            point,
            **{
                nom: depart + (getattr(au_bout, nom) - depart) * (rang - faits) / reste
                for nom in ("basse", "centrale", "haute")
            },
        )
        for rang, point in enumerate(points, 1)
    ]


@dataclass(frozen=True)
class Colonne:
    x: str
    y: str
    largeur: str
    hauteur: str
    milieu: str
    haut: str
    valeur: str
    numero: int
    annee: str


@dataclass(frozen=True)
class Colonnes:
    phrase: str
    colonnes: list[Colonne]


def calculer_colonnes(trimestres: Iterable[HeuresTrimestre]) -> Colonnes:
    """One column a quarter, seven at most, the last one being the quarter of the report."""
    derniers = list(trimestres)[-7:]
    maximum = max([un.heures for un in derniers] + [Decimal(1)])
    pas = Decimal(LARGEUR) / max(len(derniers), 4)
    colonnes = []
    for rang, un in enumerate(derniers):
        hauteur = max(un.heures, Decimal(0)) * (BASE - HAUT) / maximum
        largeur, x = pas * Decimal("0.72"), pas * rang + pas * Decimal("0.14")
        nouvelle = rang == 0 or un.annee != derniers[rang - 1].annee
        colonnes.append(
            Colonne(
                x=f"{x:.1f}",
                y=f"{BASE - hauteur:.1f}",
                largeur=f"{largeur:.1f}",
                hauteur=f"{hauteur:.1f}",
                milieu=f"{x + largeur / 2:.1f}",
                haut=f"{BASE - hauteur - 6:.1f}",
                valeur=formater_nombre(un.heures, 0),
                numero=un.numero,
                annee=str(un.annee) if nouvelle else "",
            )
        )
    lues = enumerer([f"{formater_heures(un.heures)} au T{un.numero} {un.annee}" for un in derniers])
    return Colonnes(f"Heures réalisées par trimestre : {lues or 'aucune'}", colonnes)
