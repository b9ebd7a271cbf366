"""Drafts and editions that are discarded and brought back; what is said about an edition."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from etiquette.norms.api import NormVersion, open_edition, publish_edition, publish_norm
from etiquette.norms.commenting import comment_on, resolve_comment
from etiquette.norms.discarding import bring_back, discard_draft, discard_edition, take_up_again
from etiquette.norms.models import DiscardedDraft, Edition, EditionComment, Norm
from tests.factories.norms import draft_norm, manual, norm_version
from tests.factories.people import LoginFactory, StaffFactory
from training_site.lib import clock
from training_site.lib.errors import Refused, SomeoneElseWasFirst


@pytest.fixture
def desk(trainer, client_of):
    client = client_of(trainer)
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def by(trainer):
    return trainer.login


@pytest.fixture
def edition(by):
    return open_edition(manual(), by)


def redraft(code, text):
    """A draft over what is in force, which joins the open edition."""
    norm = norm_version(code).norm
    norm.text_zh = text
    norm.save_revision()
    return Norm.objects.get(pk=norm.pk)


def draft_text(norm):
    return Norm.objects.get(pk=norm.pk).get_latest_revision_as_object().text_zh


def members(edition):
    return sorted(edition.members.values_list("norm__code", flat=True))


def test_a_discarded_draft_leaves_what_is_in_force(edition, by):
    norm, other = redraft("N-9.2-01", "改了"), redraft("N-9.2-02", "也改了")
    discard_draft(edition, norm, by)
    norm.refresh_from_db()
    assert (members(edition), norm.has_unpublished_changes, draft_text(norm)) == (["N-9.2-02"], False, norm.text_zh)
    assert [version.norm.code for version in publish_edition(edition, by)] == [other.code]


def test_a_discarded_draft_comes_back_as_it_was_once(edition, by):
    norm = redraft("N-9.2-01", "改了")
    row = discard_draft(edition, norm, by)
    bring_back(row, by)
    assert (members(edition), draft_text(norm), Norm.objects.get(pk=norm.pk).has_unpublished_changes) == (["N-9.2-01"], "改了", True)
    with pytest.raises(Refused):
        bring_back(row, by)


def test_a_norm_without_a_published_revision_gets_its_draft_back_too(edition, by):
    norm = norm_version("N-9.2-01").norm
    Norm.objects.filter(pk=norm.pk).update(live_revision=None, latest_revision=None)
    norm = Norm.objects.get(pk=norm.pk)
    norm.text_zh = "改了"
    norm.save_revision()
    row = discard_draft(edition, norm, by)
    assert draft_text(norm) != "改了"
    bring_back(row, by)
    assert draft_text(norm) == "改了"


@pytest.mark.parametrize("since", ["edited", "published"])
def test_a_norm_that_moved_on_keeps_what_it_has(edition, by, since):
    norm = redraft("N-9.2-01", "改了")
    row = discard_draft(edition, norm, by)
    fresh = Norm.objects.get(pk=norm.pk)
    fresh.text_zh = "后来的"
    fresh.save_revision() if since == "edited" else publish_norm(fresh, by)
    with pytest.raises(Refused, match=r"N-9\.2-01"):
        bring_back(row, by)
    assert draft_text(norm) == "后来的"


def test_a_norm_never_published_only_leaves(edition, by):
    norm = draft_norm("N-9.2-05")
    norm.save_revision()
    assert discard_draft(edition, norm, by) is None
    assert (members(edition), Norm.objects.filter(pk=norm.pk).exists(), DiscardedDraft.objects.count()) == ([], True, 0)


def test_a_norm_of_no_edition_is_not_discarded(edition, by):
    norm = norm_version("N-9.2-01").norm
    with pytest.raises(Refused):
        discard_draft(edition, norm, by)


def test_an_edition_goes_with_its_drafts_and_comes_back_with_them(edition, by):
    first, second = redraft("N-9.2-01", "改一"), redraft("N-9.2-02", "改二")
    assert discard_edition(edition, by) == 2
    edition.refresh_from_db()
    assert (edition.state, members(edition), draft_text(first) == "改一") == ("discarded", [], False)
    assert NormVersion.objects.count() == 2
    assert take_up_again(edition, by) == (2, [])
    assert (edition.state, members(edition), draft_text(second)) == ("open", ["N-9.2-01", "N-9.2-02"], "改二")


def test_a_second_edition_stands_in_the_way_of_the_first(edition, by):
    redraft("N-9.2-01", "改一")
    discard_edition(edition, by)
    open_edition(manual(), by)
    with pytest.raises(Refused):
        take_up_again(Edition.objects.get(pk=edition.pk), by)
    assert DiscardedDraft.objects.filter(brought_back_at__isnull=True).count() == 1


def test_a_published_edition_is_not_discarded(edition, by):
    redraft("N-9.2-01", "改一")
    publish_edition(edition, by)
    with pytest.raises(Refused):
        discard_edition(edition, by)


def test_the_screens_ask_and_then_do(desk, edition):
    norm = redraft("N-9.2-01", "改了")
    one = reverse("editions:discard_draft", args=[edition.pk, norm.pk])
    assert "改了" in desk.get(one).content.decode()
    assert members(edition) == ["N-9.2-01"]
    assert "Bring N-9.2-01 back" in desk.post(one, follow=True).content.decode()
    desk.post(reverse("editions:bring_back", args=[edition.pk, DiscardedDraft.objects.get().pk]))
    assert members(edition) == ["N-9.2-01"]
    assert "Take it up again" in desk.post(reverse("editions:discard", args=[edition.pk]), follow=True).content.decode()
    desk.post(reverse("editions:take_up", args=[edition.pk]))
    assert members(edition) == ["N-9.2-01"]


@pytest.mark.parametrize("name", ["publish", "discard", "take_up", "comment"])
def test_auditors_do_nothing_with_an_edition(edition, client_of, name):
    redraft("N-9.2-01", "改了")
    client = client_of(StaffFactory(login=LoginFactory(roles=["auditor"])))
    assert client.post(reverse(f"editions:{name}", args=[edition.pk]), {"text": "?"}).status_code == 403
    edition.refresh_from_db()
    assert (edition.state, edition.comments.count()) == ("open", 0)


def test_comments_are_written_resolved_and_opened_again(desk, edition, trainer):
    norm = redraft("N-9.2-01", "改了")
    desk.post(reverse("editions:comment", args=[edition.pk]), {"text": " 这句太长 ", "norm": norm.code})
    row = EditionComment.objects.get()
    assert (row.text, row.norm, row.by, row.state) == ("这句太长", norm, trainer.login, "open")
    settle = reverse("editions:settle_comment", args=[edition.pk, row.pk])
    desk.post(settle, {"deed": "resolve"})
    row.refresh_from_db()
    assert (row.state, row.resolved_by) == ("resolved", trainer.login)
    desk.post(settle, {"deed": "reopen"})
    row.refresh_from_db()
    assert (row.state, row.resolved_at, row.resolved_by) == ("open", None, None)
    assert "1 comment is still open." in desk.get(reverse("editions:edit", args=[edition.pk])).content.decode()


def test_a_comment_is_resolved_once(edition, by):
    row = comment_on(edition, "看一下", by)
    twin = EditionComment.objects.get(pk=row.pk)
    resolve_comment(row, by)
    with pytest.raises(SomeoneElseWasFirst):
        resolve_comment(twin, by)


@pytest.mark.parametrize("text", ["  ", "长" * 2001])
def test_an_empty_or_endless_comment_is_refused(edition, by, text):
    with pytest.raises(Refused):
        comment_on(edition, text, by)


def test_a_comment_belongs_to_its_edition(desk, edition, by):
    row = comment_on(edition, "看一下", by)
    other = Edition.objects.create(manual=manual(), number=99, state="published", published_at=clock.now())
    assert desk.post(reverse("editions:settle_comment", args=[other.pk, row.pk])).status_code == 404


def cost_of(desk, address):
    with CaptureQueriesContext(connection) as queries:
        assert desk.get(address).status_code == 200
    return len(queries)


def test_list_costs_the_same_at_3_and_300_editions(desk, edition, by):
    def more(first, last):
        now = clock.now()
        rows = Edition.objects.bulk_create(
            Edition(manual=manual(), number=number, state="published", published_at=now, published_by=by) for number in range(first, last)
        )
        EditionComment.objects.bulk_create(EditionComment(edition=row, text="看", by=by) for row in rows)

    address = reverse("editions:index")
    more(10, 12)
    cost_of(desk, address)
    at_three = cost_of(desk, address)
    more(12, 309)
    assert cost_of(desk, address) == at_three


def test_an_edition_costs_the_same_at_3_and_300_drafts_with_comments(desk, edition, by):
    address = reverse("editions:edit", args=[edition.pk])
    for number in range(1, 4):
        comment_on(edition, "看", by, redraft(f"N-9.2-{number:02}", "改了"))
    cost_of(desk, address)
    at_three = cost_of(desk, address)
    for number in range(4, 301):  # a section has at most 99 clauses
        comment_on(edition, "看", by, redraft(f"N-9.{2 + number // 90}-{number % 90 + 4:02}", "改了"))
    assert cost_of(desk, address) == at_three


@pytest.mark.parametrize("text", ["  ", "长" * 2001])
def test_a_comment_that_will_not_do_stays_in_its_field(desk, edition, text):
    norm = redraft("N-9.2-01", "改了")
    response = desk.post(reverse("editions:comment", args=[edition.pk]), {"text": text, "norm": norm.code})
    page = response.content.decode()
    named = 'aria-invalid="true" aria-describedby="comment-text-error"' in page and 'id="comment-text-error"' in page
    assert (response.status_code, named, f">{text}</textarea>" in page, f'value="{norm.code}" selected' in page) == (422, True, True, True)
    assert (edition.comments.count(), f'value="{edition.title_zh}"' in page) == (0, True)


def test_a_comment_on_a_norm_that_is_not_there_is_named_at_its_field(desk, edition):
    redraft("N-9.2-01", "改了")
    page = desk.post(reverse("editions:comment", args=[edition.pk]), {"text": "看一下", "norm": "N-9.9-99"}).content.decode()
    assert ('id="comment-norm-error"' in page, ">看一下</textarea>" in page, edition.comments.count()) == (True, True, 0)


def test_an_open_edition_is_edited_and_a_published_one_is_not(desk, edition, by):
    redraft("N-9.2-01", "改了")
    address = reverse("editions:edit", args=[edition.pk])
    form = {"title_zh": "冬季版", "title_en": "Winter edition", "effective_on": edition.effective_on.isoformat()}
    assert desk.post(address, form).status_code == 302
    assert Edition.objects.get(pk=edition.pk).title_zh == "冬季版"
    publish_edition(Edition.objects.get(pk=edition.pk), by)
    assert desk.post(address, {**form, "title_zh": "夏季版"})["Location"] == address
    assert Edition.objects.get(pk=edition.pk).title_zh == "冬季版"


def test_the_list_of_editions_is_filtered_searched_and_exported(desk, edition, by):
    Edition.objects.filter(pk=edition.pk).update(title_zh="冬季版", title_en="Winter")
    Edition.objects.create(manual=manual(), number=90, title_zh="夏季版", state="published", published_at=clock.now(), published_by=by)

    def titles(**asked):
        return [row.title_zh for row in desk.get(reverse("editions:index"), asked).context["object_list"]]

    assert (titles(state="published"), titles(q="冬季"), titles(q="winter")) == (["夏季版"], ["冬季版"], ["冬季版"])
    content = desk.get(reverse("editions:index"), {"export": "csv", "state": "published"}).getvalue().decode("utf-8-sig")
    assert ("夏季版" in content, "冬季版" in content, "Published" in content or "published" in content) == (True, False, True)
