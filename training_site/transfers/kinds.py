"""What can be imported: a room describes its kind once and gets upload, plan, confirmation and record from here."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise

from training_site.logins.models import User
from training_site.transfers.models import ImportRun
from training_site.transfers.reading import Table

Fault = dict[str, str]  # {"column", "code", "value"}: a room turns it into a sentence
ERROR, UNCHANGED = "error", "unchanged"


@dataclass(slots=True)
class RowPlan:
    """What one spreadsheet row would do. `data` is the room's own and is not kept."""

    number: int
    effect: str
    key: str = ""
    title: str = ""
    changes: list[dict[str, str]] = field(default_factory=list)
    problems: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)
    data: Any = None


@dataclass
class Plan:
    """Every row's plan, and what concerns the file as a whole (`notes`) or follows from several rows (`derived`).

    Rows may be made while they are gone through, so they are gone through once; notes and derived are complete after the last one.
    `rests_on` is the state of the data that the plan was made from, as `ImportKind.rests_on` tells it.
    """

    rows: Iterable[RowPlan]
    notes: list[Fault] = field(default_factory=list)
    derived: list[dict[str, str]] = field(default_factory=list)
    rests_on: str = ""


@dataclass(frozen=True)
class Column:
    """A column of the spreadsheet; its title is recognised in every language of the site."""

    code: str
    title: str | Promise
    hint: str | Promise = ""
    required: bool = False
    example: str | Promise = ""


class ImportKind(ABC):
    """What a room says about its kind of import."""

    code: str
    title: str | Promise
    columns: Sequence[Column]
    effects: Mapping[str, str | Promise]
    max_rows: int
    max_bytes: int
    after_template: str = ""

    @abstractmethod
    def plan(self, table: Table, by: User) -> Plan:
        """What the table would do now if `by` confirmed it. Raises Refused when the table as a whole cannot be used."""

    @abstractmethod
    def rests_on(self, by: User) -> str:
        """A digest over everything in the database that a plan of `by` is made from, quick enough to be asked inside the one transaction."""

    @abstractmethod
    def apply(self, plan: Plan, run: ImportRun, by: User) -> None:
        """Do it; called inside the one transaction, with the rows that change something. Whatever can be made before is made by `plan`."""

    @abstractmethod
    def sentence(self, fault: Fault) -> str:
        """A problem, warning or note in the reader's words."""

    def derived_sentence(self, row: dict[str, str]) -> str:
        """Something that follows from several rows, in the reader's words."""
        return " ".join(row.values())


_kinds: dict[str, ImportKind] = {}


def register(kind: ImportKind) -> None:
    """Called from the room's AppConfig.ready."""
    _kinds[kind.code] = kind


def kind_of(code: str) -> ImportKind:
    """The kind with this code; KeyError when its room is not installed."""
    return _kinds[code]
