"""Every address of the site. Rooms keep their own lists; libraries' doors that bypass ours are closed here."""

from django.urls import include, path, re_path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from training_site.people.access import PUBLIC
from training_site.people.media import picture

# Wagtail's own login form knows neither lock-out nor one-time codes (dependencies.md, pitfall 2).
closed_door = RedirectView.as_view(pattern_name="account_login", query_string=True)
closed_door.access_policy = PUBLIC  # type: ignore[attr-defined]

handler500 = "training_site.people.failing.failed"
urlpatterns = [
    path("admin/login/", closed_door),
    path("admin/password_reset/", closed_door),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    re_path(r"^media/(?P<path>(?:images|original_images)/.+)$", picture, name="picture"),
    path("account/data/", include("training_site.privacy.urls")),
    path("account/", include("training_site.people.urls")),
    path("account/", include("allauth.urls")),
    path("roster/", include("training_site.roster.urls")),
    path("norms/", include("etiquette.norms.urls")),
    path("scenarios/", include("etiquette.scenarios.urls")),
    path("signing/", include("etiquette.signing.urls")),
    path("courses/", include("courses.lessons.urls")),
    path("exams/", include("exams.sittings.urls")),
    path("certificates/", include("exams.certificates.urls")),
    path("verify/", include("exams.certificates.public_urls")),
    path("reviews/", include("exams.reviews.urls")),
    path("pages/", include(wagtail_urls)),
    path("", include("training_site.desk.urls")),
]
