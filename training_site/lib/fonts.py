"""The Chinese fonts: two bundled ones, whole and cut to the characters that documents use every day, and one for rare names.

A PDF made with the whole font carries tables for 65,000 glyphs; with a cut it is a third as large and twice as fast
(performance.md G8). The cut is made once, kept in .cache/, and the whole font stands behind it for rarer names. Behind that
stands HanaMinB (OFL, Debian's fonts-hanazono), which draws every character of the Unicode extensions B to F, such as 𠮷 and
𤴓; of the 60,000 the bundled fonts know some 200. It is 30 MB large and so comes as a package of the system.
"""

import hashlib
import os
from contextlib import suppress
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from django.conf import settings

STYLES = ("Sans", "Serif")
# Changing what a cut holds changes its name, so that no old one is taken for it.
CUT = "2"


class FontsMissing(RuntimeError):
    """The package with the Chinese fonts is not installed."""


def font_file(style: str) -> Path:
    """The whole bundled font, `style` "Sans" or "Serif" (OFL, from pylopdf-fonts-zh-cn). Raises FontsMissing."""
    spec = find_spec("pylopdf_fonts_zh_cn")
    if spec is None or not spec.submodule_search_locations:
        raise FontsMissing("The package pylopdf-fonts-zh-cn is not installed. Run ./dev setup.")
    return Path(spec.submodule_search_locations[0]) / f"Noto{style}SC-Regular.otf"


def rare_font() -> Path | None:
    """The font for rare names (settings.RARE_FONT); None where it is not installed."""
    path = Path(settings.RARE_FONT)
    return path if path.is_file() else None


def cut_folder() -> Path:
    """Where the cut fonts are kept."""
    return Path(settings.CACHE_DIR) / "fonts"


@lru_cache(maxsize=1)
def everyday_characters() -> frozenset[int]:
    """Code points of Latin with accents, punctuation, and the 6,763 characters of GB 2312 (its rows 16 to 87)."""
    rows = (bytes([high, low]) for high in range(0xB0, 0xF8) for low in range(0xA1, 0xFF))
    han = {ord(character) for pair in rows for character in pair.decode("gb2312", errors="ignore")}
    latin = set(range(0x20, 0x7F)) | set(range(0xA0, 0x180))
    marks = set(range(0x2010, 0x2040)) | set(range(0x3000, 0x3018)) | set(range(0xFF01, 0xFF5F))
    return frozenset(han | latin | marks)


def cut_font(style: str) -> Path:
    """The font of a style cut to everyday characters; made at the first call of a machine (some seconds), then kept."""
    whole = font_file(style)
    key = hashlib.sha256(f"{CUT} {whole.name} {whole.stat().st_size}".encode()).hexdigest()[:12]
    target = cut_folder() / f"Noto{style}SC-{key}.otf"
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = target.with_suffix(f".{os.getpid()}.draft")
        _cut(whole, draft)
        draft.replace(target)  # two workers may cut at once; both files are the same
    return target


def prepare() -> None:
    """Cut what is not cut yet, so that the first document of a machine need not wait for it. Without the fonts nothing happens."""
    with suppress(FontsMissing):
        for style in STYLES:
            cut_font(style)


def _cut(whole: Path, target: Path) -> None:
    from fontTools import subset

    options = subset.Options()
    options.layout_features = ["kern", "ccmp"]
    options.drop_tables += ["vhea", "vmtx", "VORG", "BASE"]
    options.desubroutinize = True
    options.notdef_outline = True
    options.recalc_timestamp = False
    font = subset.load_font(str(whole), options)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=everyday_characters())
    cutter.subset(font)
    subset.save_font(font, str(target), options)
    font.close()
