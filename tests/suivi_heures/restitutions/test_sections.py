"""A long report rendered in sections reads as one piece, is the same whoever renders it, survives what stops it."""

import datetime
import re
import threading
from dataclasses import replace
from io import BytesIO

import pikepdf
import pytest
import time_machine
from django.db import connection
from pypdf import PdfReader

from clauses_app.tenancy.contexte import within_guichet
from suivi_heures.enums import StatutBilan
from suivi_heures.models import Bilan, FichierBilan, SectionBilan
from suivi_heures.queries.trimestres import Trimestre
from suivi_heures.restitutions import conduire_bilan, sections
from suivi_heures.restitutions.bilan_trimestriel import BilanTrimestriel
from suivi_heures.restitutions.conduire_bilan import produire_bilan, produire_en_entier, produire_section
from suivi_heures.restitutions.figer import depuis_json
from suivi_heures.restitutions.joindre_donnees import joindre_donnees
from suivi_heures.restitutions.produire_bilan import mettre_d_un_bloc, mettre_en_page
from suivi_heures.restitutions.sections import Section, decouper, rendre_en_sections, rendre_section
from suivi_heures.restitutions.verification_rapport import adresse_de_verification
from suivi_heures.services.arreter_bilan import ArretTardif, arreter_bilan
from suivi_heures.services.demander_bilan import demander_bilan
from suivi_heures.services.oublier_sections import oublier_sections
from suivi_heures.services.prendre_section import prendre_section
from suivi_heures.services.recalculer_realisation import recalculer_realisation
from suivi_heures.services.relancer_bilans import relancer_bilans
from tests.clauses_app.norme_pdf import fautes
from tests.clauses_app.structure_pdf import lire_structure
from tests.suivi_heures.restitutions.exemple import BILAN
from tests.suivi_heures.restitutions.scenario import creer_scenario, travailler

ADRESSE = "https://ancrage.example/rapports/verifier/3-0123456789abcdef0123456789abcdef/"
NOVEMBRE = datetime.datetime(2026, 11, 9, 13, 5, tzinfo=datetime.UTC)
T3 = Trimestre(2026, 3)
HOSTILE = "Lot (a) 12 0 R \\) /StructParents 3 >> endobj <b> é"
LONG = replace(
    BILAN,
    marches=(
        *(
            replace(
                BILAN.marches[rang % 3], reference=f"M-{rang}", objet=f"{BILAN.marches[rang % 3].objet} (n° {rang})"
            )
            for rang in range(4)
        ),
        replace(BILAN.marches[1], reference="M-4", objet=HOSTILE),
    ),
    retards_transmission=BILAN.retards_transmission * 20,
    corrections=BILAN.corrections * 40,
    methode=replace(BILAN.methode, regles=BILAN.methode.regles * 30),
)


@pytest.fixture(scope="module")
def deux():
    """The same report, in one piece and in sections: two contracts each, tables by slices of a few rows."""
    with pytest.MonkeyPatch.context() as mp:
        mp.setattr(sections, "PAR_SECTION", 2)
        mp.setattr(sections, "PAR_TRANCHE", 12)
        pieces = joindre_donnees(LONG)
        assemble = rendre_en_sections(LONG, verification=ADRESSE, pieces=pieces)
        return mettre_d_un_bloc(LONG, verification=ADRESSE), assemble, pieces


def test_le_fichier_assemble_suit_les_deux_normes(deux):
    assert fautes(deux[1]) == []


def test_un_autre_lecteur_n_y_trouve_rien_a_reparer(deux):
    with pikepdf.open(BytesIO(deux[1])) as pdf:
        assert pdf.check_pdf_syntax() == []


def test_la_structure_est_celle_d_un_seul_bloc(deux):
    """Roles, texts, drawings' texts and pages, in reading order."""
    assert lire_structure(deux[1]) == lire_structure(deux[0])


def test_les_pages_disent_la_meme_chose(deux):
    """Margins and page numbers included, which the structure does not read; where spaces fall is the reader's guess.
    The running title is not compared: where a section begins under the end of a sliced table, the file assembled keeps
    the title of the table."""
    d_un_bloc, assemble = ([_lettres(page) for page in PdfReader(BytesIO(octets)).pages] for octets in deux[:2])
    assert [sorted(page) for page in assemble] == [sorted(page) for page in d_un_bloc]
    for numero, page in enumerate(assemble[1:], 2):
        assert f"Page{numero}sur{len(assemble)}" in page


