"""Questions of content files (docs/trainers/content-format.md), published in bulk."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Case, F, Max, OuterRef, Subquery, Value, When
from django.utils.translation import gettext as _

from etiquette.norms.api import Norm, NormVersion, resolve_all, versions_for
from exams.bank import checking, keys
from exams.bank.drafting import Draft, check_use
from exams.bank.models import Deed, DraftCitation, Question, QuestionCitation, QuestionVersion
from exams.bank.states import PUBLISHED, RETIRED, SEALED, USES
from exams.kinds.api import kind
from training_site.ledger.api import record
from training_site.lib import clock
from training_site.lib.errors import Refused
from training_site.logins.models import User
from training_site.search.api import tokens


@dataclass
class Imported:
    """What a bulk publication did; `versions` has the current version of every code that was handed in."""

    created: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    versions: dict[str, QuestionVersion] = field(default_factory=dict)


@dataclass(frozen=True)
class _Item:
    code: str
    draft: Draft
    frozen: checking.Frozen


def from_content(item: Mapping[str, Any]) -> tuple[str, Draft]:
    """The code and the draft of one mapping of a content file. Raises Refused, naming the question, for what cannot be read."""
    code = str(item.get("id") or "")
    try:
        body, key = kind(str(item.get("kind"))).from_content(item)
        draft = Draft(
            kind=str(item["kind"]),
            use=str(item.get("use") or SEALED),
            chapter=int(item["chapter"]),
            difficulty=int(item["difficulty"]),
            red_line=bool(item.get("red_line", False)),
            body=body,
            key=key,
            cites=list(dict.fromkeys(item.get("cites") or [])),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise Refused(_("Question %(code)s: chapter and difficulty are missing or are no numbers.") % {"code": code or "?"}) from error
    except Refused as refused:
        raise Refused(f"{code}: {refused}") from refused
    if not code or draft.use not in USES or not 1 <= draft.difficulty <= 3:
        raise Refused(_("Question %(code)s: it needs an id, a use (sealed or practice) and a difficulty from 1 to 3.") % {"code": code or "?"})
    return code, draft


def _items(data: Iterable[Mapping[str, Any]], norm_versions: Mapping[str, NormVersion] | None) -> list[_Item]:
    drafts: dict[str, Draft] = {}
    for entry in data:
        code, draft = from_content(entry)
        if code in drafts:
            raise Refused(_("Question %(code)s stands twice in the files.") % {"code": code})
        drafts[code] = draft
    cited = {norm for draft in drafts.values() for norm in draft.cites}
    versions = dict(norm_versions or {})
    versions.update(versions_for(cited - versions.keys()))
    resolved = resolve_all({code: {"body": draft.body, "key": draft.key} for code, draft in drafts.items()})
    items = []
    for code, draft in drafts.items():
        problems = checking.writing_problems(draft.kind, draft.body, draft.key, draft.cites)
        if problems:
            raise Refused(f"{code}: {problems[0].sentence}")
        attributes = {name: getattr(draft, name) for name in checking.ATTRIBUTES}
        items.append(_Item(code, draft, checking.freeze(attributes, resolved[code], [versions[norm] for norm in draft.cites])))
    return items


def publish_many(data: Iterable[Mapping[str, Any]], by: User, approved_by: User, norm_versions: Mapping[str, NormVersion] | None = None) -> Imported:
    """Publish questions as content files hold them, all or none; a dozen statements, however many there are.

    A question that has ever been published in just this form is left alone, so that loading twice changes nothing and what a trainer has
    written on screen since is kept. `norm_versions` (by code) saves a query where the caller has them. Raises Refused, naming the question,
    for the first that is wrong, and when `approved_by` is `by`.
    """
    if by.pk == approved_by.pk:
        raise Refused(_("Questions need a second person to approve them; author and approver are the same here."))
    items = _items(data, norm_versions)
    with transaction.atomic():
        return _publish(items, by, approved_by)


def publish_imported(data: Mapping[str, Any], by: User, approved_by: User, norm_versions: Mapping[str, NormVersion] | None = None) -> QuestionVersion:
    """`publish_many` of one question; its current version."""
    done = publish_many([data], by, approved_by, norm_versions)
    return next(iter(done.versions.values()))


def _publish(items: Sequence[_Item], by: User, approved_by: User) -> Imported:
    done = Imported()
    existing = Question.objects.in_bulk([item.code for item in items], field_name="code")
    known = _published_forms(existing.values())
    fresh = [item for item in items if (item.code, item.frozen.digest, item.frozen.key_digest) not in known]
    fresh_codes = {item.code for item in fresh}
    for item in items:
        target = done.unchanged if item.code not in fresh_codes else done.changed if item.code in existing else done.created
        target.append(item.code)
    if fresh:
        questions = _write_drafts(fresh, existing, by)
        _write_versions(fresh, questions, by, approved_by)
    current = Question.objects.filter(code__in=[item.code for item in items]).select_related("current_version")
    done.versions = {question.code: question.current_version for question in current if question.current_version}
    return done


def _published_forms(questions: Iterable[Question]) -> set[tuple[str, str, str]]:
    codes = {question.pk: question.code for question in questions}
    rows = QuestionVersion.objects.filter(question__in=codes).values_list("pk", "question_id", "digest")
    key_digests = keys.digests([pk for pk, _question, _digest in rows])
    return {(codes[question], digest, key_digests[pk]) for pk, question, digest in rows}


def _write_drafts(fresh: Sequence[_Item], existing: Mapping[str, Question], by: User) -> dict[str, Question]:
    now = clock.now()
    rows = []
    for item in fresh:
        columns = {**item.draft.columns(), "search_index": _index(item), "edited_by": by, "edited_at": now}
        question = existing.get(item.code)
        if question is None:
            rows.append(Question(code=item.code, author=by, **columns))
        else:
            check_use(question, item.draft.use)
            Question.objects.filter(pk=question.pk).update(revision=F("revision") + 1, **columns)
    Question.objects.bulk_create(rows, batch_size=500)
    questions = Question.objects.in_bulk([item.code for item in fresh], field_name="code")
    keys.write_drafts({questions[item.code]: item.draft.key for item in fresh})
    norms = dict(Norm.objects.filter(code__in={norm for item in fresh for norm in item.draft.cites}).values_list("code", "pk"))
    DraftCitation.objects.filter(question__in=list(questions.values())).delete()
    DraftCitation.objects.bulk_create(
        (
            DraftCitation(question=questions[item.code], norm_id=norms[code], order=order)
            for item in fresh
            for order, code in enumerate(item.draft.cites)
        ),
        batch_size=500,
    )
    return questions


def _index(item: _Item) -> str:
    texts = [text for pair in kind(item.draft.kind).texts(item.frozen.body) for text in pair.values()]
    return tokens(" \n ".join([item.code, *texts]))


def _write_versions(fresh: Sequence[_Item], questions: Mapping[str, Question], by: User, approved_by: User) -> None:
    last = dict(QuestionVersion.objects.filter(question__in=list(questions.values())).values_list("question").annotate(Max("number")))
    now = clock.now()
    rows = [
        QuestionVersion(
            question=questions[item.code],
            number=last.get(questions[item.code].pk, 0) + 1,
            body=item.frozen.body,
            digest=item.frozen.digest,
            author_id=by.pk,
            approved_by_id=approved_by.pk,
            published_at=now,
            **item.frozen.attributes,
        )
        for item in fresh
    ]
    versions = QuestionVersion.objects.bulk_create(rows, batch_size=500)
    keys.freeze({version: item.frozen.key for version, item in zip(versions, fresh, strict=True)})
    QuestionCitation.objects.bulk_create(
        (
            QuestionCitation(question_version=version, norm_version=cited)
            for version, item in zip(versions, fresh, strict=True)
            for cited in item.frozen.norm_versions
        ),
        batch_size=500,
    )
    newest = QuestionVersion.objects.filter(question=OuterRef("pk")).order_by("-number").values("pk")[:1]
    Question.objects.filter(pk__in=[question.pk for question in questions.values()]).update(
        current_version=Subquery(newest), state=Case(When(state=RETIRED, then=Value(RETIRED)), default=Value(PUBLISHED))
    )
    Deed.objects.bulk_create(
        (Deed(question=version.question, deed="imported", by_id=approved_by.pk, at=now, version=version) for version in versions), batch_size=500
    )
    for version in versions:
        record("bank.question_imported", version.question, approved_by, code=version.question.code, version=version.number)
