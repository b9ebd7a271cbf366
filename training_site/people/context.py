"""What the frame around every page needs. No query that the page has not made already, but the roles (one, kept)."""

from django.conf import settings
from django.http import HttpRequest

from training_site.lib import bilingual
from training_site.people.roles import ADMIN_ROLES, AUDITOR, HR, SUPERVISOR, roles_of


def frame(request: HttpRequest) -> dict[str, object]:
    """Names, the other language and which of the main places a person sees."""
    user = getattr(request, "user", None)
    roles = roles_of(user) if user is not None else frozenset()
    return {
        "site_name": bilingual.pick(settings.SITE_NAME),
        "organisation": bilingual.pick(settings.ORGANISATION),
        "other_language": {"code": "zh-hans", "name": "中文"} if bilingual.language() == "en" else {"code": "en", "name": "English"},
        "sees_team": bool(roles & {SUPERVISOR, HR}),
        "sees_records": AUDITOR in roles,
        "sees_admin": bool(roles & ADMIN_ROLES),
    }
