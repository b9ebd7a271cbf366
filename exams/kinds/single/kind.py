"""One right option out of several."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exams.kinds import shapes
from exams.kinds.base import ALL, NOTHING, Body, FormData, Grade, Key, Problem, Response
from exams.kinds.choosing import ChoosingKind
from training_site.lib.errors import Refused


class Single(ChoosingKind):
    """Body: stem, options. Key: the id of the right option. Response: `{"option": "a"}`."""

    code = "single"
    label = gettext_lazy("Single choice")
    hint = gettext_lazy("One option is right. The options are shuffled in an exam.")
    order = 10

    def tidy_key(self, body: Body, raw: Mapping[str, Any]) -> Key:
        key = super().tidy_key(body, raw)
        key["key"] = raw["key"] if isinstance(raw.get("key"), str) else ""
        return key

    def key_problems(self, body: Body, key: Key) -> list[Problem]:
        if key["key"] not in shapes.ids(body["options"]):
            return [Problem("key", _("Mark the option that is right."))]
        return []

    def tidy_response(self, body: Body, raw: Mapping[str, Any]) -> Response | None:
        option = raw.get("option")
        if option in (None, ""):
            return None
        if option not in shapes.ids(body["options"]):
            raise Refused(_("The answer names an option that this question does not have."))
        return {"option": option}

    def judge(self, body: Body, key: Key, response: Response) -> Grade:
        right = response["option"] == key["key"]
        return Grade(ALL if right else NOTHING, detail={"parts": {response["option"]: right}})

    def chosen(self, response: Response | None) -> list[str]:
        return [response["option"]] if response else []

    def right_ids(self, body: Body, key: Key) -> list[str]:
        return [key["key"]]

    def right_response(self, body: Body, key: Key) -> Response:
        return {"option": key["key"]}

    def key_from_form(self, data: FormData) -> str:
        return data.text("key")
