"""Employed by one, at work for another: both send the same person-month, counted once. Only a gap calls somebody."""

import datetime
import itertools
from decimal import Decimal

import pytest
import time_machine
from django.db.models import Sum
from django.utils import timezone

from marches.models import Entreprise
from suivi_heures.enums import StatutReleve
from suivi_heures.models import EnvoiCroise, Heure, LigneReleve, Realisation
from suivi_heures.queries.affaires.releves import envois_a_departager
from suivi_heures.queries.envois_croises import ecarts_entre_envois, heures_a_confirmer, source_du_premier
from suivi_heures.services.confirmer_heures import ChiffreChange, Reponse, confirmer_heures
from suivi_heures.services.corriger_heure import corriger_heure
from suivi_heures.services.departager_envois import ChiffresChanges, departager_envois
from suivi_heures.services.deposer_releve import deposer_releve
from suivi_heures.services.lire_releve import lire_releve
from suivi_heures.services.recevoir_releve import recevoir_releve
from suivi_heures.services.retirer_releve import retirer_releve
from suivi_heures.services.valider_releve import valider_releve
from suivi_heures.services.verifier_realisation import verifier_realisation
from tests.factories.beneficiaires import creer_beneficiaire, creer_contrat
from tests.factories.marches import creer_entreprise

MARS, AVRIL = datetime.date(2026, 3, 1), datetime.date(2026, 4, 1)
MAI = datetime.date(2026, 5, 4)


@pytest.fixture
def structure(contrat):
    """The person is employed by a temporary work agency, and works for the holder."""
    employeur = creer_entreprise(nom="Passerelle", type_structure="ETTI")
    type(contrat).objects.filter(pk=contrat.pk).update(employeur=employeur)
    contrat.refresh_from_db()
    return employeur


@pytest.fixture
def envoyer(contrat):
    def _envoyer(entreprise, contenu, nom="mars 2026.csv", mois=MARS):
        """`contenu`: the table, or the hours of the only person."""
        if not isinstance(contenu, str) or "\n" not in contenu:
            contenu = (
                f"Nom;Prénom;Heures travaillées\n{contrat.beneficiaire.nom};{contrat.beneficiaire.prenom};{contenu}\n"
            )
        recu = deposer_releve(entreprise=entreprise, mois=mois, nom_fichier=nom, contenu=contenu.encode(), par=None)
        return lire_releve(releve=recu.releve)

    return _envoyer


def _debout():
    lignes = Heure.objects.filter(annulee=False).exclude(statut="REFUSEE")
    return lignes.aggregate(total=Sum("heures"))["total"] or Decimal(0)


def _semaines(contrat, *heures):
    qui = f"{contrat.beneficiaire.nom};{contrat.beneficiaire.prenom}"
    lignes = [
        f"{qui};{2 + 7 * rang:02d}/03/2026;{8 + 7 * rang:02d}/03/2026;{dites}" for rang, dites in enumerate(heures)
    ]
    return "\n".join(["Nom;Prénom;Du;Au;Heures travaillées", *lignes]) + "\n"


@pytest.mark.parametrize("ordre", [0, 1])
def test_le_meme_mois_envoye_par_les_deux_est_compte_une_fois_et_n_appelle_personne(contrat, structure, envoyer, ordre):
    premier, second = [(structure, contrat.titulaire), (contrat.titulaire, structure)][ordre]
    envoyer(premier, "140")
    deuxieme = envoyer(second, "140,00")
    assert _debout() == 140
    assert Realisation.objects.get(lot_id=contrat.lot_id).en_attente == 140
    assert deuxieme.statut == StatutReleve.RAPPROCHE
    assert "confirmée" in deuxieme.message
    assert (ecarts_entre_envois(), envois_a_departager()) == ([], [])
    ligne = LigneReleve.objects.get(releve=deuxieme)
    assert premier.nom in ligne.avertissements[0]["message"]


@pytest.mark.parametrize("ordre", [0, 1])
def test_deux_chiffres_laissent_le_premier_et_appellent_le_guichet(contrat, structure, envoyer, ordre):
    premier, second = [(structure, contrat.titulaire), (contrat.titulaire, structure)][ordre]
    envoyer(premier, "140")
    deuxieme = envoyer(second, "150")
    assert (_debout(), deuxieme.statut) == (Decimal(140), StatutReleve.RAPPROCHE)
    [affaire] = envois_a_departager()
    assert "140\u202fh" in affaire.detail
    assert "150\u202fh" in affaire.detail
    assert affaire.qui == "Vous"
    assert affaire.echeance > affaire.depuis


