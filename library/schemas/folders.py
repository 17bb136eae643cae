"""Folders of a library."""

from typing import Annotated
from uuid import UUID

from ninja import Field, Schema
from pydantic import ConfigDict

from library.models import Folder
from library.models.folders import NAME_LENGTH
from library.schemas.fields import ID, OneLine

FolderName = Annotated[OneLine, Field(min_length=1, max_length=NAME_LENGTH)]


class FolderOut(Schema):
    """A place in a library's tree."""

    id: UUID = ID
    name: str = Field(description="As people read it.")
    parent: UUID | None = Field(description="The folder it lies in; null at the top.")
    path: str = Field(description="Names from the root on.", examples=["Tax/2025"])
    count: int = Field(description="Live documents right in it, not those further in.")

    @staticmethod
    def resolve_parent(folder: Folder) -> UUID | None:
        return folder.parent_id


class FolderIn(Schema):
    """A folder to be made."""

    model_config = ConfigDict(extra="forbid")

    name: FolderName = Field(description="1 to 100 characters, without a slash.")
    parent: UUID | None = Field(
        default=None, description="The folder it goes into; none by default."
    )
    library: UUID | None = Field(
        default=None, description="The parent's, or your own, by default."
    )


class FolderPatch(Schema):
    """What is to be changed. Fields that are left out stay as they are."""

    model_config = ConfigDict(extra="forbid")

    name: FolderName = Field(default="", description="Without a slash.")
    parent: UUID | None = Field(
        default=None, description="The folder it moves into; null for the top."
    )


class SuggestedDocumentOut(Schema):
    """The document that a suggestion speaks of."""

    id: UUID = ID
    title: str = Field(description="As in the document.")


class SuggestedFolderOut(Schema):
    """The folder that a suggestion speaks of."""

    id: UUID = ID
    path: str = Field(description="Names from the root on.", examples=["Tax/2025"])


class FolderSuggestionOut(Schema):
    """One unfiled document and the folder it is likest to. Nothing has moved."""

    document: SuggestedDocumentOut = Field(description="What might move.")
    folder: SuggestedFolderOut = Field(description="Where it might go.")
    score: float = Field(description="Likeness, from 0 to 1.")
    reason: str = Field(description="For people: what it is like.")
    is_sure: bool = Field(description="Near enough, and no other folder is as near.")


class FolderSuggestionPage(Schema):
    """A page by cursor of unfiled documents, as far as they are like a folder."""

    results: list[FolderSuggestionOut] = Field(description="The likeliest first.")
    next_cursor: str | None = Field(description="Null when all have been looked at.")
