"""Reading and writing tables. Every export of the product goes through `write_csv` or `write_xlsx`."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from python_calamine import CalamineError, CalamineWorkbook

from training_site.lib.errors import Refused

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
MAX_COLUMNS = 200


def neutralise(value: object) -> object:
    """A cell that a spreadsheet program will not run as a formula (reliability.md R23).

    Text that begins, after white space, with `= + - @`, a full-width form of them, TAB or a line break gets an
    apostrophe in front; numbers and dates pass as they are, aware times in the site's time zone.
    """
    if isinstance(value, datetime):
        return timezone.localtime(value).replace(tzinfo=None) if timezone.is_aware(value) else value
    if value is None or isinstance(value, bool | int | float | Decimal | date):
        return value
    text = ILLEGAL_CHARACTERS_RE.sub("", str(value))  # control characters, which no spreadsheet can hold
    if text.startswith(DANGEROUS) or text.lstrip().startswith(DANGEROUS):
        return "'" + text
    return text


def write_csv(header: Sequence[object], rows: Iterable[Sequence[object]]) -> bytes:
    """UTF-8 with a byte order mark, so that Chinese survives a double click."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow([neutralise(cell) for cell in header])
    writer.writerows([neutralise(cell) for cell in row] for row in rows)
    return buffer.getvalue().encode("utf-8-sig")


def write_xlsx(title: str, header: Sequence[object], rows: Iterable[Sequence[object]]) -> bytes:
    """One sheet with a bold, frozen header."""
    book = Workbook()
    sheet = book.active
    sheet.title = title[:31]
    sheet.append([neutralise(str(cell)) for cell in header])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = "A2"
    for row in rows:
        sheet.append([neutralise(cell) for cell in row])
    for index, cells in enumerate(sheet.iter_cols(min_row=1, max_row=min(sheet.max_row, 50)), start=1):
        widest = max((len(str(cell.value)) * (2 if not str(cell.value).isascii() else 1) for cell in cells if cell.value is not None), default=8)
        sheet.column_dimensions[sheet.cell(row=1, column=index).column_letter].width = min(max(widest + 2, 8), 48)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@dataclass(frozen=True)
class SheetRow:
    """One row as the spreadsheet numbers it (the header is row 1) and its cells as trimmed text by column title."""

    number: int
    cells: dict[str, str]


def _as_text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time().isoformat() == "00:00:00" else value.isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value).strip()


def read_table(content: bytes, filename: str, max_rows: int) -> Iterator[SheetRow]:
    """The rows of the first sheet of an XLSX, or of a CSV file; empty rows are passed over but counted.

    Raises Refused for a file that is neither, has no header, too many rows or columns, or a column title twice.
    """
    raw = _read_csv(content) if filename.lower().endswith(".csv") else _read_xlsx(content)
    header = [_as_text(cell) for cell in raw[0]] if raw else []
    titles = [title for title in header if title]
    if not titles:
        raise Refused(_("The first row must hold the column titles; it is empty."))
    if len(header) > MAX_COLUMNS:
        raise Refused(_("The table has %(count)d columns; at most %(most)d are read.") % {"count": len(header), "most": MAX_COLUMNS})
    if len(raw) - 1 > max_rows:
        raise Refused(_("The table has %(count)d rows; at most %(most)d are read at once.") % {"count": len(raw) - 1, "most": max_rows})
    twice = {title for title in titles if titles.count(title) > 1}
    if twice:
        raise Refused(_("The column “%(title)s” stands twice in the first row.") % {"title": sorted(twice)[0]})
    for number, values in enumerate(raw[1:], start=2):
        cells = {title: _as_text(values[index]) if index < len(values) else "" for index, title in enumerate(header) if title}
        if any(cells.values()):
            yield SheetRow(number, cells)


def _read_xlsx(content: bytes) -> list[list[object]]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        return [list(row) for row in book.get_sheet_by_index(0).to_python(skip_empty_area=False)]
    except (CalamineError, IndexError, ValueError) as error:
        raise Refused(_("This file could not be read as a spreadsheet. Save it as XLSX or CSV and try again.")) from error


def _read_csv(content: bytes) -> list[list[object]]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return [list(row) for row in csv.reader(io.StringIO(content.decode(encoding)))]
        except UnicodeDecodeError:
            continue
    raise Refused(_("The text of this CSV file is in an encoding that is not known. Save it as UTF-8 and try again."))
