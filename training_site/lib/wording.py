"""The house style of interface texts, as far as a machine can hold it: one sentence per slip.

Chinese: full-width punctuation, one space between Chinese and figures or Latin, readers are 您, nobody shouts or says 亲, a button says what
it does. English: plain British English, curly quotes, no em dashes, nobody shouts.
"""

import re
from collections.abc import Iterator

HAN_RANGE = "\u3400-\u9fff\uf900-\ufaff"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
HAN = re.compile(f"[{HAN_RANGE}]")
DATE_FORMAT = "date format"
_TAG = re.compile(r"<[^<>]+>")
_NAME, _FIGURE = "\ue000", "\ue001"  # stand for placeholders: what a text brings may be Chinese, what a %d brings is a figure
_WIDE = "，。；：？！（）、《》"

_CHINESE = [
    (rf"[{HAN_RANGE}”》）{_NAME}{_FIGURE}]\s*[,;:?]|[,;:?]\s*[{HAN_RANGE}“《（]|[{HAN_RANGE}”》）]\.", "half-width punctuation in Chinese"),
    (rf"\([^()]*[{HAN_RANGE}]|[{HAN_RANGE}][^()]*\)", "half-width brackets in Chinese"),
    (r"""["'「」『』]""", "quotes are “ ”"),
    (rf"[{HAN_RANGE}][A-Za-z0-9{_FIGURE}]|[A-Za-z0-9%{_FIGURE}][{HAN_RANGE}]", "no space between Chinese and figures or Latin"),
    (rf"[{_WIDE}] [^<]|\S [{_WIDE}]", "a space beside full-width punctuation"),
    (r"[!！]", "an exclamation mark"),
    (r"你", "the reader is 您"),
    (r"^亲|亲[，,！!]", "nobody is 亲"),
    (r"^(确定|取消|确认|OK)$", "a button says what it does"),
]
_AMERICAN = (
    r"\b(?!(?:\w*siz|priz|seiz|quizz)(?:e|es|ed|ing)\b)\w+(?:iz(?:e|es|ed|er|ing|ation|ations)|yz(?:e|es|ed|ing))\b"
    r"|\b(?:colou?rize|color|colors|colored|center|centers|behavior|favor|favorite|honor|labor|canceled|canceling|catalog|catalogs|enroll|"
    r"enrolls|enrollment|fulfill|program|gray|license(?!d)|dialog|defense|judgment|skillful|traveled|labeled|labeling|check ?mark|math)\b"
)
_ENGLISH = [
    (r"—", "an em dash in English"),
    (r"!", "an exclamation mark"),
    (r"""["']""", "straight quotes in English"),
    (_AMERICAN, "American spelling"),
]
_DATES = re.compile(r"(?<=\d)[年月日]|[年月日](?=\d)")


def _slips(text: str, rules: list[tuple[str, str]]) -> Iterator[str]:
    for pattern, problem in rules:
        hit = re.search(pattern, text, re.IGNORECASE)
        if hit:
            shown = PLACEHOLDER.sub("…", hit.group().replace(_NAME, "…").replace(_FIGURE, "…"))
            yield f"{problem} (“{shown}”)"


def chinese_slips(text: str) -> Iterator[str]:
    """What is against the style in one Chinese text; tags and placeholders are not words."""
    plain = PLACEHOLDER.sub(lambda found: _FIGURE if found.group().endswith("d") else _NAME, _TAG.sub("", text)).replace("%%", "%")
    yield from _slips(_DATES.sub("", plain), _CHINESE)


def english_slips(text: str) -> Iterator[str]:
    """What is against the style in one English text."""
    yield from _slips(PLACEHOLDER.sub(" ", _TAG.sub("", text)), _ENGLISH)


def placeholder_slip(message: str, text: str) -> str | None:
    """Why a text does not fill in what its message fills in; None when it does. Named placeholders may change places, bare ones may not be fewer."""
    if sorted(PLACEHOLDER.findall(message)) != sorted(PLACEHOLDER.findall(text)):
        return "the placeholders of message and text differ"
    filled = "%" in PLACEHOLDER.sub("", message) or re.search(r"%\(\w+\)[sd]|%[sd]", message)
    if filled and message.count("%%") != text.count("%%") and "%" in PLACEHOLDER.sub("", text).replace("%%", ""):
        return "a percent sign stands alone in a text that is filled in"
    return None
