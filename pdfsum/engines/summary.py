"""Values that pass between a document's text and its summary."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PageSource:
    """A page to write from. `headings` are spans [start, end) of `text`."""

    number: int
    text: str
    headings: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class CitedSentence:
    """`text` is what stands on `page` at [start, end), or follows from it."""

    text: str
    page: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class SummaryDraft:
    """`pages_read` of `pages_total` went into it."""

    sentences: tuple[CitedSentence, ...]
    pages_read: int
    pages_total: int
    engine: str
    model: str

    @property
    def text(self) -> str:
        return " ".join(sentence.text for sentence in self.sentences)
