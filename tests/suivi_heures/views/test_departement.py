"""The synthesis of a buyer: reports published to it by its guichets, and nothing else."""

import re
from dataclasses import replace
from decimal import Decimal

import pytest
from django.core import mail
from django.utils import timezone

from clauses_app.comptes.models import Adhesion
from clauses_app.tenancy.contexte import within_connexion, within_guichet
from suivi_heures.models import AbonnementRapport, Bilan, FichierBilan
from suivi_heures.queries.petits_effectifs import Masque
from suivi_heures.queries.publications_dues import reste_a_annoncer
from suivi_heures.queries.trimestres import Trimestre
from suivi_heures.restitutions.bilan_trimestriel import Effectif, Projection
from suivi_heures.restitutions.departement import mesurer_ecarts
from suivi_heures.restitutions.figer import en_json
from suivi_heures.tasks import prevenir_abonnes
from tests.factories.comptes import creer_adhesion
from tests.factories.marches import creer_maitre_ouvrage
from tests.suivi_heures.restitutions.exemple import BILAN

ADRESSE = "/departement/"
T3 = Trimestre(2026, 3)


def _publier(guichet, acheteur, *, trimestre=T3, publie=True, heures="100.00", personnes=None, marches=None, **champs):
    """The example report, with its own hours."""
    figures = BILAN
    synthese = figures.synthese
    avancement = replace(synthese.avancement, au_trimestre=Decimal(heures))
    figures = replace(
        figures,
        trimestre=trimestre,
        marches=marches or figures.marches,
        synthese=replace(synthese, avancement=avancement, personnes=personnes or synthese.personnes),
    )
    with within_guichet(guichet.pk):
        bilan = Bilan.objects.create(
            maitre_ouvrage=acheteur, annee=trimestre.annee, trimestre=trimestre.numero, statut="PRET",
            donnees=en_json(figures), publie_a=timezone.now() if publie else None, **champs,
        )  # fmt: skip
        FichierBilan.objects.create(bilan=bilan, contenu=f"%PDF {guichet.code}".encode())
    return bilan


@pytest.fixture
def acheteurs(guichet, autre_guichet):
    """The same département, as each guichet knows it."""
    lus = []
    for un in (guichet, autre_guichet):
        with within_guichet(un.pk):
            lus.append(creer_maitre_ouvrage(nom="Département d’essai", siret="22940028800010"))
    return lus


@pytest.fixture
def lectrice(guichet, autre_guichet, acheteurs) -> Adhesion:
    """One account, a membership in each guichet."""
    with within_connexion():
        ici = creer_adhesion(
            guichet=guichet, role="ACHETEUR", nom="Lectrice", maitre_ouvrage_id=acheteurs[0].pk, organisation_nom="Dép"
        )
        creer_adhesion(
            guichet=autre_guichet, role="ACHETEUR", nom="Lectrice", utilisateur=ici.utilisateur,
            maitre_ouvrage_id=acheteurs[1].pk, organisation_nom="Dép",
        )  # fmt: skip
    return ici


def _lire(client, adresse=ADRESSE):
    reponse = client.get(adresse)
    assert reponse.status_code == 200
    return reponse.content.decode()


def test_sans_rapport_publie_la_page_le_dit(lectrice, connecter):
    assert "Aucun rapport publié encore" in _lire(connecter(lectrice))


def test_les_rapports_des_deux_guichets_s_additionnent(guichet, autre_guichet, acheteurs, lectrice, connecter):
    _publier(guichet, acheteurs[0], heures="100.00")
    _publier(autre_guichet, acheteurs[1], heures="230.00")
    page = _lire(connecter(lectrice))
    assert "330\u202fh" in page
    assert guichet.nom in page
    assert autre_guichet.nom in page


def test_un_rapport_non_publie_ou_retire_n_entre_pas(guichet, autre_guichet, acheteurs, lectrice, connecter):
    _publier(guichet, acheteurs[0], heures="100.00")
    _publier(autre_guichet, acheteurs[1], heures="230.00", publie=False)
    _publier(
        autre_guichet,
        acheteurs[1],
        trimestre=Trimestre(2026, 2),
        heures="7.00",
        retire_a=timezone.now(),
        retrait="ERREUR",
    )
    page = _lire(connecter(lectrice))
    assert "330\u202fh" not in page
    # of the other guichet, the withdrawal and nothing else
    assert re.findall(
        rf"{autre_guichet.nom}, tous les marchés\. Publié le [^<]*, retiré le [^<]*: publié par erreur", page
    )
    sans_retrait = re.sub(r'<ul class="envois">.*?</ul>', "", page, flags=re.DOTALL)
    assert autre_guichet.nom not in sans_retrait
    assert "T2\u00a02026" not in sans_retrait


def test_une_autre_personne_du_meme_acheteur_ne_lit_que_son_guichet(
    guichet, autre_guichet, acheteurs, lectrice, connecter
):
    _publier(guichet, acheteurs[0])
    ailleurs = _publier(autre_guichet, acheteurs[1])
    with within_connexion():
        collegue = creer_adhesion(
            guichet=guichet, role="ACHETEUR", nom="Collègue", maitre_ouvrage_id=acheteurs[0].pk, organisation_nom="Dép"
        )
    client = connecter(collegue)
    assert autre_guichet.nom not in _lire(client)
    assert client.get(f"{ADRESSE}rapports/{ailleurs.identifiant}/pdf/").status_code == 404
    assert client.get(f"{ADRESSE}rapports/{ailleurs.identifiant}/").status_code == 404


