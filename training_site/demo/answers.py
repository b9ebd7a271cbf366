"""How somebody of a given skill answers a question: right, or wrong in a way the kind allows."""

import random
from typing import Any

# The name under which each kind's response stands (exams/kinds).
SHAPES = {
    "single": "option", "truefalse": "option", "multiple": "options", "ordering": "order",
    "matching": "pairs", "fill": "blanks", "numeric": "number", "short": "text",
}  # fmt: skip
BLANK_SHARE = 0.08


def answer(version: Any, right: Any, skill: float, chance: random.Random) -> dict[str, Any] | None:
    """A response to a question version whose key is `right` (docs/trainers/content-format.md): right with probability `skill`, now and then blank."""
    if chance.random() < skill:
        given = _right(version.kind, right)
    elif chance.random() < BLANK_SHARE:
        return None
    else:
        given = _wrong(version.kind, version.body, right, chance)
    return {SHAPES[version.kind]: given}


def _right(kind: str, right: Any) -> Any:
    if kind == "fill":
        return {str(blank): str(accepted["zh"][0]) for blank, accepted in right.items()}
    if kind == "numeric":
        return str(right["value"])
    if kind == "short":
        return right["model"]["zh"][:300]
    if kind == "truefalse":
        return "true" if right else "false"
    return right


def _wrong(kind: str, body: dict[str, Any], right: Any, chance: random.Random) -> Any:
    if kind == "single":
        return chance.choice([option["id"] for option in body["options"] if option["id"] != right])
    if kind == "multiple":
        flipped = chance.choice([option["id"] for option in body["options"]])
        picked = [option["id"] for option in body["options"] if (option["id"] in right) != (option["id"] == flipped)]
        return picked or [flipped]
    if kind == "truefalse":
        return "false" if right else "true"
    if kind == "fill":
        return {str(blank): "?" for blank in right}
    if kind == "numeric":
        return "0"
    if kind == "ordering":
        return list(reversed(right))
    if kind == "matching":
        return dict(zip(right, [*list(right.values())[1:], next(iter(right.values()))], strict=True))
    return "?"
