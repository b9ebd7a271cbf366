"""`wake`: a verb says that something happened to a person; clockwork settles what that touches, on commit."""

from collections.abc import Callable, Iterable

from django.db import transaction

Listener = Callable[[list[int], str], None]

_listeners: list[Listener] = []


def on_wake(listener: Listener) -> None:
    """Clockwork registers itself here when the site starts."""
    if listener not in _listeners:
        _listeners.append(listener)


def wake(staff_id: int, event: str) -> None:
    """Say that `event` ("lesson.read", "exam.passed" …) happened to a StaffMember; heard after the commit."""
    wake_many([staff_id], event)


def wake_many(staff_ids: Iterable[int], event: str) -> None:
    """Say it of many people at once, as an import does; each listener hears it once, with all of them."""
    people = list(staff_ids)
    if not people:
        return
    for listener in list(_listeners):
        transaction.on_commit(lambda listener=listener: listener(people, event))  # type: ignore[misc]
