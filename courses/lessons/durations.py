"""How long a film or recording is, read from its own headers, so that no player has to be believed.

Formats: ISO base media (MP4, M4A), WebM (EBML), WAV (RIFF), OGG (Vorbis, Opus), MP3. Every reader looks at a few kilobytes
and gives milliseconds, or None where the file does not say.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from typing import IO

TAIL = 64 * 1024
LONGEST_MS = 24 * 3600 * 1000
MOST_PARTS = 4096  # boxes or elements of one level that are looked at

Reader = Callable[[IO[bytes], int], float | None]


def duration_of(file: IO[bytes], extension: str, size: int) -> int | None:
    """Milliseconds of a file whose ending has been checked against its content; None where it cannot be read."""
    reader = READERS.get(extension)
    if reader is None:
        return None
    try:
        found = reader(file, size)
    except (struct.error, ValueError, IndexError, ZeroDivisionError):
        return None
    finally:
        file.seek(0)
    return round(found) if found is not None and 0 < found <= LONGEST_MS else None


def _boxes(file: IO[bytes], start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Name, start and end of the content of each box of ISO 14496-12 between two places."""
    at = start
    for _count in range(MOST_PARTS):
        if at + 8 > end:
            return
        file.seek(at)
        length, name = struct.unpack(">I4s", file.read(8))
        head = 8
        if length == 1:
            length, head = struct.unpack(">Q", file.read(8))[0], 16
        if length == 0:
            length = end - at
        if length < head:
            return
        yield name, at + head, min(at + length, end)
        at += length


def _mp4(file: IO[bytes], size: int) -> float | None:
    for name, start, end in _boxes(file, 0, size):
        if name != b"moov":
            continue
        for inner, place, _end in _boxes(file, start, end):
            if inner == b"mvhd":
                file.seek(place)
                head = file.read(32)
                scale, length = struct.unpack(">IQ", head[20:32]) if head[0] == 1 else struct.unpack(">II", head[12:20])
                return float(length) * 1000 / scale
    return None


def _vint(file: IO[bytes], keep_mark: bool) -> tuple[int, int]:
    """A variable-length integer of EBML and how many bytes it took."""
    first = file.read(1)[0]
    width = 9 - first.bit_length()
    value = first if keep_mark else first & ((1 << (8 - width)) - 1)
    for byte in file.read(width - 1):
        value = value << 8 | byte
    return value, width


def _elements(file: IO[bytes], start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Id, start and end of the content of each element of EBML (RFC 8794) between two places."""
    at = start
    for _count in range(MOST_PARTS):
        if at >= end:
            return
        file.seek(at)
        name, name_width = _vint(file, keep_mark=True)
        length, length_width = _vint(file, keep_mark=False)
        place = at + name_width + length_width
        unknown = length == (1 << 7 * length_width) - 1
        at = end if unknown else place + length
        yield name, place, min(at, end)


def _webm(file: IO[bytes], size: int) -> float | None:
    segment = next(((start, end) for name, start, end in _elements(file, 0, size) if name == 0x18538067), None)
    info = next(((start, end) for name, start, end in _elements(file, *segment) if name == 0x1549A966), None) if segment else None
    scale, length = 1_000_000, None
    for name, start, end in _elements(file, *info) if info else ():
        file.seek(start)
        content = file.read(min(end - start, 8))
        if name == 0x2AD7B1:
            scale = int.from_bytes(content, "big")
        elif name == 0x4489:
            length = struct.unpack(">d" if len(content) == 8 else ">f", content)[0]
    return None if length is None else length * scale / 1_000_000


def _wav(file: IO[bytes], size: int) -> float | None:
    at, rate = 12, 0
    for _count in range(MOST_PARTS):
        file.seek(at)
        name, length = struct.unpack("<4sI", file.read(8))
        if name == b"fmt ":
            rate = struct.unpack("<I", file.read(12)[8:12])[0]
        elif name == b"data":
            return min(length, size - at - 8) * 1000 / rate
        at += 8 + length + length % 2
    return None


def _ogg(file: IO[bytes], size: int) -> float | None:
    head = file.read(4096)
    if (place := head.find(b"\x01vorbis")) >= 0:
        rate, skipped = struct.unpack("<I", head[place + 12 : place + 16])[0], 0
    elif (place := head.find(b"OpusHead")) >= 0:
        rate, skipped = 48_000, struct.unpack("<H", head[place + 10 : place + 12])[0]
    else:
        return None
    file.seek(max(0, size - TAIL))
    tail = file.read(TAIL)
    last = tail.rfind(b"OggS")
    return (struct.unpack("<q", tail[last + 6 : last + 14])[0] - skipped) * 1000 / rate if last >= 0 else None


# MPEG layer III: kilobits by index, samples a second by index, for version 1 and for versions 2 and 2.5.
_KILOBITS = {3: [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320], 2: [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160]}
_RATES = {3: [44100, 48000, 32000], 2: [22050, 24000, 16000], 0: [11025, 12000, 8000]}


def _mp3(file: IO[bytes], size: int) -> float | None:
    head = file.read(10)
    start = 0
    if head.startswith(b"ID3"):
        start = 10 + (head[6] << 21 | head[7] << 14 | head[8] << 7 | head[9])
    file.seek(start)
    frame = file.read(4096)
    place = next((at for at in range(len(frame) - 4) if frame[at] == 0xFF and frame[at + 1] & 0xE6 == 0xE2), None)
    if place is None:
        return None
    version = frame[place + 1] >> 3 & 3
    rate = _RATES[version][frame[place + 2] >> 2 & 3]
    kilobits = _KILOBITS[3 if version == 3 else 2][frame[place + 2] >> 4]
    for mark in (b"Xing", b"Info"):
        at = frame.find(mark)
        if at >= 0 and frame[at + 7] & 1:
            frames = struct.unpack(">I", frame[at + 8 : at + 12])[0]
            return float(frames) * (1152 if version == 3 else 576) * 1000 / rate
    return (size - start - place) * 8 / kilobits


READERS: dict[str, Reader] = {"mp4": _mp4, "m4a": _mp4, "webm": _webm, "wav": _wav, "ogg": _ogg, "mp3": _mp3}
