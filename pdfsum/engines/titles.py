"""The title people would give a document."""

import re
from pathlib import PurePath

from pdfsum.engines.pdf import PageText, PdfFacts

_SHORTEST, _LONGEST = 3, 150
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
# The largest words on a first page that yet name nothing.
_LABEL = re.compile(
    r"(?i:for immediate release|press release|news release|form \S+|"
    r"(?:table of )?contents|"
    r"abstract|introduction|inhalt(?:sverzeichnis)?|sommaire|index|page|draft|confidential|"
    r"united states|(?:u\.?s\.? )?securities and exchange commission|"
    r"united states securities and exchange commission|department of .*|notice|agenda|"
    r"memorandum|invoice|report|summary|recommended citation|washington, d\.c\..*|"
    r".*:)|[a-z].*|\(.*\)|.*\b(?:\d{5}(?:-\d{4})?)"
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


def pick_title(facts: PdfFacts, first_page: PageText | None, filename: str) -> str:
    """The file's own title, else the first page's main heading, else its name."""
    if is_title(facts.title):
        return facts.title.strip()[:_LONGEST]
    if first_page and (heading := _main_heading(first_page)):
        return heading
    return title_from_filename(filename)


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


def _main_heading(page: PageText) -> str:
    candidates = [page.main_heading] if page.main_heading else []
    for start, end in [*candidates, *page.headings]:
        text = " ".join(page.text[start:end].split())
        label = _LABEL.fullmatch(text)
        if len(text) <= _LONGEST and is_title(text) and not label:
            return text
    return ""


def title_from_filename(filename: str) -> str:
    """Without folders and ending; underscores and doubled blanks as blanks."""
    name = PurePath(filename.replace("\\", "/")).name
    name = re.sub(r"\.pdf$", "", name, flags=re.IGNORECASE)
    name = re.sub(r"[_\s]+|%20", " ", name).strip(" .-")
    if " " not in name:
        name = name.replace("-", " ")
    return name[:_LONGEST] or "Untitled"
