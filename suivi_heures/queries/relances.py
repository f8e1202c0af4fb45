"""What each company owes, how late, which reminder comes next, and whether one may leave today."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db import connection

from clauses_app.tenancy.contexte import exiger_guichet
from marches.models import Entreprise
from marches.queries.contacts import Contact, contacts_des_entreprises
from suivi_heures.enums import Palier, StatutRelance, TypeEtape
from suivi_heures.models import EtapeDossier, PauseRelance, Relance
from suivi_heures.queries.calendriers import Calendrier, lire_calendriers
from suivi_heures.queries.couverture import ATTENDUS, RECU
from suivi_heures.queries.mois import decaler
from suivi_heures.queries.releves_attendus import TERMINES

MOIS_REGARDES = 12
ORDRE = (Palier.R1, Palier.R2, Palier.R3, Palier.R4)
SANS_EFFET = (StatutRelance.ECHEC, StatutRelance.REJETEE)
PAR_COURRIEL = frozenset({Palier.R1, Palier.R2})


@dataclass(frozen=True)
class Attente:
    """Declarations missing on one contract for one month, its own deadline passed."""

    marche_id: int
    marche: str
    mois: datetime.date
    echeance: datetime.date
    contrats: int


@dataclass(frozen=True)
class EtatRelance:
    """`palier`: what is due now and was not done; `prochain`: the next step and its day, otherwise."""

    entreprise: Entreprise
    attentes: tuple[Attente, ...]
    calendrier: Calendrier
    contacts: tuple[Contact, ...]
    relances: tuple[Relance, ...]
    pause: PauseRelance | None
    palier: str
    prochain: tuple[str, datetime.date] | None
    libre_le: datetime.date | None
    au: datetime.date

    @property
    def premiere(self) -> Attente:
        return self.attentes[0]

    @property
    def mois(self) -> tuple[datetime.date, ...]:
        return tuple(sorted({a.mois for a in self.attentes}))

    @property
    def marches(self) -> dict[int, str]:
        return {a.marche_id: a.marche for a in self.attentes}

    @property
    def retard(self) -> int:
        return (self.au - self.premiere.echeance).days

    @property
    def contact(self) -> Contact | None:
        """The first whose address answers."""
        return next((c for c in self.contacts if c.est_joignable), None)

    @property
    def peut_partir(self) -> bool:
        """May a message leave today, whoever asks?"""
        return not self.refus

    @property
    def geste(self) -> str:
        """What the guichet may do today, in the words of its button: the queue, the page and the services agree."""
        if self.pause is not None:
            return "Voir la pause"
        if self.contact is None:
            return "Trouver un contact"
        if self.palier == Palier.R3:
            return "Appeler"
        if self.palier == Palier.R4:
            return "Demander la mise en demeure"
        return "Relancer" if self.libre_le is None else "Voir les relances"

    @property
    def refus(self) -> str:
        """Why no message may leave today, whoever asks; empty when one may."""
        if self.pause is not None:
            return f"Les relances sont en pause jusqu’au {self.pause.jusqu_au:%d/%m/%Y}\u00a0: levez-la d’abord."
        if self.libre_le is not None:
            return (
                f"Cette entreprise vient d’être relancée\u00a0: la prochaine pourra partir le {self.libre_le:%d/%m/%Y}."
            )
        if self.contact is None:
            return "Aucune adresse ne répond\u00a0: ajoutez un contact, ou appelez l’entreprise."
        return ""

    @property
    def part_seule(self) -> bool:
        return self.peut_partir and self.palier in PAR_COURRIEL and self.calendrier.automatique


_REQUETE = """WITH attendus AS ({attendus})
SELECT a.titulaire_id, a.marche_id, m.objet, a.mois, count(*)
FROM attendus a JOIN marches_marche m ON m.id = a.marche_id
{recu}
WHERE NOT r.recu AND m.statut NOT IN ('ANNULE', 'SOLDE')
  AND NOT EXISTS (SELECT FROM suivi_heures_releveheures d WHERE d.guichet_id = %(guichet)s
    AND d.entreprise_id IN (a.titulaire_id, a.employeur_id) AND d.mois = a.mois AND d.statut = 'DEPOSE')
