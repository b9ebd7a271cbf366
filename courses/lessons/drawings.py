"""The drawings that come with the platform: SVG files of this package, listed in drawings/index.yaml."""

from functools import cache
from pathlib import Path

import yaml
from django.utils.safestring import SafeString

from training_site.lib import bilingual

FOLDER = Path(__file__).resolve().parent / "static" / "lessons" / "drawings"


@cache
def drawings() -> dict[str, dict[str, str]]:
    """Name of each drawing with its title as a {"zh", "en"} pair; only files that are really there."""
    index = FOLDER / "index.yaml"
    rows = yaml.safe_load(index.read_text(encoding="utf-8")) if index.exists() else []
    return {row["name"]: row["title"] for row in rows or [] if (FOLDER / f"{row['name']}.svg").is_file()}


def drawing_choices() -> list[tuple[str, str]]:
    """For the editor: names with titles in the reader's language."""
    return [(name, bilingual.pick(title)) for name, title in drawings().items()]


@cache
def svg_of(name: str) -> SafeString:
    """The drawing's markup, to stand inside a page. Raises KeyError for a name that the index does not have."""
    drawings()[name]
    markup = (FOLDER / f"{name}.svg").read_text(encoding="utf-8")
    return SafeString(markup[markup.index("<svg") :])  # nosec B308 B703: a file of this package, never an upload
