"""No English text with Han in it, and no text on a page that is not a message."""

import re
from html.parser import HTMLParser

import pytest
from django.apps import apps
from django.utils.translation import _trans

from tests.house import access
from training_site.demo.reading import CONTENT, load_all
from training_site.lib.wording import HAN

# Names, not words: the product's own name in both scripts, the other language's name in the switch, codes.
NAMES = {"Decorum", "English", "Jianglan Telecom", "PIN", "PDF", "XLSX", "CSV", "QR"}
# Wagtail's own, never given to translation there; and what stands as an example in the roster's table.
FOREIGN = {
    "Actions",
    "Preview cannot display due to validation errors.",
    "Click save to highlight the relevant fields.",
    "Here are the",
    "You are viewing a previous version of this",
}
EXAMPLES = {"Lin Xiaohe", "lin.xiaohe@example.org", "counter"}


def english(node, path=""):
    """(path, text) of every `en` value in a content file."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "en":
                yield from ((f"{path}.en", str(text)) for text in (value if isinstance(value, list) else [value]))
            else:
                yield from english(value, f"{path}.{key}")
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from english(value, f"{path}[{index}]")


@pytest.mark.parametrize("pattern", ["norms/*.yaml", "questions/*.yaml", "courses/**/*.yaml", "scenarios/*.yaml", "*.yaml"])
def test_english_content_has_no_han(pattern):
    assert list(CONTENT.glob(pattern))
    assert [(path, text[:60]) for path, text in english(load_all(pattern)) if HAN.search(text)] == []


TEXTUAL = {"CharField", "TextField", "SlugField", "JSONField", "EmailField", "StreamField", "URLField"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
HEARD = {"aria-label", "title", "placeholder", "alt"}


class Texts(HTMLParser):
    """The texts a reader sees or hears. What stands in an element with a `lang` of its own is in another language on purpose."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.found, self.open = [], []

    def skipped(self):
        return any(skip for _tag, skip in self.open)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        skip = tag in {"script", "style", "kbd", "code", "template"} or "hidden" in given or ("lang" in given and tag != "html")
        if not skip and not self.skipped():
            self.found += [value for name, value in attributes if name in HEARD and value]
        if tag not in VOID:
            self.open.append((tag, skip))

    def handle_endtag(self, tag):
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        if data.strip() and not self.skipped():
            self.found.append(data.strip())


@pytest.fixture
def marked_messages(monkeypatch):
    """Every message comes out between ⟦ and ⟧, so that what stands outside was never given to translation."""

    def mark(text):
        return f"⟦{text}⟧"

    monkeypatch.setattr(_trans, "gettext", mark)
    monkeypatch.setattr(_trans, "pgettext", lambda context, text: text if context == "date format" else mark(text))
    monkeypatch.setattr(_trans, "ngettext", lambda one, many, number: mark(one if number == 1 else many))
    monkeypatch.setattr(_trans, "npgettext", lambda context, one, many, number: mark(one if number == 1 else many))


def bare(html, names):
    """Words of a page that are neither messages nor names of people, units and codes."""
    parser = Texts()
    parser.feed(html)
    outside = [re.sub(r"⟦[^⟦⟧]*⟧", " ", text) for text in parser.found]
    while any("⟦" in text for text in outside):
        outside = [re.sub(r"⟦[^⟦⟧]*⟧|[⟦⟧]", " ", text) for text in outside]
    words = {text.strip() for text in outside if re.search(r"[A-Za-z]{3}|[㐀-鿿]{2}", text) and not re.fullmatch(r"[0-9A-Z -]+", text.strip())}
    return sorted(word for word in words if not any(name in word for name in names))


def test_a_bare_literal_would_be_seen():
    assert bare("<p>⟦Save⟧ Submit now</p>", NAMES) == ["Submit now"]


def stored_texts():
    """Every text in the database: what people and authors wrote is no message."""
    found = set()

    def take(value):
        if isinstance(value, str):
            found.update(line.strip() for line in value.splitlines())
        elif isinstance(value, dict | list | tuple):
            for part in value.values() if isinstance(value, dict) else value:
                take(part)

    for model in apps.get_models():
        if model._meta.app_label not in {"contenttypes", "auth", "sessions"}:
            for row in model._default_manager.all():
                take([getattr(row, field.attname) for field in model._meta.concrete_fields if field.get_internal_type() in TEXTUAL])
    return {text for text in found if text}


@pytest.mark.parametrize("module", access.row_files(), ids=lambda module: module.__name__.split(".", 1)[1])
def test_pages_have_no_bare_literals(module, clients, world, marked_messages):
    arguments = access.arguments_of(module, world)
    stored = stored_texts() | NAMES | FOREIGN | EXAMPLES | {"礼范", "中文", "江岚通信"}
    found = {}
    for name in module.ROWS:
        url = access.address_of(name, arguments)
        for role in access.ROLES if url else []:
            response = clients[role].get(url)
            if response.status_code == 200 and response.headers["Content-Type"].startswith("text/html"):
                words = bare(response.content.decode(), stored)
                found[name, role] = [word for word in words if not any(word in text for text in stored)]
    assert {key: words for key, words in found.items() if words} == {}
