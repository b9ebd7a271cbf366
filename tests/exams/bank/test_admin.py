"""The bank's screens in the Wagtail admin."""

import io
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from exams.bank import keys
from exams.bank.api import save_draft, submit_for_approval
from exams.bank.drafting import draft_of
from exams.bank.models import Question
from exams.kinds.api import all_kinds
from tests.factories import bank
from tests.factories.norms import norm_version
from tests.factories.people import LoginFactory
from tests.factories.rows import FEW, MANY, like
from training_site.ledger.models import AuditEvent

pytestmark = pytest.mark.django_db
KINDS = [kind.code for kind in all_kinds()]
CANARY = "canary-41c9"


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user, backend="training_site.people.backends.ActiveLoginBackend")
    return client


@pytest.fixture
def writer() -> Client:
    return signed_in(bank.author())


@pytest.fixture
def approver() -> Client:
    return signed_in(bank.second_pair())


def form_of(question: Question | None, **changes: Any) -> dict[str, Any]:
    """What the editor posts for a single-choice question."""
    options = bank.CONTENT["single"]["options"]
    return {
        "revision": question.revision if question else "",
        "stem_zh": "新的题干？",
        "stem_en": "A new stem?",
        "option_id": [row["id"] for row in options],
        "option_zh": [row["text"]["zh"] for row in options],
        "option_en": [row["text"]["en"] for row in options],
        "option_feedback_zh": [CANARY, "", ""],
        "option_feedback_en": [CANARY, "", ""],
        "key": "b",
        "feedback_zh": CANARY,
        "feedback_en": CANARY,
        "chapter": "9",
        "difficulty": "2",
        "use": "sealed",
        "red_line": "on",
        "cites": ["N-9.2-01"],
        "then": "save",
        **changes,
    }


def do(client: Client, question: Question, deed: str, **data: Any) -> Question:
    question.refresh_from_db()
    client.post(reverse("questions:do", args=[question.pk, deed]), {"revision": question.revision, **data})
    return Question.objects.get(pk=question.pk)


def test_list_leaves_out_the_retired_until_they_are_asked_for(writer: Client) -> None:
    kept, gone = bank.draft(), bank.draft()
    do(writer, gone, "retire")
    listed = [row.code for row in writer.get(reverse("questions:index")).context["object_list"]]
    asked = [row.code for row in writer.get(reverse("questions:index"), {"state": "retired"}).context["object_list"]]
    assert (listed, asked) == ([kept.code], [gone.code])


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"chapter": "9"}, ["q-a"]),
        ({"kind": "fill"}, ["q-b"]),
        ({"difficulty": "3"}, ["q-b"]),
        ({"use": "practice"}, ["q-b"]),
        ({"red_line": "true"}, ["q-a"]),
        ({"english_ready": "true"}, ["q-a", "q-b"]),
        ({"state": "published"}, []),
        ({"q": "手机"}, ["q-a"]),
        ({"q": "办手"}, []),
        ({"q": "Greet"}, ["q-a"]),
        ({"q": "q-b"}, ["q-b"]),
    ],
)
def test_list_narrows_by(writer: Client, filters: dict[str, str], expected: list[str]) -> None:
    norm_version("N-9.2-01")
    norm_version("N-10.1-01")
    bank.draft("single", id="q-a", chapter=9, red_line=True)
    bank.draft("fill", id="q-b", chapter=10, difficulty=3, use="practice")
    assert [row.code for row in writer.get(reverse("questions:index"), filters).context["object_list"]] == expected


def test_search_never_finds_a_question_by_its_key(writer: Client) -> None:
    bank.draft(feedback={"zh": CANARY, "en": CANARY})
    assert list(writer.get(reverse("questions:index"), {"q": CANARY}).context["object_list"]) == []


@pytest.mark.parametrize("count", [3, 300])
def test_list_takes_the_same_queries_for_any_number(writer: Client, count: int, django_assert_num_queries: Any) -> None:
    bank.question_versions([bank.content() for _ in range(count)])
    writer.get(reverse("questions:index"))
    with django_assert_num_queries(15):
        writer.get(reverse("questions:index"))


def sheet(response: Any) -> str:
    rows = openpyxl.load_workbook(io.BytesIO(response.content)).active.iter_rows(values_only=True)
    return "\n".join(str(cell) for row in rows for cell in row)


