"""A statement that is right or wrong."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from exams.kinds.base import ALL, NOTHING, Body, FormData, Grade, Key, Kind, Parts, Problem, Response
from training_site.lib.errors import Refused

TRUE, FALSE = "true", "false"


class TrueFalse(Kind):
    """Body: stem. Key: True or False. Response: `{"option": "true"}` or `{"option": "false"}`."""

    code = "truefalse"
    label = gettext_lazy("True or false")
    hint = gettext_lazy("A statement to judge. Half of these should be false.")
    order = 30

    def tidy_key(self, body: Body, raw: Mapping[str, Any]) -> Key:
        key = super().tidy_key(body, raw)
        said = raw.get("key")
        key["key"] = said if isinstance(said, bool) else {TRUE: True, FALSE: False}.get(str(said))
        return key

    def key_problems(self, body: Body, key: Key) -> list[Problem]:
        return [] if key["key"] is not None else [Problem("key", _("Say whether the statement is true or false."))]

    def tidy_response(self, body: Body, raw: Mapping[str, Any]) -> Response | None:
        option = raw.get("option")
        if option in (None, ""):
            return None
        if option not in (TRUE, FALSE):
            raise Refused(_("The answer names an option that this question does not have."))
        return {"option": option}

    def judge(self, body: Body, key: Key, response: Response) -> Grade:
        right = (response["option"] == TRUE) == key["key"]
        return Grade(ALL if right else NOTHING, detail={"parts": {response["option"]: right}})

    def describe(self, body: Body, response: Response, lang: str | None) -> str:
        if lang is None:
            return _("True") if response["option"] == TRUE else _("False")
        with override("en" if lang == "en" else "zh-hans"):
            return self.describe(body, response, None)

    def right_response(self, body: Body, key: Key) -> Response:
        return {"option": TRUE if key["key"] else FALSE}

    def take_context(self, body: Body, order: Sequence[str], response: Response | None) -> dict[str, Any]:
        return {"chosen": response["option"] if response else ""}

    def review_context(self, body: Body, order: Sequence[str], response: Response | None, parts: Parts, key: Key | None) -> dict[str, Any]:
        chosen = response["option"] if response else ""
        right = self.right_response(body, key)["option"] if key else ""
        return {
            "options": [
                {
                    "icon": drawing,
                    "text": self.describe(body, {"option": option}, None),
                    "chosen": option == chosen,
                    "verdict": parts.get(option) if parts and option == chosen else None,
                    "is_answer": option == right,
                }
                for option, drawing in ((TRUE, "check"), (FALSE, "x"))
            ]
        }

    def from_content(self, item: Mapping[str, Any]) -> tuple[Body, Key]:
        return self.read(item, item)

    def form_context(self, body: Body, key: Key) -> dict[str, Any]:
        return {"value": {True: TRUE, False: FALSE}.get(key["key"], "")}

    def from_form(self, data: FormData) -> tuple[Body, Key]:
        return self.read(data.stem(), {**data.feedback(), "key": data.text("key")})
