"""The chooser of norms and figures: what it finds, how chosen codes stand, what the field keeps."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from etiquette.norms.api import open_edition, typed_codes
from etiquette.norms.choosing import MOST, all_figures, find_choices, standing_of
from etiquette.norms.widgets import AuthorTextarea, NormChooser, NormCodesField
from tests.factories.norms import draft_norm, manual, norm_version
from training_site.lib import clock


@pytest.fixture
def desk(trainer, client_of):
    client = client_of(trainer)
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def book(db):
    """Two chapters, three sections."""
    norm_version("N-9.2-01", "M", text_zh="先开口问好", text_en="Greet the customer first.")
    norm_version("N-9.2-02", "F", text_zh="不得推诿", text_en="Never pass the customer on.")
    norm_version("N-9.10-01", "M", text_zh="收好柜面", text_en="Clear the counter.")
    norm_version("N-10.1-01", "G", text_zh="接起先问好", text_en="Answer with a greeting.")


def found(*args, **kwargs):
    return [choice.code for choice in find_choices(*args, **kwargs)[0]]


@pytest.mark.parametrize(
    ("asked", "codes"),
    [
        (("问好",), ["N-9.2-01", "N-10.1-01"]),
        (("greet",), ["N-9.2-01", "N-10.1-01"]),
        (("9.2",), ["N-9.2-01", "N-9.2-02"]),
        (("n-9.2-02",), ["N-9.2-02"]),
        (("N-9",), ["N-9.2-01", "N-9.2-02", "N-9.10-01"]),
        (("9.2 问好",), ["N-9.2-01"]),
        (("", 9), ["N-9.2-01", "N-9.2-02", "N-9.10-01"]),
        (("", 9, "M"), ["N-9.2-01", "N-9.10-01"]),
        (("", None, "F"), ["N-9.2-02"]),
        (("",), []),
        (("无此",), []),
    ],
)
def test_norms_are_found_by_number_words_chapter_and_level(book, asked, codes):
    assert found(*asked) == codes


def test_only_the_first_are_shown_and_all_are_counted(db):
    for number in range(1, MOST + 4):
        norm_version(f"N-9.2-{number:02}")
    choices, count = find_choices("9.2")
    assert (len(choices), count) == (MOST, MOST + 3)


def test_an_open_edition_that_changes_a_norm_is_told(book):
    open_edition(manual(), None)
    norm = norm_version("N-9.2-01").norm
    norm.text_zh = "改了"
    norm.save_revision()
    assert [choice.in_edition for choice in find_choices("9.2")[0]] == [True, False]


def test_how_chosen_codes_stand_in_the_order_given(book):
    draft_norm("N-9.2-07")
    norm_version("N-9.2-08", effective_on=clock.today() + timedelta(days=3))
    norm_version("N-9.2-09", effective_on=clock.today()).norm.unpublish()
    codes = ["N-10.1-01", "N-9.2-07", "N-9.2-08", "N-9.2-09", "N-9.2-99", "N-9.2-01"]
    assert [(choice.code, choice.standing) for choice in standing_of(codes)] == list(
        zip(codes, ["in force", "draft", "coming", "withdrawn", "unknown", "in force"], strict=True)
    )


def test_chosen_codes_cost_the_same_however_many(desk):
    def cost(codes):
        with CaptureQueriesContext(connection) as queries:
            assert len(desk.get(reverse("norms:choose"), {"codes": " ".join(codes)}).json()["chosen"]) == len(codes)
        return len(queries)

    codes = [norm_version(f"N-9.2-{number:02}").code for number in range(1, 31)]
    cost(codes)
    assert cost([*codes[:3], "N-9.2-99"]) == cost([*codes, "N-9.2-99"])


def test_an_unknown_code_is_shown_with_what_is_wrong(desk, book):
    chosen = desk.get(reverse("norms:choose"), {"codes": "N-9.2-99, <b>"}).json()["chosen"]
    assert "The manual has no norm of this number." in chosen["N-9.2-99"]
    assert "&lt;b&gt;" in chosen["<b>"]


def test_a_hit_shows_seal_text_basis_and_marks_what_was_asked(desk, book):
    answer = desk.get(reverse("norms:choose"), {"q": "counter"}).json()
    assert answer["said"] == "1 norm"
    assert all(part in answer["html"] for part in ("lv-m", "Clear the <mark>counter</mark>.", "N-9.10-01", "Stated in the sources"))


@pytest.mark.parametrize("odd", [{"chapter": "x"}, {"chapter": "99999"}, {"level": "Z"}, {"q": "“%_\\"}, {"q": "9." * 60}])
def test_odd_questions_find_nothing_and_break_nothing(desk, book, odd):
    assert desk.get(reverse("norms:choose"), odd).json()["html"].strip() == ""


def test_figures_are_listed_with_what_their_tokens_read_as(desk):
    norm_version("N-2.1-02", values={"answer-time": ("30", "second")})
    assert desk.get(reverse("norms:figures")).json() == {
        "figures": [{"key": "answer-time", "words": "30 seconds", "name": "Name answer-time", "code": "N-2.1-02"}]
    }


def test_figures_take_one_query(db, django_assert_num_queries):
    for number in range(1, 6):
        norm_version(f"N-2.1-{number:02}", values={f"figure-{number}": (str(number), "second")})
    with django_assert_num_queries(1):
        assert len(all_figures()) == 5


@pytest.mark.parametrize(
    "typed",
    [
        "N-9.2-01 N-9.2-02",
        "N-9.2-01, N-9.2-02",
        "N-9.2-01、N-9.2-02；",
        "N-9.2-01\nN-9.2-02\nN-9.2-01",
        ["N-9.2-01", "N-9.2-02"],
    ],
)
def test_codes_may_be_typed_in_any_way(typed):
    assert typed_codes(typed) == ["N-9.2-01", "N-9.2-02"]


def test_the_field_keeps_the_order_and_names_unknown_codes(book):
    field = NormCodesField()
    assert field.clean("N-10.1-01 N-9.2-01") == ["N-10.1-01", "N-9.2-01"]
    with pytest.raises(ValidationError, match=r"N-9\.2-98, N-9\.2-99"):
        field.clean("N-9.2-99 N-9.2-01 N-9.2-98")
    with pytest.raises(ValidationError):
        field.clean(" , ")


def test_an_empty_field_has_not_changed():
    field = NormCodesField(required=False)
    assert not field.has_changed(None, "")
    assert not field.has_changed(["N-9.2-01", "N-9.2-02"], "N-9.2-01, N-9.2-02")
    assert field.has_changed(["N-9.2-01", "N-9.2-02"], "N-9.2-02 N-9.2-01")


def test_without_script_the_controls_are_plain_text_controls():
    chooser = NormChooser().render("cites", ["N-9.2-01", "<i>"], {"id": "id_cites"})
    assert "N-9.2-01 &lt;i&gt;</textarea>" in chooser
    assert "{{answer-time}}</textarea>" in AuthorTextarea().render("text", "{{answer-time}}", {})
