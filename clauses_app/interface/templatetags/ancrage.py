"""Filters and tags of the house; loaded everywhere (settings, `builtins`)."""

from functools import lru_cache
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BoundField
from django.forms.forms import BaseForm
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from clauses_app.interface import formats
from clauses_app.interface.etats import dessiner_etat
from clauses_app.interface.icones import dessiner_icone
from clauses_app.interface.listes import EQUIPE, EXPORTER, PAR_ADRESSE
from clauses_app.interface.navigation import Lien
from clauses_app.interface.resume import decrire_champ, resumer_erreurs

register = template.Library()

register.filter("heures", formats.formater_heures)
register.filter("nombre", formats.formater_nombre)
register.filter("pourcent", formats.formater_pourcent)
register.filter("euros", formats.formater_euros)
register.filter("octets", formats.formater_octets)
register.filter("date_fr", formats.formater_date)
register.filter("date_courte", formats.formater_date_courte)
register.filter("date_longue", formats.formater_date_longue)
register.filter("date_heure", formats.formater_date_heure)
register.filter("heure_fr", formats.formater_heure)
register.filter("mois", formats.formater_mois)
register.filter("mois_court", formats.formater_mois_court)
register.filter("de_mois", formats.formater_de_mois)
register.filter("de_nom", formats.formater_de)
register.filter("trimestre", formats.formater_trimestre)
register.filter("typo", formats.soigner_typographie)
register.filter("initiales", formats.initiales)


@register.filter
def accorde(nombre: Any, mots: str) -> str:
    """{{ 3|accorde:"relevé" }} « 3 relevés » ; {{ n|accorde:"marché suivi,marchés suivis" }}"""
    singulier, _, pluriel = mots.partition(",")
    return formats.accorder(nombre, singulier, pluriel or None)


@register.simple_tag
def icone(nom: str, classes: str = "") -> SafeString:
    """{% icone "inbox" %} {% icone "check-lg" "ic-lg" %}"""
    return dessiner_icone(nom, classes)


@register.simple_tag
def etat(code: str, libelle: str = "", plat: bool = False) -> SafeString:
    """{% etat "en_retard" %} {% etat marche.etat plat=True %} {% etat "a_surveiller" "Encore 14 jours" %}"""
    return dessiner_etat(str(code), str(libelle), plat)


@lru_cache(maxsize=512)
def _figer(gabarit: str, valeurs: tuple[tuple[str, Any], ...]) -> SafeString:
    return render_to_string(gabarit, dict(valeurs))


@register.simple_tag
def fige(gabarit: str, **valeurs: Any) -> SafeString:
    """{% fige "composants/tete.html" %} a fragment that depends on nothing else: written once in the process"""
    return _figer(gabarit, tuple(valeurs.items()))


@register.simple_tag
def menu(liens: tuple[Lien, ...]) -> SafeString:
    """{% menu interface.menu %} the same entries, the same current one, the same counts: the same text"""
    return _figer("composants/menu.html", (("liens", liens),))


@register.inclusion_tag("composants/champ.html")
def champ(field: BoundField, classes: str = "") -> dict[str, Any]:
    """{% champ form.siret %} label, help, widget and error; {% champ form.siret "col-md-6" %}"""
    return decrire_champ(field, classes)


@register.inclusion_tag("composants/resume_erreurs.html")
def resume_erreurs(form: BaseForm) -> dict[str, Any]:
    """{% resume_erreurs form %} nothing without error; receives the focus otherwise."""
    return resumer_erreurs(form)


@register.simple_tag(takes_context=True)
def page_adresse(context: template.Context, numero: int) -> str:
    """Address of another page of the same list, filters kept."""
    parametres = context["request"].GET.copy()
    parametres["page"] = str(numero)
    return f"?{parametres.urlencode()}"


@register.simple_tag
def pages_proches(page: Page[Any]) -> list[int]:
    """First, last, and two on each side; 0 stands for a gap."""
    total = page.paginator.num_pages
    retenues = sorted(n for n in {1, total, *range(page.number - 2, page.number + 3)} if 1 <= n <= total)
    numeros: list[int] = []
    for numero in retenues:
        if numeros and numero - numeros[-1] > 1:
            numeros.append(0)
        numeros.append(numero)
    return numeros


@register.inclusion_tag("composants/exporter_la_liste.html", takes_context=True)
def exporter_la_liste(context: template.Context) -> dict[str, Any]:
    """Links to the file of the list on this screen, with its filters; nothing elsewhere, nor for outsiders."""
    request = context.get("request")
    trouvee = getattr(request, "resolver_match", None)
    role = str(getattr(getattr(request, "adhesion", None), "role", ""))
    if request is None or trouvee is None or role not in EQUIPE:
        return {"code": ""}
    filtres = request.GET.copy()
    filtres.pop("page", None)
    requete = f"?{filtres.urlencode()}" if filtres else ""
    return {"code": PAR_ADRESSE.get(trouvee.view_name, ""), "adresse": EXPORTER, "requete": requete}
