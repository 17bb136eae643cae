"""The shapes of an export, version 1. Their names are a contract, not those of models.

docs/export-format.md says what they mean. What is added later is optional and ignored
by older programs; what changes its meaning gets a new version.
"""

from datetime import date as day
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from pdfsum.lib.text import JOINERS

FORMAT = "pdfsum-export"
VERSION = 1

MANIFEST = "manifest.json"
LIBRARY = "library.json"
DOCUMENTS = "documents"


def _one_line(text: str) -> str:
    """Without control characters: they would forge lines, and NUL is not stored."""
    return "".join(c if c.isprintable() or c in JOINERS else " " for c in text).strip()


def _many_lines(text: str) -> str:
    return text.replace("\0", "")


Line = Annotated[str, AfterValidator(_one_line)]
Text = Annotated[str, AfterValidator(_many_lines), Field(max_length=1_000_000)]
Name = Annotated[Line, Field(max_length=50)]
FolderName = Annotated[Line, Field(min_length=1, max_length=100)]
Path = Annotated[list[FolderName], Field(max_length=100)]
Count = Annotated[int, Field(ge=0, le=2**31 - 1)]
PageNumber = Annotated[int, Field(ge=1, le=2**31 - 1)]


class Shape(BaseModel):
    """What an older program does not know, it leaves aside."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    def as_json(self) -> bytes:
        return self.model_dump_json(indent=1).encode() + b"\n"


class Manifest(Shape):
    format: str
    version: int
    made_at: datetime
    program: str = ""


class TagShape(Shape):
    name: Annotated[Name, Field(min_length=1)]
    color: Annotated[str, Field(pattern=r"^(#[0-9a-f]{6})?$")] = ""
    suggestion: bool = False


class LibraryShape(Shape):
    name: Annotated[Line, Field(max_length=100)] = ""
    folders: list[Path] = []
    tags: list[TagShape] = []


class FactShape(Shape):
    source: Annotated[Line, Field(max_length=20)]
    page: PageNumber | None = None
    precision: Literal["month"] | None = None

    def as_source(self) -> dict[str, Any]:
        return self.model_dump(exclude_none=True)


class FactsShape(Shape):
    """Where each fact comes from. What is not named is not known, or not told."""

    title: FactShape | None = None
    authors: FactShape | None = None
    date: FactShape | None = None
    doi: FactShape | None = None


class ProblemShape(Shape):
    code: str
    detail: str


class DocumentTagShape(Shape):
    name: Annotated[Name, Field(min_length=1)]
    suggested: bool = False


class SentenceShape(Shape):
    text: Text
    page: PageNumber | None = None
    quote: Text = ""
    found: bool = False


class SummaryShape(Shape):
    style: Annotated[Line, Field(max_length=50)] = "balanced"
    focus: Annotated[Line, Field(max_length=300)] = ""
    max_words: Count | None = None
    first_page: PageNumber | None = None
    last_page: PageNumber | None = None
    automatic: bool = False
    text: Text = ""
    sentences: Annotated[list[SentenceShape], Field(max_length=10_000)] = []
    pages_read: Count = 0
    pages_total: Count = 0
    engine: Annotated[Line, Field(max_length=50)] = ""
    model: Annotated[Line, Field(max_length=200)] = ""
    words: Count = 0
    document_words: Count = 0
    seconds: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 0.0
    made_at: datetime | None = None


class DocumentShape(Shape):
    file: Annotated[str, Field(max_length=1000)]
    filename: Annotated[Line, Field(max_length=255)] = ""
    sha256: str = ""
    size: int = 0
    title: Annotated[Line, Field(max_length=300)] = ""
    authors: Annotated[Line, Field(max_length=500)] = ""
    date: day | None = None
    doi: Annotated[Line, Field(max_length=200)] = ""
    facts: FactsShape = FactsShape()
    language: str = ""
    pages: int | None = None
    words: int | None = None
    status: str = ""
    problem: ProblemShape | None = None
    folder: Path = []
    tags: Annotated[list[DocumentTagShape], Field(max_length=1000)] = []
    rejected_tags: Annotated[list[Name], Field(max_length=1000)] = []
    added_at: datetime | None = None
    read_at: datetime | None = None
    trashed_at: datetime | None = None
    summaries: Annotated[list[SummaryShape], Field(max_length=1000)] = []
