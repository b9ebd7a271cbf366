"""A number within a tolerance."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exams.kinds import shapes
from exams.kinds.base import ALL, NOTHING, Body, FormData, Grade, Key, Kind, Parts, Problem, Response
from exams.kinds.numeric.reading import LONGEST_NUMBER, parsed, within
from training_site.lib import bilingual
from training_site.lib.errors import Refused


class Numeric(Kind):
    """Body: stem, unit `{"zh", "en"}`. Key: `{"value": "18.00", "tolerance": "0.005"}`. Response: `{"number": "18"}`, as typed.

    Right when |number − value| ≤ tolerance, the tolerance included. What cannot be read as a number is kept and is wrong.
    """

    code = "numeric"
    label = gettext_lazy("Numeric answer")
    hint = gettext_lazy("Right within the tolerance, its edges included. 1,234.50 and full-width digits are understood.")
    order = 50

    def tidy_body(self, raw: Mapping[str, Any]) -> Body:
        return {**super().tidy_body(raw), "unit": shapes.pair(raw.get("unit"))}

    def tidy_key(self, body: Body, raw: Mapping[str, Any]) -> Key:
        key = super().tidy_key(body, raw)
        said = raw.get("key") if isinstance(raw.get("key"), Mapping) else {}
        key["key"] = {"value": str(said.get("value", "")).strip(), "tolerance": str(said.get("tolerance") or "0").strip()}  # type: ignore[union-attr]
        return key

    def key_problems(self, body: Body, key: Key) -> list[Problem]:
        value, tolerance = parsed(key["key"]["value"]), parsed(key["key"]["tolerance"])
        problems = []
        if value is None:
            problems.append(Problem("key_value", _("Write the right number in digits, such as 18.00.")))
        if tolerance is None or tolerance < 0:
            problems.append(Problem("key_tolerance", _("Write the tolerance as a number that is 0 or more.")))
        return problems

    def texts(self, body: Body) -> list[shapes.Pair]:
        return [body["stem"], body["unit"]]

    def tidy_response(self, body: Body, raw: Mapping[str, Any]) -> Response | None:
        number = raw.get("number")
        if number is None:
            return None
        if not isinstance(number, str):
            raise Refused(_("The answer must be sent as the taker typed it."))
        if len(number) > LONGEST_NUMBER:
            raise Refused(_("A number takes at most %(most)d characters.") % {"most": LONGEST_NUMBER})
        return {"number": number.strip()} if number.strip() else None

    def judge(self, body: Body, key: Key, response: Response) -> Grade:
        given = parsed(response["number"], body.get("unit", {}).values())
        value, tolerance = parsed(key["key"]["value"]), parsed(key["key"]["tolerance"])
        right = given is not None and value is not None and tolerance is not None and within(given, value, tolerance)
        return Grade(ALL if right else NOTHING, detail={"parts": {"number": right}})

    def describe(self, body: Body, response: Response, lang: str | None) -> str:
        unit = bilingual.pick(body.get("unit"), lang)
        number = response["number"]
        return f"{number}{unit}" if unit == "%" else f"{number} {unit}".strip()

    def right_response(self, body: Body, key: Key) -> Response:
        return {"number": key["key"]["value"]}

    def describe_key(self, body: Body, key: Key, lang: str | None = None) -> str:
        value = self.describe(body, self.right_response(body, key), lang)
        tolerance = parsed(key["key"]["tolerance"])
        return f"{value} ± {key['key']['tolerance']}" if tolerance else value

    def take_context(self, body: Body, order: Sequence[str], response: Response | None) -> dict[str, Any]:
        return {"value": response["number"] if response else "", "unit": bilingual.pick(body.get("unit")), "longest": LONGEST_NUMBER}

    def review_context(self, body: Body, order: Sequence[str], response: Response | None, parts: Parts, key: Key | None) -> dict[str, Any]:
        return {
            "given": self.describe_response(body, response),
            "verdict": parts.get("number") if parts else None,
            "answer": self.describe_key(body, key) if key else "",
        }

    def from_content(self, item: Mapping[str, Any]) -> tuple[Body, Key]:
        return self.read(item, item)

    def form_context(self, body: Body, key: Key) -> dict[str, Any]:
        return {"unit": body["unit"], **key["key"]}

    def from_form(self, data: FormData) -> tuple[Body, Key]:
        value = {"value": data.text("key_value"), "tolerance": data.text("key_tolerance")}
        return self.read({**data.stem(), "unit": data.pair("unit")}, {**data.feedback(), "key": value})
