"""Message catalogues without GNU gettext: Babel extracts, merges, compiles; one catalogue in every room.

Message ids are English, so the English catalogue is the code itself; a room's `locale/zh_Hans/LC_MESSAGES/django.po` must hold a Chinese
text for every id. An id that a room below has translated already is not asked for twice.
"""

import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from training_site.lib import wording
from training_site.lib.wording import HAN, placeholder_slip

LOCALE = "zh_Hans"
KEYWORDS = {
    "_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None,
    "ngettext": (1, 2), "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3), "npgettext_lazy": ((1, "c"), 2, 3),
}  # fmt: skip
_NOISE = re.compile(r'"(POT?-Creation-Date|PO-Revision-Date|Generated-By|Last-Translator|Report-Msgid|Language-Team)')
Key = tuple[object, object]


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
    return _read(path) if path.exists() else Catalog(locale=LOCALE, charset="utf-8")


def _read(path: Path) -> Catalog:
    with path.open("rb") as handle:
        return read_po(handle, locale=LOCALE, charset="utf-8")


def _key(message: Message) -> Key:
    single = message.id[0] if isinstance(message.id, list | tuple) else message.id
    return single, message.context


def _texts(string: object) -> tuple[str, ...]:
    return tuple(string) if isinstance(string, list | tuple) else (str(string or ""),)


def _last(message: Message) -> str:
    return str(message.id[-1] if isinstance(message.id, list | tuple) else message.id)


def _done(message: Message) -> bool:
    return all(_texts(message.string))


def _held(catalog: Catalog) -> dict[Key, Message]:
    return {_key(message): message for message in catalog if message.id}


class Collection:
    """All catalogues at once, so that a message which moves from room to room takes its Chinese along.

    A message that two rooms use is kept by the one that has translated it. A text whose message is in no code any more stays in its catalogue
    as an obsolete entry until the next collecting, and longer while any message wants a text: it may be the same sentence in other words.
    """

    def __init__(self, folders: list[Path]) -> None:
        self.folders = folders
        self.used = {room: _held(extracted(room)) for room in folders}
        catalogs = {room: stored(room) for room in folders}
        self.held = {room: _held(catalog) for room, catalog in catalogs.items()}
        self.before = {room: dict(held) for room, held in self.held.items()}
        self.obsolete = {room: {_key(message): message for message in catalog.obsolete.values()} for room, catalog in catalogs.items()}

    def wanting(self) -> list[Key]:
        """Messages of the code for which no room holds a text."""
        done = {key for room in self.folders for key, message in self.held[room].items() if _done(message)}
        return [key for room in self.folders for key in self.used[room] if key not in done]

    def _elsewhere(self, room: Path, key: Key) -> bool:
        return any(other != room and key in self.used[other] and key in self.held[other] and _done(self.held[other][key]) for other in self.folders)

    def _text(self, room: Path, message: Message) -> str | tuple[str, ...]:
        # Own words first, then what other rooms say or have said; a plural takes a single text over when it fills in the same.
        rooms = [room, *(other for other in self.folders if other != room)]
        for held in [catalog[other] for catalog in (self.held, self.before, self.obsolete) for other in rooms]:
            old = held.get(_key(message))
            if old and _done(old) and placeholder_slip(_last(message), _texts(old.string)[-1]) is None:
                return _texts(old.string)[:1] if isinstance(message.id, list | tuple) else _texts(old.string)[-1]
        own = self.before[room].get(_key(message))
        plural = isinstance(message.id, list | tuple)
        kept = _texts(own.string)[0] if own and isinstance(own.id, list | tuple) == plural else ""
        return (kept,) if plural else kept

    def _collected(self, room: Path) -> dict[Key, Message]:
        found: dict[Key, Message] = {}
        for key, message in sorted(self.used[room].items(), key=lambda pair: str(pair[1].id)):
            own = self.held[room].get(key)
            if (own and _done(own)) or not self._elsewhere(room, key):
                names = sorted({(name, 0) for name, _ in message.locations})
                found[key] = Message(message.id, self._text(room, message), names, context=message.context)
        return found

    def collect(self, chosen: list[Path]) -> dict[Path, int]:
        """Write the catalogues of these rooms anew, and of others that inherit a text from them; how many messages each leaves without one."""
        for room in chosen:
            self.held[room] = self._collected(room)
        touched = {*chosen, *(heir for room in chosen for heir in self._bequeath(room))}
        wanting = bool(self.wanting())
        for room in chosen:
            left = {key: message for key, message in self.before[room].items() if key not in self.held[room] and _done(message)}
            kept = {**self.obsolete[room], **left} if wanting else left
            self.obsolete[room] = {key: message for key, message in kept.items() if not any(key in used for used in self.used.values())}
        for room in touched:
            self._write(room)
        return {room: sum(not _done(message) for message in self.held[room].values()) for room in chosen}

    def _bequeath(self, room: Path) -> Iterator[Path]:
        # What this room has given up and another one uses without a text of its own.
        for key in self.before[room].keys() - self.held[room].keys():
            heirs = [other for other in self.folders if key in self.used[other]]
            if heirs and not any(key in self.held[other] and _done(self.held[other][key]) for other in heirs):
                message = self.used[heirs[0]][key]
                self.held[heirs[0]][key] = Message(message.id, self._text(heirs[0], message), context=message.context)
                yield heirs[0]

    def _write(self, room: Path) -> None:
        path = po_file(room)
        if not (self.held[room] or self.obsolete[room] or path.exists()):
            return
        fresh = Catalog(locale=LOCALE, charset="utf-8", fuzzy=False, project="Decorum", header_comment="# Chinese (simplified) texts of this room.")
        for message in sorted(self.held[room].values(), key=lambda message: str(message.id)):
            fresh.add(message.id, message.string, context=message.context, locations=message.locations)
        for message in sorted(self.obsolete[room].values(), key=lambda message: str(message.id)):
            fresh.obsolete[fresh._key_for(message.id, message.context)] = message
        path.parent.mkdir(parents=True, exist_ok=True)
        buffer = io.BytesIO()
        write_po(buffer, fresh, width=0, omit_header=False, include_lineno=False)
        path.write_text("\n".join(line for line in buffer.getvalue().decode().splitlines() if not _NOISE.match(line)) + "\n", encoding="utf-8")


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


