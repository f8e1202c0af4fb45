"""Does this text name a person? Known by the file, else by its capitals."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache

from suivi_heures.imports.releve.connaissances import PersonneConnue
from suivi_heures.imports.releve.textes import MEMOIRE, compacter, normaliser, sans_civilite

PIEDS = re.compile(
    r"(certifie|cachet|signature|signe|visa|tva|net a payer|fait a|fait le|date et signature|bon pour accord"
    r"|observations?|nota|nb|remarques?|legende|page \d|edite|imprime|le responsable|la direction|pour l entreprise"
    r"|contact|responsable|le gerant|tel|telephone|total (ht|ttc))(?![a-z])"
)
TOTAUX = re.compile(r"(sous totaux|sous total|s total|ss total|s totaux|totaux|total|subtotal|grand total)(?![a-z])")
REPORTS = re.compile(r"(reports?|rappels?|cumuls?|moyennes?|average|a reporter)(?![a-z])")
PAS_DES_PERSONNES = re.compile(
    r"(?<![a-z])(indemnites?|paniers?|frais|primes?|deplacements?|repas|forfait|majorations?|materiel|gestion|remise|ristourne"
    r"|acompte|avoir|transport|panier|location|divers)(?![a-z])"
)
# of an account, beside figures: « Nombre de salariés », « Objectif », « dont 7 h de formation »
LIBELLES = re.compile(
    r"(?:\d+ )?(?:(?:nombre|nb|nbre) (?:de|d|total|moyen)|objectifs?|heures?|reste(?: a| du)?|restant|soit|dont"
    r"|effectifs?|taux|ecarts?|soldes?|realisees?|prevues?|engagements?|maximum|pour (?:memoire|info\w*)"
    r"|montants?|avancement|pourcentage)(?![a-z])"
)
HEURES_DITES = re.compile(r"(?<![a-z\d])\d+(?:[.,]\d+)? ?(?:h|heures?)(?![a-z])")
NUMERO_D_ORDRE = re.compile(r"\s*(?:n°\s*)?\d{1,8}\s*[-.)/:–° ]\s*(?=[^\W\d_])")
APRES_LE_NOM = re.compile(r"\s+[-–—/|:]\s+|\s*[\n;,|]\s*|\s+(?=\d)")
SEPARATION = re.compile(r"\s+[-–—/|:]\s+|\s*[\n;,|]\s*")
MISSION = re.compile(r"(?:missions?|contrats?|matricules?|semaines?|n|no|num|numero) (?:n |no )?\w*\d")
AVANT_LE_NOM = re.compile(
    r"\s*(?:missions?|contrats?|heures|relevé|intérimaire|salariée?|fiche)\s+(?:de\s+la\s+|de\s+|d['’]|du\s+)(?=[^\W\d_])",
    re.IGNORECASE,
)
DU_JOUR = re.compile(r"\s+(?:du|depuis le|à partir du)\s+\d{1,2}[/.].*\Z", re.IGNORECASE)
NOM_ECRIT = re.compile(r"[A-Za-zÀ-ɏ][A-Za-zÀ-ɏ'’.\- ]+\Z")


class Annuaire:
    """People known to the guichet, by the letters of their names."""

    def __init__(self, personnes: Iterable[PersonneConnue]) -> None:
        self.personnes = tuple(personnes)
        self.par_ref = {personne.ref: personne for personne in self.personnes}
        self.formes: dict[str, list[PersonneConnue]] = {}
        for personne in self.personnes:
            for forme in formes_du_nom(personne):
                self.formes.setdefault(forme, []).append(personne)

    def connait(self, texte: str) -> bool:
        return compacter(sans_civilite(texte)) in self.formes

    def homonymes(self, nom: str, prenom: str) -> list[PersonneConnue]:
        """Same letters, one way round or the other; the birth name is worth the name."""
        trouves: dict[str, PersonneConnue] = {}
        for forme in formes_ecrites(nom, prenom):
            for personne in self.formes.get(forme, ()):
                trouves[personne.ref] = personne
        return list(trouves.values())


def formes_du_nom(personne: PersonneConnue) -> set[str]:
    prenom = compacter(personne.prenom)
    noms = [compacter(nom) for nom in (personne.nom, *personne.autres_noms) if nom]
    return {forme for nom in noms for forme in (nom + prenom, prenom + nom)}


def formes_ecrites(nom: str, prenom: str) -> list[str]:
    """« ROUSSELIN née VASSEUR Camille » is looked for under each of the two names."""
    nom = sans_civilite(nom)
    prenom = sans_civilite(prenom)
    formes = [compacter(nom) + compacter(prenom)]
    morceaux = re.split(
        r"(?i)(?<![a-zà-ÿ])(?:nées?|née?\(e\)|né\(e\)|epouse|épouse|ep\.?|ép\.?|veuve)(?![a-zà-ÿ])", nom
    )
    if len(morceaux) == 2:
        avant, apres = (compacter(morceau) for morceau in morceaux)
        suite = compacter(prenom)
        formes += [avant + suite, apres + suite]
        mots = morceaux[1].split()
        if not suite and len(mots) > 1:
            formes += [avant + compacter(" ".join(mots[1:])), apres]
    return [forme for forme in formes if forme]


def est_un_libelle(texte: str) -> bool:
    """An account under the names is nobody: « Objectif du marché », « Heures validées », « (1) dont 7 h de nuit »."""
    nu = normaliser(texte)
    if LIBELLES.match(nu) is not None:
        return True
    return HEURES_DITES.search(nu) is not None and not ressemble_a_un_nom(re.split(r"\s+\d", texte, maxsplit=1)[0])


def isoler_le_nom(texte: str, connait: Callable[[str], bool]) -> str:
    """« 1 - TRAORÉ Fatou »; « BELKACEM Nadia – manœuvre » when somebody of that name is known."""
    propre = NUMERO_D_ORDRE.sub("", texte, count=1).strip() if NUMERO_D_ORDRE.match(texte) else texte
    if connait(propre):
        return propre
    debuts = (propre[: coupe.start()] for coupe in APRES_LE_NOM.finditer(propre))
    return next((debut.strip() for debut in debuts if connait(debut)), propre)


def isoler_dans_un_titre(texte: str, connait: Callable[[str], bool]) -> str:
    """« BENALI Karim – Mission n° 4521 »: the part that is somebody known, else the first when it looks like one."""
    texte = AVANT_LE_NOM.sub("", DU_JOUR.sub("", texte))
    morceaux = [morceau.strip() for morceau in SEPARATION.split(texte) if morceau.strip()]
    connu = next((morceau for morceau in morceaux if connait(morceau)), "")
    if connu or len(morceaux) < 2:
        return connu or texte
    isole = isoler_le_nom(texte, connait)
    if isole != texte:
        return isole
    dit = any(MISSION.match(normaliser(morceau)) for morceau in morceaux)
    return next((m for m in (morceaux if dit else morceaux[:1]) if ressemble_a_un_nom(m)), texte)


def separer_nom(texte: str) -> tuple[str, str]:
    """« DA SILVA FERREIRA Maria », « Maria DA SILVA FERREIRA »: the capitals are the name."""
    morceaux = sans_civilite(texte.replace(",", " ")).split()
    if len(morceaux) < 2:
        return (texte.strip(), "")
    grands = [morceau for morceau in morceaux if _en_capitales(morceau)]
    petits = [morceau for morceau in morceaux if not _en_capitales(morceau)]
    if grands and petits:
        return (" ".join(grands), " ".join(petits))
    if grands or "," in texte:
        return (morceaux[0], " ".join(morceaux[1:]))
    return (morceaux[-1], " ".join(morceaux[:-1]))


def _en_capitales(mot: str) -> bool:
    lettres = [c for c in mot if c.isalpha()]
    return len(lettres) > 1 and all(not c.islower() for c in lettres)


@lru_cache(maxsize=MEMOIRE)
def ressemble_a_un_nom(texte: str) -> bool:
    propre = sans_civilite(texte)
    mots = propre.split()
    if not 2 <= len(mots) <= 7 or len(propre) > 60 or not NOM_ECRIT.match(propre):
        return False
    nu = normaliser(propre)
    if PIEDS.match(nu) or TOTAUX.match(nu) or REPORTS.match(nu) or PAS_DES_PERSONNES.search(nu):
        return False
    return any(_en_capitales(mot) for mot in mots)
