"""The trainer's screens: who sees them, what they save, every door that publishes."""

from datetime import timedelta
from io import BytesIO

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook
from wagtail.models import GroupApprovalTask, Workflow, WorkflowContentType, WorkflowTask

from etiquette.norms.api import Norm, NormVersion, open_edition
from etiquette.norms.models import Edition
from tests.factories.norms import codes_of, draft_norm, manual, many_norms, norm_version, section
from tests.factories.people import LoginFactory, StaffFactory
from tests.factories.rows import FEW, MANY
from training_site.lib import clock

NAMESPACE = "wagtailsnippets_etiquette_norms_norm"


@pytest.fixture
def desk(trainer, client_of):
    client = client_of(trainer)
    client.cookies["django_language"] = "en"
    return client


def address(name, *arguments):
    return reverse(f"{NAMESPACE}:{name}", args=arguments)


def form_of(norm=None, values=(), **fields):
    """What the browser posts for a norm; `values` are (id, key, quantity, unit) rows."""
    names = ("code", "order", "level", "basis", "source", "text_zh", "text_en", "matters_zh", "matters_en")
    data = {name: getattr(norm, name) for name in names} | {"section": norm.section_id} if norm else {}
    data |= {"norm_values-TOTAL_FORMS": len(values), "norm_values-INITIAL_FORMS": sum(bool(row[0]) for row in values)}
    data |= {"norm_values-MIN_NUM_FORMS": 0, "norm_values-MAX_NUM_FORMS": 1000}
    for at, (pk, key, quantity, unit) in enumerate(values):
        row = {"id": pk or "", "key": key, "quantity": quantity, "unit": unit, "compare": "<=", "name_zh": "名", "name_en": "Name"}
        data |= {f"norm_values-{at}-{name}": value for name, value in row.items()}
    return {**data, **fields}


@pytest.mark.parametrize(
    ("roles", "answers"),
    [
        (["trainer"], [200, 200, 200]),
        (["approver"], [200, 200, 200]),
        (["administrator"], [200, 200, 200]),
        (["auditor"], [200, 403, 200]),
        (["hr"], [403, 403, 302]),
        (["supervisor"], [403, 403, 403]),
        ([], [403, 403, 403]),
    ],
)
def test_only_editors_edit_and_auditors_read(db, client_of, roles, answers):
    norm = norm_version().norm
    client = client_of(StaffFactory(login=LoginFactory(roles=roles)))
    assert [client.get(url).status_code for url in (address("list"), address("edit", norm.pk), address("inspect", norm.pk))] == answers


def test_button_publishes_the_next_version(desk, trainer):
    norm = norm_version().norm
    response = desk.post(address("edit", norm.pk), form_of(norm, text_zh="请先问好", **{"action-publish": "1"}))
    assert response.status_code == 302
    version = NormVersion.objects.latest("number")
    assert (version.number, version.text_zh, version.published_by) == (2, "请先问好", trainer.login)


def test_saving_a_draft_freezes_nothing_and_marks_stale_english(desk):
    norm = norm_version().norm
    assert desk.post(address("edit", norm.pk), form_of(norm, text_zh="请先问好")).status_code == 302
    norm.refresh_from_db()
    assert (NormVersion.objects.count(), norm.has_unpublished_changes) == (1, True)
    assert norm.get_latest_revision_as_object().english_stale is True


def test_creating_and_publishing_freezes_the_first_version(desk):
    data = form_of(section=section("9.2").pk, code="N-9.2-07", order=7, level="G", basis="D", text_zh="提醒带好证件", text_en="Remind them.")
    assert desk.post(address("add"), data | {"action-publish": "1"}).status_code == 302
    assert list(NormVersion.objects.values_list("norm__code", "number", "level")) == [("N-9.2-07", 1, "G")]


