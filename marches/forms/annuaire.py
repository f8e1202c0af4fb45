"""The directory of structures: its file, an agreement."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from clauses_app.audit.sans_nir import SansNir
from clauses_app.interface.formulaires import ChampDate, FormulaireAncrage, FormulaireModele
from marches.models import Agrement

OCTETS_MAX = 10 * 1024 * 1024


class FormulaireAnnuaire(SansNir, FormulaireAncrage):
    fichier = forms.FileField(
        label="Fichier des structures",
        help_text="CSV ou Excel, une ligne par structure\u00a0: nom, type, SIRET, code postal, commune, coordonnées,"
        " numéro et dates de convention quand vous les avez.",
        error_messages={
            "required": "Choisissez le fichier à charger.",
            "empty": "Ce fichier est vide\u00a0: choisissez-en un autre.",
        },
    )
    source = forms.CharField(
        label="D’où il vient",
        max_length=150,
        help_text="Qui le publie et quand\u00a0: c’est dit à côté de chaque fiche.",
    )

    def clean_fichier(self) -> Any:
        fichier = self.cleaned_data["fichier"]
        if fichier.size > OCTETS_MAX:
            raise ValidationError("Ce fichier dépasse 10\u00a0Mo\u00a0: chargez-le par département.")
        return fichier


class FormulaireAgrement(SansNir, FormulaireModele):
    references = frozenset({"numero"})
    debut = ChampDate(label="Du")
    fin = ChampDate(label="Au", required=False)

    class Meta:
        model = Agrement
        fields = ("numero", "debut", "fin", "source")
        help_texts = {"source": "Annexe financière, attestation reçue le…", "numero": "De l’annexe, s’il est connu."}

    def clean(self) -> dict[str, Any]:
        donnees: dict[str, Any] = super().clean() or {}
        debut, fin = donnees.get("debut"), donnees.get("fin")
        if debut and fin and fin < debut:
            self.add_error("fin", "La fin est avant le début\u00a0: vérifiez les deux dates.")
        return donnees
