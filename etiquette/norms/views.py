"""Reading the manual."""

from collections.abc import Iterable
from itertools import groupby, pairwise
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from etiquette.norms import impact
from etiquette.norms.citing import cited_in
from etiquette.norms.diff import Piece
from etiquette.norms.diff import compare as compared
from etiquette.norms.figures import resolve_all
from etiquette.norms.levels import LEVELS
from etiquette.norms.models import Chapter, EditorsNote, NormVersion, Section
from etiquette.norms.models.norm import code_validator
from etiquette.norms.notes import with_standing
from etiquette.norms.queries import in_force
from etiquette.norms.searching import find
from etiquette.norms.wording import BASIS_WORDS, LEVEL_WORDS, figures_in_words, source_of
from training_site.lib import bilingual, clock
from training_site.lib.errors import Refused
from training_site.lib.numbers import whole
from training_site.people.api import ADMINISTRATOR, APPROVER, AUDITOR, SIGNED_IN, TRAINER, access, has_role, role

EDITORS = (TRAINER, APPROVER, AUDITOR, ADMINISTRATOR)
NOTE_WRITERS = (TRAINER, APPROVER, ADMINISTRATOR)
CODES = [code for code, _label in LEVELS]
HITS_A_PAGE = 20
NOTES_A_PAGE = 20


@require_safe
@access(SIGNED_IN)
def manual(request: HttpRequest) -> HttpResponse:
    """The contents: every chapter with the number of its clauses by level."""
    counts = {level: Count("pk", filter=Q(level=level)) for level in CODES}
    rows = in_force().order_by().values("norm__section__chapter").annotate(**counts, red=Count("pk", filter=Q(red_line=True)))
    by_chapter: dict[int, dict[str, Any]] = {row["norm__section__chapter"]: dict(row) for row in rows}
    chapters = []
    for one in Chapter.objects.select_related("manual"):
        row = by_chapter.get(one.pk)
        if row:
            levels = [(level, row[level]) for level in CODES if row[level]]
            chapters.append({"chapter": one, "levels": levels, "red": row["red"], "total": sum(count for _level, count in levels)})
    totals = [(level, sum(row[level] for row in by_chapter.values())) for level in CODES]
    context = {
        "place": "norms",
        "manual": chapters[0]["chapter"].manual if chapters else None,
        "chapters": chapters,
        "totals": totals,
        "total": sum(count for _level, count in totals),
        "red": sum(row["red"] for row in by_chapter.values()),
        "is_editor": has_role(request.user, *EDITORS),
    }
    return render(request, "norms/manual.html", context)


@require_safe
@access(SIGNED_IN)
def chapter(request: HttpRequest, number: int) -> HttpResponse:
    """A chapter as a readable list, filtered by level or to its red lines."""
    one = get_object_or_404(Chapter.objects.select_related("manual"), number=number)
    versions = list(in_force().filter(norm__section__chapter=one))
    if not versions:
        raise Http404
    chosen = request.GET.get("level", "")
    red_only = "red" in request.GET
    shown = [version for version in versions if (not red_only or version.red_line) and (chosen not in CODES or version.level == chosen)]
    context = {
        "place": "norms",
        "chapter": one,
        "sections": _by_section(shown),
        "versions": cited_in(text for version in shown for text in (version.text_zh, version.text_en)),
        "filters": [(level, sum(version.level == level for version in versions)) for level in CODES],
        "chosen": chosen if chosen in CODES else "",
        "red_only": red_only,
        "red": sum(version.red_line for version in versions),
        "total": len(versions),
        "shown": len(shown),
        **_neighbours(one),
    }
    return render(request, "norms/chapter.html", context)


def _by_section(versions: Iterable[NormVersion]) -> list[tuple[Section, list[NormVersion]]]:
    return [(section, list(group)) for section, group in groupby(versions, key=lambda version: version.norm.section)]


def _neighbours(one: Chapter) -> dict[str, Chapter | None]:
    others = Chapter.objects.filter(manual=one.manual, number__in=[one.number - 1, one.number + 1])
    found = {other.number: other for other in others}
    return {"previous": found.get(one.number - 1), "next": found.get(one.number + 1)}


