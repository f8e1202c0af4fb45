"""A timesheet is kept, read, and what it holds enters the ledger once; what cannot waits with its reason."""

import datetime
from decimal import Decimal

import pytest

from clauses_app.audit.models import Evenement
from suivi_heures.enums import StatutReleve
from suivi_heures.imports.modele import composer_identifiant
from suivi_heures.imports.nom_de_fichier import assainir_nom
from suivi_heures.models import FichierReleve, Heure, LigneReleve, Realisation, ReleveHeures
from suivi_heures.queries.affaires.releves import releves_a_completer
from suivi_heures.queries.couverture import calculer_couverture
from suivi_heures.queries.lecture_releve import decrire_lecture
from suivi_heures.restitutions.modele_releve import ecrire_csv
from suivi_heures.services.deposer_releve import deposer_releve
from suivi_heures.services.lire_releve import lire_releve
from tests.factories.beneficiaires import creer_contrat
from tests.factories.suivi_heures import creer_heure, creer_releve

MARS = datetime.date(2026, 3, 1)
TITRES = ["Identifiant", "Nom", "Prénom", "Heures travaillées", "Heures de formation", "Heures d’absence"]


def _fichier(*lignes, mois=MARS):
    """(contract, worked, training, absence) → the bytes of the filled template."""
    corps = [
        [
            composer_identifiant(guichet_id=contrat.guichet_id, contrat_id=contrat.pk, mois=mois),
            contrat.beneficiaire.nom,
            contrat.beneficiaire.prenom,
            *heures,
        ]
        for contrat, *heures in lignes
    ]
    return ecrire_csv([TITRES, *corps])


def _deposer(contrat, contenu, mois=MARS, par=None):
    return deposer_releve(entreprise=contrat.employeur, mois=mois, nom_fichier="r.csv", contenu=contenu, par=par)


def _importer(contrat, contenu, **champs):
    return lire_releve(releve=_deposer(contrat, contenu, **champs).releve)


def _codes(releve, champ="anomalies"):
    return [a["code"] for ligne in LigneReleve.objects.filter(releve=releve) for a in getattr(ligne, champ)]


def test_le_meme_fichier_deux_fois_est_le_meme_releve(facilitateur, contrat):
    contenu = _fichier((contrat, "140", "", ""))
    premier, second = _deposer(contrat, contenu, par=facilitateur), _deposer(contrat, contenu)
    assert (premier.deja, second.deja) == (False, True)
    assert second.releve.pk == premier.releve.pk
    assert FichierReleve.objects.count() == 1
    assert premier.releve.depose_par == "Camille Ferrand"


def test_un_releve_juste_entre_dans_le_registre_en_attente(contrat):
    releve = _importer(contrat, _fichier((contrat, "140,50", "7h30", "3")))
    assert releve.statut == StatutReleve.SOUMIS
    lignes = {heure.nature: heure for heure in Heure.objects.filter(releve_id=releve.pk)}
    assert {nature: heure.heures for nature, heure in lignes.items()} == {
        "TRAVAIL": Decimal("140.50"),
        "FORMATION_CONTRAT": Decimal("7.50"),
        "ABSENCE": Decimal(3),
    }
    travail = lignes["TRAVAIL"]
    assert (travail.du, travail.au, travail.statut) == (
        datetime.date(2026, 3, 2),
        datetime.date(2026, 3, 31),
        "SOUMISE",
    )
    assert LigneReleve.objects.get(releve=releve, nature="TRAVAIL").heure_id == travail.pk
    assert Realisation.objects.get(lot_id=contrat.lot_id).en_attente == 151


def test_une_ligne_fautive_attend_et_n_arrete_pas_les_bonnes(contrat):
    autre = creer_contrat(attribution=contrat.attribution, employeur=contrat.employeur)
    releve = _importer(contrat, _fichier((contrat, "140", "", ""), (autre, "#REF!", "", "")))
    assert releve.statut == StatutReleve.SOUMIS
    assert "1\u00a0ligne n’est pas entrée" in releve.message
    assert [(h.contrat_id, h.heures) for h in Heure.objects.all()] == [(contrat.pk, Decimal(140))]
    fausse = LigneReleve.objects.get(releve=releve, numero=3)
    assert (fausse.heures, fausse.contrat_id, fausse.heure_id) == (None, None, None)
    assert (fausse.lue["contrat"], "#REF!" in fausse.lue["source"]) == (autre.ref, True)
    assert fausse.anomalies[0]["colonne"] == "D3"


def test_un_fichier_illisible_le_dit(contrat):
    releve = _importer(contrat, b"PK\x01\x02rien")
    assert releve.statut == StatutReleve.A_COMPLETER
    assert "endommagé" in releve.message


def test_lu_deux_fois_compte_une_fois(contrat):
    releve = _importer(contrat, _fichier((contrat, "140", "", "")))
    lire_releve(releve=releve)
    assert Heure.objects.count() == 1


