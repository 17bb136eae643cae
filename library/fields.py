"""Which fields of documents are asked for: what is read for them, what is answered."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Self
from uuid import UUID

from django.urls import reverse
from pydantic_core import CoreSchema, core_schema

from library.models import Document
from library.models.document_queries import DocumentQuerySet
from library.schemas import DocumentOut

# The columns that each field of the API is made of. `tags` and `summary` have none.
COLUMNS: dict[str, tuple[str, ...]] = {
    "id": ("pk",),
    "title": ("title",),
    "authors": ("authors",),
    "document_date": ("document_date",),
    "doi": ("doi",),
    "facts": ("fact_sources",),
    "filename": ("filename",),
    "size_bytes": ("size",),
    "sha256": ("file_hash",),
    "page_count": ("page_count",),
    "word_count": ("word_count",),
    "language": ("language",),
    "status": ("status",),
    "progress": (
        "status",
        "page_count",
        "current_run__stage",
        "current_run__pages_done",
        "current_run__pages_total",
        "current_run__percent",
    ),
    "error": ("error_code", "error_detail"),
    "warnings": ("warnings",),
    "tags": (),
    "library": ("library",),
    "folder": ("folder",),
    "summary": (),
    "created_at": ("created_at",),
    "updated_at": ("updated_at",),
    "processed_at": ("processed_at",),
    "url": ("pk",),
}
# What is read for a field from elsewhere.
LOADED: dict[str, Callable[[DocumentQuerySet], DocumentQuerySet]] = {
    "progress": lambda documents: documents.select_related("current_run"),
    "tags": DocumentQuerySet.with_shown_tags,
    "summary": DocumentQuerySet.with_summary,
}
READERS: dict[str, Callable[[Document], Any]] = {
    name: getattr(DocumentOut, f"resolve_{name}", attrgetter(name))
    for name in DocumentOut.model_fields
    if name != "url"  # It begins with the address that was asked.
}


@dataclass(frozen=True)
class DocumentFields:
    """Some fields of `DocumentOut`, in its order."""

    names: tuple[str, ...]

    def __str__(self) -> str:
        return ",".join(self.names)

    @classmethod
    def __get_pydantic_core_schema__(cls, *_: Any) -> CoreSchema:
        """As a value of the API it is text."""
        return core_schema.no_info_plain_validator_function(
            cls.parse,
            json_schema_input_schema=core_schema.str_schema(),
            serialization=core_schema.to_string_ser_schema(),
        )

    @classmethod
    def parse(cls, text: str) -> Self:
        """Names by commas. Raise `ValueError` that tells the first unknown one."""
        asked = [name.strip() for name in text.split(",")]
        for name in asked:
            if name not in DocumentOut.model_fields:
                known = ", ".join(DocumentOut.model_fields)
                raise ValueError(f"There is no field “{name}”. There are: {known}.")
        return cls(tuple(name for name in DocumentOut.model_fields if name in asked))

    def load(
        self, documents: DocumentQuerySet, *, ordering: str = "newest"
    ) -> DocumentQuerySet:
        """One query: of these fields, and of the column that `ordering` goes by."""
        sorted_by = documents.orderings[ordering].removeprefix("-")
        columns = {column for name in self.names for column in COLUMNS[name]}
        for name in self.names:
            documents = LOADED.get(name, _as_it_is)(documents)
        return documents.only("pk", sorted_by, *sorted(columns))

    def show(
        self, documents: Iterable[Document], *, root: str
    ) -> Iterator[dict[str, Any]]:
        """What `DocumentOut` would hold of each, unchecked: a tenth of its time.

        `root` is the address of this installation, without a slash.
        """
        readers = READERS | {"url": _url_reader(root)}
        wanted = [(name, readers[name]) for name in self.names]
        for document in documents:
            yield {name: read(document) for name, read in wanted}


ALL_FIELDS = DocumentFields(tuple(DocumentOut.model_fields))


def _as_it_is(documents: DocumentQuerySet) -> DocumentQuerySet:
    return documents


def _url_reader(root: str) -> Callable[[Document], str]:
    """The address of a document's page, looked up once for all of a list."""
    some = UUID(int=0)
    path = reverse("library:document_detail", args=[some])
    before, after = path.split(str(some))
    return lambda document: f"{root}{before}{document.pk}{after}"