@require_safe
@access(SIGNED_IN)
def norm(request: HttpRequest, code: str) -> HttpResponse:
    """A clause: its text, figures, basis, versions and what cites it. `?version=2` shows an earlier one."""
    versions = _versions_of(code)
    today = clock.today()
    current = next((version for version in versions if version.effective_on <= today), None)
    coming = next((version for version in versions if version.effective_on > today), None)
    shown = _asked_for(request, versions) or current or coming
    if shown is None:
        raise Http404
    numbers = {version.pk: version.number for version in versions}
    is_editor = has_role(request.user, *EDITORS)
    cited_by = _shown_citations(impact.touched_by(list(numbers)), is_editor)
    context = {
        "place": "norms",
        "version": shown,
        "norm": shown.norm,
        "current": current,
        "coming": coming if shown == current else None,
        "changes": changes_between(current, coming) if current and coming and shown == current else None,
        "history": _history(versions),
        "figures": figures_in_words(shown.values),
        "versions": cited_in([shown.text_zh, shown.text_en]),
        "level_words": LEVEL_WORDS[shown.level],
        "basis_words": BASIS_WORDS[shown.basis],
        "source": source_of(shown),
        "cited_by": [(touched, numbers[touched.norm_version_id]) for touched in cited_by],
        "is_editor": is_editor,
        "may_edit": has_role(request.user, *NOTE_WRITERS),
        "notes": with_figures(list(with_standing(shown.norm.notes.prefetch_related("decisions")))) if is_editor else [],
    }
    return render(request, "norms/norm.html", context)


def _shown_citations(found: Iterable[impact.Touched], is_editor: bool) -> list[impact.Touched]:
    """One row a place; what stands in the admin (questions, review indicators) is for editors, or an exam would tell what it asks."""
    once = {(str(row.kind), row.title, row.url.partition("#")[0], row.norm_version_id): row for row in reversed(list(found))}
    return [row for row in reversed(once.values()) if is_editor or (row.url and not row.url.startswith("/admin/"))]


def _versions_of(code: str) -> list[NormVersion]:
    """Every version of a norm, newest first; 404 for a code that was never published."""
    versions = list(NormVersion.objects.filter(norm__code=code).select_related("norm__section__chapter__manual", "edition").order_by("-number"))
    if not versions:
        raise Http404
    return versions


def _asked_for(request: HttpRequest, versions: list[NormVersion], parameter: str = "version") -> NormVersion | None:
    wanted = request.GET.get(parameter, "")
    if not wanted:
        return None
    found = next((version for version in versions if str(version.number) == wanted), None)
    if found is None:
        raise Http404
    return found


def changes_between(old: NormVersion, new: NormVersion) -> dict[str, Any]:
    """Two versions side by side: their texts in pieces, and the plain fields that differ."""
    texts: dict[str, tuple[list[Piece], list[Piece]]] = {
        lang: compared(getattr(old, f"text_{lang}"), getattr(new, f"text_{lang}")) for lang in ("zh", "en")
    }
    return {"old": old, "new": new, "zh": texts["zh"], "en": texts["en"], "fields": changed_fields(old, new)}


def changed_fields(old: NormVersion, new: NormVersion) -> list[str]:
    """Which of a version's parts differ from the version before, as keys that the template puts in words."""
    parts = {
        "text_zh": old.text_zh != new.text_zh,
        "text_en": old.text_en != new.text_en,
        "level": old.level != new.level,
        "basis": (old.basis, old.source, old.source_en) != (new.basis, new.source, new.source_en),
        "red_line": old.red_line != new.red_line,
        "values": old.values != new.values,
        "matters": (old.matters_zh, old.matters_en) != (new.matters_zh, new.matters_en),
        "withdrawn": new.withdrawn and not old.withdrawn,
    }
    return [part for part, differs in parts.items() if differs]


def _history(versions: list[NormVersion]) -> list[dict[str, Any]]:
    """Versions newest first, each with what it changed; the first one changed nothing."""
    rows = [{"version": new, "fields": changed_fields(old, new), "first": False} for new, old in pairwise(versions)]
    return [*rows, {"version": versions[-1], "fields": [], "first": True}]


@require_safe
@access(SIGNED_IN)
def compare(request: HttpRequest, code: str) -> HttpResponse:
    """Any two versions of a clause, word by word; without a choice the last two."""
    versions = _versions_of(code)
    if len(versions) < 2:
        return redirect("norms:norm", code=code)
    new = _asked_for(request, versions, "to") or versions[0]
    old = _asked_for(request, versions, "from") or next((version for version in versions if version.number < new.number), versions[-1])
    if old.number > new.number:
        old, new = new, old
    context = {"place": "norms", "norm": new.norm, "versions": versions, "changes": changes_between(old, new)}
    return render(request, "norms/compare.html", context)


