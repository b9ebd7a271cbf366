"""What the templates of reviews need of the scale."""

from django import template

from exams.reviews.states import SHORT_SCALE

register = template.Library()


@register.filter
def rating_words(value: int | None) -> str:
    """A rating 1–5 in a word or two; "" for none."""
    return str(SHORT_SCALE.get(value, "")) if value else ""
