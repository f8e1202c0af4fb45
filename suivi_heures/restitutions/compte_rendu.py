"""The report of a post to one of its funders: money, time, activity, each with its coverage. Frozen once produced."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from decimal import Decimal

from clauses_app.interface.formats import (
    accorder,
    calculer_part,
    formater_echeance,
    formater_euros,
    formater_heures,
    formater_nombre,
    formater_periode,
    formater_pourcent,
)
from suivi_heures.enums import Activite, NatureDepense
from suivi_heures.models import DepensePoste, PartPoste, Poste, TempsPasse
from suivi_heures.queries.activite_du_poste import ActivitePoste, rassembler_activite
from suivi_heures.queries.chiffres_publies import Boite, Publie, Registre
from suivi_heures.queries.mois import UN_JOUR
from suivi_heures.queries.petits_effectifs import Masque
from suivi_heures.queries.postes import (
    ZERO,
    additionner_base,
    calculer_du,
    calculer_heures_attendues,
    compter_depenses,
    suivre_postes,
)
from suivi_heures.restitutions.sorties.chiffres import dire_masque

ACTIONS = "actions collectives"  # stands for contracts in the box of those who came to actions


@dataclass(frozen=True)
class Chiffre:
    """As it is written; `note`: what it is made of, and how much of it is known."""

    libelle: str
    valeur: str
    note: str = ""


@dataclass(frozen=True)
class Rubrique:
    titre: str
    chiffres: tuple[Chiffre, ...]


@dataclass(frozen=True)
class EffectifMontre:
    """A number of people that the document says, or hides (`nombre` None): no later one may be subtracted from it."""

    debut: datetime.date
    fin: datetime.date
    marches: tuple[str, ...]
    nombre: int | None

    @property
    def publie(self) -> Publie:
        return Publie(Boite(self.debut, self.fin, frozenset(self.marches)), self.nombre, "compte rendu")


@dataclass(frozen=True)
class Document:
    guichet: str
    financeur: str
    poste: str
    agent: str
    territoire: str
    periode: str
    rubriques: tuple[Rubrique, ...]
    suites: tuple[Chiffre, ...]
    montres: tuple[EffectifMontre, ...] = ()


def composer_compte_rendu(
    *, part: PartPoste, du: datetime.date, au: datetime.date, guichet: str, seuil: int, registre: Registre
) -> Document:
    """`registre`: what other documents already say."""
    poste = part.poste
    activite = rassembler_activite(du=du, au=au)
    montres = _montrer(activite, du, au, seuil, registre)
    return Document(
        guichet=guichet,
        financeur=part.financeur,
        poste=poste.nom,
        agent=poste.agent_nom,
        territoire=poste.territoire,
        periode=formater_periode(du, au),
        rubriques=(
            _argent(part, poste, du, au),
            _depenses(part, poste, du, au),
            _temps(poste, du, au),
            _activite(activite, montres, seuil),
        ),
        suites=_suites(part, poste, au),
        montres=montres,
    )


def _argent(part: PartPoste, poste: Poste, du: datetime.date, au: datetime.date) -> Rubrique:
    suivi = suivre_postes([poste], au=au)[0]
    sienne = next(p for p in suivi.parts if p.part.pk == part.pk)
    depenses = list(compter_depenses(DepensePoste.objects.filter(poste=poste), au=au))
    avant = calculer_du(part, poste.cout, additionner_base(part, depenses, au=du - UN_JOUR))
    return Rubrique(
        "Financement",
        (
            Chiffre(
                "Coût du poste",
                formater_euros(poste.cout),
                f"{formater_pourcent(poste.quotite_pct)} d’un temps plein,"
                f" {formater_periode(poste.date_debut, poste.date_fin)}",
            ),
            Chiffre(
                "Votre part",
                formater_euros(sienne.accorde),
                f"{formater_pourcent(sienne.pct)} du coût\u202f; parts inscrites\u00a0:"
                f" {formater_pourcent(suivi.finance_pct)} du coût",
            ),
            Chiffre(
                "Dépenses éligibles depuis le début",
                formater_euros(sienne.base),
                f"{formater_pourcent(calculer_part(sienne.base, poste.cout))} du coût",
            ),
            Chiffre(
                "Votre part de ces dépenses",
                formater_euros(sienne.du),
                f"dont {formater_euros(sienne.du - avant)} sur la période",
            ),
            Chiffre("Déjà appelé", formater_euros(sienne.appele), f"dont payé\u00a0: {formater_euros(sienne.paye)}"),
        ),
    )


def _depenses(part: PartPoste, poste: Poste, du: datetime.date, au: datetime.date) -> Rubrique:
    lignes = list(compter_depenses(DepensePoste.objects.filter(poste=poste, le__gte=du), au=au))
    totaux: dict[str, list[Decimal]] = defaultdict(lambda: [ZERO, ZERO, ZERO])
    for d in lignes:
        pris = d.eligible if d.nature not in part.natures_exclues else ZERO
        totaux[d.nature][0] += pris
        totaux[d.nature][1] += d.montant
        totaux[d.nature][2] += d.eligible - pris
    chiffres = [
        Chiffre(
            str(nature.label),
            formater_euros(pris),
            "non prises par votre convention"
            if nature in part.natures_exclues
            else f"sur {formater_euros(tout)} dépensés",
        )
        for nature in NatureDepense
        if nature in totaux
        for pris, tout, _ in [totaux[nature]]
    ]
    sans_piece = sum(1 for d in lignes if not d.piece)
    pris = sum((t[0] for t in totaux.values()), ZERO)
    note = f"{accorder(len(lignes), 'dépense')}, {len(lignes) - sans_piece} avec leur pièce"
    return Rubrique("Dépenses éligibles de la période", (*chiffres, Chiffre("Ensemble", formater_euros(pris), note)))


def _temps(poste: Poste, du: datetime.date, au: datetime.date) -> Rubrique:
    """Shares of what is noted, beside how much of the post is noted at all."""
    minutes: Counter[str] = Counter()
    for t in TempsPasse.objects.tenus().filter(poste=poste, jour__range=(du, au)).only("activite", "minutes"):
        minutes[t.activite] += t.minutes
    total = sum(minutes.values())
    attendues = calculer_heures_attendues(poste, du, au)
    lignes = tuple(
        Chiffre(
            str(a.label),
            ecrire_duree(minutes[a]),
            f"{formater_pourcent(calculer_part(minutes[a], total))} du temps noté" if total else "",
        )
        for a in Activite
    )
    couverture = f"sur {formater_heures(attendues, 0)} attendues de ce poste" if attendues else ""
    if attendues:
        couverture += f", {formater_pourcent(calculer_part(Decimal(total) / 60, attendues))}"
    return Rubrique("Temps passé", (*lignes, Chiffre("Ensemble", ecrire_duree(total), couverture)))


def _montrer(
    a: ActivitePoste, du: datetime.date, au: datetime.date, seuil: int, registre: Registre
) -> tuple[EffectifMontre, ...]:
    """Those who worked, then those who came to actions: apart, for nobody can tell one group inside the other."""
    montres = []
    for marches, nombre in ((a.refs, a.personnes), ((ACTIONS,), a.participants)):
        voulu = EffectifMontre(du, au, marches, nombre)
        cache = 0 < nombre < seuil or (
            nombre > 0
            and (registre.reste_cachee(voulu.publie.boite) or registre.trahi_par(voulu.publie, seuil=seuil) is not None)
        )
        montres.append(replace(voulu, nombre=None) if cache else voulu)
    return tuple(montres)


def _activite(a: ActivitePoste, montres: tuple[EffectifMontre, ...], seuil: int) -> Rubrique:
    travail, actions = montres
    natures = ", ".join(f"{nom.lower()}\u00a0: {formater_nombre(n)}" for nom, n in a.natures)
    return Rubrique(
        "Ce que le guichet a suivi",
        (
            Chiffre(
                "Marchés en cours",
                formater_nombre(a.marches),
                f"publics\u00a0: {formater_nombre(a.publics)}, privés\u00a0: {formater_nombre(a.prives)}"
                f"\u202f; {natures}"
                if a.marches
                else "",
            ),
            Chiffre(
                "Heures d’insertion retenues",
                formater_heures(a.heures),
                f"déclarations reçues\u00a0: {a.couverture.recues} sur {a.couverture.attendues}",
            ),
            Chiffre(
                "Personnes ayant travaillé",
                dire_personnes(a.personnes, seuil, montre=travail),
                "chacune comptée une fois" + (f", {accorder(a.contrats, 'contrat')}" if travail.nombre else ""),
            ),
            Chiffre("Achats étudiés avec un acheteur", formater_nombre(a.projets), "projets ouverts sur la période"),
            Chiffre("Achats dont la clause est rédigée", formater_nombre(a.clauses)),
            Chiffre("Démarches auprès des entreprises", formater_nombre(a.demarches)),
            Chiffre(
                "Séances d’actions tenues",
                formater_nombre(a.seances),
                f"participants\u00a0: {dire_personnes(a.participants, seuil, montre=actions)}",
            ),
        ),
    )


def dire_personnes(nombre: int, seuil: int, *, montre: EffectifMontre) -> str:
    if montre.nombre is not None:
        return formater_nombre(nombre)
    return dire_masque(Masque.SEUIL if nombre < seuil else Masque.SECONDAIRE, seuil)


def ecrire_duree(minutes: int) -> str:
    """« 12 h 30 », never a rounded hour."""
    heures, reste = divmod(minutes, 60)
    return f"{formater_nombre(heures)}\u202fh" + (f"\u00a0{reste:02d}" if reste else "")


def _suites(part: PartPoste, poste: Poste, au: datetime.date) -> tuple[Chiffre, ...]:
    """Who must do what, by when."""
    sienne = next(p for p in suivre_postes([poste], au=au)[0].parts if p.part.pk == part.pk)
    suites = [
        Chiffre(
            f"Appel n°\u00a0{a.appel.numero}, {formater_euros(a.appel.montant)}",
            tour.qui,
            f"avant le {formater_echeance(tour.avant, au)}",
        )
        for a, tour in sienne.tours
    ]
    if sienne.limite_appel:
        suites.append(
            Chiffre(
                f"Appeler {formater_euros(sienne.a_appeler)}",
                "Guichet",
                f"avant le {formater_echeance(sienne.limite_appel, au)}",
            )
        )
    return tuple(suites)
