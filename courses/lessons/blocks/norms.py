"""Norms themselves: the letter of a clause, a figure set large."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext_lazy as _

from courses.lessons.blocks.base import NORMS, AuthorText, CitesBlock, FigureKeyBlock, LessonBlock, NormBlock
from courses.lessons.press import Press

_QUANTITY = re.compile(r"^([\d.,]+)\s*(.*)$", re.DOTALL)


class ClauseBlock(LessonBlock):
    """The letter of one clause with its seal; its words always come from the manual."""

    norm = NormBlock(label=_("Norm"), max_length=16)

    class Meta:
        template = "lessons/blocks/clause.html"
        icon = "doc-full"
        label = _("Clause")
        group = NORMS
        description = _("The words of a norm with its level, taken from the manual.")
        preview_value = {"norm": "N-9.2-01"}

    def frozen(self, value: Any, press: Press) -> dict[str, Any]:
        return {"norm": press.code(value["norm"], "norm")}


class NumberBlock(LessonBlock):
    """One figure of a norm set large; the digits come from the manual."""

    value = FigureKeyBlock(label=_("Figure"), max_length=64)
    text = AuthorText(label=_("What it counts"), required=False)
    cites = CitesBlock()

    class Meta:
        template = "lessons/blocks/number.html"
        icon = "order"
        label = _("Figure of a norm")
        group = NORMS
        description = _("One number to remember, set large. It changes with the norm.")
        preview_value = {"value": "answer-time", "text": _("from the first ring to the greeting"), "cites": ""}

    def frozen(self, value: Any, press: Press) -> dict[str, Any]:
        name, words = press.figure(value["value"], "value")
        match = _QUANTITY.match(words)
        quantity, unit = match.groups() if match else (words, "")
        return {
            "key": value["value"],
            "name": name,
            "quantity": quantity,
            "unit": unit,
            "text": press.text(value["text"], "text", required=False),
            "cites": press.codes(value["cites"], "cites"),
        }
