"""What the rooms know of a person: each contributes its part when the site starts, so that access and erasure are one act (PIPL 45–47).

    register_personal_data("exams.sittings", _("Exams"), [
        Table(Attempt, "staff", ["exam__title_*", "number", "state", "submitted_at"]),
        Table(Voiding, "by", ["attempt__public_id", "at"], of_login=True),
    ])

A lookup may hold `*` for the reader's language ("title_*": title_zh or title_en). The heading of a column is the field's verbose name;
`labels` names those whose fields have none. tests/training_site/privacy holds that no key to a person or a login is left out.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils.functional import Promise

from training_site.lib import bilingual
from training_site.people.models import StaffMember

Text = str | Promise


@dataclass(frozen=True)
class Identifiers:
    """The words by which somebody is known, before they are replaced: name, number, address, phone; and what replaces them."""

    name: str
    name_latin: str
    staff_number: str
    email: str
    mobile: str
    pseudonym: str

    def words(self) -> list[str]:
        """Those that are set, the longest first."""
        return sorted({self.name, self.name_latin, self.staff_number, self.email, self.mobile} - {""}, key=len, reverse=True)

    def replaced(self, text: str) -> str:
        """A text about this person alone, with every one of the words replaced by the pseudonym."""
        for word in self.words():
            text = text.replace(word, self.pseudonym)
        return text

    def replaced_where_equal(self, value: Any) -> Any:
        """JSON that is about others too: only whole values that equal a word are replaced, for a name may be part of another one."""
        if isinstance(value, str):
            return self.pseudonym if value in self.words() else value
        if isinstance(value, list):
            return [self.replaced_where_equal(item) for item in value]
        if isinstance(value, dict):
            return {key: self.replaced_where_equal(item) for key, item in value.items()}
        return value


@dataclass(frozen=True)
class Table:
    """Rows of one model that concern somebody.

    `owner` is the lookup that leads from the model to the person, or to the login where `of_login`; a function gives the condition
    where no key leads there (rows that know a pseudonym, or a name as it was typed).
    """

    model: type[models.Model]
    owner: str | Callable[[StaffMember], models.Q]
    fields: Sequence[str]
    title: Text = ""
    of_login: bool = False
    labels: Mapping[str, Text] = field(default_factory=dict)

    def heading(self) -> str:
        """What the table is called."""
        return str(self.title or self.model._meta.verbose_name_plural)

    def columns(self) -> list[str]:
        """The headings of the columns in the reader's language."""
        return [str(self.labels.get(lookup) or _field(self.model, _spoken(lookup, "zh")).verbose_name) for lookup in self.fields]

    def rows(self, staff: StaffMember) -> Iterator[list[Any]]:
        """The person's rows in the order in which they were made, values as they are read: words for codes, JSON as text."""
        condition = self._condition(staff)
        if condition is None:
            return
        wanted, lang = [], bilingual.language()
        for lookup in self.fields:
            wanted += [_spoken(lookup, lang), _spoken(lookup, "zh")] if "*" in lookup else [lookup]
        words = {lookup: dict(getattr(_field(self.model, _spoken(lookup, "zh")), "flatchoices", ())) for lookup in self.fields}
        found = self.model._base_manager.filter(condition).order_by("pk").values_list(*dict.fromkeys(wanted))
        places = {name: place for place, name in enumerate(dict.fromkeys(wanted))}
        for row in found.iterator(chunk_size=500):
            yield [_shown(row[places[_spoken(lookup, lang)]] or row[places[_spoken(lookup, "zh")]], words[lookup]) for lookup in self.fields]

    def _condition(self, staff: StaffMember) -> models.Q | None:
        if callable(self.owner):
            return self.owner(staff)
        holder = staff.login if self.of_login else staff
        return None if holder is None else models.Q(**{self.owner: holder.pk})


def _spoken(lookup: str, lang: str) -> str:
    return lookup.replace("*", lang)


def _field(model: type[models.Model], lookup: str) -> Any:
    found: Any = None
    for name in lookup.split("__"):
        found = model._meta.get_field(name)
        model = getattr(found, "related_model", None) or model
    return found


def _shown(value: Any, words: dict[Any, Any]) -> Any:
    if words and value in words:
        return str(words[value])
    return json.dumps(value, ensure_ascii=False, sort_keys=True) if isinstance(value, dict | list) else value


@dataclass(frozen=True)
class Part:
    """What one room knows of people. `files` yields (name, content); `erase` replaces what stands outside the tables of people."""

    room: str
    title: Text
    tables: Sequence[Table]
    files: Callable[[StaffMember], Iterable[tuple[str, bytes]]] | None = None
    erase: Callable[[StaffMember, Identifiers], None] | None = None
    stays: Text = ""


_parts: dict[str, Part] = {}


def register_personal_data(
    room: str,
    title: Text,
    tables: Sequence[Table] = (),
    *,
    files: Callable[[StaffMember], Iterable[tuple[str, bytes]]] | None = None,
    erase: Callable[[StaffMember, Identifiers], None] | None = None,
    stays: Text = "",
) -> None:
    """A room's part; called from AppConfig.ready. `stays` says in a sentence what erasure leaves there by its name, and why."""
    _parts[room] = Part(room, title, tables, files, erase, stays)


def parts() -> list[Part]:
    """Every room's part, in the order in which the rooms were made ready (lowest floor first)."""
    return list(_parts.values())
