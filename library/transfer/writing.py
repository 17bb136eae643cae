"""A library as the files of an archive, in memory that does not grow with it."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import IO, Any

from django.db.models import Prefetch
from django.http import StreamingHttpResponse
from django.utils import timezone

from library.exporting import about, summary_paper
from library.models import Document, Folder, Library, Page, StoredFile, Summary, Tag
from library.models.document_queries import DocumentQuerySet
from library.storage import open_stored
from library.transfer import format as shapes
from library.zipping import Entry, zip_response
from pdfsum.accounts.models import User
from pdfsum.lib.batches import pk_batches
from pdfsum.lib.filenames import clean_name
from pdfsum.lib.paper import Block, Format, Kind, Paper, write_paper

# Documents loaded at a time: with the pages that their summaries quote, some 10 MB.
BATCH = 25
PROGRAM = "pdfsum"
# Names are for people; room is left for the number, and for unpacking into a folder.
_LONGEST_TITLE = 100


def library_entries(library: Library, documents: DocumentQuerySet) -> Iterator[Entry]:
    """Every file of the export of `documents`, which are all of this library.

    Each batch asks anew: what somebody may no longer see by then is not exported.
    """
    yield _json(shapes.MANIFEST, manifest())
    yield _json(shapes.LIBRARY, _library(library))
    yield from document_entries(library, documents)


def export_response(user: User, library: Library) -> StreamingHttpResponse:
    """The export of a library that `user` may read, made while it is sent."""
    documents = Document.objects.visible_to(user).filter(library=library)
    day = timezone.now().date().isoformat()
    return zip_response(
        library_entries(library, documents),
        filename=clean_name(f"{library.name} {day}.zip"),
    )


def manifest() -> shapes.Manifest:
    return shapes.Manifest(
        format=shapes.FORMAT,
        version=shapes.VERSION,
        made_at=timezone.now(),
        program=PROGRAM,
    )


def document_entries(library: Library, documents: DocumentQuerySet) -> Iterator[Entry]:
    """Three files for each document: the PDF, what is known of it, and for people."""
    paths = folder_paths(library)
    number = 0
    for pks in pk_batches(documents, size=BATCH):
        rows = documents.filter(pk__in=pks).order_by("pk")
        batch = list(_loaded(rows))
        quotes = _Quotes(batch)
        for document in batch:
            number += 1
            yield from _of_document(document, number, paths, quotes)


def folder_paths(library: Library) -> dict[Any, list[str]]:
    """The names on the way to each folder, by its id. One query."""
    rows = {f.pk: f for f in Folder.objects.filter(library=library)}
    paths: dict[Any, list[str]] = {}
    for folder in rows.values():
        names: list[str] = []
        at: Folder | None = folder
        while at is not None and len(names) <= len(rows):
            names.append(at.name)
            at = rows.get(at.parent_id) if at.parent_id else None
        paths[folder.pk] = names[::-1]
    return paths


def _library(library: Library) -> shapes.LibraryShape:
    tags = Tag.objects.filter(library=library).order_by("name", "pk")
    return shapes.LibraryShape(
        name=library.name,
        folders=sorted(folder_paths(library).values()),
        tags=[
            shapes.TagShape(name=t.name, color=t.color, suggestion=t.is_suggestion)
            for t in tags
        ],
    )


def _loaded(documents: DocumentQuerySet) -> DocumentQuerySet:
    return documents.select_related("stored_file").prefetch_related(
        Prefetch("tags", queryset=Tag.objects.as_put_on(), to_attr="put_on"),
        Prefetch(
            "summaries",
            queryset=Summary.objects.written().order_by("pk"),
            to_attr="written_summaries",
        ),
    )


def _of_document(
    document: Any, number: int, paths: dict[Any, list[str]], quotes: "_Quotes"
) -> Iterator[Entry]:
    name = clean_name(f"{number:06} {document.title[:_LONGEST_TITLE]}")
    file = clean_name(f"{name}.pdf")
    shape = _describe(document, paths, quotes, file=f"{shapes.DOCUMENTS}/{file}")
    yield Entry(
        file,
        partial(_open, document.stored_file),
        folder=shapes.DOCUMENTS,
        modified_at=document.created_at,
        size=document.size,
    )
    yield _json(clean_name(f"{name}.json"), shape, folder=shapes.DOCUMENTS)
    yield Entry(
        clean_name(f"{name}.md"),
        write_paper(_paper(document, shape), Format.MD),
        folder=shapes.DOCUMENTS,
        deflate=True,
    )


def _open(stored: StoredFile) -> IO[bytes]:
    return open_stored(stored)


def _describe(
    document: Any, paths: dict[Any, list[str]], quotes: "_Quotes", *, file: str
) -> shapes.DocumentShape:
    sources = dict(document.fact_sources)
    sources["date"] = sources.pop("document_date", None)
    return shapes.DocumentShape(
        file=file,
        filename=document.filename,
        sha256=document.file_hash,
        size=document.size,
        title=document.title,
        authors=document.authors,
        date=document.document_date,
        doi=document.doi,
        facts=shapes.FactsShape.model_validate(sources),
        language=document.language,
        pages=document.page_count,
        words=document.word_count,
        status=document.status,
        problem=document.error and shapes.ProblemShape(**document.error),
        folder=paths.get(document.folder_id, []),
        tags=[
            shapes.DocumentTagShape(name=tag.name, suggested=tag.suggested)
            for tag in document.put_on
        ],
        rejected_tags=sorted(document.rejected_tags),
        added_at=document.created_at,
        read_at=document.processed_at,
        trashed_at=document.trashed_at,
        summaries=_summaries(document.written_summaries, quotes),
    )


def _summaries(
    summaries: Sequence[Summary], quotes: "_Quotes"
) -> list[shapes.SummaryShape]:
    """Oldest first. Of those that processing wrote, the newest is the automatic one."""
    automatic = [summary for summary in summaries if summary.automatic]
    return [
        shapes.SummaryShape(
            style=summary.style,
            focus=summary.focus,
            max_words=summary.max_words,
            first_page=summary.first_page,
            last_page=summary.last_page,
            automatic=bool(automatic) and summary is automatic[-1],
            text=summary.text,
            sentences=[
                shapes.SentenceShape(
                    text=sentence["text"],
                    page=sentence.get("page") or None,
                    quote=quotes.of(summary, sentence),
                    found=bool(sentence.get("quote_found")),
                )
                for sentence in summary.sentences
            ],
            pages_read=summary.pages_read,
            pages_total=summary.pages_total,
            engine=summary.engine,
            model=summary.model,
            words=summary.word_count,
            document_words=summary.original_word_count,
            seconds=summary.processing_seconds,
            made_at=summary.created_at,
        )
        for summary in summaries
    ]


class _Quotes:
    """What sentences of summaries quote: spans of pages, read for a batch at once."""

    def __init__(self, documents: Sequence[Any]) -> None:
        versions: set[int] = set()
        numbers: set[int] = set()
        for document in documents:
            for summary in document.written_summaries:
                versions.add(summary.text_version_id)
                numbers.update(s["page"] for s in summary.sentences if s.get("page"))
        # One query, which reads some pages of the others in vain.
        rows = Page.objects.filter(text_version__in=versions, number__in=numbers)
        self._texts = {
            (version, number): text
            for version, number, text in rows.values_list(
                "text_version", "number", "text"
            ).iterator()
        }

    def of(self, summary: Summary, sentence: dict[str, Any]) -> str:
        """Also of one that was imported and waits for its document to be read."""
        if waiting := sentence.get("quote"):
            return str(waiting)
        if not sentence.get("quote_found"):
            return ""
        text = self._texts.get((summary.text_version_id, sentence["page"]), "")
        return text[sentence["start"] : sentence["end"]]


def _paper(document: Any, shape: shapes.DocumentShape) -> Paper:
    """For people: facts, folder, tags, the newest summary."""
    facts = [
        *about(document),
        f"Folder: {' / '.join(shape.folder)}" if shape.folder else "",
        f"Tags: {', '.join(_accepted(shape))}" if _accepted(shape) else "",
        f"In the trash since {_day(shape.trashed_at)}" if shape.trashed_at else "",
        f"Could not be read: {shape.problem.detail}" if shape.problem else "",
    ]
    blocks: tuple[Block, ...] = (Block("No summary."),)
    if document.written_summaries:
        newest = document.written_summaries[-1]
        cited = summary_paper(document, newest, absolute=lambda url: "")
        blocks = cited.blocks
    return Paper(
        title=document.title,
        about=tuple(filter(None, facts)),
        blocks=(*blocks, Block(f"File: {shape.filename}", kind=Kind.TEXT)),
        language=document.language,
    )


def _accepted(shape: shapes.DocumentShape) -> list[str]:
    return [tag.name for tag in shape.tags if not tag.suggested]


def _day(time: datetime) -> str:
    return time.date().isoformat()


def _json(name: str, shape: shapes.Shape, *, folder: str = "") -> Entry:
    return Entry(name, shape.as_json(), folder=folder, deflate=True)
