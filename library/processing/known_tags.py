"""Suggestions in the words that a library has already: tags that people use."""

import re
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from threading import Lock
from unicodedata import normalize
from uuid import UUID

import numpy as np

from library.models import Tag
from pdfsum.engines.embedder import Vectors, get_embedder

# Of 60 pairs of English names that people would not keep apart (invoice and invoices,
# wind power and wind energy) the embedder has 20 nearer than this, of 72 pairs that
# they would (short-term and long-term debt, landlord and tenant) none, once names with
# different numbers are left out. At 0.88 it is 28 and 1, at 0.80 41 and 7. A wrong tag
# is worse than one more suggestion. docs/organising.md lists some.
NEAR = 0.90
# A vector of a name takes 2 ms of a core. They are kept, and those tags compared that
# make a difference.
_COMPARED = 300
_KEPT = 2000

_DIGITS = re.compile(r"\d+")
# Accents of Latin, Greek and Cyrillic letters, and the vowels of Arabic ones. Marks of
# other scripts make other letters.
_ACCENTS = re.compile(r"[\u0300-\u036f\u064b-\u0652]")


def prefer_known(library_id: UUID, names: Iterable[str]) -> list[str]:
    """The names, each as the accepted tag it is or nearly is, if there is one.

    In order, each once. One query; besides that the time to embed what is new.
    """
    tags = Tag.objects.filter(library=library_id).most_used()[:_COMPARED]
    known = list(tags.values_list("name", flat=True))
    names = list(names)
    if not known or not names:
        return names
    by_fold = {fold(name): name for name in reversed(known)}
    found = {name: by_fold[fold(name)] for name in names if fold(name) in by_fold}
    # The default embedder knows letters of the Latin alphabet. To it others are much
    # the same: カス and ガス are.
    strange = [name for name in names if name not in found and is_latin(name)]
    known = [name for name in known if is_latin(name)]
    if strange and known:
        found |= _nearest(strange, known)
    return list(dict.fromkeys(found.get(name, name) for name in names))


def fold(name: str) -> str:
    """What names have in common that differ in case, accents or English plurals."""
    bare = _bare(name)
    return " ".join(_singular(word) for word in re.split(r"[\s_-]+", bare) if word)


def _bare(name: str) -> str:
    return _ACCENTS.sub("", normalize("NFKD", name.casefold()))


def is_latin(name: str) -> bool:
    """True for names that the default embedder can tell apart."""
    return _bare(name).isascii()


def _singular(word: str) -> str:
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    return f"{word[:-3]}y" if word.endswith("ies") and len(word) > 4 else word[:-1]


def _nearest(names: Sequence[str], known: Sequence[str]) -> dict[str, str]:
    """Of each name that has one near enough, that one."""
    likeness = name_vectors.of(names) @ name_vectors.of(known).T
    for row, name in enumerate(names):
        for column, other in enumerate(known):
            # 2024 is as near to 2025 as words can be, and another thing.
            if likeness[row, column] >= NEAR and _numbers(name) != _numbers(other):
                likeness[row, column] = 0
    best = likeness.argmax(axis=1)
    return {
        name: known[place]
        for row, (name, place) in enumerate(zip(names, best, strict=True))
        if likeness[row, place] >= NEAR
    }


def _numbers(name: str) -> list[str]:
    return _DIGITS.findall(name)


class _NameVectors:
    """Vectors of the names that this process has met last: 3 MB at most."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.kept: OrderedDict[tuple[str, str], np.ndarray] = OrderedDict()

    def of(self, names: Sequence[str]) -> Vectors:
        embedder = get_embedder()
        keys = [(embedder.model, name.casefold()) for name in names]
        with self.lock:
            missing = [key for key in dict.fromkeys(keys) if key not in self.kept]
            new = embedder.embed([name for _, name in missing])
            self.kept.update(zip(missing, new, strict=True))
            rows = np.stack([self.kept[key] for key in keys])
            for key in keys:
                self.kept.move_to_end(key)
            while len(self.kept) > _KEPT:
                self.kept.popitem(last=False)
        return rows


name_vectors = _NameVectors()
