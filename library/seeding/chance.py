"""Chance that can be repeated: everything that is drawn follows from one number."""

import uuid
from bisect import bisect
from collections.abc import Sequence
from datetime import datetime
from itertools import accumulate
from random import Random
from typing import Generic, TypeVar

T = TypeVar("T")


class Chance(Random):
    """`random.Random` with the few draws that are needed here, made quick."""

    def one_of(self, values: Sequence[T]) -> T:
        return values[int(self.random() * len(values))]

    def uuid7(self, time: datetime) -> uuid.UUID:
        """An id made at this time (to the millisecond), as RFC 9562 lays it out."""
        stamp = int(time.timestamp() * 1000) << 80
        bits = self.getrandbits(74)
        return uuid.UUID(
            int=stamp
            | 0x7 << 76
            | (bits >> 62) << 64
            | 0x2 << 62
            | bits & (1 << 62) - 1
        )


class Weighted(Generic[T]):
    """Values that are drawn as often as their weights say."""

    def __init__(self, values: Sequence[T], weights: Sequence[float]) -> None:
        self.values = values
        self._sums = list(accumulate(weights))

    @classmethod
    def zipf(cls, values: Sequence[T], *, exponent: float = 1.0) -> "Weighted[T]":
        """The first twice as often as the second, thrice as the third (exponent 1)."""
        return cls(values, [1 / rank**exponent for rank in range(1, len(values) + 1)])

    def draw(self, chance: Chance) -> T:
        return self.values[bisect(self._sums, chance.random() * self._sums[-1])]
