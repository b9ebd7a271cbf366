"""HTML to PDF with WeasyPrint 70, only in jobs: our fonts, pictures inside the document, nothing from the network (R22).

WeasyPrint is imported inside the functions: without Pango the import raises OSError, and the web process never needs it.
In a stylesheet the fonts are "Decorum Sans" and "Decorum Serif" (cut to everyday characters), each followed by its whole
one and by the font for rare names: `font-family: "Decorum Serif", "Decorum Serif Whole", "Decorum Rare"`. A glyph of any other
font counts as missing, so that a document looks the same wherever it is made and embeds nothing but free fonts.
"""

import atexit
import logging
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

from training_site.lib import fonts


class PdfUnavailable(RuntimeError):
    """Pango or the fonts are missing on this machine; the HTML page is offered instead."""


class ForbiddenAddress(RuntimeError):
    """The document asked for something from outside: another file, another protocol, the network."""


class MissingGlyph(RuntimeError):
    """A character could not be drawn by any of our fonts."""


FAMILY = "Decorum"


def font_face_css() -> str:
    """@font-face rules of the cut fonts, the whole ones behind them, and the one for rare names where it is installed."""
    faces = [(f"{FAMILY} {style}", fonts.cut_font(style)) for style in fonts.STYLES]
    faces += [(f"{FAMILY} {style} Whole", fonts.font_file(style)) for style in fonts.STYLES]
    rare = fonts.rare_font()
    if rare is not None:
        faces.append((f"{FAMILY} Rare", rare))
    return "\n".join(f'@font-face {{ font-family: "{name}"; src: url("{path.as_uri()}"); }}' for name, path in faces)


def may_read(url: str) -> bool:
    """True for data: addresses and for the fonts' own files; every other file and every other protocol is closed."""
    parts = urlsplit(url)
    if parts.scheme == "data":
        return True
    if parts.scheme != "file" or parts.netloc not in {"", "localhost"}:
        return False
    path = Path(url2pathname(parts.path)).resolve()
    rare = fonts.rare_font()
    if rare is not None and path == rare.resolve():
        return True
    return path.suffix == ".otf" and path.parent in {fonts.font_file("Sans").parent.resolve(), fonts.cut_folder().resolve()}


@lru_cache(maxsize=1)
def _engine() -> tuple[Any, Any]:
    """One FontConfiguration and one fetcher per worker process; reused by every document (performance.md G8)."""
    try:
        from weasyprint.text.fonts import FontConfiguration
        from weasyprint.urls import URLFetcher
    except OSError as error:
        raise PdfUnavailable("Pango is not installed on this machine. Run ./dev setup.") from error

    class OwnFilesOnly(URLFetcher):
        """Refuses what `may_read` does not name; a refusal ends the rendering instead of leaving a gap in the document."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            if not may_read(url):
                raise ValueError(f"Not allowed in a PDF: {url[:80]}")
            return super().fetch(url, headers)

    configuration = FontConfiguration()
    atexit.register(_tidy, configuration)
    return configuration, OwnFilesOnly(allowed_protocols={"data", "file"}, allow_redirects=False, fail_on_errors=True)


def _tidy(configuration: Any) -> None:
    """Remove WeasyPrint's copies of the fonts; its own way fails when the interpreter is already going down."""
    configuration.__del__()
    configuration._folder = None


class _GlyphWatch(logging.Handler):
    """Notes a character that no font of the machine draws (said in the log), or that only a font drew which is not ours."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.missing = False

    def emit(self, record: logging.LogRecord) -> None:
        self.missing = self.missing or ".notdef" in record.getMessage()

    def look(self, document: Any, pdf: Any) -> None:
        """Called by WeasyPrint with the finished document, which knows the fonts that it used."""
        self.missing = self.missing or any(not font.family.startswith(f"{FAMILY} ") for font in document.fonts.values())


def _missing() -> MissingGlyph:
    hint = "" if fonts.rare_font() else " For rare names install the Debian package fonts-hanazono (./dev setup)."
    return MissingGlyph(f"A character of this document has no drawing in the bundled fonts.{hint}")


@lru_cache(maxsize=16)
def _stylesheet(css: str) -> Any:
    from weasyprint import CSS

    font_config, fetcher = _engine()
    return CSS(string=css, font_config=font_config, url_fetcher=fetcher)


def render(html: str, css: str, **options: Any) -> bytes:
    """The PDF of one HTML document, equal for equal input but for the dates of its metadata.

    Raises MissingGlyph when a character had no drawing, PdfUnavailable without Pango or fonts, and ForbiddenAddress
    when the document asks for anything from outside.
    """
    font_config, fetcher = _engine()
    from weasyprint import HTML
    from weasyprint.urls import FatalURLFetchingError

    watch = _GlyphWatch()
    logger = logging.getLogger("weasyprint")
    logger.addHandler(watch)
    try:
        sheets = [_stylesheet(font_face_css()), _stylesheet(css)]
        document = HTML(string=html, url_fetcher=fetcher, base_url=None)
        pdf: bytes = document.write_pdf(stylesheets=sheets, font_config=font_config, finisher=watch.look, **options)
    except fonts.FontsMissing as error:
        raise PdfUnavailable(str(error)) from error
    except FatalURLFetchingError as error:  # a BaseException of WeasyPrint, which would end the worker
        raise ForbiddenAddress(str(error)) from error
    finally:
        logger.removeHandler(watch)
    if watch.missing:
        raise _missing()
    return pdf
