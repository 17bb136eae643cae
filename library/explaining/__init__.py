"""The queries that pages, API and workers live by, and what they cost here."""

from library.explaining.cast import Cast, find_cast
from library.explaining.explain import Explained, explain
from library.explaining.major import MajorQuery
from library.explaining.queries import MAJOR_QUERIES

__all__ = [
    "MAJOR_QUERIES",
    "Cast",
    "Explained",
    "MajorQuery",
    "explain",
    "find_cast",
]
