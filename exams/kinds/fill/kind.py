"""Words to fill into the blanks of a text."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exams.kinds.base import ALL, NOTHING, Body, FormData, Grade, Key, Kind, Parts, Problem, Response, share_of
from exams.kinds.fill.spelling import normalised
from training_site.lib import bilingual, richtext
from training_site.lib.errors import Refused

BLANK = re.compile(r"__(\d{1,2})__")
LONGEST_BLANK = 200
MOST = 8

Spellings = dict[str, list[str]]


def blanks_of(text: str) -> list[str]:
    """The numbers of the blanks in a text, each once, in their order: "__1__ … __2__" gives ["1", "2"]."""
    return list(dict.fromkeys(BLANK.findall(text)))


def pieces_of(text: str) -> list[tuple[SafeString, str]]:
    """A stem as (words before, number of the blank after them); the last piece has no blank."""
    parts = BLANK.split(text)
    return [(richtext.inline(words), parts[index + 1] if index + 1 < len(parts) else "") for index, words in enumerate(parts) if index % 2 == 0]


def _spellings(raw: Any) -> Spellings:
    pair = raw if isinstance(raw, Mapping) else {}
    lists = {lang: pair.get(lang) or [] for lang in ("zh", "en")}
    return {lang: [str(item).strip() for item in ([said] if isinstance(said, str) else said) if str(item).strip()] for lang, said in lists.items()}


class Fill(Kind):
    """Body: stem with `__1__`, `__2__` …, policy. Key: `{"1": {"zh": [spelling, …], "en": […]}}`. Response: `{"blanks": {"1": "30 s"}}`.

    A blank is right when what stands there equals an accepted spelling of either language in the normal form of `spelling.py`.
    Policy "partial": right blanks ÷ blanks. Policy "all": everything right or nothing.
    """

    code = "fill"
    label = gettext_lazy("Fill in the blanks")
    hint = gettext_lazy("Write __1__, __2__ into the text where a word is missing. Spaces, case and full-width digits make no difference.")
    order = 40
    policies = ("partial", "all")

    def tidy_key(self, body: Body, raw: Mapping[str, Any]) -> Key:
        key = super().tidy_key(body, raw)
        said = raw.get("key")
        given = {str(number): spellings for number, spellings in said.items()} if isinstance(said, Mapping) else {}
        key["key"] = {number: _spellings(given.get(number)) for number in blanks_of(body["stem"]["zh"])}
        return key

    def body_problems(self, body: Body) -> list[Problem]:
        problems = super().body_problems(body)
        here, there = blanks_of(body["stem"]["zh"]), blanks_of(body["stem"]["en"])
        if not problems and not here:
            problems.append(Problem("stem_zh", _("Mark each missing word with its number between double underscores: __1__.")))
        if len(here) > MOST:
            problems.append(Problem("stem_zh", _("Keep to %(most)d blanks at most.") % {"most": MOST}))
        if body["stem"]["en"] and sorted(here) != sorted(there):
            problems.append(Problem("stem_en", _("The English text must have the same blanks as the Chinese one.")))
        return problems

    def key_problems(self, body: Body, key: Key) -> list[Problem]:
        empty = [number for number, said in key["key"].items() if not said["zh"] and not said["en"]]
        return [Problem(f"blank-{number}", _("Write at least one accepted answer for blank %(number)s.") % {"number": number}) for number in empty]

    def english_missing(self, body: Body, key: Key) -> bool:
        return super().english_missing(body, key) or any(said["zh"] and not said["en"] for said in key["key"].values())

    def tidy_response(self, body: Body, raw: Mapping[str, Any]) -> Response | None:
        given = raw.get("blanks")
        known = blanks_of(body["stem"]["zh"])
        if given is None:
            return None
        if not isinstance(given, Mapping) or any(number not in known or not isinstance(said, str) for number, said in given.items()):
            raise Refused(_("The answer fills a blank that this question does not have."))
        if any(len(said) > LONGEST_BLANK for said in given.values()):
            raise Refused(_("A blank takes at most %(most)d characters.") % {"most": LONGEST_BLANK})
        filled = {number: given[number].strip() for number in known if str(given.get(number, "")).strip()}
        return {"blanks": filled} if filled else None

    def judge(self, body: Body, key: Key, response: Response) -> Grade:
        parts = {number: self._is_right(key["key"].get(number), said) for number, said in response["blanks"].items()}
        right, whole = sum(parts.values()), len(blanks_of(body["stem"]["zh"]))
        share = share_of(right, whole) if body.get("policy") != "all" else ALL if right == whole else NOTHING
        return Grade(share, detail={"parts": parts})

    @staticmethod
    def _is_right(accepted: Spellings | None, said: str) -> bool:
        wanted = [spelling for spellings in (accepted or {}).values() for spelling in spellings]
        return normalised(said) in {normalised(spelling) for spelling in wanted}

    def describe(self, body: Body, response: Response, lang: str | None) -> str:
        return "; ".join(f"({number}) {said}" for number, said in response["blanks"].items())

    def right_response(self, body: Body, key: Key) -> Response:
        return {"blanks": {number: (said["zh"] or said["en"])[0] for number, said in key["key"].items() if said["zh"] or said["en"]}}

    def describe_key(self, body: Body, key: Key, lang: str | None = None) -> str:
        chosen = lang or bilingual.language()
        return "; ".join(f"({number}) {' / '.join(said.get(chosen) or said['zh'] or said['en'])}" for number, said in key["key"].items())

    def take_context(self, body: Body, order: Sequence[str], response: Response | None) -> dict[str, Any]:
        filled = response["blanks"] if response else {}
        pieces = pieces_of(bilingual.pick(body["stem"]))
        return {"pieces": [(words, number, filled.get(number, "")) for words, number in pieces], "longest": LONGEST_BLANK}

    def review_context(self, body: Body, order: Sequence[str], response: Response | None, parts: Parts, key: Key | None) -> dict[str, Any]:
        filled = response["blanks"] if response else {}
        answers = key["key"] if key else {}
        lang = bilingual.language()
        return {
            "pieces": pieces_of(bilingual.pick(body["stem"])),
            "blanks": [
                {
                    "number": number,
                    "text": filled.get(number, ""),
                    "verdict": parts.get(number) if parts else None,
                    "answer": " / ".join(answers[number].get(lang) or answers[number]["zh"] or answers[number]["en"]) if number in answers else "",
                }
                for number in blanks_of(body["stem"]["zh"])
            ],
        }

    def from_content(self, item: Mapping[str, Any]) -> tuple[Body, Key]:
        return self.read(item, item)

    def form_context(self, body: Body, key: Key) -> dict[str, Any]:
        return {
            "blanks": [
                {"number": number, "field": f"blank-{number}", "zh": "\n".join(said["zh"]), "en": "\n".join(said["en"])}
                for number, said in key["key"].items()
            ]
        }

    def from_form(self, data: FormData) -> tuple[Body, Key]:
        accepted = {row["id"]: {lang: text.splitlines() for lang, text in row["text"].items()} for row in data.rows("blank")}
        return self.read(data.stem(), {**data.feedback(), "key": accepted})
