"""How far processing has come."""

from ninja import Field, Schema

from library.models import Document


class ProgressOut(Schema):
    """How far processing has come."""

    stage: str = Field(
        description="`waiting`, the step at work, or `done`.", examples=["done"]
    )
    pages_done: int = Field(description="Pages that the stage has behind it.")
    pages_total: int = Field(description="Pages that the stage has in all.")
    percent: int = Field(description="0 to 100, over all stages.")


class DocumentProgressOut(ProgressOut):
    """How far one document has come, and what it waits for."""

    status: Document.Status = Field(description="As in the document.")
    queue_position: int | None = Field(
        description="Documents that are taken before it; null unless it waits its turn."
    )
    waiting_for: str | None = Field(
        description=(
            "`turn`, `worker` (none has reported for 90 s) or `retry` (something that "
            "it needs was missing); null when it waits for nothing."
        ),
        examples=[None, "turn"],
    )
    detail: str = Field(
        description="For people: what it does or waits for.", examples=["Ready"]
    )
    rate: float | None = Field(
        description="Pages per minute over the last half minute; null while not known."
    )
    seconds_left: int | None = Field(
        description="Until its last page is read, estimated; null while not known."
    )
