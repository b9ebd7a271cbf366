"""From the text of cells to values, with the fault at the cell when it is none."""

import re
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from training_site.transfers.api import Fault

_NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,31}")
_DATE = re.compile(r"(\d{4})\D{1,2}(\d{1,2})\D{1,2}(\d{1,2})\D?(?:[ T]\d{1,2}:\d{2}.*)?|(\d{4})(\d{2})(\d{2})")
_LONGEST = {"name": 80, "name_latin": 120, "email": 254, "mobile": 32}
_EARLIEST, _LATEST = date(1940, 1, 1), date(2199, 12, 31)


@dataclass(slots=True)
class Cells:
    """One row's texts by column code, and the faults found while reading them."""

    texts: dict[str, str]
    problems: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)

    def wrong(self, column: str, code: str, value: object = "") -> None:
        """An error at a column; `value` goes into its sentence."""
        self.problems.append({"column": column, "code": code, "value": str(value)[:120]})

    def odd(self, column: str, code: str, value: object = "") -> None:
        """A warning at a column."""
        self.warnings.append({"column": column, "code": code, "value": str(value)[:120]})

    def text(self, column: str, required: bool = False) -> str:
        """The cell's text; too long, missing or with a character that no database keeps is a fault."""
        value = " ".join(self.texts.get(column, "").split())
        if "\0" in value:
            self.wrong(column, "unreadable")
            return ""
        if required and not value:
            self.wrong(column, "missing")
        if len(value) > _LONGEST.get(column, 200):
            self.wrong(column, "too_long", _LONGEST.get(column, 200))
            return ""
        return value

    def number(self, column: str, required: bool = False) -> str:
        """A staff number."""
        value = self.text(column, required)
        if value and not _NUMBER.fullmatch(value):
            self.wrong(column, "bad_number", value)
            return ""
        return value

    def email(self, column: str) -> str:
        """An e-mail address."""
        value = self.text(column)
        try:
            if value:
                validate_email(value)
        except ValidationError:
            self.wrong(column, "bad_email", value)
            return ""
        return value

    def date(self, column: str) -> date | None:
        """A date: 2026-11-02, 2026/11/2, 2026.11.2, 20261102, or with the words of a Chinese date."""
        value = self.text(column)
        if not value:
            return None
        match = _DATE.fullmatch(value)
        try:
            parts = [int(part) for part in match.groups() if part is not None] if match else []
            parsed = date(*parts) if len(parts) == 3 else None
        except ValueError:
            parsed = None
        if parsed is None or not _EARLIEST <= parsed <= _LATEST:
            self.wrong(column, "bad_date", value)
            return None
        return parsed
