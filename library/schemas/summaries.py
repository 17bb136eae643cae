"""Summaries, and what one may ask of them."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from ninja import Field, Schema
from pydantic import ConfigDict

from library.models import Summary
from library.schemas.errors import ErrorOut
from library.schemas.fields import ID, OneLine


class SentenceOut(Schema):
    """A sentence of a summary, and the page that it rests on."""

    text: str = Field(description="The sentence.")
    page: int | None = Field(description="Where it stands, or what it follows from.")
    quote_found: bool = Field(description="Its words were found on that page.")


class CoverageOut(Schema):
    """How much of what was asked for went into a summary."""

    pages_read: int = Field(description="Pages with text.")
    pages_total: int = Field(description="Pages in all.")


class SummaryOut(Schema):
    """A summary whose every sentence names its page."""

    id: UUID = ID
    style: Summary.Style = Field(description="As asked for.")
    focus: str = Field(description="What it is about above all; empty for nothing.")
    text: str = Field(description="The whole of it; empty until it is written.")
    sentences: list[SentenceOut] = Field(description="The same, each with its page.")
    coverage: CoverageOut = Field(description="How much of the pages went into it.")
    engine: str = Field(description="What wrote it.", examples=["extractive"])
    model: str = Field(description="The model that it used.")
    word_count: int = Field(description="Words of the summary.")
    original_word_count: int = Field(description="Words of the pages it is of.")
    compression_ratio: float = Field(description="The first by the second, 0 to 1.")
    processing_seconds: float = Field(description="How long the writing took.")
    created_at: datetime = Field(description="When it was asked for, in UTC.")
    status: Summary.State = Field(description="Only a ready one has a text.")
    error: ErrorOut | None = Field(description="Why it could not be written.")

    @staticmethod
    def resolve_status(summary: Summary) -> str:
        return summary.state


class SummaryIn(Schema):
    """What a summary is to be like. What is left out is as you usually have it."""

    model_config = ConfigDict(extra="forbid")

    style: Summary.Style | None = Field(
        default=None, description="Your own usual one by default."
    )
    max_words: Annotated[int, Field(ge=10, le=2000)] | None = Field(
        default=None, description="About how many words at most; the style's own."
    )
    focus: Annotated[OneLine, Field(max_length=300)] = Field(
        default="", description="What it should be about above all."
    )
    pages: Annotated[OneLine, Field(max_length=30)] = Field(
        default="", description="A page or a range of them; all by default."
    )
