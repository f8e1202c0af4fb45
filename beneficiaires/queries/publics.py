"""What is asked for each category: the table of domaine § 3.2, and what the guichet has changed in it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from beneficiaires.enums import Categorie
from beneficiaires.models import ReferencePublic

C = Categorie
# category → condition, proof, maximal age of the proof in months (None: a title that says its own end)
USUELS: dict[str, tuple[str, str, int | None]] = {
    C.A_AI: ("Mis à disposition par une association intermédiaire", "Contrat et PASS IAE", None),
    C.A_ETTI: ("Mis à disposition par une ETTI", "Contrat de mission et PASS IAE", None),
    C.A_EI: ("Salarié d’une entreprise d’insertion", "CDDI et PASS IAE", None),
    C.A_ACI: ("Salarié d’un atelier ou chantier d’insertion", "CDDI et PASS IAE", None),
    C.A_EITI: ("Travailleur indépendant accompagné par une EITI", "Convention et PASS IAE", None),
    C.A_EA: ("Salarié d’une entreprise adaptée", "Contrat et titre de bénéficiaire de l’obligation d’emploi", None),
    C.A_EATT: (
        "Salarié d’une entreprise adaptée de travail temporaire",
        "Contrat et titre de bénéficiaire de l’obligation d’emploi",
        None,
    ),
    C.A_ESAT: ("Usager d’un ESAT", "Contrat de soutien ou orientation de la CDAPH", None),
    C.A_REGIE: ("Salarié d’une régie de quartier ou de territoire agréée", "Contrat", None),
    C.A_EPIDE: ("Volontaire de l’EPIDE", "Attestation de la structure", None),
    C.A_E2C: ("Stagiaire de l’école de la deuxième chance", "Attestation de la structure", None),
    C.A_GEIQ: ("Salarié d’un GEIQ en parcours", "Contrat d’alternance et critères du GEIQ", None),
    C.A_PENIT: ("Travail en établissement pénitentiaire", "Attestation", None),
    C.B_DELD: ("Demandeur d’emploi depuis douze mois", "Avis de situation de France Travail", 3),
    C.B_DETLD: ("Demandeur d’emploi depuis vingt-quatre mois", "Avis de situation de France Travail", 3),
    C.B_RSA: ("Allocataire du RSA", "Attestation de la CAF ou de la MSA", 3),
    C.B_ASS: ("Allocataire de l’ASS", "Attestation de France Travail", 3),
    C.B_AAH: ("Allocataire de l’AAH", "Attestation de la CAF ou de la MSA", 3),
    C.B_INVAL: ("Titulaire d’une pension d’invalidité", "Notification de la CPAM", None),
    C.B_AUTRE_MIN: ("Autre minimum social", "Attestation de l’organisme", None),
    C.B_RQTH: ("Travailleur handicapé, demandeur d’emploi", "Décision de la CDAPH, valide à l’embauche", None),
    C.B_BOETH: ("Bénéficiaire de l’obligation d’emploi", "Titre valide à l’embauche", None),
    C.B_JEUNE_NQ: ("Moins de 26 ans, sans qualification", "Pièce d’identité, diplôme ou attestation", 3),
    C.B_JEUNE_EXP: ("Moins de 26 ans, sans expérience ou inactif depuis six mois", "CV, attestation", None),
    C.B_JEUNE_SUIVI: ("Suivi par la mission locale (PACEA, CEJ)", "Attestation de la mission locale", None),
    C.B_SENIOR: ("Cinquante ans et plus, demandeur d’emploi", "Pièce d’identité et avis de France Travail", None),
    C.B_INFRA3: ("Niveau CAP ou BEP au plus", "Diplôme ou attestation", 3),
    C.B_ASE: ("Sortant de l’aide sociale à l’enfance", "Attestation de l’ASE", 12),
    C.B_PARENT_ISOLE: ("Parent isolé", "Attestation de la CAF", 3),
    C.B_SANS_HEBERG: ("Sans hébergement, hébergé", "Domiciliation ou attestation d’un travailleur social", 3),
    C.B_REFUGIE: ("Réfugié, protection subsidiaire ou temporaire", "Titre ou autorisation de travail valide", None),
    C.B_QPV: ("Habite un quartier prioritaire", "Justificatif de domicile, adresse contrôlée", 6),
    C.B_ZFRR: ("Habite une zone de revitalisation rurale", "Justificatif de domicile", 6),
    C.B_PPSMJ: ("Sous main de justice ou sortant de détention", "Billet de sortie, attestation du SPIP", 6),
    C.B_FLE: ("Français au-dessous du niveau A1", "Évaluation de français", 6),
    C.B_MOBILITE: ("Difficulté de mobilité", "Diagnostic d’un prescripteur", 6),
    C.B_PLIE: ("Participant d’un PLIE", "Attestation du PLIE", None),
    C.B_PEC: ("Bénéficiaire ou sortant d’un contrat aidé", "Contrat ou attestation", None),
    C.B_RECONV: ("Reconversion contrainte (licenciement, inaptitude)", "Pièce qui le motive", None),
    C.B_ELOIGNE: ("Éloigné de l’emploi depuis un an, inscrit ou non", "CV, attestation sur l’honneur", None),
    C.B_DEROG: ("Difficulté particulière", "Avis motivé et daté d’un prescripteur", None),
}


@dataclass(frozen=True)
class Reference:
    """`depuis` is None while the guichet has changed nothing."""

    code: str
    condition: str
    justificatif: str
    anciennete_mois: int | None
    admise: bool
    depuis: datetime.date | None = None
    version: int | None = None

    @property
    def libelle(self) -> str:
        return str(Categorie(self.code).label)


def references_au(jour: datetime.date) -> dict[str, Reference]:
    """Every category, as asked on this day. One query."""
    toutes = {code: Reference(code, *usuel, True) for code, usuel in USUELS.items()}
    for v in ReferencePublic.objects.filter(date_effet__lte=jour).order_by("date_effet"):
        toutes[v.code] = Reference(v.code, v.condition, v.justificatif, v.anciennete_mois, v.admise, v.date_effet, v.pk)
    return toutes


def categories_admises(jour: datetime.date, demandees: Iterable[str] | None = None) -> list[tuple[str, str]]:
    """Choices of a form: what the guichet admits on this day, among those asked for."""
    references = references_au(jour)
    codes = [c.value for c in Categorie] if demandees is None else [str(c) for c in demandees]
    return [(code, references[code].libelle) for code in codes if references[code].admise]
