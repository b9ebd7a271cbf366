"""No English text with Han in it, and no text on a page that is not a message."""

import re
from html.parser import HTMLParser

import pytest
from django.apps import apps
from django.conf import settings
from django.utils.translation import _trans

from tests.house import access
from training_site.demo.reading import CONTENT, load_all
from training_site.lib.wording import HAN
from training_site.logins.models import User
from training_site.people.models import OrgUnit, StaffMember

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

SITE = {"礼范", "中文", "江岚通信"}


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
    stored = stored_texts() | NAMES | FOREIGN | EXAMPLES | SITE
    found = {}
    for name in module.ROWS:
        url = access.address_of(name, arguments)
        for role in access.READERS if url else []:
            response = clients[role].get(url)
            if response.status_code == 200 and response.headers["Content-Type"].startswith("text/html"):
                words = bare(response.content.decode(), stored)
                found[name, role] = [word for word in words if not any(word in text for text in stored)]
    assert {key: words for key, words in found.items() if words} == {}


def chinese(html, names):
    """Chinese that an English reader meets: outside names and outside what is marked as Chinese."""
    parser = Texts()
    parser.feed(html)
    # Names whole, without their surname (greetings) and masked (the public check of a certificate).
    forms = {form for name in names for form in (name, name[1:], f"{name[0]}{'*' * (len(name) - 2)}{name[-1]}") if len(form) > 1}
    known = re.compile("|".join(re.escape(form) for form in sorted(forms, key=len, reverse=True)))
    return sorted({text for text in parser.found if HAN.search(known.sub(" ", text))})


def test_chinese_on_an_english_page_would_be_seen():
    page = '<p>Hello 林小禾 <b lang="zh-Hans">条文</b></p><button title="保存">Save</button>'
    assert chinese(page, {"林小禾"}) == ["保存"]


def edited_in_both():
    """What stands in the Chinese columns of all tables: the administration shows both languages of it side by side, under their labels."""
    for room in settings.ROOMS:
        for model in apps.get_app_config(room.replace(".", "_")).get_models():
            for field in model._meta.concrete_fields:
                if field.name.endswith("_zh"):
                    yield from model._base_manager.order_by().values_list(field.name, flat=True).distinct()


@pytest.mark.parametrize("module", access.row_files(), ids=lambda module: module.__name__.split(".", 1)[1])
def test_english_pages_have_no_chinese(module, clients, world):
    given = access.arguments_of(module, world)
    edited = {text for text in edited_in_both() if text}
    people = {name for names in [*StaffMember.objects.values_list("name"), *User.objects.values_list("display_name")] for name in names if name}
    units = {name for name in OrgUnit.objects.values_list("name_zh", flat=True) if name}
    found = {}
    for name, row in module.ROWS.items():
        url = access.address_of(name, given)
        for role in access.READERS if url else []:
            if row[role] == "ok":
                clients[role].cookies["django_language"] = "en"
                response = clients[role].get(url)
                if response.status_code == 200 and response.headers["Content-Type"].startswith("text/html"):
                    names = NAMES | SITE | people | units | (edited if url.startswith("/admin/") else set())
                    found[name, role] = chinese(response.content.decode(), names)
    assert {place: words for place, words in found.items() if words} == {}
