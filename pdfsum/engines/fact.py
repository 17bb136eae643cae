"""One thing that a document says of itself, and where it says it."""

from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Fact(Generic[Value]):
    """`page`, from 1, for what is printed; `precision` is for dates only."""

    value: Value
    source: Literal["metadata", "page", "filename"]
    page: int | None = None
    precision: Literal["day", "month"] = "day"
