"""What a folder cannot be called, and where it cannot go."""

from pdfsum.lib.errors import AppError


class FolderNameError(AppError):
    status = 422
    code = "invalid_folder_name"

    def __init__(self) -> None:
        super().__init__("A folder's name has 1 to 100 characters and no slash.")


class FolderExistsError(AppError):
    status = 409
    code = "folder_exists"

    def __init__(self, name: str) -> None:
        super().__init__(
            f"There is a folder “{name}” in this place already. Choose another name."
        )


class FolderInItselfError(AppError):
    status = 409
    code = "folder_in_itself"

    def __init__(self) -> None:
        super().__init__("A folder cannot be moved into itself or a folder within it.")


class FolderGoneError(AppError):
    status = 404
    code = "not_found"

    def __init__(self) -> None:
        super().__init__("Somebody has deleted this folder just now.")


class FolderTooDeepError(AppError):
    status = 422
    code = "folder_too_deep"

    def __init__(self, deepest: int) -> None:
        super().__init__(f"Folders go {deepest} levels deep at most.")
