"""What the API says when it refuses."""

from typing import Any
from uuid import UUID

from ninja import Field, Schema

from library.schemas.fields import ID


class ErrorOut(Schema):
    """Every error has this shape."""

    code: str = Field(description="For programs; stable.", examples=["not_found"])
    detail: str = Field(
        description="For people; a whole sentence.",
        examples=["There is nothing here that you may see."],
    )


class InvalidOut(ErrorOut):
    """Some values of the request are missing or wrong."""

    errors: list[dict[str, Any]] = Field(
        default=[],
        description=(
            "Each wrong value: where it stands and what it lacks. "
            "Empty where `detail` says all."
        ),
    )


class ExistingOut(Schema):
    """The document that is there already."""

    id: UUID = ID
    url: str = Field(description="The document's page in the browser.")


class DuplicateOut(ErrorOut):
    """The library holds the same bytes already."""

    existing: ExistingOut | None = Field(
        default=None, description="The document with the same bytes."
    )
    restore_url: str | None = Field(
        default=None, description="Where to POST to restore it, if it is in the trash."
    )
