"""The first page of the administration tells each role what waits for it, and nothing else."""

import inspect
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.admin.icons import get_icons

from etiquette.norms.api import Edition, Manual, version_of
from etiquette.signing.api import answer, ask
from exams.bank.api import save_draft, send_back, submit_for_approval
from exams.bank.drafting import draft_of
from exams.certificates import api as certificates
from exams.reviews.api import object_to
from tests.factories import bank
from tests.factories.certificates import certificate
from tests.factories.people import PostingFactory
from tests.factories.reviews import opened, signed
from tests.factories.signing import signing_set
from training_site.desk import workbench
from training_site.desk.workbench import waiting_for
from training_site.lib import clock
from training_site.privacy.api import ask_correction
from training_site.transfers.api import ImportRun

pytestmark = pytest.mark.django_db


def sentences(person):
    return [line.sentence for line in waiting_for(person.login)]


def test_a_question_waits_for_everybody_but_its_author(trainer, approver, client_of):
    submit_for_approval(bank.draft(by=trainer.login), trainer.login)
    assert sentences(approver) == ["有 1 道试题等您审批"]
    assert sentences(trainer) == []
    page = client_of(approver).get(reverse("wagtailadmin_home")).content.decode()
    assert f'<a href="{reverse("questions:queue")}" class="is-urgent">' in page


def test_a_draft_of_ones_own_is_told_to_its_author_alone(trainer, approver):
    bank.draft(by=trainer.login)
    assert (sentences(trainer), sentences(approver)) == (["您有 1 道试题还是草稿"], [])


def test_a_question_that_was_sent_back_is_told_as_such_until_its_author_writes_on(trainer, approver):
    question = submit_for_approval(bank.draft(by=trainer.login), trainer.login)
    send_back(question, approver.login, "题干太长，请改短。")
    assert sentences(trainer) == ["有 1 道试题退回给您"]
    assert sentences(approver) == []
    question.refresh_from_db()
    save_draft(question, replace(draft_of(question), difficulty=3), trainer.login)
    assert sentences(trainer) == ["您有 1 道试题还是草稿"]


def test_a_clause_question_waits_for_trainers_until_it_is_answered(trainer, approver, hr, staff):
    asked = ask(signing_set(), staff, version_of("N-9.2-01"), "临时顶岗也适用吗？")
    assert (sentences(trainer), sentences(hr)) == (["有 1 个条文提问等待答复"], [])
    answer(asked, "适用。", approver.login)
    assert sentences(trainer) == []


def test_a_request_to_correct_data_waits_for_human_resources(trainer, hr, staff):
    ask_correction(staff, "姓名有误。", staff.login)
    assert (sentences(hr), sentences(trainer)) == (["有 1 份更正申请等待答复"], [])


def test_every_line_has_an_icon_that_the_administration_draws():
    said = re.findall(r'Waiting\(\s*"([\w-]+)"', inspect.getsource(workbench))
    assert len(said) >= 12
    assert [name for name in said if f'id="icon-{name}"' not in str(get_icons())] == []


def test_the_urgent_stands_before_what_can_wait(trainer, approver):
    Edition.objects.create(manual=Manual.objects.create(code="m", title_zh="手册"), number=7)
    submit_for_approval(bank.draft(by=trainer.login), trainer.login)
    assert sentences(approver) == ["有 1 道试题等您审批", "手册第 7 次修订尚未发布"]


def test_human_resources_are_told_of_objections_and_rosters(trainer, hr):
    made = opened()
    object_to(signed(made), made.people[0], "口径不同")
    ImportRun.objects.create(kind="roster", file_name="十一月.xlsx", sha256="0" * 64, size=1, state="planned", by=hr.login)
    assert sentences(hr) == ["花名册“十一月.xlsx”等您确认", "有 1 份考核的异议等待裁定"]
    assert sentences(trainer) == []


def test_human_resources_are_led_to_the_certificates_that_run_out(hr, client_of):
    ends = (20, certificates.RENEWAL_DAYS - 5, certificates.RENEWAL_DAYS + 20)
    soon, later, _beyond = (certificate(PostingFactory().staff, clock.today() - timedelta(days=365 - days)) for days in ends)
    (line,) = waiting_for(hr.login)
    assert line.sentence == "有 2 张证书将在 60 天内到期"
    assert set(client_of(hr).get(line.url).context["object_list"]) == {soon, later}


def test_nothing_waiting_is_said_and_the_places_are_those_of_the_role(client_of, hr, trainer):
    questions, people = (f'<a href="{reverse(name)}"' for name in ("questions:index", "staff:index"))
    page = client_of(hr).get(reverse("wagtailadmin_home")).content.decode()
    assert "没有等您处理的事" in page
    assert (questions in page, people in page) == (False, True)
    page = client_of(trainer).get(reverse("wagtailadmin_home")).content.decode()
    assert (questions in page, people in page) == (True, False)


@pytest.mark.parametrize("count", [3, 300])
def test_the_page_asks_as_often_for_any_number(trainer, approver, count, client_of):
    bank.question_versions([bank.content(chapter=chapter % 20 + 1) for chapter in range(count)])
    type(bank.draft(by=trainer.login)).objects.update(state="in_review")
    client = client_of(approver)
    client.get(reverse("wagtailadmin_home"))
    with CaptureQueriesContext(connection) as asked:
        page = client.get(reverse("wagtailadmin_home"))
    assert f"有 {count + 1} 道试题等您审批" in page.content.decode()
    assert len(asked) == 25, [query["sql"][:80] for query in asked]
