"""What must be true of every file that was sent, and which files break it."""

import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.instance import Instance
from benchmarks.robustness_outcomes import (
    Limits,
    Outcome,
    body_of,
    wait_until_final,
)

# Classes that a reader of PDFs has no excuse for.
MUST_BE_READY = ("ok", "encrypted_blank_password_ok", "damaged_but_pdfium_repairs")
LOCKED = "encrypted_needs_password"
# These mean that the program was surprised, not that the file is bad.
SURPRISES = ("internal_error", "processing_stopped")
WRONG_PASSWORD = "certainly not the password"  # noqa: S105
# A sentence has a subject, a verb and a full stop, and no trace of a program.
FEWEST_WORDS = 4
# Words that people read off the pictures of scanned files, by the file's SHA-256.
LEGIBLE = Path(__file__).parent / "legible.json"


@dataclass(frozen=True)
class Check:
    """A promise, and the files that break it, each with the reason."""

    promise: str
    broken: list[str]


def check_outcomes(outcomes: Sequence[Outcome], *, page_limit: int) -> list[Check]:
    """What the outcomes alone can tell."""
    return [
        _each(outcomes, "every file is final within its limit", _late),
        _each(
            outcomes,
            f"{', '.join(MUST_BE_READY)} end ready",
            lambda outcome: _not_ready(outcome, page_limit),
        ),
        _each(outcomes, "every failure has a code and a sentence", _without_reason),
        _each(outcomes, "no failure is a surprise to the program", _surprise),
    ]


def check_unlocking(
    instance: Instance, outcomes: Sequence[Outcome], limits: Limits
) -> Check:
    """A wrong password is refused; the known one leads to a ready document."""
    locked = [outcome for outcome in outcomes if outcome.sample.kind == LOCKED]
    broken = [
        _named(outcome, "did not ask for its password")
        for outcome in locked
        if not outcome.twin and outcome.error.get("code") != "password_required"
    ]
    for outcome in locked:
        if outcome.sample.password and outcome.document_id:
            broken += _unlock(instance, outcome, limits)
    if WRONG_PASSWORD in instance.log:
        broken.append("a password that was typed stands in the log")
    return Check("files with a known password unlock", broken)


def check_search(instance: Instance, outcomes: Sequence[Outcome]) -> Check:
    """Words that somebody read on the scanned pages are found, in that very file."""
    expected = json.loads(LEGIBLE.read_text(encoding="utf-8"))
    broken = [
        _named(outcome, f"“{word}” is not found")
        for outcome in outcomes
        if outcome.document_id
        for word in expected.get(outcome.sample.sha256, {"words": []})["words"]
        if not _pages_with(instance, outcome, word)
    ]
    return Check("legible words of scanned files are found", broken)


def scanned_files(instance: Instance, outcomes: Sequence[Outcome]) -> Iterator[str]:
    """A line for each scanned file: what is legible in it, and on which pages found."""
    expected = json.loads(LEGIBLE.read_text(encoding="utf-8"))
    for outcome in outcomes:
        if outcome.sample.kind != "scanned_no_text" or not outcome.document_id:
            continue
        known = expected.get(outcome.sample.sha256)
        if known is None:
            yield f"{outcome.sample.path.name}: not looked at by eye"
            continue
        found = {word: _pages_with(instance, outcome, word) for word in known["words"]}
        pages = ", ".join(
            f"{word} {pages or 'nowhere'}" for word, pages in found.items()
        )
        yield f"{outcome.sample.path.name}: {known['seen']}; {pages or 'no words'}"


def _pages_with(instance: Instance, outcome: Outcome, word: str) -> list[int]:
    """By word only: ranking by meaning finds some passage of any document."""
    answer = instance.get(
        "search", q=word, mode="keyword", document=outcome.document_id, limit="100"
    )
    return sorted({hit["page"] for hit in answer["results"]})


def _unlock(instance: Instance, outcome: Outcome, limits: Limits) -> list[str]:
    """Reasons why it did not work. The outcome becomes that of the unlocked file."""
    wrong = instance.unlock(outcome.document_id, WRONG_PASSWORD)
    if body_of(wrong).get("code") != "wrong_password":
        return [_named(outcome, f"a wrong password is answered by {wrong.status_code}")]
    answer = instance.unlock(outcome.document_id, outcome.sample.password or "")
    if not answer.ok:
        return [_named(outcome, f"its password is answered by {answer.status_code}")]
    outcome.begin_again(answer.json())
    wait_until_final(instance, [outcome], limits)
    return [] if outcome.is_ready else [_named(outcome, f"unlocked: {outcome.label}")]


def wait_until_quiet(busy: Callable[[], Sequence[object]], seconds: float) -> list[str]:
    """What still runs some time after the last file, in words."""
    deadline = time.monotonic() + seconds
    while (left := busy()) and time.monotonic() < deadline:
        time.sleep(0.5)
    return [str(process) for process in left]


def _each(
    outcomes: Sequence[Outcome], promise: str, reason: Callable[[Outcome], str]
) -> Check:
    told = ((outcome, reason(outcome)) for outcome in outcomes)
    return Check(promise, [_named(outcome, why) for outcome, why in told if why])


def _late(outcome: Outcome) -> str:
    return f"{outcome.label} after {outcome.seconds:.0f} s" if outcome.is_late else ""


def _not_ready(outcome: Outcome, page_limit: int) -> str:
    """A file with more pages than the setting allows is refused rightly."""
    if outcome.sample.kind not in MUST_BE_READY or outcome.is_ready:
        return ""
    is_over = (outcome.sample.pages or 0) > page_limit
    if is_over and outcome.error.get("code") == "too_many_pages":
        return ""
    return outcome.label


def _without_reason(outcome: Outcome) -> str:
    if outcome.is_ready or outcome.is_late:
        return ""
    code, sentence = outcome.error.get("code"), outcome.error.get("detail", "")
    is_whole = sentence.endswith((".", "?")) and len(sentence.split()) >= FEWEST_WORDS
    if code and is_whole and "Traceback" not in sentence:
        return ""
    return f"{outcome.label} says {sentence!r}"


def _surprise(outcome: Outcome) -> str:
    return outcome.label if outcome.error.get("code") in SURPRISES else ""


def _named(outcome: Outcome, why: str) -> str:
    return f"{outcome.sample.path.name}: {why}"