def faults(room: Path, known: set[Key]) -> Iterator[Fault]:
    """Messages of the code without Chinese or with Chinese in their id, and texts that break the house style."""
    have = _held(stored(room))
    for key, message in _held(extracted(room)).items():
        single = str(key[0])
        ids = message.id if isinstance(message.id, list | tuple) else (single,)
        if HAN.search(single):
            yield Fault(room, single, "a message id must be English")
        if (key not in have or not _done(have[key])) and key not in known:
            yield Fault(room, single, "no Chinese text")
        yield from (Fault(room, single, slip) for text in ids for slip in wording.english_slips(text))
    yield from text_faults(room, have.values())


def text_faults(room: Path, messages: Iterable[Message]) -> Iterator[Fault]:
    """What is wrong with stored texts by themselves: plural forms, placeholders, house style."""
    for message in messages:
        single, texts = str(_key(message)[0]), _texts(message.string)
        plural = isinstance(message.id, list | tuple)
        if plural != isinstance(message.string, list | tuple) or len(texts) != 1:
            yield Fault(room, single, "Chinese has one plural form, no more and no less")
        for text in texts if all(texts) else ():
            slip = placeholder_slip(_last(message), text)
            if slip:
                yield Fault(room, single, slip)
            if message.context != wording.DATE_FORMAT:
                yield from (Fault(room, single, slip) for slip in wording.chinese_slips(text))


def clashes(catalogs: dict[Path, Catalog]) -> Iterator[Fault]:
    """One message, two texts: catalogues merge into one, so that one room would speak with the other's words. The first of the rooms wins."""
    first: dict[Key, tuple[Path, tuple[str, ...]]] = {}
    for room, catalog in catalogs.items():
        for key, message in _held(catalog).items():
            if not _done(message):
                continue
            place, texts = first.setdefault(key, (room, _texts(message.string)))
            if texts != _texts(message.string):
                yield Fault(room, str(key[0]), f"“{_texts(message.string)[0]}” here, “{texts[0]}” in {place}; give one of them a context")


def library_catalogs(package: Path) -> dict[Path, Catalog]:
    """The catalogues that are written by hand for libraries, by their file."""
    return {path: _read(path) for path in sorted(package.glob(f"**/locale/{LOCALE}/LC_MESSAGES/*.po"))}


def translated_keys(rooms: list[Path]) -> set[Key]:
    """Ids that some of these rooms have translated."""
    return {_key(message) for room in rooms for message in stored(room) if message.id and _done(message)}
