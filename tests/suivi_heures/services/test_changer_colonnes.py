"""Columns said by a person: kept by version, read again once, known in the company's other guichets only."""

import datetime
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from clauses_app.tenancy.contexte import within_connexion, within_guichet
from suivi_heures.enums import StatutReleve
from suivi_heures.imports.releve.champs import CHAMPS, IGNOREE
from suivi_heures.models import Correspondance, CorrespondancePartagee, Heure, LigneReleve, ReleveHeures
from suivi_heures.queries.colonnes_modifiables import motif_de_refus, rejoues_ensuite
from suivi_heures.services.changer_colonnes import changer_colonnes
from suivi_heures.services.deposer_releve import deposer_releve
from suivi_heures.services.lire_releve import lire_releve
from suivi_heures.services.oublier_correspondance import oublier_correspondance
from suivi_heures.services.recevoir_releve import recevoir_releve
from suivi_heures.services.reprendre_correspondance import reprendre_correspondance
from suivi_heures.services.valider_releve import valider_releve
from suivi_heures.services.verifier_realisation import verifier_realisation
from tests.factories.beneficiaires import creer_beneficiaire, creer_contrat
from tests.factories.marches import creer_attribution, creer_entreprise

MARS, AVRIL = datetime.date(2026, 3, 1), datetime.date(2026, 4, 1)
SIRET = "00000000100012"
# Nothing says what « Valeur A » and « Valeur B » are: the first is the hours worked, the second the meals.
TITRES = "Intervenant;Truc;Valeur A;Valeur B"


def fichier(*lignes, titres=TITRES):
    return "\n".join([titres, *lignes]).encode()


def deposer(entreprise, contenu, mois=MARS, nom=None):
    depose = deposer_releve(
        entreprise=entreprise, mois=mois, nom_fichier=nom or f"heures {mois:%m %Y}.csv", contenu=contenu, par=None
    )
    return lire_releve(releve=depose.releve)


def colonnes_lues(releve):
    return {c["titre"]: c for mise in releve.lecture["lecture"]["mises_en_page"] for c in mise["colonnes"]}


def dire(releve, par=None, retenir=True, **champs):
    """Every column said: those named here, the others as they were read."""
    colonnes = {}
    for mise in releve.lecture["lecture"]["mises_en_page"]:
        dites = {c["cle"]: champs.get(c["titre"].replace(" ", "_"), c["champ"] or IGNOREE) for c in mise["colonnes"]}
        titres = {c["cle"]: c["titre"] for c in mise["colonnes"]}
        colonnes[mise["empreinte"]] = [{"cle": k, "titre": titres[k], "champ": v} for k, v in dites.items()]
    return changer_colonnes(releve=releve, colonnes=colonnes, retenir=retenir, par=par)


def au_registre(releve=None):
    lignes = Heure.objects.filter(annulee=False)
    lignes = lignes.filter(releve_id=releve.pk) if releve else lignes
    return sum((heure.heures for heure in lignes), Decimal(0))


@pytest.fixture
def entreprise(contrat):
    contrat.employeur.siret = SIRET
    contrat.employeur.save()
    return contrat.employeur


@pytest.fixture
def releve(entreprise):
    return deposer(entreprise, fichier("OUDJANI Karim;x;12;140", "OUDJANI Karim;y;11;"))


def test_une_mauvaise_colonne_corrigee_deplace_les_lignes_exactement(entreprise):
    titres = "Salarié;Heures travaillées;Heures facturées"
    releve = deposer(entreprise, fichier("OUDJANI Karim;140;151,5", titres=titres))
    assert au_registre() == 140
    fait = dire(releve, Heures_travaillées=IGNOREE, Heures_facturées="heures_travail")
    assert au_registre() == Decimal("151.50")
    assert [(d.avant, d.apres, d.ecart) for d in fait.effet.differences] == [
        (140, Decimal("151.50"), Decimal("11.50")),
    ]
    toutes = Heure.objects.filter(releve_id=releve.pk)
    assert sorted(h.heures for h in toutes) == [-140, 140, Decimal("151.50")], "reprise par des lignes signées"
    assert LigneReleve.objects.filter(releve=releve).count() == 1


