"""Story 4: human resources bring in a roster, hand out slips, and take results and reviews away as spreadsheets."""

import io
import re
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.samples.rosters import workbook
from tests.walks.walking import Walker
from training_site.lib import clock

pytestmark = pytest.mark.browser

HR = "J20021"
HIRED = clock.today()
BROKEN = [
    ["J30001", "孟晚舟行", "Meng Wan", "B1-01", "counter", HIRED, None, None, "", "", ""],
    ["J30002", "", "", "B1-01", "counter", HIRED, None, None, "", "", ""],
    ["J30003", "楚云飞", "", "B9-99", "counter", HIRED, None, None, "", "", ""],
    ["J30001", "孟晚舟行", "", "B1-01", "counter", HIRED, None, None, "", "", ""],
]
GOOD = [
    ["J30001", "孟知秋", "Meng Zhiqiu", "B2-02", "counter", HIRED, None, None, "", "", ""],
    ["J30002", "楚云舒", "", "HL", "hotline", HIRED, None, None, "", "", ""],
    ["J30003", "骆青禾", "", "B2-03", "counter", HIRED, None, None, "", "", ""],
]


def _brings_in(walker: Walker, folder: Path, name: str, rows: list[list[object]]) -> None:
    """Choose the file and look at its plan; it may be read by the worker first."""
    file = folder / name
    file.write_bytes(workbook(rows))
    walker.open("/admin/roster/")
    walker.page.set_input_files("#file", file)
    walker.follow("form.import-form button", to=re.compile(r"/admin/roster/[0-9a-f-]{36}/"))
    walker.page.wait_for_selector("table.import-rows", timeout=60_000)
    walker.arrived()
    walker.inspected()


def test_hr_sees_each_error_at_its_row(stage, visitor, tmp_path):
    walker = visitor()
    page = walker.page
    walker.sign_in(HR)
    walker.open("/roster/")
    walker.inspected()
    _brings_in(walker, tmp_path, "broken.xlsx", BROKEN)
    wrong = page.locator("table.import-rows tr:has(.import-fault) td.num")
    assert wrong.all_inner_texts() == ["3", "4", "5"]  # the spreadsheet's own numbers: row 1 holds the titles
    expect(page.locator("table.import-rows tr", has=page.locator("td.num", has_text="5")).locator(".import-fault")).to_contain_text("2")
    expect(page.locator("form[action='confirm/']")).to_have_count(0)
    page.click("details.import-ask summary")  # it asks first
    walker.follow("form[action='discard/'] button")


def test_hr_brings_in_a_roster_and_prints_the_slips(stage, visitor, tmp_path):
    walker = visitor()
    page = walker.page
    walker.sign_in(HR)
    _brings_in(walker, tmp_path, "november.xlsx", GOOD)
    expect(page.locator("table.import-rows tbody tr")).to_have_count(3)
    walker.follow("form[action='confirm/'] button")
    page.wait_for_selector("form[action='slips/']", timeout=60_000)
    walker.inspected()
    walker.follow("form[action='slips/'] button", to="**/slips/")
    walker.inspected()
    expect(page.locator("li.slip")).to_have_count(3)
    slip = page.locator("li.slip").filter(has_text="J30002")
    code = slip.locator(".slip-code").inner_text()

    hire = visitor()
    hire.open("/account/first/?number=J30002")
    hire.page.fill("input[name=code]", code)
    hire.follow("main form .btn-main", to="**/account/set-password/")
    hire.page.fill("input[name=new_password1]", "lantern-on-the-river-3")
    hire.page.fill("input[name=new_password2]", "lantern-on-the-river-3")
    hire.follow("main form .btn-main", to="**/training/")
    hire.sees("section[aria-labelledby=next]")  # the path of the new post waits already


def _takes(walker: Walker, selector: str) -> bytes:
    """Press an export; returns the file."""
    with walker.page.expect_download() as waiting:
        walker.page.locator(selector).first.click()
    return waiting.value.path().read_bytes()


def _rows(book: bytes) -> int:
    """Rows of the first sheet, the titles among them."""
    with zipfile.ZipFile(io.BytesIO(book)) as parts:
        return parts.read("xl/worksheets/sheet1.xml").count(b"<row ")


def test_hr_takes_results_and_reviews_away(stage, visitor):
    walker = visitor()
    walker.sign_in(HR)
    walker.open("/team/")
    walker.inspected()
    walker.open("/team/results/")
    walker.inspected()
    assert _rows(_takes(walker, "a[href*='export=xlsx']")) > 200
    walker.open("/reviews/cycles/")
    walker.inspected()
    walker.follow("main a[href='/reviews/cycles/last-quarter/']")
    walker.inspected()
    assert _rows(_takes(walker, "a[href*='format=xlsx']")) > 100
    csv = _takes(walker, "a[href*='format=csv']")
    assert csv.startswith(b"\xef\xbb\xbf")  # so that spreadsheets read the Chinese
