"""One thing that may be wrong, how it is found and how it is mended."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

Finder = Callable[[], Iterator[list[Any]]]
# Verdicts keep so many keys to show; all of them may be a hundred thousand.
SHOWN = 20


@dataclass(frozen=True)
class Check:
    """`find` gives batches of keys, `fix` mends one; None where only a person can.

    `wrong` ends "…: 3", `mend` says what becomes of each.
    """

    wrong: str
    mend: str
    find: Finder
    fix: Callable[[list[Any]], object] | None = None


@dataclass(frozen=True)
class Verdict:
    """How many were found, how many of them are left, and the first of their keys."""

    check: Check
    found: int
    left: int
    keys: list[Any]


def judge(check: Check, *, fix: bool) -> Verdict:
    """Look, mend if asked, then look again: what is left is counted, not assumed."""
    found, keys = 0, list[Any]()
    for batch in check.find():
        found += len(batch)
        keys += batch[: SHOWN - len(keys)]
        if fix and check.fix:
            check.fix(batch)
    if not (found and fix and check.fix):
        return Verdict(check, found, found, keys)
    return Verdict(check, found, sum(map(len, check.find())), keys)
