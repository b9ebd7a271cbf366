"""Who gets what from the manual's addresses; written by hand."""

from types import SimpleNamespace
from typing import Any

from etiquette.norms.commenting import comment_on
from etiquette.norms.editions import open_edition
from etiquette.norms.models import DiscardedDraft, EditorsNote
from tests.factories.norms import manual, norm_version
from tests.factories.people import LoginFactory
from tests.house.access import of

READERS = {
    "public": "login", "staff": "ok", "trainer": "ok", "approver": "ok", "supervisor": "ok", "hr": "ok", "auditor": "ok", "administrator": "ok",
}  # fmt: skip
WRITERS = {**READERS, "public": "401", "staff": "403", "supervisor": "403", "hr": "403", "auditor": "403"}
DESK = {**WRITERS, "public": "login"}
DESK_READERS = {**DESK, "auditor": "ok"}
NOT_THERE = {**dict.fromkeys(READERS, "404"), "public": "login", "staff": "403", "supervisor": "403"}  # the manual has no workflow
DOOR = {**DESK, "hr": "ok", "auditor": "ok"}
SNIPPET = "wagtailsnippets_etiquette_norms_norm"
ROWS = {
    **of(SNIPPET, "list list_results inspect", DESK_READERS),
    **of(SNIPPET, "add edit copy unpublish preview_on_add preview_on_edit history history_results usage lock unlock workflow_history", DESK),
    # Clauses are withdrawn by an edition, never deleted: the trainer is led back to the list.
    f"{SNIPPET}:delete": DESK,
    # Says only that nothing waits; the workflow itself is asked by the deed.
    f"{SNIPPET}:confirm_workflow_cancellation": DOOR,
    **of(SNIPPET, "revisions_view revisions_revert revisions_compare revisions_unschedule", DESK),
    f"{SNIPPET}:workflow_history_detail": {**DESK, "trainer": "404", "approver": "404", "administrator": "404"},
    **of(SNIPPET, "workflow_action collect_workflow_action_data workflow_preview", NOT_THERE),
    # Wagtail's chooser of clauses, which no form of ours uses: whoever may open the admin reads their titles.
    **of("wagtailsnippetchoosers_etiquette_norms_norm", "choose choose_results chosen chosen_multiple create", DOOR),
    **of("editions", "index index_results", DESK_READERS),
    **of("editions", "add edit history history_results usage publish discard take_up comment", DESK),
    **of("editions", "discard_draft bring_back settle_comment", DESK),
    **of("notes_admin", "index index_results", DESK_READERS),
    **of("notes_admin", "add edit decide", DESK),
    "norms:manual": READERS,
    "norms:chapter": READERS,
    "norms:search": READERS,
    "norms:norm": READERS,
    "norms:compare": READERS,
    "norms:card": {**READERS, "public": "401"},
    "norms:choose": {**WRITERS, "hr": "ok"},
    "norms:figures": WRITERS,
    "norms:notes": DESK_READERS,
}


def world() -> SimpleNamespace:
    """One clause with two versions, an edition being written with a comment and a discarded draft, and a note."""
    norm_version()
    version = norm_version(text_zh="改了")
    writer = LoginFactory(roles=["trainer"])
    edition = open_edition(manual(), writer)
    revision = version.norm.save_revision(user=writer)
    return SimpleNamespace(
        version=version,
        edition=edition,
        revision=revision,
        discarded=DiscardedDraft.objects.create(edition=edition, norm=version.norm, revision=revision, by=writer),
        comment=comment_on(edition, "?", writer),
        note=EditorsNote.objects.create(code="X-99", kind="conflict"),
    )


def arguments(world: Any) -> dict[str, dict[str, Any]]:
    """The arguments of the addresses that have some."""
    version, norm = world.version, {"pk": world.version.norm_id}
    without = {"add", "list", "list_results", "preview_on_add"}
    snippet: dict[str, dict[str, Any]] = {name: norm for name in ROWS if name.startswith(SNIPPET) and name.partition(":")[2] not in without}
    for name in ("revisions_view", "revisions_revert", "revisions_unschedule"):
        snippet[f"{SNIPPET}:{name}"] = {**norm, "revision_id": world.revision.pk}
    snippet[f"{SNIPPET}:revisions_compare"] = {**norm, "revision_id_a": "earliest", "revision_id_b": "latest"}
    for name in ("workflow_action", "collect_workflow_action_data"):
        snippet[f"{SNIPPET}:{name}"] = {**norm, "action_name": "approve", "task_state_id": 999_999}
    snippet[f"{SNIPPET}:workflow_history_detail"] = {**norm, "workflow_state_id": 999_999}
    snippet[f"{SNIPPET}:workflow_preview"] = {**norm, "task_id": 999_999}
    edition = {"pk": world.edition.pk}
    deeds = ("edit", "history", "history_results", "usage", "publish", "discard", "take_up", "comment")
    return {
        **snippet,
        **{f"editions:{name}": edition for name in deeds},
        "editions:discard_draft": {**edition, "norm_pk": version.norm_id},
        "editions:bring_back": {**edition, "row_pk": world.discarded.pk},
        "editions:settle_comment": {**edition, "comment_pk": world.comment.pk},
        **{f"notes_admin:{name}": {"pk": world.note.pk} for name in ("edit", "decide")},
        "wagtailsnippetchoosers_etiquette_norms_norm:chosen": norm,
        "norms:chapter": {"number": 9},
        "norms:norm": {"code": version.code},
        "norms:compare": {"code": version.code},
        "norms:card": {"version_id": version.pk},
    }
