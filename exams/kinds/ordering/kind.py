"""Steps to put in order."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exams.kinds import shapes
from exams.kinds.base import ALL, NOTHING, Body, FormData, Grade, Key, Parts, Problem, Response, share_of
from exams.kinds.choosing import ChoosingKind
from training_site.lib import bilingual
from training_site.lib.errors import Refused


class Ordering(ChoosingKind):
    """Body: stem, options, policy. Key: all ids in the right order. Response: `{"order": ["c", "a", "b"]}`, all ids.

    Policy "all": the whole order or nothing. Policy "partial": neighbours that follow each other as in the key ÷ all
    neighbours of the key, so that one step put in the wrong place does not cost every place after it.
    """

    code = "ordering"
    label = gettext_lazy("Put in order")
    hint = gettext_lazy("Write the steps in the right order; an exam shuffles them.")
    order = 60
    least = 3
    policies = ("all", "partial")

    def tidy_key(self, body: Body, raw: Mapping[str, Any]) -> Key:
        key = super().tidy_key(body, raw)
        said = raw.get("key")
        key["key"] = [str(item) for item in said] if isinstance(said, list | tuple) else []
        return key

    def key_problems(self, body: Body, key: Key) -> list[Problem]:
        if sorted(key["key"]) != sorted(shapes.ids(body["options"])):
            return [Problem("key", _("The right order must name every step once."))]
        return []

    def tidy_response(self, body: Body, raw: Mapping[str, Any]) -> Response | None:
        order = raw.get("order")
        if order in (None, []):
            return None
        known = shapes.ids(body["options"])
        if not isinstance(order, list) or any(item not in known for item in order) or len(order) != len(known) or len(set(order)) != len(known):
            raise Refused(_("The answer must name every step of this question once."))
        return {"order": order}

    def unshuffled(self, body: Body) -> list[str]:
        """By id: an author writes steps in the right order, so the order of writing must never be shown."""
        return sorted(shapes.ids(body["options"]))

    def judge(self, body: Body, key: Key, response: Response) -> Grade:
        given, right = response["order"], key["key"]
        parts = {row_id: given[index] == right[index] for index, row_id in enumerate(given)}
        if body.get("policy") == "partial":
            wanted = set(pairwise(right))
            return Grade(share_of(sum(step in wanted for step in pairwise(given)), len(wanted)), detail={"parts": parts})
        return Grade(ALL if given == right else NOTHING, detail={"parts": parts})

    def chosen(self, response: Response | None) -> list[str]:
        return list(response["order"]) if response else []

    def right_ids(self, body: Body, key: Key) -> list[str]:
        return list(key["key"])

    def right_response(self, body: Body, key: Key) -> Response:
        return {"order": list(key["key"])}

    def take_context(self, body: Body, order: Sequence[str], response: Response | None) -> dict[str, Any]:
        rows = shapes.in_order(body["options"], self.chosen(response) or order or self.unshuffled(body))
        up, down = _("%(step)s: move up one place"), _("%(step)s: move down one place")
        steps = []
        for number, row in enumerate(rows, start=1):
            step = {"step": bilingual.pick(row["text"])}
            steps.append((row["id"], number, shapes.shown(row["text"]), up % step, down % step, number == 1, number == len(rows)))
        return {"steps": steps, "answered": response is not None}

    def review_context(self, body: Body, order: Sequence[str], response: Response | None, parts: Parts, key: Key | None) -> dict[str, Any]:
        given = shapes.in_order(body["options"], self.chosen(response)) if response else []
        said = key["option_feedback"] if key else {}
        return {
            "steps": [
                {
                    "text": shapes.shown(row["text"]),
                    "verdict": parts.get(row["id"]) if parts else None,
                    "feedback": bilingual.pick(said.get(row["id"])),
                }
                for row in given
            ],
            "answer": shapes.words(body["options"], key["key"], None) if key else [],
        }

    def from_form(self, data: FormData) -> tuple[Body, Key]:
        """The form lists the steps in the right order; the body keeps them by id, so that it gives nothing away."""
        body, key = super().from_form(data)
        body["options"].sort(key=lambda row: row["id"])
        return body, key

    def form_rows(self, body: Body, key: Key) -> list[shapes.Option]:
        """In the right order, which is how they are written."""
        return shapes.in_order(body["options"], key["key"])

    def key_from_form(self, data: FormData) -> list[str]:
        return [row_id for row_id in data.many("option_id") if row_id]
