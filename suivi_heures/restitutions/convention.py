"""A convention as its page, its meeting sheet and its export write it: figures, coverage, small groups hidden."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal

from beneficiaires.enums import DE_SEANCES, TAUX, Categorie, IndicateurConvention
from beneficiaires.queries.actions import DELAI_PRESENCES
from beneficiaires.queries.chemins_convention import CheminsConvention, FondsMobilise
from beneficiaires.queries.conventions import ConventionSuivie, ObjectifSuivi
from clauses_app.interface.etats import lire_etat
from clauses_app.interface.formats import (
    accorder,
    calculer_part,
    enumerer,
    formater_date,
    formater_euros,
    formater_nombre,
    formater_periode,
    formater_pourcent,
)
from suivi_heures.queries.petits_effectifs import Masque
from suivi_heures.restitutions.suites_parcours import dire


@dataclass(frozen=True)
class LigneObjectif:
    pk: int
    indicateur: str
    periode: str
    fait: str
    cible: str
    attendu: str
    etat: str
    etat_dit: str
    couverture: str


@dataclass(frozen=True)
class FicheConvention:
    nom: str
    partenaires: str
    secteurs: str
    publics: str
    periode: str
    annee: str
    budget: str
    depense: str
    depense_note: str
    objectifs: tuple[LigneObjectif, ...]
    suites: tuple[dict[str, str], ...]
    seances: str
    en_alerte: bool


# whom a rate is of
COMPTEES: dict[str, tuple[str, str]] = {
    IndicateurConvention.RETOUR_EMPLOI: ("personne reçue", "personnes reçues"),
    IndicateurConvention.SORTIE_RSA: ("allocataire reçu", "allocataires reçus"),
}


def composer_convention(suivie: ConventionSuivie, *, seuil: int, public: bool) -> FicheConvention:
    """`public`: leaves the guichet; counts of people below the threshold are then not written. Who receives the RSA is
    under the mask inside it too: a small group of them is never written."""
    c, au = suivie.convention, suivie.au
    masques = [o for o in suivie.objectifs if public or o.objectif.indicateur == IndicateurConvention.SORTIE_RSA]
    cachees = _cacher(masques, seuil)
    lignes = tuple(
        _composer_objectif(o, seuil if o in masques else 0, cache=o.objectif.pk in cachees) for o in suivie.objectifs
    )
    f = suivie.totale
    return FicheConvention(
        nom=c.nom,
        partenaires=c.partenaires,
        secteurs=c.secteurs,
        publics=enumerer([str(Categorie(p).label) for p in c.publics]) or "tous",
        periode=formater_periode(c.date_debut, c.date_fin),
        annee=formater_periode(suivie.periode_annee.debut, suivie.periode_annee.fin),
        budget=formater_euros(c.budget) if c.budget is not None else "non renseigné",
        depense="non connu" if f.actions and not f.couts_connus else formater_euros(f.depenses),
        depense_note=_dire_depense(f.depenses, c.budget, f.couts_connus, f.actions),
        objectifs=lignes,
        suites=tuple(_suites(suivie, au)),
        seances=f"{f.notees} sur {f.tenues} séances tenues ont leurs présences ou leur décompte",
        en_alerte=bool(suivie.alertes),
    )


def _dire_depense(depenses: Decimal, budget: Decimal | None, connus: int, actions: int) -> str:
    """Nothing known is not nothing spent: no share of a budget from it."""
    part = f"{formater_pourcent(calculer_part(depenses, budget))} du budget, " if budget and connus else ""
    return f"{part}coût connu de {connus} sur {accorder(actions, 'action tenue', 'actions tenues')}"


# counts of people that hold those of the other
DEDANS: dict[str, str] = {IndicateurConvention.FORMATION: IndicateurConvention.FORMES_RECRUTES}


def _cacher(objectifs: list[ObjectifSuivi], seuil: int) -> set[int]:
    """Objectives whose figures say a small group: by themselves, by what a rate leaves, or once subtracted from those
    of a longer period or of a wider indicator on the same sheet. Of two, the inner one goes."""
    lus = [(o, _effectifs(o)) for o in objectifs if o.objectif.indicateur not in DE_SEANCES]
    petites = {o.objectif.pk for o, (nombre, tous) in lus if _est_petit(nombre, seuil) or _est_petit(tous, seuil)}
    petites |= {o.objectif.pk for o, (nombre, tous) in lus if tous and _est_petit(tous - nombre, seuil)}
    return petites | {
        un.objectif.pk
        for un, siens in lus
        for autre, larges in lus
        if un is not autre and autre.objectif.pk not in petites and _est_dedans(un, autre)
        if any(_est_petit(large - sien, seuil) for sien, large in zip(siens, larges, strict=True))
    }


def _est_petit(nombre: int, seuil: int) -> bool:
    return 0 < nombre < seuil


def _effectifs(o: ObjectifSuivi) -> tuple[int, int]:
    """People counted, and whom they are a share of (0: nobody, for a plain count)."""
    if o.objectif.indicateur not in TAUX:
        return int(o.fait), 0
    return int((o.fait * o.couverture[1] / 100).to_integral_value()), o.couverture[1]


def _est_dedans(un: ObjectifSuivi, autre: ObjectifSuivi) -> bool:
    dedans = un.periode.debut >= autre.periode.debut and un.periode.fin <= autre.periode.fin
    code = un.objectif.indicateur
    return dedans and autre.objectif.indicateur in (code, DEDANS.get(code, code))


def _composer_objectif(o: ObjectifSuivi, seuil: int, *, cache: bool) -> LigneObjectif:
    code = o.objectif.indicateur
    est_taux = code in TAUX
    unite = "\u202f%" if est_taux else ""
    connues, toutes = o.couverture
    petit = not est_taux and _est_petit(int(o.fait), seuil)
    fait = f"{_nombre(o.fait)}{unite}" if not cache else f"moins de {seuil}" if petit else "non diffusé"
    if est_taux and not toutes:
        fait = "–"
    couverture = (
        f"situation connue de {connues} sur {accorder(toutes, *COMPTEES[code])}"
        if est_taux
        else f"séances notées\u00a0: {connues} sur {toutes}"
    )
    return LigneObjectif(
        pk=o.objectif.pk,
        indicateur=str(o.objectif.get_indicateur_display()),
        periode=("chaque année" if o.objectif.par_an else "sur la convention"),
        fait=fait,
        cible=f"{formater_nombre(o.objectif.cible)}{unite}",
        attendu="" if est_taux else f"{_nombre(o.attendu.quantize(Decimal(1)))} attendus à ce jour",
        etat=o.etat,
        etat_dit=lire_etat(o.etat).libelle,
        couverture="non diffusée" if cache else couverture,
    )


def _nombre(valeur: Decimal) -> str:
    return formater_nombre(valeur.normalize() if valeur == valeur.to_integral_value() else valeur)


def _suites(suivie: ConventionSuivie, au: datetime.date) -> list[dict[str, str]]:
    """Who does what, by when."""
    fin = f"avant le {formater_date(suivie.periode_annee.fin)}"
    suites = [
        {
            "quoi": f"Rattraper l’objectif «\u00a0{o.objectif.get_indicateur_display()}\u00a0»",
            "qui": "Guichet",
            "avant": fin,
        }
        for o in suivie.alertes
    ]
    manquent = suivie.totale.tenues - suivie.totale.notees
    if manquent and suivie.totale.a_noter:
        avant = suivie.totale.a_noter + DELAI_PRESENCES
        quoi = f"Noter les présences de {accorder(manquent, 'séance tenue', 'séances tenues')}"
        suites.append({"quoi": quoi, "qui": "Guichet", "avant": f"avant le {formater_date(avant)}"})
    inconnues = suivie.totale.venues - suivie.totale.connues
    if inconnues > 0:
        quoi = "Demander leur situation aux personnes reçues dont elle n’est pas connue"
        suites.append({"quoi": quoi, "qui": "Guichet", "avant": fin})
    if suivie.totale.allocataires > suivie.totale.rsa_connues and _suit_le_rsa(suivie):
        quoi = "Demander aux allocataires reçus s’ils le sont encore"
        suites.append({"quoi": quoi, "qui": "Guichet", "avant": fin})
    if au <= suivie.convention.date_fin <= au + datetime.timedelta(days=90):
        quoi = "Préparer le bilan et la suite de la convention"
        terme = f"avant le {formater_date(suivie.convention.date_fin)}"
        suites.append({"quoi": quoi, "qui": "Guichet et partenaires", "avant": terme})
    return suites


def _suit_le_rsa(suivie: ConventionSuivie) -> bool:
    return any(o.objectif.indicateur == IndicateurConvention.SORTIE_RSA for o in suivie.objectifs)


@dataclass(frozen=True)
class CheminsEcrits:
    """Always masked: barriers are read with a reason, their counts must not say who."""

    marches: tuple[tuple[str, str, str], ...]
    fonds: tuple[tuple[str, str, str, str], ...]


def composer_chemins(chemins: CheminsConvention, *, seuil: int) -> CheminsEcrits:
    marches = tuple(
        (nom, dire(n, Masque.SEUIL if 0 < n < seuil else Masque.AUCUN, seuil), _part(n, chemins.inscrites, seuil))
        for nom, n in chemins.marches.items()
        if n
    )
    fonds = tuple(
        (f.nom, f"moins de {seuil}", "non diffusé", "non diffusé")
        if f.personnes < seuil
        else (f.nom, formater_nombre(f.personnes), formater_nombre(f.services), _leves(f, seuil))
        for f in chemins.fonds
    )
    return CheminsEcrits(marches, fonds)


def _leves(f: FondsMobilise, seuil: int) -> str:
    """All but a few lifted says who is left: then nothing is said."""
    reste = f.services - f.leves
    return "non diffusé" if 0 < f.leves < seuil or 0 < reste < seuil else formater_nombre(f.leves)


def _part(nombre: int, tous: int, seuil: int) -> str:
    if 0 < nombre < seuil or 0 < tous - nombre < seuil or not tous:
        return ""
    return f"{formater_pourcent(calculer_part(nombre, tous))} des {formater_nombre(tous)} inscrits"
