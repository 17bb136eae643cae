"""A summary as a paper: every sentence with the page it rests on."""

from collections.abc import Callable

from library.models import Document, Summary
from library.reading.citations import cite
from pdfsum.lib.paper import Block, Kind, Paper

STYLES = dict(Summary.Style.choices)


def summary_paper(
    document: Document, summary: Summary, *, absolute: Callable[[str], str]
) -> Paper:
    """Title, authors, date, sentences, coverage, engine. Costs no query.

    `absolute` makes an address of this site one that works everywhere.
    """
    cited = cite(document, summary)
    sentences = [
        Block(
            sentence.text,
            kind=Kind.ITEM,
            mark=f"[p. {sentence.page}]" if sentence.page else "",
            url=absolute(sentence.url) if sentence.url else "",
        )
        for sentence in cited.sentences
    ]
    made = f"{summary.created_at:%d %B %Y}".lstrip("0")
    unsure = sum(1 for s in cited.sentences if s.page and not s.quote_found)
    notes = [f"{cited.coverage_text} {cited.origin} Made on {made}."]
    if unsure:
        notes.append(f"Not found word for word on its page: {unsure} of the sentences.")
    return Paper(
        title=document.title,
        about=(*about(document), absolute(document.get_absolute_url())),
        blocks=(
            Block("Summary", kind=Kind.HEADING),
            *(sentences or [Block(summary.text)]),
            *map(Block, notes),
        ),
        language=document.language,
    )


def about(document: Document) -> tuple[str, ...]:
    """Authors, date and DOI, as far as they are known."""
    return tuple(filter(None, [document.authors, document_day(document), document.doi]))


def document_day(document: Document) -> str:
    """“5 May 2024”, or “May 2024” where its day is not printed; empty without one."""
    if document.document_date is None:
        return ""
    source = document.fact_sources.get("document_date") or {}
    pattern = "%B %Y" if source.get("precision") == "month" else "%d %B %Y"
    return document.document_date.strftime(pattern).lstrip("0")
