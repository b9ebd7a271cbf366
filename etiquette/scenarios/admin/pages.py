"""Reading a scenario as a trainer: the graph and its versions; and the deeds on the whole of it."""

from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from etiquette.scenarios import scores as secret
from etiquette.scenarios.admin.base import WRITERS, ScenarioView, address
from etiquette.scenarios.admin.forms import CodeForm, HeadForm
from etiquette.scenarios.checking import problems_of
from etiquette.scenarios.drafts import archive_scenario, copy_scenario, restore_scenario, save_draft
from etiquette.scenarios.grading import PASS_PERCENT, best_points
from etiquette.scenarios.publishing import publish_scenario
from etiquette.scenarios.states import DIMENSIONS, RUN


def graph_rows(graph: dict[str, Any], scores: dict[str, Any]) -> list[dict[str, Any]]:
    """Nodes in order, each with its choices and their scores."""
    endings = {ending["id"] for ending in scores["endings"]}
    rows = []
    for node in graph["nodes"]:
        choices = []
        for choice in node["choices"]:
            entry = scores["choices"].get(choice["id"], {})
            choices.append({"choice": choice, "entry": entry, "ends": entry.get("to") in endings})
        rows.append({"node": node, "choices": choices, "is_start": node["id"] == graph["start"]})
    return rows


class OverviewView(ScenarioView):
    """The draft as a readable graph, its problems marked, and what can be done with it."""

    template_name = "scenarios/admin/overview.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        graph, scores = self.scenario.draft, secret.for_editor(self.scenario)
        problems = problems_of(graph, scores)
        return super().get_context_data(
            rows=graph_rows(graph, scores),
            endings=scores["endings"],
            problems=problems,
            by_node={row["id"]: [problem for problem in problems if problem.node == row["id"]] for row in [*graph["nodes"], *scores["endings"]]},
            best=None if problems else best_points(graph, scores),
            pass_percent=PASS_PERCENT,
            dimensions=DIMENSIONS,
            **kwargs,
        )


class HeadView(ScenarioView):
    """Edit what stands before the first node."""

    template_name = "scenarios/admin/head.html"
    access_policy = WRITERS
    permission_required = "change"
    page_name = gettext_lazy("Title and situation")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=HeadForm(instance=self.scenario)))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = HeadForm(request.POST, instance=self.scenario)
        if form.is_valid():
            self.scenario.revision = form.cleaned_data["revision"] or 0
            if self.attempt(lambda: save_draft(self.scenario, request.user, head=form.head()), _("Draft saved.")):
                return self.back()
        return self.render_to_response(self.get_context_data(form=form))


class DeedView(ScenarioView):
    """Deeds on the whole scenario, by POST only: publish, archive, restore."""

    access_policy = WRITERS
    permission_required = "change"
    http_method_names = ["post", "options"]


class PublishView(DeedView):
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.attempt(
            lambda: publish_scenario(self.scenario, request.user), _("Published. People who start now get this version; open runs end in theirs.")
        )
        return self.back()


class ArchiveView(DeedView):
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.attempt(lambda: archive_scenario(self.scenario, request.user), _("Archived. Nobody can start it; “Restore” brings it back."))
        return self.back()


class RestoreView(DeedView):
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.attempt(lambda: restore_scenario(self.scenario, request.user), _("Restored."))
        return self.back()


class CopyView(ScenarioView):
    """A copy of the draft under a new code."""

    template_name = "scenarios/admin/copy.html"
    access_policy = WRITERS
    permission_required = "add"
    page_name = gettext_lazy("Copy")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=CodeForm(initial={"code": f"{self.scenario.code}-copy"})))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = CodeForm(request.POST)
        if form.is_valid():
            twin = copy_scenario(self.scenario, form.cleaned_data["code"], request.user)
            return HttpResponseRedirect(address("overview", twin.pk))
        return self.render_to_response(self.get_context_data(form=form))


class VersionsView(ScenarioView):
    """Every version that was published, with how many ran it."""

    template_name = "scenarios/admin/versions.html"
    page_name = gettext_lazy("Versions")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        finished = Count("runs", filter=Q(runs__state="finished", runs__purpose=RUN))
        passed = Count("runs", filter=Q(runs__passed=True, runs__purpose=RUN))
        versions = self.scenario.versions.select_related("published_by").annotate(finished=finished, passed=passed).order_by("-number")
        return super().get_context_data(versions=versions, **kwargs)
