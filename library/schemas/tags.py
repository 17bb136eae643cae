"""Tags, alone and on documents."""

from typing import Annotated
from uuid import UUID

from ninja import Field, Schema
from pydantic import ConfigDict

from library.models.tags import NAME_LENGTH
from library.schemas.errors import ErrorOut
from library.schemas.fields import ID, OneLine

TagName = Annotated[OneLine, Field(min_length=1, max_length=NAME_LENGTH)]


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


class TagPatch(Schema):
    """What is to be changed. Fields that are left out stay as they are."""

    model_config = ConfigDict(extra="forbid")

    name: TagName = Field(default="", description="1 to 50 characters.")
    color: str = Field(
        default="", max_length=20, description="`#rrggbb`; empty for none."
    )


class TagMergeIn(Schema):
    """Where a tag is to go."""

    model_config = ConfigDict(extra="forbid")

    into: UUID = Field(description="The id of the tag that stays.")


class TagExistsOut(ErrorOut):
    """Another tag has that name already."""

    existing: TagRef | None = Field(
        default=None, description="The tag that has the name: one to merge into."
    )
