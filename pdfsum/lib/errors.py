class AppError(Exception):
    """A failure the user can act on. Its message is shown as it stands."""

    status = 400
    code = "bad_request"


class DiskFullError(AppError):
    status = 507
    code = "disk_full"

    def __init__(self) -> None:
        super().__init__(
            "The server's disk is full, so the file was not kept. "
            "Tell whoever runs this library."
        )


class InvalidCursorError(AppError):
    code = "invalid_cursor"

    def __init__(self) -> None:
        super().__init__("This page link is damaged. Start again from the first page.")
