"""The exams that people of a list are sitting at this moment, with the way into the room."""

from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.urls import reverse

from exams.sittings.api import Attempt
from exams.sittings.states import OPEN
from training_site.lib import bilingual
from training_site.people.api import StaffMember


@dataclass(frozen=True)
class SittingNow:
    """One exam in progress and how many of these people are in it."""

    code: str
    title: str
    people: int

    @property
    def room(self) -> str:
        """Where the clocks of this exam are watched."""
        return reverse("sittings:room", kwargs={"code": self.code})


def sitting_now(people: QuerySet[StaffMember]) -> list[SittingNow]:
    """What these people are sitting now; whoever asks may see them. One statement."""
    rows = Attempt.objects.filter(purpose="live", state=OPEN, staff__in=people.values("pk"))
    counted = rows.values_list("exam__code", "exam__title_zh", "exam__title_en").annotate(people=Count("pk")).order_by("exam__code")
    return [SittingNow(code, bilingual.pick({"zh": zh, "en": en}), people) for code, zh, en, people in counted]
