"""What a person sees of a result: where it is, and the words around the match."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib.postgres.search import SearchHeadline, SearchQuery
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from library.models import Document, Passage

# Stored text holds no control characters, so these cannot be forged by a PDF.
_START, _STOP = "\x02", "\x03"


@dataclass(frozen=True)
class Hit:
    """One passage. `page` is where it begins, `url` opens it there, marked."""

    document: Document
    passage: Passage
    page: int
    page_end: int
    score: float
    snippet_html: SafeString
    text: str
    url: str

    @property
    def begins_with_heading(self) -> bool:
        """The snippet says it already."""
        return self.text.startswith(self.passage.heading)


def load_hits(
    passage_ids: Sequence[int], *, scores: Mapping[int, float], query: SearchQuery
) -> list[Hit]:
    """Hits in the order of the ids. One query for all of them."""
    headline = SearchHeadline(
        "text",
        query,
        start_sel=_START,
        stop_sel=_STOP,
        # One fragment: words on both sides of the match, not only after it.
        max_fragments=1,
        max_words=45,
        min_words=25,
    )
    found = Passage.objects.filter(pk__in=passage_ids).select_related("document")
    hits = {
        passage.pk: _hit(passage, vars(passage)["headline"], scores[passage.pk])
        for passage in found.annotate(headline=headline)
    }
    return [hits[pk] for pk in passage_ids if pk in hits]


def _hit(passage: Passage, headline: str, score: float) -> Hit:
    document = passage.document
    return Hit(
        document=document,
        passage=passage,
        page=passage.first_page,
        page_end=passage.last_page,
        score=round(score, 6),
        snippet_html=marked(headline),
        text=passage.text,
        url=f"{document.get_absolute_url()}?{urlencode(passage.anchor())}#evidence",
    )


def marked(headline: str) -> SafeString:
    """Escaped text in which the matches stand between `<mark>` tags."""
    html = escape(headline).replace(_START, "<mark>").replace(_STOP, "</mark>")
    return mark_safe(html)  # noqa: S308 - escaped above, tags are ours
