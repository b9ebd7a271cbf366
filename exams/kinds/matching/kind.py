"""Partners to find."""

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exams.kinds import shapes
from exams.kinds.base import ALL, NOTHING, Body, FormData, Grade, Key, Kind, Parts, Problem, Response, share_of
from training_site.lib import bilingual
from training_site.lib.errors import Refused

LEAST, MOST_LEFT, MOST_RIGHT = 2, 8, 10


class Matching(Kind):
    """Body: stem, left and right lists of `{"id", "text"}`, policy. Key: `{left id: right id}`. Response: `{"pairs": {left id: right id}}`.

    The right side may have more entries than are used, and one entry may serve several. Policy "partial": right pairs ÷ left
    entries. Policy "all": every pair right or nothing.
    """

    code = "matching"
    label = gettext_lazy("Matching")
    hint = gettext_lazy("Each entry on the left gets one from the right; the right side may have more than are needed.")
    order = 70
    policies = ("partial", "all")

    def tidy_body(self, raw: Mapping[str, Any]) -> Body:
        return {**super().tidy_body(raw), "left": shapes.options(raw.get("left")), "right": shapes.options(raw.get("right"))}

    def tidy_key(self, body: Body, raw: Mapping[str, Any]) -> Key:
        key = super().tidy_key(body, raw)
        said = raw.get("key") if isinstance(raw.get("key"), Mapping) else {}
        key["key"] = {row_id: str(said.get(row_id) or "") for row_id in shapes.ids(body["left"])}  # type: ignore[union-attr]
        return key

    def body_problems(self, body: Body) -> list[Problem]:
        found = [*shapes.list_problems(body["left"], "left", LEAST, MOST_LEFT), *shapes.list_problems(body["right"], "right", LEAST, MOST_RIGHT)]
        return [*super().body_problems(body), *(Problem(field, sentence) for field, sentence in found)]

    def key_problems(self, body: Body, key: Key) -> list[Problem]:
        known = set(shapes.ids(body["right"]))
        return [Problem(f"left-{row_id}", _("Choose the partner of this entry.")) for row_id, partner in key["key"].items() if partner not in known]

    def texts(self, body: Body) -> list[shapes.Pair]:
        return [body["stem"], *(row["text"] for row in [*body["left"], *body["right"]])]

    def shuffled(self, body: Body, rng: Random) -> list[str]:
        return shapes.mixed(body["right"], rng)

    def unshuffled(self, body: Body) -> list[str]:
        """By id: an author often writes partners side by side, so the order of writing must never be shown."""
        return sorted(shapes.ids(body["right"]))

    def tidy_response(self, body: Body, raw: Mapping[str, Any]) -> Response | None:
        pairs = raw.get("pairs")
        if pairs is None:
            return None
        left, right = shapes.ids(body["left"]), shapes.ids(body["right"])
        if not isinstance(pairs, Mapping) or any(one not in left or (other not in right and other != "") for one, other in pairs.items()):
            raise Refused(_("The answer names an option that this question does not have."))
        chosen = {row_id: pairs[row_id] for row_id in left if pairs.get(row_id)}
        return {"pairs": chosen} if chosen else None

    def judge(self, body: Body, key: Key, response: Response) -> Grade:
        parts = {one: other == key["key"].get(one) for one, other in response["pairs"].items()}
        right, whole = sum(parts.values()), len(body["left"])
        share = share_of(right, whole) if body.get("policy") != "all" else ALL if right == whole else NOTHING
        return Grade(share, detail={"parts": parts})

    def describe(self, body: Body, response: Response, lang: str | None) -> str:
        left, right = shapes.by_id(body["left"]), shapes.by_id(body["right"])
        pairs = [(left[one], right[other]) for one, other in response["pairs"].items() if one in left and other in right]
        return "; ".join(f"{bilingual.pick(one['text'], lang)} → {bilingual.pick(other['text'], lang)}" for one, other in pairs)

    def right_response(self, body: Body, key: Key) -> Response:
        return {"pairs": dict(key["key"])}

    def take_context(self, body: Body, order: Sequence[str], response: Response | None) -> dict[str, Any]:
        pairs = response["pairs"] if response else {}
        partners = [(row["id"], bilingual.pick(row["text"])) for row in shapes.in_order(body["right"], order or self.unshuffled(body))]
        return {"rows": [(row["id"], shapes.shown(row["text"]), pairs.get(row["id"], "")) for row in body["left"]], "partners": partners}

    def review_context(self, body: Body, order: Sequence[str], response: Response | None, parts: Parts, key: Key | None) -> dict[str, Any]:
        pairs, right = (response["pairs"] if response else {}), shapes.by_id(body["right"])
        answers = key["key"] if key else {}

        def word(row_id: str | None) -> str:
            return bilingual.pick(right[row_id]["text"]) if row_id in right else ""

        return {
            "rows": [
                {
                    "text": shapes.shown(row["text"]),
                    "given": word(pairs.get(row["id"])),
                    "verdict": parts.get(row["id"]) if parts else None,
                    "answer": word(answers.get(row["id"])),
                }
                for row in body["left"]
            ]
        }

    def from_content(self, item: Mapping[str, Any]) -> tuple[Body, Key]:
        return self.read(item, item)

    def form_context(self, body: Body, key: Key) -> dict[str, Any]:
        left = [{**row, "field": f"left-{row['id']}", "partner": key["key"].get(row["id"], "")} for row in body["left"]]
        return {"left": left, "right": [{**row, "field": f"right-{row['id']}"} for row in body["right"]]}

    def from_form(self, data: FormData) -> tuple[Body, Key]:
        partners = dict(zip(data.many("left_id"), data.many("left_partner"), strict=False))
        return self.read({**data.stem(), "left": data.rows("left"), "right": data.rows("right")}, {**data.feedback(), "key": partners})
