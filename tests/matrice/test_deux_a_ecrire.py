"""Two people on the same page: whatever the form, the second is told, nothing of the first is lost, nothing typed is.

Every form with something to type is walked here (EDITIONS) or overwrites nothing (AJOUTS): a new one must choose.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from clauses_app.comptes.enums import Role
from clauses_app.interface.formats import formater_date
from clauses_app.tenancy.contexte import within_guichet
from suivi_heures.models import Note
from tests.matrice.adresses import Adresse
from tests.matrice.ajouts_chemins import AJOUTS_DES_CHEMINS, RIEN, UN_OBJET, UNE_FOIS, UNE_LIGNE
from tests.matrice.monde import CANARI, Monde
from tests.matrice.navigateur import Envoi, lire_envois
from tests.matrice.releves import oublier_une_ligne
from tests.matrice.tapes import formulaires_tapes
from tests.matrice.visites import entrer

UN_AUTRE_JOUR = "15/03/2031"


@dataclass(frozen=True)
class Edition:
    """The field both people change, and what each writes."""

    champ: str
    premiere: str
    seconde: str
    # where it is read, when that is not where it is sent; what both send besides
    page: str = ""
    requete: str = ""
    avec: dict[str, str] = field(default_factory=dict)
    # what the second also changes before saving again
    ensuite: dict[str, str] = field(default_factory=dict)


EDITIONS: dict[str, Edition] = {
    "suivi_heures:besoin_modifier": Edition("lieu", "Base vie", "Dépôt"),
    "suivi_heures:convention_modifier": Edition("secteurs", "Travaux publics", "Transport"),
    "suivi_heures:poste_modifier": Edition("territoire", "Trois vallées", "Deux vallées"),
    "suivi_heures:part_modifier": Edition("financeur", "Région", "Département"),
    "beneficiaires:action_modifier": Edition("lieu", "Salle des fêtes", "Maison de l’emploi"),
    "beneficiaires:etape_corriger": Edition("organisme", "AFPA", "GRETA"),
    "beneficiaires:modifier": Edition("commune", "Ivry", "Créteil"),
    "beneficiaires:contrat_modifier": Edition("poste", "maçonne", "peintre"),
    "beneficiaires:justificatif_controler": Edition("motif", "Illisible", "Périmée", avec={"controle": "REFUSE"}),
    "beneficiaires:public_regler": Edition(
        "condition", "Depuis un an", "Depuis six mois", ensuite={"date_effet": UN_AUTRE_JOUR}
    ),
    "beneficiaires:reglages": Edition("delai_demande_jours", "11", "12"),
    "comptes:regler": Edition("nom", "Guichet des Coteaux", "Guichet de la Plaine", page="comptes:parametres"),
    "marches:modifier": Edition("objet", "Lycée Rosa-Parks", "Lycée des Métiers"),
    "marches:lot_modifier": Edition("objet", "Gros œuvre", "Clos couvert"),
    "marches:tranche_modifier": Edition("objet", "Aile nord", "Aile sud"),
    "marches:repartir": Edition("part_1", "100", "200", avec={"motif": "Convention de groupement"}),
    "marches:entreprise_modifier": Edition("contact_nom", "Nadia Haddad", "Paul Renard"),
    "marches:acheteur_modifier": Edition("nom", "Ville des Coteaux", "Ville de la Plaine"),
    "marches:operation_modifier": Edition("nom", "Quartier nord", "Quartier sud"),
    "marches:programme_modifier": Edition("libelle", "Renouvellement", "Rénovation"),
    "marches:contact_modifier": Edition("telephone", "01 00 00 00 01", "01 00 00 00 02"),
    "marches:projet_modifier": Edition("objet", "École des Tilleuls", "École des Érables"),
    "marches:projet_decider": Edition("motif", "Trop court", "Trop loin", page="marches:projet"),
    "marches:lot_projet_modifier": Edition("objet", "Peinture", "Sols souples"),
    "marches:modele_ecrire": Edition(
        "texte", "Pour {acheteur}, un", "Pour {acheteur}, deux", requete="?code=EXECUTION"
    ),
    "marches:ratio_ajouter": Edition("cout_horaire", "31", "33", requete="?code=VRD"),
    "marches:reglage_calibrage": Edition("minimum_utile", "41", "42"),
    "marches:regle_ajouter": Edition(
        "regularisation_jours",
        "11",
        "12",
        requete=f"?code={CANARI.format('A1')}R",
        avec={"confirmer": "1", "date_effet": "01/01/2031"},
        ensuite={"date_effet": UN_AUTRE_JOUR},
    ),
    "suivi_heures:calendrier_guichet": Edition("r1_jours", "2", "3"),
    "suivi_heures:calendrier_marche": Edition("r1_jours", "2", "3"),
    "suivi_heures:controles": Edition("HEURES_EXCESSIVES", "BLOQUER", "INFORMER"),
    "suivi_heures:modele_courrier": Edition("objet", "Votre relevé", "Votre fichier", avec={"enregistrer": "1"}),
    "suivi_heures:note_corriger": Edition("texte", "Appelé lundi", "Appelé mardi"),
    "suivi_heures:texte_rapport": Edition("actions", "Deux visites", "Trois visites"),
    "suivi_heures:rendez_vous": Edition("objet", "Reportée", "Avancée"),
}
# why what the other wrote stays
LA_SIENNE = "n’appartient qu’à la personne qui écrit"
UNE_VERSION = "chaque parole est une version, et la seconde personne est prévenue (views/test_colonnes.py)"
DERNIERE_PAROLE = "un seul fait, relu d’un coup d’œil : la dernière parole fait foi, le journal garde chacune"
AJOUTS: dict[str, str] = AJOUTS_DES_CHEMINS | {
    "suivi_heures:decp_aligner": RIEN,
    "suivi_heures:participants_fse": RIEN,
    "beneficiaires:inscription_issue": DERNIERE_PAROLE,
    "beneficiaires:seance_ajouter": UN_OBJET,
    "beneficiaires:seance_compter": DERNIERE_PAROLE,
    "suivi_heures:action_convoquer": UNE_LIGNE,
    "beneficiaires:contrat_lots": UN_OBJET,
    "beneficiaires:contrat_nouveau": UN_OBJET,
    "beneficiaires:contrat_renouveler": UN_OBJET,
    "beneficiaires:contrat_terminer": UNE_FOIS,
    "beneficiaires:decider": UNE_LIGNE,
    "beneficiaires:decision_retirer": UNE_FOIS,
    "beneficiaires:demande_accepter": UNE_FOIS,
    "beneficiaires:demande_repondre": UNE_LIGNE,
    "beneficiaires:justificatif_nouveau": UN_OBJET,
    "beneficiaires:nouveau": UN_OBJET,
    "beneficiaires:portail_demande_nouvelle": UN_OBJET,
    "beneficiaires:portail_demande_repondre": UNE_LIGNE,
    "beneficiaires:prolonger": UNE_LIGNE,
    "beneficiaires:reveler": RIEN,
    "comptes:inviter": UN_OBJET,
    "comptes:membre": "deux rôles seulement : la règle a son propre essai, plus bas",
    "marches:acheteur_nouveau": UN_OBJET,
    "marches:acte_annuler": UNE_FOIS,
    "marches:attribution_nouvelle": UN_OBJET,
    "marches:avenant": UNE_LIGNE,
    "marches:bon_commande": UNE_LIGNE,
    "marches:calculette": RIEN,
    "marches:calibrage": UNE_LIGNE,
    "marches:clause": UNE_LIGNE,
    "marches:confier": DERNIERE_PAROLE,
    "marches:consultation_calibrer": UNE_LIGNE,
    "marches:contact_ajouter": UN_OBJET,
    "marches:decp_ecarter": UNE_FOIS,
    "marches:decp_importer": UN_OBJET,
    "marches:decp_suivre": UNE_FOIS,
    "marches:engagement_annuler": UNE_FOIS,
    "marches:engagement_nouveau": UNE_LIGNE,
    "marches:entreprise_nouvelle": UN_OBJET,
    "marches:lot_nouveau": UN_OBJET,
    "marches:lots_ajouter": UN_OBJET,
    "marches:noter": UNE_LIGNE,
    "marches:nouveau": UN_OBJET,
    "marches:objectif": UNE_LIGNE,
    "marches:objectif_termes": UNE_LIGNE,
    "marches:operation_nouvelle": UN_OBJET,
    "marches:operation_rattacher": "rattache un marché : deux personnes en rattachent deux",
    "marches:programme_nouveau": UN_OBJET,
    "marches:projet_nouveau": UN_OBJET,
    "marches:projet_ouvrir": UNE_FOIS,
    "marches:regle_penalite_ajouter": UNE_LIGNE,
    "marches:reprise": UNE_LIGNE,
    "marches:sous_traitant": UN_OBJET,
    "suivi_heures:statut": UNE_LIGNE,
    "marches:suppression": UNE_FOIS,
    "marches:suspension": UNE_LIGNE,
    "marches:titulaire": UNE_FOIS,
    "marches:tranche_affermir": UNE_FOIS,
    "marches:tranche_nouvelle": UN_OBJET,
    "marches:transfert": UNE_LIGNE,
    "marches:valeurs_legales": UNE_LIGNE,
    "suivi_heures:courrier_dossier": UNE_LIGNE,
    "suivi_heures:financements": UN_OBJET,
    "suivi_heures:portail_colonnes": UNE_VERSION,
    "suivi_heures:releve_colonnes": UNE_VERSION,
    "suivi_heures:demarches_beneficiaire": UNE_LIGNE,
    "suivi_heures:demarches_entreprise": UNE_LIGNE,
    "suivi_heures:demarches_marche": UNE_LIGNE,
    "suivi_heures:difficultes": UN_OBJET,
    "suivi_heures:donnees_personne": RIEN,
    "suivi_heures:dossier_annuler": UNE_FOIS,
    "suivi_heures:dossier_ouvrir": UN_OBJET,
    "suivi_heures:envoi_croise": "décide sur les chiffres montrés : s’ils ont changé, rien ne s’écrit",
    "suivi_heures:grille_ligne": "case par case : la règle a son propre essai, plus bas",
    "suivi_heures:imputations": UN_OBJET,
    "suivi_heures:jetons": UN_OBJET,
    "suivi_heures:noter_beneficiaire": UNE_LIGNE,
    "suivi_heures:noter_entreprise": UNE_LIGNE,
    "suivi_heures:noter_marche": UNE_LIGNE,
    "suivi_heures:rapport_retirer": UNE_FOIS,
    "suivi_heures:paies": "lit un fichier de l’employeur, rien n’y est tapé : la dernière lecture d’un mois fait foi",
    "suivi_heures:portail_deposer": UNE_LIGNE,
    "suivi_heures:portail_saisir": UNE_LIGNE,
    "suivi_heures:rapport_produire": UNE_LIGNE,
    "suivi_heures:releve_annuler_import": UNE_FOIS,
    "suivi_heures:releve_deposer": UNE_LIGNE,
    "suivi_heures:releve_refuser": UNE_FOIS,
    "suivi_heures:releve_renvoyer": UNE_FOIS,
    "suivi_heures:releve_retraits": "décide sur les lignes montrées, la seconde est prévenue (lignes/test_retraits.py)",
    "suivi_heures:releve_valider": UNE_FOIS,
    "suivi_heures:rendez_vous_nouveau": UN_OBJET,
    "suivi_heures:reprise": UNE_LIGNE,
    "suivi_heures:verser_entreprise": UNE_LIGNE,
    "suivi_heures:verser_marche": UNE_LIGNE,
    "suivi_heures:vue_enregistrer": LA_SIENNE,
}


def test_aucun_formulaire_n_est_oublie(monde: Monde, adresses: list[Adresse]) -> None:
    _personnes(monde, "suivi_heures:note_corriger")  # a note of the reader’s own
    with within_guichet(monde.adhesions["A1"][Role.ADMIN_GUICHET].guichet_id):
        oublier_une_ligne(monde.objets["A1"])
    vus = formulaires_tapes(monde, adresses)
    oublies = {nom: sorted(pages) for nom, pages in vus.items() if nom not in EDITIONS and nom not in AJOUTS}
    assert not oublies, (
        "Deux personnes peuvent y écrire à la fois : ajoutez-les à EDITIONS, ou dites dans AJOUTS pourquoi rien n’y"
        f" est écrasé (tests/matrice/test_deux_a_ecrire.py) : {oublies}"
    )
    assert not set(EDITIONS) & set(AJOUTS)
    assert set(EDITIONS) | set(AJOUTS) <= set(vus), (set(EDITIONS) | set(AJOUTS)) - set(vus)


@dataclass
class Personne:
    client: Any
    nom: str

    def ouvrir(self, chemin: str, cible: str) -> Envoi:
        reponse = self.client.get(chemin, follow=True)
        assert reponse.status_code == 200, (chemin, reponse.status_code)
        return _trouver(reponse, reponse.redirect_chain[-1][0] if reponse.redirect_chain else chemin, cible)

    def envoyer(self, envoi: Envoi, **change: str) -> Any:
        return self.client.post(envoi.adresse, envoi.champs | change)


def _trouver(reponse: Any, chemin: str, cible: str) -> Envoi:
    [envoi] = [e for e in lire_envois(reponse, chemin) if e.cible == cible and e.tapes]
    return envoi


def _chemin(monde: Monde, adresses: list[Adresse], nom: str) -> str:
    adresse = next(a for a in adresses if a.nom == nom)
    return adresse.composer(monde, {}, Role.ADMIN_GUICHET, chez="A1")


def _personnes(monde: Monde, cible: str) -> tuple[Personne, Personne]:
    """Two members of the same guichet; what belongs to one person is opened in two windows."""
    a, b = (monde.adhesions[p][Role.ADMIN_GUICHET] for p in ("A1", "A2"))
    if cible == "suivi_heures:note_corriger":
        b = a
        with within_guichet(a.guichet_id):
            note = Note.objects.create(
                marche=monde.objets["A1"]["marche"], texte="À corriger", par_id=a.pk, par_nom=str(a)
            )
        monde.objets["A1"]["note_carnet"] = note
    return Personne(entrer(a), str(a)), Personne(entrer(b), str(b))


@pytest.mark.parametrize("cible", EDITIONS)
def test_la_seconde_personne_sait_tout_et_personne_ne_perd_rien(
    monde: Monde, adresses: list[Adresse], cible: str
) -> None:
    edition = EDITIONS[cible]
    tard, tot = _personnes(monde, cible)
    chemin = _chemin(monde, adresses, edition.page or cible) + edition.requete
    lu, vu = tard.ouvrir(chemin, cible), tot.ouvrir(chemin, cible)
    champ = edition.champ if edition.champ in vu.champs else _part(vu)

    fait = tot.envoyer(vu, **edition.avec, **{champ: edition.premiere})
    assert fait.status_code == 302, fait.content.decode()[:3000]
    assert _verrous(), "entre la lecture et l’écriture, une autre personne pouvait passer : @un_a_la_fois manque"
    refus = tard.envoyer(lu, **edition.avec, **{champ: edition.seconde})

    assert refus.status_code == 422
    page = refus.content.decode()
    # who, when, what
    assert tot.nom in page
    assert f"a enregistré cette fiche le {formater_date(timezone.localdate())}" in page
    assert f"{tot.nom} a écrit" in page
    dit = refus.context["form_decision" if "form_decision" in refus.context else "form"].conflits[champ]
    assert dit in _lisible(page)
    # what the first wrote is what anybody reads
    assert tot.ouvrir(chemin, cible).champs[champ] == [edition.premiere]
    # what the second typed is still there, and saving again is a decision
    encore = _trouver(refus, lu.adresse, cible)
    assert encore.champs[champ] == [edition.seconde]
    assert tard.envoyer(encore, **(edition.avec | edition.ensuite)).status_code == 302
    if not edition.ensuite:  # another day: the page still shows the version of today
        assert tard.ouvrir(chemin, cible).champs[champ] == [edition.seconde]


def _verrous() -> int:
    """Held by the transaction of the test, as by that of a request until its commit."""
    with connection.cursor() as curseur:
        curseur.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()")
        return int(curseur.fetchone()[0])


def _part(envoi: Envoi) -> str:
    """The share of the only member: its name carries an identifier."""
    return next(nom for nom in envoi.champs if nom.startswith("part_"))


def _lisible(page: str) -> str:
    return page.replace("&#x27;", "'").replace("&amp;", "&")


def test_le_role_d_un_membre_change_par_deux_personnes(monde: Monde) -> None:
    """Two roles only: the second keeps what the first chose, and reads it."""
    tard, tot = _personnes(monde, "comptes:membre")
    chemin = reverse("comptes:membre", args=[monde.adhesions["A1"][Role.FACILITATEUR].pk])
    lu, vu = tard.ouvrir(chemin, "comptes:membre"), tot.ouvrir(chemin, "comptes:membre")
    tot.envoyer(vu, role=Role.ADMIN_GUICHET)
    suite = tard.client.post(lu.adresse, lu.champs, follow=True)
    page = suite.content.decode()
    assert f"Changés entre-temps par {tot.nom}, le {formater_date(timezone.localdate())}" in page
    assert tard.ouvrir(chemin, "comptes:membre").champs["role"] == [Role.ADMIN_GUICHET]


def test_chacun_son_champ_les_deux_sont_gardes_et_dits(monde: Monde, adresses: list[Adresse]) -> None:
    chemin = _chemin(monde, adresses, "marches:entreprise_modifier")
    cible = "marches:entreprise_modifier"
    tard, tot = _personnes(monde, cible)
    lu, vu = tard.ouvrir(chemin, cible), tot.ouvrir(chemin, cible)
    tot.envoyer(vu, contact_telephone="01 02 03 04 05")
    suite = tard.client.post(lu.adresse, lu.champs | {"contact_nom": "Nadia Haddad"}, follow=True)
    assert f"Changés entre-temps par {tot.nom}" in suite.content.decode()
    garde = tard.ouvrir(chemin, cible).champs
    assert (garde["contact_nom"], garde["contact_telephone"]) == (["Nadia Haddad"], ["01 02 03 04 05"])


def test_un_long_texte_de_l_autre_se_deplie_sous_son_champ(monde: Monde, adresses: list[Adresse]) -> None:
    cible = "suivi_heures:modele_courrier"
    chemin = _chemin(monde, adresses, cible)
    tard, tot = _personnes(monde, cible)
    lu, vu = tard.ouvrir(chemin, cible), tot.ouvrir(chemin, cible)
    long = "Votre relevé manque depuis quinze jours. " * 12 + "Merci."
    assert tot.envoyer(vu, enregistrer="1", corps=long).status_code == 302
    page = tard.envoyer(lu, enregistrer="1", corps="Bref.").content.decode()
    assert f"{tot.nom} a réécrit ce texte, à lire sous le champ" in page
    plie = page.partition("<summary>Lire l’autre texte en entier</summary>")[2].partition("</details>")[0]
    assert long in plie
    assert f"«\u00a0{long}" not in page
    assert "deux personnes ont écrit" in page
    assert "Bref.</textarea>" in page


def test_un_calendrier_change_entre_temps_ne_se_rend_pas_en_silence(monde: Monde, adresses: list[Adresse]) -> None:
    cible = "suivi_heures:calendrier_marche"
    chemin = _chemin(monde, adresses, cible)
    tard, tot = _personnes(monde, cible)
    tot.envoyer(tot.ouvrir(chemin, cible), r1_jours="2")
    rendre = next(e for e in lire_envois(tard.client.get(chemin), chemin) if not e.tapes and "base" in e.champs)
    tot.envoyer(tot.ouvrir(chemin, cible), r1_jours="3")
    page = tard.client.post(rendre.adresse, rendre.champs | {"rendre": "1"}, follow=True).content.decode()
    assert f"Calendrier changé entre-temps par {tot.nom}" in page
    assert tard.ouvrir(chemin, cible).champs["r1_jours"] == ["3"]


def test_la_ligne_de_la_grille_sans_script_ne_vide_pas_la_case_d_un_autre(
    monde: Monde, adresses: list[Adresse]
) -> None:
    cible = "suivi_heures:grille_ligne"
    chemin = _chemin(monde, adresses, cible)
    tard, tot = _personnes(monde, cible)
    lu, vu = tard.ouvrir(chemin, cible), tot.ouvrir(chemin, cible)
    juin, juillet = sorted(lu.tapes)[:2]
    tot.envoyer(vu, **{juin: "7"})
    # another cell: both are kept
    assert tard.envoyer(lu, **{juillet: "8"}).status_code == 302
    garde = tard.ouvrir(chemin, cible).champs
    assert (garde[juin], garde[juillet]) == (["7"], ["8"])
    # the same one: told, then decided
    refus = tard.envoyer(lu, **{juin: "9"})
    assert refus.status_code == 422
    assert f"{tot.nom} a écrit «\u00a07\u00a0»" in refus.content.decode()
    encore = _trouver(refus, lu.adresse, cible)
    assert encore.champs[juin] == ["9"]
    assert tot.ouvrir(chemin, cible).champs[juin] == ["7"]
    assert tard.envoyer(encore).status_code == 302
    assert tot.ouvrir(chemin, cible).champs[juin] == ["9"]
