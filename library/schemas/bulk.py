"""One change to many documents."""

from typing import Annotated, Self
from uuid import UUID

from ninja import Field, Schema
from pydantic import ConfigDict, model_validator

from library.actions.bulk import MOST_IDS, Action
from library.listing import Selection
from library.schemas.fields import OneLine
from library.schemas.filters import DocumentQuery


class DocumentFilterIn(DocumentQuery):
    """All that match: what is named must hold. `{}` is every document you may see."""

    model_config = ConfigDict(extra="forbid")


class BulkIn(Schema):
    """Name `documents` or a `filter`, and what is to be done to them."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {
                "filter": {"tag": "invoice", "folder": "none"},
                "action": "add_tags",
                "tags": ["tax", "2024"],
            }
        },
    )

    action: Action = Field(description="`trash` can be undone by `restore`.")
    documents: Annotated[list[UUID], Field(max_length=MOST_IDS)] | None = Field(
        default=None, description=f"Up to {MOST_IDS:,} ids."
    )
    filter: DocumentFilterIn | None = Field(
        default=None, description="Instead of ids: all that match."
    )
    tags: list[Annotated[OneLine, Field(min_length=1, max_length=50)]] = Field(
        default=[], description="Names, for `add_tags` and `remove_tags`."
    )
    folder: UUID | None = Field(
        default=None, description="For `move`: its id, or null for out of all folders."
    )

    @model_validator(mode="after")
    def _check_whole(self) -> Self:
        if (self.documents is None) == (self.filter is None):
            raise ValueError("Name either `documents` or a `filter`.")
        if self.action == Action.MOVE and "folder" not in self.model_fields_set:
            raise ValueError("Name the `folder`, or null for out of all folders.")
        return self

    def selection(self) -> Selection:
        if self.filter:
            return Selection(filter=self.filter.chosen())
        return Selection(ids=tuple(dict.fromkeys(self.documents or ())))


class BulkOut(Schema):
    """What became of them. Documents that you may not see are not counted."""

    detail: str = Field(
        description="For people.", examples=["12 documents moved to “Tax”."]
    )
    changed: int = Field(description="Documents that are otherwise now.")
    unchanged: int = Field(description="Those that were so already.")
    read_only: int = Field(description="Left alone: you may only read them.")
    elsewhere: int = Field(
        description="Left alone: of another library than the folder."
    )
    in_background: bool = Field(
        description="There are more, and the workers go on with them."
    )
