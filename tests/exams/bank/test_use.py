"""What a published question is used for never changes, since its key would be known or still be asked (R7); ids tell nothing about the key."""

from dataclasses import replace

import pytest
from django.urls import reverse

from exams.bank.api import publish_imported, save_draft
from exams.bank.drafting import draft_of
from exams.bank.editing import _blank
from exams.bank.models import Question
from exams.kinds.api import kind
from tests.factories import bank
from tests.factories.norms import norm_version
from training_site.lib.errors import Refused

pytestmark = pytest.mark.django_db
OTHER = {"sealed": "practice", "practice": "sealed"}


@pytest.fixture(params=OTHER)
def published(request):
    return bank.question_version(use=request.param).question


def test_a_published_question_is_not_saved_for_another_use(published, trainer):
    with pytest.raises(Refused, match="用途不再改变"):
        save_draft(published, replace(draft_of(published), use=OTHER[published.use]), trainer.login)
    assert Question.objects.get().state == "published"
    assert save_draft(published, replace(draft_of(published), difficulty=3), trainer.login).state == "draft"


def test_a_content_file_does_not_change_it_either():
    norm_version("N-9.2-01")
    by, second = bank.author(), bank.second_pair()
    publish_imported(bank.content(id="q-77", use="sealed"), by, second)
    with pytest.raises(Refused, match="q-77"):
        publish_imported(bank.content(id="q-77", use="practice"), by, second)
    assert list(Question.objects.values_list("use", flat=True)) == ["sealed"]


def test_a_draft_that_was_never_published_may_change_its_use(trainer):
    draft = bank.draft(by=trainer.login)
    assert save_draft(draft, replace(draft_of(draft), use=OTHER[draft.use]), trainer.login).use == OTHER["sealed"]


def test_the_editor_offers_the_choice_before_publishing_only(published, client_of, trainer):
    draft = bank.draft(by=trainer.login)
    pages = [client_of(trainer).get(reverse("questions:edit", args=[row.pk])).content.decode() for row in (published, draft)]
    assert [page.count('type="radio" name="use"') for page in pages] == [0, 2]
    assert f'<input type="hidden" name="use" value="{published.use}">' in pages[0]


def test_no_id_stands_on_both_sides_of_a_matching_question():
    body, _key = _blank(kind("matching"))
    left, right = ({row["id"] for row in body[side]} for side in ("left", "right"))
    assert len(left) >= 2
    assert len(right) >= 2
    assert left & right == set()
