"""The HTML of a question: for the taker, and for whoever looks back at an answer. Neither function can read a key."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.template import Context
from django.template.loader import get_template
from django.utils.safestring import SafeString

from exams.kinds import shapes
from exams.kinds.base import Body, Grade, Key, Response
from exams.kinds.registry import kind
from training_site.lib import bilingual, richtext


@cache
def _template(name: str) -> Any:
    """A compiled template, kept: a page shows up to a hundred questions."""
    return get_template(name).template  # type: ignore[attr-defined]


def _stem(body: Body) -> dict[str, Any]:
    fallback = bilingual.language() == "en" and not body["stem"].get("en")
    return {"stem": shapes.shown(body["stem"]), "lang": "zh-Hans" if fallback else ""}


def render_take(
    code: str,
    version_id: int | None,
    body: Body,
    option_order: Sequence[str] = (),
    response: Response | None = None,
    number: int | str = 1,
    *,
    prefix: str = "q",
    disabled: bool = False,
) -> SafeString:
    """The question as the taker answers it, from the body alone.

    `option_order` is what `shuffled` drew (empty: as the author wrote them), `response` what is answered already. The HTML is one
    element with `data-kind` and `data-version`, for a `<form class="q">` of the caller's, whose accessible name is the element
    with the id `<prefix><number>`; static/kinds/respond.js reads and writes the response in it. `prefix` keeps ids apart when a
    page has several papers; `disabled` shows the controls without letting them be used.
    """
    context = kind(code).take_context(body, option_order, response)
    context.update(_stem(body), name=f"{prefix}{number}", version=version_id, disabled=disabled, instruction=kind(code).instruction)
    return SafeString(_render(f"kinds/{code}_take.html", context))  # nosec B308 B703: a template of ours, with autoescape


def render_review(
    code: str,
    body: Body,
    option_order: Sequence[str] = (),
    response: Response | None = None,
    *,
    grade: Grade | None = None,
    key: Key | None = None,
    with_stem: bool = True,
) -> SafeString:
    """An answer looked back at: what was given; with `grade`, what of it is right; with `key`, the right answer and why.

    The caller decides by its release policy what it hands in; what is not handed in cannot appear.
    """
    parts = grade.detail.get("parts") if grade else None
    context = kind(code).review_context(body, option_order, response, parts, key)
    context.update(
        _stem(body),
        with_stem=with_stem,
        answered=response is not None,
        marked=grade is not None,
        released=key is not None,
        why=richtext.paragraphs(bilingual.pick(key["feedback"])) if key else "",
    )
    return SafeString(_render(f"kinds/{code}_review.html", context))  # nosec B308 B703: a template of ours, with autoescape


def _render(name: str, context: dict[str, Any]) -> str:
    return str(_template(name).render(Context(context)))
