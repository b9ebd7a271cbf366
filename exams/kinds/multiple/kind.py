"""Every right option, and none of the wrong ones."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exams.kinds import shapes
from exams.kinds.base import ALL, NOTHING, Body, FormData, Grade, Key, Problem, Response, share_of
from exams.kinds.choosing import ChoosingKind
from training_site.lib.errors import Refused


class Multiple(ChoosingKind):
    """Body: stem, options, policy. Key: a list of at least two right ids. Response: `{"options": ["a", "c"]}`.

    Policy "all": everything right or nothing. Policy "partial": (right choices − wrong choices) ÷ right options, never below
    0, so that ticking everything earns nothing when half the options are wrong.
    """

    code = "multiple"
    label = gettext_lazy("Multiple choice")
    hint = gettext_lazy("Two or more options are right. The options are shuffled in an exam.")
    instruction = gettext_lazy("Choose all that apply.")
    order = 20
    least = 3
    policies = ("all", "partial")

    def tidy_key(self, body: Body, raw: Mapping[str, Any]) -> Key:
        key = super().tidy_key(body, raw)
        picked = raw.get("key")
        named = [str(item) for item in picked] if isinstance(picked, list | tuple) else []
        known = shapes.ids(body["options"])
        key["key"] = [row_id for row_id in known if row_id in named]
        if set(named) - set(known):
            key["key"] = []  # a key that names what is not there is no key
        return key

    def key_problems(self, body: Body, key: Key) -> list[Problem]:
        if len(key["key"]) < 2:
            return [Problem("key", _("Mark at least two options that are right. For a single right one, choose the kind “Single choice”."))]
        return []

    def tidy_response(self, body: Body, raw: Mapping[str, Any]) -> Response | None:
        picked = raw.get("options")
        if picked in (None, []):
            return None
        known = shapes.ids(body["options"])
        if not isinstance(picked, list) or any(item not in known for item in picked):
            raise Refused(_("The answer names an option that this question does not have."))
        return {"options": sorted(set(picked))}

    def judge(self, body: Body, key: Key, response: Response) -> Grade:
        right, picked = set(key["key"]), set(response["options"])
        parts = {"parts": {row_id: row_id in right for row_id in response["options"]}}
        if body.get("policy") == "partial":
            return Grade(share_of(len(picked & right) - len(picked - right), len(right)), detail=parts)
        return Grade(ALL if picked == right else NOTHING, detail=parts)

    def chosen(self, response: Response | None) -> list[str]:
        return list(response["options"]) if response else []

    def right_ids(self, body: Body, key: Key) -> list[str]:
        return list(key["key"])

    def right_response(self, body: Body, key: Key) -> Response:
        return {"options": sorted(key["key"])}

    def key_from_form(self, data: FormData) -> list[str]:
        return data.many("key")
