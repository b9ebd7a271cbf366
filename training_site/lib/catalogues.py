"""Message catalogues without GNU gettext: Babel extracts, merges, compiles; one catalogue in every room.

Message ids are English, so the English catalogue is the code itself; a room's `locale/zh_Hans/LC_MESSAGES/django.po` must hold a Chinese
text for every id. An id that a room below has translated already is not asked for twice.
"""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

LOCALE = "zh_Hans"
KEYWORDS = {
    "_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None,
    "ngettext": (1, 2), "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3), "npgettext_lazy": ((1, "c"), 2, 3),
}  # fmt: skip
HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


@dataclass(frozen=True)
class Fault:
    """One message that is missing or wrong."""

    room: Path
    message: str
    problem: str

    def __str__(self) -> str:
        return f"{self.room}: {self.problem}: {self.message[:90]!r}"


def po_file(room: Path) -> Path:
    """Where a room keeps its Chinese."""
    return room / "locale" / LOCALE / "LC_MESSAGES" / "django.po"


def _sources(room: Path) -> Iterator[tuple[str, io.BytesIO]]:
    # The package of the shared templates holds rooms of its own; only its frame is collected with it.
    folders = [room / "templates", room / "settings"] if (room / "settings").is_dir() else [room]
    for path in sorted(path for folder in folders for path in folder.rglob("*.py")):
        if "migrations" not in path.parts:
            yield str(path), io.BytesIO(path.read_bytes())
    for path in sorted(path for folder in folders for ending in ("*.html", "*.txt") for path in folder.rglob(ending)):
        if "templates" in path.parts:
            yield str(path), io.BytesIO(templatize(path.read_text(encoding="utf-8")).encode())


def extracted(room: Path) -> Catalog:
    """Every message id in a room's Python and templates."""
    catalog = Catalog(locale=LOCALE, charset="utf-8")
    for name, content in _sources(room):
        for _line, message, _comments, context in extract("python", content, keywords=KEYWORDS, options={"encoding": "utf-8"}):
            if message[0] if isinstance(message, tuple) else message:
                catalog.add(message, context=context, locations=[(Path(name).relative_to(room).as_posix(), 0)])
    return catalog


def stored(room: Path) -> Catalog:
    """What a room has translated."""
    path = po_file(room)
    if not path.exists():
        return Catalog(locale=LOCALE, charset="utf-8")
    with path.open("rb") as handle:
        return read_po(handle, locale=LOCALE, charset="utf-8")


def _key(message: Message) -> tuple[object, object]:
    single = message.id[0] if isinstance(message.id, list | tuple) else message.id
    return single, message.context


def _done(message: Message) -> bool:
    texts = message.string if isinstance(message.string, list | tuple) else (message.string,)
    return all(texts)


def merge(room: Path, known: set[tuple[object, object]]) -> int:
    """Write a room's catalogue anew: ids of the code, texts kept, unused ids dropped; return how many want a text."""
    old = {_key(message): message for message in stored(room) if message.id}
    fresh = Catalog(locale=LOCALE, charset="utf-8", fuzzy=False, project="Decorum", header_comment="# Chinese (simplified) texts of this room.")
    empty = 0
    for message in sorted(extracted(room), key=lambda message: str(message.id)):
        if not message.id or (_key(message) in known and _key(message) not in old):
            continue
        kept = old.get(_key(message))
        text = kept.string if kept and isinstance(kept.string, tuple | list) == isinstance(message.id, tuple | list) else ""
        if isinstance(message.id, tuple | list) and not text:
            text = ("",)
        fresh.add(message.id, text, context=message.context, locations=sorted({(name, 0) for name, _ in message.locations}))
        empty += not all(text if isinstance(text, tuple | list) else (text,))
    if len(fresh):
        path = po_file(room)
        path.parent.mkdir(parents=True, exist_ok=True)
        buffer = io.BytesIO()
        write_po(buffer, fresh, width=0, omit_header=False, include_lineno=False)
        lines = [
            line
            for line in buffer.getvalue().decode().splitlines()
            if not re.match(r'"(POT?-Creation-Date|PO-Revision-Date|Generated-By|Last-Translator|Report-Msgid|Language-Team)', line)
        ]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return empty


def compile_file(source: Path) -> bool:
    """Compile one catalogue when it is newer than what was compiled; True when something was written."""
    target = source.with_suffix(".mo")
    if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
        return False
    draft = target.with_suffix(".mo.draft")
    with draft.open("wb") as handle, source.open("rb") as words:
        write_mo(handle, read_po(words, locale=LOCALE, charset="utf-8"))
    draft.replace(target)
    return True


def faults(room: Path, known: set[tuple[object, object]]) -> Iterator[Fault]:
    """Messages without Chinese, ids with Han in them, texts whose placeholders differ."""
    have = {_key(message): message for message in stored(room) if message.id}
    for message in extracted(room):
        if not message.id:
            continue
        single = str(_key(message)[0])
        if HAN.search(single):
            yield Fault(room, single, "a message id must be English")
        own = have.get(_key(message))
        if own is None or not _done(own):
            if _key(message) not in known:
                yield Fault(room, single, "no Chinese text")
            continue
        texts = own.string if isinstance(own.string, list | tuple) else (own.string,)
        allowed = set(_PLACEHOLDER.findall(" ".join(message.id) if isinstance(message.id, list | tuple) else single))
        if any(set(_PLACEHOLDER.findall(text)) - allowed for text in texts if text):
            yield Fault(room, single, "a placeholder of the Chinese text is not in the message")


def translated_keys(rooms: list[Path]) -> set[tuple[object, object]]:
    """Ids that some of these rooms have translated."""
    return {_key(message) for room in rooms for message in stored(room) if message.id and _done(message)}
