"""Lengths read from files' own headers."""

import io
import struct

import pytest

from courses.lessons.durations import duration_of
from tests.factories.lessons import wav
from training_site.demo.making.film import element, webm


def box(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I4s", len(content) + 8, name) + content


def ogg(head: bytes, granule: int) -> bytes:
    return b"OggS" + bytes(24) + head + bytes(40) + b"OggS\x00\x04" + struct.pack("<q", granule) + bytes(12)


MVHD_0 = box(b"mvhd", struct.pack(">B3xIIII", 0, 0, 0, 600, 1500) + bytes(80))
MVHD_1 = box(b"mvhd", struct.pack(">B3xQQIQ", 1, 0, 0, 1000, 2500) + bytes(80))
MP3 = b"\xff\xfb\x90\x00" + bytes(32) + b"Xing" + struct.pack(">II", 1, 100) + bytes(400)
CONSTANT = b"ID3\x04\x00\x00\x00\x00\x00\x0a" + bytes(10) + b"\xff\xfb\x90\x00" + bytes(15996)


@pytest.mark.parametrize(
    ("content", "extension", "expected"),
    [
        (wav(3), "wav", 3000),
        (box(b"ftyp", b"isom") + box(b"moov", MVHD_0), "mp4", 2500),
        (box(b"ftyp", b"M4A ") + box(b"free", bytes(99)) + box(b"moov", MVHD_1), "m4a", 2500),
        (webm([(0, True, b"frame"), (83, False, b"frame")]), "webm", 167),
        (ogg(b"\x01vorbis" + bytes(5) + struct.pack("<I", 44100), 88200), "ogg", 2000),
        (ogg(b"OpusHead\x01\x01" + struct.pack("<H", 480), 48480), "ogg", 1000),
        (MP3, "mp3", 2612),
        (CONSTANT, "mp3", 1000),
    ],
)
def test_duration_is_read_from_the_content(content: bytes, extension: str, expected: int) -> None:
    assert duration_of(io.BytesIO(content), extension, len(content)) == expected


@pytest.mark.parametrize(
    ("content", "extension"),
    [
        (b"", "wav"),
        (b"RIFF\0\0\0\0WAVEfmt ", "wav"),
        (box(b"moov", box(b"mvhd", bytes(100))), "mp4"),
        (struct.pack(">I4s", 3, b"moov") * 4, "mp4"),
        (element(0x1A45DFA3, b"") + element(0x18538067, element(0x1549A966, b"")), "webm"),
        (b"\x1aE\xdf\xa3\x00", "webm"),
        (b"OggS" + bytes(60), "ogg"),
        (b"ID3" + bytes(100), "mp3"),
        (b"%PDF-1.7", "pdf"),
    ],
)
def test_file_that_does_not_say_has_no_length(content: bytes, extension: str) -> None:
    assert duration_of(io.BytesIO(content), extension, len(content)) is None
