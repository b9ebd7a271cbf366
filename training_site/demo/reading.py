"""Reading the content files: plain YAML below content/, nothing from outside this folder."""

from pathlib import Path
from typing import Any

import yaml

CONTENT = Path(__file__).resolve().parent / "content"
# The loader in C reads the same YAML ten times as fast; wheels without libyaml have only the other one.
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _parsed(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER)  # nosec B506: both loaders are the safe ones


def load(name: str) -> Any:
    """One file by its path below content/."""
    return _parsed(CONTENT / name)


def load_all(pattern: str) -> list[Any]:
    """Every file that fits, in the order of their paths."""
    return [_parsed(path) for path in sorted(CONTENT.glob(pattern))]
