"""Editors' notes: written in two languages, decided by somebody, shown at the norm."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from etiquette.norms.models import EditorsNote, NoteDecision
from etiquette.norms.notes import decide, reopen, with_standing
from tests.factories.norms import norm_version
from tests.factories.people import LoginFactory, StaffFactory
from tests.factories.rows import FEW, MANY, like
from training_site.lib.errors import Refused


@pytest.fixture
def desk(trainer, client_of):
    client = client_of(trainer)
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def note(db):
    row = EditorsNote.objects.create(code="X-01", kind="conflict", subject={"zh": "等候时间", "en": "Waiting"}, says=[{"zh": "十分钟"}], advice={})
    row.norms.add(norm_version("N-9.2-01").norm)
    return row


def form_of(**fields):
    names = ("subject_zh", "subject_en", "says_zh", "says_en", "advice_zh", "advice_en", "cites")
    return {**dict.fromkeys(names, ""), "code": "V-07", "kind": "gap", "subject_zh": "午休", **fields}


def standing(note):
    return with_standing(EditorsNote.objects.all()).get(pk=note.pk).standing


def test_a_note_is_written_in_both_languages_with_its_norms(desk, trainer):
    norm_version("N-9.2-01")
    data = form_of(subject_en="Lunch", says_zh="甲说有\n乙说无", says_en="A says yes\nB says no", advice_zh="问主管", cites="N-9.2-01")
    assert desk.post(reverse("notes_admin:add"), data).status_code == 302
    note = EditorsNote.objects.get()
    assert (note.code, note.kind, note.subject, note.advice) == ("V-07", "gap", {"zh": "午休", "en": "Lunch"}, {"zh": "问主管"})
    assert note.says == [{"zh": "甲说有", "en": "A says yes"}, {"zh": "乙说无", "en": "B says no"}]
    assert (list(note.norms.values_list("code", flat=True)), note.edited_by) == (["N-9.2-01"], trainer.login)


@pytest.mark.parametrize(("field", "wrong"), [("cites", "N-9.2-99"), ("says_en", "one"), ("code", "X-01"), ("subject_zh", "")])
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_saved(desk, note, field, wrong):
    response = desk.post(reverse("notes_admin:add"), form_of(**{field: wrong}))
    assert (response.status_code, list(response.context["form"].errors)) == (200, [field])
    assert EditorsNote.objects.count() == 1


def test_editing_keeps_what_the_form_shows(desk, note):
    form = desk.get(reverse("notes_admin:edit", args=[note.pk])).context["form"]
    shown = {name: form[name].value() for name in form.fields}
    assert shown["cites"] == ["N-9.2-01"]
    data = {**shown, "cites": "N-9.2-01", "advice_zh": "以新文件为准"}
    assert desk.post(reverse("notes_admin:edit", args=[note.pk]), data).status_code == 302
    after = EditorsNote.objects.get()
    assert (after.subject, after.says, after.advice) == (note.subject, note.says, {"zh": "以新文件为准"})


def test_decisions_are_added_and_the_newest_holds(desk, note, trainer):
    decide(note, {"zh": "按十分钟"}, trainer.login)
    assert standing(note) == "decided"
    desk.post(reverse("notes_admin:decide", args=[note.pk]), {"deed": "reopen", "text_zh": "新文件到了"})
    assert standing(note) == "reopened"
    desk.post(reverse("notes_admin:decide", args=[note.pk]), {"deed": "decided", "text_zh": "按十五分钟", "text_en": "Fifteen"})
    assert (standing(note), note.decisions.count(), note.decisions.first().by) == ("decided", 3, trainer.login)


@pytest.mark.parametrize("deed", [lambda rows: rows.update(text={"zh": "改了"}), lambda rows: rows.delete()])
def test_a_decision_cannot_be_changed_afterwards(note, trainer, deed):
    row = decide(note, {"zh": "按十分钟"}, trainer.login)
    with pytest.raises(DatabaseError), transaction.atomic():
        deed(NoteDecision.objects.filter(pk=row.pk))


def test_a_decision_needs_words_and_an_open_note_is_not_reopened(note, trainer):
    with pytest.raises(Refused):
        decide(note, {"en": "ten"}, trainer.login)
    with pytest.raises(Refused):
        reopen(note, {"zh": "再看"}, trainer.login)
    assert not NoteDecision.objects.exists()


def test_the_norm_shows_trainers_its_notes_and_auditors_no_button(desk, note, trainer, client_of):
    decide(note, {"zh": "按十分钟", "en": "Ten minutes it is"}, trainer.login)
    address = reverse("norms:norm", args=["N-9.2-01"])
    page = desk.get(address).content.decode()
    assert "Ten minutes it is" in page
    assert "Edit or decide X-01" in page
    auditor = client_of(StaffFactory(login=LoginFactory(roles=["auditor"])))
    auditor.cookies["django_language"] = "en"
    assert "Edit or decide" not in auditor.get(address).content.decode()


def test_auditors_read_the_list_and_decide_nothing(note, client_of):
    client = client_of(StaffFactory(login=LoginFactory(roles=["auditor"])))
    answers = [client.get(reverse("notes_admin:index")), client.get(reverse("notes_admin:add"))]
    answers.append(client.post(reverse("notes_admin:decide", args=[note.pk]), {"text_zh": "好"}))
    assert [answer.status_code for answer in answers] == [200, 403, 403]
    assert not NoteDecision.objects.exists()


def test_list_is_filtered_and_searched_in_both_languages(desk, note, trainer):
    other = EditorsNote.objects.create(code="V-01", kind="gap", subject={"zh": "午休", "en": "Lunch"})
    other.norms.add(norm_version("N-3.1-01").norm)
    decide(other, {"zh": "轮流"}, trainer.login)
    chapter = other.norms.get().section.chapter_id
    asked = [{}, {"kind": "gap"}, {"chapter": chapter}, {"standing": "open"}, {"standing": "decided"}, {"q": "等候"}, {"q": "lunch"}]
    found = [[row.code for row in desk.get(reverse("notes_admin:index"), query).context["object_list"]] for query in asked]
    assert found == [["V-01", "X-01"], ["V-01"], ["V-01"], ["X-01"], ["V-01"], ["X-01"], ["V-01"]]


def test_list_costs_the_same_at_3_and_300_notes(desk, note):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(reverse("notes_admin:index")).status_code == 200
        return len(queries)

    def more(first, last):
        rows = EditorsNote.objects.bulk_create(EditorsNote(code=f"V-{at}", kind="gap", subject={"zh": "题"}) for at in range(first, last))
        link = EditorsNote.norms.through
        link.objects.bulk_create(link(editorsnote=row, norm=note.norms.get()) for row in rows)

    more(0, 2)
    cost()
    at_three = cost()
    more(2, 299)
    assert cost() == at_three


def test_the_page_of_the_notes_costs_the_same_at_3_and_300_notes(desk, note, trainer):
    def more(first, last):
        rows = [like(note, code=f"V-{at:03}", says=[{"zh": "见 [[N-9.2-01]]"}], advice={"zh": "见 [[N-9.2-01]]"}) for at in range(first, last)]
        rows = EditorsNote.objects.bulk_create(rows)
        link = EditorsNote.norms.through
        link.objects.bulk_create(link(editorsnote=row, norm=note.norms.get()) for row in rows)
        NoteDecision.objects.bulk_create(NoteDecision(note=row, deed="decided", text={"zh": "轮流"}, by=trainer.login) for row in rows)

    costs = []
    for first, last in ((0, FEW - 1), (FEW - 1, MANY - 1)):
        more(first, last)
        desk.get(reverse("norms:notes"))
        with CaptureQueriesContext(connection) as queries:
            page = desk.get(reverse("norms:notes")).context["page_obj"]
        costs.append(len(queries))
    assert (page.paginator.count, costs[0]) == (MANY, costs[1])


@pytest.mark.parametrize(
    ("field", "typed"), [("zh", {"text_zh": "", "text_en": "Ten minutes"}), ("en", {"text_zh": "按十分钟", "text_en": "t" * 2001})]
)
def test_a_decision_that_will_not_do_stays_in_its_fields(desk, note, field, typed):
    response = desk.post(reverse("notes_admin:decide", args=[note.pk]), {"deed": "decided", **typed})
    page = response.content.decode()
    assert (response.status_code, f'aria-describedby="decision-{field}-error"' in page, f'id="decision-{field}-error"' in page) == (422, True, True)
    assert [f">{text}</textarea>" in page for text in typed.values()] == [True, True]
    assert ("等候时间" in page, NoteDecision.objects.count()) == (True, 0)


def test_a_note_that_a_colleague_opened_first_keeps_what_was_typed(desk, note):
    response = desk.post(reverse("notes_admin:decide", args=[note.pk]), {"deed": "reopen", "text_zh": "新文件到了"})
    page = response.content.decode()
    assert (response.status_code, "This note is open already." in page, ">新文件到了</textarea>" in page) == (422, True, True)
