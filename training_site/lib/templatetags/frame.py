"""Tags every template has: icons, slots, bilingual texts, author text, figures."""

from datetime import date, datetime
from decimal import Decimal

from django import template
from django.template.context import RequestContext
from django.templatetags.static import static
from django.utils import formats, timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import pgettext, pgettext_lazy

from training_site.lib import bilingual, clock, percentages, richtext, slots

register = template.Library()


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """A drawing of static/img/icons.svg; decorative unless `label` gives it a name."""
    address = static("img/icons.svg") + f"#i-{name}"
    if label:
        return format_html('<svg class="icon" role="img" aria-label="{}"><use href="{}"></use></svg>', label, address)
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}"></use></svg>', address)


@register.simple_tag(takes_context=True)
def slot(context: RequestContext, name: str, subject: object = None) -> SafeString:
    """What upper rooms have registered for this place (training_site/lib/slots.py)."""
    return format_html_join("\n", "{}", ((SafeString(html),) for html in slots.render(name, context["request"], subject)))  # nosec B308 B703: panels return rendered templates


@register.filter
def pick(pair: dict[str, str] | None) -> str:
    """The reader's language of a {"zh", "en"} pair."""
    return bilingual.pick(pair)


@register.filter
def both(row: object, field: str) -> str:
    """`{{ norm|both:"text" }}`: text_zh or text_en of a row."""
    return bilingual.text_of(row, field)


@register.filter
def author_text(text: str) -> SafeString:
    """Author text as paragraphs with **bold**."""
    return richtext.paragraphs(text or "")


@register.filter
def author_line(text: str) -> SafeString:
    """One line of author text with **bold**."""
    return richtext.inline(text or "")


@register.filter
def figure(value: Decimal | None) -> str:
    """A mark or percentage without trailing zeros."""
    return "" if value is None else percentages.shown(Decimal(value))


@register.filter
def get(mapping: dict[object, object] | None, key: object) -> object:
    """`mapping[key]`, or None."""
    return None if mapping is None else mapping.get(key, mapping.get(str(key)))


def _local(value: date | datetime) -> date | datetime:
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value


WEEKDAYS = [
    pgettext_lazy("weekday", "Mon"), pgettext_lazy("weekday", "Tue"), pgettext_lazy("weekday", "Wed"), pgettext_lazy("weekday", "Thu"),
    pgettext_lazy("weekday", "Fri"), pgettext_lazy("weekday", "Sat"), pgettext_lazy("weekday", "Sun"),
]  # fmt: skip


@register.filter
def day(value: date | datetime | None) -> str:
    """A day as people write it: "Thu 26 Nov", with the year instead of the weekday when it is not this year's (ui.md §6)."""
    if value is None:
        return ""
    local = _local(value)
    if local.year != clock.today().year:
        return formats.date_format(local, pgettext("date format", "j F Y"))
    words = {"date": formats.date_format(local, pgettext("date format", "j M")), "weekday": WEEKDAYS[local.weekday()]}
    return pgettext("date", "%(weekday)s %(date)s") % words


@register.filter
def short_day(value: date | datetime | None) -> str:
    """A day in a table: 11-26."""
    return "" if value is None else formats.date_format(_local(value), "m-d")


@register.filter
def moment(value: datetime | None) -> str:
    """A day and a time in 24 hours."""
    return "" if value is None else f"{day(value)} {formats.date_format(_local(value), 'H:i')}"
