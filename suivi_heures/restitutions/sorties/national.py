"""The yearly survey of Alliance Villes Emploi: each indicator with its definition, its coverage, what is missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal

from clauses_app.comptes.enums import TypeGuichet
from clauses_app.interface.formats import accorder, arrondir, formater_nombre
from marches.enums import TypeMaitreOuvrage
from suivi_heures.queries.participations import ChiffreMarche, Participation
from suivi_heures.queries.petits_effectifs import Masque
from suivi_heures.restitutions.sorties.axes import (
    AGE,
    LONGUE_DUREE,
    MODALITE,
    NIVEAU,
    NOUVEAUTE,
    PUBLIC,
    QUARTIER,
    SEXE,
    SUITE,
    TYPE_CONTRAT,
)
from suivi_heures.restitutions.sorties.chiffres import (
    ENSEMBLE,
    ETP,
    HEURES,
    MOIS,
    NOMBRE,
    POURCENT,
    Chiffre,
    dire_masque,
)
from suivi_heures.restitutions.sorties.effectifs import Groupe, Resultat
from suivi_heures.restitutions.sorties.travail import SUITES_AILLEURS, ZERO, Contexte, Travail, heures

HEURES_PAR_ETP = 1600
TRANCHES = (
    (25_000, "moins de 25\u202f000\u202f€"),
    (100_000, "de 25\u202f000 à 100\u202f000\u202f€"),
    (1_000_000, "de 100\u202f000\u202f€ à 1\u202fM€"),
)
AU_DELA = "1\u202fM€ et plus"
METIERS = "Métier (ROME)\u00a0: le poste est écrit librement dans le contrat, sans code."


def national(travail: Travail) -> tuple[list[Chiffre], Resultat, list[str]]:
    annee, contexte = travail.annee, travail.contexte
    contrats = travail.contrats(travail.tous)
    faites = sum((m.retenues for m in contrats), ZERO)
    parts = annee.participations
    resultat = travail.compter(
        [
            Groupe("Participants", {ENSEMBLE: travail.tous}),
            Groupe(
                "Participants",
                {ENSEMBLE: travail.tous},
                (SEXE, AGE, QUARTIER, LONGUE_DUREE, NIVEAU, PUBLIC, MODALITE, TYPE_CONTRAT, SUITE, NOUVEAUTE),
            ),
        ]
    )
    personnes = resultat.chiffres[0]
    chiffres = [
        *_marches_clauses(contrats),
        *heures(contrats, "Heures"),
        Chiffre(
            "Heures",
            ENSEMBLE,
            "Équivalents temps plein",
            arrondir(faites / HEURES_PAR_ETP, 2),
            ETP,
            "",
            f"Heures réalisées divisées par {formater_nombre(HEURES_PAR_ETP)}.",
        ),
        *_contrats_de_travail(parts, contexte.seuil, personnes, faites),
        *_structure(contexte),
    ]
    manques = [METIERS, SUITES_AILLEURS, "Commune de résidence\u00a0: tenue sur la fiche, non transmise."]
    if not contexte.financements:
        manques.append("Origine des financements\u00a0: aucune convention inscrite dans les réglages des restitutions.")
    return [*chiffres, *resultat.chiffres], resultat, manques


def _marches_clauses(contrats: Sequence[ChiffreMarche]) -> list[Chiffre]:
    rubrique = "Marchés clausés"
    acheteurs = {(m.acheteur, m.type_acheteur) for m in contrats}
    connus = [m.montant_ht for m in contrats if m.montant_ht is not None]
    couverture = f"montant connu pour {formater_nombre(len(connus))} sur {accorder(len(contrats), 'marché')}"
    tranches = Counter(_tranche(montant) for montant in connus)
    types = Counter(type_acheteur for _, type_acheteur in acheteurs)
    operations = {m.operation for m in contrats if m.operation}
    return [
        Chiffre(
            rubrique,
            ENSEMBLE,
            "Marchés",
            Decimal(len(contrats)),
            definition="Marchés dont la clause a vécu dans la période.",
        ),
        *(
            Chiffre(
                rubrique,
                ENSEMBLE,
                f"Marchés, {nom}",
                Decimal(tranches[nom]),
                definition="Selon le montant hors taxes du marché.",
                couverture=couverture,
            )
            for nom in (*(nom for _, nom in TRANCHES), AU_DELA)
        ),
        Chiffre(
            rubrique,
            ENSEMBLE,
            "Opérations",
            Decimal(len(operations)),
            definition="Opérations auxquelles un de ces marchés est rattaché.",
        ),
        Chiffre(
            rubrique, ENSEMBLE, "Maîtres d’ouvrage", Decimal(len(acheteurs)), definition="Acheteurs de ces marchés."
        ),
        *(
            Chiffre(
                rubrique,
                ENSEMBLE,
                f"Maîtres d’ouvrage, {TypeMaitreOuvrage(code).label}",
                Decimal(nombre),
                definition="Selon le type porté sur la fiche de l’acheteur.",
            )
            for code, nombre in sorted(types.items())
        ),
    ]


def _tranche(montant: Decimal) -> str:
    return next((nom for borne, nom in TRANCHES if montant < borne), AU_DELA)


def _contrats_de_travail(
    parts: Sequence[Participation], seuil: int, personnes: Chiffre, faites: Decimal
) -> list[Chiffre]:
    rubrique = "Contrats de travail"
    durees = [Decimal((p.date_fin - p.date_debut).days + 1) / Decimal("30.44") for p in parts if p.date_fin]
    petit = dire_masque(Masque.SEUIL, seuil) if len({p.personne for p in parts}) < seuil else ""
    couverture = f"date de fin connue pour {formater_nombre(len(durees))} sur {accorder(len(parts), 'contrat')}"
    moyenne = arrondir(sum(durees, ZERO) / len(durees), 1) if durees and not petit else None
    par_personne = arrondir(faites / personnes.valeur, 0) if personnes.valeur else None
    return [
        Chiffre(
            rubrique,
            ENSEMBLE,
            "Contrats",
            None if petit else Decimal(len(parts)),
            NOMBRE,
            petit,
            "Contrats de travail dont des heures ont été retenues dans la période.",
        ),
        Chiffre(
            rubrique,
            ENSEMBLE,
            "Durée moyenne d’un contrat",
            moyenne,
            MOIS,
            petit or ("" if durees else "aucune date de fin saisie"),
            "De la date de début à la date de fin, en mois de 30,44 jours.",
            "" if petit else couverture,
        ),
        Chiffre(
            rubrique,
            ENSEMBLE,
            "Heures par participant",
            par_personne,
            HEURES,
            "" if par_personne is not None else personnes.motif or "aucun participant",
            "Heures réalisées sur participants.",
        ),
    ]


def _structure(contexte: Contexte) -> list[Chiffre]:
    rubrique = "Structure porteuse"
    part = sum((f.part_pct for f in contexte.financements), ZERO)
    return [
        Chiffre(
            rubrique,
            ENSEMBLE,
            f"Structure porteuse, {TypeGuichet(contexte.type_guichet).label}",
            Decimal(1),
            definition="Type porté dans les paramètres du guichet.",
        ),
        Chiffre(
            rubrique,
            ENSEMBLE,
            "Facilitateurs",
            Decimal(contexte.facilitateurs),
            definition="Membres actifs de l’équipe le jour de la production, responsables compris\u00a0: des"
            " personnes, pas des équivalents temps plein.",
        ),
        *(
            Chiffre(
                rubrique,
                ENSEMBLE,
                f"Financement, {f.nom}",
                f.part_pct,
                POURCENT,
                "",
                "Part du poste, selon la convention inscrite.",
                f"conventions inscrites pour {formater_nombre(part)}\u202f% du poste",
            )
            for f in contexte.financements
        ),
    ]
