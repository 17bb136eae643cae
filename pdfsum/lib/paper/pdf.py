"""A paper as PDF: every script, right to left where it is read so, links that work."""

import logging
import re
import unicodedata

from fpdf import FPDF
from fpdf.enums import Align, WrapMode, XPos, YPos

from pdfsum.lib.paper.content import Block, Kind, Paper
from pdfsum.lib.paper.fonts import CJK, MAIN, font_path, fonts_for

# In points and millimetres.
_TITLE, _HEADING, _TEXT, _SMALL = 18, 13, 11, 8
_LINE, _GAP, _MARGIN = 6.0, 2.5, 22.0
_INK, _FAINT = (26, 28, 33), (95, 100, 110)
_UNSEEN = "\N{REPLACEMENT CHARACTER}"
# In a paragraph with more of these, lines break between any two characters.
_MANY_IDEOGRAPHS = 0.3
_IDEOGRAPHS = re.compile(
    "[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
# What the one East Asian font is told, so that it draws a country's own shapes.
_SHAPES = {"zh": "zh-Hans", "ko": "ko"}
# Zero-width signs that shaping heeds and no font needs to draw.
_WITHOUT_INK = set("\u200b\u200c\u200d\u2060\ufe0e\ufe0f")

# It tells of each table of a font that it leaves out.
logging.getLogger("fontTools").setLevel(logging.ERROR)


def to_pdf(paper: Paper) -> bytes:
    """The bytes of the PDF. Half a second with Chinese or Japanese, else a fraction.

    Characters that no font here has become `[?]`, and the end of the paper says which.
    """
    printed = {c for text in paper.texts() for c in _printable(text)} | set("[?]…")
    fonts, missing = fonts_for(printed - _WITHOUT_INK - {" "})
    pdf = _Pdf(paper, fonts, missing)
    pdf.add_page()
    pdf.write_block(Block(paper.title), size=_TITLE, gap=_GAP)
    for line in paper.about:
        pdf.write_block(Block(line), size=_TEXT, ink=_FAINT, gap=0)
    pdf.ln(_GAP * 2)
    for block in paper.blocks:
        if block.kind is Kind.HEADING:
            pdf.ln(_GAP)
            pdf.write_block(block, size=_HEADING, gap=_GAP)
        else:
            pdf.write_block(block, size=_TEXT, gap=_GAP)
    if missing:
        pdf.write_block(Block(_sentence(missing)), size=_TEXT, ink=_FAINT, gap=0)
    return bytes(pdf.output())


class _Pdf(FPDF):
    def __init__(self, paper: Paper, fonts: list[str], missing: set[str]) -> None:
        super().__init__(format="A4")
        self._heading = paper.title
        self._missing = missing
        self.set_title(paper.title)
        self.set_creator("pdfsum")
        if paper.language:
            self.set_lang(paper.language)
        self.set_margins(_MARGIN, _MARGIN)
        self.set_auto_page_break(auto=True, margin=_MARGIN)
        for name in fonts:
            self.add_font(name, fname=font_path(name))
        self.set_fallback_fonts([n for n in fonts if n != MAIN], exact_match=False)
        shapes = _SHAPES.get(paper.language) if CJK in fonts else None
        self.set_text_shaping(True, language=shapes)

    def write_block(
        self,
        block: Block,
        *,
        size: float,
        gap: float,
        ink: tuple[int, int, int] = _INK,
    ) -> None:
        self.set_font(MAIN, size=size)
        self.set_text_color(*ink)
        start = "• " if block.kind is Kind.ITEM else ""
        mark = f" {block.mark}" if block.mark else ""
        for line in f"{start}{block.text}{mark}".splitlines():
            self._write_line(line, size=size, link=block.url)
        self.ln(gap)

    def _write_line(self, text: str, *, size: float, link: str) -> None:
        shown = self._shown(text)
        if not shown.strip():
            self.ln(_LINE / 2)
            return
        many = len(_IDEOGRAPHS.findall(shown)) > len(shown) * _MANY_IDEOGRAPHS
        self.multi_cell(
            w=0,
            h=_LINE * size / _TEXT,
            text=shown,
            align=Align.R if _is_right_to_left(shown) else Align.L,
            wrapmode=WrapMode.CHAR if many else WrapMode.WORD,
            link=link,
            new_x=XPos.LMARGIN,
            new_y=YPos.NEXT,
        )

    def _shown(self, text: str) -> str:
        kept = "".join(_UNSEEN if c in self._missing else c for c in _printable(text))
        return re.sub(f"{_UNSEEN}+", "[?]", kept)

    def footer(self) -> None:
        self.set_y(-14)
        self.set_font(MAIN, size=_SMALL)
        self.set_text_color(*_FAINT)
        title = self._shown(self._heading)
        title = title if len(title) <= 80 else f"{title[:79]}…"
        self.cell(w=0, h=5, text=f"{title} · {self.page_no()}", align=Align.C)


def _printable(text: str) -> str:
    """Without control characters, and composed: fonts have é, and seldom e and ´."""
    composed = unicodedata.normalize("NFC", text)
    return "".join(c if c.isprintable() or c in _WITHOUT_INK else " " for c in composed)


def _is_right_to_left(text: str) -> bool:
    for character in text:
        direction = unicodedata.bidirectional(character)
        if direction in ("L", "R", "AL"):
            return direction != "L"
    return False


def _sentence(missing: set[str]) -> str:
    codes = [f"U+{ord(character):04X}" for character in sorted(missing)]
    named = ", ".join(codes[:10]) + (", …" if len(codes) > 10 else "")
    return (
        "[?] stands for characters that no font here can draw "
        f"({named}). Export as Markdown or text to get them."
    )