def test_chaque_page_d_une_longue_table_porte_son_titre_en_marge(deux):
    """Late declarations, corrections, rules: a page that begins in the middle of one says which."""
    pages = ["".join(page.extract_text().split()) for page in PdfReader(BytesIO(deux[1])).pages]
    for titre, entetes in (
        ("Déclarationsenretard", "MarchéEntrepriseMoisÉchéanceSituation"),
        ("Correctionsdetrimestresantérieurs", "MarchéLotMoisAjoutéesRetiréesLignes"),
        ("Notedeméthode", "RègleDepuisleMarchésCequ’elledit"),
    ):
        siennes = [page for page in pages if entetes in page]
        assert len(siennes) > 2, titre
        assert [page for page in siennes if titre not in page] == []


def test_signets_ancres_et_liens_menent_aux_memes_pages(deux):
    assert _reperes(deux[1]) == _reperes(deux[0])


def test_un_texte_qui_imite_le_format_est_dit_tel_quel(deux):
    assert HOSTILE in [titre for _, titre, _ in _reperes(deux[1])[0]]


def test_les_memes_donnees_sont_jointes(deux):
    d_un_bloc, assemble = (PdfReader(BytesIO(octets)).attachments for octets in deux[:2])
    assert dict(assemble) == dict(d_un_bloc)


def test_chaque_police_n_est_gardee_qu_une_fois(deux):
    with pikepdf.open(BytesIO(deux[1])) as pdf:
        fichiers = [
            bytes(un["/FontFile2"].read_raw_bytes())
            for un in pdf.objects
            if isinstance(un, pikepdf.Dictionary) and un.get("/Type") == "/FontDescriptor"
        ]
        flux = {
            un["/FontFile2"].objgen for un in pdf.objects if isinstance(un, pikepdf.Dictionary) and "/FontFile2" in un
        }
    assert len(fichiers) > len(flux)
    assert len(set(fichiers)) == len(flux)


def test_l_ordre_ou_les_sections_sont_rendues_ne_change_pas_un_octet(deux, monkeypatch):
    monkeypatch.setattr(sections, "PAR_SECTION", 2)
    monkeypatch.setattr(sections, "PAR_TRANCHE", 12)
    ouverture, *suite = (Section.depuis_json(un.en_json()) for un in decouper(LONG, verification=ADRESSE))
    rendues = {rang: (un.genre, rendre_section(un, rang=rang)) for rang, un in reversed([*enumerate(suite, 1)])}
    sortie = BytesIO()
    sections.assembler_sections(
        ouverture, lambda: (rendues[rang] for rang in sorted(rendues)), sortie, pieces=joindre_donnees(LONG)
    )
    assert sortie.getvalue() == deux[1]


def _lettres(page):
    entier = "".join(page.extract_text().split())
    return re.sub(r"(Clausessocialesd’insertion,T32026).*?(Comptesarrêtésau)", r"\1\2", entier)


def _reperes(octets):
    lecteur = PdfReader(BytesIO(octets))
    liens = [
        (numero, str(un["/Dest"]), str(un["/Contents"]), [round(float(x), 3) for x in un["/Rect"]])
        for numero, page in enumerate(lecteur.pages)
        for un in (annotation.get_object() for annotation in page.get("/Annots", []))
    ]
    ancres = {nom: lecteur.get_destination_page_number(un) for nom, un in lecteur.named_destinations.items()}
    return list(_signets(lecteur, lecteur.outline)), ancres, liens


def _signets(lecteur, signets, niveau=1):
    for un in signets:
        if isinstance(un, list):
            yield from _signets(lecteur, un, niveau + 1)
        else:
            yield niveau, un.title, lecteur.get_destination_page_number(un)


@pytest.fixture
def en_sections(monkeypatch):
    """Every report is long; its pages are not drawn, each section leaves its mark instead."""
    monkeypatch.setattr(sections, "D_UN_BLOC", 0)
    monkeypatch.setattr(sections, "PAR_SECTION", 1)
    rendues = []

    def rendre(section, *, rang):
        rendues.append(rang)
        return b"section %d" % rang

    def assembler(ouverture, lire, sortie, *, pieces):
        rendues.append(0)
        sortie.write(b"%PDF-1.7 " + b", ".join(octets for _, octets in lire()))

    monkeypatch.setattr(conduire_bilan, "rendre_section", rendre)
    monkeypatch.setattr(conduire_bilan, "assembler_sections", assembler)
    return rendues