def test_les_jours_dits_sont_ceux_de_la_reception_non_du_chargement(contrat, structure):
    """Both files came by post in April, and were loaded in May."""
    with time_machine.travel(datetime.datetime(2026, 5, 4, 10, tzinfo=datetime.UTC), tick=False):
        for jour, entreprise, heures in ((3, structure, "140"), (9, contrat.titulaire, "150")):
            contenu = (
                f"Nom;Prénom;Heures travaillées\n{contrat.beneficiaire.nom};{contrat.beneficiaire.prenom};{heures}\n"
            )
            recevoir_releve(
                nom_fichier="mars 2026.csv",
                contenu=contenu.encode(),
                deposant=entreprise,
                recu_le=datetime.date(2026, 4, jour),
                par=None,
            )
    croise = EnvoiCroise.objects.get()
    recu_le, _ = source_du_premier(croise)
    assert timezone.localdate(recu_le) == datetime.date(2026, 4, 3)
    assert timezone.localdate(croise.dit_a) == datetime.date(2026, 4, 9)


def test_des_heures_venues_de_l_autre_employeur_ne_sont_pas_dites_modifiees_depuis_zero(contrat, structure, envoyer):
    """The holder corrects its own file, and now speaks of somebody the agency had declared: the agency's figure is
    said, with its name."""
    sien = creer_contrat(
        beneficiaire=creer_beneficiaire(nom="FOFANI", prenom="Ibrahim"),
        attribution=contrat.attribution,
        employeur=contrat.titulaire,
        date_debut=datetime.date(2026, 3, 2),
        date_fin=datetime.date(2026, 4, 15),
    )
    qui = f"{contrat.beneficiaire.nom};{contrat.beneficiaire.prenom}"
    envoyer(structure, "140")
    envoyer(contrat.titulaire, "Nom;Prénom;Heures travaillées\nFOFANI;Ibrahim;70\n")
    corrige = envoyer(
        contrat.titulaire, f"Nom;Prénom;Heures travaillées\nFOFANI;Ibrahim;75\n{qui};150\n", nom="mars 2026 bis.csv"
    )
    croisee = LigneReleve.objects.get(releve=corrige, contrat=contrat)
    assert [avis["code"] for avis in croisee.avertissements] == ["DECLAREE_AUTREMENT"]
    assert "Passerelle a déclaré 140\u202fh" in croisee.avertissements[0]["message"]
    modifiee = LigneReleve.objects.get(releve=corrige, contrat=sien)
    assert "70\u202fh déjà reçues" in modifiee.avertissements[0]["message"]


def test_des_semaines_egales_au_mois_s_accordent(contrat, structure, envoyer):
    envoyer(contrat.titulaire, "140")
    deuxieme = envoyer(structure, _semaines(contrat, 35, 35, 35, 35))
    assert (_debout(), deuxieme.statut) == (Decimal(140), StatutReleve.RAPPROCHE)
    assert ecarts_entre_envois() == []


def test_le_mois_apres_les_semaines_s_accorde_aussi(contrat, structure, envoyer):
    envoyer(structure, _semaines(contrat, 35, 35, 35, 35))
    assert _debout() == 140
    envoyer(contrat.titulaire, "150")
    assert _debout() == 140
    [ecart] = ecarts_entre_envois()
    assert (ecart.debout, ecart.croise.heures) == (Decimal(140), Decimal(150))


