"""What a column title announces, in French or English, whatever its spelling."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from suivi_heures.enums import Nature
from suivi_heures.imports.releve.dates import MOIS as _NOMS_DE_MOIS
from suivi_heures.imports.releve.periodes import AN, MoisVu, mois_du_texte
from suivi_heures.imports.releve.resultat import MotifAbsence
from suivi_heures.imports.releve.textes import normaliser


class Role(StrEnum):
    __hash__ = str.__hash__  # looked up for every cell

    NOM = "nom"
    PRENOM = "prenom"
    NOM_COMPLET = "nom_prenom"
    AUTRE_NOM = "autre_nom"
    NAISSANCE = "date_naissance"
    DATE = "date"
    DU = "du"
    AU = "au"
    DEBUT = "debut"
    FIN = "fin"
    PAUSE = "pause"
    HORAIRE = "horaire"
    SEMAINE = "semaine"
    MOIS = "mois"
    ANNEE = "annee"
    PERIODE = "periode"
    CHANTIER = "chantier"
    MARCHE = "marche"  # a site only when its cells name one
    CLIENT = "client"
    NUMERO = "numero"
    MATRICULE = "matricule"
    CLAUSE = "clause"
    TYPE_HEURES = "type_heures"
    TYPE_CONTRAT = "type_contrat"
    DATE_CONTRAT = "date_contrat"
    MOTIF = "motif"
    OBSERVATION = "observation"
    EMPLOYEUR = "employeur"
    SIRET = "siret"
    IGNOREE = "ignoree"
    UNITE = "unite"
    HEURES = "heures"


class Sorte(StrEnum):
    """Among hours worked: what may be added together, and what would count them twice."""

    BASE = "base"
    SUP = "sup"
    TOTAL = "total"
    FACTUREE = "facturee"
    PAYEE = "payee"  # what was paid holds leave too: alone, somebody says what it is
    PREVUE = "prevue"  # what was planned counts beside nothing that was done
    AILLEURS = "ailleurs"  # « autres chantiers »: in the total of the row, and of no concern here
    PART = "part"  # « dont formation »: inside another column


PAS_FAITES = {Sorte.PAYEE, Sorte.PREVUE}


@dataclass(frozen=True, slots=True)
class Titre:
    texte: str
    role: Role
    nature: Nature | None = None
    motif: MotifAbsence | None = None
    sorte: Sorte = Sorte.BASE
    minutes: bool = False
    mois: MoisVu | None = None
    seul: bool = False  # a bare month: « mars 2026 »
    personne: bool = False  # somebody's name: her hours are under it


PERSONNES = {Role.NOM, Role.PRENOM, Role.NOM_COMPLET}
LONGUEUR_MAX = 90
H = r"heures?|hres?|hrs?|hours?|h|nbh|nbre h"
HORS_CONTRAT = r"poei|poec|pmsmp|hors contrat|avant contrat|before contract"
FORMATION = r"formations?|format|form|cfa|training|organisme|centre|ecole|of|cours|classroom|school"
MOTIFS = (
    (MotifAbsence.AUTRE, r"css|sans solde"),  # before the leave that is paid
    (MotifAbsence.CP, r"conges?|cp|rtt|vacances|holidays?|leave|annual leave|even\w* famil\w*"),
    (MotifAbsence.MALADIE, r"maladie|arret|arrets|sick|sickness|illness|mal"),
    (MotifAbsence.ACCIDENT, r"accidents?|at|injury"),
    (MotifAbsence.INTEMPERIES, r"intemp\w*|weather"),
    (MotifAbsence.FERIE, r"ferie(?:e?s)?|feriee|chome\w*|bank holiday|public holiday"),
    (
        MotifAbsence.AUTRE,
        r"absences?|abs|absent\w*|non (?:travaill|effectu|realis)\w*|chomage|activite partielle|greves?|mise a pied"
        r"|maternite|paternite|recup|recuperations?|repos|carence",
    ),
)
JAMAIS = (
    r"cumul\w*|tuteurs?|tutrices?|tutorat|tutor\w*|trajets?|route"
    r"|deplacements?|travel|paniers?"
    r"|repas|taux|tarifs?|rate|montants?|amount|couts?|cost|prix|price|pu|ht|ttc|tva|euros?|salaires?|wage|indemnites?"
    r"|primes?|coef\w*|reste|restante?s?|(?<!sans )soldes?|objectifs?|theoriques?|contractuell?e?s?|contrats? hebdo|km"
    r"|jours|journees|nb j|nbj|days|ecart|base mensuelle|engagement|avancement|pourcentage|mensuel contractuel"
    r"|a realiser|a faire|hebdo\w* (?:du |de )?contrats?|(?:base|duree) hebdo\w*|moyennes?|average|precedent(?:e|es|s)?"
    r"|anterieur(?:e|es|s)?|a ce jour|annuel(?:le)?s?|ytd|(?:heures?|h|total|nb)(?: de l| sur l)? annee(?: en cours)?"
)
PARTS = r"dont|of which|including|includes|included|y compris|incluse?s?|compris(?:e|es)? dans|comprises?(?= dans|\Z)"
PAR_UNITE = re.compile(r"(?:/|\bpar\b)\s*(?:jour|jr|j|semaine|sem|day|week)s?\b", re.IGNORECASE)  # a pace
PART_EN_POUR_CENT = re.compile(r"\s*%|.*(?:\(|\ben )%\)?\s*\Z")  # « % affecté au chantier » names no site
AILLEURS = (
    r"autres (?:chantiers|sites|marches|affaires|operations|lieux)"
    r"|hors (?:insertion|marches?|chantiers?|clauses?|lots?|perimetre|operations?)"
)
# said after the absences: « congés payés » is not « heures payées »
PAYEES = r"payees?|payes?|a payer|paid|paie|valorisees?|remunerees?"
PREVUES = (
    r"prevues?|prevus?|planifiees?|planifies?|planned|expected|programmees?|estimees?|previsionnel(?:le)?s?"
    r"|previsions?|prev"
)
SANS_INTERET = (
    r"age|sexe|genre|gender|civilite|tel\w*|mobile|mail|email|courriel|adresse|address|ville|commune|code postal"
    r"|qualification|poste|metier|emploi|fonction|job|niveau|prescripteur|statut|status|effectif|controle|visa"
    r"|signature|nationalite|nir|securite sociale|qpv|titre de sejour|lieu de naissance|permis|equipe|service"
    r"|agence|rqth|iban|paniers?|titres? restaurant|tickets? restaurant|deplacements?|trajets?"
)
_REGLES: tuple[tuple[str, Role], ...] = (
    (
        r"nom de naissance|nom de jeune fille|nom jeune fille|birth name|maiden name|nee? sous",
        Role.AUTRE_NOM,
    ),
    (r"lieu de naissance|place of birth", Role.IGNOREE),
    (r"naissance|naiss|ne e le|nee? le|ddn|dob|date of birth|birth ?date|born|birthday", Role.NAISSANCE),
    (r"siret", Role.SIRET),
    (r"(clauses?|insertion) .*(oui|non|o n|yes)|eligible|clausee?", Role.CLAUSE),
    (r"pauses?|coupures?|break|dejeuner", Role.PAUSE),
    (JAMAIS, Role.IGNOREE),
)
NE_PRECISENT_PAS = {Role.CLAUSE, Role.PAUSE}  # beside hours, these words say which hours
_SUITE: tuple[tuple[str, Role], ...] = (
    (r"motifs?|raison|cause|reason", Role.MOTIF),
    (r"observations?|obs|remarques?|commentaires?|notes?|comments?|remarks?", Role.OBSERVATION),
    (r"(type|nature|forme|categorie) (du |de )?contrat|contract type|type contrat", Role.TYPE_CONTRAT),
    (
        r"(n|no|num|numero|ref|reference|code)( du| de| de la| d)? (contrat|mission|facture|bon|ordre)s?|mission id",
        Role.NUMERO,
    ),
    (
        r"(debut|fin|date|entree|sortie|embauche|echeance|start|end).* (contrat|embauche|entree|sortie|contract)",
        Role.DATE_CONTRAT,
    ),
    (r"contrat (du|au|debut|fin)|(embauche|entree|sortie|echeance|hire date)", Role.DATE_CONTRAT),
    (r"contrats?|contract", Role.TYPE_CONTRAT),
    (
        r"matricule|id salarie|code salarie|(n|numero|no|num) (salarie|agent|employe)|employee id|badge",
        Role.MATRICULE,
    ),
    (r"horaires?|plages? horaires?|schedule|shift", Role.HORAIRE),
    (
        r"du|from|(semaine|periode|mission|date) du|debut de (la )?(periode|semaine)|week of"
        r"|date from|semaine commencant le",
        Role.DU,
    ),
    (
        r"au|to|until|(semaine|periode|mission|date) au|fin de (la )?(periode|semaine)|date to|jusqu au",
        Role.AU,
    ),
    (
        r"debut|start|arrivee|prise de (poste|service)|commence\w*|embauchee? a|in|heure d arrivee",
        Role.DEBUT,
    ),
    (r"fin|end|depart|fin de (poste|service)|heure de depart|out|finish", Role.FIN),
)
_STRUCTURE: tuple[tuple[str, Role], ...] = (
    (
        r"chantiers?|lieux?|sites?|worksite|site de travail|location|lieu de mission|lieu d intervention|workplace",
        Role.CHANTIER,
    ),
    (
        r"marches?|affaires?|operations?|projets?|project|lots?|imputation|code analytique",
        Role.MARCHE,
    ),
    (
        r"clients?|entreprise utilisatrice|utilisat\w+|donneur|entreprise d accueil|entreprises?|eu"
        r"|host|company|customer|structure d accueil",
        Role.CLIENT,
    ),
    (r"employeur|employer|structure|raison sociale", Role.EMPLOYEUR),
    (r"annee|year|exercice", Role.ANNEE),
    (r"(?:(?:n|no|num|numero)(?: de)? )?(?:semaines?|sem|week|wk|s)", Role.SEMAINE),
    (r"mois|month", Role.MOIS),
    (r"periodes?|period", Role.PERIODE),
    (
        r"date|dates|jour|day|le|date travaillee|date de travail|journee"
        r"|(?:work|shift|worked|timesheet) date|date worked",
        Role.DATE,
    ),
    (
        r"noms? (et |ou )?(de famille et )?prenoms?|prenoms? (et )?noms?|identite|full name",
        Role.NOM_COMPLET,
    ),
    (r"prenoms?|first name|given name|forename|firstname", Role.PRENOM),
    (
        r"noms?|nom de famille|nom d usage|nom usuel|patronyme|surname|last name|family name"
        r"|lastname|nom salarie|nom du salarie|nom de l interimaire",
        Role.NOM,
    ),
    (
        r"salarie( e)?s?|salariee?|interimaires?|beneficiaires?|personnes?|personnels?|employee?s?"
        r"|agents?|collaborat\w+|participante?s?|usagere?s?|stagiaires?|apprenti( e)?s?|apprentie?s?|ouvriers?"
        r"|compagn(?:on|onne)s?|manoeuvres?|equipiere?s?"
        r"|worker|staff|name|candidate?s?|travaill(eur|euse)s?|mis a disposition|ressource",
        Role.NOM_COMPLET,
    ),
    (
        r"type|natures?|rubriques?|libelle|intitules?|designations?|prestations?|categorie|activite"
        r"|code|type d heures?|kind",
        Role.TYPE_HEURES,
    ),
    (r"unite|unite de mesure|unit", Role.UNITE),
    (r"n|no|num|numero|reference|ref|id|ligne|piece|bon|mission|missions|facture", Role.NUMERO),
)
HEURES = (
    rf"{H}|durees?|temps|time|vh|nb|nbre|nombre|quantites?|qte|qty|volume|totaux|total|somme|realise\w*|travail|travaille\w*"
    r"|effectue\w*|worked|presence|productif|productives?|hs\d*|sup\w*|overtime|normales?|facture\w*|vendues?"
    r"|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lun|mer|jeu|ven|sam|dim|nuit|ot"
    r"|production|matin(?:ee)?s?|apres midis?|soir(?:ee)?s?|unites"
    r"|(?:\d[a-z]*|premiere|deuxieme|seconde) quinzaine|corrections?|regul\w*|ajustements?"
)
SUP = r"hs|hs\d+|sup\w*|overtime|ot|majore\w*|complementaires?|hc|nuit|dimanche|corrections?|regul\w*|ajustements?"
TOTAL = r"totaux|totale?s?|somme|ensemble|globale?s?|overall"
MINUTES = re.compile(r"(?<![a-z])(?:min|mn|mins|minutes?)(?![a-z])")
HEURES_ET_MINUTES = re.compile(r"(?<![a-z])(?:hh?|heures?) (?:et )?(?:mm|mn|min|mins|minutes?)(?![a-z])")  # « h.mn »
TOTAL_ECRIT = re.compile(rf"(?<![a-z0-9])(?:{TOTAL})(?![a-z0-9])")
REMPLISSAGE = re.compile(
    r"(?<![a-z])(?:previsions?|previsionnels?|prev|reel|realise|mois|de|du|d|le|au|en|a|nb"
    r"|nombre|total mois|period)(?![a-z])"
)


def _compiler(motif: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![a-z0-9])(?:{motif})(?![a-z0-9])")


_JAMAIS_AVANT = [(_compiler(motif), role) for motif, role in _REGLES]
_ENSUITE = [(_compiler(motif), role) for motif, role in _SUITE]
_STRUCTURELLES = [(_compiler(motif), role) for motif, role in _STRUCTURE]
_HEURES, _SUP, _TOTAL, _MOT_HEURE = _compiler(HEURES), _compiler(SUP), _compiler(TOTAL), _compiler(H)
_FORMATION, _HORS, _PAYEES, _PREVUES, _PARTS, _SANS_INTERET = (
    _compiler(motif) for motif in (FORMATION, HORS_CONTRAT, PAYEES, PREVUES, PARTS, SANS_INTERET)
)
_MOTIFS = [(motif, _compiler(forme)) for motif, forme in MOTIFS]
_TRAVAILLEES = re.compile(r"(?<!non )(?<![a-z])travaille")
_MINUTES_SEULES = re.compile(r"(?:nb |nombre de )?(?:mn|mins|minutes?)")
_AILLEURS = _compiler(AILLEURS)
_PAUSE = _compiler(r"pauses?|coupures?|break|dejeuner")
_FACTUREE = _compiler(r"factur\w*|billed|vendues?")
EXACTS = {Role.DU, Role.AU, Role.SEMAINE, Role.DATE, Role.NUMERO, Role.TYPE_HEURES, Role.MOIS, Role.ANNEE, Role.UNITE}


def lire_titre(texte: str) -> Titre | None:
    """None when the words mean nothing here; an ignored column is an answer."""
    nu = normaliser(texte)
    if not nu or len(texte) > LONGUEUR_MAX or texte.rstrip().endswith(":"):
        return None
    if _MINUTES_SEULES.fullmatch(nu):
        return Titre(texte, Role.HEURES, Nature.TRAVAIL, minutes=True)
    if "€" in texte or PAR_UNITE.search(texte) or PART_EN_POUR_CENT.match(texte):
        return Titre(texte, Role.IGNOREE)
    if _AILLEURS.search(nu):
        return Titre(texte, Role.IGNOREE, sorte=Sorte.AILLEURS)
    if _PARTS.search(nu) and not _PAUSE.search(nu):
        return Titre(texte, Role.IGNOREE, sorte=Sorte.PART)
    for motif, role in _JAMAIS_AVANT:
        if motif.search(nu) and not (role in NE_PRECISENT_PAS and _MOT_HEURE.search(nu)):
            return Titre(texte, role, minutes=_en_minutes(nu))
    return _mois(texte, nu) or _absence_ou_formation(texte, nu) or _autre(texte, nu)


def _mois(texte: str, nu: str) -> Titre | None:
    """« mars 2026 », « Heures mars », « 03/2026 formation »."""
    vus = mois_du_texte(texte)
    if len({vu.mois for vu in vus}) != 1:
        return None
    reste = re.sub(r"\d+|(?<![a-z])(?:" + "|".join(_NOMS_DE_MOIS) + r")(?![a-z])", " ", nu)
    reste = " ".join(REMPLISSAGE.sub(" ", reste).split())
    vu = vus[0] if vus[0].annee else MoisVu(vus[0].mois, int(annee[1]) if (annee := AN.search(texte)) else None)
    pas_faites = _sans_etre_faites(nu)
    if not _PREVUES.sub(" ", reste).strip():
        return Titre(texte, Role.HEURES, Nature.TRAVAIL, sorte=pas_faites or Sorte.BASE, mois=vu, seul=True)
    titre = _absence_ou_formation(texte, reste) or _heures(texte, reste)
    if titre is None or titre.role != Role.HEURES:
        return None
    sorte: Sorte = Sorte.BASE if titre.sorte == Sorte.TOTAL else titre.sorte
    if titre.nature == Nature.TRAVAIL:
        sorte = pas_faites or sorte
    return Titre(texte, Role.HEURES, titre.nature, titre.motif, sorte, titre.minutes, vu)


def _absence_ou_formation(texte: str, nu: str) -> Titre | None:
    if re.match(r"(motif|raison|cause|nature|type|lieu|date|nom|organisme|centre|code|intitule)s? ", nu + " "):
        if re.search(r"(?<![a-z])absences?(?![a-z])", nu) and not _MOT_HEURE.search(nu):
            return Titre(texte, Role.MOTIF)
        heures = _MOT_HEURE.search(nu)
        if not heures or nu.startswith(("motif", "type", "nature", "date", "lieu", "nom")):
            return None
    minutes = _en_minutes(nu)
    if _HORS.search(nu):
        return Titre(texte, Role.HEURES, Nature.FORMATION_HORS_CONTRAT, minutes=minutes)
    if _FORMATION.search(nu):
        sorte = Sorte.PREVUE if _PREVUES.search(nu) else Sorte.BASE
        return Titre(texte, Role.HEURES, Nature.FORMATION_CONTRAT, sorte=sorte, minutes=minutes)
    for motif, forme in _MOTIFS:
        if forme.search(nu) and not (motif == MotifAbsence.FERIE and _TRAVAILLEES.search(nu)):
            return Titre(texte, Role.HEURES, Nature.ABSENCE, motif, minutes=minutes)
    return None


def _autre(texte: str, nu: str) -> Titre | None:
    sorte = _sans_etre_faites(nu)
    if sorte is not None and (_HEURES.search(nu) or _PREVUES.fullmatch(nu)):
        return Titre(texte, Role.HEURES, Nature.TRAVAIL, sorte=sorte, minutes=_en_minutes(nu))
    for motif, role in _ENSUITE:
        if _convient(motif, role, nu):
            return Titre(texte, role, minutes=_en_minutes(nu))
    if _MOT_HEURE.search(nu) and not re.match(r"(type|nature|code) ", nu):
        return _heures(texte, nu)
    if _SANS_INTERET.search(nu):
        return Titre(texte, Role.IGNOREE)
    for motif, role in _STRUCTURELLES:
        if _convient(motif, role, nu):
            return Titre(texte, role)
    return _heures(texte, nu)


def _sans_etre_faites(nu: str) -> Sorte | None:
    """Paid or planned: not the hours that were worked."""
    if _PAYEES.search(nu):
        return Sorte.PAYEE
    return Sorte.PREVUE if _PREVUES.search(nu) else None


def _en_minutes(nu: str) -> bool:
    """« Durée (h.mn) » names both: its cells are no minutes."""
    return MINUTES.search(nu) is not None and HEURES_ET_MINUTES.search(nu) is None


def _convient(motif: re.Pattern[str], role: Role, nu: str) -> bool:
    """Short words (« du », « n », « s ») mean it only when they are the whole title."""
    if role in EXACTS:
        return motif.fullmatch(nu) is not None or (
            role in {Role.SEMAINE, Role.DATE, Role.NUMERO, Role.TYPE_HEURES, Role.MOIS} and _commence(motif, nu)
        )
    return motif.search(nu) is not None


def _commence(motif: re.Pattern[str], nu: str) -> bool:
    premier = nu.split(" ", 1)[0]
    return len(premier) > 2 and motif.fullmatch(premier) is not None and not _HEURES.search(nu)


def _heures(texte: str, nu: str) -> Titre | None:
    if not _HEURES.search(nu):
        return None
    if re.search(r"nombre de (salarie|personne|beneficiaire|jour|mission)", nu):
        return Titre(texte, Role.IGNOREE)
    sorte = Sorte.BASE
    if (autre := _sans_etre_faites(nu)) is not None:
        sorte = autre
    elif _SUP.search(nu) or re.search(r"\b(25|50)\b", nu):
        sorte = Sorte.SUP
    elif _TOTAL.search(nu):
        sorte = Sorte.TOTAL
    elif _FACTUREE.search(nu):
        sorte = Sorte.FACTUREE
    return Titre(texte, Role.HEURES, Nature.TRAVAIL, sorte=sorte, minutes=_en_minutes(nu))
