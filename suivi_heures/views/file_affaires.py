"""The queue as people read it: filters of the address, pages, what was decided about each affair."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import conditional_escape, format_html_join
from django.utils.safestring import SafeString

from clauses_app.comptes.enums import INTERNES
from clauses_app.comptes.models import Adhesion
from clauses_app.comptes.permissions import Permission, autorise
from clauses_app.interface.formats import accorder, formater_date, soigner_typographie
from clauses_app.interface.lectures import lire_cle
from clauses_app.interface.navigation import adresser
from clauses_app.tenancy.tri import par_nom
from suivi_heures.enums import GenreSuite
from suivi_heures.forms import FormulaireConfier, FormulaireFaite, FormulaireMotifCourt, FormulaireSommeil
from suivi_heures.models import AffaireGardee, SuiteAffaire
from suivi_heures.models.file_affaires import ORDRE_FILE
from suivi_heures.queries.affaires import TYPES, Affaire
from suivi_heures.queries.affaires.commun import deplier, dire_lundi, prochain_lundi
from suivi_heures.queries.file_decidee import TOUS, FileDecidee, est_dans, responsable
from suivi_heures.queries.suites_affaires import RIEN, EtatAffaire, etats_des_affaires
from suivi_heures.services.tenir_file import FileLue, tenir_file

PAR_PAGE = 25
FILTRES = ("type", "qui", "etat", "page")
ETATS = {"": "À traiter", "sommeil": "En sommeil", "faites": "Faites"}
type Suivie = tuple[Affaire, EtatAffaire]


def collegues(request: HttpRequest) -> Any:
    """The staff of the guichet."""
    equipe = Adhesion.objects.visibles_par(request.adhesion)  # type: ignore[attr-defined]
    return equipe.actives().filter(role__in=INTERNES).order_by(*par_nom("nom_affiche"))


def garder_filtres(donnees: QueryDict) -> str:
    """The filters of the queue, as they return in the address."""
    return urlencode({nom: donnees[nom] for nom in FILTRES if donnees.get(nom)})


def contexte_file(request: HttpRequest, lue: FileLue, filtres: QueryDict) -> dict[str, Any]:
    """The queue filtered by its address; four queries, the affairs of the page and those people decided about."""
    au = timezone.localdate()
    equipe = {membre.pk: membre.nom_affiche for membre in collegues(request)}
    qui, moi = filtres.get("qui", ""), request.adhesion.pk  # type: ignore[attr-defined]
    etat = filtres.get("etat", "") if filtres.get("etat", "") in ETATS else ""
    choisi = filtres.get("type", "")
    file = FileDecidee(lue.chiffres, au=au)
    visee = lire_charge(qui, moi) if qui else TOUS
    par_type = file.par_type(etat, visee)
    rangs = Paginator(file.choisir(etat, visee, choisi), PAR_PAGE)
    rangs.count = par_type[choisi] if choisi else sum(par_type.values())  # type: ignore[misc]  known already
    page = rangs.get_page(filtres.get("page"))
    suivies = [(deplier(un.donnees), file.etats.get(un.identite, RIEN)) for un in page.object_list]
    lignes = [_decrire(a, e, au, equipe, moi) for a, e in suivies]
    fin_de_semaine = prochain_lundi(au)
    urgentes = [x for x in lignes if not etat and x["echeance"] and x["echeance"] < fin_de_semaine]
    return {
        "page": page,
        "groupes": [
            g for g in ((f"À traiter avant {dire_lundi(au)}", urgentes), _suivantes(etat, lignes, urgentes)) if g[1]
        ],
        "segments": _segments(par_type, choisi, filtres),
        "etats_file": [(code, libelle, file.compter(code)) for code, libelle in ETATS.items()],
        "etat_choisi": etat,
        "type_choisi": choisi,
        "qui_choisi": qui,
        "equipe": [(str(pk), nom) for pk, nom in equipe.items() if pk != moi],
        "filtres_file": garder_filtres(filtres),
        "filtres_caches": _cacher_filtres(choisi, qui, etat),
        "adresse_file": reverse("suivi_heures:tableau_de_bord"),
        "adresse_pile": reverse("suivi_heures:affaires"),
        "adresse_regler": reverse("suivi_heures:affaire_regler"),
        "nombre_affaires": file.compter(""),
        "avant_lundi": file.avant_lundi,
        "lundi": dire_lundi(au),
        "releves_a_valider": lue.chiffres["releves_a_valider"],
        "fait": _fait(request, filtres),
    }


def _cacher_filtres(choisi: str, qui: str, etat: str) -> SafeString:
    """The filters of the page, once for all the forms of the pile."""
    champs = [(nom, valeur) for nom, valeur in (("type", choisi), ("qui", qui), ("etat", etat)) if valeur]
    return format_html_join("", '<input type="hidden" name="{}" value="{}">', champs)


def lire_affaires(request: HttpRequest, affaires: list[Affaire]) -> list[dict[str, Any]]:
    """Every affair that the address asks for, as its export writes it."""
    au, filtres = timezone.localdate(), request.GET
    etats = etats_des_affaires(affaires, au=au)
    equipe = {membre.pk: membre.nom_affiche for membre in collegues(request)}
    etat = filtres.get("etat", "") if filtres.get("etat", "") in ETATS else ""
    moi = request.adhesion.pk  # type: ignore[attr-defined]
    gardees = [
        (a, e)
        for a in affaires
        if est_dans(e := etats.get(a.identite, RIEN), etat)
        and _revient_a((a, e), filtres.get("qui", ""), moi)
        and (not filtres.get("type") or a.type == filtres["type"])
    ]
    return [
        {
            "titre": a.titre,
            "detail": a.detail,
            "qui": a.qui if a.qui != "Vous" else equipe.get(responsable(a, e) or 0, "L’équipe"),
            "depuis": a.depuis,
            "echeance": a.echeance,
            "suites": _raconter(e),
        }
        for a, e in gardees
    ]


def _suivantes(etat: str, lignes: list[Any], urgentes: list[Any]) -> tuple[str, list[Any]]:
    reste = [x for x in lignes if x not in urgentes]
    return ({"": "Ensuite"} | {c: t for c, t in ETATS.items() if c})[etat], reste


def lire_charge(qui: str, moi: int) -> int | None:
    """The member whose affairs are asked for; None = those of nobody."""
    return moi if qui == "moi" else lire_cle(qui)


def _revient_a(suivie: Suivie, qui: str, moi: int) -> bool:
    return not qui or responsable(*suivie) == lire_charge(qui, moi)


def _segments(compte: Mapping[str, int], choisi: str, filtres: QueryDict) -> list[dict[str, Any]]:
    autres = {nom: filtres[nom] for nom in ("qui", "etat") if filtres.get(nom)}
    return [
        {
            "code": code or "toutes",
            "libelle": libelle,
            "compte": nombre,
            "courant": code == choisi,
            "requete": urlencode(autres | ({"type": code} if code else {})),
        }
        for code, libelle, nombre in [("", "Toutes", sum(compte.values()))]
        + [(c, t, compte[c]) for c, t in TYPES.items()]
    ]


def _decrire(a: Affaire, e: EtatAffaire, au: datetime.date, equipe: dict[int, str], moi: int) -> dict[str, Any]:
    """An affair ready to print: who must act, since when, by when, what was decided."""
    return {
        "identite": a.identite,
        "ton": a.ton,
        "icone": a.icone,
        "titre": conditional_escape(a.titre),  # said four times in its row
        "titre_soigne": soigner_typographie(a.titre),
        "detail": soigner_typographie(a.detail),
        "delai": f"À agir\u00a0: {_delai(a, e, au, equipe, moi)}.",
        "suites": _raconter(e),
        "action": a.bouton,
        "geste": a.geste,
        "propose": a.type == "releves" and a.geste is None,
        "adresse": adresser(a.url, *([a.cle] if a.cle is not None else [])) + a.requete,
        "echeance": a.echeance,
        "autres": f"{adresser('suivi_heures:affaire')}?{urlencode({'cle': a.identite})}",
        "a_moi": responsable(a, e) == moi,
        "vue": e.vue,
        "reprendre": (e.sommeil or e.faite).pk if e.sommeil or e.faite else None,  # type: ignore[union-attr]
    }


def _delai(a: Affaire, e: EtatAffaire, au: datetime.date, equipe: dict[int, str], moi: int) -> str:
    de = responsable(a, e)
    qui = a.qui
    if a.qui == "Vous":
        qui = "vous" if de == moi else equipe.get(de or 0, "l’équipe, personne n’en est chargé")
    morceaux = [f"{qui}, depuis le {formater_date(a.depuis)}" if a.depuis else qui]
    if a.echeance:
        retard = (au - a.echeance).days
        if retard > 0:
            morceaux.append(f"échéance dépassée de {accorder(retard, 'jour')}")
        else:
            morceaux.append(f"avant le {formater_date(a.echeance)}")
    return ", ".join(morceaux)


def _raconter(e: EtatAffaire) -> list[str]:
    lignes = []
    if e.confiee:
        suite = f"\u00a0: {e.confiee.motif}" if e.confiee.motif else ""
        soi = e.confiee.a_id == e.confiee.par_id
        lignes.append(
            f"{e.confiee.par_nom} s’en occupe{suite}"
            if soi
            else f"Confiée à {e.confiee.a_nom} par {e.confiee.par_nom}{suite}"
        )
    if e.sommeil:
        lignes.append(
            f"En sommeil jusqu’au {formater_date(e.sommeil.jusqu_au)}, par {e.sommeil.par_nom}\u00a0: {e.sommeil.motif}"
        )
    if e.faite:
        lignes.append(
            f"Notée comme faite par {e.faite.par_nom} le {formater_date(e.faite.ecrite_a)}\u00a0: {e.faite.motif}"
        )
    return lignes


def _fait(request: HttpRequest, filtres: QueryDict) -> dict[str, Any] | None:
    """The gesture just done, with the way to undo it."""
    pk = lire_cle(filtres.get("fait", ""))
    if pk is None:
        return None
    suite = SuiteAffaire.objects.visibles_par(request.adhesion).en_vigueur().filter(pk=pk).first()  # type: ignore[attr-defined]
    if suite is None:
        return None
    texte = {
        GenreSuite.SOMMEIL: f"En sommeil jusqu’au {formater_date(suite.jusqu_au)}.",
        GenreSuite.CONFIEE: "Vous vous en occupez."
        if suite.a_id == request.adhesion.pk  # type: ignore[attr-defined]
        else f"Confiée à {suite.a_nom}.",
        GenreSuite.FAITE: "Notée comme faite\u00a0: elle reviendra si les faits changent.",
    }[GenreSuite(suite.genre)]
    return {"texte": texte, "annuler": reverse("suivi_heures:suite_annuler", args=[pk])}


@autorise(Permission.TABLEAU_LIRE)
def affaires(request: HttpRequest) -> HttpResponse:
    """The pile alone, filtered (htmx); without script the whole page answers at its own address."""
    lue = tenir_file(au=timezone.localdate())
    contexte = contexte_file(request, lue, request.GET)
    return render(request, "suivi_heures/fragments/file_affaires.html", contexte)


def trouver_affaire(request: HttpRequest, identite: str) -> Affaire | None:
    tenir_file(au=timezone.localdate())
    visibles = AffaireGardee.objects.visibles_par(request.adhesion)  # type: ignore[attr-defined]
    gardee = visibles.filter(identite=identite).order_by(*ORDRE_FILE).first()
    return deplier(gardee.donnees) if gardee else None


@autorise(Permission.TABLEAU_LIRE)
def affaire(request: HttpRequest) -> HttpResponse:
    """Everything that can be decided about one affair: a page, or the inside of a window over the queue."""
    trouvee = trouver_affaire(request, request.GET.get("cle", ""))
    if trouvee is None:
        return redirect("suivi_heures:tableau_de_bord")
    return montrer_affaire(request, trouvee, request.GET)


def montrer_affaire(
    request: HttpRequest, trouvee: Affaire, filtres: QueryDict, *, fautive: Any = None, refus: str = ""
) -> HttpResponse:
    """`fautive`: the form refused, which keeps what was typed; `refus`: why nothing was done."""
    au = timezone.localdate()
    etat = etats_des_affaires([trouvee], au=au).get(trouvee.identite, RIEN)
    equipe = collegues(request)
    formulaires = {
        "sommeil": FormulaireSommeil(auto_id="sommeil-%s", initial={"jusqu_au": au + datetime.timedelta(days=7)}),
        "confier": FormulaireConfier(auto_id="confier-%s", collegues=equipe),
        "faite": FormulaireFaite(auto_id="faite-%s"),
        "geste": FormulaireMotifCourt(auto_id="geste-%s"),
    }
    if fautive is not None:
        formulaires[fautive.auto_id.partition("-")[0]] = fautive
    noms = {membre.pk: membre.nom_affiche for membre in equipe}
    contexte = {
        "affaire": _decrire(trouvee, etat, au, noms, request.adhesion.pk),  # type: ignore[attr-defined]
        "formulaires": formulaires,
        "filtres_file": garder_filtres(filtres),
        "refus": refus,
        "en_boite": getattr(getattr(request, "htmx", None), "target", None) == "gestes-corps",
    }
    gabarit = "suivi_heures/affaire.html"
    nom = f"{gabarit}#gestes" if contexte["en_boite"] else gabarit
    return render(request, nom, contexte, status=422 if fautive is not None or refus else 200)
