"""Which documents a program means: the filters of lists, exports and bulk changes."""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Field, Schema
from pydantic import StringConstraints

from library.listing import DocumentFilter
from library.models import Document
from pdfsum.lib.text import ONE_LINE

Part = Annotated[str, StringConstraints(max_length=300, pattern=ONE_LINE)]


class DocumentQuery(Schema):
    """Which documents: what is named must hold."""

    library: UUID | None = Field(None, description="Only of this library.")
    status: Document.Status | None = Field(None, description="Only in this state.")
    tag: Part | None = Field(None, description="Only with this tag: its slug.")
    folder: UUID | Literal["none"] | None = Field(
        None, description="Only in this folder itself; `none` for those in no folder."
    )
    author: Part | None = Field(None, description="A part of an author's name.")
    q: Part | None = Field(None, description="A part of the title.")
    language: Part | None = Field(None, description="An ISO 639 code, such as `de`.")
    added_after: date | None = Field(
        None, description="Uploaded on this day (UTC) or later."
    )
    added_before: date | None = Field(
        None, description="Uploaded on this day (UTC) or earlier."
    )
    dated_after: date | None = Field(
        None, description="With a date of its own on this day or later."
    )
    dated_before: date | None = Field(
        None, description="With a date of its own on this day or earlier."
    )

    def chosen(self) -> DocumentFilter:
        values: dict[str, Any] = self.dict()
        return DocumentFilter(**values)