@require_safe
@access(SIGNED_IN)
def search(request: HttpRequest) -> HttpResponse:
    """Clauses that hold everything somebody looks for; a code leads straight to its clause."""
    query = request.GET.get("q", "").strip()[:80]
    as_code = query.upper()
    if code_validator.regex.match(as_code) and NormVersion.objects.filter(norm__code=as_code).exists():  # type: ignore[union-attr]
        return redirect("norms:norm", code=as_code)
    found = _narrowed_hits(find(query), request)
    page = Paginator(found.pop("hits"), HITS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "norms/search.html", {"place": "norms", "query": query, "page_obj": page, "count": page.paginator.count, **found})


def _narrowed_hits(hits: QuerySet[NormVersion], request: HttpRequest) -> dict[str, Any]:
    """The clauses found, narrowed by `level` and `chapter`; each of the two counted within the other. Two statements."""
    by_chapter = "norm__section__chapter__number"
    level, chapter = request.GET.get("level", ""), request.GET.get("chapter", "")
    level = level if level in CODES else ""
    number = whole(chapter, 9999)
    chapter = "" if number is None else str(number)
    of_chapter = hits.filter(**{by_chapter: chapter}) if chapter else hits
    of_level = hits.filter(level=level) if level else hits
    counts = dict(of_chapter.order_by().values_list("level").annotate(Count("pk")))
    names = (by_chapter, "norm__section__chapter__title_zh", "norm__section__chapter__title_en")
    rows = of_level.order_by(by_chapter).values_list(*names).annotate(Count("pk"))
    return {
        "hits": of_chapter.filter(level=level) if level else of_chapter,
        "level": level,
        "chapter": chapter,
        "levels": [(code, counts[code]) for code in CODES if code in counts],
        "chapters": [(str(number), bilingual.pick({"zh": zh, "en": en}), count) for number, zh, en, count in rows],
        "total": sum(counts.values()),
        "found": bool(counts or rows),
    }


@require_safe
@access(role(*EDITORS))
def notes(request: HttpRequest) -> HttpResponse:
    """Where the sources disagree or leave a gap; for those who edit or audit the manual."""
    rows = with_standing(EditorsNote.objects.prefetch_related("norms", "decisions__by"))
    kind = request.GET.get("kind", "")
    chosen = kind if kind in dict(EditorsNote.KINDS) else ""
    counts = dict(EditorsNote.objects.order_by().values_list("kind").annotate(Count("pk")))
    shown = rows.filter(kind=chosen) if chosen else rows
    page = Paginator(shown, NOTES_A_PAGE).get_page(_page_of_notes(request, shown))
    context = {
        "place": "norms",
        "notes": with_figures(list(page)),
        "page_obj": page,
        "chosen": chosen,
        "kinds": [(code, label, counts.get(code, 0)) for code, label in EditorsNote.KINDS],
        "total": sum(counts.values()),
        "may_edit": has_role(request.user, *NOTE_WRITERS),
    }
    return render(request, "norms/notes.html", context)


def _page_of_notes(request: HttpRequest, rows: QuerySet[EditorsNote]) -> Any:
    """The page that is asked for; with `note` instead (a link to one of them) the page that shows it."""
    code = request.GET.get("note", "")
    codes = list(rows.values_list("code", flat=True)) if code and "page" not in request.GET else []
    return codes.index(code) // NOTES_A_PAGE + 1 if code in codes else request.GET.get("page")


def with_figures(shown: list[EditorsNote]) -> list[EditorsNote]:
    """Notes with the tokens of their texts resolved to today's figures; a token that nobody knows stays as it is written."""
    try:
        texts = resolve_all([[note.says, note.advice] for note in shown])
    except Refused:
        return shown
    for note, (says, advice) in zip(shown, texts, strict=True):
        note.says, note.advice = says, advice
    return shown


@require_safe
@access(SIGNED_IN.as_json())
def card(request: HttpRequest, version_id: int) -> HttpResponse:
    """The card that a citation opens: the clause as it was cited, and whether that version still is in force."""
    version = get_object_or_404(NormVersion.objects.select_related("norm__section__chapter"), pk=version_id)
    current = in_force().filter(norm=version.norm_id).first()
    return render(request, "norms/_card.html", {"version": version, "current": current})
