"""Pages cut into passages that follow sentences and headings and know their places."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from pdfsum.engines.pdf import PageText
from pdfsum.engines.running_lines import without_running
from pdfsum.engines.sentences import split_sentences

# A passage is closed at the end of a paragraph from the lower size on, and before the
# sentence that would pass the upper one. All in tokens.
_LOW_TARGET, _HIGH_TARGET = 180, 220
# From this size on a heading starts a new passage; smaller pieces join a neighbour.
_TINY = 60
# Tokenizers call a word of any length one unknown token; a passage is still bounded.
_MOST_CHARACTERS_PER_TOKEN = 16
# Headers and footers are told by the pages read so far and so many more. Pages that
# are recognised at 3 s each become searchable so much later.
_PAGES_AHEAD = 10
# More passages than the longest page that is read can have (500,000 characters).
ORDINALS_PER_PAGE = 10_000

# The cells of a row are parted by tabs.
_BLANKS = " \t"
# After any other character a page ends in mid-sentence.
_STOPS = frozenset(".!?…:;。！？؟।\"'”’»)]")

CountTokens = Callable[[Sequence[str]], list[int]]


@dataclass(frozen=True, slots=True)
class Span:
    """[start, end) of the text of a page (its number)."""

    page: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class PassageDraft:
    """`text` is the page texts of its spans, joined by a space.

    `ordinal` ascends in reading order: the n-th passage that begins on page p has
    p × 10,000 + n, whatever was read before or is read later.
    """

    ordinal: int
    heading: str
    text: str
    spans: tuple[Span, ...]

    @property
    def first_page(self) -> int:
        return self.spans[0].page

    @property
    def last_page(self) -> int:
        return self.spans[-1].page


@dataclass(slots=True)
class _Unit:
    """A sentence, or a part of a giant. `run` changes where something was left out.

    `continues`: the first of a page, going on with what the page before broke off.
    """

    page: int
    start: int
    end: int
    run: int
    opens: bool
    heading: bool
    continues: bool
    tokens: int = 0


def split(
    pages: Iterable[PageText], *, count_tokens: CountTokens, max_tokens: int = 254
) -> Iterator[PassageDraft]:
    """In reading order, while the pages come; repeated headers and footers left out.

    A passage comes at most a dozen pages after its own. None has more than
    `max_tokens`. The same pages give the same passages. Time grows with the text, not
    faster; memory does not grow.
    """
    texts: dict[int, str] = {}
    units = _units(pages, texts, count_tokens, max_tokens)
    heading, page, index = "", 0, 0
    for group in _merged(_grouped(units, max_tokens), max_tokens):
        leading = _leading_heading(group, texts)
        spans = tuple(_spans(group))
        text = " ".join(texts[span.page][span.start : span.end] for span in spans)
        page, index = spans[0].page, index + 1 if page == spans[0].page else 0
        ordinal = page * ORDINALS_PER_PAGE + index
        yield PassageDraft(ordinal, leading or heading, text, spans)
        heading = _last_heading(group, texts) or heading
        for number in [number for number in texts if number < page]:
            del texts[number]


def _units(
    pages: Iterable[PageText],
    texts: dict[int, str],
    count_tokens: CountTokens,
    limit: int,
) -> Iterator[_Unit]:
    """Sentences with their tokens. Puts the text of each page into `texts`."""
    run = 0
    broken_off = False
    for page, left_out in without_running(pages, ahead=_PAGES_AHEAD):
        texts[page.number] = page.text
        found = list(_sentences(page, left_out, run=run, broken_off=broken_off))
        if not found and left_out:
            # A page of nothing else: a label, a ticket, a slide with its title only.
            found = list(_sentences(page, (), run=run, broken_off=broken_off))
        yield from _counted(found, page.text, count_tokens, limit)
        run = found[-1].run + 1 if found else run + 1
        broken_off = bool(found) and page.text[found[-1].end - 1] not in _STOPS


def _sentences(
    page: PageText, left_out: Sequence[tuple[int, int]], *, run: int, broken_off: bool
) -> Iterator[_Unit]:
    headings = dict(page.headings)
    last_end = heading_end = 0
    for start, end in split_sentences(page.text):
        if any(low <= start and end <= high for low, high in left_out):
            run += 1
            continue
        opens = not last_end or "\n" in page.text[last_end:start]
        heading_end = headings.get(start, heading_end)
        continues = broken_off and not last_end and page.text[start].islower()
        heading = start < heading_end
        yield _Unit(page.number, start, end, run, opens, heading, continues)
        last_end = end


def _counted(
    units: list[_Unit], text: str, count_tokens: CountTokens, limit: int
) -> list[_Unit]:
    """With tokens, and giants cut in halves at blanks until each part fits."""
    waiting = units
    counted: list[_Unit] = []
    while waiting:
        counts = count_tokens([text[one.start : one.end] for one in waiting])
        parts: list[_Unit] = []
        for unit, tokens in zip(waiting, counts, strict=True):
            length = unit.end - unit.start
            too_long = tokens > limit or length > limit * _MOST_CHARACTERS_PER_TOKEN
            if too_long and length > 1:
                parts.extend(_halves(unit, text))
            else:
                least = -(-length // _MOST_CHARACTERS_PER_TOKEN)
                unit.tokens = max(tokens, least)
                counted.append(unit)
        waiting = parts
    return sorted(counted, key=lambda unit: unit.start)


def _halves(unit: _Unit, text: str) -> Iterator[_Unit]:
    middle = (unit.start + unit.end) // 2
    left = max(text.rfind(blank, unit.start, middle) for blank in _BLANKS)
    after = (text.find(blank, middle, unit.end) for blank in _BLANKS)
    right = min((place for place in after if place >= 0), default=-1)
    if left < 0 and right < 0:
        yield replace(unit, end=middle)
        yield replace(unit, start=middle, opens=False, continues=False)
        return
    nearer = right if left < 0 or 0 <= right < 2 * middle - left else left
    yield replace(unit, end=nearer)
    yield replace(unit, start=nearer + 1, opens=False, continues=False)


def _grouped(units: Iterable[_Unit], max_tokens: int) -> Iterator[list[_Unit]]:
    low, high = min(_LOW_TARGET, max_tokens), min(_HIGH_TARGET, max_tokens)
    group: list[_Unit] = []
    size = 0
    for unit in units:
        after_heading = bool(group) and group[-1].heading
        full = size + unit.tokens > high and not after_heading
        at_paragraph = unit.opens and size >= low and not after_heading
        at_heading = unit.heading and size >= _TINY and not after_heading
        over = size + unit.tokens > max_tokens
        at_page = bool(group) and _page_ends(group[-1], unit)
        if group and (over or full or at_paragraph or at_heading or at_page):
            yield group
            group, size = [], 0
        group.append(unit)
        size += unit.tokens
    if group:
        yield group


def _page_ends(last: _Unit, unit: _Unit) -> bool:
    """A passage names one page, and two only where a sentence runs on."""
    return last.continues or (unit.page != last.page and not unit.continues)


def _merged(groups: Iterable[list[_Unit]], max_tokens: int) -> Iterator[list[_Unit]]:
    """What is left over before a heading or at the end joins the smaller neighbour."""
    held: list[_Unit] = []
    for group in groups:
        if held and _belong_together(held, group, max_tokens):
            held.extend(group)
            continue
        if held:
            yield held
        held = group
    if held:
        yield held


def _belong_together(left: list[_Unit], right: list[_Unit], max_tokens: int) -> bool:
    before, after = _size(left), _size(right)
    tiny = (after < _TINY and not right[0].heading) or before < _TINY
    same_page = left[0].page == right[-1].page
    return tiny and same_page and before + after <= max_tokens


def _size(group: list[_Unit]) -> int:
    return sum(unit.tokens for unit in group)


def _spans(group: list[_Unit]) -> Iterator[Span]:
    """One for each stretch of a page with nothing left out."""
    first = last = group[0]
    for unit in group[1:]:
        if (unit.page, unit.run) != (last.page, last.run):
            yield Span(first.page, first.start, last.end)
            first = unit
        last = unit
    yield Span(first.page, first.start, last.end)


def _leading_heading(group: list[_Unit], texts: dict[int, str]) -> str:
    """The one the passage opens with: the last of several, which is the nearest."""
    leading = []
    for unit in group:
        if not unit.heading:
            break
        leading.append(unit)
    return _last_heading(leading, texts)


def _last_heading(group: list[_Unit], texts: dict[int, str]) -> str:
    """Whole, where its stops made several sentences of it."""
    parts: list[str] = []
    for unit in reversed(group):
        if unit.heading:
            parts.insert(0, texts[unit.page][unit.start : unit.end])
            if unit.opens:
                break
        elif parts:
            break
    return " ".join(" ".join(parts).split())
