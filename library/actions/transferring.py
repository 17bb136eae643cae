"""The documents of an export on their way into a library, each as a whole or not."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from itertools import islice

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now

from library.actions.folders import folder_at
from library.actions.importing import Outcome
from library.actions.permissions import check_library_writable
from library.actions.uploads import check_upload, upload_document
from library.document_meta import forget_document_meta
from library.errors import (
    DuplicateDocumentError,
    DuplicateInTrashError,
    NotAllowedError,
)
from library.models import Document, DocumentTag, Library, Summary, Tag, TextVersion
from library.models.tags import rejection_key
from library.processing.adopting import IMPORTED
from library.tag_counts import forget_tag_counts
from library.transfer.archive import Archive
from library.transfer.errors import ArchiveError
from library.transfer.format import (
    DocumentShape,
    FactsShape,
    LibraryShape,
    SummaryShape,
    TagShape,
)
from pdfsum.accounts.models import User
from pdfsum.engines.doi import clean_doi
from pdfsum.lib.errors import AppError, DiskFullError
from pdfsum.lib.uploads import HashedUpload

# Enough to see what is wrong; a report with 100,000 lines helps nobody.
MOST_PROBLEMS = 100
_SOURCES = ("page", "metadata", "filename", "person")
_TAGS_AT_ONCE = 200


@dataclass
class Report:
    """What came, what was there, and what was refused and why."""

    total: int = 0
    added: int = 0
    known: int = 0
    trashed: int = 0
    refused: int = 0
    problems: list[str] = field(default_factory=list)

    @property
    def done(self) -> int:
        return self.added + self.known + self.trashed + self.refused

    def refuse(self, name: str, sentence: str) -> None:
        self.refused += 1
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(f"{name}: {sentence}")


def import_archive(
    *,
    user: User,
    library: Library,
    archive: Archive,
    dry_run: bool = False,
    report: Report | None = None,
    goes_on: Callable[[Report], bool] = lambda report: True,
) -> Report:
    """Add what an archive holds to a library that `user` may write to.

    What is there already stays as it is, so a second run goes on where the first one
    stopped; with the report of an earlier part, after the last document of that. A dry
    run looks as closely and changes nothing. `goes_on` is asked after each document.
    Raises `NotAllowedError`, `ArchiveError` for an archive that turns out hostile, or
    `DiskFullError`.
    """
    check_library_writable(user, library.pk)
    report = report or Report()
    report.total = len(archive.documents)
    if not dry_run and not report.done:
        _import_frame(library, archive.library)
    for name in archive.documents[report.done :]:
        try:
            outcome = _import_one(user, library, archive, name, dry_run=dry_run)
        except (ArchiveError, DiskFullError, NotAllowedError):
            raise
        except AppError as exc:
            report.refuse(name, str(exc))
        else:
            report.added += outcome is Outcome.ADDED
            report.known += outcome is Outcome.KNOWN
            report.trashed += outcome is Outcome.TRASHED
        if not goes_on(report):
            break
    return report


def _import_one(
    user: User, library: Library, archive: Archive, name: str, *, dry_run: bool
) -> Outcome:
    document = archive.read_document(name)
    most = settings.PDFSUM_MAX_UPLOAD_MB * 1024 * 1024
    try:
        with closing(archive.open_pdf(document, most=most)) as upload:
            if dry_run:
                check_upload(user=user, upload=upload, library=library)
            else:
                import_document(
                    user=user, library=library, shape=document, upload=upload
                )
    except DuplicateDocumentError:
        return Outcome.KNOWN
    except DuplicateInTrashError:
        return Outcome.TRASHED
    return Outcome.ADDED


@transaction.atomic
def import_document(
    *, user: User, library: Library, shape: DocumentShape, upload: HashedUpload
) -> Document:
    """One document with all that is said of it, queued to be read anew.

    The bytes alone decide what it is; ids, hashes and owners of an archive count for
    nothing. Raises what `upload_document` does.
    """
    folder = folder_at(library=library, names=shape.folder)
    document = upload_document(
        user=user,
        upload=upload,
        library=library,
        title=shape.title,
        folder=folder,
        in_bulk=True,
    )
    _put_tags(document, shape)
    document.authors = shape.authors
    document.document_date = shape.date
    document.doi = clean_doi(shape.doi)
    document.fact_sources = _fact_sources(shape.facts)
    document.rejected_tags = sorted({rejection_key(n) for n in shape.rejected_tags})
    document.save(
        update_fields=[
            "authors",
            "document_date",
            "doi",
            "fact_sources",
            "rejected_tags",
        ]
    )
    if shape.trashed_at:
        # From now on: what was long in the trash there must not go at once here.
        Document.objects.filter(pk=document.pk).update(trashed_at=Now())
    if shape.summaries:
        _keep_summaries(document, shape.summaries)
    forget_document_meta(document.pk)
    forget_tag_counts(library.pk)
    return document


def _put_tags(document: Document, shape: DocumentShape) -> None:
    for suggested in (False, True):
        names = [tag.name for tag in shape.tags if tag.suggested is suggested]
        tags = Tag.objects.named(document.library_id, names, as_suggestions=suggested)
        DocumentTag.objects.put_on(document, tags, suggested=suggested)


def _fact_sources(facts: FactsShape) -> dict[str, object]:
    named = {
        "title": facts.title,
        "authors": facts.authors,
        "document_date": facts.date,
        "doi": facts.doi,
    }
    return {
        name: fact.as_source()
        for name, fact in named.items()
        if fact and fact.source in _SOURCES
    }


def _keep_summaries(document: Document, shapes: Sequence[SummaryShape]) -> None:
    """On a reading without pages, until there is one to find their quotes in."""
    waiting = TextVersion.objects.create(document=document, reader=IMPORTED)
    # At most one row is the automatic one of a reading: the last that claims to be.
    last = max((i for i, s in enumerate(shapes) if s.automatic), default=None)
    for position, shape in enumerate(shapes):
        _keep_summary(waiting, shape, automatic=position == last)


def _keep_summary(
    waiting: TextVersion, shape: SummaryShape, *, automatic: bool
) -> None:
    first, last = shape.first_page, shape.last_page
    has_range = first is not None and last is not None and first <= last
    summary = Summary(
        document_id=waiting.document_id,
        text_version=waiting,
        automatic=automatic,
        style=shape.style if shape.style in Summary.Style.values else "balanced",
        focus=shape.focus,
        max_words=shape.max_words,
        first_page=first if has_range else None,
        last_page=last if has_range else None,
        text=shape.text,
        sentences=[
            {
                "text": sentence.text,
                "page": sentence.page,
                "start": 0,
                "end": 0,
                "quote_found": sentence.found,
                "quote": sentence.quote,
            }
            for sentence in shape.sentences
        ],
        pages_read=shape.pages_read,
        pages_total=shape.pages_total,
        engine=shape.engine,
        model=shape.model,
        word_count=shape.words,
        original_word_count=shape.document_words,
        processing_seconds=shape.seconds,
    )
    if shape.made_at:
        summary.created_at = shape.made_at
    summary.save(force_insert=True)


def _import_frame(library: Library, frame: LibraryShape) -> None:
    """Folders and tags, also those that hold nothing. What is there stays as it is."""
    for path in frame.folders:
        folder_at(library=library, names=path)
    for tags in _some(frame.tags):
        _import_tags(library, tags)
    forget_tag_counts(library.pk)


@transaction.atomic
def _import_tags(library: Library, shapes: Sequence[TagShape]) -> None:
    of_library = Tag.objects.filter(library=library)
    known = of_library.spelled(shape.name for shape in shapes)
    before = set(known.values_list("pk", flat=True))
    colors = {shape.name.lower(): shape.color for shape in shapes if shape.color}
    for suggested in (False, True):
        names = [shape.name for shape in shapes if shape.suggestion is suggested]
        made = Tag.objects.named(library.pk, names, as_suggestions=suggested)
        new = [tag for tag in made if tag.pk not in before]
        for tag in new:
            tag.color = colors.get(tag.name.lower(), "")
        Tag.objects.bulk_update([tag for tag in new if tag.color], ["color"])


def _some(tags: Sequence[TagShape]) -> Iterator[list[TagShape]]:
    rest = iter(tags)
    while some := list(islice(rest, _TAGS_AT_ONCE)):
        yield some
