"""Which blocks of a page are headings: by size, weight, numbering and what follows."""

import re
from itertools import pairwise

from pdfsum.engines.blocks import BULLET, ITEM, Block, Usual

_LENGTH = 160
_WORDS = 20
# Fewer letters in ordinary size are labels: "OR", "N/A".
_FEWEST_LETTERS = 4
# This many times the usual size is a title whatever it says.
_TITLE_SIZE = 1.5
_NUMBERED = re.compile(r"\d{1,2}(?:\.\d{1,2}){0,3}\.?\s+[A-Z\u00c0-\u00de]")
_DIGITLESS = re.compile(r"[^\W\d_]")


def mark_headings(blocks: list[Block], usual: Usual) -> None:
    for index, block in enumerate(blocks):
        following = blocks[index + 1] if index + 1 < len(blocks) else None
        cell = following and _is_in_cell(blocks[index - 1], block, following)
        block.heading = not cell and _is_heading(block, following, usual)
    # A heading stands apart from what it heads.
    for above, below in pairwise(blocks):
        if above.heading != below.heading:
            below.tight = False


def _is_heading(block: Block, following: Block | None, usual: Usual) -> bool:
    text, first = block.text, block.lines[0]
    if not _may_be_heading(block, text) or first.sideways > usual.sideways:
        return False
    if following and following.text[:1].islower() and not text.isupper():
        return False
    if first.size > usual.heading_size:
        return _is_large_heading(block, text, usual)
    return _is_plain_heading(block, text, following, usual)


def _may_be_heading(block: Block, text: str) -> bool:
    if len(text) > _LENGTH or len(text.split()) > _WORDS:
        return False
    letters = sum(map(str.isalpha, text))
    if letters < max(2, 0.5 * len(text.replace(" ", ""))):
        return False
    if BULLET.match(text) or text.endswith((",", ";")):
        return False
    return not (block.lines[0].is_row or block.is_list_mark)


def _is_large_heading(block: Block, text: str, usual: Usual) -> bool:
    words = len(text.split())
    if text.endswith(".") and words > (8 if block.lines[0].bold else 3):
        return False
    large = block.lines[0].size > _TITLE_SIZE * usual.size
    return large or not text[0].islower()


def _is_plain_heading(
    block: Block, text: str, following: Block | None, usual: Usual
) -> bool:
    """In ordinary size: bold, capital or numbered, above running text."""
    first = block.lines[0]
    if first.size < 0.93 * usual.size or len(block.lines) > 2 or following is None:
        return False
    letters = sum(map(str.isalpha, text))
    short = letters < _FEWEST_LETTERS and text.isascii()
    if short or (text.startswith("(") and text.endswith(")")):
        return False
    prose = len(following.lines) > 1 and not ITEM.match(following.text)
    if all(line.bold for line in block.lines) and not usual.bold:
        if text.endswith("."):
            return prose and not (following.lines[0].bold or following.tight)
        return bool(_DIGITLESS.search(following.text))
    if text.endswith("."):
        return False
    alone = prose and not block.tight and len(block.lines) == 1
    capitals = text.isupper() and letters > 3
    return alone and bool(capitals or _NUMBERED.match(text))


def _is_in_cell(before: Block, block: Block, following: Block) -> bool:
    """Beside another cell, or the last line of one: text goes on further left."""
    if block.beside or following.beside:
        return True
    head, text = block.rect, following.lines[0].rect
    if text.y0 < head.y0 or text.x1 > head.x0:
        return False
    return abs(before.row.x0 - head.x0) < 1 and 0 < head.y1 - before.row.y1 < 2 * (
        head.y1 - head.y0
    )
