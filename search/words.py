"""What a person typed, as PostgreSQL's full-text queries."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Self

from django.contrib.postgres.search import SearchQuery

from library.languages import FALLBACK, text_configuration
from library.models import Document
from library.processing.lexemes import expand_cjk
from pdfsum.accounts.models import User

_EXCLUDED = re.compile(r'(?:^|\s)-("[^"]*"|\w\S*)')
_DASHES = re.compile(r"(?<!\w)[-!]+")
_QUOTED = re.compile(r'"[^"]*\w[^"]*"')


@dataclass(frozen=True)
class WordQuery:
    """The words of a text, stemmed in every language of the user's documents.

    `text` is what is asked for, without the excluded words. `every` wants all of its
    words, `phrase` all in this order, `any` some of them; `without` matches what was
    excluded by `-word`. When something is `quoted`, what `every` does not match is no
    result, however near in meaning.
    """

    text: str
    every: SearchQuery
    phrase: SearchQuery
    any: SearchQuery | None
    without: SearchQuery | None
    quoted: bool

    @classmethod
    def of(cls, user: User, typed: str) -> Self:
        """One query, for the languages."""
        languages = Document.objects.visible_to(user).languages()
        known = {text_configuration(language) for language in languages}
        configurations = sorted({FALLBACK} | known)

        def asking(value: str, search_type: str) -> SearchQuery:
            return _either(
                SearchQuery(value, config=configuration, search_type=search_type)
                for configuration in configurations
            )

        # One by one: in a query of several languages, "not the English stem, or not
        # the German one" would exclude nothing.
        excluded = [asking(word, "phrase") for word in _EXCLUDED.findall(typed)]
        # Other dashes before a word mean nothing here, and to PostgreSQL each is one
        # more negation, of which it takes a few dozen.
        text = _DASHES.sub(" ", _EXCLUDED.sub(" ", typed)).strip()
        words = re.findall(r"\w+", text)
        quoted = bool(_QUOTED.search(text))
        return cls(
            text=text,
            every=asking(expand_cjk(text), "websearch"),
            phrase=asking(text, "phrase"),
            any=asking(" | ".join(words), "raw")
            if len(words) > 1 and not quoted
            else None,
            without=_either(excluded) if excluded else None,
            quoted=quoted,
        )


def _either(queries: Iterable[SearchQuery]) -> SearchQuery:
    return reduce(or_, queries)
