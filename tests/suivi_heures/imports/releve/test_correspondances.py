"""The memory of a layout: what a person said of its columns wins, and said again changes nothing."""

import datetime
import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from suivi_heures.enums import CodeAnomalie
from suivi_heures.imports.releve.base import connaissances_de_la_base
from suivi_heures.imports.releve.champs import IGNOREE
from suivi_heures.imports.releve.comprendre import SANS_COLONNE, SANS_PERSONNE
from suivi_heures.imports.releve.connaissances import CorrespondanceConnue, Depot
from suivi_heures.imports.releve.noter import comparer, lire_du_corpus, lire_octets
from suivi_heures.imports.releve.resultat import Reconnue
from tests.suivi_heures.imports.releve import test_mises_en_page as autres
from tests.suivi_heures.imports.releve.mises_en_page.cas import MISES_EN_PAGE

CORPUS = Path(__file__).parents[3] / "donnees" / "releves"
ATTENDUS = sorted((CORPUS / "attendus").glob("*.attendu.json"))
CONNU = connaissances_de_la_base(json.loads((CORPUS / "base.json").read_text("utf-8")))
RECU_LE = datetime.date(2026, 5, 4)


def retenir(lu, dit="comme en septembre"):
    """What would be remembered of a reading, every column said."""
    mises = lu.lecture.mises_en_page if lu.lecture else ()
    return tuple(CorrespondanceConnue(m.empreinte, {c.cle: c.champ or IGNOREE for c in m.colonnes}, dit) for m in mises)


def lire(texte, correspondances=(), **suite):
    connu = replace(CONNU, correspondances=tuple(correspondances), **suite)
    return lire_octets(texte.encode(), Depot("Heures avril 2026.csv", RECU_LE, "ENT-01"), connu)


def heures(lu):
    return {(ligne.nom, str(ligne.nature)): ligne.heures for ligne in lu.lignes}


@pytest.mark.parametrize("chemin", ATTENDUS, ids=lambda chemin: chemin.name[:3])
def test_redire_ce_qui_etait_lu_ne_change_rien_a_un_releve_du_corpus(chemin):
    attendu = json.loads(chemin.read_text("utf-8"))
    lire_avec = lambda connu: lire_du_corpus(CORPUS / "fichiers", attendu["fichier"], attendu["contexte"], connu)  # noqa: E731
    relu = lire_avec(replace(CONNU, correspondances=retenir(lire_avec(CONNU))))
    assert comparer(relu.en_json(), attendu) == []


@pytest.mark.parametrize("composer", MISES_EN_PAGE, ids=lambda composer: composer.__name__)
def test_redire_ce_qui_etait_lu_ne_change_rien_a_une_autre_mise_en_page(composer, monkeypatch):
    cas = composer()
    correspondances = retenir(autres.lire(cas))
    monkeypatch.setattr(autres, "CONNU", replace(autres.CONNU, correspondances=correspondances))
    assert comparer(autres.lire(cas).en_json(), autres.attendu(cas)) == []


def test_une_seule_personne_connue_suffit_a_trouver_la_colonne_des_noms():
    une = CONNU.personnes[0]
    lu = lire(f"Binôme;Mois;Qté\n{une.prenom} {une.nom.upper()};04/2026;112,5\n")
    assert [(ligne.heures, ligne.personne) for ligne in lu.lignes] == [(Decimal("112.5"), une.ref)]
    colonne = lu.lecture.mises_en_page[0].colonnes[0]
    assert (colonne.champ, colonne.a_verifier) == ("nom_prenom", True), "devinée : elle est montrée comme telle"


@pytest.mark.parametrize(
    ("texte", "phrase"),
    [
        ("Équipe;Mois;Affaire;Qté;Zone\nA12;04/2026;Façades;112,5;Nord\n", SANS_PERSONNE),
        ("Équipe;Affaire;Mesure\nA12;Façades;112,5\n", SANS_COLONNE),
    ],
)
def test_sans_personne_ni_heures_le_motif_dit_quoi_dire_et_les_colonnes_inconnues_sont_a_verifier(texte, phrase):
    lu = lire(texte)
    assert lu.lignes == ()
    assert [a.phrase for a in lu.anomalies if a.code == CodeAnomalie.AUCUNE_LIGNE] == [phrase]
    inconnues = [c for c in lu.lecture.mises_en_page[0].colonnes if c.reconnue == Reconnue.INCONNUE]
    assert inconnues
    assert all(c.a_verifier for c in inconnues)


def test_un_titre_d_heures_inconnu_n_efface_pas_le_mois_ecrit():
    lu = lire("Salarié;Période;Heures payées\nROUX Lina;nov-25;98\nDIALLO Awa;nov-25;90\n")
    assert {ligne.periode.du for ligne in lu.lignes} == {datetime.date(2025, 11, 1)}
    assert lu.periode.du == datetime.date(2025, 11, 1)
