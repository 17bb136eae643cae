"""The last steps: a summary that names its pages, and tags."""

import time
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction

from library.models import (
    Document,
    DocumentTag,
    Library,
    Preferences,
    ProcessingRun,
    Summary,
    Tag,
    TextVersion,
)
from library.models.tags import rejection_key
from library.processing.known_tags import prefer_known
from library.processing.progress import Progress
from pdfsum.engines.words import count_words
from pdfsum.engines.writer import PageSource, SummaryDraft, get_writer


def write_summary(
    document: Document,
    reading: TextVersion,
    sources: Sequence[PageSource],
    progress: Progress,
) -> None:
    """The automatic one, in the style that whoever added the document prefers."""
    style = Preferences.objects.style_of(document.added_by_id)
    start = time.monotonic()
    with progress.stage(ProcessingRun.Stage.SUMMARISING, total=len(sources)):
        words = Summary.STYLE_WORDS[style]
        draft = get_writer().summarise(sources, max_words=words)
    Summary.objects.update_or_create(
        text_version=reading,
        automatic=True,
        defaults={
            "document": document,
            "style": style,
            "original_word_count": document.word_count or 0,
            "processing_seconds": round(time.monotonic() - start, 3),
            **written_values(draft, style=style),
        },
    )


def written_values(draft: SummaryDraft, *, style: str) -> dict[str, Any]:
    """What a summary's row takes from a draft."""
    text = draft.text
    if style == Summary.Style.BULLET_POINTS:
        text = "\n".join(f"- {sentence.text}" for sentence in draft.sentences)
    return {
        "state": Summary.State.READY,
        "text": text,
        # An extractive sentence is its own quote, taken from that page.
        "sentences": [
            {
                "text": sentence.text,
                "page": sentence.page,
                "start": sentence.start,
                "end": sentence.end,
                "quote_found": True,
            }
            for sentence in draft.sentences
        ],
        "pages_read": draft.pages_read,
        "pages_total": draft.pages_total,
        "engine": draft.engine,
        "model": draft.model,
        "word_count": count_words(draft.text),
    }


def suggest_tags(
    document: Document, sources: Sequence[PageSource], progress: Progress
) -> None:
    """Replace earlier suggestions; what a person put on stays."""
    with progress.stage(ProcessingRun.Stage.TAGGING, total=len(sources)):
        # A file name is no title, and its parts are no subjects.
        named_by_file = document.title == document.title_from_filename
        title = "" if named_by_file else document.title
        names = get_writer().suggest_tags(title, sources)
        _suggest(document, prefer_known(document.library_id, names))


@transaction.atomic
def _suggest(document: Document, names: Iterable[str]) -> None:
    """Tags that were suggestions only, and of this document only, are no more."""
    # Nobody puts a tag on while it is swept away.
    Library.objects.lock_tags(document.library_id)
    # Rejected meanwhile, perhaps: the document in memory may be minutes old. Locked
    # before its links, as a deletion for good locks them.
    locked = Document.objects.select_for_update(no_key=True).only("rejected_tags")
    rejected = set(locked.get(pk=document.pk).rejected_tags)
    earlier = document.document_tags.filter(suggested=True)
    dropped = list(earlier.values_list("tag", flat=True))
    earlier.delete()
    allowed = [name for name in names if rejection_key(name) not in rejected]
    tags = Tag.objects.named(document.library_id, allowed, as_suggestions=True)
    DocumentTag.objects.put_on(document, tags, suggested=True)
    Tag.objects.filter(pk__in=dropped).unused().delete()