def test_export_holds_no_answers(writer: Client) -> None:
    bank.draft(feedback={"zh": CANARY, "en": CANARY})
    assert CANARY not in sheet(writer.get(reverse("questions:index"), {"export": "xlsx"}))


def test_export_with_answers_is_recorded(writer: Client) -> None:
    bank.draft(feedback={"zh": CANARY, "en": CANARY})
    text = sheet(writer.get(reverse("questions:index"), {"export": "xlsx", "answers": "1"}))
    assert (CANARY in text, AuditEvent.objects.filter(deed="bank.exported_with_answers").count()) == (True, 1)


def test_export_gives_an_auditor_no_answers() -> None:
    bank.draft(feedback={"zh": CANARY, "en": CANARY})
    auditor = signed_in(LoginFactory(roles=["auditor"]))
    assert CANARY not in sheet(auditor.get(reverse("questions:index"), {"export": "xlsx", "answers": "1"}))


@pytest.mark.parametrize("kind", KINDS)
def test_editor_opens_empty_and_filled(writer: Client, kind: str) -> None:
    question = bank.draft(kind)
    assert [
        writer.get(reverse(name, args=[argument])).status_code for name, argument in (("questions:write", kind), ("questions:edit", question.pk))
    ] == [200, 200]


@pytest.mark.parametrize("kind", KINDS)
def test_question_page_opens_for_every_kind(writer: Client, kind: str) -> None:
    assert writer.get(reverse("questions:show", args=[bank.question_version(kind).question_id])).status_code == 200


def test_editor_writes_a_new_question(writer: Client) -> None:
    norm_version("N-9.2-01")
    response = writer.post(reverse("questions:write", args=["single"]), form_of(None))
    question = Question.objects.get()
    assert response["Location"] == reverse("questions:edit", args=[question.pk])
    assert (question.body["stem"]["zh"], question.chapter, question.red_line, keys.for_editor(question)["key"]) == ("新的题干？", 9, True, "b")
    assert CANARY not in str(question.body) + question.search_index


def test_editor_keeps_what_was_written_when_the_chapter_is_missing(writer: Client) -> None:
    norm_version("N-9.2-01")
    response = writer.post(reverse("questions:write", args=["single"]), form_of(None, chapter=""))
    assert (response.status_code, Question.objects.count(), "新的题干？" in response.text, 'id="e-chapter"' in response.text) == (422, 0, True, True)


def test_editor_shows_problems_at_their_fields_on_submit(writer: Client) -> None:
    question = bank.draft()
    response = writer.post(reverse("questions:edit", args=[question.pk]), form_of(question, key="", feedback_zh="", feedback_en="", then="submit"))
    assert [f'id="e-{field}"' in response.text for field in ("key", "feedback_zh", "cites")] == [True, True, False]
    assert Question.objects.get().state == "draft"


def test_editor_hands_in_for_approval(writer: Client) -> None:
    question = bank.draft()
    writer.post(reverse("questions:edit", args=[question.pk]), form_of(question, then="submit"))
    assert Question.objects.get().state == "in_review"


def test_editor_refuses_to_overwrite_somebody_else(writer: Client, approver: Client) -> None:
    question = bank.draft()
    approver.post(reverse("questions:edit", args=[question.pk]), form_of(question, stem_zh="第一个存的"))
    response = writer.post(reverse("questions:edit", args=[question.pk]), form_of(question, stem_zh="第二个存的"))
    assert (response.status_code, "第二个存的" in response.text, Question.objects.get().body["stem"]["zh"]) == (422, True, "第一个存的")


def test_editor_sends_to_the_page_of_a_question_that_waits(writer: Client) -> None:
    question = submit_for_approval(bank.draft(), bank.author())
    assert writer.get(reverse("questions:edit", args=[question.pk]))["Location"] == reverse("questions:show", args=[question.pk])


def test_preview_never_holds_the_key(writer: Client) -> None:
    norm_version("N-9.2-01")
    response = writer.post(reverse("questions:preview", args=["single"]), form_of(None))
    assert ("新的题干？" in response.text, CANARY in response.text) == (True, False)


