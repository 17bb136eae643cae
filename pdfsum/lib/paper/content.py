"""The parts of a text, whatever it is written as."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto


class Kind(Enum):
    HEADING = auto()
    TEXT = auto()
    ITEM = auto()


@dataclass(frozen=True)
class Block:
    """A paragraph, and behind it a mark such as `[p. 12]` that leads to `url`.

    Of what is Markdown already, such as a model's answer, the signs are kept there.
    """

    text: str
    kind: Kind = Kind.TEXT
    mark: str = ""
    url: str = ""
    is_markdown: bool = False


@dataclass(frozen=True)
class Paper:
    """A title, lines about the whole such as authors and date, and paragraphs.

    `language` is an ISO 639 code, which decides how Chinese and Japanese are drawn.
    """

    title: str
    about: tuple[str, ...]
    blocks: tuple[Block, ...]
    language: str = ""

    def texts(self) -> Iterator[str]:
        """Everything that is printed."""
        yield self.title
        yield from self.about
        for block in self.blocks:
            yield block.text
            yield block.mark
