"""Libraries."""

from uuid import UUID

from ninja import Field, Schema

from library.models import Library, Membership
from library.schemas.fields import ID


class LibraryOut(Schema):
    """A library, and what you may do in it."""

    id: UUID = ID
    name: str = Field(description="As people read it.", examples=["Research"])
    role: Membership.Role = Field(
        description="`reader`, `editor` or `owner`; a reader changes nothing.",
        examples=["editor"],
    )
    documents: int = Field(description="Documents in it, without the trash.")
    is_private: bool = Field(
        description="True for the one that is yours alone.", examples=[False]
    )

    @staticmethod
    def resolve_documents(library: Library) -> int:
        return library.document_count

    @staticmethod
    def resolve_is_private(library: Library) -> bool:
        return library.is_own
