"""A document as an entry of a BibTeX file, for biber and other programs of today."""

import re
import unicodedata

from library.models import Document

# The author, or the organisation behind a work, is one name however many words it has.
_ORGANISATION = re.compile(
    r"\b(university|universität|université|institute?|institut|ministry|department|"
    r"agency|commission|council|committee|association|society|bank|office|inc|ltd|"
    r"gmbh|ag|llc|corp|company|group|foundation|organi[sz]ation|bureau|authority|"
    r"board|centre|center|service|nations)\b",
    re.IGNORECASE,
)
_REPORT = re.compile(r"\b(technical report|working paper|report no|tech\. rep)", re.I)
_ISBN = re.compile(r"\bISBN\b")
_SPECIAL = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    # Even with a backslash before it, a brace would have to have its twin.
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    **{sign: f"\\{sign}" for sign in "&%$#_"},
}
# Words that begin many titles and tell nothing.
_EMPTY_WORDS = {
    *("a", "an", "the", "on", "in", "of", "for", "and", "to"),
    *("der", "die", "das", "ein", "eine", "zur", "zum"),
    *("le", "la", "les", "un", "une", "du", "des"),
    *("el", "los", "las", "uno", "una", "il", "lo", "gli", "de", "het", "een"),
}
_MONTHS = (
    *("jan", "feb", "mar", "apr", "may", "jun"),
    *("jul", "aug", "sep", "oct", "nov", "dec"),
)


def bibtex_of(document: Document, *, url: str) -> str:
    """One entry, ending in a line break. What is not known is left out."""
    date = document.document_date
    fields = {
        "title": _title(document.title),
        "author": " and ".join(map(_author, names_of(document.authors))),
        "year": str(date.year) if date else "",
        "month": _MONTHS[date.month - 1] if date else "",
        "doi": _braces_balanced(document.doi),
        "url": url,
        "language": document.language,
    }
    lines = [
        f"  {name} = {value if name == 'month' else '{' + value + '}'},"
        for name, value in fields.items()
        if value
    ]
    head = f"@{_kind(document)}{{{citation_key(document)},"
    return "\n".join([head, *lines, "}", ""])


def citation_key(document: Document) -> str:
    """Author, year and the first word that tells something: `muller2024water`.

    In letters of ASCII as far as they can be; the same as long as these facts are.
    """
    names = names_of(document.authors)
    last = _plain(_last_name(names[0])) if names else ""
    year = str(document.document_date.year) if document.document_date else ""
    words = [_plain(word) for word in document.title.split()]
    telling = [word for word in words if word and word not in _EMPTY_WORDS]
    key = f"{last}{year}{telling[0] if telling else ''}"
    # A title in a script without ASCII: its hash among files stands for it.
    return key[:60] if telling or last else f"doc{year}{document.file_hash[:8]}"


def names_of(authors: str) -> list[str]:
    """The names in a line of them by commas."""
    return [name for part in re.split(r"[,;]", authors) if (name := part.strip())]


def _kind(document: Document) -> str:
    if document.doi:
        return "article"
    if _REPORT.search(document.title):
        return "techreport"
    return "book" if _ISBN.search(document.title) else "misc"


def _author(name: str) -> str:
    # In braces it is one name, not first names and a last one.
    escaped = _escape(" ".join(name.split()))
    is_one = _ORGANISATION.search(name) or re.search(r"\band\b", name)
    return f"{{{escaped}}}" if is_one else escaped


def _last_name(name: str) -> str:
    return name if _ORGANISATION.search(name) else name.split()[-1]


def _title(title: str) -> str:
    """Capitals within a word, and words of nothing else, are kept by braces."""
    return " ".join(
        f"{{{_escape(word)}}}" if _must_stay(position, word) else _escape(word)
        for position, word in enumerate(title.split())
    )


def _must_stay(position: int, word: str) -> bool:
    """A name, an abbreviation; the first word of a sentence is a capital anyhow."""
    if any(letter.isupper() for letter in word[1:]):
        return True
    return position > 0 and word[:1].isupper()


def _escape(text: str) -> str:
    return "".join(_SPECIAL.get(sign, sign) for sign in text)


def _braces_balanced(doi: str) -> str:
    """A DOI is no text: biber takes it as it is, so long as its braces pair."""
    return doi if doi.count("{") == doi.count("}") else ""


def _plain(word: str) -> str:
    decomposed = unicodedata.normalize("NFKD", word.replace("ß", "ss").lower())
    return "".join(c for c in decomposed if c.isascii() and c.isalnum())
