"""What changed between two versions of a question, text by text."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from etiquette.norms.api import Piece, compare
from exams.bank import keys
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
    rows = []
    for label, lang in dict.fromkeys([*after, *before]):
        left, right = compare(before.get((label, lang), ""), after.get((label, lang), ""))
        changed = before.get((label, lang), "") != after.get((label, lang), "")
        rows.append(Change(label, lang, left, right, changed))
    return [row for row in rows if row.before or row.after]
