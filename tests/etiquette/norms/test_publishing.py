"""Versions: when they are frozen, what they say, that they stay."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from etiquette.norms.api import NormVersion, in_force, publish_norm, resolve, version_of
from tests.factories.norms import draft_norm, norm_version


def test_publish_norm_freezes_the_first_version(db):
    version = publish_norm(draft_norm("N-9.2-04", "F", text_zh="不得闲聊", text_en="No chatting."), None, date(2025, 1, 1))
    assert (version.number, version.code, version.level, version.text_zh, version.text_en, version.effective_on) == (
        1, "N-9.2-04", "F", "不得闲聊", "No chatting.", date(2025, 1, 1),
    )  # fmt: skip
    assert version.edition.state == "published"


def test_publish_norm_unchanged_returns_none(db):
    version = norm_version()
    assert publish_norm(version.norm, None) is None
    assert NormVersion.objects.count() == 1


def test_publish_norm_changed_freezes_the_next_version(db):
    norm_version()
    version = norm_version(text_zh="改了")
    assert (version.number, version.text_zh, version_of("N-9.2-01").number) == (2, "改了", 2)


@pytest.mark.parametrize("deed", ["update", "delete"])
def test_version_refuses_change(db, deed):
    version = norm_version()
    rows = NormVersion.objects.filter(pk=version.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(text_zh="x") if deed == "update" else rows._raw_delete("default")
    assert NormVersion.objects.get().text_zh == version.text_zh


def test_token_changes_only_in_new_versions(db):
    first = norm_version("N-2.1-02", text_zh="响应不超过 {{answer-time}}", text_en="Within {{answer-time}}", values={"answer-time": ("30", "second")})
    quoting = norm_version("N-10.1-03", text_zh="{{answer-time}}内接起", text_en="Pick up in {{answer-time}}")
    norm = first.norm
    value = norm.norm_values.get()
    value.quantity = 20
    norm.norm_values = [value]
    second = publish_norm(norm, None, date(2025, 1, 1))
    first.refresh_from_db()
    assert (first.text_zh, first.text_en) == ("响应不超过 30 秒", "Within 30 seconds")
    assert (second.text_zh, second.text_en) == ("响应不超过 20 秒", "Within 20 seconds")
    requoted = version_of("N-10.1-03")
    assert (quoting.text_zh, requoted.text_zh, requoted.number, requoted.edition_id) == ("30 秒内接起", "20 秒内接起", 2, second.edition_id)
    assert resolve("{{answer-time}}", "en") == "20 seconds"
    assert resolve("{{answer-time}}", "en", date(2024, 6, 1)) == "30 seconds"
    assert in_force(date(2024, 6, 1)).get(norm=norm) == first


def test_english_of_a_source_is_a_version_of_its_own_and_none_leaves_digests_as_they_were(db):
    first = norm_version(source="由 N-1.1-07 推导")
    assert first.digest.startswith("fe88efa66f56")
    second = norm_version(source_en="derived from N-1.1-07")
    assert (second.number, second.source_en) == (2, "derived from N-1.1-07")
