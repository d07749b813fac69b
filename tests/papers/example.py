"""A paper that has one of everything."""

import datetime
import io

from PIL import Image

from practices.papers import blocks as b

EVIL = "</w:t></p><script>alert(1)</script>\x00\x0b&amp;"


def png() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (60, 20)).save(file, "PNG")
    return file.getvalue()


def paper(*blocks: b.Block, **others: object) -> b.Paper:
    given = {"title": "Lower fees", "language": "fr", "day": datetime.date(2026, 12, 1), "author": "IOM"}
    return b.Paper(blocks=blocks or everything(), **{**given, "address": "https://example.org/", **others})  # type: ignore[arg-type]


def everything() -> tuple[b.Block, ...]:
    return (
        b.Contents("Sommaire"),
        b.PageBreak(),
        b.Heading("Kenya", anchor="kenya"),
        b.Paragraph(["Voir ", b.Run("Maroc", address="#morocco"), b.Run("rien", address="#nowhere")], "lead"),
        b.Prose(
            "A **law**, see [it](https://example.org/a?b=c&d) or [this](javascript:alert)\n\n1. one\n   - two", "en"
        ),
        b.Heading("Chiffres", 2),
        b.Table("Par phase", ["Domaine", "Voyage"], [["Envois de fonds", "4"], ["Recrutement", "0"]]),
        b.Picture(png(), "Deux pays", "Une carte"),
        b.Heading("Maroc", anchor="morocco"),
        b.Facts([("Qui", "Ministère"), ("Lien", b.Run("ici", address="http://exa mple/"))]),
        b.Checklist(["Une loi"]),
        b.Bullets(["Un", "Deux"], numbered=True),
        b.Index([b.Entry("Kenya", [b.Run("1", address="#kenya")])]),
    )
