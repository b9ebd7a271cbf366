"""Files that trainers upload: what they are is read from their content, never from their name (reliability.md R21)."""

from __future__ import annotations

import hashlib
import zipfile
from typing import IO, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later

from courses.lessons.durations import duration_of
from training_site.lib.errors import Refused

MEGABYTE = 1024 * 1024
MOST_BYTES = {"document": 50 * MEGABYTE, "video": 500 * MEGABYTE, "audio": 100 * MEGABYTE, "captions": MEGABYTE, "image": 20 * MEGABYTE}

LIMITS = _later(
    "PDF, Word (DOCX) and PowerPoint (PPTX) up to 50 MB, MP4 and WebM up to 500 MB, MP3, M4A, WAV and OGG up to 100 MB, WebVTT captions up to 1 MB."
)

Sniffed = tuple[str, str, str]  # kind, ending, content type

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"

# First bytes and what they mean; offsets as in the formats' own specifications.
_SIGNATURES: list[tuple[int, bytes, Sniffed]] = [
    (0, b"%PDF-", ("document", "pdf", "application/pdf")),
    (0, b"\x1aE\xdf\xa3", ("video", "webm", "video/webm")),
    (0, b"OggS", ("audio", "ogg", "audio/ogg")),
    (0, b"ID3", ("audio", "mp3", "audio/mpeg")),
    (0, b"\xff\xfb", ("audio", "mp3", "audio/mpeg")),
    (0, b"\xff\xf3", ("audio", "mp3", "audio/mpeg")),
    (0, b"\xff\xf2", ("audio", "mp3", "audio/mpeg")),
    (8, b"WAVE", ("audio", "wav", "audio/wav")),
    (8, b"WEBP", ("image", "webp", "image/webp")),
    (0, b"\x89PNG\r\n\x1a\n", ("image", "png", "image/png")),
    (0, b"\xff\xd8\xff", ("image", "jpg", "image/jpeg")),
    (4, b"ftypM4A", ("audio", "m4a", "audio/mp4")),
    (4, b"ftypavif", ("image", "avif", "image/avif")),
    (4, b"ftyp", ("video", "mp4", "video/mp4")),
]


def sniff(file: IO[bytes]) -> Sniffed:
    """Kind, ending and content type of a file by its content. Raises Refused for everything that lessons do not use."""
    file.seek(0)
    head = file.read(64)
    file.seek(0)
    for offset, signature, meaning in _SIGNATURES:
        if head[offset : offset + len(signature)] == signature:
            return meaning
    if head.startswith(b"PK\x03\x04"):
        return _sniff_office(file)
    text = head.removeprefix(b"\xef\xbb\xbf")
    if text.startswith(b"WEBVTT") and text[6:7] in {b"", b" ", b"\t", b"\n", b"\r"}:
        return _checked_captions(file)
    raise Refused(_("This file is none of PDF, Word (DOCX), PowerPoint (PPTX), MP4, WebM, MP3, M4A, WAV, OGG or WebVTT."))


def _sniff_office(file: IO[bytes]) -> Sniffed:
    try:
        with zipfile.ZipFile(file) as archive:
            names = set(archive.namelist()[:5000])
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise Refused(_("This file is damaged. Save it anew and upload it again.")) from error
    finally:
        file.seek(0)
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise Refused(_("This file holds macros. Save it without macros and upload it again."))
    if "word/document.xml" in names:
        return "document", "docx", DOCX
    if "ppt/presentation.xml" in names:
        return "document", "pptx", PPTX
    raise Refused(_("Of files of this kind, only Word (DOCX) and PowerPoint (PPTX) are accepted."))


def _checked_captions(file: IO[bytes]) -> Sniffed:
    try:
        file.read(MOST_BYTES["captions"] + 1).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused(_("The captions are not UTF-8 text. Save them as UTF-8 and upload them again.")) from error
    finally:
        file.seek(0)
    return "captions", "vtt", "text/vtt"


# Endings that may stand for what a file was found to be; a file of another ending was named wrongly or by somebody who hides something.
_ALSO = {
    "mp4": {"mp4", "m4v", "m4a"},
    "m4a": {"m4a", "mp4"},
    "ogg": {"ogg", "oga", "opus"},
    "webm": {"webm", "weba"},
    "jpg": {"jpg", "jpeg"},
}


def check_name(name: str, extension: str) -> None:
    """Raises Refused when the ending of an uploader's name says something else than the content (`extension`)."""
    said = name.rpartition(".")[2].lower() if "." in name else ""
    if said and said not in _ALSO.get(extension, {extension}):
        raise Refused(
            _("The name ends in “.%(said)s”, but the content is %(found)s. Upload the right file, or give this one its right ending.")
            % {"said": said, "found": extension.upper()}
        )


def describe(attachment: Any) -> None:
    """Fill in what a new Attachment is. Raises Refused when it is not accepted or too large; nothing is written then."""
    file = attachment.file
    attachment.kind, attachment.extension, attachment.content_type = sniff(file)
    attachment.size = file.size
    attachment.duration_ms = duration_of(file, attachment.extension, attachment.size)
    most = MOST_BYTES[attachment.kind]
    if attachment.size > most:
        raise Refused(
            _("The file has %(size)d MB; at most %(most)d MB are accepted.") % {"size": -(-attachment.size // MEGABYTE), "most": most // MEGABYTE}
        )
    digest = hashlib.sha256()
    file.seek(0)
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    attachment.sha256 = digest.hexdigest()
