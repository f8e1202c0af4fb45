"""Shape and French messages of what is typed about people, one file a subject."""

from beneficiaires.forms.commun import FormulaireMotif, SansNir

__all__ = ["FormulaireMotif", "SansNir"]
