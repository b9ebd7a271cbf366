"""Many settle one person at the same moment: `python -m tests.exams.certificates.workers <processes>`, prints JSON."""

import json
import os
import sys
from typing import Any

import django

from tests.at_once import together

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "training_site.settings.test")


def story(processes: int) -> dict[str, Any]:
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


if __name__ == "__main__":
    django.setup()
    print(json.dumps(story(int(sys.argv[1]))))
