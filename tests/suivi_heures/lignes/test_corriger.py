"""A faulty line is decided in place: once, traced, undone, and the ledger follows by the same path as any file."""

from decimal import Decimal

import pytest
from django.db.models import Sum

from clauses_app.audit.models import Evenement
from suivi_heures.enums import CodeAnomalie, GesteLigne, Severite, StatutHeure, StatutReleve, SuiteLigne
from suivi_heures.models import AvertissementAccepte, CorrectionLigne, Heure, LigneReleve, NomRetenu, ReleveHeures
from suivi_heures.queries.detail_releve import detailler_releve, totaliser
from suivi_heures.queries.semblables import Voisinage
from suivi_heures.services.accepter_avertissements import AvertissementPose
from suivi_heures.services.admettre_correction import CorrectionIncomplete, LigneChangee, NonCorrigible
from suivi_heures.services.annuler_correction import CorrectionNonAnnulable, annuler_correction
from suivi_heures.services.annuler_import import ImportNonAnnulable, annuler_import
from suivi_heures.services.corriger_lignes import corriger_lignes
from suivi_heures.services.oublier_nom import oublier_nom
from suivi_heures.services.refaire_import import ImportNonRefaisable, refaire_import
from suivi_heures.services.regler_controles import regler_controles
from suivi_heures.services.valider_releve import valider_releve
from suivi_heures.services.verifier_realisation import verifier_realisation
from tests.factories.beneficiaires import creer_contrat
from tests.suivi_heures.lignes.conftest import FICHIER

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _dedans(facilitateur, entreprise, dans_guichet, releve):
    yield
    assert verifier_realisation().est_juste


@pytest.fixture
def corriger(facilitateur):
    def _corriger(ligne, geste, **options):
        options.setdefault("version", ligne.version)
        options.setdefault("par", facilitateur)
        return corriger_lignes(ligne=ligne, geste=geste, **options)

    return _corriger


def _ligne(numero, nom=None):
    lignes = LigneReleve.objects.filter(numero=numero).order_by("rang")
    return lignes.filter(lue__Nom=nom).first() if nom else lignes.first()


def _registre():
    return Heure.objects.filter(annulee=False).aggregate(total=Sum("heures"))["total"]


def _codes():
    voisinage = Voisinage(LigneReleve.objects.order_by("rang"))
    return {une.numero: str(voisinage.code(une)) for une in voisinage.lignes}


def test_les_bonnes_lignes_sont_au_registre_et_chaque_autre_dit_pourquoi():
    assert _registre() == Decimal(140 + 254)
    assert _codes() == {
        2: "None",
        3: "BENEFICIAIRE_INCONNU",
        4: "BENEFICIAIRE_INCONNU",
        5: "HEURES_EXCESSIVES",
        6: "DOUBLON_LIGNE",
        7: "HEURES_ILLISIBLES",
        8: "BENEFICIAIRE_INCONNU",
    }


def test_une_reponse_vaut_pour_les_lignes_semblables_et_le_nom_est_retenu(corriger, contrats, deposer):
    ligne = _ligne(3)
    assert [une.numero for une in Voisinage(LigneReleve.objects.all()).semblables(ligne)] == [4]
    corrections = corriger(ligne, GesteLigne.RATTACHER, contrat=contrats["BENCHERIF"], semblables=True)
    assert len({une.ensemble for une in corrections}) == 1
    assert _registre() == Decimal(140 + 254 + 154)
    assert _codes()[3] == _codes()[4] == "None"
    assert Evenement.objects.filter(faits__geste="Personne désignée", faits__lignes=[3, 4]).exists()
    avril = deposer(
        "Nom;Prénom;Date de naissance;Heures travaillées\nBENCHERIF;Yassin;14/02/1991;100\n", "heures avril 2026.csv"
    )
    (nouvelle,) = LigneReleve.objects.filter(releve=avril)
    assert (nouvelle.contrat_id, nouvelle.anomalies, nouvelle.avertissements) == (contrats["BENCHERIF"].pk, [], [])


