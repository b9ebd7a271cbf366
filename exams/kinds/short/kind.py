"""A short text that a person marks."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exams.kinds import shapes
from exams.kinds.base import Body, FormData, Grade, Key, Kind, Parts, Problem, Response
from training_site.lib import bilingual
from training_site.lib.errors import Refused

FEWEST, USUAL, MOST_CHARS = 20, 300, 5000


def _whole(raw: Any, otherwise: int) -> int:
    try:
        return int(str(raw))
    except (TypeError, ValueError):
        return otherwise


class Short(Kind):
    """Body: stem, max_chars. Key: a rubric `{"points": [{"text", "weight"}], "model": {"zh", "en"}}`. Response: `{"text": "…"}`.

    A person marks it by the rubric. Nothing written earns nothing without a person.
    """

    code = "short"
    label = gettext_lazy("Short answer")
    hint = gettext_lazy("Marked by a person, point by point.")
    order = 80
    needs_person = True

    def tidy_body(self, raw: Mapping[str, Any]) -> Body:
        return {**super().tidy_body(raw), "max_chars": _whole(raw.get("max_chars"), USUAL)}

    def tidy_key(self, body: Body, raw: Mapping[str, Any]) -> Key:
        key = super().tidy_key(body, raw)
        rubric = raw.get("rubric") or raw.get("key")  # a content file writes the rubric as the key
        said = rubric if isinstance(rubric, Mapping) else {}
        points = [row for row in said.get("points") or [] if isinstance(row, Mapping)]
        rows: list[dict[str, Any]] = [{"text": shapes.pair(row.get("text")), "weight": _whole(row.get("weight"), 1)} for row in points]
        key["key"] = None
        key["rubric"] = {"points": [row for row in rows if row["text"]["zh"] or row["text"]["en"]], "model": shapes.pair(said.get("model"))}
        return key

    def body_problems(self, body: Body) -> list[Problem]:
        problems = super().body_problems(body)
        if not FEWEST <= body["max_chars"] <= MOST_CHARS:
            problems.append(Problem("max_chars", _("Allow between %(least)d and %(most)d characters.") % {"least": FEWEST, "most": MOST_CHARS}))
        return problems

    def key_problems(self, body: Body, key: Key) -> list[Problem]:
        problems = []
        if not key["rubric"]["points"]:
            problems.append(Problem("point", _("Write at least one point that the marker looks for.")))
        if any(not 1 <= row["weight"] <= 10 or not row["text"]["zh"] for row in key["rubric"]["points"]):
            problems.append(Problem("point", _("Each point needs a Chinese text and a weight from 1 to 10.")))
        return problems

    def key_texts(self, key: Key) -> list[shapes.Pair]:
        return [*super().key_texts(key), key["rubric"]["model"], *(row["text"] for row in key["rubric"]["points"])]

    def tidy_response(self, body: Body, raw: Mapping[str, Any]) -> Response | None:
        text = raw.get("text")
        if text is None:
            return None
        if not isinstance(text, str):
            raise Refused(_("The answer must be sent as the taker typed it."))
        text = text.replace("\r\n", "\n")
        if len(text) > body["max_chars"]:
            raise Refused(_("The answer has %(count)d characters; %(most)d are allowed.") % {"count": len(text), "most": body["max_chars"]})
        return {"text": text} if text.strip() else None

    def judge(self, body: Body, key: Key, response: Response) -> Grade:
        return Grade(None, needs_person=True)

    def describe(self, body: Body, response: Response, lang: str | None) -> str:
        return str(response["text"])

    def right_response(self, body: Body, key: Key) -> None:
        return None

    def describe_key(self, body: Body, key: Key, lang: str | None = None) -> str:
        return "; ".join(f"{bilingual.pick(row['text'], lang)} ({row['weight']})" for row in key["rubric"]["points"])

    def take_context(self, body: Body, order: Sequence[str], response: Response | None) -> dict[str, Any]:
        return {"value": response["text"] if response else "", "longest": body["max_chars"]}

    def review_context(self, body: Body, order: Sequence[str], response: Response | None, parts: Parts, key: Key | None) -> dict[str, Any]:
        rubric = key["rubric"] if key else {"points": [], "model": {}}
        points = [{"text": bilingual.pick(row["text"]), "weight": row["weight"]} for row in rubric["points"]]
        return {"given": response["text"] if response else "", "points": points, "model": bilingual.pick(rubric["model"])}

    def from_content(self, item: Mapping[str, Any]) -> tuple[Body, Key]:
        return self.read(item, item)

    def form_context(self, body: Body, key: Key) -> dict[str, Any]:
        return {"max_chars": body["max_chars"], **key["rubric"]}

    def from_form(self, data: FormData) -> tuple[Body, Key]:
        columns = zip(data.many("point_zh"), data.many("point_en"), data.many("point_weight"), strict=False)
        points = [{"text": {"zh": zh, "en": en}, "weight": weight} for zh, en, weight in columns]
        rubric = {"points": points, "model": data.pair("model")}
        return self.read({**data.stem(), "max_chars": data.text("max_chars")}, {**data.feedback(), "rubric": rubric})