@pytest.mark.parametrize("semaines", [False, True])
@pytest.mark.parametrize("valide", [False, True])
def test_decider_garde_un_chiffre_avec_son_motif_et_se_defait(
    facilitateur, contrat, structure, envoyer, valide, semaines
):
    premier = envoyer(structure, _semaines(contrat, 35, 35, 35, 35) if semaines else "140")
    if valide:
        valider_releve(releve=premier, par=facilitateur)
    envoyer(contrat.titulaire, "20")
    [ecart] = ecarts_entre_envois()
    departager_envois(
        croise=ecart.croise, retenues=Decimal(20), montrees=Decimal(140), motif="Pointage du chantier", par=facilitateur
    )
    assert (_debout(), ecarts_entre_envois()) == (Decimal(20), [])
    assert verifier_realisation().est_juste
    garde = EnvoiCroise.objects.get()
    assert (garde.retenues, garde.ecartees, garde.motif) == (Decimal(20), Decimal(140), "Pointage du chantier")
    departager_envois(
        croise=garde, retenues=Decimal(140), montrees=Decimal(20), motif="Je me suis trompé", par=facilitateur
    )
    assert (_debout(), ecarts_entre_envois()) == (Decimal(140), [])
    assert verifier_realisation().est_juste


def test_garder_le_premier_chiffre_n_ecrit_rien_et_ferme_l_ecart(facilitateur, contrat, structure, envoyer):
    envoyer(structure, "140")
    envoyer(contrat.titulaire, "150")
    [ecart] = ecarts_entre_envois()
    departager_envois(
        croise=ecart.croise, retenues=Decimal(140), montrees=Decimal(140), motif="Facture", par=facilitateur
    )
    assert (Heure.objects.count(), ecarts_entre_envois()) == (1, [])


def test_ce_qui_change_apres_la_decision_rouvre_l_ecart(facilitateur, contrat, structure, envoyer):
    envoyer(structure, "140")
    envoyer(contrat.titulaire, "150")
    [ecart] = ecarts_entre_envois()
    departager_envois(
        croise=ecart.croise, retenues=Decimal(140), montrees=Decimal(140), motif="Facture", par=facilitateur
    )
    corriger_heure(heure=Heure.objects.get(), heures=Decimal(130), motif="Erreur", par=facilitateur)
    assert len(ecarts_entre_envois()) == 1


def test_on_ne_decide_pas_sur_un_chiffre_qui_a_change(facilitateur, contrat, structure, envoyer):
    envoyer(structure, "140")
    envoyer(contrat.titulaire, "150")
    [ecart] = ecarts_entre_envois()
    envoyer(structure, "145", nom="mars 2026 corrigé.csv")
    with pytest.raises(ChiffresChanges):
        departager_envois(
            croise=ecart.croise, retenues=Decimal(140), montrees=Decimal(140), motif="Facture", par=facilitateur
        )
    assert _debout() == 145


def test_une_version_corrigee_de_l_un_ou_de_l_autre_met_d_accord(contrat, structure, envoyer):
    envoyer(structure, "140")
    envoyer(contrat.titulaire, "150")
    assert len(ecarts_entre_envois()) == 1
    envoyer(structure, "150", nom="mars 2026 corrigé.csv")
    assert (_debout(), ecarts_entre_envois()) == (Decimal(150), [])
    envoyer(contrat.titulaire, "160", nom="mars 2026 bis.csv")
    assert (_debout(), len(ecarts_entre_envois()), EnvoiCroise.objects.count()) == (Decimal(150), 1, 1)
    envoyer(structure, "160", nom="mars 2026 encore.csv")
    assert (_debout(), ecarts_entre_envois()) == (Decimal(160), [])


def test_zero_d_un_cote_et_des_heures_de_l_autre_sont_un_ecart(facilitateur, contrat, structure, envoyer):
    envoyer(structure, "Nom;Prénom;Heures travaillées\nNéant;;\n")
    envoyer(contrat.titulaire, "140")
    assert _debout() == 0
    [ecart] = ecarts_entre_envois()
    departager_envois(
        croise=ecart.croise, retenues=Decimal(140), montrees=Decimal(0), motif="Contrat de mission", par=facilitateur
    )
    assert (_debout(), ecarts_entre_envois()) == (Decimal(140), [])
    envoyer(structure, "130", nom="mars 2026 bis.csv")
    assert (_debout(), len(ecarts_entre_envois())) == (Decimal(140), 1)


def test_le_premier_retire_son_releve_le_second_se_dit_encore(facilitateur, contrat, structure, envoyer):
    premier = envoyer(structure, "140")
    envoyer(contrat.titulaire, "140,0")
    retirer_releve(releve=premier, par=facilitateur)
    assert _debout() == 0
    assert [(e.debout, e.croise.heures) for e in ecarts_entre_envois()] == [(Decimal(0), Decimal(140))]
    envoyer(structure, "140")  # the same file again
    assert (_debout(), ecarts_entre_envois()) == (Decimal(140), [])


