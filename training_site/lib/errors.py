"""How a verb says no."""

from django.utils.functional import Promise


class Refused(Exception):
    """A verb could not do what was asked; `sentence` says why and what to do, in the reader's language.

    Edges (views, commands) show the sentence; nothing has been changed when it is raised.
    """

    def __init__(self, sentence: str | Promise) -> None:
        super().__init__(sentence)
        self.sentence = sentence

    def __str__(self) -> str:
        return str(self.sentence)


class SomeoneElseWasFirst(Refused):
    """A guarded update found the row in another state than the caller had seen."""