def test_redire_la_meme_chose_n_ecrit_rien(releve, entreprise):
    avant = dire(releve, Valeur_B="heures_travail", Intervenant="nom_prenom", Valeur_A=IGNOREE).releve
    nombre = Heure.objects.count()
    for _ in range(3):
        avant = dire(avant).releve
    assert Heure.objects.count() == nombre
    assert Correspondance.objects.count() == 1, "la même parole n’est pas une nouvelle version"


def test_le_mois_suivant_ne_demande_rien_et_dit_comme_quand(releve, entreprise):
    dire(releve, Valeur_B="heures_travail", Intervenant="nom_prenom", Valeur_A=IGNOREE)
    suivant = deposer(entreprise, fichier("OUDJANI Karim;x;9;70"), mois=AVRIL)
    assert (suivant.statut, au_registre(suivant)) == (StatutReleve.SOUMIS, 70)
    mise = suivant.lecture["lecture"]["mises_en_page"][0]
    assert mise["comme"] == "comme en mars 2026"
    assert not any(c["a_verifier"] for c in mise["colonnes"])
    assert {c["reconnue"] for c in mise["colonnes"]} == {"dite"}


def test_une_colonne_ajoutee_garde_la_memoire_des_autres_et_se_dit_nouvelle(releve, entreprise):
    dire(releve, Valeur_B="heures_travail", Intervenant="nom_prenom", Valeur_A=IGNOREE)
    suivant = deposer(
        entreprise, fichier("OUDJANI Karim;7;x;9;70", titres="Intervenant;Valeur C;Truc;Valeur A;Valeur B"), mois=AVRIL
    )
    assert au_registre(suivant) == 70
    assert [titre for titre, c in colonnes_lues(suivant).items() if c["a_verifier"]] == ["Valeur C"]


def test_chaque_parole_est_une_version_et_l_ancienne_se_reprend(facilitateur, releve):
    premier = dire(releve, facilitateur, Valeur_B="heures_travail", Intervenant="nom_prenom", Valeur_A=IGNOREE).releve
    dire(premier, facilitateur, Valeur_B=IGNOREE, Intervenant="nom_prenom", Valeur_A="heures_travail")
    une, deux = Correspondance.objects.order_by("version")
    assert (une.oubliee_a is None, deux.oubliee_a is None) == (False, True)
    assert (deux.version, deux.retenue_par) == (2, "Camille Ferrand")
    trois = reprendre_correspondance(correspondance=une, par=facilitateur)
    assert (trois.version, trois.champs(), trois.motif) == (3, une.champs(), "Version 1 reprise.")
    assert Correspondance.objects.filter(oubliee_a=None).count() == 1


def test_sans_retenir_la_parole_ne_vaut_que_pour_ce_fichier(releve, entreprise):
    dire(releve, retenir=False, Valeur_B="heures_travail", Intervenant="nom_prenom", Valeur_A=IGNOREE)
    assert au_registre(releve) == 140
    assert not Correspondance.objects.exists()
    assert not CorrespondancePartagee.objects.exists()


def test_oubliee_elle_ne_revient_pas_par_un_autre_guichet(facilitateur, releve, entreprise):
    dire(releve, Valeur_B="heures_travail", Intervenant="nom_prenom", Valeur_A=IGNOREE)
    oublier_correspondance(correspondance=Correspondance.objects.get(), par=facilitateur)
    suivant = deposer(entreprise, fichier("OUDJANI Karim;x;9;70"), mois=AVRIL)
    assert {c["reconnue"] for c in colonnes_lues(suivant).values()} & {"dite"} == set()


