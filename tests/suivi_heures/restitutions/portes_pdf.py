"""Every door that gives a PDF: one list. A template or a caller that is not here fails the build."""

from __future__ import annotations

import datetime
import functools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.test import Client
from django.urls import reverse

from beneficiaires.models import Convention, InscriptionAction, SeanceAction
from clauses_app.comptes.enums import Role
from clauses_app.comptes.models import Adhesion
from clauses_app.tenancy.contexte import within_connexion, within_guichet
from marches.models import Attribution, Marche
from suivi_heures.enums import StatutHeure
from suivi_heures.models import (
    Bilan,
    CompteRendu,
    Courrier,
    Dossier,
    PartPoste,
    ReleveHeures,
    Restitution,
)
from suivi_heures.queries.recus_depot import signer_recu
from suivi_heures.queries.trimestres import Trimestre
from suivi_heures.restitutions import produire_bilan, sections
from suivi_heures.restitutions.rassembler_bilan import rassembler_bilan_trimestriel
from tests.suivi_heures.restitutions.empoisonner import executer

PDF = "suivi_heures/pdf/"


@dataclass
class Lieu:
    """A loaded guichet, and somebody signed in for each role."""

    guichet: int
    connecter: Callable[[Adhesion], Client]

    def membre(self, role: Role) -> Adhesion:
        with within_connexion():
            return (
                Adhesion.objects.filter(guichet_id=self.guichet, role=role).select_related("guichet").order_by("pk")[0]
            )

    @functools.cached_property
    def responsable(self) -> Client:
        return self.connecter(self.membre(Role.ADMIN_GUICHET))

    def premier(self, requete: Callable[[], Any]) -> Any:
        with within_guichet(self.guichet):
            return next(iter(requete()))

    def lire(self, nom: str, *arguments: Any, client: Client | None = None) -> bytes:
        reponse = (client or self.responsable).get(reverse(nom, args=arguments))
        assert reponse["Content-Type"] == "application/pdf", (nom, reponse.status_code)
        return bytes(reponse.content)

    def envoyer(self, nom: str, *arguments: Any, **donnees: Any) -> None:
        reponse = self.responsable.post(reverse(nom, args=arguments), donnees)
        assert reponse.status_code == 302, (nom, reponse.content.decode()[-3000:])


def _feuille(lieu: Lieu) -> Iterator[bytes]:
    seance = lieu.premier(lambda: SeanceAction.objects.filter(annulee_a=None).order_by("-jour"))
    yield lieu.lire("beneficiaires:seance_feuille", seance.pk)


def _convocations(lieu: Lieu) -> Iterator[bytes]:
    inscription = lieu.premier(lambda: InscriptionAction.objects.filter(retiree_a=None).order_by("-action_id"))
    yield lieu.lire("suivi_heures:convocations_pdf", inscription.action_id)


def _convention(lieu: Lieu) -> Iterator[bytes]:
    yield lieu.lire("suivi_heures:convention_pdf", lieu.premier(lambda: Convention.objects.order_by("pk")).pk)


def _compte_rendu(lieu: Lieu) -> Iterator[bytes]:
    part = lieu.premier(lambda: PartPoste.objects.filter(retire_a=None).select_related("poste").order_by("pk"))
    du = part.poste.date_debut
    au = du + datetime.timedelta(days=27)
    lieu.envoyer("suivi_heures:compte_rendu_produire", part.pk, du=f"{du:%d/%m/%Y}", au=f"{au:%d/%m/%Y}")
    rendu = lieu.premier(lambda: CompteRendu.objects.filter(part=part).order_by("-pk"))
    yield lieu.lire("suivi_heures:compte_rendu_pdf", rendu.pk)


def _recu(lieu: Lieu) -> Iterator[bytes]:
    releve = lieu.premier(lambda: ReleveHeures.objects.order_by("-pk"))
    yield lieu.lire("suivi_heures:recu_pdf", signer_recu(releve, octets=1000), client=Client())


def _fiche(lieu: Lieu) -> Iterator[bytes]:
    dossier = lieu.premier(lambda: Dossier.objects.order_by("pk"))
    yield lieu.lire("suivi_heures:fiche_reunion_pdf", dossier.marche_id)
    adhesion = lieu.membre(Role.ACHETEUR)
    sien = lieu.premier(lambda: Marche.objects.filter(maitre_ouvrage_id=adhesion.maitre_ouvrage_id).order_by("pk"))
    yield lieu.lire("suivi_heures:fiche_acheteur_pdf", sien.pk, client=lieu.connecter(adhesion))


