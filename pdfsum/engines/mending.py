"""Characters as the reader gives them, made into text a person would type.

Every piece of text keeps the reader's characters it stands for (see `text_map`).
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from pdfsum.engines.text_map import TextMap

# What pdfium gives for a hyphen at a line end: U+0002 by character, U+FFFE in text.
READER_HYPHENS = "\x02\ufffe"
_HYPHENS = READER_HYPHENS + "-\u2010\xad"

# A line without any of these, and in NFC, is taken over as it is.
_ODD = re.compile(
    r"\s\s|[^\S ]|[\x00-\x1f\x7f-\xa0\xad\u1160-\u11ff\u200b\u200e\u200f\u2028-\u202f"
    r"\u2060-\u206f\u2e80-\u2fdf\ud800-\udfff\ue000-\uf8ff\ufb00-\ufdff\ufe70-\uffff]"
    r"|[\xa8\xb4\xb8\u02c6\u02c7\u02da\u02dc\U000f0000-\U0010ffff]"
)
# Words that are as they should be; a mark may follow the letter behind them.
_PLAIN = re.compile(r"[!-~]+(?: [!-~]+)*(?=[ -~]|$)")
# Controls, soft hyphens, zero widths and direction marks, lone surrogates, private use
# and non-characters. Zero-width joiners stay: Persian and Indic scripts need them.
_DROPPED = re.compile(
    r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"
    r"\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\ufeff\ufff9-\uffff\U000f0000-\U0010ffff]"
)
# Presentation forms and radicals that stand for ordinary letters.
_COMPATIBLE = re.compile(r"[\u2e80-\u2fdf\ufb00-\ufdff\ufe70-\ufefc]")
# Bullets of the Symbol and Wingdings fonts, which live in the private use area.
_BULLETS = dict.fromkeys("\uf0b7\uf0a7\uf0d8\uf0a8\uf076\uf0fc\uf06e\uf09f", "\u2022")
# Accents that TeX sets before their letter, as signs of their own.
_ACCENTS = {
    "\xb4": "\u0301",
    "\xa8": "\u0308",
    "\xb8": "\u0327",
    "\u02c6": "\u0302",
    "\u02c7": "\u030c",
    "\u02da": "\u030a",
    "\u02dc": "\u0303",
}
_DOTLESS = {"\u0131": "i", "\u0237": "j"}
_SURROGATE_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_WIDE = re.compile(r"[\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]")
# An address on the web that breaks off at one of its signs.
_OPEN_ADDRESS = re.compile(r"(?:https?://|www\.)(?:[^\s]*[/=&?_#-])?$")
# Halves that keep their hyphen: self-\nemployed, non-\nlinear.
_PREFIXES = frozenset(
    [
        "all",
        "cross",
        "ex",
        "half",
        "high",
        "long",
        "low",
        "non",
        "quasi",
        "self",
        "well",
    ]
)


class Piece(NamedTuple):
    """Text and the `length` characters of the reader, from `start`, it stands for."""

    text: str
    start: int
    length: int


class Page:
    """Collects the text of a page and its map."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.map = TextMap()
        self.length = 0

    def add(self, piece: Piece) -> None:
        self.parts.append(piece.text)
        self.map.append(len(piece.text), piece.start, piece.length)
        self.length += len(piece.text)

    @property
    def text(self) -> str:
        return "".join(self.parts)


def clean(raw: str, start: int) -> list[Piece]:
    """One line without blanks at its ends; `start` is the reader's index of raw[0]."""
    bare = raw.strip()
    if not bare:
        return []
    start += raw.index(bare[0])
    normal = bare.isascii() or unicodedata.is_normalized("NFC", bare)
    if normal and not _ODD.search(bare):
        return [Piece(bare, start, len(bare))]
    pieces = [piece for piece in _clusters(bare, start) if piece.text]
    while pieces and pieces[0].text == " ":
        pieces.pop(0)
    while pieces and pieces[-1].text == " ":
        pieces.pop()
    return pieces


