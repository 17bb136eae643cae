"""Lines that run up, down or backwards, laid out as if the page were turned."""

from itertools import groupby, pairwise

from pdfsum.engines.lines import Line, Rect, Word, is_right_to_left

# Fewer words can stand in any order by chance.
_SURE = 3


def upright(lines: list[Line]) -> list[Line]:
    """The lines with the sideways ones turned upright, each group from its top.

    Only layout sees the turned places: boxes come from the characters themselves.
    """
    made: list[Line] = []
    numbered = zip(turns(lines), lines, strict=True)
    for turn, group in groupby(numbered, key=lambda pair: pair[0]):
        members = [line for _, line in group]
        if turn:
            members = [_turned(line, turn) for line in members]
            # pdfium may give them from the last to the first.
            steps = [
                below.rect.y0 - above.rect.y0 for above, below in pairwise(members)
            ]
            if sum(step < 0 for step in steps) * 2 > len(steps):
                members.reverse()
        made.extend(members)
    return made


def turns(lines: list[Line]) -> list[int]:
    """0 for level lines, 1 for downwards, -1 for upwards, 2 for upside down."""
    found: list[int] = []
    for line in lines:
        turn = _turn(line)
        if turn is None:
            # One word is not enough to tell: it reads as the line before it.
            turn = (found[-1] if found else 0) or _next_turn(lines, len(found) + 1) or 1
        elif not turn and found and found[-1] == 2 and len(line.words) < _SURE:
            turn = 2
        found.append(turn)
    return found


def _next_turn(lines: list[Line], start: int) -> int:
    for line in lines[start : start + 5]:
        turn = _turn(line)
        if turn:
            return turn
    return 0


def _turn(line: Line) -> int | None:
    first, last = line.words[0], line.words[-1]
    if len(line.words) > 1:
        level = min(first.rect.y1, last.rect.y1) > max(first.rect.y0, last.rect.y0)
        stacked = min(first.rect.x1, last.rect.x1) > max(first.rect.x0, last.rect.x0)
        if level:
            return 2 if _runs_backwards(line) else 0
        if not stacked:
            return 0
        return 1 if last.rect.y0 > first.rect.y0 else -1
    rect = first.rect
    tall = rect.y1 - rect.y0 > 1.5 * (rect.x1 - rect.x0)
    return None if tall and first.end - first.start > 2 else 0


def _runs_backwards(line: Line) -> bool:
    """From right to left although the script does not."""
    if len(line.words) < _SURE or is_right_to_left(line.text):
        return False
    return all(right.rect.x0 < left.rect.x0 for left, right in pairwise(line.words))


def _turned(line: Line, turn: int) -> Line:
    line.place(
        [
            Word(word.start, word.end, turned_rect(word.rect, turn))
            for word in line.words
        ]
    )
    line.sideways = True
    return line


def turned_rect(rect: Rect, turn: int) -> Rect:
    """Where a place is once the page is turned so that lines of `turn` are level."""
    if not turn:
        return rect
    if turn == 2:
        return Rect(-rect.x1, -rect.y1, -rect.x0, -rect.y0)
    if turn == 1:
        return Rect(rect.y0, -rect.x1, rect.y1, -rect.x0)
    return Rect(-rect.y1, rect.x0, -rect.y0, rect.x1)
