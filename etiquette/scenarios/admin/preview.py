"""Playing a draft as staff would see it. Nothing is stored: the path taken stands in the address, so no preview can ever count."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy

from etiquette.norms.api import in_force
from etiquette.scenarios import scores as secret
from etiquette.scenarios.admin.base import ScenarioView
from etiquette.scenarios.checking import refuse_if_broken
from etiquette.scenarios.debrief import Debrief, made_step
from etiquette.scenarios.grading import PASS_PERCENT, best_points, dimensions_of, endings_of, nodes_of, outcome_of
from etiquette.scenarios.models import ChoiceMade, Run, ScenarioVersion
from etiquette.scenarios.publishing import resolved
from etiquette.scenarios.talk import moment_at
from training_site.lib import clock, percentages
from training_site.lib.errors import Refused


class PreviewView(ScenarioView):
    """`?made=d1-a&made=d2-b` are the choices so far; one more step is one more `made`."""

    template_name = "scenarios/admin/broken.html"
    page_name = gettext_lazy("Preview")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        written = secret.for_editor(self.scenario)
        try:
            refuse_if_broken(self.scenario.draft, written)
            head, graph, scores = resolved(self.scenario, written)
        except Refused as refusal:
            return self.render_to_response(self.get_context_data(problems=str(refusal).splitlines()))
        path, place = self._path(request.GET.getlist("made"), graph, scores)
        version = ScenarioVersion(scenario=self.scenario, graph=graph, **head)
        context = {"version": version, "scenario": self.scenario, "made": [choice for _node, choice in path]}
        if place in nodes_of(graph):
            effects = {choice: entry["effect"] for choice, entry in scores["choices"].items()}
            return render(request, "scenarios/admin/preview.html", {**context, "moment": moment_at(graph, effects, path, place)})
        report = self._debrief(path, graph, scores, written)
        red = next((step for step in report.steps if step.red_line), None)
        return render(request, "scenarios/admin/preview_end.html", {**context, "report": report, "run": report.run, "red": red})

    def _path(self, made: list[str], graph: dict[str, Any], scores: dict[str, Any]) -> tuple[list[tuple[str, str]], str]:
        """The choices of the address as far as they make a path, and where it ends."""
        nodes, place, path = nodes_of(graph), str(graph["start"]), []
        for choice in made:
            if place not in nodes or choice not in {option["id"] for option in nodes[place]["choices"]}:
                break
            path.append((place, choice))
            place = scores["choices"][choice]["to"]
        return path, place

    def _debrief(self, path: list[tuple[str, str]], graph: dict[str, Any], scores: dict[str, Any], written: dict[str, Any]) -> Debrief:
        """As the debrief of a run; `written` are the draft's scores, which name the norms by code."""
        best, nodes = best_points(graph, scores), nodes_of(graph)
        end = outcome_of([choice for _node, choice in path], scores, best)
        facts = {"points": end.points, "red_line": end.red_line, "outcome": end.outcome, "passed": end.passed, "ending": end.ending}
        cited = {choice: written["choices"][choice]["cites"] for _node, choice in path}
        versions = {version.code: version for version in in_force().filter(norm__code__in={code for codes in cited.values() for code in codes})}
        norms = {choice: [versions[code] for code in codes if code in versions] for choice, codes in cited.items()}
        steps = [
            made_step(ChoiceMade(seq=seq, node=node, choice=choice), nodes[node], scores, norms, self.scenario.reveal_branches)
            for seq, (node, choice) in enumerate(path, 1)
        ]
        percent = percentages.shown(percentages.percent(max(end.points, 0), best, 0))
        run = Run(number=1, finished_at=clock.now(), **facts)
        return Debrief(run, dict(endings_of(scores)[end.ending]), steps, best, percent, PASS_PERCENT, dimensions_of(path, graph, scores))
