"""Fingerprints of passages: few numbers, of which nearly equal texts share most.

A text is taken as the set of its shingles, runs of a few words, and of their hashes
the smallest are kept: a random sample of the set that is the same wherever the text
is the same (A. Broder, On the resemblance and containment of documents, 1997). What is
edited changes its own shingles only. Texts that are cut elsewhere still share most, as
each keeps the smallest of whatever it holds. docs/duplicates.md has the figures.
"""

import re
import unicodedata
from collections.abc import Iterator
from hashlib import blake2b
from heapq import nsmallest

from pdfsum.engines.words import is_wide

# Kept of each passage: 8 are 64 bytes, and tell half from three quarters.
PRINTS = 8
# Long enough to be rare, short enough that one changed word costs five shingles.
SHINGLE_WORDS = 5
# In scripts without blanks, where a word is about two characters long.
SHINGLE_CHARACTERS = 8
# Below, a passage is a heading or a line of a table, found by chance anywhere.
FEWEST_SHINGLES = 16

_WORDS = re.compile(r"\w+")


def fingerprints(text: str) -> list[int]:
    """Signed 64-bit numbers, ascending; none for a text that is too short.

    Case, punctuation, blanks, accents, ligatures, and Arabic vowel signs do not count.
    """
    shingles = set(_shingles(_fold(text)))
    if len(shingles) < FEWEST_SHINGLES:
        return []
    return sorted(nsmallest(PRINTS, {_hash(shingle) for shingle in shingles}))


def _fold(text: str) -> str:
    """Compatible forms as one, small letters, no marks above or below them."""
    if text.isascii():
        return text.lower()
    folded = unicodedata.normalize("NFKD", text.casefold())
    # U+0640 only stretches an Arabic word.
    return "".join(
        letter
        for letter in folded
        if not unicodedata.combining(letter) and letter != "\u0640"
    )


def _shingles(text: str) -> Iterator[str]:
    words = _WORDS.findall(text)
    if is_wide(text):
        units, length, glue = list("".join(words)), SHINGLE_CHARACTERS, ""
    else:
        units, length, glue = words, SHINGLE_WORDS, " "
    for start in range(len(units) - length + 1):
        yield glue.join(units[start : start + length])


def _hash(shingle: str) -> int:
    digest = blake2b(shingle.encode(errors="surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)
