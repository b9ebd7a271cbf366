"""Submitting, approving, versions that never change."""

from dataclasses import replace

import pytest
from django.db import DatabaseError, transaction

from exams.bank import keys
from exams.bank.api import (
    approve,
    awaiting,
    citations_of,
    copy_question,
    pool,
    publish_imported,
    publish_many,
    restore,
    retire,
    save_draft,
    send_back,
    submit_for_approval,
    withdraw,
)
from exams.bank.drafting import draft_of
from exams.bank.models import Question, QuestionVersion
from exams.kinds.api import all_kinds
from tests.factories import bank
from tests.factories.norms import norm_version
from tests.factories.people import LoginFactory
from training_site.ledger.models import AuditEvent
from training_site.lib.errors import Refused, SomeoneElseWasFirst

pytestmark = pytest.mark.django_db
KINDS = [kind.code for kind in all_kinds()]


def approved(question: Question) -> QuestionVersion:
    return approve(submit_for_approval(question, bank.author()), bank.second_pair())


@pytest.mark.parametrize("kind", KINDS)
def test_approve_publishes_version_one(kind: str) -> None:
    version = approved(bank.draft(kind))
    assert (version.number, version.kind, version.question.state, version.question.current_version) == (1, kind, "published", version)


def test_approve_refuses_the_author() -> None:
    question = submit_for_approval(bank.draft(), bank.author())
    with pytest.raises(Refused):
        approve(question, bank.author())
    assert QuestionVersion.objects.count() == 0


def test_approve_refuses_the_last_editor() -> None:
    question = bank.draft()
    question = save_draft(question, draft_of(question), bank.second_pair())
    submit_for_approval(question, bank.author())
    with pytest.raises(Refused) as refused:
        approve(question, bank.second_pair())
    assert refused.type is Refused  # by the rule; the database's own constraint would answer SomeoneElseWasFirst


def test_approve_refuses_whoever_wrote_a_part_that_somebody_else_edited_since() -> None:
    third = LoginFactory(roles=["trainer"])
    question = bank.draft()
    question = save_draft(question, draft_of(question), bank.second_pair())
    question = submit_for_approval(save_draft(question, draft_of(question), third), third)
    assert awaiting(bank.second_pair()).count() == 0
    with pytest.raises(Refused, match="写过其中一部分"):
        approve(question, bank.second_pair())
    assert approve(question, LoginFactory(roles=["approver"])).number == 1


def test_who_edited_an_earlier_version_may_approve_the_next() -> None:
    question = bank.draft()
    question = save_draft(question, draft_of(question), bank.second_pair())
    version = approve(submit_for_approval(question, bank.second_pair()), LoginFactory(roles=["approver"]))
    draft = replace(draft_of(version.question), difficulty=3)
    question = submit_for_approval(save_draft(version.question, draft, bank.author()), bank.author())
    assert awaiting(bank.second_pair()).get() == question
    assert approve(question, bank.second_pair()).number == 2


def test_saving_on_end_is_one_line_of_the_history() -> None:
    question = bank.draft()
    for by in (bank.author(), bank.author(), bank.second_pair(), bank.author()):
        question = save_draft(question, draft_of(question), by)
    assert [deed.deed for deed in question.deeds.order_by("pk")] == ["written", "edited", "edited", "edited"]


def test_database_refuses_a_version_approved_by_its_author() -> None:
    version = bank.question_version()
    with pytest.raises(DatabaseError), transaction.atomic():
        QuestionVersion.objects.create(
            question=version.question, number=2, kind="single", chapter=9, body={}, digest="x", author=bank.author(), approved_by=bank.author()
        )


def test_versions_and_keys_cannot_be_changed_or_deleted() -> None:
    version = bank.question_version()
    from exams.bank.models import AnswerKey, QuestionCitation

    for rows in (QuestionVersion.objects.filter(pk=version.pk), AnswerKey.objects.filter(pk=version.pk), QuestionCitation.objects.all()):
        field = rows.model._meta.get_fields()[-1].name
        with pytest.raises(DatabaseError), transaction.atomic():
            rows._raw_delete(rows.db)
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**{field: rows.values_list(field, flat=True)[0]})


def test_approve_resolves_the_figures_of_norms() -> None:
    norm_version("N-9.2-02", values={"wait-time": ("5", "minute")})
    question = bank.draft(stem={"zh": "{{wait-time}}以内？", "en": "Within {{wait-time}}?"}, cites=["N-9.2-02"])
    version = approved(question)
    assert version.body["stem"] == {"zh": "5 分钟以内？", "en": "Within 5 minutes?"}
    assert question.body["stem"]["zh"] == "{{wait-time}}以内？"


def test_approve_pins_the_cited_norm_version() -> None:
    first = norm_version("N-9.2-01")
    version = approved(bank.draft())
    norm_version("N-9.2-01", text_zh="改过的条文，迎接客户要起身")
    assert citations_of([version.pk]) == {version.pk: [first]}


def test_submit_refuses_a_question_without_a_norm() -> None:
    with pytest.raises(Refused):
        submit_for_approval(bank.draft(cites=[]), bank.author())


def test_submit_refuses_half_english() -> None:
    half = {**bank.CONTENT["single"]["stem"]}
    question = bank.draft(stem=half, feedback={"zh": "说明", "en": ""})
    with pytest.raises(Refused):
        submit_for_approval(question, bank.author())


def test_submit_refuses_an_unchanged_question() -> None:
    question = bank.draft()
    approved(question)
    question.refresh_from_db()
    question = save_draft(question, draft_of(question), bank.author())
    with pytest.raises(Refused):
        submit_for_approval(question, bank.author())


