"""How much is made up, and from which number it all follows."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

SPAN = timedelta(days=3 * 365)


@dataclass(frozen=True)
class Plan:
    """What to make. The same plan makes the same rows, apart from bigint ids.

    `until` is the time of the newest upload; the first was `SPAN` before it. The newest
    `files` documents get a real PDF of one page, `passages` is how many each has.
    """

    documents: int
    libraries: int
    seed: int
    until: datetime
    passages: int = 0
    files: int = 0

    def time_of(self, number: int, within: float) -> datetime:
        """When document `number` was uploaded; `within` (0 to 1) is its own chance.

        Later numbers are later. Whole milliseconds, as ids have them.
        """
        share = (number + within) / self.documents
        seconds = (self.until - SPAN).timestamp() + share * SPAN.total_seconds()
        return datetime.fromtimestamp(int(seconds * 1000) / 1000, UTC)

    def email(self, name: str) -> str:
        return f"{name}.seed-{self.seed}@example.org"
