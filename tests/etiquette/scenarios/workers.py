"""Real processes that start, choose and sign at the same moment: `python -m tests.etiquette.scenarios.workers <processes>`, prints JSON."""

import json
import os
import sys
from typing import Any

import django

from tests.at_once import together

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "training_site.settings.test")


def story(processes: int) -> dict[str, Any]:
    """One person with many windows: what stands in the tables when all have pressed at once."""
    from etiquette.scenarios.api import ChoiceMade, Run, choose, start_run
    from etiquette.signing.api import Signature, sign_set, versions_of
    from tests.factories.people import StaffFactory
    from tests.factories.scenarios import scenario
    from tests.factories.signing import signing_set
    from training_site.lib.errors import Refused

    published, person, chosen = scenario(), StaffFactory(), signing_set()
    shown = [version.pk for version in versions_of(chosen)]

    def press(index: int) -> list[Any]:
        run = start_run(published, person)
        said = "d1-a" if index % 2 else "d1-b"
        try:
            choose(run, "d1", said)
        except Refused:
            said = "refused"
        try:
            receipt = str(sign_set(chosen, person, person.name, shown))
        except Refused:
            receipt = "refused"
        return [run.pk, said, receipt]

    answers = together(processes, press)
    return {
        "runs": Run.objects.count(),
        "same": len({answer[0] for answer in answers}) == 1,
        "choices": ChoiceMade.objects.count(),
        "said": sorted({answer[1] for answer in answers} - {"refused"}) == sorted(ChoiceMade.objects.values_list("choice", flat=True)),
        "signatures": Signature.objects.count(),
        "receipts": len({answer[2] for answer in answers} - {"refused"}),
    }


if __name__ == "__main__":
    django.setup()
    print(json.dumps(story(int(sys.argv[1]))))