@pytest.fixture
def scenario(guichet):
    with time_machine.travel(NOVEMBRE, tick=False), within_guichet(guichet.pk):
        scenario = creer_scenario()
        travailler(scenario.contrats[0], 8, "12.50")
        recalculer_realisation(lots=None)
    return scenario


@pytest.fixture
def demande(guichet, scenario):
    with time_machine.travel(NOVEMBRE, tick=False), within_guichet(guichet.pk):
        return demander_bilan(maitre_ouvrage=scenario.acheteur, trimestre=T3)


def relire(guichet, bilan):
    with within_guichet(guichet.pk):
        return Bilan.objects.get(pk=bilan.pk), SectionBilan.objects.filter(bilan=bilan).count()


@pytest.mark.django_db
def test_les_sections_d_un_rapport_donnent_le_fichier_de_ses_chiffres(guichet, demande, monkeypatch):
    """Produced by tasks, kept; rendered again from its frozen figures: the same bytes."""
    monkeypatch.setattr(sections, "D_UN_BLOC", 0)
    monkeypatch.setattr(sections, "PAR_SECTION", 1)
    produire_en_entier(guichet.pk, bilan_id=demande.pk)
    bilan, restantes = relire(guichet, demande)
    with within_guichet(guichet.pk):
        octets = bytes(FichierBilan.objects.get(bilan=bilan).contenu)
        adresse = adresse_de_verification(bilan)
    assert (bilan.statut, bilan.avancement, restantes) == (StatutBilan.PRET, 100, 0)
    assert fautes(octets) == []
    assert mettre_en_page(depuis_json(BilanTrimestriel, bilan.donnees), verification=adresse) == octets


@pytest.mark.django_db
def test_l_avancement_dit_combien_de_sections_sont_faites(guichet, demande, en_sections):
    total = produire_bilan(guichet.pk, bilan_id=demande.pk)
    produire_section(guichet.pk, bilan_id=demande.pk)
    produire_section(guichet.pk, bilan_id=demande.pk)
    bilan, _ = relire(guichet, demande)
    assert bilan.etape.replace("\xa0", " ") == f"Mise en page : 2 sections sur {total}"
    assert 15 < bilan.avancement < 95
    while not produire_section(guichet.pk, bilan_id=demande.pk):
        pass
    assert relire(guichet, demande)[0].etape == "Assemblage du fichier"


@pytest.mark.django_db
def test_une_section_n_est_rendue_qu_une_fois_quoi_qu_il_arrive(guichet, demande, en_sections, monkeypatch):
    """The demand is delivered twice, a worker dies in a section, the messages are lost and sent again."""
    total = produire_bilan(guichet.pk, bilan_id=demande.pk)
    assert produire_bilan(guichet.pk, bilan_id=demande.pk) == total
    produire_section(guichet.pk, bilan_id=demande.pk)
    rendre = conduire_bilan.rendre_section
    monkeypatch.setattr(conduire_bilan, "rendre_section", _mourir)
    with pytest.raises(Mort):
        produire_section(guichet.pk, bilan_id=demande.pk)
    monkeypatch.setattr(conduire_bilan, "rendre_section", rendre)
    assert produire_bilan(guichet.pk, bilan_id=demande.pk) == total - 1
    produire_en_entier(guichet.pk, bilan_id=demande.pk)
    produire_en_entier(guichet.pk, bilan_id=demande.pk)
    assert sorted(en_sections) == list(range(total))
    assert en_sections[-1] == 0
    bilan, restantes = relire(guichet, demande)
    assert (bilan.statut, restantes) == (StatutBilan.PRET, 0)
    with within_guichet(guichet.pk):
        assert FichierBilan.objects.count() == 1


class Mort(BaseException):
    """As a signal: nothing in the worker catches it."""


def _mourir(*_, **__):
    raise Mort


