"""PDFs: nothing from outside, no character without a drawing, small files."""

import io

import pytest
from pypdf import PdfReader

from training_site.lib import fonts, pdf

CSS = '@page { size: A5 } p { font-family: "Decorum Serif", "Decorum Serif Whole" }'


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:1/x.png",
        "https://example.org/x.css",
        "ftp://127.0.0.1/x",
        "file:///etc/passwd",
        "file://server/share/x.otf",
        "file:///proc/self/environ",
    ],
)
def test_a_picture_from_outside_is_refused(address):
    with pytest.raises(pdf.ForbiddenAddress):
        pdf.render(f'<p>文字</p><img src="{address}">', CSS)


def test_a_stylesheet_from_outside_is_refused():
    with pytest.raises(pdf.ForbiddenAddress):
        pdf.render('<link rel="stylesheet" href="http://127.0.0.1:1/x.css"><p>文字</p>', CSS)


def test_a_file_of_the_project_is_refused(settings):
    assert not pdf.may_read((settings.BASE_DIR / "manage.py").as_uri())


def test_a_way_out_of_the_font_folder_is_refused():
    assert not pdf.may_read(fonts.font_file("Sans").parent.as_uri() + "/../secret.otf")


def test_our_own_fonts_may_be_read():
    assert pdf.may_read(fonts.font_file("Sans").as_uri())


def test_a_name_of_everyday_characters_is_drawn():
    assert pdf.render("<p>林晓禾</p>", CSS).startswith(b"%PDF-")


def test_a_rare_name_falls_back_to_the_whole_font():
    page = PdfReader(io.BytesIO(pdf.render("<p>林䶮</p>", CSS))).pages[0]
    names = sorted(font.get_object()["/BaseFont"].partition("+")[2] for font in page["/Resources"]["/Font"].values())
    assert names == ["Decorum-Serif", "Decorum-Serif-Whole"]


def test_a_character_without_a_drawing_is_a_failure():
    with pytest.raises(pdf.MissingGlyph):
        pdf.render("<p>林\U0002123c</p>", CSS)


def test_the_same_document_gives_the_same_file():
    assert pdf.render("<p>林晓禾</p>", CSS) == pdf.render("<p>林晓禾</p>", CSS)
