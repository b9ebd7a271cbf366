"""A wrong figure beside the right one: nothing on the page tells them apart, and no other page tells of either before release (P5)."""

import re

import pytest

from exams.sittings.api import start, submit
from tests.courses.lessons import access as lessons
from tests.etiquette.norms import access as norms
from tests.factories import bank
from tests.factories import sittings as make
from tests.factories.norms import norm_version
from tests.house import access
from training_site.search.models import SearchPassage

WRONG = "731946"
RIGHT, ALSO, OTHER = "30", "12", "45"
OPTION = re.compile(r'<label class="option">(.*?)</label>', re.DOTALL)


def figures(text):
    """An option that is a figure, written out by hand."""
    return bank.text(f"{text} 秒", f"{text} seconds")


@pytest.fixture(params=["single", "multiple"])
def version(request, db):
    """A question whose right option is the norm's own figure, by its token, and whose wrong ones are digits."""
    norm_version("N-9.2-01", values={"answer-time": (RIGHT, "second"), "ring-time": (ALSO, "second")})
    texts = [figures(WRONG), bank.text("{{answer-time}}", "{{answer-time}}"), figures(OTHER), bank.text("{{ring-time}}", "{{ring-time}}")]
    options = [{"id": letter, "text": text} for letter, text in zip("abcd", texts, strict=True)]
    key = {"single": "b", "multiple": ["b", "d"]}[request.param]
    return bank.question_version(request.param, stem=bank.text("限多久应答？", "Answer within what time?"), options=options, key=key)


@pytest.fixture
def exam(version):
    return make.published_exam([version], release="after_close")


def options_of(page):
    """Each option's figure, and its markup without the id, the letter and the figure."""
    found = OPTION.findall(page)
    bare = [re.sub(r'value="\w"|(<span class="(?:key|tick)">)[^<]*(?=</span>)|\d+', r"\1", each) for each in found]
    return sorted(int(re.search(r"<span>(\d+) 秒</span>", each)[1]) for each in found), set(bare)


def test_the_right_figure_looks_like_the_wrong_ones(exam, staff, client_of):
    sitting = start(exam, staff)
    page = client_of(staff).get(f"/exams/attempt/{sitting.public_id}/").content.decode()
    shown, markups = options_of(page)
    assert shown == [int(ALSO), int(RIGHT), int(OTHER), int(WRONG)]
    assert len(markups) == 1
    assert [word for word in ("answer-time", "ring-time", "{{", "N-9.2-01") if word in page] == []


def test_a_wrong_figure_stands_on_no_other_page(exam, clients, world):
    person, client = world.staff, clients["staff"]
    sitting = start(exam, person)
    own = {"paper": f"/exams/attempt/{sitting.public_id}/"}
    other = make.attempt(person, make.published_exam(1))
    own |= {name: f"{own['paper']}{name}/" for name in ("state", "result", "answers")}
    assert WRONG in client.get(own["paper"]).content.decode()
    submit(sitting, person)
    addresses = [*own.values(), f"/exams/attempt/{other.public_id}/", exam.get_absolute_url()]
    addresses += [f"/norms/search/?q={word}" for word in (WRONG, "应答", "秒")] + [f"/courses/?q={word}" for word in (WRONG, "应答")]
    arguments = access.arguments_of(norms, world) | access.arguments_of(lessons, world)
    addresses += [url for name in access.rows() if (url := access.address_of(name, arguments)) and not url.startswith("/admin/")]
    answers = {url: client.get(url, follow=True) for url in addresses}
    assert len([url for url, answer in answers.items() if answer.status_code == 200]) > 20
    # What was asked for stands in the search field again.
    assert [url for url, answer in answers.items() if WRONG in answer.content.decode() and WRONG not in url] == []
    assert not SearchPassage.objects.filter(text__contains=WRONG).exists()
