"""The steps that make a document searchable: passages, their vectors, the switch."""

from collections.abc import Sequence

from django.db import transaction

from library.models import Document, Embedding, Passage, ProcessingRun, TextVersion
from library.models.passages import DEFAULT_SPACE_ID
from library.processing.indexing import embedded_text, search_vector
from library.processing.progress import Progress
from library.processing.split import PassageDraft, split
from library.vectors import library_embedder
from pdfsum.engines.pdf import PageText

# Passages and vectors are saved this many at a time, which keeps memory flat.
BATCH = 50


def split_pages(
    document: Document,
    reading: TextVersion,
    pages: Sequence[PageText],
    progress: Progress,
) -> None:
    """Save all passages at once, or find them saved."""
    if reading.passages.exists():
        return
    with progress.stage(ProcessingRun.Stage.SPLITTING, total=len(pages)):
        embedder = library_embedder()
        drafts = split(pages, count_tokens=embedder.count_tokens)
        with transaction.atomic():
            for start in range(0, len(drafts), BATCH):
                Passage.objects.bulk_create(
                    _as_passage(document, reading, draft)
                    for draft in drafts[start : start + BATCH]
                )


def _as_passage(
    document: Document, reading: TextVersion, draft: PassageDraft
) -> Passage:
    return Passage(
        text_version=reading,
        document=document,
        library_id=document.library_id,
        ordinal=draft.ordinal,
        heading=draft.heading[:300],
        text=draft.text,
        first_page=draft.first_page,
        last_page=draft.last_page,
        spans=[[span.page, span.start, span.end] for span in draft.spans],
        search=search_vector(document, draft),
    )


def embed_passages(
    reading: TextVersion, progress: Progress, *, page_count: int
) -> None:
    """Save a vector for each passage that has none."""
    missing = reading.passages.exclude(embeddings__space=DEFAULT_SPACE_ID)
    with progress.stage(ProcessingRun.Stage.EMBEDDING, total=page_count):
        embedder = library_embedder()
        passages = list(missing.order_by("ordinal"))
        for start in range(0, len(passages), BATCH):
            batch = passages[start : start + BATCH]
            vectors = embedder.embed([embedded_text(passage) for passage in batch])
            Embedding.objects.bulk_create(
                (
                    Embedding(
                        passage=passage,
                        library_id=passage.library_id,
                        space_id=DEFAULT_SPACE_ID,
                        vector=vector,
                    )
                    for passage, vector in zip(batch, vectors, strict=True)
                ),
                ignore_conflicts=True,
            )
            progress.reached(batch[-1].last_page)


@transaction.atomic
def publish(document: Document, reading: TextVersion) -> None:
    """From here on this reading is what is searched; an older one's pages stay."""
    document.current_text = reading
    document.save(update_fields=["current_text"])
    document.passages.exclude(text_version=reading).delete()
