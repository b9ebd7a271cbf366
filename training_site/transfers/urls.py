"""The addresses of one kind of import, for `register_admin_urls`."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path

from training_site.people.api import Policy, access
from training_site.transfers import views


def import_urls(kind_code: str, namespace: str, policy: Policy, icon: str = "upload") -> list[URLPattern]:
    """Patterns to include under `(patterns, namespace)`: index, run, confirm, discard, resume, faults, template."""
    desk = views.Desk(kind_code, namespace, icon, policy)
    views.open_desk(desk)

    def at(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        def bound(request: HttpRequest, **kwargs: Any) -> HttpResponse:
            return view(request, desk, **kwargs)

        return access(policy)(bound)

    return [
        path("", at(views.index), name="index"),
        path("template/", at(views.template_file), name="template"),
        path("<uuid:public_id>/", at(views.show), name="run"),
        path("<uuid:public_id>/confirm/", at(views.POSTS["confirm"]), name="confirm"),
        path("<uuid:public_id>/discard/", at(views.POSTS["discard"]), name="discard"),
        path("<uuid:public_id>/resume/", at(views.POSTS["resume"]), name="resume"),
        path("<uuid:public_id>/faults/", at(views.faults), name="faults"),
    ]
