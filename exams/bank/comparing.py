"""What changed between two versions of a question, text by text."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from etiquette.norms.api import Piece, compare
from exams.bank import keys
from exams.bank.checking import ATTRIBUTES
from exams.bank.models import Question, QuestionVersion
from exams.bank.queries import citations_of
from exams.kinds.api import kind


@dataclass(frozen=True)
class Change:
    """One text in both versions; `before` and `after` in pieces, of which the changed ones were taken out or put in."""

    label: str
    lang: str
    before: list[Piece]
    after: list[Piece]
    changed: bool


def _texts(version: QuestionVersion, key: dict[str, Any] | None, cites: list[str]) -> dict[tuple[str, str], str]:
    """Everything that a version says, by (label, language)."""
    this = kind(version.kind)
    texts: dict[tuple[str, str], str] = {
        (_("Chapter"), ""): str(version.chapter),
        (_("Difficulty"), ""): version.get_difficulty_display(),
        (_("Use"), ""): version.get_use_display(),
        (_("Red line"), ""): _("yes") if version.red_line else _("no"),
        (_("Norms"), ""): ", ".join(cites),
    }
    for lang in ("zh", "en"):
        texts[_("Stem"), lang] = version.body["stem"].get(lang, "")
        for side in ("options", "left", "right"):
            for row in version.body.get(side, []):
                texts[_("Option %(id)s") % {"id": row["id"]}, lang] = row["text"].get(lang, "")
        if key is not None:
            texts[_("Answer"), lang] = this.describe_key(version.body, key, lang)
            texts[_("Feedback"), lang] = key["feedback"].get(lang, "")
            for row_id, said in key["option_feedback"].items():
                texts[_("Feedback for option %(id)s") % {"id": row_id}, lang] = said.get(lang, "")
    return texts


def changes_between(question: Question, old: QuestionVersion | None, new: QuestionVersion, with_key: bool) -> list[Change]:
    """Every text of the two versions, changed ones first within their order; keys only for those who write questions."""
    found = [version for version in (old, new) if version is not None]
    cited = {pk: [f"{norm.norm.code}/{norm.number}" for norm in norms] for pk, norms in citations_of([version.pk for version in found]).items()}
    texts = [_texts(version, keys.for_editor(question, version) if with_key else None, cited[version.pk]) for version in found]
    before, after = texts if old is not None else [{}, *texts]
    return _changes(before, after)


def _changes(before: dict[tuple[str, str], str], after: dict[tuple[str, str], str]) -> list[Change]:
    rows = []
    for place in dict.fromkeys([*after, *before]):
        left, right = compare(before.get(place, ""), after.get(place, ""))
        rows.append(Change(*place, left, right, before.get(place, "") != after.get(place, "")))
    return [row for row in rows if row.before or row.after]


def changes_of_draft(question: Question, body: dict[str, Any], with_key: bool) -> list[Change]:
    """What approving the draft would change in the version in use; `body` is the draft's with its figures resolved. Empty without one."""
    current = question.current_version
    if current is None:
        return []
    draft = QuestionVersion(**{name: getattr(question, name) for name in ATTRIBUTES}, body=body)
    codes = [norm.norm.code for norm in citations_of([current.pk])[current.pk]]
    drafted = list(question.cited.values_list("norm__code", flat=True))
    before = _texts(current, keys.for_editor(question, current) if with_key else None, codes)
    after = _texts(draft, keys.for_editor(question) if with_key else None, drafted)
    return [row for row in _changes(before, after) if row.changed]
