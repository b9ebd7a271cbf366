"""The reader's screens."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from etiquette.norms.api import EditorsNote
from etiquette.norms.models import NormVersion
from tests.factories.norms import codes_of, many_norms, norm_version
from tests.factories.rows import FEW, MANY
from training_site.lib import clock


@pytest.fixture
def reader(staff, client_of):
    client = client_of(staff)
    client.cookies["django_language"] = "en"
    return client


def text_of(response):
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_manual_counts_clauses_by_level(reader):
    norm_version("N-9.2-01", "M")
    norm_version("N-9.2-02", "F", red_line=True)
    norm_version("N-3.1-01", "M")
    response = reader.get(reverse("norms:manual"))
    assert response.context["totals"] == [("M", 2), ("F", 1), ("G", 0), ("I", 0)]
    assert [(row["chapter"].number, row["levels"], row["red"]) for row in response.context["chapters"]] == [
        (3, [("M", 1)], 0),
        (9, [("M", 1), ("F", 1)], 1),
    ]
    assert "3 clauses in 2 chapters are in force." in text_of(response)


def test_manual_without_clauses_says_so(reader):
    assert "The manual has no clause in force yet" in text_of(reader.get(reverse("norms:manual")))


def test_chapter_filters_by_level_and_red_line(reader):
    norm_version("N-9.2-01", "M", text_en="First.")
    norm_version("N-9.2-02", "F", text_en="Second.", red_line=True)
    shown = {
        query: [
            version.code for _section, versions in reader.get(reverse("norms:chapter", args=[9]) + query).context["sections"] for version in versions
        ]
        for query in ("", "?level=F", "?level=G", "?red=1", "?level=nonsense")
    }
    assert shown == {
        "": ["N-9.2-01", "N-9.2-02"],
        "?level=F": ["N-9.2-02"],
        "?level=G": [],
        "?red=1": ["N-9.2-02"],
        "?level=nonsense": ["N-9.2-01", "N-9.2-02"],
    }


def test_chapter_keeps_the_order_of_sections_past_nine(reader):
    for code in ("N-9.10-01", "N-9.2-10", "N-9.2-09"):
        norm_version(code)
    sections = reader.get(reverse("norms:chapter", args=[9])).context["sections"]
    assert [version.code for _section, versions in sections for version in versions] == ["N-9.2-09", "N-9.2-10", "N-9.10-01"]


def test_norm_shows_the_version_in_force_and_the_change_to_come(reader):
    norm_version(text_en="Answer within 30 seconds.")
    norm_version(text_en="Answer within 20 seconds.", effective_on=clock.today() + timedelta(days=30))
    page = text_of(reader.get(reverse("norms:norm", args=["N-9.2-01"])))
    assert '<h1 class="norm-text">Answer within 30 seconds.</h1>' in page
    assert "within <del>30</del> seconds." in page
    assert "within <ins>20</ins> seconds." in page


def test_norm_shows_an_earlier_version_when_asked(reader):
    norm_version(text_en="Old.")
    norm_version(text_en="New.")
    page = text_of(reader.get(reverse("norms:norm", args=["N-9.2-01"]) + "?version=1"))
    assert '<h1 class="norm-text">Old.</h1>' in page
    assert "This is an earlier version. Version 2 is in force now." in page


def test_norm_of_an_unknown_code_or_version_is_not_there(reader):
    norm_version()
    addresses = [reverse("norms:norm", args=["N-9.9-99"]), reverse("norms:norm", args=["N-9.2-01"]) + "?version=7"]
    assert [reader.get(address).status_code for address in addresses] == [404, 404]


def test_norm_escapes_what_authors_write(reader):
    norm_version(text_en='<script>alert("x")</script> **bold <b>**', text_zh="<img src=x>")
    page = text_of(reader.get(reverse("norms:norm", args=["N-9.2-01"])))
    assert "<script>alert" not in page
    assert "<img src=x>" not in page
    assert "&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; <strong>bold &lt;b&gt;</strong>" in page


def test_norm_without_english_shows_chinese_marked(reader):
    norm_version(text_zh="迎接客户", text_en="")
    page = text_of(reader.get(reverse("norms:norm", args=["N-9.2-01"])))
    assert '<h1 class="norm-text" lang="zh-Hans">迎接客户</h1>' in page
    assert "English not ready" in page


def test_compare_shows_two_versions_whichever_way_they_are_named(reader):
    norm_version(text_zh="三十秒")
    norm_version(text_zh="二十秒")
    for query in ("", "?from=1&to=2", "?from=2&to=1"):
        changes = reader.get(reverse("norms:compare", args=["N-9.2-01"]) + query).context["changes"]
        assert (changes["old"].number, changes["new"].number) == (1, 2)


def test_search_finds_chinese_pairs_and_english_beginnings(reader):
    norm_version("N-9.2-01", text_zh="微笑迎接客户", text_en="Smile at customers.")
    norm_version("N-9.2-02", text_zh="笑微", text_en="No customer waits.")
    found = {
        query: [version.code for version in reader.get(reverse("norms:search"), {"q": query}).context["page_obj"]]
        for query in ("微笑", "微笑 客户", "CUSTOMERS", "smil custom", "笑", "，", "")
    }
    assert found == {
        "微笑": ["N-9.2-01"],
        "微笑 客户": ["N-9.2-01"],
        "CUSTOMERS": ["N-9.2-01", "N-9.2-02"],
        "smil custom": ["N-9.2-01"],
        "笑": ["N-9.2-01", "N-9.2-02"],
        "，": [],
        "": [],
    }


def test_search_finds_only_what_is_in_force(reader):
    norm_version(text_en="Old wording.")
    norm_version(text_en="Fresh wording.", effective_on=clock.today() + timedelta(days=1))
    count = {query: reader.get(reverse("norms:search"), {"q": query}).context["count"] for query in ("old", "fresh")}
    assert count == {"old": 1, "fresh": 0}


def test_search_marks_what_it_found_and_escapes_the_rest(reader):
    norm_version(text_en="<b>Smile</b> always.")
    page = text_of(reader.get(reverse("norms:search"), {"q": "smile"}))
    assert "&lt;b&gt;<mark>Smile</mark>&lt;/b&gt; always." in page


def test_search_for_a_code_leads_to_the_clause(reader):
    norm_version()
    assert reader.get(reverse("norms:search"), {"q": " n-9.2-01 "}).url == reverse("norms:norm", args=["N-9.2-01"])


def test_card_says_when_a_later_version_is_in_force(reader):
    first = norm_version(text_en="Old.")
    norm_version(text_en="New.")
    page = text_of(reader.get(reverse("norms:card", args=[first.pk])))
    assert "Old." in page
    assert "Version 2 is in force now" in page


def test_notes_resolve_figures(trainer, client_of):
    norm_version("N-2.1-02", values={"answer-time": ("30", "second")})
    note = EditorsNote.objects.create(code="X-01", kind="conflict", subject={"en": "Time"}, says=[{"en": "within {{answer-time}}"}], advice={})
    note.norms.set([NormVersion.objects.get().norm])
    client = client_of(trainer)
    client.cookies["django_language"] = "en"
    assert "within 30 seconds" in text_of(client.get(reverse("norms:notes")))


@pytest.mark.parametrize(("name", "arguments"), [("norms:manual", []), ("norms:chapter", [9]), ("norms:norm", ["N-9.1-01"]), ("norms:search", [])])
def test_pages_cost_the_same_at_3_and_300_rows(reader, name, arguments):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert reader.get(reverse(name, args=arguments), {"q": "greet"}).status_code == 200
        return len(queries)

    codes = codes_of(MANY)
    many_norms(codes[:FEW], text_zh="见 [[N-9.1-01]]")
    cost()
    at_three = cost()
    many_norms(codes[FEW:], text_zh="见 [[N-9.1-02]]")
    assert cost() == at_three


def test_search_costs_the_same_for_three_hits_and_for_three_hundred(reader):
    codes, costs = codes_of(MANY), []
    for some in (codes[:FEW], codes[FEW:]):
        many_norms(some)
        reader.get(reverse("norms:search"), {"q": "greet"})
        with CaptureQueriesContext(connection) as queries:
            found = reader.get(reverse("norms:search"), {"q": "greet"}).context["count"]
        costs.append(len(queries))
    assert (found, costs[0]) == (MANY, costs[1])


def test_learners_do_not_see_which_questions_ask_for_a_clause(staff, trainer, client_of):
    from tests.factories.bank import question_version

    code = question_version(cites=["N-9.2-01"]).question.code
    address = "/norms/N-9.2-01/"
    assert code not in client_of(staff).get(address).content.decode()
    assert code in client_of(trainer).get(address).content.decode()


@pytest.mark.parametrize(
    ("english", "shown"),
    [("derived from N-1.1-07", "<small>derived from N-1.1-07</small>"), ("", '<small lang="zh-Hans">由 N-1.1-07 推导</small>')],
)
def test_a_source_in_words_has_its_english_or_is_marked(reader, english, shown):
    norm_version(source="由 N-1.1-07 推导", source_en=english)
    address = reverse("norms:norm", args=["N-9.2-01"])
    assert shown in text_of(reader.get(address))
    reader.cookies["django_language"] = "zh-hans"
    assert "<small>由 N-1.1-07 推导</small>" in text_of(reader.get(address))


def test_search_is_narrowed_by_level_and_chapter_with_counts(reader):
    norm_version("N-9.2-01", text_zh="微笑迎接客户", level="M")
    norm_version("N-9.2-02", text_zh="微笑送别客户", level="G")
    norm_version("N-6.1-05", text_zh="微笑接听电话", level="G")

    def page(**asked):
        return reader.get(reverse("norms:search"), {"q": "微笑", **asked})

    def codes(**asked):
        return [version.code for version in page(**asked).context["page_obj"]]

    assert (codes(level="M"), codes(chapter="9"), codes(level="G", chapter="6")) == (["N-9.2-01"], ["N-9.2-01", "N-9.2-02"], ["N-6.1-05"])
    assert [len(codes(level="X", chapter=odd)) for odd in ("²", "-9", "123456")] == [3, 3, 3]
    assert page(chapter="09").context["chapter"] == "9"
    context = page(chapter="9").context
    assert (context["levels"], [(number, count) for number, _title, count in context["chapters"]]) == ([("M", 1), ("G", 1)], [("6", 1), ("9", 2)])
    empty = text_of(page(level="M", chapter="6"))
    assert ('class="empty"' in empty, 'href="?q=' in empty) == (True, True)


def test_notes_are_paged_and_a_link_to_one_opens_its_page(trainer, client_of):
    EditorsNote.objects.bulk_create(EditorsNote(code=f"X-{number:02}", kind="conflict", subject={"zh": "题"}) for number in range(1, 46))
    client = client_of(trainer)

    def shown(**asked):
        return [note.code for note in client.get(reverse("norms:notes"), asked).context["notes"]]

    assert (len(shown()), shown(page="3")) == (20, [f"X-{number}" for number in range(41, 46)])
    assert ("X-30" in shown(note="X-30"), "X-01" in shown(note="X-30", page="1"), "X-01" in shown(note="nothing")) == (True, True, True)
