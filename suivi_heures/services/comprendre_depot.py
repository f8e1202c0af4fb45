"""Understand the bytes of a deposit, with all that is known today: people, names, columns of this sender."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from clauses_app.comptes.models import Guichet
from clauses_app.imports.tableur import Classeur, lire_tableur
from clauses_app.imports.tableur_refus import FichierIllisible
from clauses_app.tenancy.contexte import exiger_guichet
from marches.models import Entreprise
from suivi_heures.imports.releve.comprendre import comprendre_releve
from suivi_heures.imports.releve.connaissances import CorrespondanceConnue, Depot, Reglages
from suivi_heures.imports.releve.ouvrir_feuilles import mises_en_page, ouvrir_feuilles
from suivi_heures.imports.releve.resultat import ReleveCompris
from suivi_heures.models import ReleveHeures
from suivi_heures.services.rassembler_connaissances import rassembler_connaissances
from suivi_heures.services.rassembler_correspondances import ICI, rassembler_correspondances


def comprendre_depot(
    *,
    contenu: bytes,
    depot: Depot,
    entreprise: Entreprise | None,
    releve: ReleveHeures | None = None,
    essai: Mapping[str, Mapping[str, str]] | None = None,
) -> ReleveCompris:
    """Nothing is written. `entreprise`: the sender, whose layouts are remembered; the one the file names, when nobody
    says who deposits. `essai`: columns that somebody is choosing, to see what they would change."""
    try:
        classeur = lire_tableur(contenu, depot.nom_fichier)
    except FichierIllisible as refus:
        return ReleveCompris(False, str(refus.code), refus.phrase, employeur=depot.deposant)
    lu = _comprendre(classeur, depot, entreprise, releve, essai)
    return replace(lu, porte_un_nir=classeur.porte_un_nir)


def _comprendre(
    classeur: Classeur,
    depot: Depot,
    entreprise: Entreprise | None,
    releve: ReleveHeures | None,
    essai: Mapping[str, Mapping[str, str]] | None,
) -> ReleveCompris:
    guichet = Guichet.objects.get(pk=exiger_guichet())
    connaissances = rassembler_connaissances(reglages=Reglages(heures_max_mois=guichet.heures_max_mois))
    feuilles = ouvrir_feuilles(classeur)
    if entreprise is None:
        sans_memoire = comprendre_releve(classeur, depot, connaissances, feuilles)
        entreprise = Entreprise.objects.filter(ref=sans_memoire.employeur).first() if sans_memoire.employeur else None
        if entreprise is None:
            return sans_memoire
    connues, vues = rassembler_correspondances(entreprise=entreprise, mises=mises_en_page(feuilles), releve=releve)
    essayees = tuple(CorrespondanceConnue(cle, champs, ICI, approche=False) for cle, champs in (essai or {}).items())
    connaissances = replace(connaissances, correspondances=(*essayees, *connues), deja_vues=vues)
    return comprendre_releve(classeur, depot, connaissances, feuilles)
