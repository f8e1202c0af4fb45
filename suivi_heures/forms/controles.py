"""What is typed about controls: how severe each is, and why hours are kept in spite of one."""

from __future__ import annotations

from typing import Any

from django import forms

from beneficiaires.forms import SansNir
from clauses_app.audit.partage import Partage
from clauses_app.interface.formulaires import HORS_LISTE, OBLIGATOIRE, FormulaireAncrage
from suivi_heures.queries.controles import REGLABLES


class FormulaireAvertissement(SansNir, FormulaireAncrage):
    motif = forms.CharField(
        label="Pourquoi ces heures sont justes",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Ce motif reste au journal, avec votre nom.",
        error_messages={
            "required": "Dites pourquoi ces heures sont justes\u00a0: votre guichet le demande.",
            "max_length": "Cinq cents signes au plus.",
        },
    )


class FormulaireControles(Partage, FormulaireAncrage):
    """A list for each control, in the order in which they are declared."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for controle in REGLABLES:
            self.fields[controle.code.value] = forms.ChoiceField(
                label=controle.code.label,
                help_text=controle.phrase,
                choices=[(severite.value, severite.label) for severite in controle.permises],
                error_messages={"required": OBLIGATOIRE, "invalid_choice": HORS_LISTE},
            )
