"""What is done with an edition besides editing and commenting on it: publish, discard, take up again, settle comments."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST
from django.views.generic.base import View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from etiquette.norms.commenting import reopen_comment, resolve_comment
from etiquette.norms.discarding import bring_back, discard_draft, discard_edition, take_up_again
from etiquette.norms.editions import with_draft
from etiquette.norms.models import Edition, EditionComment, Norm
from etiquette.norms.publishing import publish_edition
from training_site.lib.errors import Refused
from training_site.people.api import ADMINISTRATOR, APPROVER, TRAINER, access, role

WRITERS = role(TRAINER, APPROVER, ADMINISTRATOR)


def _done(request: HttpRequest, edition: Edition, deed: Callable[[], str], anchor: str = "") -> HttpResponse:
    """Do a deed and say what it did, or why it was refused; back to the edition."""
    try:
        messages.success(request, deed())
    except Refused as refusal:
        messages.error(request, str(refusal))
    return HttpResponseRedirect(reverse("editions:edit", args=[edition.pk]) + anchor)


@require_POST
@access(WRITERS)
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish every draft of an open edition."""
    edition = get_object_or_404(Edition, pk=pk)

    def deed() -> str:
        count = len(publish_edition(edition, request.user))
        return ngettext("%(count)d clause has a new version.", "%(count)d clauses have a new version.", count) % {"count": count}

    return _done(request, edition, deed)


class DiscardView(WagtailAdminTemplateMixin, View):
    """Asks, then discards: an edition with its drafts, or (`norm_pk`) one draft of it."""

    access_policy = WRITERS
    template_name = "norms/admin/discard.html"
    header_icon = "history"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.edition = get_object_or_404(Edition, pk=kwargs["pk"])
        wanted = kwargs.get("norm_pk")
        self.norm = get_object_or_404(Norm, pk=wanted, memberships__edition=self.edition) if wanted else None

    def get_page_title(self) -> str:
        what = self.norm.code if self.norm else str(self.edition)
        return gettext("Discard %(what)s") % {"what": what}

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        trail = [
            {"url": reverse("editions:index"), "label": gettext("Editions of the manual")},
            {"url": reverse("editions:edit", args=[self.edition.pk]), "label": str(self.edition)},
        ]
        return [*self.breadcrumbs_items, *trail, {"url": "", "label": self.get_page_title()}]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.edition.state != "open":
            messages.error(request, gettext("This edition is not open any more. Load the page again."))
            return HttpResponseRedirect(reverse("editions:edit", args=[self.edition.pk]))
        members = Norm.objects.filter(memberships__edition=self.edition).select_related("latest_revision")
        rows = [with_draft(norm) for norm in (members.filter(pk=self.norm.pk) if self.norm else members)]
        return self.render_to_response(self.get_context_data(edition=self.edition, norm=self.norm, rows=rows))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return _done(request, self.edition, self._one if self.norm else self._all, "#discarded")

    def _one(self) -> str:
        assert self.norm is not None
        code = {"code": self.norm.code}
        if discard_draft(self.edition, self.norm, self.request.user) is None:
            return gettext("%(code)s has left this edition. It was never published, so its draft stays in the list of norms.") % code
        return gettext("The draft of %(code)s is discarded. You can bring it back below.") % code

    def _all(self) -> str:
        count = discard_edition(self.edition, self.request.user)
        said = ngettext("The edition and %(count)d draft are discarded.", "The edition and %(count)d drafts are discarded.", count)
        return said % {"count": count} + " " + gettext("You can take it up again below.")


@require_POST
@access(WRITERS)
def bring_draft_back(request: HttpRequest, pk: int, row_pk: int) -> HttpResponse:
    """Undo the discarding of one draft."""
    edition = get_object_or_404(Edition, pk=pk)
    row = get_object_or_404(edition.discarded.select_related("edition"), pk=row_pk)
    return _done(request, edition, lambda: gettext("The draft of %(code)s is back.") % {"code": bring_back(row, request.user).code})


@require_POST
@access(WRITERS)
def take_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo the discarding of an edition."""
    edition = get_object_or_404(Edition, pk=pk)

    def deed() -> str:
        count, left = take_up_again(edition, request.user)
        said = ngettext("The edition is open again with %(count)d draft.", "The edition is open again with %(count)d drafts.", count)
        if left:
            messages.warning(request, gettext("Edited or published since, and left as they are: %(codes)s.") % {"codes": ", ".join(left)})
        return said % {"count": count}

    return _done(request, edition, deed)


@require_POST
@access(WRITERS)
def settle_comment(request: HttpRequest, pk: int, comment_pk: int) -> HttpResponse:
    """Resolve a comment, or open it again."""
    edition = get_object_or_404(Edition, pk=pk)
    row = get_object_or_404(EditionComment.objects.select_related("edition"), edition=edition, pk=comment_pk)

    def deed() -> str:
        if request.POST.get("deed") == "reopen":
            reopen_comment(row, request.user)
            return gettext("The comment is open again.")
        resolve_comment(row, request.user)
        return gettext("The comment is resolved.")

    return _done(request, edition, deed, "#comments")


patterns = [
    path("publish/<int:pk>/", publish, name="publish"),
    path("discard/<int:pk>/", DiscardView.as_view(), name="discard"),
    path("discard/<int:pk>/<int:norm_pk>/", DiscardView.as_view(), name="discard_draft"),
    path("discard/<int:pk>/back/<int:row_pk>/", bring_draft_back, name="bring_back"),
    path("take-up/<int:pk>/", take_up, name="take_up"),
    path("comment/<int:pk>/<int:comment_pk>/", settle_comment, name="settle_comment"),
]