def test_des_heures_decidees_ne_bougent_plus_mais_la_parole_est_gardee(facilitateur, releve):
    lu = dire(releve, Valeur_B="heures_travail", Intervenant="nom_prenom", Valeur_A=IGNOREE, par=facilitateur).releve
    valider_releve(releve=lu, retenues=None, motif="", avertissement="vu", par=facilitateur)
    fait = dire(lu, Valeur_B=IGNOREE, Intervenant="nom_prenom", Valeur_A="heures_travail")
    assert fait.refus == "Des heures de ce relevé sont déjà décidées."
    assert au_registre() == 140
    assert Correspondance.objects.get(oubliee_a=None).version == 2


DEUX = "Salarié;Heures travaillées;Heures facturées"


def test_un_releve_plus_recent_et_decide_ferme_l_ancien_et_dit_lequel(facilitateur, entreprise):
    titres = "Salarié;Heures travaillées"
    ancien = deposer(entreprise, fichier("OUDJANI Karim;140", titres=titres))
    recent = deposer(entreprise, fichier("OUDJANI Karim;120", titres=titres), nom="heures 03 2026 bis.csv")
    valider_releve(releve=recent, avertissement="vu", par=facilitateur)
    assert "«\u00a0heures 03 2026 bis.csv\u00a0», reçu le" in motif_de_refus(ancien)
    assert "déjà décidé" in motif_de_refus(ancien)
    dire(ancien, Heures_travaillées=IGNOREE)
    assert au_registre() == 120


def test_un_plus_recent_non_valide_est_repris_apres_l_ancien_relu(entreprise, contrat):
    """The later one goes on holding for its hours; what only the former says moves."""
    autre = creer_contrat(
        beneficiaire=creer_beneficiaire(nom="FOFANI", prenom="Ibrahim"),
        attribution=contrat.attribution,
        employeur=contrat.employeur,
        date_debut=datetime.date(2026, 3, 2),
        date_fin=datetime.date(2026, 4, 15),
    )
    ancien = deposer(entreprise, fichier("OUDJANI Karim;140;151,5", "FOFANI Ibrahim;70;75", titres=DEUX))
    recent = deposer(entreprise, fichier("OUDJANI Karim;120;999", "FOFANI Ibrahim;70;75", titres=DEUX), nom="bis.csv")
    assert motif_de_refus(ancien) == ""
    assert "bis.csv" in rejoues_ensuite(ancien)
    dire(ancien, retenir=False, Heures_travaillées=IGNOREE, Heures_facturées="heures_travail")
    assert au_registre() == 190, "le plus récent dit toujours 120 et 70"
    debout = Heure.objects.filter(annulee=False)
    assert {(h.releve_id, h.heures) for h in debout.filter(contrat=autre)} == {(ancien.pk, 75), (recent.pk, -5)}
    recent.refresh_from_db()
    assert recent.statut == StatutReleve.SOUMIS
    assert verifier_realisation().est_juste
    nombre = Heure.objects.count()
    dire(ReleveHeures.objects.get(pk=ancien.pk), retenir=False)
    assert Heure.objects.count() == nombre, "redit, rien ne bouge"


def chez(guichet, siret, texte, mois):
    """The same file, sent to this guichet by a company of this SIRET."""
    with within_guichet(guichet.pk):
        contrat = creer_contrat(
            beneficiaire=creer_beneficiaire(nom="OUDJANI", prenom="Karim"),
            attribution=creer_attribution(entreprise=creer_entreprise(siret=siret)),
            date_debut=datetime.date(2026, 3, 2),
            date_fin=datetime.date(2026, 4, 30),
        )
        return deposer(contrat.employeur, texte, mois=mois), au_registre()


@pytest.fixture
def apprise(guichet):
    """Guichet A was told, once, what the columns are."""
    releve, _ = chez(guichet, SIRET, fichier("OUDJANI Karim;x;12;140", "OUDJANI Karim;y;11;"), MARS)
    with within_guichet(guichet.pk):
        dire(releve, Valeur_B="heures_travail", Intervenant="nom_prenom", Valeur_A=IGNOREE)