def test_le_second_retire_son_releve_plus_rien_n_est_compare(facilitateur, contrat, structure, envoyer):
    envoyer(structure, "140")
    second = envoyer(contrat.titulaire, "150")
    retirer_releve(releve=second, par=facilitateur)
    assert (_debout(), EnvoiCroise.objects.count()) == (Decimal(140), 0)


def test_les_autres_lignes_du_second_entrent(contrat, structure, envoyer):
    autre = creer_beneficiaire(nom="OKAFOR", prenom="Grace", date_naissance=datetime.date(2001, 1, 1))
    creer_contrat(beneficiaire=autre, attribution=contrat.attribution, employeur=contrat.titulaire, date_debut=MARS)
    envoyer(structure, "140")
    qui = f"{contrat.beneficiaire.nom};{contrat.beneficiaire.prenom}"
    tableau = f"Nom;Prénom;Heures travaillées\n{qui};150\nOKAFOR;Grace;70\n"
    second = envoyer(contrat.titulaire, tableau)
    assert (_debout(), second.statut) == (Decimal(210), StatutReleve.SOUMIS)
    assert "1\u00a0écart" in second.message


def test_les_deux_envoient_dans_tous_les_ordres_jamais_plus_d_une_fois(contrat, structure, envoyer):
    """Six files, three a sender, in every order of senders: what stands is always one of the figures of its owner."""
    versions = {contrat.titulaire_id: ["150", "150,0", "152"], structure.pk: ["140", "150", "140,0"]}
    for rang, ordre in enumerate(sorted(set(itertools.permutations([contrat.titulaire_id] * 3 + [structure.pk] * 3)))):
        restent = {pk: list(dites) for pk, dites in versions.items()}
        for tour, pk in enumerate(ordre):
            envoyer(Entreprise.objects.get(pk=pk), restent[pk].pop(0), nom=f"mars 2026 {rang} {tour}.csv")
            assert _debout() in (140, 150, 152)
            assert Realisation.objects.get(lot_id=contrat.lot_id).en_attente == _debout()
    assert verifier_realisation().est_juste


def _repondre(structure, contrat, par, dites, montrees="140"):
    return confirmer_heures(
        entreprise=contrat.titulaire,
        contrats=[contrat],
        reponses=[Reponse(contrat.pk, "TRAVAIL", MARS, Decimal(montrees), Decimal(dites))],
        par=par,
    )


def test_confirmer_n_ecrit_rien_au_registre_et_ne_se_fait_qu_une_fois(facilitateur, contrat, structure, envoyer):
    envoyer(structure, "140")
    assert [un.heures for un in heures_a_confirmer([contrat], contrat.titulaire_id, MAI)] == [Decimal(140)]
    assert heures_a_confirmer([contrat], structure.pk, MAI) == []
    with time_machine.travel(datetime.datetime(2026, 5, 4, 10, tzinfo=datetime.UTC)):
        with pytest.raises(ChiffreChange):
            _repondre(structure, contrat, facilitateur, "139", montrees="139")
        assert len(_repondre(structure, contrat, facilitateur, "140")) == 1
        assert _repondre(structure, contrat, facilitateur, "150") == []
    assert (_debout(), ecarts_entre_envois()) == (Decimal(140), [])
    assert heures_a_confirmer([contrat], contrat.titulaire_id, MAI) == []


def test_dire_un_autre_chiffre_appelle_le_guichet(facilitateur, contrat, structure, envoyer):
    envoyer(structure, "140")
    with time_machine.travel(datetime.datetime(2026, 5, 4, 10, tzinfo=datetime.UTC)):
        _repondre(structure, contrat, facilitateur, "150")
    assert (_debout(), len(ecarts_entre_envois())) == (Decimal(140), 1)


def test_un_contrat_d_un_seul_employeur_n_a_rien_a_confirmer(contrat, envoyer):
    envoyer(contrat.titulaire, "140")
    assert heures_a_confirmer([contrat], contrat.titulaire_id, MAI) == []
    assert EnvoiCroise.objects.count() == 0
