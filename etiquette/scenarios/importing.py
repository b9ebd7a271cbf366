"""Scenarios from content files (docs/trainers/content-format.md): loaded, saved as draft, published; twice the same = no change."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from etiquette.scenarios.drafts import HEAD_FIELDS, create_scenario, save_draft
from etiquette.scenarios.models import Scenario, ScenarioVersion
from etiquette.scenarios.publishing import publish_scenario
from etiquette.scenarios.states import DIMENSIONS
from training_site.lib.errors import Refused


def import_scenario(mapping: Mapping[str, Any], by: Any) -> ScenarioVersion | None:
    """Bring in one scenario file as it was parsed and publish it; the new version, or None when nothing changed.

    An archived scenario takes the new text as its draft and stays archived.

    Raises Refused naming scenario, node and choice for a missing field, a broken graph, an unknown norm or token; then
    nothing of the file has been kept. `by` is a login or None.
    """
    code = str(mapping.get("id", ""))
    try:
        head, graph, scores = head_from(mapping), graph_from(mapping), scores_from(mapping)
        with transaction.atomic():
            scenario = Scenario.objects.filter(code=code).first() or create_scenario(code, head, by)
            save_draft(scenario, by, head=head, graph=graph, scores=scores)
            return None if scenario.state == "archived" else publish_scenario(scenario, by)
    except Refused as refusal:
        raise Refused("\n".join(f"{code or '?'}: {line}" for line in str(refusal).splitlines())) from refusal


def head_from(mapping: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a scenario's head."""
    head: dict[str, Any] = {}
    for name in sorted({field.removesuffix("_zh") for field in HEAD_FIELDS if field.endswith("_zh")}):
        pair = _pair(mapping, name, "")
        head |= {f"{name}_zh": pair["zh"], f"{name}_en": pair["en"]}
    return {
        **head,
        "role": str(_needed(mapping, "role", "")),
        "minutes": int(_needed(mapping, "minutes", "")),
        "courses": [str(course) for course in mapping.get("courses", [])],
        "reveal_branches": bool(mapping.get("reveal_branches", False)),
    }


def graph_from(mapping: Mapping[str, Any]) -> dict[str, Any]:
    """The graph without scores. A list, not a mapping, because PostgreSQL does not keep the order of JSON keys."""
    return {
        "start": str(_needed(mapping, "start", "")),
        "nodes": [
            {
                "id": str(name),
                "step": _pair(node, "step", name),
                "scene": _pair(node, "scene", name, needed=False),
                "says": _pair(node, "says", name),
                "voice": _needed(node, "voice", name),
                "voice_word": _pair(node, "voice_word", name),
                **({"seconds": int(node["seconds"])} if node.get("seconds") else {}),
                "choices": [
                    {"id": str(_needed(choice, "id", name)), "text": _pair(choice, "text", name, str(choice["id"]))}
                    for choice in _needed(node, "choices", name)
                ],
            }
            for name, node in _needed(mapping, "nodes", "").items()
        ],
    }


def scores_from(mapping: Mapping[str, Any]) -> dict[str, Any]:
    """What every choice is worth and where it leads, and the endings."""
    choices = [(str(name), choice) for name, node in mapping["nodes"].items() for choice in node["choices"]]
    return {
        "choices": {
            str(choice["id"]): {
                "grade": str(_needed(choice, "grade", node, str(choice["id"]))),
                "red_line": bool(choice.get("red_line", False)),
                "to": str(_needed(choice, "to", node, str(choice["id"]))),
                "cites": [str(code) for code in choice.get("cites", [])],
                **{name: _pair(choice, name, node, str(choice["id"]), needed=False) for name in ("effect", "better", "why")},
                **({"silence": True} if choice.get("silence") else {}),
                **({"dims": _dims(choice, node)} if choice.get("dims") else {}),
            }
            for node, choice in choices
        },
        "endings": [
            {
                "id": str(name),
                "outcome": str(_needed(ending, "outcome", name)),
                "title": _pair(ending, "title", name),
                "text": _pair(ending, "text", name),
            }
            for name, ending in _needed(mapping, "endings", "").items()
        ],
    }


def _dims(choice: Mapping[str, Any], node: str) -> dict[str, int]:
    """The dimensions of a choice in their fixed order; checking.py looks at the points."""
    given, place = choice["dims"], _where(node, str(choice["id"]))
    unknown = sorted(set(given) - set(DIMENSIONS)) if isinstance(given, Mapping) else [str(given)]
    if unknown:
        names = {"name": unknown[0], "place": place, "all": ", ".join(DIMENSIONS)}
        raise Refused(_("“%(name)s” is no dimension (%(place)s). There are: %(all)s.") % names)
    return {code: int(given[code]) for code in DIMENSIONS if code in given}


def _where(node: str, choice: str) -> str:
    return " · ".join(part for part in (node, choice) if part) or _("at the top")


def _needed(mapping: Any, name: str, node: str, choice: str = "") -> Any:
    if not isinstance(mapping, Mapping) or mapping.get(name) in (None, "", [], {}):
        raise Refused(_("“%(field)s” is missing (%(place)s).") % {"field": name, "place": _where(node, choice)})
    return mapping[name]


def _pair(mapping: Any, name: str, node: str, choice: str = "", *, needed: bool = True) -> dict[str, str]:
    """A `{"zh", "en"}` pair with both keys, trimmed; English may be empty, Chinese only where `needed` is False."""
    value = _needed(mapping, name, node, choice) if needed else (mapping.get(name) or {"zh": ""})
    if not isinstance(value, Mapping) or (needed and not value.get("zh")):
        raise Refused(_("“%(field)s” needs a Chinese text under zh (%(place)s).") % {"field": name, "place": _where(node, choice)})
    return {"zh": str(value.get("zh") or "").strip(), "en": str(value.get("en") or "").strip()}
