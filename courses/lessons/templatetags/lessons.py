"""Drawings inside lessons."""

from django import template
from django.utils.safestring import SafeString

from courses.lessons.drawings import data_address, drawings, svg_of

register = template.Library()


@register.simple_tag
def drawing(name: str) -> SafeString:
    """The drawing's own markup, or nothing where the platform no longer has it."""
    return svg_of(name) if name in drawings() else SafeString("")


@register.simple_tag
def poster(name: str) -> str:
    """The drawing as the address of a picture, or "" where the platform no longer has it."""
    return data_address(name) if name in drawings() else ""


@register.filter
def length(milliseconds: int | None) -> str:
    """How long a film is, as players write it: 1:05."""
    seconds = (milliseconds or 0) // 1000
    return f"{seconds // 60}:{seconds % 60:02}"


@register.filter
def rendered(html: str) -> SafeString:
    """A piece of a lesson that our own block templates rendered, with autoescape, from frozen text."""
    return SafeString(html)  # nosec B308 B703: never what an author typed, always what a template made of it
