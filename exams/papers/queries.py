"""Which exams there are for whom."""

from django.db.models import Q, QuerySet

from exams.papers.models import Exam
from exams.papers.states import PUBLISHED
from training_site.people.api import StaffMember, posting_of


def in_use() -> QuerySet[Exam]:
    """Published exams that are not archived, with the version in force."""
    return Exam.objects.filter(state=PUBLISHED, archived_at__isnull=True).select_related("current_version")


def exams_for(staff: StaffMember) -> QuerySet[Exam]:
    """The exams in use that a person may sit: those without job roles, and those of the person's job role of today."""
    posting = posting_of(staff)
    mine = Q(job_roles__isnull=True)
    if posting is not None:
        mine |= Q(job_roles=posting.job_role_id)
    return in_use().filter(mine).distinct()