def test_un_releve_a_completer_se_relit_apres_correction_du_contrat(contrat):
    contenu = _fichier((contrat, "35", "", ""), mois=datetime.date(2026, 2, 1))
    releve = _importer(contrat, contenu)
    assert _codes(releve) == ["HEURES_AVANT_CONTRAT"]
    type(contrat).objects.filter(pk=contrat.pk).update(date_debut=datetime.date(2026, 2, 10))
    assert lire_releve(releve=releve).statut == StatutReleve.SOUMIS


def test_le_fichier_dit_son_mois_lui_meme(contrat):
    avril = datetime.date(2026, 4, 1)
    releve = _importer(contrat, _fichier((contrat, "70", "", ""), mois=avril), mois=MARS)
    assert releve.mois == avril


@pytest.mark.parametrize(
    ("mois", "heures", "code"),
    [
        (datetime.date(2026, 2, 1), "35", "HEURES_AVANT_CONTRAT"),
        (datetime.date(2026, 5, 1), "35", "HEURES_APRES_CONTRAT"),
        (datetime.date(2099, 1, 1), "35", "MOIS_FUTUR"),
        (datetime.date(2026, 4, 1), "361", "HEURES_IMPOSSIBLES"),
    ],
)
def test_ce_qui_est_impossible_bloque(contrat, mois, heures, code):
    releve = _importer(contrat, _fichier((contrat, heures, "", ""), mois=mois))
    assert releve.statut == StatutReleve.A_COMPLETER
    assert code in _codes(releve)


def test_ce_qui_surprend_avertit_sans_bloquer(contrat):
    releve = _importer(contrat, _fichier((contrat, "200", "30", "")))
    assert releve.statut == StatutReleve.SOUMIS
    assert _codes(releve, "avertissements") == ["HEURES_EXCESSIVES"]


def test_tous_contrats_confondus_un_mois_a_ses_limites(contrat):
    ailleurs = creer_contrat(beneficiaire=contrat.beneficiaire)
    creer_heure(contrat=ailleurs, heures="700", du=MARS, au=datetime.date(2026, 3, 31))
    releve = _importer(contrat, _fichier((contrat, "100", "", "")))
    assert _codes(releve) == ["HEURES_IMPOSSIBLES"]


def test_personne_puis_quelqu_un_se_corrige_par_un_nouveau_fichier(contrat):
    _importer(contrat, _fichier((contrat, "0", "", "")))
    assert _importer(contrat, _fichier((contrat, "0,0", "", ""))).statut == StatutReleve.REJETE
    assert _importer(contrat, _fichier((contrat, "35", "", ""))).statut == StatutReleve.SOUMIS


def test_un_contrat_d_une_autre_entreprise_n_est_pas_lu(contrat):
    releve = _importer(contrat, _fichier((creer_contrat(), "35", "", "")))
    assert _codes(releve) == ["CONTRAT_INCONNU"]
    assert LigneReleve.objects.get(releve=releve).contrat_id is None


def test_les_memes_heures_deja_declarees_ne_comptent_pas_deux_fois(contrat):
    _importer(contrat, _fichier((contrat, "140", "", "")))
    second = _importer(contrat, _fichier((contrat, "140,00", "", "")))
    assert second.statut == StatutReleve.REJETE
    assert "déjà déclarées" in second.motif
    assert Heure.objects.count() == 1


def test_d_autres_heures_pour_le_meme_mois_n_ajoutent_que_la_difference(contrat):
    saisie = creer_heure(contrat=contrat, heures="140", du=datetime.date(2026, 3, 2), au=datetime.date(2026, 3, 31))
    releve = _importer(contrat, _fichier((contrat, "150", "", "")))
    assert releve.statut == StatutReleve.SOUMIS
    assert "140\u202fh avant, 150\u202fh après" in releve.message
    difference = Heure.objects.exclude(pk=saisie.pk).get()
    assert (difference.heures, difference.corrige_id, difference.statut) == (Decimal(10), saisie.pk, "SOUMISE")
    saisie.refresh_from_db()
    assert (saisie.heures, saisie.annulee) == (Decimal(140), False)


def test_les_memes_jours_decoupes_autrement_bloquent(contrat):
    creer_heure(contrat=contrat, heures="70", du=datetime.date(2026, 3, 2), au=datetime.date(2026, 3, 15))
    releve = _importer(contrat, _fichier((contrat, "150", "", "")))
    assert _codes(releve) == ["DECLAREE_AUTREMENT"]
    assert Heure.objects.count() == 1


def test_personne_n_a_travaille_vaut_declaration(contrat):
    releve = _importer(contrat, _fichier((contrat, "0", "", "")))
    assert releve.statut == StatutReleve.SOUMIS
    assert not Heure.objects.exists()
    assert calculer_couverture(au=datetime.date(2026, 12, 31)).recues == 1


