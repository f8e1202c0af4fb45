"""The frozen figures, their JSON, what differs between two versions, and the words of the printed page."""

import json
from dataclasses import fields, is_dataclass, replace
from decimal import Decimal
from io import BytesIO

import pytest
from pypdf import PdfReader

from clauses_app.interface.formats import formater_date, formater_heures, formater_nombre, formater_pourcent
from suivi_heures.restitutions.bilan_trimestriel import BilanTrimestriel
from suivi_heures.restitutions.comparer_bilans import comparer_bilans
from suivi_heures.restitutions.figer import FiguresIllisibles, depuis_json, empreinte, en_json
from suivi_heures.restitutions.produire_bilan import mettre_en_page
from tests.suivi_heures.restitutions.exemple import BILAN, COLLEGE, T9


def relire(bilan):
    return depuis_json(BilanTrimestriel, json.loads(json.dumps(en_json(bilan))))


def test_les_chiffres_figes_se_relisent_a_l_identique():
    assert relire(BILAN) == BILAN


def test_aucun_flottant_dans_les_chiffres():
    def visiter(valeur):
        assert not isinstance(valeur, float)
        if is_dataclass(valeur):
            valeur = [getattr(valeur, champ.name) for champ in fields(valeur)]
        if isinstance(valeur, (tuple, list)):
            for un in valeur:
                visiter(un)

    visiter(BILAN)


@pytest.mark.parametrize("abime", [
    lambda d: d.pop("synthese"), lambda d: d.update(revision="deux"), lambda d: d.update(arrete_au="hier"),
    lambda d: d["synthese"].update(nombre_lots=1.5), lambda d: d.update(inconnu=1),
])  # fmt: skip
def test_des_chiffres_abimes_sont_refuses(abime):
    donnees = en_json(BILAN)
    abime(donnees)
    with pytest.raises(FiguresIllisibles):
        depuis_json(BilanTrimestriel, donnees)


def test_l_empreinte_ne_depend_ni_du_jour_ni_de_la_revision():
    autre = replace(BILAN, etabli_a=BILAN.etabli_a.replace(day=20), revision=3, remplace="ab" * 32)
    assert empreinte(autre.chiffres()) == empreinte(BILAN.chiffres())
    change = replace(BILAN, marches=BILAN.marches[:2])
    assert empreinte(change.chiffres()) != empreinte(BILAN.chiffres())


def test_deux_versions_egales_n_ont_aucun_changement():
    assert comparer_bilans(BILAN, relire(BILAN)) == ()


def test_un_changement_dit_l_objet_la_mesure_l_avant_et_l_apres():
    corrige = replace(T9, avancement=replace(T9.avancement, realise=Decimal("92200.5")))
    (changement,) = comparer_bilans(BILAN, replace(BILAN, marches=(corrige, *BILAN.marches[1:])))
    assert (changement.objet, changement.mesure) == ("Marché 2024-T9-INF", "Heures réalisées")
    assert (changement.avant, changement.apres) == (
        formater_heures(T9.avancement.realise), formater_heures(Decimal("92200.5")),
    )  # fmt: skip


def test_un_marche_qui_disparait_se_voit():
    changements = comparer_bilans(BILAN, replace(BILAN, marches=BILAN.marches[:2]))
    assert {(un.objet, un.apres) for un in changements} == {(f"Marché {COLLEGE.reference}", "absent")}


def test_un_simple_texte_change_aussi_la_version():
    (changement,) = comparer_bilans(BILAN, replace(BILAN, marches=(replace(T9, faits=()), *BILAN.marches[1:])))
    assert changement.mesure == "Textes et détails"


@pytest.fixture(scope="module")
def pages():
    octets = mettre_en_page(BILAN)
    return ["\n".join(page.extract_text().split()) for page in PdfReader(BytesIO(octets)).pages]


def colle(texte):
    return "".join(texte.split())


def test_la_page_porte_les_chiffres_de_la_valeur_figee(pages):
    tout = colle("".join(pages))
    avancements = [BILAN.synthese.avancement, *(fiche.avancement for fiche in BILAN.marches)]
    avancements += [lot.avancement for fiche in BILAN.marches for lot in fiche.lots]
    for un in avancements:
        couverture = f"{un.couverture.recues}/{un.couverture.attendues}"
        for attendu in (
            formater_nombre(un.realise), formater_nombre(un.objectif), formater_nombre(un.au_trimestre),
            formater_pourcent(un.pourcent), couverture,
        ):  # fmt: skip
            assert colle(attendu) in tout, attendu
    for exclusion in BILAN.methode.motifs:
        assert colle(f"{exclusion.libelle}{formater_nombre(exclusion.heures)}") in tout


def test_chaque_marche_tient_sur_sa_page(pages):
    for fiche in BILAN.marches:
        siennes = [page for page in pages[5:] if colle(f"Marché {fiche.reference}") in colle(page)]
        assert len(siennes) == 1
        for engagement in fiche.engagements:
            assert colle(formater_date(engagement.date)) in colle(siennes[0])


def test_un_petit_effectif_n_est_imprime_nulle_part(pages):
    publics = colle(pages[4])
    assert colle("Handicap non publié – – Autres publics moins de 5 – – Total") in publics


def test_chaque_pied_de_page_porte_l_arrete_et_l_empreinte(pages):
    signature = empreinte(BILAN.chiffres())
    for page in pages[1:]:
        assert colle("Comptes arrêtés au 30/09/2026") in colle(page)
        assert signature[:16] in colle(page)
    assert signature in colle(pages[-1])


def test_un_taux_ne_va_jamais_sans_sa_couverture(pages):
    fiche = colle(pages[5])
    assert colle("taux 70,4 % 13 décl. sur 15") in fiche
    assert colle("70,4 % décl. 13/15") in colle(pages[3])
    assert colle(f"{formater_heures(T9.avancement.realise)}") in fiche
