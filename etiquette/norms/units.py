"""The units figures may have, with their words: Chinese, and English as singular and plural."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from training_site.lib import percentages
from training_site.lib.errors import Refused


@dataclass(frozen=True)
class Unit:
    """Words of a unit. A word that starts with a letter or a Han character is set apart from the quantity, "%" is not."""

    zh: str
    en: str
    en_plural: str

    def word(self, quantity: Decimal, lang: str) -> str:
        """The unit's word for a quantity in "zh" or "en"; English is singular for exactly 1."""
        if lang == "en":
            return self.en if quantity == 1 else self.en_plural
        return self.zh


UNITS: dict[str, Unit] = {
    "second": Unit("秒", "second", "seconds"),
    "minute": Unit("分钟", "minute", "minutes"),
    "hour": Unit("小时", "hour", "hours"),
    "day": Unit("天", "day", "days"),
    "working-day": Unit("个工作日", "working day", "working days"),
    "month": Unit("个月", "month", "months"),
    "year": Unit("年", "year", "years"),
    "percent": Unit("%", "%", "%"),
    "step": Unit("步", "step", "steps"),
    "stage": Unit("个环节", "stage", "stages"),
    "item": Unit("项", "item", "items"),
    "indicator": Unit("项指标", "indicator", "indicators"),
    "quality": Unit("项", "quality", "qualities"),
    "criterion": Unit("项", "criterion", "criteria"),
    "category": Unit("类", "category", "categories"),
    "method": Unit("种", "method", "methods"),
    "article": Unit("条", "article", "articles"),
    "level": Unit("级", "level", "levels"),
    "time": Unit("次", "time", "times"),
    "point": Unit("分", "point", "points"),
    "yuan": Unit("元", "yuan", "yuan"),
}


def units() -> dict[str, Unit]:
    """Every known unit by code, in the order of the table."""
    return dict(UNITS)


def unit(code: str) -> Unit:
    """The unit of a code. Raises Refused for one that the table does not have."""
    found = UNITS.get(code)
    if found is None:
        raise Refused(_("The unit “%(unit)s” is not known. Known units: %(known)s.") % {"unit": code, "known": ", ".join(UNITS)})
    return found


def worded(quantity: Decimal | str, code: str, lang: str) -> str:
    """Quantity and unit as they are read: "30 秒", "30 seconds", "90%". Raises Refused for an unknown unit."""
    amount = Decimal(quantity)
    word = unit(code).word(amount, lang)
    return f"{percentages.shown(amount)}{' ' if word[0].isalpha() else ''}{word}"
