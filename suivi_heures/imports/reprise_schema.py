"""The `clauses-reprise/1` format as one table: each record's fields, their kind, what absence means."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from beneficiaires.enums import Decision, Modalite, Sexe, TypeContrat
from clauses_app.comptes.enums import TypeGuichet
from marches.enums import (
    Categorie,
    ConditionBonification,
    CumulBonifications,
    MoisPartiel,
    PointDepart,
    Portee,
    RoleAttribution,
    SourceEngagement,
    TypeClause,
    TypeMaitreOuvrage,
    TypePenalite,
    TypeStructure,
)
from suivi_heures.enums import Nature, StatutHeure
from suivi_heures.imports import reprise_fiches as fiches
from suivi_heures.imports.reprise_valeurs import (
    Booleen,
    Code,
    Conforme,
    DateIso,
    Decimale,
    Entier,
    Liste,
    Ref,
    Renvoi,
    Siret,
    Sorte,
    Texte,
)

FORMAT = "clauses-reprise/1"
# between the reference of an hours line and the version that replaces it: sorts before any other suffix
VERSION = " ~"


@dataclass(frozen=True)
class Champ:
    """`null_distinct`: an explicit null is a value of its own (« sans limite »), not the default."""

    nom: str
    sorte: Sorte | Liste | type
    obligatoire: bool = True
    defaut: Any = None
    null_distinct: bool = False


def _facultatif(nom: str, sorte: Sorte | Liste | type, defaut: Any = None) -> Champ:
    return Champ(nom, sorte, obligatoire=False, defaut=defaut)


MOIS = Entier(1, 1200)
HEURES = Decimale()
HEURES_SIGNEES = Decimale(entiers=8, mini=None, attendu='des heures signées entre guillemets, par exemple "-35.00"')
DATE = DateIso()
NOM = Texte(255)
NOM_PERSONNE = Texte(150)

SCHEMA: dict[type, tuple[Champ, ...]] = {
    fiches.FicheReprise: (
        Champ("format", Code([FORMAT])),
        Champ("guichet", fiches.FicheGuichet),
        Champ("regles", Liste(fiches.FicheRegle)),
        Champ("maitres_ouvrage", Liste(fiches.FicheMaitreOuvrage)),
        Champ("entreprises", Liste(fiches.FicheEntreprise)),
        Champ("structures", Liste(fiches.FicheStructure)),
        Champ("operations", Liste(fiches.FicheOperation)),
        Champ("marches", Liste(fiches.FicheMarche)),
        Champ("beneficiaires", Liste(fiches.FicheBeneficiaire)),
        Champ("contrats", Liste(fiches.FicheContrat)),
        Champ("heures", Liste(fiches.FicheHeure)),
        _facultatif("totaux_connus", Liste(fiches.FicheTotal), ()),
    ),
    fiches.FicheGuichet: (
        Champ(
            "code",
            Conforme(
                64,
                'un identifiant court, sans accent ni espace, par exemple "mde-val-fictif"',
                r"[A-Za-z0-9]+(?:[-_.][A-Za-z0-9]+)*",
            ),
        ),
        Champ("nom", Texte(200)),
        Champ("type", Code(TypeGuichet)),
    ),
    fiches.FicheRegle: (
        Champ("code", Ref(64)),
        Champ("date_effet", DATE),
        Champ("duree_eligibilite_mois", MOIS, obligatoire=False, defaut=24, null_distinct=True),
        _facultatif("point_depart", Code(PointDepart), "PREMIER_CONTRAT"),
        _facultatif("portee", Code(Portee), "GUICHET"),
        Champ("cdi_mois", MOIS, obligatoire=False, defaut=24, null_distinct=True),
        _facultatif("alternance_contrat_entier", Booleen(), True),
        _facultatif("handicap_sans_limite", Booleen(), False),
        _facultatif("regularisation_jours", Entier(0, 3650), 0),
        _facultatif("mois_partiel", Code(MoisPartiel), "PRORATA_JOURS"),
        _facultatif("part_formation_hors_contrat", Decimale(decimales=6, maxi=Decimal(1)), Decimal(0)),
        _facultatif("plafond_mensuel", HEURES),
        _facultatif("bonifications", Liste(fiches.FicheBonification), ()),
        _facultatif("bonification_cumul", Code(CumulBonifications), "MAX"),
        _facultatif("bonification_plafond_pct", Decimale(entiers=5, decimales=4)),
    ),
    fiches.FicheBonification: (
        Champ("code", Ref(espace="bonifications", locale=True)),
        Champ("condition", Code(ConditionBonification)),
        Champ("coefficient", Decimale(entiers=2, decimales=6, nul_admis=False)),
    ),
    fiches.FicheMaitreOuvrage: (
        Champ("ref", Ref(espace="maitres_ouvrage")),
        Champ("nom", NOM),
        _facultatif("siret", Siret(), ""),
        Champ("type", Code(TypeMaitreOuvrage)),
    ),
    fiches.FicheEntreprise: (
        Champ("ref", Ref(espace="entreprises")),
        Champ("nom", NOM),
        _facultatif("siret", Siret(), ""),
        _facultatif("autres_noms", Liste(NOM), ()),
    ),
    fiches.FicheStructure: (
        # same space as the companies: a contract names its employer without saying from which list
        Champ("ref", Ref(espace="entreprises")),
        Champ("nom", NOM),
        _facultatif("siret", Siret(), ""),
        _facultatif("autres_noms", Liste(NOM), ()),
        Champ("type", Code(TypeStructure)),
    ),
    fiches.FicheOperation: (
        Champ("ref", Ref(espace="operations")),
        Champ("nom", NOM),
        Champ("maitre_ouvrage", Renvoi(cible="maitres_ouvrage")),
    ),
    fiches.FicheMarche: (
        Champ("ref", Ref(espace="marches")),
        Champ("objet", Texte(1000)),
        Champ("maitre_ouvrage", Renvoi(cible="maitres_ouvrage")),
        _facultatif("operation", Renvoi(cible="operations")),
        Champ("types_clause", Liste(Code(TypeClause))),
        Champ("regle", Renvoi(64, cible="regles")),
        Champ("date_debut", DATE),
        Champ("date_fin", DATE),
        _facultatif("montant_ht", Decimale(entiers=12, attendu='un montant entre guillemets, par exemple "125000.00"')),
        _facultatif("categories_admises", Liste(Code(Categorie)), ()),
        _facultatif("penalite", fiches.FichePenalite),
        Champ("lots", Liste(fiches.FicheLot)),
    ),
    fiches.FichePenalite: (
        Champ("type", Code(TypePenalite)),
        Champ("valeur", Decimale(entiers=8, decimales=4)),
    ),
    fiches.FicheLot: (
        Champ("ref", Ref(espace="lots", locale=True)),
        Champ("objet", Texte(1000)),
        _facultatif("reperes", Liste(NOM), ()),
        Champ("engagements", Liste(fiches.FicheEngagement)),
        Champ("attributions", Liste(fiches.FicheAttribution)),
    ),
    fiches.FicheEngagement: (
        Champ("date", DATE),
        Champ("source", Code(SourceEngagement)),
        Champ("heures", HEURES_SIGNEES),
        _facultatif("motif", Texte(450), ""),
    ),
    fiches.FicheAttribution: (
        # contracts name an attribution alone: its reference is unique in the whole file
        Champ("ref", Ref(espace="attributions")),
        Champ("entreprise", Renvoi(cible="entreprises")),
        Champ("role", Code(RoleAttribution)),
        _facultatif("heures_affectees", Decimale(entiers=8)),
    ),
    fiches.FicheBeneficiaire: (
        Champ("ref", Ref(espace="beneficiaires")),
        Champ("nom", NOM_PERSONNE),
        Champ("prenom", NOM_PERSONNE),
        _facultatif("autres_noms", Liste(NOM_PERSONNE), ()),
        Champ("date_naissance", DATE),
        _facultatif("sexe", Code(Sexe)),
        _facultatif("commune", NOM, ""),
        Champ("qpv", Booleen()),
        _facultatif("niveau_formation", Entier(1, 8)),
        Champ("eligibilites", Liste(fiches.FicheEligibilite)),
    ),
    fiches.FicheEligibilite: (
        Champ("categorie", Code(Categorie)),
        Champ("date_decision", DATE),
        Champ("decision", Code(Decision)),
        Champ("principale", Booleen()),
    ),
    fiches.FicheContrat: (
        Champ("ref", Ref(espace="contrats")),
        Champ("beneficiaire", Renvoi(cible="beneficiaires")),
        Champ("employeur", Renvoi(cible="entreprises")),
        Champ("attribution", Renvoi(cible="attributions")),
        Champ("modalite", Code(Modalite)),
        Champ("type_contrat", Code(TypeContrat)),
        Champ("date_debut", DATE),
        _facultatif("date_fin", DATE),
    ),
    fiches.FicheHeure: (
        Champ("ref", Ref(100, espace="heures", interdit=VERSION)),
        Champ("contrat", Renvoi(cible="contrats")),
        Champ("du", DATE),
        Champ("au", DATE),
        Champ("nature", Code(Nature)),
        Champ("heures", HEURES),
        Champ("statut", Code(StatutHeure)),
    ),
    fiches.FicheTotal: (
        Champ("marche", Renvoi(cible="marches")),
        Champ("lot", Ref()),
        Champ("heures_realisees", Decimale(entiers=8)),
    ),
}

# First date, second date: the second may not precede the first.
PERIODES: dict[type, tuple[str, str]] = {
    fiches.FicheMarche: ("date_debut", "date_fin"),
    fiches.FicheContrat: ("date_debut", "date_fin"),
    fiches.FicheHeure: ("du", "au"),
}