def test_approver_approves(writer: Client, approver: Client) -> None:
    question = do(writer, bank.draft(), "submit")
    assert (do(approver, question, "approve").state, Question.objects.get().current_version.approved_by) == ("published", bank.second_pair())


def test_author_s_buttons_are_disabled_with_the_reason(writer: Client) -> None:
    question = submit_for_approval(bank.draft(), bank.author())
    page = writer.get(reverse("questions:show", args=[question.pk]))
    assert (page.context["why_not"] != "", page.text.count('disabled aria-describedby="why"')) == (True, 2)


def test_trainer_without_the_role_cannot_approve() -> None:
    question = submit_for_approval(bank.draft(), bank.author())
    other = signed_in(LoginFactory(roles=["trainer"]))
    assert do(other, question, "approve").state == "in_review"


def test_auditor_can_do_nothing() -> None:
    question = bank.draft()
    auditor = signed_in(LoginFactory(roles=["auditor"]))
    assert [do(auditor, question, deed).state for deed in ("submit", "retire", "copy")] == ["draft"] * 3
    assert Question.objects.count() == 1


def test_auditor_sees_no_key() -> None:
    version = bank.question_version(feedback={"zh": CANARY, "en": CANARY})
    auditor = signed_in(LoginFactory(roles=["auditor"]))
    pages = [("questions:show", [version.question_id]), ("questions:compare", [version.question_id, 1])]
    assert [CANARY in auditor.get(reverse(name, args=arguments)).text for name, arguments in pages] == [False, False]


def test_send_back_without_a_reason_changes_nothing(approver: Client) -> None:
    question = submit_for_approval(bank.draft(), bank.author())
    assert do(approver, question, "send-back", reason=" ").state == "in_review"


def test_send_back_shows_the_reason_to_the_author(writer: Client, approver: Client) -> None:
    question = submit_for_approval(bank.draft(), bank.author())
    do(approver, question, "send-back", reason="题干太长")
    assert "题干太长" in writer.get(reverse("questions:show", args=[question.pk])).text


def test_deed_on_an_outdated_page_changes_nothing(writer: Client) -> None:
    question = bank.draft()
    writer.post(reverse("questions:do", args=[question.pk, "retire"]), {"revision": question.revision - 1})
    assert Question.objects.get().state == "draft"


def test_retire_and_restore_by_button(writer: Client) -> None:
    question = bank.question_version().question
    assert [do(writer, question, deed).state for deed in ("retire", "restore")] == ["retired", "published"]


def test_queue_lists_what_waits(approver: Client) -> None:
    question = submit_for_approval(bank.draft(), bank.author())
    bank.draft()
    assert [row["question"] for row in approver.get(reverse("questions:queue")).context["rows"]] == [question]


def test_queue_takes_the_same_queries_for_three_and_for_three_hundred(approver: Client, django_assert_max_num_queries: Any) -> None:
    sample = submit_for_approval(bank.draft(), bank.author())
    counts = []
    for number in (FEW - 1, MANY - FEW):
        Question.objects.bulk_create(like(sample, code=f"more-{number}-{row}") for row in range(number))
        approver.get(reverse("questions:queue"))
        with django_assert_max_num_queries(15) as asked:
            page = approver.get(reverse("questions:queue")).context
        counts.append(len(asked))
    assert (page["total"], len(page["rows"]), counts[0]) == (MANY, 20, counts[1])


def test_queue_says_why_not_for_each_question_by_itself(approver: Client) -> None:
    mine = submit_for_approval(bank.draft(by=bank.second_pair(), id="q-a"), bank.second_pair())
    once_mine = bank.draft(id="q-b")
    for by in (bank.second_pair(), bank.author()):
        save_draft(once_mine, draft_of(once_mine), by)
    others = bank.draft(id="q-c")
    for question in (once_mine, others):
        submit_for_approval(question, bank.author())
    rows = {row["question"].pk: bool(row["why_not"]) for row in approver.get(reverse("questions:queue")).context["rows"]}
    assert rows == {mine.pk: True, once_mine.pk: True, others.pk: False}