@pytest.mark.parametrize("door", ["add", "copy"])
def test_copying_and_publishing_freezes_a_version_of_the_copy_only(desk, door):
    norm = norm_version().norm
    form = desk.get(address("copy", norm.pk)).context["form"]
    assert (form["text_zh"].value(), form["code"].value(), form.fields["code"].disabled) == (norm.text_zh, "", False)
    data = form_of(norm, code="N-9.2-08", **{"action-publish": "1"})
    assert desk.post(address("add") if door == "add" else address("copy", norm.pk), data).status_code == 302
    assert list(NormVersion.objects.order_by("pk").values_list("norm__code", "number")) == [("N-9.2-01", 1), ("N-9.2-08", 1)]


def test_schedule_freezes_on_its_day(db):
    norm = norm_version(text_zh="今天").norm
    norm.text_zh = "明天起"
    norm.go_live_at = clock.now() + timedelta(days=1)
    norm.save_revision().publish()
    call_command("publish_scheduled", verbosity=0)
    assert NormVersion.objects.count() == 1
    with time_machine.travel(clock.now() + timedelta(days=2), tick=False):
        call_command("publish_scheduled", verbosity=0)
    assert list(NormVersion.objects.order_by("number").values_list("number", "text_zh")) == [(1, "今天"), (2, "明天起")]


def test_approved_workflow_freezes_the_next_version(desk, trainer):
    task = GroupApprovalTask.objects.create(name="Approval")
    task.groups.add(trainer.login.groups.get())
    workflow = Workflow.objects.create(name="Norms")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowContentType.objects.create(workflow=workflow, content_type=Norm.get_content_type())
    norm = norm_version().norm
    desk.post(address("edit", norm.pk), form_of(norm, text_zh="请先问好", **{"action-submit": "1"}))
    assert NormVersion.objects.count() == 1
    state = Norm.objects.get().current_workflow_task_state
    response = desk.post(address("workflow_action", norm.pk, "approve", state.pk), {"comment": ""})
    assert response.status_code in {200, 302}
    assert NormVersion.objects.latest("number").text_zh == "请先问好"


def test_reverting_to_an_old_revision_freezes_a_new_version(desk):
    norm = norm_version(text_zh="第一").norm
    first = norm.latest_revision
    norm_version(text_zh="第二")
    data = form_of(norm, text_zh="第一", **{"action-publish": "1", "revision": first.pk})
    assert desk.post(address("edit", norm.pk), data).status_code == 302
    assert list(NormVersion.objects.order_by("number").values_list("number", "text_zh")) == [(1, "第一"), (2, "第二"), (3, "第一")]


def test_unpublishing_withdraws_the_clause(desk):
    norm = norm_version(effective_on=clock.today()).norm
    assert desk.post(address("unpublish", norm.pk)).status_code == 302
    version = NormVersion.objects.latest("number")
    assert (version.number, version.withdrawn) == (2, True)


def test_an_unknown_token_is_named_at_its_field_and_nothing_is_published(desk):
    norm = norm_version().norm
    response = desk.post(address("edit", norm.pk), form_of(norm, text_zh="{{no-such-figure}}", **{"action-publish": "1"}))
    assert response.status_code == 200
    assert response.context["form"].errors == {"text_zh": ["No figure is called {{no-such-figure}}. Add it below, or check the spelling."]}
    assert NormVersion.objects.count() == 1


def test_an_unknown_citation_is_named_at_its_field(desk):
    norm = norm_version().norm
    response = desk.post(address("edit", norm.pk), form_of(norm, text_en="See [[N-19.9-99]]", **{"action-publish": "1"}))
    assert response.context["form"].errors == {"text_en": ["The manual has no norm N-19.9-99."]}


def test_a_draft_may_name_a_figure_that_is_not_there_yet(desk):
    norm = norm_version().norm
    assert desk.post(address("edit", norm.pk), form_of(norm, text_zh="{{later}}")).status_code == 302


