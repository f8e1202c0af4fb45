"""Tabular shape: one row per holder and per amendment, gathered into one record per contract."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from marches.imports.decp_champs import VRAI, cle, en_date, en_decimal, nettoyer
from marches.imports.decp_lu import Anomalie, Avertissement, CodeAnomalie

# The names seen in the published files, compared by their letters only.
SIMPLES = {
    "id": ("id", "idmarche"),
    "nature": ("nature",),
    "objet": ("objet",),
    "codeCPV": ("codecpv", "cpv"),
    "procedure": ("procedure",),
    "datePublicationDonnees": ("datepublicationdonnees",),
    "typeGroupementOperateurs": ("typegroupementoperateurs", "typegroupement"),
    "idAccordCadre": ("idaccordcadre",),
    "sousTraitanceDeclaree": ("soustraitancedeclaree",),
    "considerationsSociales": ("considerationssociales",),
    "considerationsEnvironnementales": ("considerationsenvironnementales",),
    "techniques": ("techniques",),
    "modalitesExecution": ("modalitesexecution",),
}
ACHETEUR_ID, ACHETEUR_NOM = ("acheteurid", "acheteursiret"), ("acheteurnom", "nomacheteur")
TITULAIRE_ID, TITULAIRE_TYPE = ("titulaireid", "titulairesiret"), ("titulairetypeidentifiant",)
TITULAIRE_NOM = ("titulairedenominationsociale", "titulairenom")
RANGS_TITULAIRES = ("", "1", "2", "3")
INDISPENSABLES = {"id", *ACHETEUR_ID, "uid"}

Cases = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Rangee:
    ligne: int
    cases: Cases

    def lire(self, *noms: str) -> object:
        return next((self.cases[nom] for nom in noms if self.cases.get(nom) not in (None, "")), None)

    @property
    def jour(self) -> date:
        """Date of the version this row belongs to."""
        return en_date(nettoyer(self.lire("datenotification"))) or date.min

    @property
    def est_actuelle(self) -> bool:
        return nettoyer(self.lire("donneesactuelles")).lower() in VRAI


@dataclass(slots=True)
class Dossier:
    """One contract put back together: the record, its first line, what looks odd across its rows."""

    ligne: int
    valeurs: dict[str, object]
    doutes: list[Avertissement] = field(default_factory=list)


@dataclass(slots=True)
class Tableau:
    rangees: list[Rangee] = field(default_factory=list)
    anomalies: list[Anomalie] = field(default_factory=list)
    lignes_lues: int = 0
    doublons: int = 0


def lire_tableau(lignes: Iterable[tuple[int, Sequence[object]]]) -> Tableau:
    """Numbered rows to named cells; a line with too many cells is set aside, its columns cannot be trusted."""
    tableau = Tableau()
    suite = iter(lignes)
    entete = _chercher_entete(suite)
    if entete is None:
        message = "Aucune ligne d’en-tête : il faut au moins les colonnes « id » et « acheteur_id »."
        tableau.anomalies.append(Anomalie(1, "", CodeAnomalie.ENTETE_ABSENT, message))
        return tableau
    vues: set[tuple[str, ...]] = set()
    for numero, cases in suite:
        tableau.lignes_lues += 1
        anomalie = _verifier_largeur(numero, cases, len(entete))
        empreinte = tuple(map(str, cases))
        if anomalie:
            tableau.anomalies.append(anomalie)
        elif empreinte in vues:
            tableau.doublons += 1
        else:
            vues.add(empreinte)
            tableau.rangees.append(Rangee(numero, dict(zip(entete, cases, strict=False))))
    return tableau


def rangees_nommees(valeurs: Iterable[object]) -> Tableau:
    """Rows already named (reply of the tabular API)."""
    rangees = [
        Rangee(rang, {cle(nom): valeur for nom, valeur in valeur.items()})
        for rang, valeur in enumerate(valeurs, start=1)
        if isinstance(valeur, Mapping)
    ]
    return Tableau(rangees, [], len(rangees))


def rassembler(rangees: Iterable[Rangee]) -> list[Dossier]:
    """Groups by buyer and number, in the order of the file."""
    groupes: dict[tuple[str, str], list[Rangee]] = {}
    for rangee in rangees:
        groupes.setdefault(_cles(rangee), []).append(rangee)
    dossiers = [_dossier(acheteur, groupe) for (acheteur, numero), groupe in groupes.items() if numero]
    # Rows without a number belong to no group: each is refused on its own line.
    sans_numero = [rangee for (_, numero), groupe in groupes.items() if not numero for rangee in groupe]
    return dossiers + [_dossier("", [rangee]) for rangee in sans_numero]


def _chercher_entete(lignes: Iterator[tuple[int, Sequence[object]]]) -> list[str] | None:
    """The first line that names the contract's number and its buyer: exports often start with a preamble."""
    for _, (_, cases) in zip(range(30), lignes, strict=False):
        noms = [cle(case) for case in cases]
        if len(INDISPENSABLES & set(noms)) >= 2:
            return noms
    return None


