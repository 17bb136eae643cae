from pdfsum.lib.errors import AppError


class SetupTokenError(AppError):
    code = "invalid_setup_token"

    def __init__(self) -> None:
        super().__init__(
            "This set-up link is wrong or has expired. Restart pdfsum for a new one."
        )


class DuplicateApiKeyNameError(AppError):
    status = 409
    code = "duplicate_api_key_name"

    def __init__(self, name: str) -> None:
        super().__init__(
            f"You already have a key named “{name}”. Revoke it, or choose another name."
        )


class ScopeMissingError(AppError):
    status = 403
    code = "scope_missing"

    def __init__(self, scope: str) -> None:
        super().__init__(f"This API key lacks the scope “{scope}”.")


class CsrfFailedError(AppError):
    status = 403
    code = "csrf_failed"

    def __init__(self) -> None:
        super().__init__(
            "Send the CSRF token in the X-CSRFToken header, or use an API key."
        )