def test_le_nom_oublie_est_demande_de_nouveau(corriger, contrats, facilitateur, deposer):
    corriger(_ligne(3), GesteLigne.RATTACHER, contrat=contrats["BENCHERIF"])
    oublier_nom(nom=NomRetenu.objects.get(), par=facilitateur)
    avril = deposer(
        "Nom;Prénom;Date de naissance;Heures travaillées\nBENCHERIF;Yassin;14/02/1991;100\n", "heures avril 2026.csv"
    )
    assert LigneReleve.objects.get(releve=avril).contrat_id is None
    assert NomRetenu.objects.get().oublie_par == "Camille Ferrand"


def test_les_heures_remplacees_retirent_les_anciennes_et_comptent_une_fois(corriger):
    ligne = _ligne(5)
    corriger(ligne, GesteLigne.HEURES, heures=Decimal(154), motif="virgule perdue")
    assert _registre() == Decimal(140 + 154)
    ancienne = Heure.objects.get(pk=ligne.heure_id)
    assert (ancienne.heures, ancienne.annulee) == (Decimal(254), True)
    assert _ligne(5).suite == SuiteLigne.CORRIGEE


def test_un_double_clic_ne_compte_qu_une_fois(corriger, contrats):
    ligne = _ligne(3)
    corriger(ligne, GesteLigne.RATTACHER, contrat=contrats["BENCHERIF"], version=0)
    corriger(ligne, GesteLigne.RATTACHER, contrat=contrats["BENCHERIF"], version=0)
    assert CorrectionLigne.objects.count() == 1
    assert _registre() == Decimal(140 + 254 + 120)


def test_le_second_facilitateur_apprend_ce_que_le_premier_a_fait(corriger, contrats, entreprise):
    ligne = _ligne(3)
    corriger(ligne, GesteLigne.RATTACHER, contrat=contrats["BENCHERIF"], version=0)
    with pytest.raises(LigneChangee, match="Camille Ferrand a déjà traité cette ligne"):
        corriger(ligne, GesteLigne.ECARTER, version=0, par=entreprise)
    assert _registre() == Decimal(140 + 254 + 120)


def test_un_doublon_se_garde_seul_ou_en_deux(corriger):
    ligne = _ligne(6)
    corriger(ligne, GesteLigne.DEDOUBLER, motif="deux équipes")
    assert _registre() == Decimal(280 + 254)
    annuler_correction(correction=CorrectionLigne.objects.get(), par=None)
    assert _registre() == Decimal(140 + 254)
    corriger(_ligne(6), GesteLigne.ECARTER)
    assert (_registre(), _ligne(6).suite) == (Decimal(140 + 254), SuiteLigne.ECARTEE)


def test_des_heures_illisibles_s_ecrivent_dans_la_ligne(corriger, contrats):
    ligne = _ligne(7)
    with pytest.raises(CorrectionIncomplete, match="154 ou 151,67"):
        corriger(ligne, GesteLigne.HEURES)
    corriger(ligne, GesteLigne.HEURES, heures=Decimal(12))
    assert _ligne(7).contrat_id == contrats["FOFANI"].pk
    assert _registre() == Decimal(140 + 254 + 12)


def test_ecarter_retire_du_registre_et_s_annule(corriger, facilitateur):
    (correction,) = corriger(_ligne(5), GesteLigne.ECARTER, motif="pas notre chantier")
    assert _registre() == Decimal(140)
    annuler_correction(correction=correction, par=facilitateur)
    assert _registre() == Decimal(140 + 254)
    assert annuler_correction(correction=correction, par=facilitateur) == []
    correction.refresh_from_db()
    assert correction.annulee_par == "Camille Ferrand"
    corriger(_ligne(5), GesteLigne.HEURES, heures=Decimal(154))
    assert _registre() == Decimal(140 + 154)


