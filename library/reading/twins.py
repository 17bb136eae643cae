"""Documents that share pages with one, and the newer version that waits for it."""

from dataclasses import dataclass

from library.models import Document, NearDuplicate
from library.models.near_duplicates import Shared
from pdfsum.accounts.models import User

# What the page of a document names; `/duplicates/` has them all.
NAMED = 3


@dataclass(frozen=True)
class Waiting:
    """A new version, and which pages it has in common with its document."""

    version: Document
    shared: Shared | None

    @property
    def page_count(self) -> int:
        return self.shared.page_count if self.shared else 0

    @property
    def changed_pages(self) -> list[int]:
        """Pages of the new version that the document has not, the first fifty."""
        known = {page for page, _ in self.shared.pages} if self.shared else set()
        last = self.version.page_count or 0
        changed = (page for page in range(1, last + 1) if page not in known)
        return [page for page, _ in zip(changed, range(50), strict=False)]

    @property
    def changed_count(self) -> int:
        return (self.version.page_count or 0) - self.page_count


def twins_of(document: Document, user: User) -> list[Shared]:
    """Undecided pairs of a document, those that share most first. One query."""
    pairs = NearDuplicate.objects.visible_to(user).undecided().of(document)
    return [pair.seen_from(document) for pair in pairs.closest_first()[:NAMED]]


def waiting_version(document: Document) -> Waiting | None:
    """The version that somebody has to confirm. A query, two if there is one."""
    versions = Document.objects.outside_trash().filter(replaces=document)
    version = versions.select_related("current_run").first()
    if version is None:
        return None
    pairs = NearDuplicate.objects.of(document).of(version).closest_first()
    pair = pairs.first()
    return Waiting(version, pair.seen_from(version) if pair else None)
