"""A path is changed without code, and what people have done never leaves their record."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses.paths import editing
from courses.paths.api import Enrolment, LearningPath, PathRole, StagePlan, Step, StepCompletion, journeys_of, settle_all, settle_people, write_path
from courses.paths.models import Stage
from tests.factories import paths as make
from tests.factories.people import JobRoleFactory
from tests.factories.signing import many_sets, signing_set
from tests.factories.sittings import Exam
from tests.factories.sittings import finished as sat
from training_site.ledger.models import AuditEvent
from training_site.lib.errors import Refused


def formset(prefix, rows, initial=0):
    """A formset as the browser posts it; rows are dicts of fields."""
    posted = {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": initial, f"{prefix}-MIN_NUM_FORMS": 0, f"{prefix}-MAX_NUM_FORMS": 1000}
    for number, row in enumerate(rows):
        posted |= {f"{prefix}-{number}-{name}": value for name, value in {"id": "", "ORDER": number + 1, "DELETE": "", **row}.items()}
    return posted


def posted(stages, initial=0, **head):
    """The whole form: stages as (fields, [step fields, …]), `initial` of both kinds are rows that exist."""
    form = {"code": "lp-new", "title_zh": "新路径", "title_en": "New path", "days": 30, "enrols_within_days": 45, "seen_revision": 0, **head}
    form |= formset("stages", [fields for fields, _steps in stages], initial)
    for number, (_fields, steps) in enumerate(stages):
        form |= formset(f"stages-{number}-steps", steps, sum(bool(step.get("id")) for step in steps))
    return form


def stage(first=1, last=10, title="阶段", **fields):
    return {"title_zh": title, "title_en": "Stage", "from_day": first, "to_day": last, **fields}


def as_it_stands(path, drop=(), add=()):
    """What the browser posts of a path that exists, without the steps of `drop`, with those of `add` at the end of the last stage."""
    rows = []
    for row in Stage.objects.filter(path=path, retired_at__isnull=True).order_by("order"):
        steps = [
            {"id": step.pk, "what": f"{step.kind}:{step.ref}", "DELETE": "on" if step.ref in drop else ""}
            for step in Step.objects.filter(stage=row, retired_at__isnull=True).order_by("order")
        ]
        rows.append((stage(row.from_day, row.to_day, row.title_zh, title_en=row.title_en, id=row.pk), steps))
    rows[-1][1].extend({"what": what} for what in add)
    roles = list(path.path_roles.values_list("job_role", flat=True))
    head = {"title_zh": path.title_zh, "title_en": path.title_en, "days": path.days, "seen_revision": path.revision, "job_roles": roles}
    return posted(rows, initial=len(rows), **head)


def said(answer):
    return unescape(re.sub(r"\s+", " ", answer.content.decode()))


def test_a_trainer_makes_a_path_with_stages_steps_and_a_job_role(trainer, client_of):
    signing_set("set-a")
    signing_set("set-b")
    role = JobRoleFactory()
    stages = [(stage(1, 5, "一"), [{"what": "signing:set-a"}]), (stage(6, 30, "二"), [{"what": "signing:set-b"}])]
    answer = client_of(trainer).post(reverse("learning_paths:add"), posted(stages, job_roles=[role.pk]))
    assert answer.status_code == 302
    path = LearningPath.objects.get(code="lp-new")
    assert [(step.stage.title_zh, step.ref) for step in editing.steps_in_force(path)] == [("一", "set-a"), ("二", "set-b")]
    assert PathRole.objects.get().path == path
    assert AuditEvent.objects.filter(deed="paths.path_added", subject_id=str(path.pk)).exists()


@pytest.mark.parametrize(
    ("stages", "sentence"),
    [
        ([], "A path needs at least one stage."),
        ([(stage(), [])], "A stage needs at least one step."),
        ([(stage(5, 2), [{"what": "signing:set-a"}])], "The last day lies before the first."),
        ([(stage(1, 5), [{"what": "signing:set-a"}]), (stage(4, 9), [{"what": "signing:set-b"}])], "Let this one begin on day 6 or later."),
        ([(stage(1, 5), [{"what": "signing:set-a"}]), (stage(6, 9), [{"what": "signing:set-a"}])], "This step stands already in the stage"),
        ([(stage(1, 31), [{"what": "signing:set-a"}])], "The whole path lasts 30 days."),
        ([(stage(), [{"what": "signing:set-off"}])], "is not published: nobody could do this step."),
        ([(stage(), [{"what": "exam:exam-old"}])], "is archived: nobody could do this step."),
        ([(stage(), [{"what": ""}])], "This field is required."),
    ],
)
def test_what_does_not_fit_is_said_at_its_field(trainer, client_of, stages, sentence):
    from etiquette.signing.api import SigningSet
    from exams.papers.api import archive
    from tests.factories.sittings import published_exam

    for code in ("set-a", "set-b", "set-off"):
        signing_set(code, norms=["N-9.2-01"])
    SigningSet.objects.filter(code="set-off").update(published=False)
    archive(published_exam(1, code="exam-old"), None)
    answer = client_of(trainer).post(reverse("learning_paths:add"), posted(stages))
    assert answer.status_code == 200
    assert sentence in said(answer)
    assert not LearningPath.objects.exists()


def test_a_job_role_of_another_path_is_named_with_that_path(trainer, client_of):
    signing_set("set-a")
    other = make.path()
    role = PathRole.objects.get(path=other).job_role
    answer = client_of(trainer).post(reverse("learning_paths:add"), posted([(stage(), [{"what": "signing:set-a"}])], job_roles=[role.pk]))
    assert answer.status_code == 200
    assert f"“{role}” already belongs to the path “{other}”." in said(answer)


@pytest.fixture
def under_way(db):
    """A path of three stages; one person has done the first step, one has finished everything."""
    path = make.three_stages()
    begun, finished = make.hired(), make.hired()
    settle_all()
    make.sign(begun, "set-a")
    make.sign(finished, "set-a", "set-b", "set-c", "set-d")
    settle_all()
    sat(finished, Exam.objects.get(code="exam-path"))
    settle_all()
    return path, begun, finished


def test_before_a_change_is_saved_it_says_what_it_means_for_people_under_way(under_way, trainer, client_of):
    path, _begun, _finished = under_way
    signing_set("set-new")
    client, url = client_of(trainer), reverse("learning_paths:edit", args=[path.pk])
    assert "1 person under way, 1 person finished." in said(client.get(url))
    form = as_it_stands(path, drop=("set-a",), add=("signing:set-new",))
    answer = client.post(url, form)
    assert answer.status_code == 200
    assert "2 people have done it; it stays in their records." in said(answer)
    assert "is asked of 1 person under way, not of the 1 person who finished." in said(answer)
    assert Step.objects.filter(ref="set-a", retired_at__isnull=True).exists()
    confirmed = re.search(r'name="confirmed" value="(\w+)"', said(answer))[1]
    assert client.post(url, {**form, "confirmed": confirmed}).status_code == 302
    assert Step.objects.get(ref="set-a").retired_at is not None


def test_a_completed_step_stays_in_the_record_and_a_new_one_is_asked_of_those_under_way_only(under_way, trainer):
    path, begun, finished = under_way
    signing_set("set-new")
    row = Stage.objects.get(path=path, order=1)
    kept = StagePlan(row.pk, "一", "One", 1, 3, (("signing", "set-b"), ("signing", "set-new")))
    write_path(path, [kept], [], trainer.login)
    states = {todo.step.ref: todo.status for todo in journeys_of(begun)[0].todos}
    assert states == {"set-a": "done", "set-b": "soon", "set-new": "soon"}
    done = journeys_of(finished)[0]
    assert {todo.step.ref for todo in done.todos} == {"set-a", "set-b", "set-c", "set-d", "exam-path"}
    assert (done.percent, StepCompletion.objects.count()) == (100, 6)


def test_a_step_taken_out_and_put_back_is_the_same_step(under_way, trainer):
    path, begun, _finished = under_way
    row = Stage.objects.get(path=path, order=1)
    before = Step.objects.get(ref="set-a").pk
    for steps in ((("signing", "set-b"),), (("signing", "set-b"), ("signing", "set-a"))):
        write_path(path, [StagePlan(row.pk, "一", "One", 1, 3, steps)], [], trainer.login)
    assert [step.pk for step in Step.objects.filter(ref="set-a", retired_at__isnull=True)] == [before]
    assert {todo.step.ref: todo.status for todo in journeys_of(begun)[0].todos} == {"set-b": "soon", "set-a": "done"}


def test_stages_and_steps_change_places(under_way, trainer):
    path, _begun, _finished = under_way
    first, second, third = Stage.objects.filter(path=path).order_by("order")
    plans = [
        StagePlan(second.pk, "二", "Two", 1, 3, (("exam", "exam-path"), ("signing", "set-c"))),
        StagePlan(first.pk, "一", "One", 4, 9, (("signing", "set-b"), ("signing", "set-d"), ("signing", "set-a"))),
        StagePlan(third.pk, "三", "Three", 10, 30, (("signing", "set-x"),)),
    ]
    moved = Step.objects.get(ref="set-d").pk
    write_path(path, plans, [], trainer.login)
    refs = [(step.stage_id, step.ref) for step in editing.steps_in_force(path)]
    assert refs == [
        (second.pk, "exam-path"), (second.pk, "set-c"), (first.pk, "set-b"), (first.pk, "set-d"), (first.pk, "set-a"), (third.pk, "set-x"),
    ]  # fmt: skip
    assert Step.objects.get(ref="set-d").pk == moved


def test_taking_out_what_is_left_to_do_finishes_who_has_the_rest_and_due_dates_stay(under_way, trainer):
    path, begun, _finished = under_way
    due = Enrolment.objects.get(staff=begun).due_on
    row = Stage.objects.get(path=path, order=1)
    path.days = 5
    write_path(path, [StagePlan(row.pk, "一", "One", 1, 3, (("signing", "set-a"),))], [], trainer.login)
    enrolment = Enrolment.objects.get(staff=begun)
    assert (enrolment.due_on, enrolment.completed_at is not None) == (due, True)
    assert settle_people([begun.pk]) == 0


def test_a_stage_nobody_has_done_anything_of_is_deleted_another_retired(under_way, trainer):
    path, _begun, _finished = under_way
    fresh = Stage.objects.create(path=path, order=4, title_zh="四", from_day=25, to_day=30)
    Step.objects.create(stage=fresh, order=1, kind="signing", ref="set-none")
    row = Stage.objects.get(path=path, order=1)
    write_path(path, [StagePlan(row.pk, "一", "One", 1, 3, (("signing", "set-a"), ("signing", "set-b")))], [], trainer.login)
    assert not Stage.objects.filter(pk=fresh.pk).exists()
    assert Stage.objects.filter(path=path, retired_at__isnull=False).count() == 2


def test_two_trainers_at_once_the_second_is_told(under_way, trainer, client_of):
    path, _begun, _finished = under_way
    form = as_it_stands(path)
    client, url = client_of(trainer), reverse("learning_paths:edit", args=[path.pk])
    assert client.post(url, form).status_code == 302
    answer = client.post(url, form)
    assert answer.status_code == 200
    assert "Somebody else has saved this path in the meantime." in said(answer)


def test_a_path_is_copied_archived_and_restored(under_way, trainer, client_of):
    path, begun, _finished = under_way
    client = client_of(trainer)
    for deed in ("copy", "archive"):
        url = reverse(f"learning_paths:{deed}", args=[path.pk])
        assert client.get(url).status_code == 200
        assert client.post(url).status_code == 302
    copied = LearningPath.objects.get(code="lp-test-2")
    assert [step.ref for step in editing.steps_in_force(copied)] == [step.ref for step in editing.steps_in_force(path)]
    assert not PathRole.objects.exists()
    newcomer = make.hired()
    assert settle_people([newcomer.pk]) == 0
    assert journeys_of(begun)[0].percent < 100
    assert client.post(reverse("learning_paths:restore", args=[path.pk])).status_code == 302
    assert PathRole.objects.get().path == path
    assert settle_people([newcomer.pk]) == 1


def test_a_job_role_taken_meanwhile_is_not_taken_back(under_way, trainer):
    path, _begun, _finished = under_way
    role = PathRole.objects.get(path=path).job_role
    editing.archive(path, trainer.login)
    other = make.path("lp-other", role=role.code)
    assert editing.restore(path, trainer.login) == [role.code]
    assert PathRole.objects.get().path == other
    with pytest.raises(Refused, match="in use already"):
        editing.restore(path, trainer.login)


def test_the_list_hides_archived_paths_and_exports_a_row_for_each_step(under_way, trainer, client_of):
    path, _begun, _finished = under_way
    client, url = client_of(trainer), reverse("learning_paths:index")
    table = client.get(url + "?export=csv")
    body = b"".join(table.streaming_content).decode() if table.streaming else table.content.decode("utf-8-sig")
    assert [line.split(",")[8] for line in body.splitlines()[1:]] == ["set-a", "set-b", "set-c", "exam-path", "set-d"]
    editing.archive(path, trainer.login)
    assert [set(client.get(url + query).context["object_list"]) for query in ("", "?state=archived")] == [set(), {path}]


def test_the_form_takes_the_same_statements_for_three_steps_and_for_sixty(under_way, trainer, client_of):
    path, _begun, _finished = under_way
    refs = tuple(("signing", row.code) for row in many_sets(60))  # each step offers each set: three hundred of both are 90,000 choices
    client, counts = client_of(trainer), []
    for steps in (3, 60):
        row = Stage.objects.filter(path=path).order_by("order").first()
        path.refresh_from_db()
        write_path(path, [StagePlan(row.pk, "一", "One", 1, 3, refs[:steps])], [], trainer.login)
        address = reverse("learning_paths:edit", args=[path.pk])
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            page = client.get(address).content.decode()
        assert page.count('value="signing:set-60"') > steps  # one select for each step, one in the row to be added
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 32
