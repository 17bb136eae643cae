"""How well edited copies are told from different documents.

    python -m benchmarks.duplicates TUNING_DIR TEST_DIR [--pages 60] [--json]

Each folder holds PDFs. Of each, copies are made as people make them (pages left out or
put in, sentences changed); the pairs that must not be found are all pairs of different
documents, and the two halves of each. Thresholds are chosen on the first folder, and
judged on the second.
"""

import argparse
import json
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import django

django.setup()

from library import comparing  # noqa: E402
from library.comparing import Printed, compare  # noqa: E402
from library.processing.split import split  # noqa: E402
from pdfsum.engines.embedder import get_embedder  # noqa: E402
from pdfsum.engines.errors import PasswordRequiredError  # noqa: E402
from pdfsum.engines.fingerprints import fingerprints  # noqa: E402
from pdfsum.engines.page_reader import PageReader  # noqa: E402
from pdfsum.engines.pdf import PageText  # noqa: E402

Pages = list[PageText]
SHARES = [0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8]
# Below a half, what is called a shared page would mostly be another one.
FOUND = [0.5, 0.625, 0.75]
# What a folder's documents have to hold to be of use here.
FEWEST_PRINTED = 4


@dataclass(frozen=True)
class Pair:
    kind: str
    one: list[Printed]
    other: list[Printed]
    same: bool


def read(path: Path, most: int) -> Pages:
    with PageReader(path) as reader:
        count = min(reader.facts.page_count, most)
        return [reader.read(number) for number in range(1, count + 1)]


def printed(pages: Pages) -> list[Printed]:
    numbered = [replace(page, number=n) for n, page in enumerate(pages, start=1)]
    drafts = split(numbered, count_tokens=get_embedder().count_tokens)
    made = (Printed(d.first_page, frozenset(fingerprints(d.text))) for d in drafts)
    return [passage for passage in made if passage.prints]


def change_sentences(pages: Pages, share: float, dice: random.Random) -> Pages:
    """In so many sentences one word gives way to another of the same page."""
    changed = []
    for page in pages:
        words = re.findall(r"\w+", page.text) or ["x"]
        parts = re.split(r"(?<=[.!?。])(\s+)", page.text)
        for index in range(0, len(parts), 2):
            inner = list(re.finditer(r"\w+", parts[index]))
            if inner and dice.random() < share:
                spot = dice.choice(inner)
                word = dice.choice(words)
                parts[index] = (
                    parts[index][: spot.start()] + word + parts[index][spot.end() :]
                )
        text = "".join(parts)
        changed.append(replace(page, text=text, headings=(), main_heading=None))
    return changed


def copies(
    pages: Pages, foreign: Pages, dice: random.Random
) -> Iterator[tuple[str, Pages]]:
    count = len(pages)
    few = max(1, count // 10)
    if count > 2:
        left_out = set(dice.sample(range(count), few))
        yield "10 % of pages left out", _but(pages, left_out)
        half = set(dice.sample(range(count), count // 2))
        yield "half of the pages left out", _but(pages, half)
        yield "an excerpt of a fifth", pages[: max(2, count // 5)]
    spot = dice.randrange(count + 1)
    yield "pages of another put in", pages[:spot] + foreign[:few] + pages[spot:]
    yield "as many pages of another put in", pages[:spot] + foreign + pages[spot:]
    yield "one word in 10 % of sentences", change_sentences(pages, 0.1, dice)
    yield "one word in 50 % of sentences", change_sentences(pages, 0.5, dice)
    twice = change_sentences(change_sentences(pages, 1, dice), 1, dice)
    yield "two words in every sentence", twice
    both = change_sentences(_but(pages, set(range(0, count, 4))), 0.5, dice)
    yield "3 of 4 pages, half the sentences changed", both


def _but(pages: Pages, left_out: set[int]) -> Pages:
    return [page for index, page in enumerate(pages) if index not in left_out]


def pairs_of(folder: Path, most: int) -> list[Pair]:
    dice, texts = random.Random(1), {}
    for path in sorted(folder.glob("*.pdf")):
        try:
            pages = read(path, most)
        except PasswordRequiredError:
            continue
        prints = printed(pages)
        if len(prints) >= FEWEST_PRINTED:
            texts[path.name] = (pages, prints)
    found, names = [], list(texts)
    for index, name in enumerate(names):
        pages, prints = texts[name]
        foreign = texts[names[(index + 1) % len(names)]][0]
        for kind, copy in copies(pages, foreign, dice):
            found.append(Pair(kind, prints, printed(copy), same=True))
        if len(pages) > 3:
            third = pages[: len(pages) // 3] + foreign[: 2 * len(pages) // 3]
            kind = "a third of its pages in another document"
            found.append(Pair(kind, prints, printed(third), same=False))
            halves = pages[: len(pages) // 2], pages[len(pages) // 2 :]
            found.append(
                Pair("two halves", printed(halves[0]), printed(halves[1]), same=False)
            )
        for other in names[index + 1 :]:
            kind = "two documents"
            if name.split("_")[:2] == other.split("_")[:2]:
                kind = "two of one company"
            found.append(Pair(kind, prints, texts[other][1], same=False))
    return found


def score(pairs: list[Pair], share: float) -> dict[str, float]:
    hits = sum(is_found(pair, share) for pair in pairs if pair.same)
    wrong = sum(is_found(pair, share) for pair in pairs if not pair.same)
    positives = sum(pair.same for pair in pairs)
    precision = hits / (hits + wrong) if hits + wrong else 0.0
    return {
        "precision": round(precision, 4),
        "recall": round(hits / positives, 4),
        "wrong": wrong,
        "pairs": len(pairs),
    }


def is_found(pair: Pair, share: float) -> bool:
    return compare(pair.one, pair.other).share >= share


def table(pairs: list[Pair]) -> dict[str, dict[str, float]]:
    """Scores by (found, share)."""
    scores = {}
    for found in FOUND:
        comparing.FOUND = found
        for share in SHARES:
            scores[f"{found} {share}"] = score(pairs, share)
    return scores


def choose(scores: dict[str, dict[str, float]]) -> tuple[float, float]:
    """Of those within a hundredth of the best F1, the lowest share.

    A version of which a third is new is one that people look for.
    """

    def f1(got: dict[str, float]) -> float:
        both = got["precision"] + got["recall"]
        return 2 * got["precision"] * got["recall"] / both if both else 0.0

    best = max(map(f1, scores.values()))
    good = [name for name, got in scores.items() if f1(got) >= best - 0.01]
    found, share = min(good, key=lambda name: name.split()[::-1]).split()
    return float(found), float(share)


def by_kind(pairs: list[Pair], share: float) -> dict[str, str]:
    kinds: dict[str, list[bool]] = {}
    for pair in pairs:
        kinds.setdefault(pair.kind, []).append(is_found(pair, share))
    return {kind: f"{sum(got)} of {len(got)}" for kind, got in kinds.items()}


def main(write: Callable[[str], None] = print) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tuning", type=Path)
    parser.add_argument("test", type=Path)
    parser.add_argument("--pages", type=int, default=60)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    tuning = table(pairs_of(options.tuning, options.pages))
    found, share = choose(tuning)
    test = pairs_of(options.test, options.pages)
    tested = table(test)
    comparing.FOUND = found
    result = {
        "chosen": {"found": found, "share": share},
        "tuning": tuning,
        "test": tested[f"{found} {share}"],
        "test_by_kind": by_kind(test, share),
        "test_by_choice": tested,
    }
    write(json.dumps(result, indent=None if options.json else 2))


if __name__ == "__main__":
    main()
