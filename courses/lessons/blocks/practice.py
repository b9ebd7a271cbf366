"""How it is done: steps, do and don't, dialogues, checklists, quick checks."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from courses.lessons.blocks.base import PRACTICE, AuthorText, CitesBlock, LessonBlock
from courses.lessons.press import Press


class StepsBlock(LessonBlock):
    """A short ordered flow."""

    items = blocks.ListBlock(
        blocks.StructBlock(
            [("title", blocks.CharBlock(label=_("Step"), max_length=40)), ("text", AuthorText(label=_("What is done"), required=False))],
            label=_("Step"),
        ),
        label=_("Steps"),
        min_num=2,
        max_num=12,
    )
    cites = CitesBlock()

    class Meta:
        template = "lessons/blocks/steps.html"
        icon = "list-ol"
        label = _("Steps")
        group = PRACTICE
        description = _("A short flow in a fixed order.")
        preview_value = {
            "items": [{"title": _("Greet"), "text": _("Look up first.")}, {"title": _("Ask"), "text": _("Listen to the end.")}],
            "cites": "",
        }

    def frozen(self, value: Any, press: Press) -> dict[str, Any]:
        items = [
            {"title": press.text(item["title"], "items", index, "title"), "text": press.text(item["text"], "items", index, "text", required=False)}
            for index, item in enumerate(value["items"])
        ]
        return {"items": items, "cites": press.codes(value["cites"], "cites")}


class PairBlock(LessonBlock):
    """The same situation done rightly and wrongly."""

    do = AuthorText(label=_("Do"))
    dont = AuthorText(label=_("Don’t"))
    why = AuthorText(label=_("Why"), required=False)
    cites = CitesBlock()

    class Meta:
        template = "lessons/blocks/pair.html"
        icon = "resubmit"
        label = _("Do and don’t")
        group = PRACTICE
        description = _("The same situation twice: as it should be, and as it should not.")
        preview_value = {"do": _("“Good morning, please sit down.”"), "dont": _("“Queue first.”"), "why": "", "cites": ""}

    def frozen(self, value: Any, press: Press) -> dict[str, Any]:
        return {
            "do": press.text(value["do"], "do"),
            "dont": press.text(value["dont"], "dont"),
            "why": press.text(value["why"], "why", required=False),
            "cites": press.codes(value["cites"], "cites"),
        }


class DialogueBlock(LessonBlock):
    """A conversation set like a play, with a teacher's remarks."""

    WHO = [("staff", _("Staff")), ("customer", _("Customer"))]

    scene = AuthorText(label=_("Scene"), required=False)
    lines = blocks.ListBlock(
        blocks.StructBlock(
            [
                ("who", blocks.ChoiceBlock(label=_("Who speaks"), choices=WHO, default="staff")),
                ("text", AuthorText(label=_("What is said"))),
                ("remark", AuthorText(label=_("Remark"), required=False)),
                ("cites", CitesBlock()),
            ],
            label=_("Line"),
        ),
        label=_("Lines"),
        min_num=1,
        max_num=40,
    )

    class Meta:
        template = "lessons/blocks/dialogue.html"
        icon = "comment"
        label = _("Dialogue")
        group = PRACTICE
        description = _("A conversation at the counter or on the telephone, with remarks beside it.")
        preview_value = {
            "scene": _("A quiet morning."),
            "lines": [{"who": "staff", "text": _("Good morning. What can I do for you?"), "remark": _("Greeting first."), "cites": ""}],
        }

    def frozen(self, value: Any, press: Press) -> dict[str, Any]:
        lines = [
            {
                "who": line["who"] or "staff",
                "text": press.text(line["text"], "lines", index, "text"),
                "remark": press.text(line["remark"], "lines", index, "remark", required=False),
                "cites": press.codes(line["cites"], "lines", index, "cites"),
            }
            for index, line in enumerate(value["lines"])
        ]
        return {"scene": press.text(value["scene"], "scene", required=False), "lines": lines}


class ChecklistBlock(LessonBlock):
    """Points to go through oneself; ticks stay on the reader's page and are never recorded."""

    title = blocks.CharBlock(label=_("Title"), max_length=120)
    items = blocks.ListBlock(
        blocks.StructBlock([("text", AuthorText(label=_("Point"))), ("cites", CitesBlock())], label=_("Point")),
        label=_("Points"),
        min_num=1,
        max_num=30,
    )

    class Meta:
        template = "lessons/blocks/checklist.html"
        icon = "tasks"
        label = _("Checklist")
        group = PRACTICE
        description = _("Points a reader ticks off for themselves.")
        preview_value = {"title": _("Before you open"), "items": [{"text": _("Badge straight and in sight"), "cites": ""}]}

    def frozen(self, value: Any, press: Press) -> dict[str, Any]:
        items = [
            {"text": press.text(item["text"], "items", index, "text"), "cites": press.codes(item["cites"], "items", index, "cites")}
            for index, item in enumerate(value["items"])
        ]
        return {"title": press.text(value["title"], "title"), "items": items}


class QuickCheckBlock(LessonBlock):
    """A practice question of the bank, answered inside the lesson and never counted."""

    question = blocks.CharBlock(label=_("Question"), max_length=80, help_text=_("The code of a published practice question, such as q-3001."))

    class Meta:
        template = "lessons/blocks/quick_check.html"
        icon = "help"
        label = _("Quick check")
        group = PRACTICE
        description = _("A practice question of the bank. It is not counted; all of them answered belong to finishing the lesson.")
        preview_value = {"question": "q-3001"}

    def frozen(self, value: Any, press: Press) -> dict[str, Any]:
        return {"question": value["question"], "version": press.question(value["question"], "question")}