def test_edited_question_stays_in_the_pool_with_its_last_version() -> None:
    version = bank.question_version()
    question = save_draft(version.question, draft_of(version.question), bank.author())
    assert (question.state, list(pool("sealed"))) == ("draft", [version])


def test_second_approval_makes_version_two() -> None:
    version = bank.question_version()
    draft = draft_of(version.question)
    draft.body["stem"]["zh"] = "新的题干？"
    second = approved(save_draft(version.question, draft, bank.author()))
    assert (second.number, list(pool("sealed")), version.body == second.body) == (2, [second], False)


def test_changed_key_alone_makes_a_version() -> None:
    version = bank.question_version()
    draft = draft_of(version.question)
    draft.key["key"] = "b"
    second = approved(save_draft(version.question, draft, bank.author()))
    assert (second.number, second.digest == version.digest, keys.for_marking([second.pk])[second.pk]["key"]) == (2, True, "b")


def test_send_back_needs_a_reason() -> None:
    question = submit_for_approval(bank.draft(), bank.author())
    with pytest.raises(Refused):
        send_back(question, bank.second_pair(), "  ")
    assert send_back(question, bank.second_pair(), "题干太长").deeds.first().reason == "题干太长"


def test_withdraw_opens_the_draft_again() -> None:
    question = withdraw(submit_for_approval(bank.draft(), bank.author()), bank.author())
    assert save_draft(question, draft_of(question), bank.author()).state == "draft"


def test_save_refuses_while_waiting_for_approval() -> None:
    question = submit_for_approval(bank.draft(), bank.author())
    with pytest.raises(Refused):
        save_draft(question, draft_of(question), bank.author())


def test_save_refuses_the_second_of_two_editors() -> None:
    question = bank.draft()
    other = Question.objects.get(pk=question.pk)
    save_draft(question, draft_of(question), bank.author())
    with pytest.raises(SomeoneElseWasFirst):
        save_draft(other, draft_of(other), bank.second_pair())


def test_approve_refuses_the_second_of_two_approvers() -> None:
    question = submit_for_approval(bank.draft(), bank.author())
    other = Question.objects.get(pk=question.pk)
    approve(question, bank.second_pair())
    with pytest.raises(SomeoneElseWasFirst), transaction.atomic():
        approve(other, bank.second_pair())


def test_retire_takes_out_of_the_pool_and_restore_brings_back() -> None:
    version = bank.question_version()
    retired = retire(version.question, bank.author(), "过时")
    assert list(pool("sealed")) == []
    assert (restore(retired, bank.author()).state, list(pool("sealed"))) == ("published", [version])


def test_restore_of_an_unfinished_draft_gives_a_draft() -> None:
    assert restore(retire(bank.draft(), bank.author()), bank.author()).state == "draft"


def test_copy_has_its_own_code_and_key() -> None:
    version = bank.question_version()
    copy = copy_question(version.question, bank.second_pair())
    assert (copy.code == version.question.code, copy.state, copy.author, keys.for_editor(copy)) == (
        False,
        "draft",
        bank.second_pair(),
        keys.for_editor(version.question),
    )


def test_pool_filters_by_use_chapter_difficulty_and_red_line() -> None:
    wanted = bank.question_version(chapter=9, difficulty=2, red_line=True)
    bank.question_version(chapter=9, difficulty=2, red_line=True, use="practice")
    bank.question_version(chapter=8, difficulty=2, red_line=True)
    bank.question_version(chapter=9, difficulty=1, red_line=True)
    bank.question_version(chapter=9, difficulty=2)
    assert list(pool("sealed", 9, 2, True)) == [wanted]


def test_publish_imported_twice_changes_nothing() -> None:
    norm_version("N-9.2-01")
    item = bank.content()
    first = publish_imported(item, bank.author(), bank.second_pair())
    events = AuditEvent.objects.count()
    assert (publish_imported(item, bank.author(), bank.second_pair()), AuditEvent.objects.count()) == (first, events)


def test_publish_imported_keeps_what_was_written_on_screen() -> None:
    norm_version("N-9.2-01")
    item = bank.content()
    version = publish_imported(item, bank.author(), bank.second_pair())
    draft = draft_of(version.question)
    draft.body["stem"]["zh"] = "培训师改过的题干？"
    second = approved(save_draft(version.question, draft, bank.author()))
    assert publish_imported(item, bank.author(), bank.second_pair()) == second


def test_publish_imported_of_a_changed_item_makes_the_next_version() -> None:
    norm_version("N-9.2-01")
    item = bank.content()
    publish_imported(item, bank.author(), bank.second_pair())
    second = publish_imported({**item, "difficulty": 3}, bank.author(), bank.second_pair())
    assert (second.number, second.difficulty, Question.objects.get().difficulty) == (2, 3, 3)


def test_publish_imported_refuses_one_person_for_both() -> None:
    norm_version("N-9.2-01")
    with pytest.raises(Refused):
        publish_imported(bank.content(), bank.author(), bank.author())


def test_publish_many_names_the_question_that_is_wrong() -> None:
    norm_version("N-9.2-01")
    with pytest.raises(Refused, match="q-wrong"):
        publish_many([bank.content(), bank.content(id="q-wrong", key="z")], bank.author(), bank.second_pair())
    assert Question.objects.count() == 0


@pytest.mark.parametrize("count", [3, 30])  # of 300 SQLite makes batches, since it takes 999 values at once
def test_publish_many_takes_one_statement_more_for_the_audit_entry_of_each_question(count: int, django_assert_num_queries: object) -> None:
    norms = {"N-9.2-01": norm_version("N-9.2-01")}
    by, second = bank.author(), bank.second_pair()
    items = [bank.content() for _ in range(count)]
    with django_assert_num_queries(17 + count):  # type: ignore[operator]
        publish_many(items, by, second, norms)
