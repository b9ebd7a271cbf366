"""The answers to the chooser (static/norms/chooser.js) on the screens of those who write."""

from django.http import HttpRequest, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_safe

from etiquette.norms.choosing import all_figures, find_choices, standing_of
from etiquette.norms.citing import typed_codes
from etiquette.norms.levels import LEVELS
from etiquette.norms.models import Chapter
from training_site.people.api import ADMINISTRATOR, APPROVER, HR, TRAINER, access, role

WRITERS = role(TRAINER, APPROVER, ADMINISTRATOR).as_json()
# Human resources plan review cycles, whose indicators rest on norms.
CHOOSERS = role(TRAINER, APPROVER, ADMINISTRATOR, HR).as_json()


@require_safe
@access(CHOOSERS)
def choose(request: HttpRequest) -> JsonResponse:
    """`?codes=` how chosen codes stand; `?filters` what to narrow by; `?q=&chapter=&level=` norms to choose from."""
    if "codes" in request.GET:
        choices = standing_of(typed_codes(request.GET["codes"]))
        return JsonResponse({"chosen": {choice.code: render_to_string("norms/widgets/_chosen.html", {"choice": choice}) for choice in choices}})
    if "filters" in request.GET:
        context = {"chapters": Chapter.objects.order_by("number"), "levels": LEVELS}
        return JsonResponse({"html": render_to_string("norms/widgets/_filters.html", context)})
    query, chapter, level = (request.GET.get(name, "").strip()[:80] for name in ("q", "chapter", "level"))
    known = level if level in dict(LEVELS) else ""
    choices, count = find_choices(query, int(chapter) if chapter.isdecimal() and len(chapter) < 4 else None, known)
    asked = bool(query or chapter or known)
    html = render_to_string("norms/widgets/_options.html", {"choices": choices, "query": query})
    return JsonResponse({"html": html, "said": _said(len(choices), count) if asked else ""})


def _said(shown: int, count: int) -> str:
    """What was found, for the line below the field."""
    if not count:
        return gettext("No norm in force fits this.")
    if count > shown:
        return gettext("%(shown)d of %(count)d norms. Ask for more words, a chapter or a level.") % {"shown": shown, "count": count}
    return ngettext("%(count)d norm", "%(count)d norms", count) % {"count": count}


@require_safe
@access(WRITERS)
def figures(request: HttpRequest) -> JsonResponse:
    """Every figure in force with what its token reads as."""
    rows = [{"key": figure.key, "words": figure.words, "name": figure.name, "code": figure.code} for figure in all_figures()]
    return JsonResponse({"figures": rows})