def _verifier_largeur(numero: int, cases: Sequence[object], largeur: int) -> Anomalie | None:
    if any(nettoyer(case) for case in cases[largeur:]):
        message = f"Cette ligne compte {len(cases)} cases au lieu de {largeur} : un séparateur manque de guillemets."
        return Anomalie(numero, "", CodeAnomalie.LIGNE_DECALEE, message)
    if len(cases) < largeur:
        message = f"Cette ligne s’arrête à la case {len(cases)} sur {largeur} : le fichier est peut-être coupé."
        return Anomalie(numero, "", CodeAnomalie.LIGNE_DECALEE, message)
    return None


def _cles(rangee: Rangee) -> tuple[str, str]:
    """Where the buyer is missing, the national identifier (buyer + number) still tells it."""
    acheteur, numero = nettoyer(rangee.lire(*ACHETEUR_ID)), nettoyer(rangee.lire(*SIMPLES["id"]))
    uid = nettoyer(rangee.lire("uid"))
    if not acheteur and numero and uid.endswith(numero) and len(uid) == 14 + len(numero):
        acheteur = uid[:14]
    if not numero and acheteur and uid.startswith(acheteur):
        numero = uid.removeprefix(acheteur)
    return acheteur, numero


def _dossier(acheteur: str, groupe: list[Rangee]) -> Dossier:
    actuelle_annoncee = any(rangee.est_actuelle for rangee in groupe)
    versions = _versions(groupe)
    modele = versions[-1][0]
    dossier = Dossier(groupe[0].ligne, {nom: modele.lire(*noms) for nom, noms in SIMPLES.items()})
    dossier.valeurs |= {
        "id": _cles(modele)[1],
        "acheteur": {"id": acheteur or modele.lire(*ACHETEUR_ID), "nom": modele.lire(*ACHETEUR_NOM)},
        "lieuExecution": {
            "code": modele.lire("lieuexecutioncode"),
            "typeCode": modele.lire("lieuexecutiontypecode"),
            "nom": modele.lire("lieuexecutionnom"),
        },
    }
    etats = [_etat(version, dossier.doutes, grave=version is versions[-1]) for version in versions]
    dossier.valeurs |= etats[0]
    dossier.valeurs["modifications"] = etats[1:]
    if not actuelle_annoncee and "donneesactuelles" in modele.cases:
        message = "Aucune ligne n’est marquée comme version courante : la plus récente est retenue."
        dossier.doutes.append(Avertissement("donneesActuelles", "", message))
    _verifier_titulaires(etats, dossier.doutes)
    return dossier


def _versions(groupe: list[Rangee]) -> list[list[Rangee]]:
    """Rows of one date form one version; the one marked current comes last, else the latest."""
    versions: dict[tuple[bool, date], list[Rangee]] = {}
    for rangee in groupe:
        versions.setdefault((rangee.est_actuelle, rangee.jour), []).append(rangee)
    return [versions[repere] for repere in sorted(versions)]


def _etat(version: list[Rangee], doutes: list[Avertissement], *, grave: bool) -> dict[str, object]:
    rangs = [rang for rang in RANGS_TITULAIRES if any(nom + rang in version[0].cases for nom in TITULAIRE_ID)]
    titulaires = [_titulaire(rangee, rang) for rangee in version for rang in rangs]
    tete = version[0]
    return {
        "dateNotification": tete.lire("datenotification"),
        "dureeMois": tete.lire("dureemois"),
        "montant": _montant(version, doutes, grave=grave),
        "titulaires": [titulaire for titulaire in titulaires if any(titulaire.values())],
        "objetModification": tete.lire("objetmodification"),
    }


def _titulaire(rangee: Rangee, rang: str) -> dict[str, object]:
    return {
        "id": rangee.lire(*(nom + rang for nom in TITULAIRE_ID)),
        "typeIdentifiant": rangee.lire(*(nom + rang for nom in TITULAIRE_TYPE)),
        "denominationSociale": rangee.lire(*(nom + rang for nom in TITULAIRE_NOM)),
    }


def _montant(version: list[Rangee], doutes: list[Avertissement], *, grave: bool) -> object:
    """The amount is repeated on each holder's row; when they differ, nobody can tell lots from shares."""
    bruts = {nettoyer(rangee.lire("montant")): rangee.lire("montant") for rangee in version}
    if len(bruts) == 1:
        return next(iter(bruts.values()))
    nombres = {en_decimal(brut): brut for brut in bruts.values() if en_decimal(brut) is not None}
    if len(nombres) > 1:
        message = "Plusieurs montants publiés le même jour sous ce numéro : le plus élevé est retenu, à vérifier."
        doutes.append(Avertissement("montant", " / ".join(sorted(bruts))[:120], message, grave))
    return nombres[max(nombres, key=lambda nombre: nombre or 0)] if nombres else next(iter(bruts.values()))


def _verifier_titulaires(etats: list[dict[str, object]], doutes: list[Avertissement]) -> None:
    """Two versions without a common holder: several contracts were published under one number."""
    ensembles = [ids for etat in etats if (ids := _identifiants(etat))]
    if any(ensemble.isdisjoint(ensembles[-1]) for ensemble in ensembles[:-1]):
        message = "Ce numéro porte des titulaires sans rapport d’une version à l’autre : sans doute plusieurs lots."
        doutes.append(Avertissement("id", "", message, grave=True))


def _identifiants(etat: dict[str, object]) -> set[object]:
    titulaires = etat["titulaires"]
    return {t["id"] for t in titulaires if t["id"]} if isinstance(titulaires, list) else set()
