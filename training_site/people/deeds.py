"""The audit log in words: what was done, and the facts that were written down with it.

A room names its deeds ("room.deed") in the constant DEEDS of its module `deeds`, and in PARTS what its deeds counted; this one holds
those of people and the words for facts.
"""

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from typing import Any

from django.apps import apps
from django.utils.functional import Promise
from django.utils.module_loading import module_has_submodule
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext, pgettext_lazy

from training_site.people.retention import kept_kinds

Words = Mapping[str, str | Promise]

DEEDS: Words = {
    "people.code_issued": _("one-time code issued"),
    "people.code_used": _("one-time code used"),
    "people.details_changed": _("details corrected"),
    "people.employment_ended": _("leaving date entered"),
    "people.leaving_taken_back": _("leaving date taken back"),
    "people.password_reset": _("password reset for somebody"),
    "people.password_set": _("own password set"),
    "people.password_set_by_mail": _("own password set through a mail"),
    "people.roles_changed": _("tasks in the platform changed"),
    "people.supervision_entered": _("supervision entered"),
    "people.unlocked": _("locked sign-in opened"),
    "people.orgunit_added": _("unit added"),
    "people.orgunit_changed": _("unit changed"),
    "people.jobrole_added": _("job role added"),
    "people.jobrole_changed": _("job role changed"),
}

FACTS: Words = {
    "after": pgettext_lazy("audit log", "after"),
    "answers": _("answers"),
    "before": pgettext_lazy("audit log", "before"),
    "changed": _("rating changed"),
    "closed_by": _("closed by"),
    "code": _("code"),
    "codes": pgettext_lazy("audit log", "norms"),
    "copied_from": _("copied from"),
    "copy": _("copy"),
    "counts": _("counts"),
    "devices": _("devices"),
    "digest": _("digest"),
    "done": pgettext_lazy("audit log", "corrected"),
    "due_on": _("to be done by"),
    "effective_on": _("in force from"),
    "ends_on": _("until"),
    "exam": _("exam"),
    "failed": pgettext_lazy("audit log", "failed"),
    "fields": _("changed"),
    "first": _("first time"),
    "given": _("given"),
    "ground": _("ground"),
    "head": _("chained to"),
    "in_use": _("in use"),
    "job_roles": _("job roles"),
    "kind": _("kind"),
    "language": _("language"),
    "left_on": _("last day"),
    "like": _("planned like"),
    "minutes": _("minutes"),
    "name": _("name"),
    "number": pgettext_lazy("audit log", "Number"),
    "out_of": _("out of"),
    "path": pgettext_lazy("audit log", "learning path"),
    "people": _("people"),
    "person": _("person"),
    "purpose": _("purpose"),
    "questions": _("questions"),
    "reason": _("reason"),
    "receipt": _("receipt"),
    "request": pgettext_lazy("audit log", "request"),
    "reviews": _("reviews"),
    "revision": _("revision"),
    "rows": _("rows"),
    "score": _("points"),
    "seconds": _("seconds"),
    "sentences": _("why"),
    "sha256": _("digest"),
    "size": pgettext_lazy("audit log", "bytes"),
    "source": _("copied from"),
    "stages": pgettext_lazy("audit log", "stages"),
    "steps": pgettext_lazy("audit log", "steps"),
    "supersedes": _("replaces"),
    "taken": _("taken away"),
    "title": pgettext_lazy("audit log", "title"),
    "to": pgettext_lazy("audit log", "to"),
    "tries": _("tries"),
    "unit": _("unit"),
    "version": _("version"),
    "versions": _("versions"),
}
LONGEST = 6  # so many things of a list are named
DIGESTS = {"digest", "sha256", "head", "receipt"}  # of these the beginning is enough to recognise them; the export has them whole


@cache
def all_deeds() -> dict[str, str | Promise]:
    """The words of every room."""
    return {**DEEDS, **_of_rooms("DEEDS")}


def _of_rooms(constant: str) -> dict[str, str | Promise]:
    found: dict[str, str | Promise] = {}
    for room in apps.get_app_configs():
        if room.module is not None and module_has_submodule(room.module, "deeds"):
            found.update(getattr(import_module(f"{room.name}.deeds"), constant, {}))
    return found


@cache
def _parts() -> dict[str, str | Promise]:
    """What may have been counted: kinds of data that are kept for a time, what the rooms name, facts."""
    return {**{kind.code: kind.title for kind in kept_kinds()}, **_of_rooms("PARTS"), **FACTS}


def words_for(deed: str) -> str:
    """The deed in the reader's language, or its code."""
    return str(all_deeds().get(deed, deed))


def facts_in_words(facts: Mapping[str, Any]) -> str:
    """The facts of an audit row as one line for reading: "reason: …; points: 3". What is empty is left out."""
    said = ((FACTS.get(name, name), _value(name, value)) for name, value in facts.items())
    return now("; ").join(pgettext("audit log", "%(name)s: %(value)s") % {"name": name, "value": value} for name, value in said if value)


def _value(name: str, value: Any) -> str:
    if value is None or value in ("", [], {}):
        return ""
    if isinstance(value, bool):
        return now("yes") if value else now("no")
    if isinstance(value, dict):
        return ", ".join(f"{_parts().get(key, key)} {part}" for key, part in value.items() if part != 0)
    if isinstance(value, list):
        shown = ", ".join(str(part) for part in value[:LONGEST])
        more = len(value) - LONGEST
        return shown if more <= 0 else ngettext("%(shown)s and %(more)d more", "%(shown)s and %(more)d more", more) % {"shown": shown, "more": more}
    return f"{str(value)[:8]}…" if name in DIGESTS else str(value)
