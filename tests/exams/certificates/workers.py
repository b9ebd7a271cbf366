"""What many do at the same moment with certificates: `python -m tests.exams.certificates.workers <story> <processes>`, prints JSON."""

import json
import os
import sys
from datetime import timedelta
from typing import Any

import django

from tests.at_once import together

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "training_site.settings.test")


def settles(processes: int) -> dict[str, Any]:
    """One pass that owes a certificate, and so many who settle it."""
    from exams.certificates.api import Certificate, settle_person
    from tests.factories import certificates as make
    from tests.factories.people import StaffFactory
    from training_site.ledger.models import OwedJob

    person = StaffFactory()
    make.certificate_type()
    make.result(person)
    together(processes, lambda _index: settle_person(person.pk))
    return {"certificates": Certificate.objects.count(), "files": OwedJob.objects.filter(kind="certificate.pdf").count()}


def renews(processes: int) -> dict[str, Any]:
    """One certificate that has run out, and so many who begin to renew it."""
    from exams.certificates.api import issue
    from exams.sittings.api import Attempt, current_result, start
    from tests.factories import certificates as make
    from tests.factories import sittings
    from tests.factories.people import LoginFactory, StaffFactory
    from training_site.lib import clock

    person, exam, long_ago = StaffFactory(login=LoginFactory()), sittings.published_exam(2), clock.now() - timedelta(days=500)
    passed = current_result(sittings.finished(person, exam, at=long_ago))
    assert passed is not None
    issue(make.certificate_type(exam=exam), passed, long_ago.date())
    answers = together(processes, lambda _index: str(start(exam, person).public_id))
    return {"attempts": Attempt.objects.count(), "answers": len(set(answers))}


STORIES = {"settles": settles, "renews": renews}

if __name__ == "__main__":
    django.setup()
    print(json.dumps(STORIES[sys.argv[1]](int(sys.argv[2]))))
