"""Keep of a DSN the paid hours and contract dates of the people this company employs for the clause; nothing else."""

from __future__ import annotations

import datetime
from collections import defaultdict
from dataclasses import dataclass

from django.db import transaction

from beneficiaires.models import Beneficiaire, ContratTravail
from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.models import Adhesion
from marches.models import Entreprise
from suivi_heures.imports.dsn import Declaration, DsnRefusee, PersonnePayee, lire_dsn
from suivi_heures.imports.releve.textes import compacter
from suivi_heures.models import HeuresPayees, LecturePaie


@dataclass(frozen=True, slots=True)
class _Connue:
    pk: int
    noms: frozenset[str]
    prenom: str
    naissance: datetime.date


@transaction.atomic
def lire_paie(*, entreprise: Entreprise, contenu: bytes, par: Adhesion | None) -> list[LecturePaie]:
    """One reading a month, the former one of the same month replaced. The bytes are dropped when this ends."""
    declarations = lire_dsn(contenu)
    _verifier_l_employeur(entreprise, declarations)
    connues = _connues(entreprise)
    par_mois: dict[datetime.date, list[PersonnePayee]] = defaultdict(list)
    for declaration in declarations:
        if declaration.mois is not None:
            par_mois[declaration.mois] += declaration.personnes
    return [_garder(entreprise, mois, personnes, connues, par) for mois, personnes in sorted(par_mois.items())]


def _verifier_l_employeur(entreprise: Entreprise, declarations: list[Declaration]) -> None:
    """A SIREN that differs is somebody else's payroll: nothing of it may enter. Nor when nothing says whose it is."""
    attendu = entreprise.siret[:9]
    autres = {une.siren for une in declarations if une.siren and une.siren != attendu}
    if autres and not attendu:
        raise DsnRefusee(
            f"Rien ne dit que cette DSN (SIREN {', '.join(sorted(autres))}) est celle de {entreprise.nom}, dont le"
            " guichet ne connaît pas le SIRET. Faites-le noter sur sa fiche, puis déposez-la de nouveau."
        )
    if autres:
        raise DsnRefusee(
            f"Cette DSN est celle d’un autre employeur (SIREN {', '.join(sorted(autres))}) : {entreprise.nom} porte le"
            f" SIREN {attendu}. Déposez la sienne, ou faites corriger son SIRET."
        )


def _connues(entreprise: Entreprise) -> list[_Connue]:
    employees = ContratTravail.objects.filter(employeur=entreprise).values("beneficiaire_id")
    return [
        _Connue(
            personne.pk,
            frozenset(compacter(nom) for nom in (personne.nom, *personne.autres_noms)),
            compacter(personne.prenom),
            personne.date_naissance,
        )
        for personne in Beneficiaire.objects.filter(pk__in=employees, anonymise_le=None)
    ]


def _garder(
    entreprise: Entreprise,
    mois: datetime.date,
    personnes: list[PersonnePayee],
    connues: list[_Connue],
    par: Adhesion | None,
) -> LecturePaie:
    LecturePaie.objects.filter(entreprise=entreprise, mois=mois).delete()
    reconnues = [(pk, personne) for personne in personnes if (pk := _reconnaitre(personne, connues)) is not None]
    lecture: LecturePaie = LecturePaie.objects.create(
        entreprise=entreprise,
        mois=mois,
        inconnues=len(personnes) - len(reconnues),
        lue_par=str(par or ""),
    )
    HeuresPayees.objects.bulk_create(
        HeuresPayees(lecture=lecture, beneficiaire_id=pk, heures=contrat.heures, debut=contrat.debut, fin=contrat.fin)
        for pk, personne in reconnues
        for contrat in personne.contrats
    )
    journaliser(
        Verbe.PAIE_LUE,
        lecture,
        par=par,
        libelle=f"{entreprise.nom}, {mois:%m/%Y}",
        personnes=len(reconnues),
        inconnues=lecture.inconnues,
    )
    return lecture


def _reconnaitre(personne: PersonnePayee, connues: list[_Connue]) -> int | None:
    """Same day of birth, one of the names, the first of the first names. Two who fit: nobody."""
    noms = {compacter(nom) for nom in personne.noms}
    prenom = compacter(personne.prenom)
    trouvees = [
        connue.pk
        for connue in connues
        if connue.naissance == personne.naissance
        and noms & connue.noms
        and prenom
        and (prenom.startswith(connue.prenom) or connue.prenom.startswith(prenom))
    ]
    return trouvees[0] if len(trouvees) == 1 else None