def test_annuler_defait_tout_le_geste_et_oublie_le_nom(corriger, contrats, facilitateur):
    corrections = corriger(_ligne(3), GesteLigne.RATTACHER, contrat=contrats["BENCHERIF"], semblables=True)
    annuler_correction(correction=corrections[1], par=facilitateur)
    assert _registre() == Decimal(140 + 254)
    assert _codes()[3] == _codes()[4] == "BENEFICIAIRE_INCONNU"
    assert not NomRetenu.objects.filter(oublie_a=None).exists()
    corriger(_ligne(3), GesteLigne.RATTACHER, contrat=contrats["BENCHERIF"], semblables=True)
    assert _registre() == Decimal(140 + 254 + 154)
    assert NomRetenu.objects.get(oublie_a=None).version == 2


def test_une_fois_validee_une_correction_ne_s_annule_plus(corriger, contrats, facilitateur, releve):
    (correction,) = corriger(_ligne(3), GesteLigne.RATTACHER, contrat=contrats["BENCHERIF"])
    valider_releve(releve=releve, avertissement="vu avec le chef de chantier", par=facilitateur)
    with pytest.raises(CorrectionNonAnnulable, match="déjà décidées"):
        annuler_correction(correction=correction, par=facilitateur)
    with pytest.raises(NonCorrigible, match="grille d’heures"):
        corriger(_ligne(5), GesteLigne.HEURES, heures=Decimal(154))


def test_le_motif_donne_en_gardant_n_est_pas_redemande_a_la_validation(corriger, facilitateur, releve):
    avertir = {CodeAnomalie.HEURES_EXCESSIVES.value: Severite.AVERTIR.value}
    regler_controles(valeurs=avertir, par=facilitateur)
    with pytest.raises(AvertissementPose):
        valider_releve(releve=releve, par=facilitateur)
    corriger(_ligne(5), GesteLigne.GARDER, motif="deux chantiers, payés")
    valider_releve(releve=releve, par=facilitateur)
    assert AvertissementAccepte.objects.get().motif == "deux chantiers, payés"


def test_une_ligne_restee_se_corrige_apres_la_validation_des_autres(corriger, contrats, facilitateur, releve):
    valider_releve(releve=releve, avertissement="vu", par=facilitateur)
    corriger(_ligne(3), GesteLigne.RATTACHER, contrat=contrats["BENCHERIF"])
    releve.refresh_from_db()
    assert releve.statut == StatutReleve.SOUMIS
    valider_releve(releve=releve, avertissement="vu", par=facilitateur)
    assert Heure.objects.filter(annulee=False, statut=StatutHeure.VALIDEE).count() == 3


def test_un_contrat_chez_un_autre_employeur_ne_couvre_rien(corriger):
    with pytest.raises(CorrectionIncomplete, match="autre employeur"):
        corriger(_ligne(3), GesteLigne.RATTACHER, contrat=creer_contrat())


def test_renvoyer_des_lignes_demande_un_motif_et_garde_les_bonnes(corriger):
    with pytest.raises(CorrectionIncomplete, match="ce qu’elle doit corriger"):
        corriger(_ligne(3), GesteLigne.RENVOYER, semblables=True)
    corriger(_ligne(3), GesteLigne.RENVOYER, semblables=True, motif="Qui est-ce ?")
    assert [_ligne(3).suite, _ligne(4).suite] == [SuiteLigne.RENVOYEE] * 2
    assert _registre() == Decimal(140 + 254)


def test_un_fichier_plus_recent_compte_seul(corriger, deposer):
    deposer(FICHIER.replace(";254", ";150"), "heures mars 2026 v2.csv")
    assert _registre() == Decimal(140 + 150)
    ligne = LigneReleve.objects.filter(numero=5).order_by("pk").first()
    with pytest.raises(NonCorrigible, match="plus récent"):
        corriger(ligne, GesteLigne.HEURES, heures=Decimal(154))
    assert _registre() == Decimal(140 + 150)


