"""Signing a set, signing it again after a revision, and who has signed."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from etiquette.signing import api
from etiquette.signing.models import ReadingRequest, Signature
from etiquette.signing.signing import same_name
from tests.factories.norms import norm_version
from tests.factories.people import PostingFactory, StaffFactory
from tests.factories.rows import FEW, MANY, like
from tests.factories.signing import signing_set
from training_site.lib import clock
from training_site.lib.errors import Refused
from training_site.people.api import StaffMember

pytestmark = pytest.mark.django_db
BEFORE = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def shown(chosen: api.SigningSet) -> list[int]:
    return [version.pk for version in api.versions_of(chosen)]


def test_versions_of_stand_in_the_order_of_the_set() -> None:
    chosen = signing_set(norms=("N-15.1-01", "N-9.2-02", "N-9.2-01"))

    assert [version.code for version in api.versions_of(chosen)] == ["N-15.1-01", "N-9.2-02", "N-9.2-01"]


def test_sign_set_signs_every_version_in_one_act() -> None:
    chosen, person = signing_set(), StaffFactory()

    receipt = api.sign_set(chosen, person, person.name, shown(chosen))

    assert list(Signature.objects.values_list("receipt", "norm_version").order_by("norm_version")) == [(receipt, pk) for pk in sorted(shown(chosen))]
    assert api.is_signed(chosen, person)


def test_sign_set_wakes_the_settling_once(django_capture_on_commit_callbacks: Any) -> None:
    from training_site.ledger import waking

    heard: list[tuple[int, str]] = []
    listener = lambda staff_ids, event: heard.extend((staff_id, event) for staff_id in staff_ids)  # noqa: E731
    waking.on_wake(listener)
    chosen, person = signing_set(), StaffFactory()
    try:
        with django_capture_on_commit_callbacks(execute=True):
            api.sign_set(chosen, person, person.name, shown(chosen))
    finally:
        waking._listeners.remove(listener)

    assert heard == [(person.pk, "norms.signed")]


@pytest.mark.parametrize(
    ("typed", "same"),
    [("林 晓禾", True), ("LIN Xiaohe", True), ("linxiaohe", True), ("林晓", False), ("", False), ("  ", False)],
)
def test_same_name_passes_over_spaces_and_capitals(typed: str, same: bool) -> None:
    assert same_name(typed, StaffFactory(name="林晓禾", name_latin="Lin Xiaohe")) is same


def test_other_name_is_refused_and_nothing_is_signed() -> None:
    chosen = signing_set()

    with pytest.raises(Refused):
        api.sign_set(chosen, StaffFactory(), "别人", shown(chosen))
    assert not Signature.objects.exists()


def test_version_published_meanwhile_is_not_signed_unread() -> None:
    chosen, person = signing_set(), StaffFactory()
    read = shown(chosen)
    norm_version("N-9.2-01", text_zh="改了的条文")

    with pytest.raises(Refused, match="changed since you opened this page"):
        api.sign_set(chosen, person, person.name, read)
    assert not Signature.objects.exists()


def test_set_signed_twice_is_refused() -> None:
    chosen, person = signing_set(), StaffFactory()
    api.sign_set(chosen, person, person.name, shown(chosen))

    with pytest.raises(Refused, match="already"):
        api.sign_set(chosen, person, person.name, shown(chosen))


def test_revised_norm_alone_is_to_be_signed_again() -> None:
    chosen, person = signing_set(), StaffFactory()
    api.sign_set(chosen, person, person.name, shown(chosen))
    fresh = norm_version("N-9.2-01", text_zh="改了的条文")

    assert list(api.unsigned(chosen, person)) == [fresh]


def test_signature_cannot_be_changed() -> None:
    chosen, person = signing_set(), StaffFactory()
    api.sign_set(chosen, person, person.name, shown(chosen))

    with pytest.raises(DatabaseError), transaction.atomic():
        Signature.objects.update(typed_name="别人")


def test_same_version_cannot_be_signed_twice_by_one_person() -> None:
    chosen, person = signing_set(), StaffFactory()
    api.sign_set(chosen, person, person.name, shown(chosen))
    row = Signature.objects.first()
    row.pk = None

    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_receipt_can_be_computed_again() -> None:
    chosen, person = signing_set(), StaffFactory()

    assert api.verify_receipt(api.sign_set(chosen, person, person.name, shown(chosen)))


def test_recorded_signatures_stand_as_signed_ones() -> None:
    chosen, person = signing_set(), StaffFactory()

    receipt = api.record_signatures(chosen, person, BEFORE)

    assert receipt is not None
    assert api.verify_receipt(receipt)
    assert list(api.sets_signed({person.pk})) == [(person.pk, "set-ch09", BEFORE)]


def test_recorded_signatures_again_add_nothing() -> None:
    chosen, person = signing_set(), StaffFactory()
    api.record_signatures(chosen, person, BEFORE)

    assert api.record_signatures(chosen, person, BEFORE) is None


def test_sets_signed_keeps_its_moment_after_a_revision_is_signed() -> None:
    chosen, person = signing_set(), StaffFactory()
    api.record_signatures(chosen, person, BEFORE)
    norm_version("N-9.2-01", text_zh="改了的条文")
    api.sign_set(chosen, person, person.name, shown(chosen))

    assert list(api.sets_signed({person.pk})) == [(person.pk, "set-ch09", BEFORE)]


def test_sets_signed_leaves_out_who_signed_a_part() -> None:
    half, whole, person = signing_set("set-half", norms=("N-9.2-01",)), signing_set(), StaffFactory()
    api.sign_set(half, person, person.name, shown(half))

    assert [code for _staff, code, _at in api.sets_signed({person.pk})] == ["set-half"]
    assert not api.is_signed(whole, person)


@pytest.mark.parametrize("count", [FEW, MANY])
def test_sets_signed_asks_two_queries(django_assert_num_queries, count: int) -> None:
    chosen = signing_set()
    people = StaffMember.objects.bulk_create(StaffFactory.build_batch(count))
    api.record_signatures(chosen, people[0], BEFORE)
    signed = list(Signature.objects.all())
    Signature.objects.bulk_create(like(each, staff=person) for person in people[1:] for each in signed)

    with django_assert_num_queries(2):
        assert len(list(api.sets_signed({person.pk for person in people}))) == count


def test_import_again_writes_nothing() -> None:
    before = signing_set()

    after = signing_set()

    assert (after.pk, after.published_at) == (before.pk, before.published_at)


def test_import_names_an_unknown_norm() -> None:
    whole = {"id": "set-x", "title": {"zh": "题"}, "statement": {"zh": "声明"}, "norms": ["N-1.1-99"]}

    with pytest.raises(Refused, match=r"set-x: Not in the manual: N-1\.1-99"):
        api.import_set(whole, None)
    assert not api.SigningSet.objects.exists()


def test_import_leaves_a_withdrawn_set_withdrawn() -> None:
    api.withdraw_set(signing_set(), None)

    assert signing_set(due_days=9).published is False


def test_request_again_moves_the_day() -> None:
    chosen, person = signing_set(), StaffFactory()
    api.request_reading(chosen, [person], date(2099, 1, 1), None)

    api.request_reading(chosen, [person], date(2099, 2, 1), None)

    assert list(ReadingRequest.objects.values_list("staff", "due_on")) == [(person.pk, date(2099, 2, 1))]


def test_request_for_a_past_day_is_refused() -> None:
    with pytest.raises(Refused):
        api.request_reading(signing_set(), [StaffFactory()], date(2020, 1, 1), None)


def test_list_for_counts_the_due_day_from_what_came_last() -> None:
    chosen = signing_set()
    person = PostingFactory(starts_on=date(2026, 1, 5)).staff

    row = api.list_for(person)[0]

    assert (row.signing_set, row.open_count, row.again, row.requested) == (chosen, 3, False, False)
    assert (row.due_on - clock.today()).days == 7


def test_list_for_leaves_out_sets_of_other_job_roles() -> None:
    signing_set(job_roles=("hotline",))

    assert api.list_for(PostingFactory().staff) == []
