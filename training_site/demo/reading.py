"""Reading the content files: plain YAML below content/, nothing from outside this folder."""

from pathlib import Path
from typing import Any

import yaml

CONTENT = Path(__file__).resolve().parent / "content"


def load(name: str) -> Any:
    """One file by its path below content/."""
    return yaml.safe_load((CONTENT / name).read_text(encoding="utf-8"))


def load_all(pattern: str) -> list[Any]:
    """Every file that fits, in the order of their paths."""
    return [yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(CONTENT.glob(pattern))]
