"""What the kinds with options to choose from share."""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

from exams.kinds import shapes
from exams.kinds.base import Body, FormData, Key, Kind, Parts, Problem, Response
from training_site.lib import bilingual

LEAST, MOST = 2, 8
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def letter(index: int) -> str:
    """How the option in place `index` (from 0) is called on screen."""
    return LETTERS[index % len(LETTERS)]


class ChoosingKind(Kind):
    """Options with ids; feedback may stand at each of them."""

    least = LEAST

    def tidy_body(self, raw: Mapping[str, Any]) -> Body:
        return {**super().tidy_body(raw), "options": shapes.options(raw.get("options"))}

    def tidy_key(self, body: Body, raw: Mapping[str, Any]) -> Key:
        key = super().tidy_key(body, raw)
        said = raw.get("option_feedback")
        known = shapes.ids(body["options"])
        pairs = {row_id: shapes.pair(said.get(row_id)) for row_id in known} if isinstance(said, Mapping) else {}
        key["option_feedback"] = {row_id: text for row_id, text in pairs.items() if text["zh"] or text["en"]}
        return key

    def body_problems(self, body: Body) -> list[Problem]:
        listed = shapes.list_problems(body["options"], "option", self.least, MOST)
        return [*super().body_problems(body), *(Problem(field, sentence) for field, sentence in listed)]

    def texts(self, body: Body) -> list[shapes.Pair]:
        return [body["stem"], *(row["text"] for row in body["options"])]

    def shuffled(self, body: Body, rng: Random) -> list[str]:
        return shapes.mixed(body["options"], rng)

    def unshuffled(self, body: Body) -> list[str]:
        return shapes.ids(body["options"])

    @abstractmethod
    def chosen(self, response: Response | None) -> list[str]:
        """The option ids a response names."""

    @abstractmethod
    def right_ids(self, body: Body, key: Key) -> list[str]:
        """The option ids that are right."""

    def describe(self, body: Body, response: Response, lang: str | None) -> str:
        return "; ".join(shapes.words(body["options"], self.chosen(response), lang))

    def take_context(self, body: Body, order: Sequence[str], response: Response | None) -> dict[str, Any]:
        chosen = self.chosen(response)
        rows = shapes.in_order(body["options"], order)
        return {"options": [(row["id"], letter(index), shapes.shown(row["text"]), row["id"] in chosen) for index, row in enumerate(rows)]}

    def review_context(self, body: Body, order: Sequence[str], response: Response | None, parts: Parts, key: Key | None) -> dict[str, Any]:
        chosen = self.chosen(response)
        right = self.right_ids(body, key) if key else []
        said = key["option_feedback"] if key else {}
        rows = shapes.in_order(body["options"], order)
        return {
            "options": [
                {
                    "letter": letter(index),
                    "text": shapes.shown(row["text"]),
                    "chosen": row["id"] in chosen,
                    "verdict": parts.get(row["id"]) if parts and row["id"] in chosen else None,
                    "is_answer": row["id"] in right,
                    "feedback": bilingual.pick(said.get(row["id"])),
                }
                for index, row in enumerate(rows)
            ]
        }

    def from_content(self, item: Mapping[str, Any]) -> tuple[Body, Key]:
        said = {row.get("id"): row.get("feedback") for row in item.get("options") or [] if isinstance(row, Mapping) and row.get("feedback")}
        return self.read(item, {**item, "option_feedback": said})

    def from_form(self, data: FormData) -> tuple[Body, Key]:
        rows = data.rows("option")
        columns = zip(data.many("option_id"), data.many("option_feedback_zh"), data.many("option_feedback_en"), strict=False)
        said = {row_id: {"zh": zh, "en": en} for row_id, zh, en in columns if row_id}
        return self.read({**data.stem(), "options": rows}, {**data.feedback(), "option_feedback": said, "key": self.key_from_form(data)})

    def form_context(self, body: Body, key: Key) -> dict[str, Any]:
        right = self.right_ids(body, key)
        return {"rows": [self._form_row(row, index, key, right) for index, row in enumerate(self.form_rows(body, key))], "most": MOST}

    @staticmethod
    def _form_row(row: shapes.Option, index: int, key: Key, right: Sequence[str]) -> dict[str, Any]:
        said = key["option_feedback"].get(row["id"], {"zh": "", "en": ""})
        return {**row, "field": f"option-{row['id']}", "letter": letter(index), "right": row["id"] in right, "feedback": said}

    def form_rows(self, body: Body, key: Key) -> list[shapes.Option]:
        """The options in the order in which the editor lists them."""
        return list(body["options"])

    @abstractmethod
    def key_from_form(self, data: FormData) -> Any:
        """The picks of the form as `key["key"]`."""
