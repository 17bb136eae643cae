from pdfsum.lib.errors import AppError


class LastAdminError(AppError):
    status = 409
    code = "last_admin"

    def __init__(self) -> None:
        super().__init__(
            "You are the only administrator. Make somebody else one first, "
            "or nobody could look after this installation."
        )


class LastOwnerError(AppError):
    status = 409
    code = "last_owner"

    def __init__(self, name: str) -> None:
        super().__init__(
            f"You are the only owner of the shared library “{name}”. "
            "Have somebody else made its owner first."
        )
