"""Form controls for whatever cites: choosers of norms and figures, and author text with figures and citations to insert.

All are plain text controls that static/norms/chooser.js makes comfortable; what is stored is what would be typed.
"""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.widgets import Script
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.telepath import register
from wagtail.admin.telepath.widgets import WidgetAdapter
from wagtail.admin.widgets import AdminAutoHeightTextInput

from etiquette.norms.citing import typed_codes
from etiquette.norms.models import Norm


class _Assets:
    """The one module and stylesheet of these controls."""

    @property
    def media(self) -> forms.Media:
        scripts: list[Any] = [Script("norms/chooser.js", type="module")]
        return forms.Media(css={"all": ["norms/chooser.css"]}, js=scripts)


class NormChooser(_Assets, forms.Textarea):
    """Norms by code, parted by spaces, in order; `single` for exactly one."""

    template_name = "norms/widgets/norm_chooser.html"

    def __init__(self, attrs: dict[str, Any] | None = None, *, single: bool = False) -> None:
        super().__init__({"rows": 1 if single else 2, "spellcheck": "false", "autocapitalize": "characters", **(attrs or {})})
        self.single = single

    def format_value(self, value: Any) -> str:
        return " ".join(typed_codes(value))

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """One text of codes; a form may also post the field several times, or hold it as a list."""
        values = data.getlist(name) if hasattr(data, "getlist") else data.get(name)
        return " ".join(typed_codes(values)) if values else values

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"] |= {"single": self.single, "url": reverse("norms:choose")}
        return context


class AuthorTextarea(_Assets, AdminAutoHeightTextInput):
    """Author text: figures are inserted from a list as `{{key}}`, and, where the text may cite, norms as `[[N-…]]`."""

    template_name = "norms/widgets/author_text.html"

    def __init__(self, attrs: dict[str, Any] | None = None, *, cites: bool = True) -> None:
        super().__init__(attrs)
        self.cites = cites

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"] |= {"cites": self.cites, **addresses()}
        return context


def addresses() -> dict[str, str]:
    """Where the controls ask."""
    return {"norms_url": reverse("norms:choose"), "figures_url": reverse("norms:figures")}


class FigureChooser(_Assets, forms.TextInput):
    """One figure by its key, chosen from a list that shows its value."""

    template_name = "norms/widgets/figure_chooser.html"

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, {**(attrs or {}), "autocomplete": "off", "spellcheck": "false"})
        context["widget"] |= addresses()
        return context


class NormChooserAdapter(WidgetAdapter):
    """The chooser inside a StreamField: as any text control, but it is told when the block sets its value."""

    js_constructor = "decorum.NormChooser"


class AuthorTextAdapter(WidgetAdapter):
    """Author text inside a StreamField."""

    js_constructor = "decorum.AuthorText"


class FigureChooserAdapter(WidgetAdapter):
    """A figure inside a StreamField."""

    js_constructor = "decorum.FigureChooser"


register(NormChooserAdapter(), NormChooser)
register(FigureChooserAdapter(), FigureChooser)
register(AuthorTextAdapter(), AuthorTextarea)


class NormCodesField(forms.Field):
    """Norms by code; cleaned to a list of codes, each once, in order. Codes that the manual does not have are named."""

    widget = NormChooser

    def __init__(self, *, single: bool = False, **kwargs: Any) -> None:
        kwargs.setdefault("widget", NormChooser(single=single))
        kwargs.setdefault("help_text", _("Search by number or words; or type codes such as N-9.2-05, parted by spaces."))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> list[str]:
        return typed_codes(value)

    def validate(self, value: Iterable[str]) -> None:
        codes = list(value)
        super().validate(codes)
        unknown = sorted(set(codes) - set(Norm.objects.filter(code__in=codes).values_list("code", flat=True))) if codes else []
        if unknown:
            raise ValidationError(_("Not in the manual: %(codes)s."), params={"codes": ", ".join(unknown)})

    def has_changed(self, initial: Any, data: Any) -> bool:
        return not self.disabled and typed_codes(initial) != typed_codes(data)
