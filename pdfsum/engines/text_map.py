"""Where each stretch of a page's stored text stands in the reader's characters.

The stored text is mended: words cut at a line end are whole again, ligatures are
letters, line ends are spaces. A map keeps the way back, so that any span of the stored
text can be turned into boxes on the page for ever.
"""

import zlib
from collections.abc import Iterable, Iterator
from typing import NamedTuple

_PLAIN = 1
_DEFLATED = 2


class Run(NamedTuple):
    """`text_length` stored characters come from `reader_length` reader characters.

    Equal lengths mean one to one; otherwise the whole block stands for the whole block.
    """

    text_length: int
    reader_start: int
    reader_length: int


class TextMap:
    """Runs in the order of the stored text, of which they leave nothing out."""

    __slots__ = ("runs",)

    def __init__(self, runs: Iterable[tuple[int, int, int]] = ()) -> None:
        self.runs: list[Run] = []
        for run in runs:
            self.append(*run)

    def append(self, text_length: int, reader_start: int, reader_length: int) -> None:
        """Add a run, growing the last one where both go on one to one."""
        if not text_length:
            return
        if self.runs and text_length == reader_length:
            last = self.runs[-1]
            follows = last.reader_start + last.reader_length == reader_start
            if follows and last.text_length == last.reader_length:
                grown = last.text_length + text_length
                self.runs[-1] = Run(grown, last.reader_start, grown)
                return
        self.runs.append(Run(text_length, reader_start, reader_length))

    def reader_spans(self, start: int, end: int) -> list[tuple[int, int]]:
        """The reader's characters behind stored text [start, end), in text order.

        Half-open spans; neighbours are merged. A part of a block gives the whole block.
        """
        spans: list[tuple[int, int]] = []
        position = 0
        for text_length, reader_start, reader_length in self.runs:
            low, high = max(start - position, 0), min(end - position, text_length)
            position += text_length
            if low >= high:
                if position >= end:
                    break
                continue
            if not reader_length:
                continue
            if text_length != reader_length:
                low, high = 0, reader_length
            span = (reader_start + low, reader_start + high)
            if spans and spans[-1][1] == span[0]:
                spans[-1] = (spans[-1][0], span[1])
            else:
                spans.append(span)
        return spans

    def encode(self) -> bytes:
        """A version byte, then varints of the runs' differences; deflated if shorter.

        About 150 bytes for a page of 500 words.
        """
        plain = bytearray()
        reader_end = 0
        for text_length, reader_start, reader_length in self.runs:
            _put(plain, text_length)
            _put(plain, _zigzag(reader_start - reader_end))
            _put(plain, _zigzag(reader_length - text_length))
            reader_end = reader_start + reader_length
        deflated = zlib.compress(plain, 9)
        if len(deflated) < len(plain):
            return bytes([_DEFLATED]) + deflated
        return bytes([_PLAIN]) + bytes(plain)

    @classmethod
    def decode(cls, data: bytes) -> "TextMap":
        """Raises ValueError for bytes `encode` did not make. b"" is an empty map."""
        made = cls()
        if not data:
            return made
        numbers = _numbers(_body(data))
        reader_end = 0
        for text_length in numbers:
            try:
                reader_start = reader_end + _unzigzag(next(numbers))
                reader_length = text_length + _unzigzag(next(numbers))
            except StopIteration:
                raise ValueError("A text map ends in the middle of a run.") from None
            made.append(text_length, reader_start, reader_length)
            reader_end = reader_start + reader_length
        return made


def _body(data: bytes) -> bytes:
    if data[0] == _PLAIN:
        return data[1:]
    if data[0] == _DEFLATED:
        try:
            return zlib.decompress(data[1:])
        except zlib.error as exc:
            raise ValueError("A text map is damaged.") from exc
    raise ValueError(f"A text map of unknown version {data[0]}.")


def _put(out: bytearray, number: int) -> None:
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)


def _numbers(data: bytes) -> Iterator[int]:
    number = shift = 0
    for byte in data:
        number |= (byte & 0x7F) << shift
        if byte & 0x80:
            shift += 7
        else:
            yield number
            number = shift = 0
    if shift:
        raise ValueError("A text map ends in the middle of a number.")


def _zigzag(number: int) -> int:
    return number << 1 if number >= 0 else (-number << 1) - 1


def _unzigzag(number: int) -> int:
    return -((number + 1) >> 1) if number & 1 else number >> 1
