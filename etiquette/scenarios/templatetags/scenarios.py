"""The customer's voice as a wave, its course as a line, and the words for grades and outcomes."""

from collections.abc import Sequence
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from etiquette.scenarios.debrief import Debrief, Step

register = template.Library()

GRADE_WORDS = {"good": _("Good"), "weak": _("Weak"), "forbidden": _("Forbidden")}
GRADE_SIGNS = {"good": pgettext_lazy("one sign", "G"), "weak": pgettext_lazy("one sign", "W"), "forbidden": pgettext_lazy("one sign", "F")}
BADGES = {"good": "badge", "weak": "badge badge-poor", "forbidden": "badge badge-bad"}
OUTCOME_WORDS = {"good": _("Solved well"), "middle": _("Half solved"), "failed": _("Failed")}
DIMENSION_WORDS = {
    "compliance": pgettext_lazy("dimension", "Compliance"),
    "empathy": pgettext_lazy("dimension", "Empathy"),
    "efficiency": pgettext_lazy("dimension", "Efficiency"),
    "closure": pgettext_lazy("dimension", "Closing"),
}
VOICE_WORDS = [_("Calm"), _("Uneasy"), _("Tense"), _("Angry"), _("Shouting")]

# Heights of the strokes of a voice at full loudness, in units of the 44 high drawing.
_STROKES = (14, 22.4, 12.6, 28, 16.8, 25.2, 14, 28, 19.6, 23.8, 11.2, 26.6, 16.8, 21, 14, 25.2, 12.6)
_LOUDNESS = (0.3, 0.55, 0.8, 1.15, 1.5)


@register.simple_tag
def wave(voice: int) -> SafeString:
    """A voice as strokes; the louder, the higher. 0 calm … 4 shouting. Decorative: a word always stands beside it."""
    level = min(max(int(voice), 0), 4)
    heights = [round(height * _LOUDNESS[level], 1) for height in _STROKES]
    strokes = ((2 + 6 * at, round(22 - height / 2, 1), height) for at, height in enumerate(heights))
    bars = format_html_join("", '<rect x="{}" y="{}" width="3" height="{}" rx="0.5"/>', strokes)
    return format_html('<svg class="wave wave-{}" viewBox="0 0 104 44" aria-hidden="true">{}</svg>', level + 1, bars)


@register.filter
def grade_word(grade: str) -> Any:
    """Good, Weak or Forbidden."""
    return GRADE_WORDS.get(grade, "")


@register.filter
def outcome_word(outcome: str) -> Any:
    """Solved well, Half solved or Failed."""
    return OUTCOME_WORDS.get(outcome, "")


@register.filter
def dimension_word(code: str) -> Any:
    """Compliance, Empathy, Efficiency or Closing."""
    return DIMENSION_WORDS.get(code, code)


@register.simple_tag
def badge(grade: str) -> SafeString:
    """The badge of a choice: shape, sign and word say the same."""
    return format_html(
        '<span class="{}" title="{}"><span aria-hidden="true">{}</span><span class="vh">{}</span></span>',
        BADGES[grade],
        GRADE_WORDS[grade],
        GRADE_SIGNS[grade],
        GRADE_WORDS[grade],
    )


@register.simple_tag
def verdict(report: Debrief) -> str:
    """One sentence: "5 steps: 4 good, 1 weak. No red line was touched." """
    steps = ngettext("%(count)d step", "%(count)d steps", len(report.steps)) % {"count": len(report.steps)}
    parts = {"good": gettext("%(count)d good"), "weak": gettext("%(count)d weak"), "forbidden": gettext("%(count)d forbidden")}
    counted = pgettext("between parts", ", ").join(parts[grade] % {"count": count} for grade, count in report.counts.items() if count)
    if report.run.red_line:
        return gettext("%(steps)s: %(counted)s.") % {"steps": steps, "counted": counted}
    return gettext("%(steps)s: %(counted)s. No red line was touched.") % {"steps": steps, "counted": counted}


@register.inclusion_tag("scenarios/_moodline.html")
def moodline(steps: Sequence[Step]) -> dict[str, Any]:
    """The voice over the steps as a stepped line; 0 at the bottom."""
    right = 260
    gap = (right - 60) / max(len(steps) - 1, 1)
    points = [{"x": round(60 + gap * at), "y": 116 - 25 * step.voice, "number": at + 1, "step": step} for at, step in enumerate(steps)]
    path = f"M{points[0]['x']} {points[0]['y']}" + "".join(f"H{point['x']}V{point['y']}" for point in points[1:]) if points else ""
    levels = [{"y": 120 - 25 * level, "word": word} for level, word in enumerate(VOICE_WORDS)]
    return {"points": points, "curve": path, "levels": levels}
