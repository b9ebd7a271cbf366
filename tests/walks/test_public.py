"""Story 5: anybody checks a certificate; nobody sees more than that without signing in."""

from pathlib import Path
from urllib.parse import urlsplit

import pypdfium2
import pytest
import zxingcpp
from playwright.sync_api import expect

from tests.walks.walking import Walker

pytestmark = pytest.mark.browser

HR, HOLDER = "J20021", "J20333"
BOTH_WIDTHS = pytest.mark.parametrize("phone", [True, False], ids=["390", "1280"])
CLOSED = ["/training/", "/courses/", "/courses/co-04/co-04-l1/", "/exams/onboarding/", "/norms/", "/scenarios/sc-01/", "/signing/", "/results/",
          "/certificates/", "/team/", "/reviews/", "/admin/", "/admin/questions/", "/documents/1/any.pdf"]  # fmt: skip


def _asks(walker: Walker, code: str) -> None:
    """Type a code as a person does who reads it off paper."""
    walker.open("/verify/")
    walker.page.fill("#id_code", code.lower())
    walker.follow("main form .btn-main")


def _held(walker: Walker, status: str) -> str:
    """The check code of the signed-in person's first certificate whose row shows this status."""
    walker.open("/certificates/")
    row = walker.page.locator(f"main li a.row:has({status})").first
    return row.get_attribute("href").strip("/").split("/")[-1]


@BOTH_WIDTHS
def test_anybody_finds_a_certificate_valid(stage, visitor, phone):
    holder = visitor()
    holder.sign_in(HOLDER)
    code = _held(holder, ".st-done")
    stranger = visitor(phone=phone)
    stranger.open("/verify/")
    stranger.inspected()
    _asks(stranger, "-".join(code[start : start + 4] for start in range(0, len(code), 4)))
    expect(stranger.page.locator("[data-status=valid]")).to_be_visible()
    stranger.inspected()


@BOTH_WIDTHS
def test_an_unknown_code_is_said_to_be_unknown(stage, visitor, phone):
    stranger = visitor(phone=phone)
    _asks(stranger, "7K2M-9XQD-4TFA-H6RW-3E5P")
    stranger.sees("[data-status=unknown]")
    stranger.inspected()
    with stranger.refused(422):
        _asks(stranger, "7K2M-9XQ")
    stranger.sees("[role=alert]")
    expect(stranger.page.locator("#id_code")).to_have_value("7k2m-9xq")


@pytest.mark.parametrize("status", ["expired", "superseded", "revoked"])
def test_a_certificate_that_counts_no_longer_is_said_to_be_so(stage, visitor, status):
    hr = visitor(phone=False)
    hr.sign_in(HR)
    hr.open(f"/admin/certificates/?status={status}")
    hr.follow("main td.title a")
    _expect_a_stranger_to_read(visitor, _check_address(hr), status)


def test_a_certificate_issued_again_is_replaced_and_one_withdrawn_is_revoked_at_once(stage, visitor):
    hr = visitor(phone=False)
    hr.sign_in(HR)
    hr.open("/admin/certificates/?status=valid&q=J1")
    hr.follow("main td.title a")
    hr.inspected()
    old = _check_address(hr)
    _decides(hr, "reissue", "姓名写法更正。")
    hr.open("/admin/certificates/?status=valid&q=J1")
    hr.follow("main td.title a")
    new = _check_address(hr)
    assert new != old
    _expect_a_stranger_to_read(visitor, old, "superseded")
    _expect_a_stranger_to_read(visitor, new, "valid")
    _decides(hr, "revoke", "复核后成绩作废。")
    _expect_a_stranger_to_read(visitor, new, "revoked")


def _check_address(hr: Walker) -> str:
    return hr.page.locator("main a[href^='/verify/']").first.get_attribute("href")


def _decides(hr: Walker, deed: str, reason: str) -> None:
    """A decision on the certificate that the page shows, with its reason."""
    form = hr.page.locator(f"details:has(input[name=deed][value={deed}])")
    form.locator("summary").click()
    form.locator("textarea").fill(reason)
    form.locator("input[type=checkbox]").check()
    hr.follow(form.locator("button"))
    hr.sees(".messages .success")


def _expect_a_stranger_to_read(visitor, address: str, status: str) -> None:
    stranger = visitor()
    stranger.open(address)
    expect(stranger.page.locator(f"[data-status={status}]")).to_be_visible()
    stranger.inspected()
    stranger.page.context.close()


def test_the_file_proves_itself_and_an_altered_one_does_not(stage, visitor, tmp_path):
    holder = visitor()
    holder.sign_in(HOLDER)
    holder.open(f"/certificates/{_held(holder, '.st-done')}/")
    file = holder.page.locator("a[href$='/download/']")
    file.wait_for(timeout=60_000)
    with holder.page.expect_download() as waiting:
        file.click()
    genuine = Path(waiting.value.path()).read_bytes()
    (tmp_path / "genuine.pdf").write_bytes(genuine)
    (tmp_path / "altered.pdf").write_bytes(genuine + b"\n% a word more")
    (tmp_path / "other.pdf").write_bytes(b"not a PDF at all")

    stranger = visitor()
    stranger.open(_scanned(genuine))
    stranger.sees("[data-status=valid]")
    assert _uploads(stranger, tmp_path / "genuine.pdf") == "valid"
    expect(stranger.page.locator(".proof.is-revoked")).to_have_count(0)
    stranger.inspected()
    _uploads(stranger, tmp_path / "altered.pdf")
    stranger.sees(".proof.is-revoked")
    stranger.inspected()
    stranger.open("/verify/")
    stranger.page.set_input_files("#id_file", tmp_path / "other.pdf")
    with stranger.refused(422):
        stranger.follow("main form .btn-main")
    stranger.sees("[role=alert]")


def _scanned(pdf: bytes) -> str:
    """The path that a telephone reads from the QR code of a printed file."""
    picture = pypdfium2.PdfDocument(pdf)[0].render(scale=2).to_pil()
    return urlsplit(zxingcpp.read_barcodes(picture)[0].text).path


def _uploads(walker: Walker, file: Path) -> str:
    """Choose a file and ask; returns the status that the page says."""
    walker.open("/verify/")
    walker.page.set_input_files("#id_file", file)
    walker.follow("main form .btn-main")
    return walker.sees(".proof").get_attribute("data-status")


@BOTH_WIDTHS
def test_nobody_gets_further_than_the_door_without_signing_in(stage, visitor, phone):
    stranger = visitor(phone=phone)
    for address in CLOSED:
        stranger.open(address)
        assert stranger.path.startswith("/account/login/?next="), address
    stranger.inspected()
