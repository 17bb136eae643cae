"""What two documents have in common, told by the fingerprints of their passages."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from library.models import Document
from pdfsum.engines.fingerprints import fingerprints

# A passage counts as found in another document with so many of its fingerprints: no
# less, since pages with such passages are shown as nearly the same. Measured in
# docs/duplicates.md, as is the share from which documents are a pair.
FOUND = 0.5


@dataclass(frozen=True)
class Printed:
    """A passage that has fingerprints."""

    page: int
    prints: frozenset[int]


@dataclass(frozen=True)
class Comparison:
    """`share`: of the smaller one's passages, those found in the other, 0 to 1.

    `pages`: [page, page of the other], each page of the first once, in order.
    """

    share: float
    pages: list[tuple[int, int]]


def passage_prints(text: str, library_id: UUID) -> list[int]:
    """The fingerprints of a passage, as its row keeps them.

    Each library has its own: an index entry never holds passages of another one, which
    keeps a search short however many libraries share a text.
    """
    salt = int.from_bytes(library_id.bytes[8:], "big", signed=True)
    return sorted(number ^ salt for number in fingerprints(text))


def printed_passages(document: Document) -> list[Printed]:
    """Passages of the current reading that have fingerprints, in order. One query."""
    passages = document.passages.filter(text_version=document.current_text_id)
    rows = passages.exclude(fingerprints=[]).order_by("ordinal")
    return [
        Printed(page, frozenset(prints))
        for page, prints in rows.values_list("first_page", "fingerprints")
    ]


def compare(
    one: Collection[Printed],
    other: Collection[Printed],
    common: Collection[int] = frozenset(),
) -> Comparison:
    """`common` fingerprints are of no account: too many documents have them."""
    one, other = _without(one, common), _without(other, common)
    smaller, larger = sorted((one, other), key=len)
    if not smaller:
        return Comparison(0.0, [])
    share = len(list(_found(smaller, larger))) / len(smaller)
    pages = [(page, twin) for page, twin in _found(one, other)]
    return Comparison(share, sorted(dict(pages[::-1]).items()))


def _without(passages: Iterable[Printed], common: Collection[int]) -> list[Printed]:
    """Passages that have more of their own than of what is common."""
    if not common:
        return list(passages)
    left = (Printed(one.page, one.prints.difference(common)) for one in passages)
    return [
        own
        for own, whole in zip(left, passages, strict=True)
        if 2 * len(own.prints) > len(whole.prints)
    ]


def _found(
    passages: Iterable[Printed], among: Iterable[Printed]
) -> Iterable[tuple[int, int]]:
    """The page of each passage that is found, and where the most of it stands."""
    places: defaultdict[int, set[int]] = defaultdict(set)
    for passage in among:
        for number in passage.prints:
            places[number].add(passage.page)
    for passage in passages:
        shared = [number for number in passage.prints if number in places]
        if len(shared) >= FOUND * len(passage.prints):
            pages = Counter(page for number in shared for page in places[number])
            yield passage.page, min(pages, key=lambda page: (-pages[page], page))
