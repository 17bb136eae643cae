"""One made-up document: what it says of itself, and how far it has come."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from math import exp

from library.models import Document
from library.seeding.chance import Chance, Weighted
from library.seeding.pdf import tiny_pdf
from library.seeding.plan import Plan
from library.seeding.vocabulary import VOCABULARIES, Vocabulary

Status = Document.Status

# The newest uploads, which nobody has read so far.
UNFINISHED_SHARE = 0.005
AT_WORK = 5
FAILED_SHARE, WARNING_SHARE = 0.025, 0.04
TRASHED_SHARE, LONGEST_TRASHED = 0.02, timedelta(days=40)
UNKNOWN_LANGUAGE_SHARE = 0.03
UNDATED_SHARE, ANONYMOUS_SHARE = 0.2, 0.15
MOST_PAGES = 900
WARNINGS = [
    {
        "code": "no_text",
        "detail": "Page 2 has no text that could be read.",
        "pages": [2],
    }
]
ERRORS = Weighted(
    (
        ("missing_password", "It is locked: its password is needed to read it."),
        ("damaged_pdf", "The file is damaged and could not be opened."),
        ("no_page_read", "No page of it could be read."),
    ),
    (5, 3, 2),
)
_LANGUAGES = Weighted(VOCABULARIES, [words.weight for words in VOCABULARIES])


@dataclass(frozen=True)
class Made:
    """A document before it has a library. `content` is its PDF, where it has one."""

    words: Vocabulary
    language: str
    title: str
    authors: str
    dated: date | None
    created_at: datetime
    status: Document.Status
    error: tuple[str, str]
    trashed_at: datetime | None
    file_hash: str
    size: int
    pages: int
    sentence: str
    content: bytes | None

    @property
    def is_readable(self) -> bool:
        return self.status in Document.READABLE

    @property
    def is_listed(self) -> bool:
        """Ready and not in the trash."""
        return self.status == Status.READY and self.trashed_at is None

    @property
    def has_warnings(self) -> bool:
        return self.status == Status.READY_WITH_WARNINGS


def make_up(number: int, plan: Plan, chance: Chance) -> Made:
    """Document `number` of the plan, counted from the oldest."""
    words = _LANGUAGES.draw(chance)
    created_at = plan.time_of(number, chance.random())
    subject, place = chance.one_of(words.subjects), chance.one_of(words.places)
    title = words.title.format(
        kind=chance.one_of(words.kinds),
        number=f"{created_at.year}-{int(chance.random() * 10**5):05}",
        subject=subject,
        place=place,
    )
    from_end = plan.documents - number
    status = _status(from_end, plan, chance)
    content = None
    if from_end <= plan.files:
        content = tiny_pdf(f"Document {number} of seed {plan.seed}")
    pages = 1 if content else _page_count(chance)
    unknown = chance.random() < UNKNOWN_LANGUAGE_SHARE
    return Made(
        words=words,
        language="" if unknown else words.code,
        title=title,
        authors=_authors(words, chance),
        dated=_date(created_at, chance),
        created_at=created_at,
        status=status,
        error=ERRORS.draw(chance) if status == Status.FAILED else ("", ""),
        trashed_at=_trashed_at(created_at, status, plan, chance),
        file_hash=sha256(content or f"{plan.seed}:{number}".encode()).hexdigest(),
        size=len(content) if content else pages * (40_000 + chance.getrandbits(17)),
        pages=pages,
        sentence=words.sentence.format(subject=subject, place=place),
        content=content,
    )


def _status(from_end: int, plan: Plan, chance: Chance) -> Document.Status:
    """Unfinished ones are the newest, those at work the oldest of them."""
    unfinished = int(plan.documents * UNFINISHED_SHARE)
    if from_end <= unfinished:
        at_work = from_end > unfinished - AT_WORK
        return Status.PROCESSING if at_work else Status.QUEUED
    drawn = chance.random()
    if drawn < FAILED_SHARE:
        return Status.FAILED
    if drawn < FAILED_SHARE + WARNING_SHARE:
        return Status.READY_WITH_WARNINGS
    return Status.READY


def _trashed_at(
    created_at: datetime, status: Document.Status, plan: Plan, chance: Chance
) -> datetime | None:
    if status in Document.UNFINISHED or chance.random() >= TRASHED_SHARE:
        return None
    return max(created_at, plan.until - LONGEST_TRASHED * chance.random())


def _authors(words: Vocabulary, chance: Chance) -> str:
    if chance.random() < ANONYMOUS_SHARE:
        return ""
    return ", ".join(
        words.author.format(
            first=chance.one_of(words.first_names), last=chance.one_of(words.last_names)
        )
        for _ in range(1 + int(chance.random() ** 2 * 3))
    )


def _date(created_at: datetime, chance: Chance) -> date | None:
    """Most are younger than a year when they are uploaded, some are old."""
    if chance.random() < UNDATED_SHARE:
        return None
    return (created_at - timedelta(days=int(chance.expovariate(1 / 300)))).date()


def _page_count(chance: Chance) -> int:
    """Half have six pages or fewer, one in a hundred over sixty."""
    return min(MOST_PAGES, 1 + int(exp(chance.gauss(1.7, 1.0))))
