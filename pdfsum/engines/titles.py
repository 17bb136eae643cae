"""The title people would give a document."""

import re
from collections.abc import Iterator, Sequence
from pathlib import PurePath

from pdfsum.engines.fact import Fact
from pdfsum.engines.filings import filing_title
from pdfsum.engines.labels import is_label
from pdfsum.engines.pdf import PageText
from pdfsum.engines.pdf_facts import PdfFacts

_SHORTEST, _LONGEST = 3, 150
# A first page of fewer characters is a title page, whose first line is a name.
_TITLE_PAGE = 600
# Share of the words of a title in the metadata that the first pages must hold.
# Titles of templates and of other documents had up to 0.67 there, true ones 0.67 and
# more: between the two, a heading of the page is the better one.
_SURE, _LIKELY = 0.75, 0.5
# What word processors and scanners write where a title belongs.
_PROGRAM = re.compile(
    r"^(?:microsoft (?:word|powerpoint|excel|publisher)|powerpoint presentation|"
    r"slide \d+|print|pdf|document|dokument|doc|presentation|untitled|unbenannt|"
    r"sans titre|"
    r"sin título|no title|title|none|null|unknown|scan(?:ned)?(?: (?:document|image))?|"
    r"adobe photoshop|full page|layout ?\d*|book|article|template|temp|test|draft|"
    r"final)\b"
    r"[\s\d().\-_#:]*$",
    re.IGNORECASE,
)
_PREFIX = re.compile(
    r"^microsoft (?:word|powerpoint|excel|publisher) *- *", re.IGNORECASE
)
_FILE = re.compile(
    r"\.(?:docx?|dotx?|pptx?|xlsx?|pdf|tex|dvi|ps|eps|indd|qxd|pub|odt|odp|rtf|txt|html?|"
    r"pages|key|wpd|fm|p65|tif|jpe?g|png|ai|cdr|dwg)$",
    re.IGNORECASE,
)
_PATH = re.compile(r"^(?:[a-z]:\\|\\\\|/\w+/|https?://|file:)", re.IGNORECASE)
_CODE = re.compile(r"^[\w.\-]+$")
_WORDS = re.compile(r"[^\W_]+")


def find_title(pdf: PdfFacts, pages: Sequence[PageText], filename: str) -> Fact[str]:
    """The metadata's, if it speaks of these pages; else the first page's main heading.

    Else the file's name. Capitals stay as they are printed. A report on a form of the
    authorities is called by company, form and period.
    """
    if pages and (filing := filing_title(pages[0].text)):
        return Fact(filing[:_LONGEST], "page", pages[0].number)
    stated = pdf.title.strip()[:_LONGEST]
    share = _share_printed(stated, pages) if is_stated_title(stated) else 0.0
    if share >= _SURE:
        return Fact(stated, "metadata")
    if pages and (heading := main_heading(pages[0])):
        return Fact(heading, "page", pages[0].number)
    if share >= _LIKELY:
        return Fact(stated, "metadata")
    return Fact(title_from_filename(filename), "filename")


def is_stated_title(text: str) -> bool:
    """Whether what the metadata holds can be the title of a document at all."""
    return is_title(text) and not is_label(text)


def is_title(text: str) -> bool:
    """Whether it reads like a title and not like a file, a program or a code."""
    text = text.strip()
    if not _SHORTEST <= len(text) <= 2 * _LONGEST or _PREFIX.match(text):
        return False
    if _PROGRAM.match(text) or _FILE.search(text) or _PATH.search(text):
        return False
    letters = sum(map(str.isalpha, text))
    if letters < _SHORTEST - 1 or 2 * letters < len(text.replace(" ", "")):
        return False
    # One word with digits or underscores is a code: "c4611_sample", "WP-2041".
    return not (_CODE.match(text) and re.search(r"[\d_]", text))


def main_heading(page: PageText) -> str:
    """The largest heading that can be a title, else the first line of a title page."""
    candidates = [page.main_heading] if page.main_heading else []
    for start, end in [*candidates, *page.headings]:
        text = " ".join(page.text[start:end].split())
        if len(text) <= _LONGEST and is_title(text) and not is_label(text):
            return text
    return next(_title_page_lines(page), "")


def _title_page_lines(page: PageText) -> Iterator[str]:
    if len(page.text) > _TITLE_PAGE:
        return
    lines = (" ".join(line.split()) for line in page.text.splitlines())
    first = next(filter(is_title, lines), "")
    if first and len(first) <= _LONGEST and not is_label(first):
        yield first


def _share_printed(title: str, pages: Sequence[PageText]) -> float:
    """Of the title's words, the share on these pages; 1.0 where there is no text."""
    words = set(_WORDS.findall(title.casefold()))
    text = "\n".join(page.text for page in pages).casefold()
    if not text.strip() or not words:
        return 1.0
    return len(words & set(_WORDS.findall(text))) / len(words)


def title_from_filename(filename: str) -> str:
    """Without folders and ending; underscores and doubled blanks as blanks."""
    name = PurePath(filename.replace("\\", "/")).name
    name = re.sub(r"\.pdf$", "", name, flags=re.IGNORECASE)
    name = re.sub(r"[_\s]+|%20", " ", name).strip(" .-")
    if " " not in name:
        name = name.replace("-", " ")
    return name[:_LONGEST] or "Untitled"
