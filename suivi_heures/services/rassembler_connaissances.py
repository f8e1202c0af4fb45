"""What the guichet knows, for the reading of a timesheet: five queries, whatever its size."""

from __future__ import annotations

from beneficiaires.models import Beneficiaire, ContratTravail
from clauses_app.interface.formats import formater_date
from clauses_app.tenancy.contexte import exiger_guichet
from marches.models import Entreprise, Lot
from suivi_heures.imports.releve.connaissances import (
    Connaissances,
    ContratConnu,
    EmployeurConnu,
    LotConnu,
    NomConnu,
    PersonneConnue,
    Reglages,
)
from suivi_heures.models import NomRetenu


def rassembler_connaissances(*, reglages: Reglages | None = None) -> Connaissances:
    """Of the current guichet only; references are those of the record, the same in a file of reprise."""
    return Connaissances(
        personnes=tuple(
            PersonneConnue(ref, nom, prenom, naissance, tuple(autres or ()))
            for ref, nom, prenom, naissance, autres in Beneficiaire.objects.order_by("ref").values_list(
                "ref", "nom", "prenom", "date_naissance", "autres_noms"
            )
        ),
        contrats=tuple(
            ContratConnu._make(valeurs)
            for valeurs in ContratTravail.objects.order_by("ref").values_list(
                "ref",
                "beneficiaire__ref",
                "employeur__ref",
                "lot__ref",
                "date_debut",
                "date_fin",
                "pk",
                "titulaire__ref",
            )
        ),
        employeurs=tuple(
            EmployeurConnu(ref, nom, siret, tuple(autres or ()))
            for ref, nom, siret, autres in Entreprise.objects.order_by("ref").values_list(
                "ref", "nom", "siret", "autres_noms"
            )
        ),
        lots=tuple(
            LotConnu(ref, tuple(reperes or ()))
            for ref, reperes in Lot.objects.order_by("ref").values_list("ref", "reperes")
        ),
        noms=tuple(
            NomConnu(employeur, cle, naissance, fusion or ref, f"le {formater_date(quand)} par {qui}")
            for employeur, cle, naissance, fusion, ref, quand, qui in NomRetenu.objects.filter(oublie_a=None)
            .order_by("pk")
            .values_list(
                "entreprise__ref",
                "cle",
                "naissance",
                "beneficiaire__fusionne_dans__ref",
                "beneficiaire__ref",
                "retenu_a",
                "retenu_par",
            )
        ),
        reglages=reglages or Reglages(),
        guichet_id=exiger_guichet(),
        titulaires_declarent=True,
    )
