"""The looks of a document for word processors: styles, so that who works on it can change all headings at once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor

from practices.web.colours import colours

# Hardly any machine has our own fonts, and LibreOffice heeds no fallback that a document names: it would take the same
# letters for titles and text. These, or others of their width, are everywhere.
SANS, SERIF = "Calibri", "Georgia"
DEEPEST = 3  # lists within each other
STEP = 0.63  # cm by which each list within another begins farther in
_TEXT_WIDTH, _TIGHT_WIDTH = 16.0, 17.4  # cm of A4 between the margins
_LABELS = 4.8  # cm that the labels of facts take


@dataclass(frozen=True)
class _Look:
    """A style of paragraphs. Sizes and spaces are points, indents cm."""

    name: str
    size: float = 0
    serif: bool = False
    bold: bool = False
    colour: str = ""  # a token
    before: float = 0
    after: float = 6
    lines: float = 0  # their height
    indent: float = 0
    hanging: float = 0
    keeps: bool = False  # on the page of what follows
    level: int = 0  # of a heading
    following: str = "Body Text"


_LOOKS = (
    _Look("Body Text", lines=1.25),
    _Look("Title", 24, serif=True, bold=True, after=4, keeps=True, lines=1.05),
    _Look("Subtitle", 12, colour="ink-2", after=14),
    _Look("Heading 1", 18, serif=True, bold=True, before=18, after=6, keeps=True, level=1),
    _Look("Heading 2", 14, serif=True, bold=True, before=18, after=4, keeps=True, level=2),
    _Look("Heading 3", 11, bold=True, before=12, after=3, keeps=True, level=3),
    _Look("Lead", 12, serif=True, colour="ink-2", after=8, lines=1.25),
    _Look("Note", 9, colour="ink-2", after=6),
    _Look("Citation", 9.5, after=4, indent=0.8, hanging=0.8),
    _Look("Quote", colour="ink-2", indent=0.8, lines=1.25),
    _Look("Fact", after=2, indent=_LABELS, hanging=_LABELS, following="Fact"),
    _Look("Checklist", after=4, indent=STEP + 0.2, hanging=STEP + 0.2, following="Checklist"),
    _Look("Caption", 9.5, bold=True, colour="ink-2", before=10, after=4, keeps=True),
    _Look("Picture", after=10),
    _Look("Table Text", 9.5, before=2, after=2, following="Table Text"),
    _Look("Table Number", 9.5, before=2, after=2, following="Table Number"),
    _Look("TOC Heading", 14, serif=True, bold=True, before=18, after=6, keeps=True),
    _Look("TOC 1", bold=True, before=6, after=2),
    _Look("TOC 2", after=2, indent=STEP),
    _Look("TOC 3", 9.5, after=1, indent=2 * STEP),
    _Look("Index 1", 9.5, after=2, indent=0.8, hanging=0.8),
    _Look("Footer", 8.5, colour="ink-2", after=0),
)

_OURS = {
    "Lead",
    "Note",
    "Citation",
    "Fact",
    "Checklist",
    "Picture",
    "Table Text",
    "Table Number",
}  # which Word doesn't know

_SMALL = {"TOC 1", "TOC 2", "TOC 3", "Index 1"}


def text_width(is_tight: bool) -> float:
    """Return how many cm of A4 there are between the margins."""
    return _TIGHT_WIDTH if is_tight else _TEXT_WIDTH


def _tight(look: _Look) -> _Look:
    smaller = 0.72 if look.level or look.serif else 0.86
    size = max(8, round(look.size * smaller * 2) / 2) if look.size else 0
    lines = min(look.lines, 1.03)
    return replace(look, size=size, lines=lines, before=look.before * 0.45, after=look.after * 0.35)


def dress(document: Any, language: str, is_tight: bool = False) -> None:
    """Give a document our styles in place of its own, with what they all share: font, size, language."""
    styles = document.styles
    for style in list(styles.element.findall(qn("w:style"))):
        styles.element.remove(style)
    looks = [_tight(look) for look in _LOOKS] if is_tight else _LOOKS
    _share(styles, language, 9.5 if is_tight else 10.5)
    styles.add_style("Normal", WD_STYLE_TYPE.PARAGRAPH, builtin=True).element.set(qn("w:default"), "1")
    for number in range(1, DEEPEST + 1):
        _lists(styles, number)
    for look in looks:
        _paragraphs(styles, look, text_width(is_tight))
    for look in _LOOKS:
        styles[look.name].next_paragraph_style = styles[look.following]
    for look in _LOOKS:
        if look.name in _SMALL:  # as files name what Word shows as 'TOC 1'
            styles[look.name].element.name_val = look.name.lower()
    _characters(styles)
    _tables(styles)


def _share(styles: Any, language: str, size: float) -> None:
    defaults = styles.element.find(qn("w:docDefaults"))
    double = round(size * 2)
    fonts = " ".join(f'w:{kind}="{SANS}"' for kind in ("ascii", "hAnsi", "cs"))
    new = f"""<w:docDefaults {nsdecls("w")}>
        <w:rPrDefault><w:rPr><w:rFonts {fonts}/><w:color w:val="{colour("ink")}"/>
        <w:sz w:val="{double}"/><w:szCs w:val="{double}"/>
        <w:lang w:val="{language}" w:eastAsia="{language}"/></w:rPr></w:rPrDefault>
        <w:pPrDefault><w:pPr><w:spacing w:after="120"/></w:pPr></w:pPrDefault></w:docDefaults>"""
    styles.element.replace(defaults, parse_xml(new))


def _paragraphs(styles: Any, look: _Look, width: float) -> None:
    style = styles.add_style(look.name, WD_STYLE_TYPE.PARAGRAPH, builtin=look.name not in _OURS)
    style.base_style, style.quick_style, style.style_id = styles["Normal"], True, look.name.replace(" ", "")
    _letters(style, look)
    about = style.paragraph_format
    about.space_before, about.space_after = Pt(look.before), Pt(look.after)
    if look.lines:
        about.line_spacing = look.lines
    if look.indent:
        about.left_indent, about.first_line_indent = Cm(look.indent), Cm(-look.hanging)
    about.keep_with_next, about.widow_control = look.keeps or None, True
    if look.level:
        style.element.get_or_add_pPr().append(_element("w:outlineLvl", str(look.level - 1)))
    if look.name == "Table Number":
        about.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if look.name == "Title":
        _line_below(style)
    if look.name in {*_SMALL, "Footer"} - {"Index 1"}:
        _right_stop(style, "dot" if look.name.startswith("TOC") else "none", width)


def _letters(style: Any, look: _Look) -> None:
    if look.serif:
        style.font.name = SERIF
        style.element.rPr.rFonts.set(qn("w:cs"), SERIF)
    if look.size:
        style.font.size = Pt(look.size)
    if look.bold:
        style.font.bold = True
    if look.colour:
        style.font.color.rgb = RGBColor.from_string(colour(look.colour))


def _lists(styles: Any, depth: int) -> None:
    """Bullets, numbers, and what goes on within an item, of lists so deep."""
    ending = "" if depth == 1 else f" {depth}"
    for name in ("List Bullet", "List Number", "List Continue"):
        style = styles.add_style(f"{name}{ending}", WD_STYLE_TYPE.PARAGRAPH, builtin=True)
        style.base_style, style.quick_style = styles["Normal"], True
        about = style.paragraph_format
        about.space_after, about.line_spacing, about.left_indent = Pt(3), 1.25, Cm(STEP * depth)
        if name == "List Bullet":
            about.first_line_indent = Cm(-STEP)
            numbering = f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{depth - 1}"/><w:numId w:val="1"/></w:numPr>'
            style.element.get_or_add_pPr().insert(0, parse_xml(numbering))


def _characters(styles: Any) -> None:
    for name in ("Default Paragraph Font", "Strong", "Emphasis", "Hyperlink"):
        style = styles.add_style(name, WD_STYLE_TYPE.CHARACTER, builtin=True)
        style.quick_style = True
    styles["Default Paragraph Font"].element.set(qn("w:default"), "1")
    styles["Strong"].font.bold = True
    styles["Emphasis"].font.italic = True
    styles["Hyperlink"].font.underline = True
    styles["Hyperlink"].font.color.rgb = RGBColor.from_string(colour("link"))


def _tables(styles: Any) -> None:
    """Add lines between rows, a stronger one below the head, no boxes."""
    strong, light = colour("ink"), colour("line")
    margins = "".join(f'<w:{side} w:w="80" w:type="dxa"/>' for side in ("left", "right"))
    style = f"""<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="Catalogue">
        <w:name w:val="Catalogue"/><w:basedOn w:val="TableNormal"/><w:qFormat/>
        <w:tblPr><w:tblBorders><w:top w:val="single" w:sz="8" w:color="{strong}"/>
        <w:bottom w:val="single" w:sz="8" w:color="{strong}"/>
        <w:insideH w:val="single" w:sz="4" w:color="{light}"/></w:tblBorders>
        <w:tblCellMar>{margins}</w:tblCellMar></w:tblPr>
        <w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr>
        <w:tcPr><w:tcBorders><w:bottom w:val="single" w:sz="8" w:color="{strong}"/></w:tcBorders></w:tcPr>
        </w:tblStylePr>
        <w:tblStylePr w:type="firstCol"><w:rPr><w:b/></w:rPr></w:tblStylePr></w:style>"""
    normal = f"""<w:style {nsdecls("w")} w:type="table" w:default="1" w:styleId="TableNormal">
        <w:name w:val="Normal Table"/><w:uiPriority w:val="99"/><w:semiHidden/>
        <w:tblPr><w:tblInd w:w="0" w:type="dxa"/></w:tblPr></w:style>"""
    for one in (normal, style):
        styles.element.append(parse_xml(one))


def _line_below(style: Any) -> None:
    line = f'<w:bottom w:val="single" w:sz="12" w:space="6" w:color="{colour("ink")}"/>'
    border = parse_xml(f"<w:pBdr {nsdecls('w')}>{line}</w:pBdr>")
    style.element.pPr.insert_element_before(border, "w:spacing", "w:ind", "w:outlineLvl")


def _right_stop(style: Any, leader: str, width: float) -> None:
    stop = f'<w:tab w:val="right" w:leader="{leader}" w:pos="{round(Cm(width).pt * 20)}"/>'
    tabs = parse_xml(f"<w:tabs {nsdecls('w')}>{stop}</w:tabs>")
    style.element.pPr.insert_element_before(tabs, "w:spacing", "w:ind", "w:outlineLvl")


def _element(name: str, value: str) -> Any:
    element = OxmlElement(name)
    element.set(qn("w:val"), value)
    return element


def colour(token: str) -> str:
    """Return a colour as Word writes it: `12232B`."""
    return colours()[f"light-{token}"][1:].upper()
