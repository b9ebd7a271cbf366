"""The certificate as it is printed: the page drawn by a PDF program that is not ours, and looked at."""

import ctypes
from urllib.parse import urlsplit

import pypdfium2
import pytest
import zxingcpp
from pypdfium2 import raw

from exams.certificates.documents import address_of, pdf_of
from tests.factories import certificates as make
from tests.factories.people import StaffFactory

pytestmark = pytest.mark.django_db

A4_WIDTH_MM = 297.0
# No text that must be read is smaller, in points.
SMALLEST = 6.0


@pytest.fixture
def certificate():
    return make.certificate(StaffFactory(name="林晓禾", name_latin="Lin Xiaohe"))


def drawn(content, width=1800):
    page = pypdfium2.PdfDocument(content)[0]
    return page.render(scale=width / page.get_width()).to_pil().convert("L")


@pytest.mark.parametrize("width", [900, 1800, 3500], ids=["75 dpi", "150 dpi", "300 dpi"])
@pytest.mark.parametrize("language", ["zh", "en", "both"])
def test_a_reader_finds_the_public_check_in_the_printed_qr_code(certificate, client, language, width):
    found = zxingcpp.read_barcodes(drawn(pdf_of(certificate, language), width))
    assert [code.text for code in found] == [address_of(certificate.code)]
    page = client.get(urlsplit(found[0].text).path)
    assert 'data-status="valid"' in page.content.decode()


def test_four_modules_around_the_qr_code_are_empty(certificate):
    image = drawn(pdf_of(certificate, "both"))
    corners = zxingcpp.read_barcodes(image)[0].position
    left, top, right, bottom = corners.top_left.x, corners.top_left.y, corners.bottom_right.x, corners.bottom_right.y
    assert (right - left) / image.width * A4_WIDTH_MM == pytest.approx(26, abs=0.6)
    quiet = 4 * (right - left) / 33
    around = image.crop((int(left - quiet), int(top - quiet), int(right + quiet), int(bottom + quiet)))
    edge = 4 * (right - left) // 33 - 3
    around.paste(255, (int(edge), int(edge), int(around.width - edge), int(around.height - edge)))
    assert around.getextrema()[0] > 240


@pytest.mark.parametrize("language", ["zh", "en", "both"])
def test_nothing_that_must_be_read_is_smaller_than_six_points(certificate, language):
    page = pypdfium2.PdfDocument(pdf_of(certificate, language))[0]
    sizes = [_points(text) for text in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT], max_depth=1)]
    assert len(sizes) > 8
    assert min(sizes) >= SMALLEST


def _points(text):
    size = ctypes.c_float()
    raw.FPDFTextObj_GetFontSize(text, size)
    return size.value * text.get_matrix().d
