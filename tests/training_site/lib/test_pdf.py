"""PDFs: nothing from outside, no character without a drawing, small files."""

import io

import pytest
from fontTools.ttLib import TTFont
from pypdf import PdfReader

from training_site.lib import fonts, pdf

CSS = '@page { size: A5 } p { font-family: "Decorum Serif", "Decorum Serif Whole", "Decorum Rare" }'


def page_of(html, css=CSS):
    return PdfReader(io.BytesIO(pdf.render(html, css))).pages[0]


def embedded(page):
    fonts_of_page = [font.get_object() for font in page["/Resources"]["/Font"].values()]
    assert all({"/FontFile2", "/FontFile3"} & _descriptor(font).keys() for font in fonts_of_page)
    return sorted(font["/BaseFont"].partition("+")[2] for font in fonts_of_page)


def _descriptor(font):
    return font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()


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


@pytest.mark.parametrize(
    ("name", "fallback"),
    [("林䶮", ["Decorum-Serif-Whole"]), ("林𠮷", ["Decorum-Rare-Medium"]), ("林𤴓", ["Decorum-Rare-Medium"]), ("林𬭎", ["Decorum-Serif-Whole"])],
)
def test_a_rare_name_falls_back_glyph_by_glyph(name, fallback):
    page = page_of(f"<p>{name}</p>")
    assert embedded(page) == sorted(["Decorum-Serif", *fallback])
    assert page.extract_text() == name


def test_the_font_for_rare_names_draws_every_character_of_the_extensions_b_to_f():
    drawn = TTFont(fonts.rare_font(), lazy=True).getBestCmap()
    blocks = [(0x20000, 0x2A6D6), (0x2A700, 0x2B734), (0x2B740, 0x2B81D), (0x2B820, 0x2CEA1), (0x2CEB0, 0x2EBE0)]
    whole = TTFont(fonts.font_file("Serif"), lazy=True).getBestCmap()
    assert [hex(code) for first, last in blocks for code in range(first, last + 1) if code not in drawn and code not in whole] == []


def test_the_font_for_rare_names_may_be_read_and_its_neighbour_not():
    assert pdf.may_read(fonts.rare_font().as_uri())
    assert not pdf.may_read(fonts.rare_font().with_name("HanaMinA.ttf").as_uri())


@pytest.mark.parametrize("character", ["\ue000", "\U000323af"])
def test_a_character_without_a_drawing_is_a_failure(character):
    with pytest.raises(pdf.MissingGlyph, match=r"no drawing in the bundled fonts\.$"):
        pdf.render(f"<p>林{character}</p>", CSS)


def test_a_drawing_of_a_font_that_is_not_ours_is_a_failure():
    with pytest.raises(pdf.MissingGlyph):
        pdf.render("<p>林𠮷</p>", 'p { font-family: "Decorum Serif", "Decorum Serif Whole" }')


def test_without_the_font_for_rare_names_the_failure_names_its_package(settings):
    settings.RARE_FONT = "/nowhere/HanaMinB.ttf"
    with pytest.raises(pdf.MissingGlyph, match="fonts-hanazono"):
        pdf.render("<p>林\ue000</p>", CSS)


def test_the_same_document_gives_the_same_file():
    assert pdf.render("<p>林晓禾</p>", CSS) == pdf.render("<p>林晓禾</p>", CSS)
