"""Rows for tests, made by plain functions. What a test is about, it says itself."""

from hashlib import sha256
from itertools import count

from django.contrib.postgres.search import SearchVector
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db.models import Value
from django.utils import timezone

from library.models import (
    Document,
    DocumentTag,
    Library,
    Page,
    Passage,
    ProcessingRun,
    StoredFile,
    Summary,
    Tag,
    TextVersion,
)
from library.storage import name_of
from pdfsum.accounts.models import User
from pdfsum.lib.uploads import HashedUpload

_numbers = count(1)
_uploads: list[HashedUpload] = []
PDF = b"%PDF-1.7\n%%EOF\n"


def make_user(name: str) -> User:
    return User.objects.create_user(f"{name}@example.org", "correct horse battery")


def make_upload(content: bytes = PDF, name: str = "report.pdf") -> HashedUpload:
    """What the upload handler hands to a view."""
    upload = HashedUpload.of(name, content)
    _uploads.append(upload)
    return upload


def close_uploads() -> None:
    """What the end of a request does: close, and forget files that were moved."""
    while _uploads:
        _uploads.pop().close()


def make_stored_file(content: bytes | None = None) -> StoredFile:
    """A row and its bytes in the storage."""
    content = content or PDF + str(next(_numbers)).encode()
    digest = sha256(content).hexdigest()
    stored, created = StoredFile.objects.get_or_create(
        sha256=digest, defaults={"name": name_of(digest), "size": len(content)}
    )
    if created:
        default_storage.save(stored.name, ContentFile(content))
    return stored


def make_document(*, user: User, content: bytes | None = None, **fields) -> Document:
    """A ready document without text, in the user's own library unless told."""
    stored = make_stored_file(content)
    defaults = {
        "library": fields.get("library") or Library.objects.private_to(user),
        "added_by": user,
        "title": "A report",
        "filename": "report.pdf",
        "status": Document.Status.READY,
        "page_count": 1,
        "word_count": 100,
        "language": "en",
        "processed_at": timezone.now(),
    }
    return Document.objects.create(
        stored_file=stored,
        file_hash=stored.sha256,
        size=stored.size,
        **defaults | fields,
    )


def put_tags(document: Document, *names: str, suggested=False) -> list[Tag]:
    """Tags of these names, in order, put on by a person unless told."""
    tags = Tag.objects.named(document.library_id, names, as_suggestions=suggested)
    DocumentTag.objects.put_on(document, tags, suggested=suggested)
    lowered = [name.lower() for name in names]
    return sorted(tags, key=lambda tag: lowered.index(tag.name.lower()))


def make_run(document: Document, **fields) -> ProcessingRun:
    """The document's current run; queued unless told."""
    run = ProcessingRun.objects.create(document=document, **fields)
    document.current_run = run
    document.save(update_fields=["current_run"])
    return run


def make_text(document: Document, *pages: str) -> TextVersion:
    """A complete reading with these pages, current from now on."""
    version = TextVersion.objects.create(
        document=document, reader="test", completed_at=timezone.now()
    )
    for number, text in enumerate(pages, start=1):
        Page.objects.create(
            text_version=version,
            number=number,
            text=text,
            width=595,
            height=842,
            source="text" if text else "empty",
        )
    document.current_text = version
    document.page_count = len(pages)
    document.save(update_fields=["current_text", "page_count"])
    return version


def make_passage(document: Document, text: str, *, page: int = 1, **fields) -> Passage:
    """A passage with its words indexed, at the start of a page unless told."""
    version = document.current_text or make_text(document, text)
    defaults = {
        "ordinal": version.passages.count(),
        "first_page": page,
        "last_page": page,
        "spans": [[page, 0, len(text)]],
        "search": SearchVector(Value(text), config="english"),
    }
    return Passage.objects.create(
        document=document,
        library_id=document.library_id,
        text_version=version,
        text=text,
        **defaults | fields,
    )


def make_summary(document: Document, *sentences: tuple[str, int], **fields) -> Summary:
    """A summary of (sentence, page) pairs, each at the start of its page."""
    version = document.current_text or make_text(document, "Text.")
    text = " ".join(sentence for sentence, _ in sentences)
    defaults = {
        "pages_read": 1,
        "pages_total": 1,
        "engine": "extractive",
        "word_count": len(text.split()),
        "original_word_count": 100,
        "processing_seconds": 0.1,
    }
    return Summary.objects.create(
        document=document,
        text_version=version,
        text=text,
        sentences=[
            {
                "text": sentence,
                "page": page,
                "start": 0,
                "end": len(sentence),
                "quote_found": True,
            }
            for sentence, page in sentences
        ],
        **defaults | fields,
    )