def test_le_fichier_d_un_autre_guichet_se_telecharge_d_ici(guichet, autre_guichet, acheteurs, lectrice, connecter):
    ailleurs = _publier(autre_guichet, acheteurs[1])
    cache = _publier(autre_guichet, acheteurs[1], trimestre=Trimestre(2026, 2), publie=False)
    client = connecter(lectrice)
    assert client.get(f"{ADRESSE}rapports/{ailleurs.identifiant}/pdf/").content == f"%PDF {autre_guichet.code}".encode()
    assert client.get(f"{ADRESSE}rapports/{cache.identifiant}/pdf/").status_code == 404


def test_une_somme_ou_entre_un_effectif_cache_n_est_pas_faite(guichet, acheteurs, lectrice, connecter):
    _publier(guichet, acheteurs[0], personnes=Effectif(None, None, Masque.SECONDAIRE))
    assert "l’un des rapports ne publie pas cet effectif" in _lire(connecter(lectrice))


def test_l_export_dit_les_lignes_de_l_ecran(guichet, acheteurs, lectrice, connecter):
    _publier(guichet, acheteurs[0])
    client = connecter(lectrice)
    page, texte = _lire(client), client.get(f"{ADRESSE}operations.csv").content.decode("utf-8-sig")
    lignes = [ligne for ligne in texte.splitlines() if ligne[:1].isdigit() and ";" in ligne]
    assert lignes
    assert all(ligne.split(";")[1] in page for ligne in lignes)
    assert client.get(f"{ADRESSE}operations.xlsx").status_code == 200


def test_un_trimestre_se_compare_au_precedent_des_memes_guichets(guichet, acheteurs, lectrice, connecter):
    _publier(guichet, acheteurs[0], trimestre=Trimestre(2026, 2), heures="80.00")
    _publier(guichet, acheteurs[0], heures="100.00")
    assert "+20\u202fh" in _lire(connecter(lectrice))


def _lettres_dues(guichet) -> bool:
    with within_guichet(guichet.pk):
        return reste_a_annoncer()


def test_l_abonnement_envoie_un_lien_une_fois_jamais_le_fichier(guichet, acheteurs, lectrice, connecter):
    _publier(guichet, acheteurs[0], trimestre=Trimestre(2026, 2))
    client = connecter(lectrice)
    assert client.post(f"{ADRESSE}abonnement/", {"ouvert": "1"}).status_code == 302
    assert not _lettres_dues(guichet)
    publie = _publier(guichet, acheteurs[0])
    assert _lettres_dues(guichet)
    for _ in range(2):
        prevenir_abonnes(guichet.pk)
        assert not _lettres_dues(guichet)
    (lettre,) = mail.outbox
    assert f"/rapports/{publie.identifiant}/" in lettre.body
    assert not lettre.attachments
    assert lettre.to == [lectrice.courriel]
    client.post(f"{ADRESSE}abonnement/", {"ouvert": "0"})
    _publier(guichet, acheteurs[0], revision=1)
    assert not _lettres_dues(guichet)
    prevenir_abonnes(guichet.pk)
    assert len(mail.outbox) == 1
    with within_guichet(guichet.pk):
        assert AbonnementRapport.objects.get().ferme_a


def test_le_personnel_d_un_guichet_n_entre_pas(guichet, facilitateur, connecter):
    assert connecter(facilitateur).get(ADRESSE).status_code == 403


def _lot(ref, objectif, centrale, realise="0"):
    base = BILAN.marches[0].lots[0]
    projection = None if centrale is None else Projection(*(Decimal(centrale),) * 3)
    avancement = replace(base.avancement, objectif=Decimal(objectif), realise=Decimal(realise), projection=projection)
    return replace(base, reference=ref, avancement=avancement)


def test_l_excedent_d_un_lot_ne_cache_pas_le_manque_d_un_autre():
    lots = [_lot("1", 1000, 1400), _lot("2", 1000, 700), _lot("3", 500, None), _lot("4", 100, None, realise="130")]
    ecarts = mesurer_ecarts(lot.avancement for lot in lots)
    assert (ecarts.manque, ecarts.lots_en_manque) == (300, 1)
    assert ecarts.surplus == 400 + 30
    assert (ecarts.lots, ecarts.sans_projection) == (4, 1)


def test_la_synthese_dit_le_manque_lot_par_lot_et_l_excedent_a_cote(guichet, acheteurs, lectrice, connecter):
    fiche = replace(BILAN.marches[0], lots=(_lot("1", 1000, 1400), _lot("2", 1000, 700)))
    _publier(guichet, acheteurs[0], marches=(fiche,))
    client = connecter(lectrice)
    page = _lire(client)
    assert "il manquerait 300\u202fh (1 sur 2\u00a0lots)" in page
    assert "dépasseraient de 400\u202fh, qui ne compensent rien" in page
    [titres, ligne] = client.get(f"{ADRESSE}operations.csv").content.decode().splitlines()[-2:]
    assert titres.endswith("Manque projeté, lot par lot;Excédent projeté, lot par lot")
    assert ligne.endswith("300;400")
    assert "_" not in ligne
