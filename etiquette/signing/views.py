"""What staff see of signing: their sets, a set to read and sign, the receipt."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from etiquette.norms.api import NormVersion, compare
from etiquette.signing.asking import ask, questions_of
from etiquette.signing.forms import AskForm, SignForm
from etiquette.signing.models import ClauseQuestion, Signature, SigningSet
from etiquette.signing.queries import list_for, signed_before, to_sign, unsigned, versions_of
from etiquette.signing.signing import sign_set, statement_mark, verify_receipt
from training_site.lib import bilingual
from training_site.lib.errors import Refused
from training_site.lib.numbers import whole
from training_site.people.api import STAFF, StaffMember, access


@require_safe
@access(STAFF)
def my_sets(request: HttpRequest) -> HttpResponse:
    """What is to be signed, and what is signed."""
    rows = list_for(request.user.staff_member)
    context = {
        "place": "training",
        "open": [row for row in rows if not row.is_signed and row.norm_count],
        "signed": [row for row in rows if row.is_signed],
    }
    return render(request, "signing/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@access(STAFF)
def signing_set(request: HttpRequest, code: str) -> HttpResponse:
    """A set: what matters, the clauses in full, the statement, the name. Signed in full, it shows what was signed and when."""
    chosen = get_object_or_404(SigningSet, code=code, published=True)
    me: StaffMember = request.user.staff_member
    versions, language = list(unsigned(chosen, me)), bilingual.language()
    mark = statement_mark(chosen, language)
    if request.method == "POST":
        form = SignForm(request.POST, staff=me, sections=[number for number, _versions in _by_section(versions)], mark=mark)
        if form.is_valid():
            try:
                receipt = sign_set(chosen, me, form.cleaned_data["typed_name"], _shown(request), language)
            except Refused as refusal:
                messages.error(request, str(refusal))
                return redirect("signing:set", code=code)
            return redirect("signing:receipt", receipt=receipt)
    else:
        form = SignForm(staff=me, sections=[], mark=mark)
    if not versions:
        return _signed(request, chosen, me)
    before = signed_before(me, versions)
    sections = [_section(rows, before) for _number, rows in _by_section(versions)]
    context = {
        "place": "training",
        "set": chosen,
        "form": form,
        "mark": mark,
        "ticked": form["read"].value() or [],
        "row": to_sign(chosen, me),
        "sections": sections,
        "matters": sorted((version for version in versions if version.matters_zh or version.red_line), key=_weight),
        "changed": [row for part in sections for row in part["rows"] if row["old"]],
        "added": [version for version in versions if version.norm_id not in before] if before else [],
        "red": sum(version.red_line for version in versions),
        "levels": [(level, count) for level in "MFGI" if (count := sum(version.level == level for version in versions))],
        "count": len(versions),
        "again": bool(before),
        "questions": _by_norm(questions_of(me, chosen)),
    }
    return render(request, "signing/set.html", context, status=400 if form.errors else 200)


def _weight(version: NormVersion) -> tuple[bool, bool]:
    """Red lines first, then what is forbidden, then the rest in the order of the set."""
    return (not version.red_line, version.level != "F")


def _by_norm(questions: Iterable[ClauseQuestion]) -> dict[int, list[ClauseQuestion]]:
    """Questions by the id of their norm."""
    found: dict[int, list[ClauseQuestion]] = {}
    for question in questions:
        found.setdefault(question.norm_version.norm_id, []).append(question)
    return found


def _shown(request: HttpRequest) -> list[int]:
    """The versions the page had; anything that is no number is left out."""
    return [number for value in request.POST.getlist("version") if (number := whole(value)) is not None]


def _by_section(versions: Iterable[NormVersion]) -> list[tuple[str, list[NormVersion]]]:
    """Versions by the number of their section, in the manual's order, each in the set's order."""
    ordered = sorted(versions, key=lambda version: (version.norm.section.chapter.number, version.norm.section.order))
    return [(number, list(rows)) for number, rows in groupby(ordered, key=lambda version: str(version.norm.section.number))]


def _section(versions: list[NormVersion], before: dict[int, NormVersion]) -> dict[str, Any]:
    """One section of the page; a clause signed in an earlier version carries what was struck out and what was put in."""
    rows = []
    for version in versions:
        old = before.get(version.norm_id)
        pieces = compare(bilingual.text_of(old, "text"), bilingual.text_of(version, "text")) if old else None
        rows.append({"version": version, "old": old, "pieces": pieces, "new_level": bool(old) and old.level != version.level})
    return {"section": versions[0].norm.section, "rows": rows}


def _signed(request: HttpRequest, chosen: SigningSet, me: StaffMember) -> HttpResponse:
    signatures = Signature.objects.filter(staff=me, norm_version__in=versions_of(chosen).order_by().values("pk"))
    rows = list(signatures.select_related("norm_version__norm__section__chapter").order_by("norm_version__norm__code"))
    return render(
        request,
        "signing/signed.html",
        {"place": "training", "set": chosen, "signatures": rows, "last": max(rows, key=lambda row: row.signed_at, default=None)},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@access(STAFF)
def ask_about(request: HttpRequest, code: str, version: int) -> HttpResponse:
    """A question to trainers and supervisor about one clause of a set, or why it cannot be signed."""
    chosen = get_object_or_404(SigningSet, code=code, published=True)
    clause = get_object_or_404(versions_of(chosen), pk=version)
    form = AskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            ask(chosen, request.user.staff_member, clause, form.cleaned_data["text"], kind=form.cleaned_data["kind"])
        except Refused as refusal:
            form.add_error("text", str(refusal))
        else:
            messages.success(request, _("Sent to the trainers and to whoever leads you. The answer will stand at the clause."))
            return redirect(f"{reverse('signing:set', kwargs={'code': code})}#c-{clause.pk}")
    status = 400 if form.errors else 200
    return render(request, "signing/ask.html", {"place": "training", "set": chosen, "version": clause, "form": form}, status=status)


@require_safe
@access(STAFF)
def receipt(request: HttpRequest, receipt: UUID) -> HttpResponse:
    """One act of signing, to keep or print: time, versions, digest. Only the signer's own."""
    mine = Signature.objects.filter(receipt=receipt, staff=request.user.staff_member)
    rows = list(mine.select_related("norm_version__norm__section__chapter", "signing_set", "staff").order_by("pk"))
    if not rows:
        raise Http404
    context = {"place": "training", "first": rows[0], "signatures": rows, "set": rows[0].signing_set, "sound": verify_receipt(receipt)}
    return render(request, "signing/receipt.html", context)