@pytest.mark.django_db
def test_la_memoire_d_un_guichet_sert_l_autre_pour_la_meme_entreprise(apprise, autre_guichet):
    releve, heures = chez(autre_guichet, SIRET, fichier("OUDJANI Karim;x;9;70"), AVRIL)
    assert heures == 70
    assert {c["reconnue"] for c in colonnes_lues(releve).values()} == {"dite"}
    with within_guichet(autre_guichet.pk):
        assert not Correspondance.objects.exists(), "rien n’est copié dans l’autre guichet"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("siret", "texte"),
    [
        ("00000000200010", fichier("OUDJANI Karim;x;9;70", "OUDJANI Karim;y;0;")),
        ("", fichier("OUDJANI Karim;x;9;70", "OUDJANI Karim;y;0;")),
        (SIRET, fichier("OUDJANI Karim;x;9;70", "OUDJANI Karim;y;0;", titres="Intervenant;Machin;Valeur A;Valeur B")),
    ],
    ids=["autre entreprise", "sans SIRET", "autre mise en page"],
)
def test_elle_ne_sert_personne_d_autre(apprise, autre_guichet, siret, texte):
    releve, heures = chez(autre_guichet, siret, texte, AVRIL)
    assert heures == 9
    assert not {c["reconnue"] for c in colonnes_lues(releve).values()} & {"dite"}


@pytest.mark.django_db
def test_la_parole_du_guichet_l_emporte_sur_celle_d_un_autre(apprise, autre_guichet):
    releve, _ = chez(autre_guichet, SIRET, fichier("OUDJANI Karim;x;9;70"), AVRIL)
    with within_guichet(autre_guichet.pk):
        dire(releve, Valeur_B=IGNOREE, Intervenant="nom_prenom", Valeur_A="heures_travail")
        assert au_registre() == 9
        suivant = deposer(releve.entreprise, fichier("OUDJANI Karim;x;8;71"), mois=MARS)
        assert au_registre(suivant) == 8


@pytest.mark.django_db
def test_la_table_partagee_ne_dit_ni_qui_ni_ou_ni_quoi(apprise, guichet):
    with pytest.raises(DatabaseError), within_connexion():
        CorrespondancePartagee.objects.first()
    with within_guichet(guichet.pk), connection.cursor() as curseur:
        curseur.execute("SELECT to_jsonb(c) FROM suivi_heures_correspondancepartagee c")
        ligne = str(curseur.fetchall())
    assert SIRET not in ligne
    assert "alue" not in ligne.lower().replace("valeur", "alue"), "aucun titre de colonne"


@pytest.mark.django_db
@pytest.mark.parametrize("contenu", [["OUDJANI"], ["nom", 12], {"nom": "nom"}, ["nom"] * 257])
def test_la_table_partagee_n_accepte_que_des_champs_connus(guichet, contenu):
    with within_guichet(guichet.pk):
        with pytest.raises(DatabaseError), transaction.atomic():
            CorrespondancePartagee.objects.create(cle="0" * 64, champs=contenu)
        CorrespondancePartagee.objects.create(cle="0" * 64, champs=[*CHAMPS])


@pytest.mark.django_db
@pytest.mark.parametrize(
    "geste",
    ["UPDATE suivi_heures_correspondancepartagee SET champs = '[]'", "DELETE FROM suivi_heures_correspondancepartagee"],
)
def test_la_table_partagee_ne_se_reecrit_pas(apprise, guichet, geste):
    with within_guichet(guichet.pk), pytest.raises(DatabaseError), transaction.atomic():
        connection.cursor().execute(geste)


def test_la_commande_lit_avec_la_meme_memoire(releve, entreprise):
    dire(releve, Valeur_B="heures_travail", Intervenant="nom_prenom", Valeur_A=IGNOREE)
    recu = recevoir_releve(
        nom_fichier="heures 04 2026.csv",
        contenu=fichier("OUDJANI Karim;x;9;70"),
        deposant=entreprise,
        recu_le=datetime.date(2026, 5, 2),
        par=None,
    )
    assert au_registre(recu.releve) == 70
