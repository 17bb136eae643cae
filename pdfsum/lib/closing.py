"""Things that are closed at the end of a `with` block."""

from types import TracebackType
from typing import Self


class Closing:
    """Leaving the block closes it; a subclass says what that means."""

    def close(self) -> None:
        raise NotImplementedError

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()
