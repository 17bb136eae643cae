"""Text that people and programs send."""

from typing import Annotated

from pydantic import AfterValidator


def without_controls(value: str) -> str:
    """The same text. Raise `ValueError` if it holds what no title or tag can hold.

    PostgreSQL stores no NUL at all, and the others would forge lines of a log.
    """
    if any(character < " " or character == "\x7f" for character in value):
        raise ValueError("This holds control characters.")
    return value


# One line of text, for values of the API.
Line = Annotated[str, AfterValidator(without_controls)]