def test_le_fichier_renvoye_apres_correction_n_ajoute_rien(corriger, contrats, deposer):
    corriger(_ligne(3), GesteLigne.RATTACHER, contrat=contrats["BENCHERIF"], semblables=True)
    corriger(_ligne(5), GesteLigne.HEURES, heures=Decimal(154))
    avant = _registre()
    deposer(FICHIER.replace(";254", ";154"), "heures mars 2026 (2).csv")
    assert _registre() == avant == Decimal(140 + 154 + 154)


def test_l_import_annule_rend_le_registre_comme_avant_et_se_refait(corriger, contrats, facilitateur, releve):
    corriger(_ligne(3), GesteLigne.RATTACHER, contrat=contrats["BENCHERIF"], semblables=True)
    annule = annuler_import(releve=releve, motif="mauvais mois", par=facilitateur)
    assert _registre() is None
    assert (annule.statut, annule.motif) == (StatutReleve.RETIRE, "Import annulé par le guichet\u00a0: mauvais mois")
    assert not CorrectionLigne.objects.filter(annulee_a=None).exists()
    with pytest.raises(ImportNonAnnulable):
        annuler_import(releve=releve, par=facilitateur)
    refaire_import(releve=releve, par=facilitateur)
    assert ReleveHeures.objects.get().statut == StatutReleve.SOUMIS
    assert _registre() == Decimal(140 + 254 + 154)  # the name is known by now
    with pytest.raises(ImportNonRefaisable):
        refaire_import(releve=releve, par=facilitateur)


@pytest.mark.parametrize(("heures", "code"), [("230", "HEURES_EXCESSIVES"), ("150", None)])
def test_des_heures_tapees_sur_place_passent_les_controles_des_heures_lues(corriger, heures, code):
    corriger(_ligne(7), GesteLigne.HEURES, heures=Decimal(heures))
    codes = {fait["code"] for fait in _ligne(7).avertissements}
    assert ("HEURES_EXCESSIVES" in codes) == (code is not None)


def test_plus_de_24_heures_par_jour_ne_se_tape_pas_non_plus(corriger):
    avant = _registre()
    with pytest.raises(CorrectionIncomplete, match="plus de 24"):
        corriger(_ligne(7), GesteLigne.HEURES, heures=Decimal(900))
    assert _registre() == avant


def _detail(numero):
    return next(un for un in detailler_releve(ReleveHeures.objects.get()) if un.ligne.numero == numero)


def test_les_heures_remplacees_gardent_celles_du_fichier_a_cote(corriger):
    """What the file wrote is never lost behind what somebody put in its place."""
    avant = totaliser(detailler_releve(ReleveHeures.objects.get()))
    corriger(_ligne(5), GesteLigne.HEURES, heures=Decimal(154), motif="virgule perdue")
    totaux = totaliser(detailler_releve(ReleveHeures.objects.get()))
    assert (totaux.ecrites, totaux.corrections) == (avant.declarees, Decimal(-100))
    assert _detail(5).suite_donnee == "Corrigée\u00a0: 154\u202fh retenues, 254\u202fh écrites"


def test_une_ligne_tranchee_n_est_plus_a_corriger_ni_a_verifier(corriger):
    avant = totaliser(detailler_releve(ReleveHeures.objects.get()))
    assert _detail(8).est_a_corriger
    assert _detail(5).est_a_verifier
    corriger(_ligne(8), GesteLigne.ECARTER)
    corriger(_ligne(5), GesteLigne.GARDER, motif="trois équipes")
    apres = totaliser(detailler_releve(ReleveHeures.objects.get()))
    assert (apres.fautives, apres.a_verifier) == (avant.fautives - 1, avant.a_verifier - 1)
    assert _detail(8).suite_donnee == "Non importée"
