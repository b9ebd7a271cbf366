"""Publishing a scenario: the graph is checked, tokens are resolved, norm versions pinned, and the next version frozen."""

import hashlib
import json
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from etiquette.norms.api import NormVersion, resolve_all, versions_for
from etiquette.scenarios import scores as secret
from etiquette.scenarios.checking import refuse_if_broken
from etiquette.scenarios.drafts import HEAD_FIELDS, head_of
from etiquette.scenarios.grading import best_points
from etiquette.scenarios.models import Scenario, ScenarioCitation, ScenarioVersion
from etiquette.scenarios.states import SCENARIO_MOVES
from training_site.ledger.api import record
from training_site.lib.errors import Refused
from training_site.lib.moves import move_one

_PAIRS = sorted(name.removesuffix("_zh") for name in HEAD_FIELDS if name.endswith("_zh"))


def publish_scenario(scenario: Scenario, by: Any) -> ScenarioVersion | None:
    """Freeze the draft as the next version and make it current; None when nothing of it differs from the current version.

    Raises Refused: a broken graph (names every node and choice), a cited norm that is not in force, an unknown token;
    SomeoneElseWasFirst when the draft was saved meanwhile.
    """
    with transaction.atomic():
        draft = Scenario.objects.select_for_update().get(pk=scenario.pk)
        if draft.state == "archived":
            raise Refused(_("This scenario is archived. Restore it first, then publish it."))
        scores = secret.for_editor(draft)
        refuse_if_broken(draft.draft, scores)
        cited = versions_for({code for entry in scores["choices"].values() for code in entry["cites"]})
        head, graph, frozen = resolved(draft, scores)
        digest = digest_of(head, graph, frozen, scores, cited)
        last = draft.versions.order_by("-number").first()
        version = None
        if last is None or last.digest != digest or draft.current_version_id != last.pk:
            version = ScenarioVersion.objects.create(
                scenario=draft, number=(last.number if last else 0) + 1, graph=graph, digest=digest, published_by=by, **head
            )
            secret.freeze(version, frozen, best_points(graph, frozen))
            _pin(version, scores, cited)
            record("scenarios.published", draft, by, version=version.number)
        move_one(draft, SCENARIO_MOVES, "published", current_version=version or last, published_revision=draft.revision)
    scenario.refresh_from_db()
    return version


def resolved(draft: Scenario, scores: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """Head, graph and scores with the tokens of all pairs resolved; the scores without their list of codes. Raises Refused on an unknown key."""
    head = head_of(draft)
    pairs = {name: {"zh": head.pop(f"{name}_zh"), "en": head.pop(f"{name}_en")} for name in _PAIRS}
    bare = {**scores, "choices": {name: {key: value for key, value in entry.items() if key != "cites"} for name, entry in scores["choices"].items()}}
    whole = resolve_all({"pairs": pairs, "graph": draft.draft, "scores": bare})
    texts = {f"{name}_{lang}": text for name, pair in whole["pairs"].items() for lang, text in pair.items()}
    return {**head, **texts}, whole["graph"], whole["scores"]


def digest_of(head: Any, graph: Any, frozen: Any, scores: Any, cited: dict[str, NormVersion]) -> str:
    """SHA-256 over the canonical JSON of everything a version says and the norm versions it cites."""
    pins = {name: sorted(f"{code}@{cited[code].number}" for code in entry["cites"]) for name, entry in scores["choices"].items()}
    content = {"head": head, "graph": graph, "scores": frozen, "cites": pins}
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def _pin(version: ScenarioVersion, scores: dict[str, Any], cited: dict[str, NormVersion]) -> None:
    ScenarioCitation.objects.bulk_create(
        ScenarioCitation(scenario_version=version, norm_version=cited[code], anchor=choice["id"])
        for node in version.graph["nodes"]
        for choice in node["choices"]
        for code in dict.fromkeys(scores["choices"][choice["id"]]["cites"])
    )
