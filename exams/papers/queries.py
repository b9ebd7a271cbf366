"""Which exams there are for whom."""

from django.db.models import Q, QuerySet

from exams.papers.models import Exam
from exams.papers.states import PUBLISHED
from training_site.people.api import Posting, StaffMember, in_force


def in_use() -> QuerySet[Exam]:
    """Published exams that are not archived, with the version in force."""
    return Exam.objects.filter(state=PUBLISHED, archived_at__isnull=True).select_related("current_version")


def exams_for(staff: StaffMember) -> QuerySet[Exam]:
    """The exams in use that a person may sit: those without job roles, and those of the person's job role of today."""
    today = Posting.objects.filter(in_force(), staff=staff).values("job_role")
    return in_use().filter(Q(job_roles__isnull=True) | Q(job_roles__in=today)).distinct()
