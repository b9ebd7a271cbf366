"""What the main pages cost on the whole sample academy: `python -m tests.house.weighing`, prints JSON.

For each page its statements when asked for the second time, its bytes as gzip, and its bytes with every file that a browser fetches for
it the first time: stylesheets, scripts and what they import, icons, pictures. What a browser has kept from the page before is not taken off.
"""

import gzip
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "training_site.settings.test")
HIRE, READY, CERTIFIED, LEAD = "J20418", "J20402", "J20333", "J20105"
FETCHED = re.compile(r'(?:<link[^>]*?href|<script[^>]*?src|<img[^>]*?src|<use href|<source[^>]*?src)="(/[^"?#]+)')
IMPORTED = re.compile(r'(?:from|import)\s*\(?"(\.[^"]+)"|url\("?(?!data:)([^")]+)')
PACKED = {".css", ".js", ".svg", ".html"}


def pages() -> Iterator[tuple[str, str, str]]:
    """(name, staff number, address) of each page; the exam is begun once its cover has been weighed."""
    from exams.papers.api import Exam
    from exams.sittings.api import start
    from training_site.people.api import StaffMember

    yield "my training", HIRE, "/training/"
    yield "results and certificates", CERTIFIED, "/results/"
    yield "manual", HIRE, "/norms/"
    yield "chapter", HIRE, "/norms/chapter/9/"
    yield "clause", HIRE, "/norms/N-9.2-01/"
    yield "course", HIRE, "/courses/co-04/"
    yield "lesson", HIRE, "/courses/co-04/co-04-l1/"
    yield "scenarios", HIRE, "/scenarios/"
    yield "signing set", HIRE, "/signing/set-ch09/"
    yield "exam cover", READY, "/exams/onboarding/"
    sitting = start(Exam.objects.get(code="onboarding"), StaffMember.objects.get(staff_number=READY))
    assert sitting.questions.count() == 40
    yield "exam paper, 40 questions", READY, f"/exams/attempt/{sitting.public_id}/"
    yield "team", LEAD, "/team/"
    yield "reviews of the team", LEAD, "/reviews/team/"


def static_files(addresses: set[str]) -> dict[str, int]:
    """Bytes of each static file, and of those that it imports, as they travel."""
    from django.contrib.staticfiles import finders

    weights: dict[str, int] = {}
    waiting = sorted(addresses)
    while waiting:
        name = waiting.pop()
        found = finders.find(name)
        assert found, f"{name} is not there"
        content = Path(str(found)).read_bytes()
        weights[name] = len(gzip.compress(content)) if Path(name).suffix in PACKED else len(content)
        if Path(name).suffix in {".css", ".js"}:
            near = (one or two for one, two in IMPORTED.findall(content.decode()))
            waiting += sorted({os.path.normpath(Path(name).parent / each) for each in near} - set(weights) - set(waiting))
    return weights


def weigh(number: str, address: str) -> list[int]:
    """[statements, bytes of the page, bytes with all its files]."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from training_site.logins.models import User

    client = Client()
    client.force_login(User.objects.get(username=number), backend="training_site.people.backends.ActiveLoginBackend")
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        response = client.get(address)
    assert response.status_code == 200, f"{address}: {response.status_code}"
    fetched = set(FETCHED.findall(response.content.decode()))
    files = static_files({url.removeprefix("/static/") for url in fetched if url.startswith("/static/")})
    others: Any = [client.get(url) for url in fetched if not url.startswith("/static/")]
    pictures = sum(len(b"".join(answer.streaming_content) if answer.streaming else answer.content) for answer in others)
    page = len(gzip.compress(response.content))
    return [len(asked), page, page + sum(files.values()) + pictures]


if __name__ == "__main__":
    django.setup()
    print(json.dumps({name: weigh(number, address) for name, number, address in pages()}))
