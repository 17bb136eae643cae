"""The steps that make a document searchable: passages, their vectors, the switch."""

from collections.abc import Iterable, Iterator

from django.db import transaction
from django.db.models import Max

from library.models import Document, ProcessingRun, TextVersion
from library.models.passages import DEFAULT_SPACE_ID
from library.processing.indexing import embedded_text
from library.processing.progress import Progress
from library.processing.saving import save_passages, save_vectors
from library.processing.split import PassageDraft, split
from library.vectors import library_embedder
from pdfsum.engines.pdf import PageText

# Passages are embedded and saved this many at a time, or those of so many pages, of
# which pages that are recognised at 3 s each make a minute.
BATCH = 50
PAGES = 20
# Measured: 9 of 150 ms for a page with text, 3 s of 3.2 s for one that is recognised.
_SHARE_OF_READING = {"text": 0.1, "ocr": 0.9}

Stage = ProcessingRun.Stage
# Timed beside the stages; too short to be shown as one.
SAVING = "saving"


def index_pages(
    document: Document,
    reading: TextVersion,
    pages: Iterable[PageText],
    progress: Progress,
) -> None:
    """Passages of the pages as they come: saved, embedded, and searchable by batches.

    Those that an earlier attempt embedded are left as they are: the same pages give
    the same passages.
    """
    embedder = library_embedder()
    embedded = reading.passages.filter(embeddings__space=DEFAULT_SPACE_ID)
    done = set(embedded.values_list("ordinal", flat=True))
    last = embedded.aggregate(page=Max("last_page"))["page"]
    work = _Work(progress, embedded_to=last or 0)
    drafts = split(work.read(pages), count_tokens=embedder.count_tokens)
    missing = (draft for draft in drafts if draft.ordinal not in done)
    for batch in _batches(progress.time_each(Stage.SPLITTING, missing)):
        with progress.timed(SAVING):
            passages = save_passages(document, reading, batch)
        with progress.timed(Stage.EMBEDDING):
            vectors = embedder.embed([embedded_text(passage) for passage in passages])
        with progress.timed(SAVING):
            save_vectors(document, DEFAULT_SPACE_ID, passages, vectors)
            _show_first(document, reading)
        work.embedded(batch[-1].last_page)


class _Work:
    """Tells how many pages' worth of work is done: read is not yet searchable."""

    def __init__(self, progress: Progress, *, embedded_to: int) -> None:
        self._progress = progress
        self._embedded_to = embedded_to
        self._done = 0.0
        self._left: dict[int, float] = {}
        self._recognised = 0

    def read(self, pages: Iterable[PageText]) -> Iterator[PageText]:
        for page in self._progress.time_each(Stage.READING, pages):
            share = self._share_of_reading(page)
            self._done += share
            self._left[page.number] = 1 - share
            self._recognised += page.source == "ocr"
            self._progress.reached(int(self._done))
            self._progress.found_large(
                pages=self._progress.run.pages_total, ocr_pages=self._recognised
            )
            yield page

    def _share_of_reading(self, page: PageText) -> float:
        if page.number <= self._embedded_to:
            return 1.0
        return _SHARE_OF_READING.get(page.source, 0.1)

    def embedded(self, last_page: int) -> None:
        """Everything up to this page is searchable."""
        for number in [number for number in self._left if number <= last_page]:
            self._done += self._left.pop(number)
        self._progress.reached(int(self._done))


def _batches(drafts: Iterable[PassageDraft]) -> Iterator[list[PassageDraft]]:
    batch: list[PassageDraft] = []
    for draft in drafts:
        if batch and draft.first_page - batch[0].first_page >= PAGES:
            yield batch
            batch = []
        batch.append(draft)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _show_first(document: Document, reading: TextVersion) -> None:
    """A document without any text shows what there is; another keeps what it has."""
    if document.current_text_id is None:
        Document.objects.filter(pk=document.pk).update(current_text=reading)
        document.current_text = reading


@transaction.atomic
def publish(document: Document, reading: TextVersion, progress: Progress) -> None:
    """From here on this reading is what is searched; an older one's pages stay.

    Raises `ClaimLostError`: a worker that woke too late must not delete what is newer.
    """
    progress.confirm()
    document.current_text = reading
    document.save(update_fields=["current_text"])
    document.passages.exclude(text_version=reading).delete_unseen()
