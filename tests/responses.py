"""What a response holds in words, whatever kind of file it is."""

import io
import zipfile
from typing import Any


def words_of(response: Any) -> str:
    """The text of a page, of JSON and of CSV; of an XLSX or a ZIP, everything that is packed in it."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return _unpacked(content)


def _unpacked(content: bytes) -> str:
    if not content.startswith(b"PK\x03\x04"):
        return content.decode("utf-8", "replace")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "\n".join(f"{name}\n{_unpacked(archive.read(name))}" for name in archive.namelist())
