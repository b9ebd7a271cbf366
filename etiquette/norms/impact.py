"""Who cites a norm: each citing room registers its table, so that the manual can ask without knowing them."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from django.utils.functional import Promise

from etiquette.norms.models import Citation


@dataclass(frozen=True)
class Touched:
    """Something that cites a norm version: its kind in words, its title, where it opens ("" for nowhere), the place inside it."""

    kind: str | Promise
    title: str
    url: str
    norm_version_id: int
    anchor: str = ""


Ask = Callable[[Collection[int]], Iterable[Touched]]

_registered: dict[type[Citation], Ask] = {}


def register(model: type[Citation], touched_by: Ask) -> None:
    """`touched_by(norm version ids)` names what cites them; called in the citing room's AppConfig.ready()."""
    _registered[model] = touched_by


def touched_by(version_ids: Collection[int]) -> list[Touched]:
    """Everything that cites one of these versions, room by room. As many queries as there are citing tables, at least."""
    return [touched for ask in _registered.values() for touched in ask(version_ids)] if version_ids else []


def unregistered() -> list[str]:
    """Citation tables that nobody asks; a test holds this list empty."""
    return sorted(model._meta.label for model in Citation.__subclasses__() if not model._meta.abstract and model not in _registered)