def test_le_donneur_d_ordre_declare_aussi_ses_interimaires(contrat):
    interimaire = creer_contrat(attribution=contrat.attribution, employeur=creer_contrat().employeur)
    assert _importer(contrat, _fichier((interimaire, "35", "", ""))).statut == StatutReleve.SOUMIS


@pytest.mark.parametrize(
    ("nom", "garde"),
    [
        (r"C:\Users\x\relevé.xlsx", "relevé.xlsx"),
        ("../../etc/passwd", "passwd"),
        ("a\u202egnp.xlsx\n", "agnp.xlsx"),
        ("", "sans nom"),
        (f"{'x' * 300}.csv", f"{'x' * 146}.csv"),
    ],
)
def test_le_nom_du_fichier_n_est_qu_une_donnee(nom, garde):
    assert assainir_nom(nom) == garde


def test_les_releves_sont_isoles_par_entreprise(contrat):
    contenu = _fichier((contrat, "140", "", ""))
    _deposer(contrat, contenu)
    assert not _deposer(creer_contrat(), contenu).deja
    assert ReleveHeures.objects.count() == 2


def test_un_bon_releve_remplace_les_essais_rates_du_meme_mois(contrat):
    rate = _importer(contrat, _fichier((contrat, "abc", "", "")))
    renvoye = _importer(contrat, b"rien de lisible")
    ReleveHeures.objects.filter(pk=renvoye.pk).update(motif="Il manque la signature.")
    autre_mois = creer_releve(entreprise=contrat.employeur, mois=datetime.date(2026, 2, 1), statut="A_COMPLETER")

    bon = _importer(contrat, _fichier((contrat, "140", "", "")))

    for releve in (rate, renvoye, autre_mois):
        releve.refresh_from_db()
    assert bon.statut == StatutReleve.SOUMIS
    assert [rate.statut, renvoye.statut, autre_mois.statut] == ["REMPLACE", "REMPLACE", "A_COMPLETER"]
    assert "Remplacé par le relevé du" in rate.motif
    assert Evenement.objects.filter(verbe="RELEVE_REMPLACE").count() == 2
    assert not releves_a_completer()[1:]


def test_un_essai_rate_reste_tant_que_l_un_des_siens_manque(contrat):
    collegue = creer_contrat(attribution=contrat.attribution)
    rate = _importer(contrat, _fichier((contrat, "abc", "", ""), (collegue, "xyz", "", "")))
    _importer(contrat, _fichier((contrat, "140", "", "")))
    rate.refresh_from_db()
    assert rate.statut == StatutReleve.A_COMPLETER
    _importer(contrat, _fichier((collegue, "35", "", "")))
    rate.refresh_from_db()
    assert rate.statut == StatutReleve.REMPLACE


def test_un_numero_de_securite_sociale_quitte_la_copie_gardee(contrat):
    titres, nir = "Nom;Prénom;N° SS;Mois;Heures", "185057800608491"
    ligne = f"{contrat.beneficiaire.nom};{contrat.beneficiaire.prenom};{nir};03/2026;120,50"
    contenu = f"{titres}\n{ligne}\n".encode()
    releve = _importer(contrat, contenu)
    garde = bytes(FichierReleve.objects.get(releve=releve).contenu).decode()
    assert nir not in garde
    assert "120,50" in garde
    assert any("effacé de la copie gardée" in phrase for phrase in decrire_lecture(releve).remarques)
    assert Heure.objects.get(releve_id=releve.pk).heures == Decimal("120.50")
    assert _deposer(contrat, contenu).deja
    assert Evenement.objects.filter(verbe="RELEVE_EXPURGE").count() == 1


def _tableau_de_chantier(contrat, chantier):
    titres = "Nom;Prénom;Chantier;Heures travaillées"
    return f"{titres}\n{contrat.beneficiaire.nom};{contrat.beneficiaire.prenom};{chantier};120\n".encode()


def test_une_colonne_de_chantier_vide_n_ecarte_personne(contrat):
    releve = _importer(contrat, _tableau_de_chantier(contrat, ""))
    assert (releve.statut, Heure.objects.get(releve_id=releve.pk).heures) == (StatutReleve.SOUMIS, 120)


def test_des_heures_sur_un_autre_chantier_ne_sont_pas_dites_absentes(contrat):
    """Which site the file writes, and who can say that it is a lot of the clause."""
    releve = _importer(contrat, _tableau_de_chantier(contrat, "École Jean-Macé"))
    assert releve.statut == StatutReleve.A_COMPLETER
    assert "Aucune heure n’est écrite" not in releve.message
    assert "«\u00a0École Jean-Macé\u00a0»" in releve.message
    assert "le guichet peut ajouter ce nom au lot" in releve.message
    assert "École Jean-Macé" in decrire_lecture(releve).remarques[0]
