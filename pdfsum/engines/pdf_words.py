"""The words of a line, parted where the reader joins what stands apart."""

import re
from collections.abc import Callable, Iterable, Iterator

from pdfsum.engines.lines import Rect, Word, union

# Of the line height: wider letters are letters apart, without a blank between them.
_LETTERS_APART = 1.0
# Of the letter's height: the mark of a note is smaller, and raised by so much.
_MARK_HEIGHT, _MARK_RISE = 0.8, 0.1

_WORD = re.compile(r"\S+")
# A word of three letters or more, not a unit or a formula, with the mark of a note.
_MARKED = re.compile(r"[^\W\d_]{3,}[^\w\s]{0,3}(?=\d{1,2}(?:,\d{1,2})*$)")

GetRect = Callable[[int], Rect | None]


def find_words(characters: str, start: int, end: int, place: GetRect) -> Iterator[Word]:
    """Those of characters [start, end) that have a place on the page."""
    for match in _WORD.finditer(characters, start, end):
        first, last = match.start(), match.end() - 1
        left = place(first)
        right = place(last) if last > first else None
        if left and right:
            rect = union(left, right)
            if rect.x1 - rect.x0 > _LETTERS_APART * (rect.y1 - rect.y0) * (
                last - first + 1
            ):
                yield from _letters_apart(first, last + 1, place)
                continue
            if _is_raised(left, right):
                mark = _MARKED.match(characters, first, last + 1)
                if mark:
                    before = place(mark.end() - 1) or left
                    yield Word(first, mark.end(), union(left, before))
                    yield Word(mark.end(), last + 1, right)
                    continue
            yield Word(first, last + 1, rect)
        elif left or right:
            # One of them has no place of its own.
            yield Word(first, last + 1, left or right or Rect(0, 0, 0, 0))


def one_by_one(words: Iterable[Word]) -> Iterator[list[Word]]:
    """The words of each line: pdfium joins lines where the first ends in a mark."""
    line: list[Word] = []
    for word in words:
        if line:
            last, rect = line[-1].rect, word.rect
            if rect.x1 < last.x0 and rect.y0 > (last.y0 + 2 * last.y1) / 3:
                yield line
                line = []
        line.append(word)
    if line:
        yield line


def _letters_apart(start: int, end: int, place: GetRect) -> Iterator[Word]:
    """Marks in the cells of a table, which pdfium joins as if they were a word."""
    word: Word | None = None
    for index in range(start, end):
        rect = place(index)
        if rect is None:
            continue
        if word and rect.x0 - word.rect.x1 < _LETTERS_APART * (rect.y1 - rect.y0):
            word = Word(word.start, index + 1, union(word.rect, rect))
            continue
        if word:
            yield word
        word = Word(index, index + 1, rect)
    if word:
        yield word


def typical_word(words: list[Word]) -> Word:
    """The longest in the height that most letters of the line have."""
    heights: dict[float, int] = {}
    for word in words:
        height = round(word.rect.y1 - word.rect.y0, 1)
        heights[height] = heights.get(height, 0) + word.end - word.start
    if len(heights) > 1:
        usual = max(heights, key=lambda height: (heights[height], height))
        words = [w for w in words if round(w.rect.y1 - w.rect.y0, 1) == usual]
    return max(words, key=lambda word: word.end - word.start)


def _is_raised(left: Rect, right: Rect) -> bool:
    """Whether the right letter is small and stands above the foot of the left one."""
    height = left.y1 - left.y0
    small = right.y1 - right.y0 < _MARK_HEIGHT * height
    return small and left.y1 - right.y1 > _MARK_RISE * height