@pytest.mark.django_db
def test_les_chiffres_sont_ceux_du_decoupage_quoi_qu_il_arrive_ensuite(guichet, scenario, demande, en_sections):
    produire_bilan(guichet.pk, bilan_id=demande.pk)
    with time_machine.travel(NOVEMBRE, tick=False), within_guichet(guichet.pk):
        travailler(scenario.contrats[1], 8, "40.00")
        recalculer_realisation(lots=None)
    produire_en_entier(guichet.pk, bilan_id=demande.pk)
    bilan, _ = relire(guichet, demande)
    assert str(depuis_json(BilanTrimestriel, bilan.donnees).synthese.avancement.realise) == "12.50"


@pytest.mark.django_db
def test_une_production_arretee_ne_laisse_rien_et_se_redemande(guichet, scenario, demande, en_sections):
    produire_bilan(guichet.pk, bilan_id=demande.pk)
    produire_section(guichet.pk, bilan_id=demande.pk)
    with within_guichet(guichet.pk):
        arreter_bilan(bilan=demande, par=None)
        assert arreter_bilan(bilan=demande, par=None).statut == StatutBilan.ARRETE
    assert not produire_section(guichet.pk, bilan_id=demande.pk)
    assert produire_bilan(guichet.pk, bilan_id=demande.pk) == 0
    bilan, _ = relire(guichet, demande)
    assert (bilan.statut, len(en_sections), bilan.donnees) == (StatutBilan.ARRETE, 1, {})
    assert "redemander" in bilan.message
    with within_guichet(guichet.pk):
        oublier_sections()
        assert not SectionBilan.objects.exists()
        assert demander_bilan(maitre_ouvrage=scenario.acheteur, trimestre=T3).pk == demande.pk
    produire_en_entier(guichet.pk, bilan_id=demande.pk)
    bilan, _ = relire(guichet, demande)
    assert (bilan.statut, bilan.revision) == (StatutBilan.PRET, 0)
    with within_guichet(guichet.pk), pytest.raises(ArretTardif):
        arreter_bilan(bilan=bilan, par=None)


@pytest.mark.django_db
def test_arretee_pendant_une_section_la_section_ne_sert_a_rien(guichet, demande, en_sections, monkeypatch):
    produire_bilan(guichet.pk, bilan_id=demande.pk)
    rendre = conduire_bilan.rendre_section

    def arreter_au_milieu(section, *, rang):
        Bilan.objects.filter(pk=demande.pk).update(statut=StatutBilan.ARRETE)
        return rendre(section, rang=rang)

    monkeypatch.setattr(conduire_bilan, "rendre_section", arreter_au_milieu)
    assert not produire_section(guichet.pk, bilan_id=demande.pk)
    assert relire(guichet, demande)[0].statut == StatutBilan.ARRETE
    with within_guichet(guichet.pk):
        assert not FichierBilan.objects.exists()


@pytest.mark.django_db
def test_un_long_rapport_vit_tant_que_ses_sections_viennent(guichet, demande, en_sections):
    minute = datetime.timedelta(minutes=1)
    with time_machine.travel(NOVEMBRE, tick=False) as horloge:
        produire_bilan(guichet.pk, bilan_id=demande.pk)
        for _ in range(3):
            horloge.shift(40 * minute)
            produire_section(guichet.pk, bilan_id=demande.pk)
        with within_guichet(guichet.pk):
            assert relancer_bilans() == []
            horloge.shift(11 * minute)
            assert relancer_bilans() == [demande.pk]
            horloge.shift(60 * minute)
            assert relancer_bilans() == []
    assert relire(guichet, demande)[0].statut == StatutBilan.ECHEC


@pytest.mark.django_db(transaction=True)
def test_deux_ouvriers_ne_prennent_pas_la_meme_section(guichet, demande, en_sections):
    """And the first one of the file is not taken while another is still being rendered."""
    total = produire_bilan(guichet.pk, bilan_id=demande.pk)
    prises = []

    def autre():
        try:
            with within_guichet(guichet.pk):
                section = prendre_section(bilan_id=demande.pk)
                prises.append(section and section.rang)
        finally:
            connection.close()

    with within_guichet(guichet.pk):
        prises.append(prendre_section(bilan_id=demande.pk).rang)
        _a_cote(autre)
    assert prises == [1, 2]
    for _ in range(total - 2):
        produire_section(guichet.pk, bilan_id=demande.pk)
    with within_guichet(guichet.pk):
        assert prendre_section(bilan_id=demande.pk).rang == total - 1
        _a_cote(autre)
    assert prises[-1] is None


def _a_cote(action):
    fil = threading.Thread(target=action)
    fil.start()
    fil.join()
