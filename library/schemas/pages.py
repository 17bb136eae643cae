"""The text of a document, page by page."""

from ninja import Field, Schema


class ContentsEntryOut(Schema):
    """A line of a table of contents."""

    level: int = Field(description="From 1, without gaps.")
    title: str = Field(description="In one line.")
    page: int = Field(description="Where it begins.")


class PageOut(Schema):
    """The text of one page."""

    number: int = Field(description="The first page is 1.")
    text: str = Field(description="In reading order; empty for a picture.")
    source: str = Field(
        description="`text`, `ocr`, `empty` or `failed`.", examples=["text"]
    )
    width: float = Field(description="In points, as displayed.")
    height: float = Field(description="In points, as displayed.")