def test_compare_shows_what_changed(writer: Client) -> None:
    from exams.bank.api import approve

    version = bank.question_version()
    draft = draft_of(version.question)
    draft.body["stem"]["zh"] += "多几个字"
    approve(submit_for_approval(save_draft(version.question, draft, bank.author()), bank.author()), bank.second_pair())
    page = writer.get(reverse("questions:compare", args=[version.question_id, 2]))
    assert [(row.label, row.lang) for row in page.context["rows"] if row.changed] == [(page.context["rows"][5].label, "zh")]
    assert "<ins>多几个字</ins>" in page.text


def test_editor_names_an_unknown_norm_at_its_field_and_keeps_it(writer: Client) -> None:
    norm_version("N-9.2-01")
    writer.cookies["django_language"] = "en"
    response = writer.post(reverse("questions:write", args=["single"]), form_of(None, cites=["N-9.2-01 N-9.2-99"]))
    assert (response.status_code, response.context["problems"]["cites"]) == (422, ["Not in the manual: N-9.2-99."])
    assert "N-9.2-01 N-9.2-99</textarea>" in response.content.decode()


def test_question_page_shows_an_approver_what_would_change(writer: Client, approver: Client) -> None:
    version = bank.question_version()
    draft = draft_of(version.question)
    draft.key["key"] = "b"
    submit_for_approval(save_draft(version.question, draft, bank.author()), bank.author())
    page = approver.get(reverse("questions:show", args=[version.question_id]))
    assert [row.lang for row in page.context["changes"]] == ["zh", "en"]


def test_question_page_of_an_unchanged_draft_shows_no_change(writer: Client) -> None:
    version = bank.question_version()
    save_draft(version.question, draft_of(version.question), bank.author())
    assert writer.get(reverse("questions:show", args=[version.question_id])).context["changes"] == []


def sent_back(client: Client, question: Question, reason: str, revision: int | None = None) -> Any:
    """The answer to a send-back as the form of the question's page posts it."""
    given = {"revision": question.revision if revision is None else revision, "reason": reason}
    return client.post(reverse("questions:do", args=[question.pk, "send-back"]), given)


@pytest.mark.parametrize("reason", ["", "长" * 1001])
def test_a_reason_that_will_not_do_is_named_at_its_field_and_kept(approver: Client, reason: str) -> None:
    response = sent_back(approver, submit_for_approval(bank.draft(), bank.author()), reason)
    named = 'aria-invalid="true" aria-describedby="e-reason"' in response.text and 'id="e-reason"' in response.text
    assert (response.status_code, named, f">{reason}</textarea>" in response.text) == (422, True, True)


def test_a_reason_is_kept_when_a_colleague_changed_the_question_meanwhile(approver: Client) -> None:
    question = submit_for_approval(bank.draft(), bank.author())
    response = sent_back(approver, question, "题干太长", question.revision - 1)
    assert (response.status_code, ">题干太长</textarea>" in response.text, response.text.count('role="alert"')) == (422, True, 1)
    assert sent_back(approver, question, "题干太长").status_code == 302


def test_a_reason_is_kept_when_the_question_does_not_wait_any_more(writer: Client, approver: Client) -> None:
    question = submit_for_approval(bank.draft(), bank.author())
    do(writer, question, "withdraw")
    response = sent_back(approver, question, "题干太长")
    assert (response.status_code, "readonly>题干太长</textarea>" in response.text, 'name="reason"' in response.text) == (422, True, False)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, ["q-a", "q-b"]),
        ({"kind": "fill"}, ["q-b"]),
        ({"chapter": "9"}, ["q-a"]),
        ({"q": "q-b"}, ["q-b"]),
        ({"q": "手机"}, ["q-a"]),
        ({"q": CANARY}, []),
        ({"kind": "nonsense", "chapter": "x"}, ["q-a", "q-b"]),
    ],
)
def test_queue_narrows_by(approver: Client, asked: dict[str, str], expected: list[str]) -> None:
    norm_version("N-9.2-01")
    norm_version("N-10.1-01")
    hidden = {"zh": CANARY, "en": CANARY}
    for question in (bank.draft("single", id="q-a", chapter=9, feedback=hidden), bank.draft("fill", id="q-b", chapter=10)):
        submit_for_approval(question, bank.author())
    page = approver.get(reverse("questions:queue"), asked)
    assert [row["question"].code for row in page.context["rows"]] == expected
    assert (f'href="{reverse("questions:queue")}"' in page.text, "filters" in page.text) == (not expected, True)
