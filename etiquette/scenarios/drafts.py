"""Writing drafts: one guarded save for the editor and the import, copying, archiving, restoring."""

import re
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from etiquette.norms.api import Norm
from etiquette.scenarios import scores as secret
from etiquette.scenarios.models import Head, Scenario
from etiquette.scenarios.states import SCENARIO_MOVES
from training_site.ledger.api import record
from training_site.lib import clock
from training_site.lib.errors import Refused, SomeoneElseWasFirst
from training_site.lib.moves import move_one

ID = re.compile(r"^[a-z0-9][a-z0-9-]{0,63}$")
HEAD_FIELDS = [field.name for field in Head._meta.get_fields()]


def head_of(row: Head) -> dict[str, Any]:
    """The head of a scenario or version as values by field name."""
    return {name: getattr(row, name) for name in HEAD_FIELDS}


def check_ids(graph: dict[str, Any], scores: dict[str, Any]) -> None:
    """Ids are stable for ever and stand in addresses. Raises Refused naming a wrong one."""
    ids = [node["id"] for node in graph["nodes"]] + [choice["id"] for node in graph["nodes"] for choice in node["choices"]]
    wrong = [value for value in [*ids, *(ending["id"] for ending in scores["endings"])] if not ID.match(str(value))]
    if wrong:
        raise Refused(_("“%(id)s” cannot be an id. Use lower-case letters, digits and hyphens.") % {"id": wrong[0]})


def check_cites(scores: dict[str, Any]) -> None:
    """Every cited norm must be in the manual. Raises Refused naming those that are not. One query."""
    codes = {code for entry in scores["choices"].values() for code in entry["cites"]}
    missing = sorted(codes - set(Norm.objects.filter(code__in=codes).values_list("code", flat=True)))
    if missing:
        raise Refused(_("Not in the manual: %(codes)s.") % {"codes": ", ".join(missing)})


def save_draft(
    scenario: Scenario, by: Any, head: dict[str, Any] | None = None, graph: dict[str, Any] | None = None, scores: dict[str, Any] | None = None
) -> bool:
    """Save what is given of a draft; True when anything changed.

    `scenario.revision` is the one the editor has seen: raises SomeoneElseWasFirst when it is no longer the newest, and
    Refused on a wrong id or an unknown norm. A draft may be unfinished; publishing checks the graph.
    """
    graph, kept = graph if graph is not None else scenario.draft, secret.for_editor(scenario)
    wanted = scores if scores is not None else kept
    check_ids(graph, wanted)
    check_cites(wanted)
    changes = {name: value for name, value in (head or {}).items() if getattr(scenario, name) != value}
    if graph != scenario.draft:
        changes["draft"] = graph
    if not changes and wanted == kept:
        return False
    with transaction.atomic():
        fresh = Scenario.objects.filter(pk=scenario.pk, revision=scenario.revision)
        if fresh.update(revision=scenario.revision + 1, edited_at=clock.now(), edited_by=by, **changes) != 1:
            raise SomeoneElseWasFirst(_("Somebody else saved this scenario in the meantime. Load the page again and look before you go on."))
        secret.keep_draft(scenario, wanted)
        record("scenarios.edited", scenario, by, revision=scenario.revision + 1)
    scenario.refresh_from_db()
    return True


def create_scenario(code: str, head: dict[str, Any], by: Any) -> Scenario:
    """A new draft with an empty graph. Raises Refused when the code is taken."""
    with transaction.atomic():
        scenario, made = Scenario.objects.get_or_create(code=code, defaults={**head, "edited_by": by})
        if not made:
            raise Refused(_("The code %(code)s is taken by another scenario. Choose another one.") % {"code": code})
        record("scenarios.created", scenario, by, code=code)
    return scenario


def copy_scenario(scenario: Scenario, code: str, by: Any) -> Scenario:
    """A draft under a new code with the same head, graph and scores. Raises Refused when the code is taken."""
    with transaction.atomic():
        twin = create_scenario(code, head_of(scenario), by)
        save_draft(twin, by, graph=scenario.draft, scores=secret.for_editor(scenario))
        record("scenarios.copied", twin, by, source=scenario.code)
    return twin


def archive_scenario(scenario: Scenario, by: Any) -> Scenario:
    """Take a scenario off the list. Runs, versions and open runs stay. Raises SomeoneElseWasFirst when it is archived already."""
    with transaction.atomic():
        moved = move_one(scenario, SCENARIO_MOVES, "archived")
        record("scenarios.archived", moved, by)
    return moved


def restore_scenario(scenario: Scenario, by: Any) -> Scenario:
    """Bring an archived scenario back, published if it ever was."""
    with transaction.atomic():
        moved = move_one(scenario, SCENARIO_MOVES, "published" if scenario.current_version_id else "draft")
        record("scenarios.restored", moved, by)
    return moved