def test_a_code_belongs_to_its_section(desk):
    data = form_of(section=section("9.2").pk, code="N-9.3-01", order=1, level="M", basis="S", text_zh="问好")
    response = desk.post(address("add"), data | {"action-publish": "1"})
    assert response.context["form"].errors == {"code": ["This norm stands in section 9.2, so its code begins with N-9.2-."]}


def test_the_code_of_a_published_norm_stays(desk):
    norm = norm_version().norm
    desk.post(address("edit", norm.pk), form_of(norm, code="N-9.2-55", text_zh="问好", **{"action-publish": "1"}))
    assert Norm.objects.get().code == "N-9.2-01"


def test_figures_are_edited_inline_and_frozen(desk):
    norm = norm_version("N-2.1-02", text_zh="{{answer-time}}内", text_en="Within {{answer-time}}", values={"answer-time": ("30", "second")}).norm
    value = norm.norm_values.get()
    rows = [(value.pk, "answer-time", "20", "second"), ("", "ring-count", "1", "time")]
    response = desk.post(address("edit", norm.pk), form_of(norm, rows, **{"action-publish": "1"}))
    assert response.status_code == 302
    version = NormVersion.objects.latest("number")
    assert (version.text_zh, version.text_en) == ("20 秒内", "Within 20 seconds")
    assert [(figure["key"], figure["quantity"]) for figure in version.values] == [("answer-time", "20"), ("ring-count", "1")]


def test_a_quoted_figure_cannot_be_taken_away(desk):
    norm = norm_version("N-2.1-02", values={"answer-time": ("30", "second")}).norm
    norm_version("N-10.1-03", text_zh="{{answer-time}}内接起")
    value = norm.norm_values.get()
    data = form_of(norm, [(value.pk, "answer-time", "30", "second")], **{"norm_values-0-DELETE": "on", "action-publish": "1"})
    response = desk.post(address("edit", norm.pk), data)
    assert response.context["form"].non_field_errors() == [
        "The figure {{answer-time}} is quoted by N-10.1-03. Change those clauses first.",
    ]


def test_deleting_a_published_norm_is_refused_with_a_sentence(desk):
    norm = norm_version().norm
    response = desk.post(address("delete", norm.pk), follow=True)
    assert "Published norms are not deleted" in response.content.decode()
    assert Norm.objects.count() == 1


def test_bulk_deleting_published_norms_is_refused_with_a_sentence(desk):
    published, draft = norm_version().norm, draft_norm("N-9.2-09")
    url = reverse("wagtail_bulk_action", args=["etiquette_norms", "norm", "delete"]) + f"?id={published.pk}&id={draft.pk}"
    response = desk.post(url, follow=True)
    assert "Published norms are not deleted" in response.content.decode()
    assert Norm.objects.count() == 2


def test_deleting_a_draft_that_was_never_published_works(desk):
    norm = draft_norm()
    assert desk.post(address("delete", norm.pk)).status_code == 302
    assert not Norm.objects.exists()


def test_the_form_has_no_schedule(desk):
    page = desk.get(address("edit", norm_version().norm.pk)).content.decode()
    assert "go_live_at" not in page


def test_the_preview_shows_the_draft_with_its_figures(desk):
    norm = norm_version("N-2.1-02", values={"answer-time": ("30", "second")}).norm
    value = norm.norm_values.get()
    data = form_of(norm, [(value.pk, "answer-time", "25", "second")], text_en="Answer in {{answer-time}}.")
    assert desk.post(address("preview_on_edit", norm.pk), data).json() == {"is_valid": True, "is_available": True}
    page = desk.get(address("preview_on_edit", norm.pk)).content.decode()
    assert "Answer in 25 seconds." in page


