"""HTML to PDF with WeasyPrint 70, only in jobs: fonts and pictures of ours, nothing from the network (reliability.md R22).

WeasyPrint is imported inside the functions: without Pango the import raises OSError, and the web process never needs it.
"""

import logging
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.conf import settings


class PdfUnavailable(RuntimeError):
    """Pango is missing on this machine; the HTML page is offered instead."""


class MissingGlyph(RuntimeError):
    """A character could not be drawn by any of our fonts."""


def font_file(style: str) -> Path:
    """The bundled Chinese font, `style` "Sans" or "Serif" (OFL, from pylopdf-fonts-zh-cn)."""
    spec = find_spec("pylopdf_fonts_zh_cn")
    if spec is None or not spec.submodule_search_locations:
        raise PdfUnavailable("The package pylopdf-fonts-zh-cn is not installed. Run ./dev setup.")
    return Path(spec.submodule_search_locations[0]) / f"Noto{style}SC-Regular.otf"


def font_face_css() -> str:
    """@font-face rules that name the bundled fonts "Decorum Sans" and "Decorum Serif"."""
    return "\n".join(
        f'@font-face {{ font-family: "Decorum {style}"; src: url("{font_file(style).as_uri()}") format("opentype"); }}' for style in ("Sans", "Serif")
    )


@lru_cache(maxsize=1)
def _engine() -> tuple[Any, Any]:
    """One FontConfiguration and one fetcher per worker process; reused by every document (performance.md G8)."""
    try:
        from weasyprint.text.fonts import FontConfiguration
        from weasyprint.urls import URLFetcher
    except OSError as error:
        raise PdfUnavailable("Pango is not installed on this machine. Run ./dev setup.") from error

    roots = [Path(settings.BASE_DIR), font_file("Sans").parent]

    class OwnFilesOnly(URLFetcher):
        """Allows data: addresses and files below the project or the font package."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            if url.startswith("data:"):
                return super().fetch(url, headers)
            if url.startswith("file:"):
                path = Path(url.removeprefix("file://")).resolve()
                if any(path.is_relative_to(root.resolve()) for root in roots):
                    return super().fetch(url, headers)
            raise ValueError(f"Not allowed in a PDF: {url[:80]}")

    return FontConfiguration(), OwnFilesOnly(allowed_protocols={"data", "file"})


class _GlyphWatch(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.missing = False

    def emit(self, record: logging.LogRecord) -> None:
        self.missing = self.missing or ".notdef" in record.getMessage()


@lru_cache(maxsize=16)
def _stylesheet(css: str) -> Any:
    from weasyprint import CSS

    fonts, fetcher = _engine()
    return CSS(string=css, font_config=fonts, url_fetcher=fetcher)


def render(html: str, css: str, **options: Any) -> bytes:
    """The PDF of one HTML document. Raises MissingGlyph when a character had no drawing, PdfUnavailable without Pango."""
    fonts, fetcher = _engine()
    from weasyprint import HTML

    watch = _GlyphWatch()
    logger = logging.getLogger("weasyprint")
    logger.addHandler(watch)
    try:
        sheets = [_stylesheet(font_face_css()), _stylesheet(css)]
        document = HTML(string=html, url_fetcher=fetcher, base_url=None)
        pdf: bytes = document.write_pdf(stylesheets=sheets, font_config=fonts, **options)
    finally:
        logger.removeHandler(watch)
    if watch.missing:
        raise MissingGlyph("A character of this document has no drawing in the bundled fonts.")
    return pdf
