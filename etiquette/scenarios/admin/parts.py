"""Editing the parts of a draft: a node with its choices, the endings."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from etiquette.scenarios import scores as secret
from etiquette.scenarios.admin.base import WRITERS, ScenarioView
from etiquette.scenarios.admin.forms import ChoiceForms, EndingForms, NodeForm, pair_of, spread
from etiquette.scenarios.drafts import save_draft
from etiquette.scenarios.editing import free_node_id, moved_node, with_endings, with_node, without_node
from etiquette.scenarios.grading import nodes_of
from training_site.lib import bilingual
from training_site.lib.numbers import whole

_NODE_PAIRS = ("step", "scene", "says", "voice_word")


class PartView(ScenarioView):
    """A view that changes one part of the draft; `revision` is the one its form was drawn for."""

    access_policy = WRITERS
    permission_required = "change"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.draft = (self.scenario.draft, secret.for_editor(self.scenario))
        self.nodes = nodes_of(self.scenario.draft)

    def save(self, make: Any, revision: int) -> bool:
        """Save the draft that `make()` gives."""

        def deed() -> None:
            graph, scores = make()
            self.scenario.revision = revision
            save_draft(self.scenario, self.request.user, graph=graph, scores=scores)

        return self.attempt(deed, _("Draft saved."))

    def seen(self) -> int:
        """The revision that the posted form was drawn for."""
        return whole(self.request.POST.get("revision", "")) or 0


class NodeView(PartView):
    """A node and its choices; without a `node` in the address, a new one."""

    template_name = "scenarios/admin/node.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.name = kwargs.get("node", "")
        if self.name and self.name not in self.nodes:
            raise Http404
        self.page_name = _("Node %(node)s") % {"node": self.name} if self.name else _("New node")

    def forms(self, data: Any = None) -> tuple[NodeForm, Any]:
        """The form of the node and the formset of its choices."""
        graph, scores = self.draft
        node = self.nodes.get(self.name, {"id": free_node_id(graph), "voice": 2, "choices": []})
        places = set(self.nodes) | {ending["id"] for ending in scores["endings"]}
        initial = {"id": node["id"], "voice": node["voice"], "is_start": graph["start"] == self.name, "revision": self.scenario.revision}
        initial["seconds"] = node.get("seconds")
        form = NodeForm(data, places=places, is_new=not self.name, initial={**initial, **spread(dict(node), *_NODE_PAIRS)})
        choices = [self._initial(choice, scores["choices"].get(choice["id"], {})) for choice in node["choices"]]
        return form, ChoiceForms(data, initial=choices, prefix="choices", form_kwargs={"targets": self._targets()})

    def _initial(self, choice: dict[str, Any], entry: dict[str, Any]) -> dict[str, Any]:
        plain = {name: entry.get(name, "") for name in ("grade", "red_line", "silence", "to")} | entry.get("dims", {})
        texts = {**spread(choice, "text"), **spread(entry, "effect", "better", "why")}
        return {"id": choice["id"], "cites": entry.get("cites", []), **plain, **texts}

    def _targets(self) -> list[tuple[str, str]]:
        """Where a choice may lead: the other nodes, then the endings, with their names."""
        nodes = [(name, f"{name} · {bilingual.pick(node['step'])}") for name, node in self.nodes.items() if name != self.name]
        return nodes + [(ending["id"], f"{ending['id']} · {bilingual.pick(ending['title'])}") for ending in self.draft[1]["endings"]]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form, choices = self.forms()
        return self.render_to_response(self.get_context_data(form=form, choices=choices, node=self.name))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form, choices = self.forms(request.POST)
        if form.is_valid() & choices.is_valid():
            data = form.cleaned_data
            mine = {choice["id"] for choice in self.nodes.get(self.name, {"choices": []})["choices"]}
            rows = choices.choices(data["id"], set(self.draft[1]["choices"]) - mine)
            node = {
                "id": data["id"],
                "voice": data["voice"],
                **{name: pair_of(data, name) for name in _NODE_PAIRS},
                "choices": [row[0] for row in rows],
                **({"seconds": data["seconds"]} if data["seconds"] else {}),
            }
            entries = {choice["id"]: entry for choice, entry in rows}
            if self.save(lambda: with_node(self.draft, node, entries, is_start=data["is_start"]), data["revision"]):
                return self.back(anchor=f"node-{data['id']}")
        return self.render_to_response(self.get_context_data(form=form, choices=choices, node=self.name))


class NodeMoveView(PartView):
    """Move a node up or down in the list, by POST only."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        name = kwargs["node"]
        if name not in self.nodes:
            raise Http404
        self.save(lambda: moved_node(self.draft, name, -1 if "up" in request.POST else 1), self.seen())
        return self.back(anchor=f"node-{name}")


class NodeRemoveView(PartView):
    """Asks, then takes a node away from the draft. Versions keep theirs."""

    template_name = "scenarios/admin/remove.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.name = kwargs["node"]
        if self.name not in self.nodes:
            raise Http404
        self.page_name = _("Remove node %(node)s") % {"node": self.name}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        leading = [name for name, node in self.nodes.items() for choice in node["choices"] if self._to(choice) == self.name]
        return super().get_context_data(node=self.nodes[self.name], leading=sorted(set(leading)), **kwargs)

    def _to(self, choice: dict[str, Any]) -> str:
        return str(self.draft[1]["choices"].get(choice["id"], {}).get("to", ""))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.save(lambda: without_node(self.draft, self.name), self.seen())
        return self.back()


class EndingsView(PartView):
    """All endings on one page."""

    template_name = "scenarios/admin/endings.html"
    page_name = gettext_lazy("Endings")

    def _forms(self, data: Any = None) -> Any:
        rows = [{"id": ending["id"], "outcome": ending["outcome"], **spread(ending, "title", "text")} for ending in self.draft[1]["endings"]]
        return EndingForms(data, initial=rows, prefix="endings")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(endings=self._forms()))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        endings = self._forms(request.POST)
        if endings.is_valid() and self.save(lambda: with_endings(self.draft, endings.endings()), self.seen()):
            return self.back(anchor="endings")
        return self.render_to_response(self.get_context_data(endings=endings))
