"""What every kind of question can do. Pure: no table, no request, no clock, no randomness but the generator handed in.

Three JSON documents meet here.

* body: what a taker may see. `{"stem": {"zh", "en"}, "options": [{"id", "text": {"zh", "en"}}], …}`
* key: what no taker may see before release. `{"key": …, "feedback": {"zh", "en"}, "option_feedback": {id: {"zh", "en"}}, "rubric": …}`
* response: what a taker gave, or None for nothing. It names option ids, never positions.

Each kind says in its class docstring what stands in its three documents.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random
from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from exams.kinds import shapes
from exams.kinds.form_data import FormData
from exams.kinds.shapes import Pair
from training_site.lib import percentages
from training_site.lib.errors import Refused

# Raised by one whenever the same body, key and response could get another grade than before; marks keep the number they
# were made with (reliability.md R9).
GRADER_VERSION = 1

Body = dict[str, Any]
Key = dict[str, Any]
Response = dict[str, Any]
Parts = Mapping[str, bool] | None  # the verdict on each part that was given; None where nobody may know

# What JSON can hold and neither database keeps: NUL, and half a surrogate pair. None of the three documents is nested deeper.
UNKEPT = re.compile("[\0\ud800-\udfff]")
DEEPEST = 8

# Shares are kept to four places, halves rounded up: a third is 0.3333.
SHARE_PLACES = 4
NOTHING = Decimal(0)
ALL = Decimal(1)


@dataclass(frozen=True)
class Grade:
    """The verdict on one response.

    `share` is the part of the points earned, a Decimal from 0 to 1, or None while a person has to mark it. `detail` says of each
    part that the taker gave whether it is right (`{"parts": {"a": True}}`); it never names what they should have given.
    """

    share: Decimal | None
    needs_person: bool = False
    detail: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Problem:
    """Why a question cannot be published yet: the field of the editor it stands at ("stem_zh", "option-b", "key") and a sentence."""

    field: str
    sentence: str


def share_of(part: int, whole: int) -> Decimal:
    """`part` of `whole` as a share, held within 0 and 1."""
    if not whole:
        return NOTHING
    return percentages.rounded(min(max(Decimal(part) / Decimal(whole), NOTHING), ALL), SHARE_PLACES)


class Kind(ABC):
    """One kind of question. Subclasses live in a folder of their own and are listed in `registry`."""

    code: ClassVar[str]
    label: ClassVar[str | Promise]
    hint: ClassVar[str | Promise]  # how it is answered and marked, for the author
    instruction: ClassVar[str | Promise] = ""  # what the taker is told to do where the controls do not say it
    icon: ClassVar[str] = "list"
    order: ClassVar[int] = 0
    needs_person: ClassVar[bool] = False
    policies: ClassVar[Sequence[str]] = ()  # how part answers count: "all" or "partial"; the first is the default

    # -- shape -------------------------------------------------------------------------------------------------------

    def empty(self) -> tuple[Body, Key]:
        """A body and key to start writing from."""
        return self.read({}, {})

    def tidy_body(self, raw: Mapping[str, Any]) -> Body:
        """`raw` in this kind's shape: known fields only, texts stripped, nothing judged. Never raises on a mapping."""
        body: Body = {"stem": shapes.pair(raw.get("stem"))}
        if self.policies:
            policy = raw.get("policy")
            body["policy"] = policy if policy in self.policies else self.policies[0]
        return body

    def tidy_key(self, body: Body, raw: Mapping[str, Any]) -> Key:
        """`raw` in the shape of this kind's key."""
        return {
            "key": raw.get("key"),
            "feedback": shapes.pair(raw.get("feedback")),
            "option_feedback": {},
            "rubric": None,
        }

    def body_problems(self, body: Body) -> list[Problem]:
        """What a taker could not make sense of."""
        if not body["stem"]["zh"]:
            return [Problem("stem_zh", _("Write the question in Chinese."))]
        return []

    def key_problems(self, body: Body, key: Key) -> list[Problem]:
        """Why this body could not be marked by this key."""
        return []

    def clean_body(self, raw: Any) -> Body:
        """The body in its one shape, characters that no database keeps as U+FFFD. Raises Refused with the first sentence about what is wrong."""
        body = self.tidy_body(_kept(_mapping(raw)))
        _refuse(self.body_problems(body))
        return body

    def clean_key(self, body: Body, raw: Any) -> Key:
        """The key in its one shape, fitting a clean body, characters as in `clean_body` and `clean_response`: the three are compared.

        Raises Refused with the first sentence about what is wrong.
        """
        key = self.tidy_key(body, _kept(_mapping(raw)))
        _refuse(self.key_problems(body, key))
        return key

    def texts(self, body: Body) -> list[Pair]:
        """Every text a taker reads, the stem first."""
        return [body["stem"]]

    def key_texts(self, key: Key) -> list[Pair]:
        """Every text that is shown after release."""
        return [key["feedback"], *key["option_feedback"].values()]

    def english_missing(self, body: Body, key: Key) -> bool:
        """True when a text that stands in Chinese is absent in English."""
        return any(pair["zh"] and not pair["en"] for pair in [*self.texts(body), *self.key_texts(key)])

    # -- taking ------------------------------------------------------------------------------------------------------

    def shuffled(self, body: Body, rng: Random) -> list[str]:
        """The option ids in the order this taker sees them; drawn once and kept. Empty for kinds without options."""
        return []

    def unshuffled(self, body: Body) -> list[str]:
        """The option ids as the author wrote them."""
        return []

    def clean_response(self, body: Body, raw: Any) -> Response | None:
        """What a browser sent, in this kind's one shape; None where nothing is answered.

        Raises Refused for what no honest browser sends (an unknown option id, a wrong type, a text too long). A wrong or odd
        answer is never refused: it is kept and marked, each character that no database keeps as U+FFFD.
        """
        if raw is None or raw == {}:
            return None
        return self.tidy_response(body, _kept(_mapping(raw)))

    @abstractmethod
    def tidy_response(self, body: Body, raw: Mapping[str, Any]) -> Response | None:
        """`clean_response` of a mapping that is not empty."""

    def is_answered(self, response: Response | None) -> bool:
        """True when a clean response holds any answer."""
        return response is not None

    # -- marking -----------------------------------------------------------------------------------------------------

    def grade(self, body: Body, key: Key, response: Response | None) -> Grade:
        """The verdict on a clean response; nothing answered earns nothing. Same input, same grade."""
        if response is None:
            return Grade(NOTHING)
        return self.judge(body, key, response)

    @abstractmethod
    def judge(self, body: Body, key: Key, response: Response) -> Grade:
        """`grade` of an answered question."""

    def describe_response(self, body: Body, response: Response | None, lang: str | None = None) -> str:
        """The answer in words, for lists and exports; "" for nothing."""
        return "" if response is None else self.describe(body, response, lang)

    @abstractmethod
    def describe(self, body: Body, response: Response, lang: str | None) -> str:
        """`describe_response` of an answered question."""

    @abstractmethod
    def right_response(self, body: Body, key: Key) -> Response | None:
        """A response that earns everything; None where only a person can say."""

    def describe_key(self, body: Body, key: Key, lang: str | None = None) -> str:
        """The right answer in words, for editors and exports with answers."""
        return self.describe_response(body, self.right_response(body, key), lang)

    # -- what the pages need -----------------------------------------------------------------------------------------

    @abstractmethod
    def take_context(self, body: Body, order: Sequence[str], response: Response | None) -> dict[str, Any]:
        """What `kinds/<code>_take.html` needs besides the stem."""

    @abstractmethod
    def review_context(self, body: Body, order: Sequence[str], response: Response | None, parts: Parts, key: Key | None) -> dict[str, Any]:
        """What `kinds/<code>_review.html` needs; `parts` are the verdicts of a grade, `key` only after release."""

    # -- content files and forms --------------------------------------------------------------------------------------

    def from_content(self, item: Mapping[str, Any]) -> tuple[Body, Key]:
        """The two documents of one question of a content file (docs/trainers/content-format.md)."""
        return self.read({name: value for name, value in item.items() if name not in {"key", "feedback"}}, item)

    def read(self, raw_body: Mapping[str, Any], raw_key: Mapping[str, Any]) -> tuple[Body, Key]:
        """Tidy a raw body and a raw key that belong together."""
        body = self.tidy_body(raw_body)
        return body, self.tidy_key(body, raw_key)

    @abstractmethod
    def form_context(self, body: Body, key: Key) -> dict[str, Any]:
        """What `kinds/<code>_edit.html` needs to show a draft, finished or not."""

    @abstractmethod
    def from_form(self, data: FormData) -> tuple[Body, Key]:
        """The two documents as the editor's form posted them; unfinished ones too."""


def _mapping(raw: Any) -> Mapping[str, Any]:
    if not isinstance(raw, Mapping):
        raise _another_form()
    return raw


def _another_form() -> Refused:
    return Refused(_("This is not in the form that the kind of question expects."))


def _kept(raw: Any, depth: int = DEEPEST) -> Any:
    """`raw` with U+FFFD for UNKEPT characters. Refused for what is nested deeper than any document."""
    if isinstance(raw, str):
        return UNKEPT.sub("\ufffd", raw)
    if isinstance(raw, Mapping | list) and not depth:
        raise _another_form()
    if isinstance(raw, Mapping):
        return {_kept(name): _kept(value, depth - 1) for name, value in raw.items()}
    return [_kept(value, depth - 1) for value in raw] if isinstance(raw, list) else raw


def _refuse(problems: Iterable[Problem]) -> None:
    for problem in problems:
        raise Refused(problem.sentence)
