"""The drawings that come with the platform: SVG files of this package, listed in drawings/index.yaml."""

import base64
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


# A drawing that stands alone has no page whose colours it could take: the light palette of tokens.css and the lines of drawings.css.
ALONE = """
.dr-ink,.dr-thin,.dr-ochre,.dr-red,.dr-path{fill:none;stroke-linecap:round;stroke-linejoin:round}
.dr-ink{stroke:#1f1d1a;stroke-width:2px}.dr-thin{stroke:#857d6d}.dr-ochre{stroke:#b07811;stroke-width:2px}
.dr-red{stroke:#b03a26;stroke-width:2px}.dr-path{stroke:#1f665d;stroke-width:2px}.dr-dash{stroke-dasharray:5 5}
.dr-ink,.dr-ochre,.dr-red,.dr-path,.dr-thin{vector-effect:non-scaling-stroke}
.dr-sheet{fill:#fffefb}.dr-sunk{fill:#efeadf}.dr-wash{fill:#e4efeb}.dr-jade{fill:#1f665d}.dr-hair{fill:#4a463f}
.dr-num{font-family:sans-serif;font-weight:600;text-anchor:middle;fill:#1f1d1a;stroke:none}
svg{background:#fffefb}
"""


def alone(name: str) -> str:
    """The drawing as an SVG file of its own, with its colours. Raises KeyError for a name that the index does not have."""
    head, mark, rest = svg_of(name).partition(">")
    return f"{head}{mark}<style>{ALONE}</style>{rest}"


@cache
def data_address(name: str) -> str:
    """The drawing as a data: address, for what can only show a file (the poster of a film)."""
    return "data:image/svg+xml;base64," + base64.b64encode(alone(name).encode()).decode()
