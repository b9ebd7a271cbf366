"""Tables leave the house whole: no formula of somebody else's, no character that a spreadsheet cannot hold (R23)."""

import io

import pytest
from openpyxl import load_workbook

from training_site.lib.spreadsheets import neutralise, write_csv, write_xlsx


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_what_a_spreadsheet_would_run_is_text(start):
    assert neutralise(f"{start}cmd()") == f"'{start}cmd()"
    assert neutralise(f" {start}=cmd()") == f"' {start}=cmd()"


@pytest.mark.parametrize("character", ["\x00", "\x01", "\x0b", "\x1f"])
def test_a_control_character_stops_no_file(character):
    rows = [["名", f"这条{character}不懂", f"{character}=cmd()"]]
    sheet = load_workbook(io.BytesIO(write_xlsx("问题", ["a", f"b{character}", "c"], rows))).active
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [["a", "b", "c"], ["名", "这条不懂", "'=cmd()"]]
    assert character not in write_csv(["a", "b", "c"], rows).decode("utf-8-sig")
