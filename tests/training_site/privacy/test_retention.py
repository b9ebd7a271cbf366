"""The pass of retention: past its period goes in small steps, everything else stays, append-only tables are never touched."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories.people import LoginFactory
from training_site.clockwork import passes
from training_site.ledger.append_only import FROZEN
from training_site.ledger.models import AuditEvent, OwedJob
from training_site.lib import clock
from training_site.people import retention
from training_site.people.models import FloodLimit, OneTimeCode
from training_site.people.retention import Kept, kept_kinds
from training_site.privacy import retaining
from training_site.privacy.models import RetentionRun
from training_site.transfers.models import ImportRun, PlannedRow


@pytest.fixture
def old(db):
    """Two of several kinds: one past its period, one that is not."""
    login, now = LoginFactory(), clock.now()
    file = {"kind": "roster", "file_name": "r.csv", "sha256": "0" * 64, "size": 1, "by": login}
    for days in (40, 10):
        OneTimeCode.objects.create(login=login, code_hash="x", expires_at=now - timedelta(days=days))
        Session.objects.create(session_key=f"s{days}", session_data="", expire_date=now - timedelta(days=days - 10, hours=1))
    for days in (200, 100):
        attempt = AccessAttempt.objects.create(username="J1", failures_since_start=1)
        AccessAttempt.objects.filter(pk=attempt.pk).update(attempt_time=now - timedelta(days=days))
        run = ImportRun.objects.create(**file, state="planned", at=now - timedelta(days=days))
        storages["private"].save(f"imports/{run.public_id}", ContentFile(b"names"))
        ended = ImportRun.objects.create(**file, state="applied", at=now - timedelta(days=days - 50))
        PlannedRow.objects.create(run=ended, number=1, effect="new", title="林一")
    caches["limits"].set("old", "y", 60)
    FloodLimit.objects.update(expires=now - timedelta(days=3))
    return login


def test_a_dry_run_counts_and_removes_nothing(old, capsys):
    call_command("retention", "--dry-run")
    said = capsys.readouterr().out
    assert "one_time_codes: 1 past 30 days" in said
    assert "audit_log: append-only, never removed" in said
    assert OneTimeCode.objects.count() == 2
    row = RetentionRun.objects.get()
    assert (row.dry, row.counts["failed_sign_ins"], row.counts["import_files"]) == (True, 1, 2)


def test_what_is_past_goes_and_the_rest_stays(old, capsys):
    files = [run.public_id for run in ImportRun.objects.filter(state="planned")]
    call_command("retention")
    assert "Removed and recorded." in capsys.readouterr().out
    assert (OneTimeCode.objects.count(), AccessAttempt.objects.count(), FloodLimit.objects.count()) == (1, 1, 0)
    assert list(Session.objects.values_list("session_key", flat=True)) == ["s10"]
    assert PlannedRow.objects.count() == 1
    assert set(ImportRun.objects.filter(public_id__in=files).values_list("state", flat=True)) == {"discarded"}
    assert [public_id for public_id in files if storages["private"].exists(f"imports/{public_id}")] == []
    assert AuditEvent.objects.filter(deed="privacy.retention_run").count() == 1
    assert sum(retaining.run().counts.values()) == 0


def test_it_removes_in_steps_of_five_hundred(old, django_assert_max_num_queries):
    login, then = old, clock.now() - timedelta(days=90)
    OneTimeCode.objects.bulk_create([OneTimeCode(login=login, code_hash="x", expires_at=then) for _ in range(1100)])
    kind = next(kind for kind in kept_kinds() if kind.code == "one_time_codes")
    steps = []
    watched = Kept(kind.code, kind.title, kind.basis, kind.past, lambda ids: (steps.append(len(ids)), kind.remove(ids)))
    with CaptureQueriesContext(connection) as queries:
        assert retaining._remove(watched) == 1101
    assert steps == [500, 500, 101]
    assert len(queries) < 40


def test_no_kind_removes_from_an_append_only_table(db):
    models = {kind.past(clock.now()).model for kind in kept_kinds() if kind.past}
    assert models & set(FROZEN) == set()
    assert {"audit_log", "exam_records", "certificates", "signatures", "reviews"} <= {kind.code for kind in kept_kinds() if kind.past is None}


def test_a_kind_that_would_is_refused(old, settings):
    settings.RETENTION_DAYS = {**settings.RETENTION_DAYS, "wrong": 0}
    wrong = Kept("wrong", "", "", lambda before: AuditEvent.objects.all(), lambda ids: AuditEvent.objects.filter(pk__in=ids).delete())
    with pytest.raises(ImproperlyConfigured):
        retaining._remove(wrong)


def test_every_period_is_a_setting(settings):
    codes = {kind.setting or kind.code for kind in kept_kinds() if kind.days is not None}
    assert codes == set(settings.RETENTION_DAYS)
    assert retention.BATCH == 500


def test_clockwork_owes_it_once_a_day(db):
    passes.tick()
    passes.tick()
    assert OwedJob.objects.filter(kind=retaining.JOB).count() == 1


@pytest.mark.parametrize(("role", "status"), [("hr", 200), ("auditor", 200), ("administrator", 200), ("trainer", 403)])
def test_the_table_is_shown_read_only(old, client_of, role, status):
    retaining.run(dry=True)
    page = client_of(LoginFactory(roles=[role])).get("/admin/retention/")
    assert page.status_code == status
    if status == 200:
        text = page.content.decode()
        assert "试运行" in text
        assert '<form method="post"' not in text.split("<main")[1]


@pytest.fixture
def faulty(old, monkeypatch, settings):
    """A kind that comes before all others and cannot be removed."""
    settings.RETENTION_DAYS = {**settings.RETENTION_DAYS, "faulty": 0}

    def fault(ids):
        raise RuntimeError("no")

    kind = Kept("faulty", "Faulty", "", lambda before: OneTimeCode.objects.all(), fault)
    monkeypatch.setattr(retention, "_kinds", {"faulty": kind, **retention._kinds})


def test_one_fault_stops_no_other_kind_and_is_reported(faulty):
    with pytest.raises(CommandError, match="faulty"):
        call_command("retention")
    row = RetentionRun.objects.get()
    assert (row.counts["faulty"], row.counts["one_time_codes"], OneTimeCode.objects.count()) == (None, 1, 1)
    assert AuditEvent.objects.get(deed="privacy.retention_run").facts["failed"] == ["faulty"]


def test_a_pass_with_a_fault_is_tried_again_and_shown(faulty, client_of):
    with pytest.raises(retaining.RetentionFault, match="faulty"):
        retaining.run_daily("2026-11-29")
    client = client_of(LoginFactory(roles=["hr"]))
    client.cookies["django_language"] = "en"
    assert "Faulty: failed" in client.get("/admin/retention/").content.decode()
