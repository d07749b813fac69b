"""A document for word processors without what it says: page, footer, properties, numbering, settings."""

from __future__ import annotations

import datetime
import io
from typing import Any
from zipfile import ZipFile

from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE as KIND
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm
from docx.text.paragraph import Paragraph as DocxParagraph

from practices.text.xml import legal

from .blocks import Paper
from .docx_styles import DEEPEST, STEP, dress, text_width

_A4 = (21.0, 29.7)  # cm
_LOCALES = {"en": "en-GB", "fr": "fr-FR", "es": "es-ES"}  # as word processors want languages to be told
_TWIPS = 567  # in a cm
# What comes with python-docx and tells of another document.
_NOT_OURS = {"thumbnail", "extended-properties", "customXml", "webSettings", "stylesWithEffects", "fontTable"}


class Frame:
    """A document that takes links and pictures, and gives its parts when all of them are known."""

    def __init__(self, paper: Paper) -> None:
        self._document = Document()
        self._part: Any = self._document.part
        self._links: dict[str, str] = {}
        self._lists: list[int] = []
        self.text_width = text_width(paper.is_tight)
        dress(self._document, locale(paper.language), paper.is_tight)
        _without_others(self._document)
        _page(self._document.sections[0], paper)
        _properties(self._document.core_properties, paper)

    def link(self, address: str) -> str:
        """Return the id of a link to an address outside."""
        if address not in self._links:
            self._links[address] = f"link{len(self._links) + 1}"
            self._part.rels.add_relationship(KIND.HYPERLINK, address, self._links[address], is_external=True)
        return self._links[address]

    def picture(self, png: bytes, width_cm: float, number: int) -> Any:
        """Return a picture as what stands within a line, with its place for an alternative text."""
        inline = self._part.new_pic_inline(io.BytesIO(png), width=Cm(width_cm))
        for side in ("distT", "distB", "distL", "distR"):
            inline.set(side, "0")  # else LibreOffice keeps text away
        inline.docPr.set("id", str(number))
        inline.graphic.graphicData.pic.nvPicPr.cNvPr.set("name", f"picture{number}.png")
        return inline

    def numbering(self, start: int) -> int:
        """Return the id of one more numbered list, which begins with a number."""
        self._lists.append(start)
        return len(self._lists) + 1

    def parts(self, language: str, asks_for_pages: bool) -> dict[str, bytes]:
        """Return all parts by name, the document without any block. Its reader may be asked to number pages."""
        _numbering(self._part.numbering_part.element, self._lists)
        _settings(self._document.settings.element, locale(language), asks_for_pages)
        whole = io.BytesIO()
        self._document.save(whole)
        with ZipFile(whole) as file:
            parts = {name: file.read(name) for name in file.namelist()}
        return parts


def locale(language: str) -> str:
    """Return a language as word processors want it to be told."""
    return _LOCALES.get(language, language)


def _without_others(document: Any) -> None:
    for owner in (document.part.package, document.part):
        for name, relation in list(owner.rels.items()):
            if relation.reltype.rpartition("/")[2] in _NOT_OURS:
                del owner.rels[name]


def _page(section: Any, paper: Paper) -> None:
    section.page_width, section.page_height = (Cm(length) for length in _A4)
    side, edge = (_A4[0] - text_width(paper.is_tight)) / 2, 1.6 if paper.is_tight else 2.2
    section.left_margin = section.right_margin = Cm(side)
    section.top_margin, section.bottom_margin, section.footer_distance = Cm(edge), Cm(edge), Cm(edge / 2)
    line: DocxParagraph = section.footer.paragraphs[0]
    line.style = "Footer"
    line.add_run(f"{legal(paper.footer)}\t")
    line._p.append(_field("PAGE"))
    line.add_run(" / ")
    line._p.append(_field("NUMPAGES"))


def _field(name: str) -> Any:
    return parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr=" {name} "><w:r><w:t>1</w:t></w:r></w:fldSimple>')


def _properties(about: Any, paper: Paper) -> None:
    """Tell of the document: titles and authors have at most 255 characters here."""
    moment = datetime.datetime.combine(paper.day, datetime.time())
    licence = " ".join(part for part in (paper.licence.text, paper.licence.address) if part)
    comments = "\n".join(part for part in (paper.address, licence) if part)
    told = {"title": paper.title, "subject": paper.description, "author": paper.author, "comments": comments}
    told |= {"last_modified_by": paper.author, "keywords": ", ".join(paper.keywords)}
    for name, text in told.items():
        setattr(about, name, legal(text)[:255])
    about.language, about.revision = locale(paper.language), 1
    about.created = about.modified = moment


def _settings(settings: Any, language: str, asks_for_pages: bool) -> None:
    for name in ("w:zoom", "w:proofState", "w:savePreviewPicture", "w:rsids"):
        for element in settings.findall(qn(name)):
            settings.remove(element)
    settings.find(f".//{qn('w:compatSetting')}").set(qn("w:val"), "15")  # of Word since 2013
    fonts = settings.find(qn("w:themeFontLang"))
    fonts.attrib.clear()
    fonts.set(qn("w:val"), language)
    if asks_for_pages:  # Word asks whether it may put them in
        settings.find(qn("w:compat")).addprevious(parse_xml(f'<w:updateFields {nsdecls("w")} w:val="true"/>'))


def _numbering(numbering: Any, starts: list[int]) -> None:
    """Tell of the bullets, and of each list that is numbered."""
    for element in list(numbering):
        numbering.remove(element)
    numbering.append(_levels(0, "bullet", ("•", "–", "▪")))
    numbering.append(_levels(1, "decimal", ("%1.", "%2.", "%3.")))
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="1"><w:abstractNumId w:val="0"/></w:num>'))
    for number, start in enumerate(starts, 2):
        begins = "".join(
            f'<w:lvlOverride w:ilvl="{level}"><w:startOverride w:val="{start}"/></w:lvlOverride>'
            for level in range(DEEPEST)
        )
        one = f'<w:num {nsdecls("w")} w:numId="{number}"><w:abstractNumId w:val="1"/>{begins}</w:num>'
        numbering.append(parse_xml(one))


def _levels(number: int, kind: str, signs: tuple[str, ...]) -> Any:
    levels = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:lvlText w:val="{sign}"/>'
        f'<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="{round(STEP * _TWIPS * (level + 1))}" '
        f'w:hanging="{round(STEP * _TWIPS)}"/></w:pPr></w:lvl>'
        for level, sign in enumerate(signs)
    )
    return parse_xml(
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{number}"><w:multiLevelType w:val="multilevel"/>'
        f"{levels}</w:abstractNum>"
    )
