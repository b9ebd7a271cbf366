"""Writing drafts: new questions, saving, copying."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F, Subquery
from django.utils.translation import gettext as _

from etiquette.norms.api import Norm, resolve_all
from exams.bank import keys
from exams.bank.models import Deed, DraftCitation, Question
from exams.bank.states import DRAFT, PUBLISHED
from exams.kinds.api import kind
from training_site.ledger.api import record
from training_site.lib import clock, codes
from training_site.lib.errors import Refused, SomeoneElseWasFirst
from training_site.logins.models import User
from training_site.search.api import tokens


@dataclass(frozen=True)
class Draft:
    """Everything an author writes, in the shapes of its kind; `cites` are norm codes in their order."""

    kind: str
    use: str
    chapter: int
    difficulty: int
    red_line: bool
    body: dict[str, Any]
    key: dict[str, Any]
    cites: Sequence[str] = ()

    def columns(self) -> dict[str, Any]:
        """The columns of Question that follow from the draft."""
        this = kind(self.kind)
        return {
            "kind": self.kind,
            "use": self.use,
            "chapter": self.chapter,
            "difficulty": self.difficulty,
            "red_line": self.red_line,
            "body": self.body,
            "english_ready": bool(self.body["stem"]["en"]) and not this.english_missing(self.body, self.key),
        }


def index_of(code: str, kind_code: str, body: dict[str, Any]) -> str:
    """The search index of a question: its code and everything a taker reads, in both languages. Never a key."""
    try:
        shown = resolve_all(body)
    except Refused:
        shown = body
    texts = [text for pair in kind(kind_code).texts(shown) for text in pair.values()]
    return tokens(" \n ".join([code, *texts]))


def new_code() -> str:
    """A short lasting code for a question written on screen."""
    return f"q-{codes.typed_code(7).lower()}"


def _cite(question: Question, cites: Sequence[str]) -> None:
    norms = {norm.code: norm for norm in Norm.objects.filter(code__in=cites)}
    unknown = [code for code in cites if code not in norms]
    if unknown:
        raise Refused(_("Not in the manual: %(codes)s.") % {"codes": ", ".join(unknown)})
    question.cited.all().delete()
    DraftCitation.objects.bulk_create(
        DraftCitation(question=question, norm=norms[code], order=order) for order, code in enumerate(dict.fromkeys(cites))
    )


@transaction.atomic
def create_question(draft: Draft, by: User, code: str = "") -> Question:
    """A new question in draft. Raises Refused for an unknown norm or a code that is taken."""
    code = code or new_code()
    if Question.objects.filter(code=code).exists():
        raise Refused(_("There is a question %(code)s already.") % {"code": code})
    question = Question.objects.create(code=code, author=by, edited_by=by, search_index=index_of(code, draft.kind, draft.body), **draft.columns())
    keys.write_draft(question, draft.key)
    _cite(question, draft.cites)
    Deed.objects.create(question=question, deed="written", by=by)
    record("bank.question_written", question, by)
    return question


def check_use(question: Question, use: str) -> None:
    """Refused where the use of a question would change that has ever been published (R7).

    A sealed one would show its key in quick checks while exams still ask it; the key of a practice one is known already.
    """
    if use != question.use and question.versions.exists():
        raise Refused(_("%(code)s has been published, and its use stays: write a new question for the other use.") % {"code": question.code})


@transaction.atomic
def save_draft(question: Question, draft: Draft, by: User) -> Question:
    """Save over the draft that the caller has seen (`question.revision`); a published question becomes a draft again.

    Raises Refused while it waits for approval or is retired and for another use than it was published with, SomeoneElseWasFirst when it
    was saved by somebody else meanwhile.
    """
    if question.state not in (DRAFT, PUBLISHED):
        raise Refused(_("This question is not open for editing. Withdraw it from approval or restore it first."))
    check_use(question, draft.use)
    changed = Question.objects.filter(pk=question.pk, revision=question.revision, state__in=(DRAFT, PUBLISHED)).update(
        state=DRAFT,
        revision=F("revision") + 1,
        edited_by=by,
        edited_at=clock.now(),
        search_index=index_of(question.code, draft.kind, draft.body),
        **draft.columns(),
    )
    if changed != 1:
        raise SomeoneElseWasFirst(
            _("Somebody else saved this question in the meantime. Your text is still below; open their version in a second window and compare.")
        )
    keys.write_draft(question, draft.key)
    _cite(question, draft.cites)
    if not question.deeds.filter(deed="edited", by=by, pk=Subquery(question.deeds.order_by("-pk").values("pk")[:1])).exists():
        Deed.objects.create(question=question, deed="edited", by=by)  # once for as often as one saves on end
    record("bank.draft_saved", question, by)
    question.refresh_from_db()
    return question


def draft_of(question: Question) -> Draft:
    """The draft as it stands, with its key: for editors."""
    return Draft(
        kind=question.kind,
        use=question.use,
        chapter=question.chapter,
        difficulty=question.difficulty,
        red_line=question.red_line,
        body=question.body,
        key=keys.for_editor(question),
        cites=list(question.cited.values_list("norm__code", flat=True)),
    )


def copy_question(question: Question, by: User) -> Question:
    """A new draft with the same content, under a code of its own."""
    copy = create_question(draft_of(question), by)
    record("bank.question_copied", copy, by, copied_from=question.code)
    return copy
