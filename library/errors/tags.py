"""What a tag cannot be called, and what it cannot become."""

from typing import TYPE_CHECKING

from pdfsum.lib.errors import AppError

if TYPE_CHECKING:
    from library.models import Tag


class TagNameError(AppError):
    status = 422
    code = "invalid_tag_name"

    def __init__(self) -> None:
        super().__init__("A tag's name has 1 to 50 characters.")


class TagColorError(AppError):
    status = 422
    code = "invalid_color"

    def __init__(self) -> None:
        super().__init__("Write the colour as #rrggbb, such as #3b5bdb, or leave it.")


class TagExistsError(AppError):
    """Another tag has the name; `existing` is it."""

    status = 409
    code = "tag_exists"

    def __init__(self, existing: "Tag") -> None:
        super().__init__(
            f"There is a tag “{existing.name}” already. Merge the two to have one."
        )
        # Not `existing`: that is a document, for whoever shows the error.
        self.tag = existing


class TagGoneError(AppError):
    status = 404
    code = "not_found"

    def __init__(self) -> None:
        super().__init__("Somebody has deleted this tag, or merged it, just now.")


class TagOfOtherLibraryError(AppError):
    status = 422
    code = "tag_of_other_library"

    def __init__(self) -> None:
        super().__init__("These tags are of two libraries, so they stay two.")


class TagIntoItselfError(AppError):
    status = 422
    code = "tag_into_itself"

    def __init__(self) -> None:
        super().__init__("A tag cannot be merged into itself.")
