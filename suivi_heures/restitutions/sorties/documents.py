"""The outputs of a closed year, one function each: figures with their definition, and what is missing.

`national` follows the yearly survey of Alliance Villes Emploi, `anru` the table of the operations it funds.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from clauses_app.interface.formats import accorder, enumerer, formater_date, formater_heures, formater_nombre
from suivi_heures.enums import GenreSortie
from suivi_heures.queries.participations import AnneeClose
from suivi_heures.restitutions.sorties.axes import (
    AGE,
    MODALITE,
    NIVEAU,
    NOUVEAUTE,
    PUBLIC,
    QUARTIER,
    SEXE,
    SUITE,
    TYPE_CONTRAT,
)
from suivi_heures.restitutions.sorties.chiffres import ENSEMBLE, HEURES, NOMBRE, Chiffre, Sortie
from suivi_heures.restitutions.sorties.effectifs import Groupe, Resultat
from suivi_heures.restitutions.sorties.national import national
from suivi_heures.restitutions.sorties.travail import SUITES_AILLEURS, ZERO, Travail, couverture, heures, par

PAS = 5  # a regional export says hours to the nearest five


def composer(genre: GenreSortie, travail: Travail) -> tuple[Sortie, Resultat]:
    """The output, and the numbers of people it publishes: to be kept with it."""
    chiffres, resultat, manques = COMPOSEURS[genre](travail)
    annee = travail.annee
    return Sortie(
        titre=f"{genre.label}, {_periode(annee)}",
        guichet=travail.contexte.guichet,
        annee=annee.trimestre.annee,
        trimestre=annee.trimestre.numero,
        debut=annee.debut,
        fin=annee.fin,
        close_a=annee.close_a,
        avis=_avis(annee, travail.contexte.seuil),
        chiffres=tuple(chiffres),
        manques=tuple(manques),
    ), resultat


def _periode(annee: AnneeClose) -> str:
    if annee.trimestre.numero == 4:
        return f"année {annee.trimestre.annee}"
    return f"du {formater_date(annee.debut)} au {formater_date(annee.fin)}"


# the same word, two figures: whoever holds both documents is told which is which, without the amount, which would
# say the hours of those few whose hours are counted more
SANS_BONIFICATION = (
    "«\u00a0Heures réalisées\u00a0»\u00a0: ici, les heures retenues, sans bonification."
    " Le rapport trimestriel de certains marchés y ajoute les bonifications de leur"
    " règle\u00a0: ses totaux y sont plus hauts."
)


def _avis(annee: AnneeClose, seuil: int) -> tuple[str, ...]:
    avis = [
        f"Chiffres arrêtés à la clôture du {annee.trimestre.libelle}, le {formater_date(annee.close_a)}.",
        f"Un effectif de moins de {seuil} personnes n’est pas publié, ni celui qui permettrait de le retrouver ici"
        " ou dans un autre document remis.",
    ]
    if any(m.bonifie for m in annee.chiffres.values()):
        avis.append(SANS_BONIFICATION)
    manquants = annee.trimestre.numero - len(annee.trimestres_clos)
    if manquants:
        avis.append(
            f"{accorder(manquants, 'trimestre')} de l’année sans clôture\u00a0: la couverture n’est connue que pour"
            " les autres."
        )
    ecart = sum((p.heures for p in annee.participations), ZERO) - sum(
        (m.retenues for m in annee.chiffres.values()), ZERO
    )
    if ecart:
        avis.append(
            f"Les répartitions diffèrent des chiffres clos de {formater_heures(ecart)}\u00a0: des faits ont changé"
            " depuis la clôture, ou des heures d’avant ont été reprises."
        )
    return tuple(avis)


def _annuel(travail: Travail) -> tuple[list[Chiffre], Resultat, list[str]]:
    annee = travail.annee
    acheteurs = par(annee.chiffres, lambda m: m.acheteur)
    operations = par({ref: m for ref, m in annee.chiffres.items() if m.operation}, lambda m: m.operation)
    chiffres = [
        Chiffre(
            "L’année",
            ENSEMBLE,
            "Marchés suivis",
            Decimal(len(annee.chiffres)),
            NOMBRE,
            "",
            "Marchés dont la clause a vécu dans la période.",
        ),
        *heures(travail.contrats(travail.tous), "L’année"),
    ]
    for nom, refs in acheteurs.items():
        chiffres += heures(travail.contrats(refs), "Par acheteur", nom)
    for nom, refs in operations.items():
        chiffres += heures(travail.contrats(refs), "Par opération", nom)
    resultat = travail.compter(
        [
            Groupe("Personnes, par acheteur", acheteurs, partition=True),
            Groupe("Personnes, par opération", operations),
            Groupe(
                "Personnes",
                {ENSEMBLE: travail.tous},
                (SEXE, AGE, PUBLIC, MODALITE, QUARTIER, NIVEAU, TYPE_CONTRAT, SUITE, NOUVEAUTE),
            ),
        ]
    )
    return [*chiffres, *resultat.chiffres], resultat, [SUITES_AILLEURS]


def _anru(travail: Travail) -> tuple[list[Chiffre], Resultat, list[str]]:
    contrats = {ref: m for ref, m in travail.annee.chiffres.items() if m.est_anru}
    operations = par(contrats, lambda m: m.operation or "Hors opération")
    chiffres: list[Chiffre] = []
    for nom, refs in operations.items():
        chiffres += heures(travail.contrats(refs), "Par opération", nom)
    tous = frozenset(contrats)
    chiffres += heures(travail.contrats(tous), "Ensemble des opérations")
    groupes = [Groupe("Habitants des quartiers", operations, (QUARTIER,), partition=True)] if operations else []
    resultat = travail.compter(groupes)
    manques = [] if contrats else ["Aucun marché de la période ne suit le programme ANRU ni sa charte."]
    return [*chiffres, *resultat.chiffres], resultat, manques


def _financeurs(travail: Travail) -> tuple[list[Chiffre], Resultat, list[str]]:
    """Each convention with the contracts it pays for; hours at the rate of its share."""
    annee = travail.annee
    perimetres = {
        f"{f.nom} ({formater_nombre(f.part_pct)}\u202f%)": frozenset(
            ref for ref, m in annee.chiffres.items() if f.acheteur is None or m.acheteur == f.acheteur
        )
        for f in travail.contexte.financements
    }
    chiffres: list[Chiffre] = []
    for (nom, refs), f in zip(perimetres.items(), travail.contexte.financements, strict=True):
        contrats = travail.contrats(refs)
        faites = sum((m.retenues for m in contrats), ZERO)
        chiffres += heures(contrats, "Par financeur", nom)
        chiffres.append(
            Chiffre(
                "Par financeur",
                nom,
                "Heures au prorata de sa part",
                (faites * f.part_pct / 100).quantize(ZERO, ROUND_HALF_UP),
                HEURES,
                "",
                "Heures réalisées multipliées par la part de la convention.",
                couverture(contrats),
            )
        )
    resultat = travail.compter(
        [Groupe("Personnes, par financeur", perimetres), Groupe("Personnes, par financeur", perimetres, (SUITE, SEXE))]
        if perimetres
        else []
    )
    reste = 100 - sum((f.part_pct for f in travail.contexte.financements if f.acheteur is None), ZERO)
    manques = [SUITES_AILLEURS]
    if not perimetres:
        manques.insert(0, "Aucune convention inscrite\u00a0: ajoutez-les dans les réglages des restitutions.")
    elif reste > 0:
        manques.insert(0, f"{formater_nombre(reste)}\u202f% du poste sans convention inscrite sur tous les marchés.")
    return [*chiffres, *resultat.chiffres], resultat, manques


def _regional(travail: Travail) -> tuple[list[Chiffre], Resultat, list[str]]:
    """Sums only, hours to the nearest five: no row speaks of a person, a company or a contract."""
    resultat = travail.compter(
        [
            Groupe("Participants", {ENSEMBLE: travail.tous}),
            Groupe(
                "Participants",
                {ENSEMBLE: travail.tous},
                (SEXE, AGE, PUBLIC, MODALITE, QUARTIER, NIVEAU, TYPE_CONTRAT, SUITE),
            ),
        ]
    )
    chiffres = [*heures(travail.contrats(travail.tous), "Heures"), *resultat.chiffres]
    arrondis = [
        replace(
            c,
            valeur=(c.valeur / PAS).quantize(Decimal(1), ROUND_HALF_UP) * PAS,
            definition=f"{c.definition} Arrondi à {PAS}\u202fh près.",
        )
        if c.unite == HEURES and c.valeur is not None
        else c
        for c in chiffres
    ]
    noms = enumerer(["communes", "entreprises", "acheteurs", "marchés"])
    return arrondis, resultat, [f"Noms de {noms}\u00a0: un export anonyme ne les porte pas."]


COMPOSEURS: dict[GenreSortie, Callable[[Travail], tuple[list[Chiffre], Resultat, list[str]]]] = {
    GenreSortie.ANNUEL: _annuel,
    GenreSortie.NATIONAL: national,
    GenreSortie.ANRU: _anru,
    GenreSortie.FINANCEURS: _financeurs,
    GenreSortie.REGIONAL: _regional,
}