def _clusters(raw: str, start: int) -> Iterator[Piece]:
    """Letters with their marks, each normalised; runs of blanks as one space."""
    position, blank = 0, True
    while position < len(raw):
        plain = _PLAIN.match(raw, position)
        if plain:
            yield Piece(plain.group(), start + position, plain.end() - position)
            position, blank = plain.end(), False
            continue
        end = _cluster_end(raw, position)
        cluster = raw[position:end]
        text = " " if cluster.isspace() else _normalise(cluster)
        if text != " " or not blank:
            yield Piece(text, start + position, end - position)
        blank = text == " " or (blank and not text)
        position = end


def _cluster_end(raw: str, position: int) -> int:
    end = position + 1
    if raw[position].isspace():
        while end < len(raw) and raw[end].isspace():
            end += 1
        return end
    if _SURROGATE_PAIR.match(raw, position):
        end += 1
    if raw[position] in _ACCENTS and _accented(raw[position : end + 1]):
        end += 1
    # Marks, and the vowels and finals of decomposed Korean syllables.
    while end < len(raw) and (
        unicodedata.combining(raw[end]) or "\u1160" <= raw[end] <= "\u11ff"
    ):
        end += 1
    return end


def _accented(pair: str) -> str:
    """An accent and the letter behind it as one letter, "" if there is none such."""
    if len(pair) < 2:
        return ""
    letter = _DOTLESS.get(pair[1], pair[1])
    one = unicodedata.normalize("NFC", letter + _ACCENTS[pair[0]])
    return one if len(one) == 1 and letter.isalpha() else ""


def _normalise(cluster: str) -> str:
    if len(cluster) == 1 and cluster in READER_HYPHENS:
        return "-"
    if len(cluster) == 2 and cluster[0] in _ACCENTS:
        return _accented(cluster)
    if _SURROGATE_PAIR.match(cluster):
        cluster = cluster.encode("utf-16-le", "surrogatepass").decode("utf-16-le")
    cluster = "".join(_BULLETS.get(letter, letter) for letter in cluster)
    cluster = _DROPPED.sub("", cluster)
    if _COMPATIBLE.search(cluster):
        expanded = unicodedata.normalize("NFKC", cluster)
        # Marks that stand alone expand to a blank with a mark: kept as they are.
        cluster = cluster if " " in expanded else expanded
    return unicodedata.normalize("NFC", cluster)


def join(line: list[Piece], raw_end: str, following: str, words: frozenset[str]) -> str:
    """Mend the end of `line` where `following` goes on, and say what stands between.

    `raw_end` is the reader's last character of the line; `words` are the lower-case
    words of the page, which tell "well-known" from "exam-ple". May shorten `line`.
    """
    if not line or not following:
        return ""
    last = line[-1].text
    if (raw_end in _HYPHENS and last.endswith(("-", "\u2010"))) or raw_end == "\xad":
        half = _last_word("".join(piece.text for piece in line[-40:]).rstrip("-\u2010"))
        if not half:
            return " "
        if raw_end == "\xad":
            return ""
        if _is_divided(half, following, words):
            _drop_last_character(line)
        return ""
    if _OPEN_ADDRESS.search("".join(piece.text for piece in line[-80:])):
        return ""
    if _WIDE.match(last[-1]) and _WIDE.match(following):
        return ""
    if last[-1] in "\u2013\u2014" and following[0].isdigit():
        return ""
    return " "


def _last_word(text: str) -> str:
    found = re.search(r"[\w-]+$", text)
    return found.group() if found else ""


def _is_divided(half: str, following: str, words: frozenset[str]) -> bool:
    """Whether the hyphen only marks the line end: never before a capital or digit."""
    found = re.match(r"[^\W\d_]+", following)
    if "-" in half or (len(half) > 1 and half.isupper() and following[0].islower()):
        # "over-the-" goes on as it began; "NATO-" is a word.
        return False
    if not found or not following[0].islower() or not half[-1].isalpha():
        return False
    rest = found.group().lower()
    whole, double = half.lower() + rest, f"{half.lower()}-{rest}"
    if whole in words or double in words:
        return whole in words
    return half.lower() not in _PREFIXES


def _drop_last_character(line: list[Piece]) -> None:
    text, start, length = line.pop()
    if len(text) > 1:
        length = length - 1 if length == len(text) else length
        line.append(Piece(text[:-1], start, length))