GROUP BY 1, 2, 3, 4 ORDER BY 4, 3"""


def etats_des_relances(*, au: datetime.date, entreprise_id: int | None = None) -> list[EtatRelance]:
    """Companies that owe something past its deadline. Nine queries whatever their number. A timesheet deposited and
    not read yet is in the hands of the guichet: nobody is reminded of it."""
    calendriers = lire_calendriers()
    par: dict[int, list[Attente]] = {}
    for titulaire, marche_id, objet, mois, contrats in _lire(au, entreprise_id):
        echeance = calendriers.du_marche(marche_id).echeance(mois)
        if echeance < au:
            par.setdefault(titulaire, []).append(Attente(marche_id, objet, mois, echeance, contrats))
    entreprises = list(Entreprise.objects.filter(pk__in=par).order_by("nom"))
    contacts = contacts_des_entreprises(entreprises)
    relances: dict[int, list[Relance]] = {cle: [] for cle in par}
    for relance in Relance.objects.filter(entreprise__in=list(par)).order_by("-creee_a", "-pk"):
        relances[relance.entreprise_id].append(relance)
    pauses = {p.entreprise_id: p for p in PauseRelance.objects.en_cours(au).filter(entreprise__in=list(par))}
    demandes = _demandes(list(par))
    etats = []
    for e in entreprises:
        attentes = sorted(par[e.pk], key=lambda a: (a.echeance, a.mois, a.marche))
        calendrier = calendriers.du_marche(attentes[0].marche_id)
        faites = relances[e.pk]
        demande = demandes.get(e.pk)
        palier, prochain = _suite(attentes[0], calendrier, faites, demande, au)
        etats.append(
            EtatRelance(
                entreprise=e,
                attentes=tuple(attentes),
                calendrier=calendrier,
                contacts=tuple(contacts[e.pk]),
                relances=tuple(faites),
                pause=pauses.get(e.pk),
                palier=palier,
                prochain=prochain,
                libre_le=_libre_le(faites, calendrier, au),
                au=au,
            )
        )
    return etats


def _lire(au: datetime.date, entreprise_id: int | None) -> list[tuple[int, int, str, datetime.date, int]]:
    filtre = " AND c.titulaire_id = %(entreprise)s" if entreprise_id else ""
    requete = _REQUETE.format(attendus=ATTENDUS.format(dernier_mois=TERMINES) + filtre, recu=RECU)
    with connection.cursor() as curseur:
        curseur.execute(
            requete,
            {
                "guichet": exiger_guichet(),
                "entreprise": entreprise_id,
                "au": au,
                "depuis": decaler(au, -MOIS_REGARDES),
                "jusque": None,
            },
        )
        return list(curseur.fetchall())


def _demandes(entreprises: list[int]) -> dict[int, datetime.date]:
    """The last request of a formal notice to the buyer: the last step of reminding is done by a dossier."""
    lignes = EtapeDossier.objects.filter(type=TypeEtape.DEMANDE, dossier__entreprise__in=entreprises)
    return dict(lignes.order_by("date").values_list("dossier__entreprise", "date"))


def _suite(
    premiere: Attente,
    calendrier: Calendrier,
    relances: list[Relance],
    demande: datetime.date | None,
    au: datetime.date,
) -> tuple[str, tuple[str, datetime.date] | None]:
    """The step due now for the oldest month, unless done or overtaken; else the next one and its day."""
    faits = {r.palier for r in relances if r.mois == premiere.mois and r.statut not in SANS_EFFET}
    if demande is not None and demande >= premiere.echeance:
        faits.add(Palier.R4)
    rang_fait = max((ORDRE.index(p) for p in faits if p in ORDRE), default=-1)  # type: ignore[arg-type]
    du = calendrier.palier((au - premiere.echeance).days)
    if du and ORDRE.index(du) > rang_fait:  # type: ignore[arg-type]
        # each step is done in its turn: nobody is called before having been written to
        return ORDRE[rang_fait + 1], None
    suivant = rang_fait + 1
    if suivant >= len(ORDRE):
        return "", None
    palier, jours = calendrier.seuils[suivant]
    return "", (palier, premiere.echeance + datetime.timedelta(days=jours))


def _libre_le(relances: list[Relance], calendrier: Calendrier, au: datetime.date) -> datetime.date | None:
    """The day from which a new message may leave; None = today."""
    messages = [r.jour for r in relances if r.courriel and r.statut not in SANS_EFFET and r.palier != Palier.R3]
    if not messages:
        return None
    libre = max(messages) + datetime.timedelta(days=calendrier.ecart_jours)
    return libre if libre > au else None
