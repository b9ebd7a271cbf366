"""`wake`: a verb says that something happened to a person; clockwork settles what that touches, on commit."""

from collections.abc import Callable

from django.db import transaction

Listener = Callable[[int, str], None]

_listeners: list[Listener] = []


def on_wake(listener: Listener) -> None:
    """Clockwork registers itself here when the site starts."""
    if listener not in _listeners:
        _listeners.append(listener)


def wake(staff_id: int, event: str) -> None:
    """Say that `event` ("lesson.read", "exam.passed" …) happened to a StaffMember; heard after the commit."""
    for listener in list(_listeners):
        transaction.on_commit(lambda listener=listener: listener(staff_id, event))  # type: ignore[misc]
