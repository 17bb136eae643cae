"""Tags, alone and on documents."""

from uuid import UUID

from ninja import Field, Schema

from library.schemas.fields import ID


class TagRef(Schema):
    """A tag, as documents carry it."""

    id: UUID = ID
    name: str = Field(description="As people read it.")
    slug: str = Field(description="As addresses and filters name it.")


class DocumentTagOut(TagRef):
    """A tag on a document."""

    suggested: bool = Field(description="The program put it there; no person has yet.")


class TagOut(TagRef):
    """A tag of a library, and how much it is used."""

    color: str = Field(description="`#rrggbb`; empty when none was chosen.")
    count: int = Field(description="Live documents that people put it on.")