def _avancement(lieu: Lieu) -> Iterator[bytes]:
    yield lieu.lire("suivi_heures:etat_avancement_pdf", client=lieu.connecter(lieu.membre(Role.ENTREPRISE)))


def _lettres(lieu: Lieu) -> Iterator[bytes]:
    """A letter about a difficulty, a certificate."""
    dossiers = lieu.premier(lambda: [list(Dossier.objects.order_by("pk"))])
    for dossier in dossiers:
        adresse = reverse("suivi_heures:courrier_dossier", args=[dossier.pk, "demande"])
        page = lieu.responsable.get(adresse)
        if page.status_code == 200:
            lieu.responsable.post(adresse, page.context["form"].initial)
            break
    attribution = lieu.premier(lambda: Attribution.objects.order_by("pk"))
    with within_guichet(lieu.guichet):
        marche = Attribution.objects.select_related("lot").get(pk=attribution.pk).lot.marche_id
    executer("UPDATE marches_marche SET date_fin = date_debut + 30 WHERE id = %s", [marche])
    executer("UPDATE suivi_heures_heure SET statut = %s WHERE statut = %s", [StatutHeure.REFUSEE, StatutHeure.SOUMISE])
    lieu.envoyer("suivi_heures:attestations", marche, entreprise=attribution.entreprise_id)
    faites = lieu.premier(lambda: [list(Courrier.objects.order_by("-pk").values_list("identifiant", flat=True)[:2])])
    assert len(faites) == 2
    for identifiant in faites:
        yield lieu.lire("suivi_heures:courrier", identifiant)


def _sorties(lieu: Lieu) -> Iterator[bytes]:
    """Of a year: those that print the names of buyers, operations and funders."""
    for genre in ("ANNUEL", "FINANCEURS", "ANRU"):
        executer("DELETE FROM suivi_heures_restitution")
        code = lieu.responsable.get(reverse("suivi_heures:sorties")).context["clos"][0].code
        lieu.envoyer("suivi_heures:sortie_produire", genre=genre, trimestre=code)
        produite = lieu.premier(lambda: Restitution.objects.order_by("-pk"))
        yield lieu.lire("suivi_heures:sortie_fichier", produite.identifiant, "pdf")


def _rapport(lieu: Lieu) -> Iterator[bytes]:
    """In one piece, then in sections: the figures that the door keeps, laid out as the worker does."""
    with within_guichet(lieu.guichet):
        bilan = Bilan.objects.select_related("maitre_ouvrage").order_by("pk").first()
        figures = rassembler_bilan_trimestriel(
            maitre_ouvrage=bilan.maitre_ouvrage, trimestre=Trimestre(bilan.annee, bilan.trimestre)
        )
    yield produire_bilan.mettre_d_un_bloc(figures, verification="https://ancrage.example/verifier/1")
    yield sections.rendre_en_sections(figures, verification="https://ancrage.example/verifier/1", pieces=())


# templates of whole documents → who gives them
PORTES: dict[tuple[str, ...], Callable[[Lieu], Iterator[bytes]]] = {
    ("beneficiaires/pdf/emargement.html",): _feuille,
    (f"{PDF}convocations.html",): _convocations,
    (f"{PDF}convention.html",): _convention,
    (f"{PDF}compte_rendu.html",): _compte_rendu,
    (f"{PDF}recu_depot.html",): _recu,
    (f"{PDF}fiche_reunion.html",): _fiche,
    (f"{PDF}etat_avancement.html",): _avancement,
    (f"{PDF}courrier.html",): _lettres,
    (f"{PDF}sortie.html",): _sorties,
    (f"{PDF}bilan_trimestriel/rapport.html", f"{PDF}bilan_trimestriel/section.html"): _rapport,
}
# modules that ask for a document
APPELANTS = frozenset({
    "beneficiaires/views/seances.py", "suivi_heures/restitutions/courriers.py",
    "suivi_heures/restitutions/produire_bilan.py", "suivi_heures/restitutions/recu_depot.py",
    "suivi_heures/restitutions/sections.py", "suivi_heures/views/actions.py", "suivi_heures/views/conventions.py",
    "suivi_heures/views/documents_marche.py", "suivi_heures/views/parts_poste.py", "suivi_heures/views/sorties.py",
})  # fmt: skip
