"""What a document says of itself: its title, authors, date and DOI."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pdfsum.engines.authors import find_authors
from pdfsum.engines.dates import find_date
from pdfsum.engines.doi import find_doi
from pdfsum.engines.fact import Fact
from pdfsum.engines.pdf import PageText
from pdfsum.engines.pdf_facts import PdfFacts
from pdfsum.engines.titles import find_title

# Title pages, abstracts and imprints stand on these; further on, others are quoted.
FIRST_PAGES = 3


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """A title there always is; of the others, None for what cannot be known."""

    title: Fact[str]
    authors: Fact[str] | None
    document_date: Fact[date] | None
    doi: Fact[str] | None


def find_facts(
    pdf: PdfFacts, pages: Sequence[PageText], filename: str
) -> DocumentFacts:
    """What the metadata and the first pages state. `pages` may be more or none.

    A fact that is wrong costs more trust than one that is missing: in doubt it is
    left out, and a person can add it.
    """
    first = [page for page in pages if page.number <= FIRST_PAGES]
    title = find_title(pdf, first, filename)
    return DocumentFacts(
        title=title,
        authors=find_authors(pdf, first, title),
        document_date=find_date(pdf, first),
        doi=find_doi(first),
    )
