"""Documents that say they are ready, against what was read of them."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Least

from library.actions import reprocess_documents
from library.integrity.check import Check
from library.models import Document, Embedding, Page, Passage, Summary
from library.models.passages import DEFAULT_SPACE_ID
from pdfsum.lib.batches import pk_batches

Documents = QuerySet[Document]
READ_AGAIN = "each is read again"


def text_checks() -> list[Check]:
    return [
        Check("Ready documents without a text", READ_AGAIN, _without_text, _read_again),
        Check(
            "Ready documents with too few or too many pages",
            READ_AGAIN,
            _with_wrong_pages,
            _read_again,
        ),
        Check(
            "Ready documents with words but no passages",
            READ_AGAIN,
            _without_passages,
            _read_again,
        ),
        Check(
            "Ready documents without a summary",
            READ_AGAIN,
            _without_summary,
            _read_again,
        ),
        Check(
            "Ready documents with passages that have no vector",
            READ_AGAIN,
            _without_vectors,
            _read_again,
        ),
        Check(
            "Ready documents with passages of an older reading",
            "these passages are deleted",
            partial(pk_batches, _with_stale_passages()),
            _delete_stale_passages,
        ),
    ]


def _ready() -> Documents:
    return Document.objects.live().filter(status__in=Document.READABLE)


def _without_text() -> Iterator[list[Any]]:
    yield from pk_batches(_ready().filter(current_text=None))


def _with_wrong_pages() -> Iterator[list[Any]]:
    """Those behind the limit on pages are not missed: it may have been lowered."""
    per_text = Page.objects.filter(text_version=OuterRef("current_text")).order_by()
    counted = per_text.values("text_version").annotate(n=Count("pk")).values("n")
    expected = Least(F("page_count"), Value(settings.PDFSUM_MAX_PAGES))
    documents = _ready().exclude(current_text=None)
    documents = documents.annotate(pages=Coalesce(Subquery(counted), 0))
    wrong = Q(pages__lt=expected) | Q(pages__gt=F("page_count"))
    yield from pk_batches(documents.filter(wrong))


def _without_passages() -> Iterator[list[Any]]:
    passages = Passage.objects.filter(text_version=OuterRef("current_text"))
    documents = _ready().exclude(current_text=None).filter(word_count__gt=0)
    yield from pk_batches(documents.exclude(Exists(passages)))


def _without_summary() -> Iterator[list[Any]]:
    summaries = Summary.objects.written().filter(text_version=OuterRef("current_text"))
    documents = _ready().exclude(current_text=None)
    yield from pk_batches(documents.exclude(Exists(summaries)))


def _without_vectors() -> Iterator[list[Any]]:
    vectors = Embedding.objects.filter(passage=OuterRef("pk"), space=DEFAULT_SPACE_ID)
    passages = Passage.objects.filter(text_version=OuterRef("current_text"))
    bare = passages.exclude(Exists(vectors))
    yield from pk_batches(_ready().filter(Exists(bare)))


def _with_stale_passages() -> Documents:
    """Not of documents in work, whose new reading stands beside the old."""
    passages = Passage.objects.filter(document=OuterRef("pk"))
    stale = passages.exclude(text_version=OuterRef("current_text"))
    return _ready().exclude(current_text=None).filter(Exists(stale))


def _read_again(pks: list[Any]) -> None:
    reprocess_documents(documents=Document.objects.filter(pk__in=pks))


def _delete_stale_passages(pks: list[Any]) -> None:
    """Asked again in the same statement: it may have been queued meanwhile."""
    passages = Passage.objects.filter(document__in=_with_stale_passages())
    passages = passages.filter(document__in=pks)
    passages.exclude(text_version=F("document__current_text")).delete()
