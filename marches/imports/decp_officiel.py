"""From one published record (JSON object, XML element, rebuilt row) to a contract, or why it cannot be kept."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from marches.imports.decp_champs import SANS_VALEUR, LecteurDeChamps, cle, nettoyer
from marches.imports.decp_identifiants import est_abime_par_tableur, lire_siret
from marches.imports.decp_lu import (
    SANS_CONSIDERATION_ENVIRONNEMENTALE,
    SANS_CONSIDERATION_SOCIALE,
    Anomalie,
    Avertissement,
    CodeAnomalie,
    Lieu,
    MarcheLu,
    Modification,
    Operateur,
    SousTraitant,
)

NATURES = (
    "Marché", "Marché de partenariat", "Marché de défense ou de sécurité", "Accord-cadre", "Marché subséquent",
    "Concession de travaux", "Concession de service", "Concession de service public", "Délégation de service public",
)  # fmt: skip
CONSIDERATIONS_SOCIALES = (
    "Clause sociale", "Critère social", "Marché réservé", "Concession réservée", SANS_CONSIDERATION_SOCIALE,
)  # fmt: skip
CONSIDERATIONS_ENVIRONNEMENTALES = (
    "Clause environnementale", "Critère environnemental", SANS_CONSIDERATION_ENVIRONNEMENTALE,
)  # fmt: skip
TECHNIQUES = (
    "Accord-cadre", "Concours", "Système de qualification", "Système d'acquisition dynamique", "Catalogue électronique",
    "Enchère électronique", "Sans objet",
)  # fmt: skip
MODALITES = ("Tranches", "Bons de commande", "Marchés subséquents", "Sans objet")
GROUPEMENTS = ("Conjoint", "Solidaire", "Pas de groupement")
IDENTIFIANT_MAX = 50

Noeud = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Etat:
    """What an amendment may change."""

    montant: Decimal | None
    duree_mois: int | None
    titulaires: tuple[Operateur, ...]


def indexer(brut: object) -> Noeud:
    """Field names compare by their letters only; a list or a bare text holds no field."""
    return {cle(nom): valeur for nom, valeur in brut.items()} if isinstance(brut, Mapping) else {}


def depouiller(valeur: object, nom: str) -> list[object]:
    """Flattens every shape a list is published in: `[…]`, `[{nom: …}]`, `{nom: […]}`, a lone value."""
    if valeur is None or valeur == "":
        return []
    if isinstance(valeur, list | tuple):
        return [element for partie in valeur for element in depouiller(partie, nom)]
    noeud = indexer(valeur)
    return depouiller(noeud[cle(nom)], nom) if cle(nom) in noeud else [valeur]


def premier(noeud: Noeud, *noms: str) -> object:
    """The first field that says something, in order of preference."""
    return next((noeud[cle(nom)] for nom in noms if noeud.get(cle(nom)) not in (None, "")), None)


def lire_marche(brut: object, *, ligne: int, doutes: Sequence[Avertissement] = ()) -> MarcheLu | Anomalie:
    """`doutes` = what was already suspected while the record was being put together."""
    try:
        return _lire_marche(indexer(brut), ligne, LecteurDeChamps(doutes))
    except RecursionError:
        return Anomalie(ligne, "", CodeAnomalie.MARCHE_ILLISIBLE, "Ce marché est imbriqué sans fin : il n’est pas lu.")


def _lire_marche(noeud: Noeud, ligne: int, champs: LecteurDeChamps) -> MarcheLu | Anomalie:
    acheteur = indexer(premier(noeud, "acheteur", "autoriteConcedante"))
    cles = _lire_cles(noeud, acheteur, champs, ligne)
    if isinstance(cles, Anomalie):
        return cles
    identifiant, siret = cles
    initial = Etat(
        champs.montant(premier(noeud, "montant", "valeurGlobale")),
        champs.duree(premier(noeud, "dureeMois")),
        _titulaires(noeud, champs, grave=True),
    )
    notification = champs.date(premier(noeud, "dateNotification", "dateSignature"), "dateNotification", grave=True)
    modifications = _modifications(noeud, champs, notification)
    marche = MarcheLu(
        ligne=ligne,
        identifiant=identifiant,
        acheteur_siret=siret,
        acheteur_nom=nettoyer(premier(acheteur, "nom"), maximum=255),
        est_concession=_est_concession(noeud),
        nature=_un(champs, noeud.get("nature"), NATURES, "nature"),
        objet=nettoyer(noeud.get("objet"), maximum=1000),
        procedure=nettoyer(noeud.get("procedure"), maximum=120),
        cpv=champs.cpv(noeud.get("codecpv")),
        montant_initial=initial.montant,
        duree_initiale=initial.duree_mois,
        date_notification=notification,
        date_publication=champs.date(premier(noeud, "datePublicationDonnees"), "datePublicationDonnees"),
        lieu=_lieu(indexer(noeud.get("lieuexecution"))),
        considerations_sociales=_liste(
            noeud, champs, "considerationsSociales", "considerationSociale", CONSIDERATIONS_SOCIALES
        ),
        considerations_environnementales=_liste(
            noeud,
            champs,
            "considerationsEnvironnementales",
            "considerationEnvironnementale",
            CONSIDERATIONS_ENVIRONNEMENTALES,
        ),
        id_accord_cadre=nettoyer(noeud.get("idaccordcadre"), maximum=IDENTIFIANT_MAX),
        techniques=_liste(noeud, champs, "techniques", "technique", TECHNIQUES),
        modalites_execution=_liste(noeud, champs, "modalitesExecution", "modaliteExecution", MODALITES),
        type_groupement=_un(
            champs, premier(noeud, "typeGroupementOperateurs"), GROUPEMENTS, "typeGroupementOperateurs"
        ),
        sous_traitance_declaree=champs.booleen(noeud.get("soustraitancedeclaree"), "sousTraitanceDeclaree"),
        sous_traitants=_sous_traitants(noeud, champs),
        modifications=modifications,
    )
    return achever(marche, champs, etat_courant(initial, modifications))


def achever(marche: MarcheLu, champs: LecteurDeChamps, etat: Etat) -> MarcheLu:
    """Puts the current state in and says what a facilitator will miss."""
    if etat.montant is None and not any(avis.champ == "montant" for avis in champs.avertissements):
        champs.douter("montant", "", "Montant non publié : sans lui, les heures dues ne se calculent pas.", grave=True)
    if not any(titulaire.identifiant for titulaire in etat.titulaires):
        champs.douter(
            "titulaires", "", "Aucun titulaire identifié : à compléter avant de suivre ce marché.", grave=True
        )
    if marche.date_notification is None:
        champs.douter("dateNotification", "", "Date de notification inconnue : à demander à l’acheteur.", grave=True)
    return replace(
        marche,
        montant=etat.montant,
        duree_mois=etat.duree_mois,
        titulaires=etat.titulaires,
        avertissements=champs.avertissements,
    )


def etat_courant(initial: Etat, modifications: Sequence[Modification]) -> Etat:
    """Amendments apply in order, each only on what it states; unusable holders never erase known ones."""
    etat = initial
    for modification in modifications:
        usables = any(titulaire.identifiant for titulaire in modification.titulaires)
        etat = Etat(
            etat.montant if modification.montant is None else modification.montant,
            modification.duree_mois or etat.duree_mois,
            modification.titulaires if usables else etat.titulaires,
        )
    return etat


def _lire_cles(noeud: Noeud, acheteur: Noeud, champs: LecteurDeChamps, ligne: int) -> tuple[str, str] | Anomalie:
    identifiant = nettoyer(noeud.get("id"))
    if identifiant.lower() in SANS_VALEUR:
        return Anomalie(
            ligne, "id", CodeAnomalie.IDENTIFIANT_ABSENT, "Ce marché n’a pas de numéro : complétez le champ « id »."
        )
    if est_abime_par_tableur(identifiant) or len(identifiant) > IDENTIFIANT_MAX:
        message = (
            f"Le numéro « {identifiant[:40]} » est abîmé : reprenez le fichier d’origine, non rouvert dans un tableur."
        )
        return Anomalie(ligne, "id", CodeAnomalie.IDENTIFIANT_ABIME, message)
    brut = nettoyer(premier(acheteur, "id", "siret"), maximum=40)
    if brut.lower() in SANS_VALEUR:
        message = f"Le marché « {identifiant} » ne dit pas son acheteur : complétez son SIRET."
        return Anomalie(ligne, "acheteur.id", CodeAnomalie.ACHETEUR_ABSENT, message)
    siret = lire_siret(brut)
    if not siret.valeur:
        message = f"Le marché « {identifiant} » a un acheteur inutilisable (« {brut} »). {siret.doute}"
        return Anomalie(ligne, "acheteur.id", CodeAnomalie.ACHETEUR_REFUSE, message)
    if siret.doute:
        champs.douter("acheteur.id", brut, siret.doute, grave=True)
    return identifiant, siret.valeur


def _est_concession(noeud: Noeud) -> bool:
    nature = cle(f"{noeud.get('nature') or ''} {noeud.get('type') or ''}")
    return "concession" in nature or "delegation" in nature or "autoriteconcedante" in noeud


def _un(champs: LecteurDeChamps, brut: object, connus: Sequence[str], champ: str) -> str:
    return next(iter(champs.parmi([brut], connus, champ)), "")


def _liste(noeud: Noeud, champs: LecteurDeChamps, nom: str, element: str, connus: Sequence[str]) -> tuple[str, ...]:
    return champs.parmi(depouiller(premier(noeud, nom, element), element), connus, nom)


def _lieu(noeud: Noeud) -> Lieu:
    return Lieu(
        nettoyer(noeud.get("code"), maximum=20),
        nettoyer(noeud.get("typecode"), maximum=40),
        nettoyer(noeud.get("nom"), maximum=255),
    )


def _titulaires(noeud: Noeud, champs: LecteurDeChamps, *, grave: bool) -> tuple[Operateur, ...]:
    bruts = depouiller(noeud.get("titulaires") or noeud.get("titulaire"), "titulaire")
    bruts += depouiller(noeud.get("concessionnaires"), "concessionnaire")
    lus = (_operateur(brut, champs, "titulaires", grave=grave) for brut in bruts)
    return tuple(dict.fromkeys(operateur for operateur in lus if operateur))


def _operateur(brut: object, champs: LecteurDeChamps, champ: str, *, grave: bool) -> Operateur | None:
    noeud = indexer(brut) or {"id": brut}
    nom = premier(noeud, "denominationSociale", "nom", "denomination")
    return champs.operateur(noeud.get("id"), noeud.get("typeidentifiant"), nom, champ, grave=grave)


def _modifications(
    noeud: Noeud, champs: LecteurDeChamps, notification: datetime.date | None
) -> tuple[Modification, ...]:
    lues = [
        _modification(indexer(brut), champs, notification)
        for brut in depouiller(noeud.get("modifications") or noeud.get("modification"), "modification")
        if indexer(brut)
    ]
    return tuple(sorted(lues, key=lambda modification: modification.date_notification or datetime.date.min))


def _modification(noeud: Noeud, champs: LecteurDeChamps, notification: datetime.date | None) -> Modification:
    brute = premier(noeud, "dateNotificationModification", "dateSignatureModification", "dateNotification")
    jour = champs.date(brute, "modifications.date")
    if jour and notification and jour < notification:
        champs.douter(
            "modifications.date", jour, "Modification datée d’avant la notification : à vérifier.", grave=True
        )
    return Modification(
        numero=nettoyer(noeud.get("id"), maximum=40),
        date_notification=jour,
        objet=nettoyer(noeud.get("objetmodification"), maximum=1000),
        montant=champs.montant(premier(noeud, "montant", "valeurGlobale"), "modifications.montant"),
        duree_mois=champs.duree(noeud.get("dureemois"), "modifications.dureeMois"),
        titulaires=_titulaires(noeud, champs, grave=True),
    )


def _sous_traitants(noeud: Noeud, champs: LecteurDeChamps) -> tuple[SousTraitant, ...]:
    """Subcontracting acts, each with the amount of its own latest amendment."""
    modifies = {
        nettoyer(modification.get("id")): modification
        for modification in map(
            indexer, depouiller(noeud.get("modificationsactessoustraitance"), "modificationActeSousTraitance")
        )
    }
    actes = map(indexer, depouiller(noeud.get("actessoustraitance"), "acteSousTraitance"))
    lus = (_sous_traitant(acte, modifies.get(nettoyer(acte.get("id")), {}), champs) for acte in actes)
    return tuple(sous_traitant for sous_traitant in lus if sous_traitant)


def _sous_traitant(acte: Noeud, modifie: Noeud, champs: LecteurDeChamps) -> SousTraitant | None:
    champ = "sousTraitants"
    operateur = _operateur(acte.get("soustraitant"), champs, champ, grave=False)
    if operateur is None:
        return None
    return SousTraitant(
        operateur=operateur,
        montant=champs.montant(premier(modifie, "montant") or acte.get("montant"), f"{champ}.montant", grave=False),
        duree_mois=champs.duree(premier(modifie, "dureeMois") or acte.get("dureemois"), f"{champ}.dureeMois"),
        date_notification=champs.date(acte.get("datenotification"), f"{champ}.dateNotification"),
    )
