"""Roster spreadsheets for tests and for looking at: `python -m tests.samples.rosters` writes the two .xlsx files beside this one.

The units and job roles they name are those of `tests/training_site/roster/world.py`.
"""

import io
from datetime import date
from pathlib import Path

from openpyxl import Workbook

TITLES_ZH = ["工号", "姓名", "拉丁字母姓名", "单位代码", "岗位", "入职日期", "任现职起", "离职日期", "邮箱", "手机号", "直属主管工号"]
TITLES_EN = ["Staff number", "Name", "Name in Latin letters", "Unit code", "Job role", "Hired on", "In this post since", "Left on", "E-mail"]

GOOD = [
    ["J1001", "林小禾", "Lin Xiaohe", "S1", "counter", date(2026, 11, 2), None, None, "lin@example.org", "13800001111", "J2001"],
    ["J1002", "白鹿鸣", "", "S1", "营业厅服务岗", "2026/11/2", None, None, "", "", "J2001"],
    ["J1003", "陈 一", "", "S2", "counter", "20261102", None, None, None, None, None],
    ["J2001", "周敏", "Zhou Min", "单位 S1", "counter", "2026.3.1", None, None, "zhou@example.org", None, None],
]
BROKEN = [
    ["J1001", "林小禾", "", "S1", "counter", date(2026, 11, 2), None, None, "lin@example.org", "", ""],
    ["J1001", "林小禾", "", "S1", "counter", date(2026, 11, 2), None, None, "", "", ""],
    ["J1002", "", "", "S9", "pilot", "2.11.26", None, None, "not-an-address", "", "J9999"],
    [],
    ["J1003", "陈一", "", "S2", "counter", "2026-11-02", None, "2026-10-01", "LIN@example.org", "", "J1003"],
    ["J 1004!", "王五", "", "S2", "counter", "2026-02-30", None, None, "", "", ""],
    ["J1005", "赵六", "", "S2", "counter", "", None, None, "", "", ""],
]


_written: dict[str, bytes] = {}


def workbook(rows: list[list[object]], titles: list[str] | None = None) -> bytes:
    """An XLSX of these rows under the titles; within a process the same bytes for the same rows, though a spreadsheet holds when it was saved."""
    lines = [titles or TITLES_ZH, *rows]
    if repr(lines) not in _written:
        book = Workbook()
        for line in lines:
            book.active.append(line)
        buffer = io.BytesIO()
        book.save(buffer)
        _written[repr(lines)] = buffer.getvalue()
    return _written[repr(lines)]


if __name__ == "__main__":
    folder = Path(__file__).resolve().parent
    (folder / "roster-good.xlsx").write_bytes(workbook(GOOD))
    (folder / "roster-broken.xlsx").write_bytes(workbook(BROKEN))
