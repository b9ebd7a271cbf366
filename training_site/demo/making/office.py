"""Word and PowerPoint files written by hand (ECMA-376): paragraphs, tick boxes and slides are all that a handout needs."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
DRAW = "http://schemas.openxmlformats.org/drawingml/2006/main"
POINT = "http://schemas.openxmlformats.org/presentationml/2006/main"
TYPES = "application/vnd.openxmlformats-officedocument."
SAME_DAY = (2026, 1, 1, 0, 0, 0)  # so that the same content makes the same file
INK, JADE = "1F1D1A", "1B6057"
WIDE, HIGH = 12_192_000, 6_858_000  # a slide of 16 to 9, in English metric units


def package(parts: Mapping[str, str]) -> bytes:
    """The parts as a file."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name, SAME_DAY), HEAD + content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _types(overrides: Mapping[str, str]) -> str:
    rows = "".join(f'<Override PartName="/{name}" ContentType="{TYPES}{kind}+xml"/>' for name, kind in overrides.items())
    plain = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    return f'<Types xmlns="{PACKAGE}/content-types">{plain}<Default Extension="xml" ContentType="application/xml"/>{rows}</Types>'


def _relations(*targets: tuple[str, str]) -> str:
    rows = "".join(
        f'<Relationship Id="rId{number}" Type="{OFFICE}/{kind}" Target="{target}"/>' for number, (kind, target) in enumerate(targets, start=1)
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{rows}</Relationships>'


def _paragraph(text: str, size: int, *, bold: bool = False, colour: str = INK, before: int = 0) -> str:
    fonts = '<w:rFonts w:ascii="Calibri" w:hAnsi="Calibri" w:eastAsia="Microsoft YaHei"/>'
    weight = "<w:b/>" if bold else ""
    look = f'{fonts}{weight}<w:color w:val="{colour}"/><w:sz w:val="{size * 2}"/>'
    space = f'<w:pPr><w:spacing w:before="{before * 20}" w:after="120" w:line="320" w:lineRule="auto"/></w:pPr>'
    return f'<w:p>{space}<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'


def docx(title: str, lead: str, parts: Sequence[tuple[str, Sequence[str]]]) -> bytes:
    """A Word file: a title, a sentence, then parts of a heading and lines."""
    body = _paragraph(title, 22, bold=True, colour=JADE) + _paragraph(lead, 11)
    for heading, lines in parts:
        body += _paragraph(heading, 14, bold=True, before=10) + "".join(_paragraph(line, 11) for line in lines)
    page = '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134"/></w:sectPr>'
    return package(
        {
            "[Content_Types].xml": _types({"word/document.xml": "wordprocessingml.document.main"}),
            "_rels/.rels": _relations(("officeDocument", "word/document.xml")),
            "word/document.xml": f'<w:document xmlns:w="{WORD}"><w:body>{body}{page}</w:body></w:document>',
        }
    )


def _runs(lines: Sequence[str], size: int, colour: str, bold: bool) -> str:
    look = f'<a:solidFill><a:srgbClr val="{colour}"/></a:solidFill><a:latin typeface="Calibri"/><a:ea typeface="Microsoft YaHei"/>'
    weight = ' b="1"' if bold else ""
    run = f'<a:rPr lang="zh-CN" sz="{size * 100}"{weight} dirty="0">{look}</a:rPr>'
    return "".join(
        f'<a:p><a:pPr><a:spcAft><a:spcPts val="1200"/></a:spcAft></a:pPr><a:r>{run}<a:t>{escape(line)}</a:t></a:r></a:p>' for line in lines
    )


def _box(number: int, name: str, top: int, high: int, text: str) -> str:
    place = f'<a:xfrm><a:off x="838200" y="{top}"/><a:ext cx="{WIDE - 2 * 838200}" cy="{high}"/></a:xfrm>'
    shape = f'<p:spPr>{place}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr>'
    head = f'<p:nvSpPr><p:cNvPr id="{number}" name="{name}"/><p:cNvSpPr txBox="1"/><p:nvPr/></p:nvSpPr>'
    return f'<p:sp>{head}{shape}<p:txBody><a:bodyPr wrap="square"/><a:lstStyle/>{text}</p:txBody></p:sp>'


GROUP = '<p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/>'
NAMES = f'xmlns:a="{DRAW}" xmlns:r="{OFFICE}" xmlns:p="{POINT}"'
MAP = 'bg1="lt1" tx1="dk1" bg2="lt2" tx2="dk2" ' + " ".join(f'accent{number}="accent{number}"' for number in range(1, 7))
MAP += ' hlink="hlink" folHlink="folHlink"'


def _slide(title: str, lines: Sequence[str]) -> str:
    shapes = _box(2, "Title", 500_000, 1_100_000, _runs([title], 36, JADE, True)) + _box(
        3, "Text", 1_750_000, 4_400_000, _runs(lines, 24, INK, False)
    )
    return f"<p:sld {NAMES}><p:cSld><p:spTree>{GROUP}{shapes}</p:spTree></p:cSld><p:clrMapOvr><a:masterClrMapping/></p:clrMapOvr></p:sld>"


def _theme() -> str:
    colours = {"dk1": INK, "lt1": "FFFEFB", "dk2": "4A463F", "lt2": "EFEADF", "accent1": JADE, "accent2": "B07811", "accent3": "A83420"}
    colours |= {"accent4": "2C4F86", "accent5": "676155", "accent6": "9FC2B9", "hlink": JADE, "folHlink": "4A463F"}
    scheme = "".join(f'<a:{name}><a:srgbClr val="{value}"/></a:{name}>' for name, value in colours.items())
    font = '<a:latin typeface="Calibri"/><a:ea typeface="Microsoft YaHei"/><a:cs typeface=""/>'
    fill = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>' * 3
    line = '<a:ln w="9525"><a:solidFill><a:schemeClr val="phClr"/></a:solidFill></a:ln>' * 3
    effect = "<a:effectStyle><a:effectLst/></a:effectStyle>" * 3
    formats = f"<a:fillStyleLst>{fill}</a:fillStyleLst><a:lnStyleLst>{line}</a:lnStyleLst><a:effectStyleLst>{effect}</a:effectStyleLst>"
    formats += f"<a:bgFillStyleLst>{fill}</a:bgFillStyleLst>"
    fonts = f'<a:fontScheme name="d"><a:majorFont>{font}</a:majorFont><a:minorFont>{font}</a:minorFont></a:fontScheme>'
    inside = f'<a:clrScheme name="d">{scheme}</a:clrScheme>{fonts}<a:fmtScheme name="d">{formats}</a:fmtScheme>'
    return f'<a:theme xmlns:a="{DRAW}" name="d"><a:themeElements>{inside}</a:themeElements></a:theme>'


def pptx(slides: Sequence[tuple[str, Sequence[str]]]) -> bytes:
    """A PowerPoint file: each slide a title and lines."""
    numbers = range(1, len(slides) + 1)
    types = {"ppt/presentation.xml": "presentationml.presentation.main", "ppt/slideMasters/slideMaster1.xml": "presentationml.slideMaster"}
    types |= {"ppt/slideLayouts/slideLayout1.xml": "presentationml.slideLayout", "ppt/theme/theme1.xml": "theme"}
    types |= {f"ppt/slides/slide{number}.xml": "presentationml.slide" for number in numbers}
    list_of = "".join(f'<p:sldId id="{255 + number}" r:id="rId{number + 1}"/>' for number in numbers)
    sizes = f'<p:sldSz cx="{WIDE}" cy="{HIGH}"/><p:notesSz cx="{HIGH}" cy="{WIDE}"/>'
    masters = '<p:sldMasterIdLst><p:sldMasterId id="2147483648" r:id="rId1"/></p:sldMasterIdLst>'
    empty = f"<p:cSld><p:spTree>{GROUP}</p:spTree></p:cSld>"
    layouts = '<p:sldLayoutIdLst><p:sldLayoutId id="2147483649" r:id="rId1"/></p:sldLayoutIdLst>'
    layout_map = "<p:clrMapOvr><a:masterClrMapping/></p:clrMapOvr>"
    layout, master, theme = "slideLayouts/slideLayout1.xml", "slideMasters/slideMaster1.xml", "theme/theme1.xml"
    parts = {
        "[Content_Types].xml": _types(types),
        "_rels/.rels": _relations(("officeDocument", "ppt/presentation.xml")),
        "ppt/presentation.xml": f"<p:presentation {NAMES}>{masters}<p:sldIdLst>{list_of}</p:sldIdLst>{sizes}</p:presentation>",
        "ppt/_rels/presentation.xml.rels": _relations(("slideMaster", master), *[("slide", f"slides/slide{number}.xml") for number in numbers]),
        "ppt/slideMasters/slideMaster1.xml": f"<p:sldMaster {NAMES}>{empty}<p:clrMap {MAP}/>{layouts}</p:sldMaster>",
        "ppt/slideMasters/_rels/slideMaster1.xml.rels": _relations(("slideLayout", f"../{layout}"), ("theme", f"../{theme}")),
        "ppt/slideLayouts/slideLayout1.xml": f'<p:sldLayout {NAMES} type="blank">{empty}{layout_map}</p:sldLayout>',
        "ppt/slideLayouts/_rels/slideLayout1.xml.rels": _relations(("slideMaster", f"../{master}")),
        "ppt/theme/theme1.xml": _theme(),
    }
    for number, (title, lines) in zip(numbers, slides, strict=True):
        parts[f"ppt/slides/slide{number}.xml"] = _slide(title, lines)
        parts[f"ppt/slides/_rels/slide{number}.xml.rels"] = _relations(("slideLayout", f"../{layout}"))
    return package(parts)
