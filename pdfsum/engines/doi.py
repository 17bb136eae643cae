"""The DOI that a document prints of itself."""

import re
from collections.abc import Sequence

from pdfsum.engines.fact import Fact
from pdfsum.engines.pdf import PageText

# Crossref's pattern, which finds 74.4 of the 74.9 million DOIs it was tried on:
# https://www.crossref.org/blog/dois-and-matching-regular-expressions/
_DOI = re.compile(r"10\.\d{4,9}/[-._;()/:A-Z0-9]+", re.IGNORECASE)
_WHOLE = re.compile(rf"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)?({_DOI.pattern})", re.I)
_LABEL = re.compile(r"\bdoi\b", re.IGNORECASE)
# Publishers' platforms print the address of the file: DOI, number, name.
_FILE = re.compile(r"/\d+/[^/]+\.pdf$|\.pdf$", re.IGNORECASE)
_TRAILING = ".,;:-/"
# A line with more is a paragraph or a reference, which may hold the DOI of another.
_LONGEST_LINE = 300


def find_doi(pages: Sequence[PageText]) -> Fact[str] | None:
    """From a short line of the first page; of the next ones, only where labelled."""
    for page in pages:
        for line in page.text.splitlines():
            if len(line) > _LONGEST_LINE:
                continue
            if page.number > 1 and not _LABEL.search(line):
                continue
            for match in _DOI.finditer(line):
                if doi := _trimmed(match.group()):
                    return Fact(doi, "page", page.number)
    return None


def clean_doi(text: str) -> str:
    """The bare DOI of one that was typed, with or without `https://doi.org/`.

    "" for what is none.
    """
    match = _WHOLE.fullmatch(text.strip())
    return match[1].rstrip(_TRAILING) if match else ""


def _trimmed(doi: str) -> str:
    """Without what follows it in a sentence or address; "" for a part of one."""
    doi = _FILE.sub("", doi).rstrip(_TRAILING)
    if doi.endswith(")") and doi.count("(") < doi.count(")"):
        doi = doi[:-1].rstrip(_TRAILING)
    # One that a line end or a missing underscore has cut short has no number left.
    suffix = doi.partition("/")[2]
    return doi if any(map(str.isdigit, suffix)) else ""
