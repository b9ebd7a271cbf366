"""The template tags that other rooms use."""

import pytest
from django.template import Context, Template
from django.utils import translation

from etiquette.norms.citing import without_marks
from tests.factories.norms import norm_version


def rendered(source, **context):
    with translation.override("en"):
        return Template("{% load norms %}" + source).render(Context(context))


def test_seal_has_its_word_for_screen_readers():
    assert rendered('{% seal "F" %}') == (
        '<span class="lv lv-f" title="Must not"><span aria-hidden="true">F</span><span class="vh">Must not</span></span>'
    )


def test_seal_of_an_unknown_level_is_nothing():
    assert rendered('{% seal "Z" %}') == ""


def test_cite_is_a_link_with_a_card(db):
    version = norm_version()
    assert rendered("{% cite version %}", version=version) == (
        f'<a class="cite" href="/norms/N-9.2-01/?version=1" data-card="/norms/card/{version.pk}/" '
        'aria-label="Norm N-9.2-01, open the clause">N-9.2-01</a>'
    )


def test_cited_replaces_codes_bold_and_escapes(db):
    version = norm_version()
    html = rendered("{{ text|cited:versions }}", text="One & **two [[N-9.2-01]]**\n\n<i>[[N-1.1-01]]", versions={"N-9.2-01": version})
    known = rendered("{% cite version %}", version=version)
    unknown = '<a class="cite" href="/norms/N-1.1-01/" aria-label="Norm N-1.1-01, open the clause">N-1.1-01</a>'
    assert html == f"<p>One &amp; <strong>two {known}</strong></p>\n<p>&lt;i&gt;{unknown}</p>"


@pytest.mark.parametrize("text", ["[[N-9.2-01", "[[ N-9.2-01 ]]", '[[N-9.2-01"onclick=x]]', "[[javascript:x]]"])
def test_cited_line_leaves_what_is_no_code(text):
    assert "<a" not in rendered("{{ text|cited_line }}", text=text)


def test_clause_shows_level_code_and_suggestion(db):
    html = rendered("{% clause version %}", version=norm_version(basis="D", text_en="Smile."))
    assert '<span class="clause-text">Smile.</span>' in html
    assert "Suggested" in html


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Smile when answering[[N-2.1-02]], **always**.", "Smile when answering N-2.1-02, always."),
        ("三声内接听[[N-2.1-02]][[N-9.2-01]]。", "三声内接听 N-2.1-02 N-9.2-01。"),
        ("See [[N-2.1-02]] ([[N-9.2-01]])", "See N-2.1-02 (N-9.2-01)"),
        ("[[N-2.1-02]]", "N-2.1-02"),
        ("a list[[0]]", "a list[[0]]"),
        (None, ""),
    ],
)
def test_without_marks_a_code_stands_apart_from_the_word_before_it(text, plain):
    assert without_marks(text) == plain
