from typing import Any


class AppError(Exception):
    """A failure the user can act on. Its message is shown as it stands."""

    status = 400
    code = "bad_request"

    def extra(self) -> dict[str, Any]:
        """What the API tells beside code and sentence."""
        return {}


class InvalidCursorError(AppError):
    code = "invalid_cursor"

    def __init__(self) -> None:
        super().__init__("This page link is damaged. Start again from the first page.")
