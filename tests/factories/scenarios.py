"""Scenarios without surprises."""

from copy import deepcopy
from typing import Any

from etiquette.scenarios.api import Scenario, ScenarioVersion, import_scenario
from tests.factories.norms import norm_version
from tests.factories.rows import like
from training_site.lib.wording import HAN

# Every secret of the scenario below contains this word, so that a test can look for it in what a browser gets.
CANARY = "kingfisher"


def pair(zh: str, en: str = "") -> dict[str, str]:
    """Both languages; where no English is given it is the Chinese with its words put aside, since English holds no Han."""
    return {"zh": zh, "en": en or f"{HAN.sub('', zh).strip()} EN"}


def choice(name: str, grade: str, to: str, norm: str = "N-9.2-01", **fields: Any) -> dict[str, Any]:
    """A choice as a content file has it."""
    better = {} if grade == "good" else {"better": pair(f"更好 {name} {CANARY}")}
    return {
        "id": name,
        "text": pair(f"说法 {name}"),
        "grade": grade,
        "cites": [norm],
        "effect": pair(f"后果 {name} {CANARY}"),
        "why": pair(f"原因 {name} {CANARY}"),
        "to": to,
        **better,
        **fields,
    }


def node(*choices: dict[str, Any], name: str, voice: int = 2) -> dict[str, Any]:
    """A node as a content file has it."""
    return {
        "step": pair(f"步骤 {name}"),
        "scene": pair(f"场景 {name}"),
        "says": pair(f"客户 {name}"),
        "voice": voice,
        "voice_word": pair("着急", "Anxious"),
        "choices": list(choices),
    }


def ending(outcome: str) -> dict[str, Any]:
    return {"outcome": outcome, "title": pair(f"结局 {outcome} {CANARY}"), "text": pair(f"收场 {outcome} {CANARY}")}


def mapping(code: str = "sc-90", **changes: Any) -> dict[str, Any]:
    """A small whole scenario: d1 (good, weak, red line) → d2 (good, weak) → an ending. The best path brings 4 points."""
    whole = {
        "id": code,
        "title": pair("柜台老人办卡", "A new card at the counter"),
        "role": "counter",
        "channel": pair("柜台", "Counter"),
        "minutes": 8,
        "courses": ["co-04"],
        "situation": pair("上午，厅里坐满了人。", "A busy morning."),
        "goal": pair("想今天用上。", "Wants to use it today."),
        "customer": pair("沈阿姨", "Mrs Shen"),
        "start": "d1",
        "nodes": {
            "d1": node(
                choice("d1-a", "good", "d2"),
                choice("d1-b", "weak", "d2", "N-9.2-02"),
                choice("d1-c", "forbidden", "e-fail", "N-15.1-01", red_line=True),
                name="d1",
                voice=3,
            ),
            "d2": node(choice("d2-a", "good", "e-good"), choice("d2-b", "weak", "e-mid", "N-9.2-02"), name="d2", voice=1),
        },
        "endings": {"e-good": ending("good"), "e-mid": ending("middle"), "e-fail": ending("failed")},
    }
    return deepcopy({**whole, **changes})


def weighed(**changes: Any) -> dict[str, Any]:
    """The fields of a scenario whose choices carry dimensions: compliance at both nodes, empathy at d1 only."""
    nodes = mapping()["nodes"]
    points = {"d1-a": (2, 2), "d1-b": (1, 0), "d1-c": (0, 1), "d2-a": (2, None), "d2-b": (0, None)}
    for one in nodes.values():
        for made in one["choices"]:
            compliance, empathy = points[made["id"]]
            made["dims"] = {"compliance": compliance} | ({} if empathy is None else {"empathy": empathy})
    return {"nodes": nodes, **changes}


def timed(seconds: int = 40, **changes: Any) -> dict[str, Any]:
    """The fields of a scenario whose first node is timed; silence is its weak choice d1-b."""
    nodes = mapping()["nodes"]
    nodes["d1"]["seconds"] = seconds
    nodes["d1"]["choices"][1]["silence"] = True
    return {"nodes": nodes, **changes}


def norms() -> None:
    """The norms that `mapping` cites."""
    norm_version("N-9.2-01")
    norm_version("N-9.2-02")
    norm_version("N-15.1-01", level="F", red_line=True)


def scenario(code: str = "sc-90", **changes: Any) -> Scenario:
    """A published scenario; called again with the same code and other fields it publishes the next version."""
    norms()
    import_scenario(mapping(code, **changes), None)
    return Scenario.objects.select_related("current_version").get(code=code)


def many_scenarios(count: int, first: int = 100) -> list[Scenario]:
    """So many published scenarios, sc-100 and on: one is imported, the others are rows like it, without scores and citations."""
    sample = scenario(f"sc-{first}")
    drafts = Scenario.objects.bulk_create(
        like(sample, code=f"sc-{number}", state="draft", current_version=None) for number in range(first + 1, first + count)
    )
    versions = ScenarioVersion.objects.bulk_create(like(sample.current_version, scenario=row) for row in drafts)
    for row, version in zip(drafts, versions, strict=True):
        row.state, row.current_version = "published", version
    Scenario.objects.bulk_update(drafts, ["state", "current_version"])
    return [sample, *drafts]
