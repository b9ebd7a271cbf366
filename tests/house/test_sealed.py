"""While a paper is open, no address reads a key for its taker, whatever is asked of it; but for the doors that are named (R7, P5)."""

import json
from uuid import uuid4

import pytest

from tests.factories import sittings as make
from tests.house import access
from tests.listening import heard_in, key_statements

# Who reads keys for a taker, and why that tells nothing.
DOORS = {
    "sittings:submit": "marks the paper; its answer carries nothing of the keys",
    "lessons:check": "quick checks of lessons: practice questions only",
}
OWN = ["paper", "save", "flag", "state", "submit", "result", "answers"]


def own_paper(person):
    """A paper with every kind of question, whose answers are shown as soon as it is marked: not yet."""
    exam = make.published_exam([make.question(kind) for kind in make.BODIES], release="feedback")
    return make.attempt(person, exam)


def own_bodies():
    """What the browser of a taker sends about the first question."""
    answer = {"item": 1, "revision": 0, "client_key": uuid4().hex, "response": make.wrong("single")}
    seen = {"lessons:progress": json.dumps({"block": "b7"}), "lessons:watched": json.dumps({"parts": []})}
    return {"sittings:save": json.dumps(answer), "sittings:flag": json.dumps({"item": 1, "flagged": True}), **seen}


@pytest.mark.parametrize("module", access.row_files(), ids=lambda module: module.__name__.split(".", 1)[1])
def test_no_address_reads_a_key_while_a_paper_is_open(module, clients, world):
    sitting, client = own_paper(world.staff), clients["staff"]
    given = module.arguments(access.world_of(module, world))
    given |= {f"sittings:{name}": {"public_id": sitting.public_id} for name in OWN}
    bodies, touching, leaking = own_bodies(), set(), []
    for name in set(module.ROWS) - set(access.NOT_ASKED):
        url = access.address_of(name, given)
        for method in ("get", "post") if access.takes_post(url) else ("get",):
            with access.changes(), key_statements() as found:
                body = bodies.get(name) if method == "post" else None
                sent = {"data": body, "content_type": "application/json"} if body else {}
                response = getattr(client, method)(url, **sent)
                leaking += [(name, method, place) for place in heard_in(response)]
            if found:
                touching.add(name)
    assert leaking == []
    assert touching - set(DOORS) == set()
    sitting.refresh_from_db()
    assert sitting.state == "open"  # and so it was open for all of them