def test_list_filters_searches_and_exports(desk):
    norm_version("N-9.2-01", "M", text_en="")
    norm_version("N-3.1-01", "F", text_en="=cmd()", english_stale=True)
    draft_norm("N-9.2-02", "M")

    def codes(query):
        return [norm.code for norm in desk.get(address("list") + query).context["object_list"]]

    assert {query: codes(query) for query in ("", "?level=F", "?english=missing", "?english=stale", "?state=draft", "?q=N-3.1", "?q=cmd")} == {
        "": ["N-3.1-01", "N-9.2-01", "N-9.2-02"],
        "?level=F": ["N-3.1-01"],
        "?english=missing": ["N-9.2-01"],
        "?english=stale": ["N-3.1-01"],
        "?state=draft": ["N-9.2-02"],
        "?q=N-3.1": ["N-3.1-01"],
        "?q=cmd": ["N-3.1-01"],
    }
    sheet = load_workbook(BytesIO(desk.get(address("list") + "?level=F&export=xlsx").content)).active
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == ["N-3.1-01"]
    assert sheet["I2"].value == "'=cmd()"


def test_list_costs_the_same_at_3_and_300_rows(desk):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(address("list")).status_code == 200
        return len(queries)

    codes = codes_of(MANY)
    many_norms(codes[:FEW])
    cost()
    at_three = cost()
    many_norms(codes[FEW:])
    assert cost() == at_three


def test_edition_collects_drafts_and_publishes_them_together(desk):
    day = clock.today() + timedelta(days=30)
    first, second = norm_version("N-9.2-01").norm, norm_version("N-9.2-02").norm
    assert desk.post(reverse("editions:add"), {"title_zh": "修订", "title_en": "Revision", "effective_on": day.isoformat()}).status_code == 302
    edition = Edition.objects.get(state="open")
    for norm in (first, second):
        desk.post(address("edit", norm.pk), form_of(norm, text_zh=f"改 {norm.code}"))
    page = desk.get(reverse("editions:edit", args=[edition.pk]))
    assert [row["norm"].code for row in page.context["members"]] == ["N-9.2-01", "N-9.2-02"]
    desk.post(reverse("editions:publish", args=[edition.pk]))
    versions = edition.versions.order_by("norm__code")
    assert list(versions.values_list("norm__code", "number", "effective_on")) == [("N-9.2-01", 2, day), ("N-9.2-02", 2, day)]


def test_an_open_edition_is_saved_and_a_closed_one_is_not(desk):
    edition, day = open_edition(manual(), None), clock.today() + timedelta(days=9)
    address = reverse("editions:edit", args=[edition.pk])
    facts = {"title_zh": "修订", "title_en": "Revision", "effective_on": day.isoformat()}
    assert desk.post(address, facts).status_code == 302
    edition.refresh_from_db()
    assert (edition.title_en, edition.effective_on) == ("Revision", day)
    Edition.objects.filter(pk=edition.pk).update(state="discarded")
    assert "This edition is not open any more." in desk.post(address, {**facts, "title_en": "Other"}, follow=True).content.decode()
    edition.refresh_from_db()
    assert edition.title_en == "Revision"


def test_a_second_edition_is_refused_while_one_is_open(desk):
    open_edition(manual(), None)
    response = desk.post(reverse("editions:add"), {"effective_on": clock.today().isoformat()})
    assert response.context["form"].non_field_errors() == ["An edition is open already. Publish it before you open the next one."]


def test_an_empty_edition_is_not_published(desk):
    edition = open_edition(manual(), None)
    response = desk.post(reverse("editions:publish", args=[edition.pk]), follow=True)
    assert "There is nothing to publish in this edition." in response.content.decode()
    edition.refresh_from_db()
    assert edition.state == "open"


def test_auditors_do_not_publish_editions(db, client_of):
    edition = open_edition(manual(), None)
    client = client_of(StaffFactory(login=LoginFactory(roles=["auditor"])))
    assert client.post(reverse("editions:publish", args=[edition.pk])).status_code in {302, 403}
    edition.refresh_from_db()
    assert edition.state == "open"
