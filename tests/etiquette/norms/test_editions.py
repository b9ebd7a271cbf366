"""Editions, many norms at once, withdrawal, and what is in force when."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.db.models import ProtectedError
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from etiquette.norms.api import (
    Edition,
    Norm,
    NormVersion,
    in_force,
    open_edition,
    publish_edition,
    publish_many,
    publish_norm,
    version_of,
    versions_for,
)
from tests.factories.norms import draft_norm, manual, norm_version
from training_site.ledger.models import AuditEvent
from training_site.lib import clock
from training_site.lib.errors import Refused


def drafts(count):
    for number in range(1, count + 1):
        draft_norm(f"N-9.2-{number:02}")
    return Norm.objects.filter(versions__isnull=True).prefetch_related("norm_values")


def test_publish_many_publishes_rows_in_one_edition(db, trainer):
    edition = open_edition(manual(), trainer.login, effective_on=date(2024, 3, 1))
    versions = publish_many(drafts(3), edition, trainer.login)
    assert [(version.code, version.number, version.edition_id, version.effective_on) for version in versions] == [
        (f"N-9.2-0{number}", 1, edition.pk, date(2024, 3, 1)) for number in (1, 2, 3)
    ]
    edition.refresh_from_db()
    assert (edition.state, edition.published_by) == ("published", trainer.login)
    assert list(Norm.objects.order_by().values_list("live", "has_unpublished_changes").distinct()) == [(True, False)]


def test_publish_many_costs_the_same_for_3_and_30(db):  # of 300 SQLite makes batches, since it takes 999 values at once
    def cost(first, last):
        for number in range(first, last + 1):
            draft_norm(f"N-9.2-{number:02}")
        edition = open_edition(manual(), None)
        rows = Norm.objects.filter(versions__isnull=True).prefetch_related("norm_values")
        with CaptureQueriesContext(connection) as queries:
            assert len(publish_many(rows, edition, None)) == last - first + 1
        return len(queries)

    assert cost(1, 3) == cost(4, 33)


def test_publish_many_refuses_a_published_edition(db):
    edition = open_edition(manual(), None)
    publish_many(drafts(1), edition, None)
    with translation.override("en"), pytest.raises(Refused, match="published already"):
        publish_many(list(Norm.objects.all()), edition, None)


def test_publish_many_names_the_norm_that_cannot_be_published_and_changes_nothing(db):
    draft_norm("N-9.2-01")
    draft_norm("N-9.2-02", text_zh="{{missing}}")
    edition = open_edition(manual(), None)
    with pytest.raises(Refused, match=r"N-9\.2-02.*missing"):
        publish_many(list(Norm.objects.all()), edition, None)
    edition.refresh_from_db()
    assert (NormVersion.objects.count(), Norm.objects.filter(live=True).count(), edition.state) == (0, 0, "open")


def test_a_refused_publication_leaves_the_row_as_it_was(db):
    norm = norm_version(text_zh="问好").norm
    norm.text_zh = "{{missing}}"
    with pytest.raises(Refused):
        publish_norm(norm, None)
    row = Norm.objects.get()
    assert (row.text_zh, row.has_unpublished_changes, row.revisions.count()) == ("问好", False, 1)


def test_publish_norm_publishes_the_latest_draft_of_a_row(db):
    norm = norm_version(text_zh="一").norm
    norm.text_zh = "二"
    norm.save_revision()
    assert publish_norm(Norm.objects.get(), None).text_zh == "二"


def test_publish_norm_refuses_a_field_that_cannot_be_saved(db):
    norm = norm_version().norm
    norm.level = "X"
    with pytest.raises(Refused, match=r"N-9\.2-01"):
        publish_norm(norm, None)


def test_a_day_before_the_last_version_is_refused(db):
    norm = norm_version(effective_on=date(2025, 6, 1)).norm
    norm.text_zh = "改"
    with pytest.raises(Refused, match="2025-06-01"):
        publish_norm(norm, None, date(2025, 5, 31))


def test_a_version_published_before_a_coming_one_takes_effect_waits_for_its_day(db):
    norm_version(text_zh="一")
    norm_version(text_zh="二", effective_on=clock.today() + timedelta(days=30))
    third = norm_version(text_zh="三")
    assert (third.number, third.effective_on) == (3, clock.today() + timedelta(days=30))
    assert version_of("N-9.2-01").text_zh == "一"


def test_in_force_is_one_version_a_norm_by_day(db):
    norm_version("N-9.2-01", effective_on=date(2024, 1, 1))
    norm_version("N-9.2-01", text_zh="二", effective_on=date(2024, 6, 1))
    norm_version("N-9.2-02", effective_on=date(2024, 3, 1))
    found = {
        day: [(version.code, version.number) for version in in_force(day)]
        for day in (date(2023, 12, 31), date(2024, 1, 1), date(2024, 5, 31), date(2024, 6, 1))
    }
    assert found == {
        date(2023, 12, 31): [],
        date(2024, 1, 1): [("N-9.2-01", 1)],
        date(2024, 5, 31): [("N-9.2-01", 1), ("N-9.2-02", 1)],
        date(2024, 6, 1): [("N-9.2-01", 2), ("N-9.2-02", 1)],
    }


def test_versions_for_refuses_unknown_codes_by_name(db):
    norm_version("N-9.2-01")
    with pytest.raises(Refused, match=r"N-1\.1-01, N-1\.1-02"):
        versions_for(["N-1.1-02", "N-9.2-01", "N-1.1-01"])


def test_withdrawn_norms_are_not_in_force_and_come_back_when_published(db):
    norm = norm_version().norm
    norm.unpublish()
    assert (list(in_force()), norm.versions.latest("number").withdrawn) == ([], True)
    back = publish_norm(Norm.objects.get(), None)
    assert (back.number, back.withdrawn, version_of("N-9.2-01")) == (3, False, back)


def test_edition_freezes_a_quoting_clause_once_for_two_figures(db):
    for code, key in (("N-2.1-02", "answer-time"), ("N-2.2-03", "fault-response")):
        norm_version(code, values={key: ("30", "second")})
    norm_version("N-10.1-03", text_zh="{{answer-time}}、{{fault-response}}")
    edition = open_edition(manual(), None, effective_on=clock.today())
    for code in ("N-2.1-02", "N-2.2-03"):
        norm = Norm.objects.get(code=code)
        value = norm.norm_values.get()
        value.quantity = 20
        norm.norm_values = [value]
        norm.save_revision()
    versions = publish_edition(edition, None)
    assert sorted((version.code, version.number) for version in versions) == [("N-10.1-03", 2), ("N-2.1-02", 2), ("N-2.2-03", 2)]
    assert version_of("N-10.1-03").text_zh == "20 秒、20 秒"


def test_publishing_a_member_alone_takes_it_out_of_the_open_edition(db):
    norm_version("N-9.2-01")
    edition = open_edition(manual(), None)
    norm = Norm.objects.get()
    norm.text_zh = "改"
    norm.save_revision()
    assert edition.members.count() == 1
    version = publish_norm(Norm.objects.get(), None)
    assert (edition.members.count(), version.edition_id != edition.pk) == (0, True)


def test_a_second_open_edition_is_refused(db):
    open_edition(manual(), None)
    with pytest.raises(Refused):
        open_edition(manual(), None)
    assert Edition.objects.count() == 1


def test_publishing_is_recorded_with_its_codes(db, trainer):
    publish_norm(draft_norm(), trainer.login)
    event = AuditEvent.objects.get(deed="norms.published")
    assert (event.actor, event.facts["codes"]) == (trainer.pseudonym, ["N-9.2-01"])


def test_a_norm_with_versions_is_protected_by_the_database(db):
    norm = norm_version().norm
    with pytest.raises(ProtectedError):
        norm.delete()
