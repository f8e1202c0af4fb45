"""An invented report, rich enough that every part of the document has something to print."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from suivi_heures.queries.petits_effectifs import Masque
from suivi_heures.queries.trimestres import Trimestre
from suivi_heures.restitutions.bilan_trimestriel import (
    Acheteur,
    Avancement,
    BilanTrimestriel,
    Correction,
    Couverture,
    CouvertureEntreprise,
    Effectif,
    Engagement,
    Exclusion,
    FicheLot,
    FicheMarche,
    HeuresTrimestre,
    LigneRepartition,
    Methode,
    PointCourbe,
    Porteur,
    Projection,
    RegleAppliquee,
    Repartition,
    RetardTransmission,
    Synthese,
    TexteFacilitateur,
)

ARRETE = date(2026, 9, 30)
PHRASE_FENETRE = (
    "La fenêtre d’éligibilité dure 24 mois à partir du premier contrat ; les jours qui suivent ne comptent pas."
)


def D(texte: str) -> Decimal:
    return Decimal(texte.replace(" ", "").replace(",", "."))


def avancement(objectif, realise, trimestre, attente, attendu, etat, recues, attendues, **autres) -> Avancement:
    du, fait = D(objectif), D(realise)
    return Avancement(
        objectif=du,
        realise=fait,
        retenues=autres.pop("retenues", fait),
        en_attente=D(attente),
        refusees=autres.pop("refusees", D("0")),
        exclues=autres.pop("exclues", D("0")),
        au_trimestre=D(trimestre),
        taux=(fait / du).quantize(D("0.0001")) if du else None,
        attendu=D(attendu),
        etat=etat,
        couverture=Couverture(attendues, recues),
        **autres,
    )


def repartition(titre: str, *lignes: tuple) -> Repartition:
    """Lines as (label, people, hours); a text in place of the people is the mask."""
    total = sum((D(heures) for _, _, heures in lignes), D("0"))
    ecrites = tuple(
        LigneRepartition(
            libelle,
            Effectif(personnes, D(heures)) if isinstance(personnes, int) else Effectif(None, None, Masque(personnes)),
            (D(heures) * 100 / total).quantize(D("0.01")) if isinstance(personnes, int) else None,
        )
        for libelle, personnes, heures in lignes
    )
    return Repartition(titre, ecrites, Effectif(sum(p if isinstance(p, int) else 3 for _, p, _ in lignes), total))


def courbe(debut: date, fin: date, objectif: str, realise: str) -> tuple[PointCourbe, ...]:
    """A plausible S for what is done, a straight line for what is expected."""
    mois = [date(a, m, 1) for a in range(debut.year, fin.year + 1) for m in range(1, 13)]
    fins = [(un + timedelta(days=31)).replace(day=1) - timedelta(days=1) for un in mois if debut <= un <= fin]
    faits = sum(1 for un in fins if un <= ARRETE)
    return tuple(
        PointCourbe(
            un,
            (D(realise) * (i * i + 9 * i) / (faits * faits + 9 * faits)).quantize(D("0.01")) if un <= ARRETE else None,
            (D(objectif) * i / len(fins)).quantize(D("0.01")),
        )
        for i, un in enumerate(fins, 1)
    )


MODALITES = repartition(
    "Modalité",
    ("Embauche directe", 31, "3707"),
    ("ETTI", 48, "5308"),
    ("GEIQ", 12, "1123"),
    ("EI, ACI", 9, "1090"),
    ("AI", "SEUIL", "250"),
)
PUBLICS = repartition(
    "Public",
    ("Chômage de longue durée", 34, "3831"),
    ("Minima sociaux", 27, "2948"),
    ("Moins de 26 ans", 18, "1967"),
    ("Parcours IAE", 11, "1102"),
    ("50 ans et plus", 7, "701"),
    ("Handicap", "SECONDAIRE", "677"),
    ("Autres publics", "SEUIL", "252"),
)
EXCLUSIONS = (
    Exclusion("APRES_FENETRE", "Après la fenêtre d’éligibilité", D("612"), PHRASE_FENETRE),
    Exclusion(
        "SANS_ELIGIBILITE",
        "Sans éligibilité",
        D("420.50"),
        "Aucune décision d’éligibilité acceptée n’est au dossier de la personne.",
    ),
    Exclusion("ABSENCE", "Absence", D("96"), "Les heures d’absence, même payées, ne comptent pas."),
)
T9 = FicheMarche(
    reference="2024-T9-INF",
    objet="Tramway T9 Paris–Orly, infrastructures",
    date_debut=date(2024, 9, 2),
    date_fin=date(2027, 6, 30),
    operation="Tramway T9 Paris–Orly",
    suivi_par="Camille Ferrand",
    avancement=avancement(
        "131 000", "92 186", "11 478", "4 020", "97 620", "a_surveiller", 13, 15,
        retenues=D("90 250"), refusees=D("140"), exclues=D("1 486,50"),
        projection=Projection(D("122600"), D("127400"), D("132300")), rattrapage=D("-14"), a_ce_jour=D("93 390,50"),
    ),
    lots=(
        FicheLot("1", "Voirie et réseaux divers, section nord", ("Valentin", "Paveurs de Montrouge"),
                 avancement("62 000", "47 310", "5 802", "1 900", "46 200", "en_bonne_voie", 5, 6)),
        FicheLot("2", "Plateforme et voie ferrée", ("Emulithe",),
                 avancement("41 000", "29 876", "3 676", "1 420", "30 550", "a_surveiller", 5, 5)),
        FicheLot("5", "Espaces verts et plantations", ("Racine & Sève Paysage",),
                 avancement("28 000", "15 000", "2 000", "700", "20 870", "en_retard", 3, 4)),
    ),
    engagements=(
        Engagement(date(2024, 9, 2), "Marché initial", D("118000"), D("118000"), "Lots 1, 2 et 5"),
        Engagement(date(2025, 3, 14), "Tranche affermie", D("15000"), D("133000"), "Lot 1", "Tranche optionnelle 1"),
        Engagement(date(2026, 2, 9), "Avenant", D("-2000"), D("131000"), "Lot 5", "Réduction du périmètre planté"),
    ),
    courbe=courbe(date(2024, 9, 1), date(2027, 6, 1), "131000", "92186"),
    modalites=MODALITES,
    publics=PUBLICS,
    exclusions=EXCLUSIONS,
    entreprises=(
        CouvertureEntreprise("Emulithe", Couverture(5, 5), Couverture(3, 3)),
        CouvertureEntreprise("Valentin", Couverture(6, 5), Couverture(3, 2)),
    ),
    texte=TexteFacilitateur(
        "Deux visites du chantier, une réunion avec le mandataire.",
        "Le lot 5 peine à trouver des candidats aux espaces verts.",
        "Demander au titulaire du lot 5 un plan de recrutement avant le 15 décembre.",
    ),
    faits=(
        "17 personnes ont signé leur premier contrat sur ce marché au trimestre.",
        "Avenant du 09/02/2026 : 2 000 h retirées du lot 5.",
        "9 fenêtres d’éligibilité se ferment avant le 31/12/2026.",
    ),
)  # fmt: skip
MOULIN = replace(
    T9,
    reference="2025-RH-014",
    objet="Réhabilitation de la cité Moulin-Neuf",
    date_debut=date(2025, 3, 3),
    date_fin=date(2027, 11, 30),
    operation="",
    avancement=avancement(
        "22 500", "7 512", "1 488", "870", "10 820", "en_retard", 4, 6,
        projection=Projection(D("15600"), D("16900"), D("18300")), exclues=D("118,25"),
    ),
    lots=(FicheLot("2", "Ravalement et menuiseries", ("Bâtir & Rénover",),
                   avancement("22 500", "7 512", "1 488", "870", "10 820", "en_retard", 4, 6)),),
    engagements=(Engagement(date(2025, 3, 3), "Marché initial", D("22500"), D("22500"), "Lot 2"),),
    courbe=courbe(date(2025, 3, 1), date(2027, 11, 1), "22500", "7512"),
    exclusions=(Exclusion("ABSENCE", "Absence", D("118.25"), EXCLUSIONS[2].phrase),),
    faits=("2 déclarations du trimestre n’ont pas été reçues.",),
)  # fmt: skip
COLLEGE = replace(
    MOULIN,
    reference="2024-DB-102",
    objet="Collège Les Aubépines, reconstruction",
    date_debut=date(2024, 10, 1),
    date_fin=date(2026, 12, 18),
    avancement=avancement(
        "12 400", "12 610", "1 020", "196", "11 720", "atteint", 6, 6, projection=None,
    ),
    lots=(FicheLot("1", "Gros œuvre", ("Murs & Compagnie",),
                   avancement("12 400", "12 610", "1 020", "196", "11 720", "atteint", 6, 6)),),
    engagements=(Engagement(date(2024, 10, 1), "Marché initial", D("12400"), D("12400"), "Lot 1"),),
    courbe=courbe(date(2024, 10, 1), date(2026, 12, 1), "12400", "12610"),
    exclusions=(),
    faits=("L’obligation est atteinte.",),
)  # fmt: skip
SYNTHESE = Synthese(
    avancement=avancement(
        "165 900", "112 308", "13 986", "5 086", "120 160", "a_surveiller", 23, 27,
        retenues=D("110 372"), refusees=D("140"), exclues=D("1 604,75"),
        projection=Projection(D("150810"), D("156910"), D("163210")), rattrapage=D("-14"), a_ce_jour=D("113 512,50"),
    ),
    couverture_trimestre=Couverture(27, 23),
    nombre_marches=3,
    nombre_lots=5,
    nombre_entreprises=6,
    personnes=Effectif(238, D("110372")),
    personnes_trimestre=Effectif(104, D("13986")),
    entrees=Effectif(28, None),
    alertes=(
        "Réhabilitation de la cité Moulin-Neuf : 7 512 h réalisées pour 10 820 h attendues.",
        "4 déclarations du trimestre manquent : les taux sont provisoires.",
    ),
    par_trimestre=tuple(
        HeuresTrimestre(annee, numero, D(heures))
        for annee, numero, heures in (
            (2025, 1, "9870"), (2025, 2, "14210"), (2025, 3, "13480"), (2025, 4, "16905"),
            (2026, 1, "17320"), (2026, 2, "18040"), (2026, 3, "13986"),
        )
    ),
    publics=PUBLICS,
    modalites=MODALITES,
    profils=(
        repartition("Sexe", ("Femmes", 23, "2755"), ("Hommes", 81, "8723")),
        repartition(
            "Âge", ("Moins de 26 ans", 27, "2910"), ("De 26 à 49 ans", 63, "7102"), ("50 ans et plus", 14, "1466")
        ),
        repartition("Quartier prioritaire", ("Habitants", 43, "4706"), ("Autres", 61, "6772")),
    ),
    exclusions=EXCLUSIONS,
)  # fmt: skip
BILAN = BilanTrimestriel(
    acheteur=Acheteur("Département du Val-de-Marne", "22940028800010"),
    guichet=Porteur(
        "Maison de l’emploi Orly-Bièvre", "orly-bievre", "3 avenue de la Victoire, 94310 Orly",
        "clauses@orly-bievre.example", "01 00 00 00 00", "Document remis à l’acheteur, diffusion interne.",
    ),
    trimestre=Trimestre(2026, 3),
    arrete_au=ARRETE,
    etabli_a=datetime(2026, 11, 9, 13, 5, tzinfo=UTC),
    synthese=SYNTHESE,
    marches=(T9, MOULIN, COLLEGE),
    precedent="2026-T2",
    retards_transmission=(
        RetardTransmission("2024-T9-INF", "Racine & Sève", date(2026, 9, 1), date(2026, 10, 10), 0, "non reçue"),
        RetardTransmission("2024-T9-INF", "Valentin", date(2026, 8, 1), date(2026, 9, 10), 12, "reçue le 22/09/2026"),
        RetardTransmission("2025-RH-014", "Bâtir & Rénover", date(2026, 8, 1), date(2026, 9, 10), 0, "non reçue"),
        RetardTransmission("2025-RH-014", "Bâtir & Rénover", date(2026, 9, 1), date(2026, 10, 10), 0, "2 reçues sur 3"),
    ),
    corrections=(
        Correction("2024-T9-INF", "1", date(2026, 5, 1), D("21"), D("35"), 3),
        Correction("2025-RH-014", "2", date(2026, 6, 1), D("0"), D("7.5"), 1),
    ),
    methode=Methode(
        regles=(
            RegleAppliquee("STANDARD", date(2024, 1, 1), ("2024-T9-INF", "2025-RH-014"), (
                "Fenêtre d’éligibilité de 24 mois, ouverte par le premier contrat, tous employeurs du guichet.",
                "Bonification : heures des femmes multipliées par 1,25, dans la limite de 10 % de l’objectif du lot.",
                "Mois en partie admis : heures au prorata des jours.",
            )),
            RegleAppliquee("COLLEGES", date(2024, 6, 1), ("2024-DB-102",), (
                "Pas de limite de durée.", "Aucune bonification.",
            )),
        ),
        motifs=EXCLUSIONS,
        seuil=5,
        delai_releve_jours=10,
    ),
)  # fmt: skip
