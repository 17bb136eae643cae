"""Whether the text layer of a page is worth keeping, or its picture should be read.

Nothing here knows a language: letters count by their Unicode category, so that
Chinese, Arabic, Thai, formulas, tables of numbers and code pass. docs/ocr.md says on
which pages the shares were set.
"""

import re
import unicodedata

from pdfsum.engines.pdf import PageText

# Fewer letters and digits are a page number or a stamp over a scan; Chinese, Japanese
# and Korean ones count twice. A page that holds no more is quickly read as a picture.
MIN_LETTERS = 16
# Of the visible characters. Leaders and bullets in a font of their own come to 0.13 on
# a page of contents; fonts without a table of meanings to 0.6 and more.
_MAX_BROKEN = 0.3
_MAX_CODES = 0.2
# Of Latin words of four letters and more, the share that no language has; the largest
# on good pages is 0.13.
_MAX_ODD = 0.4
# Fewer words than this do not condemn a page.
_MEASURABLE_WORDS = 15

# What programs write for a glyph whose meaning the file does not state.
_CODE = re.compile(r"\(cid:\d+\)|/[gG][0-9A-F]{2}\b")
_LATIN_WORD = re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]{4,}")
_VOWEL = re.compile(r"[aeiouyw\u0131\u00e6\u00f8\u0153]", re.IGNORECASE)
# More capitals inside than names in program code have.
_CAPITALS_INSIDE = re.compile(r"(?:[a-z]+[A-Z]+){3}")
# Unassigned, private use, controls and lone surrogates.
_BROKEN = frozenset(("Cn", "Co", "Cc", "Cs"))


def needs_ocr(page: PageText, mode: str) -> bool:
    """What OCR_MODE (auto, off, force) says of a page as read from its text layer."""
    if mode == "off":
        return False
    return mode == "force" or not is_usable(page.text)


def better(own: PageText, seen: PageText) -> PageText:
    """The text layer, or what OCR saw on the same page.

    A short text layer that is no noise stays where OCR sees no more than it says.
    """
    if seen.source != "ocr":
        return own
    if (
        own.text
        and not is_noise(own.text)
        and _letters(own.text) >= _letters(seen.text)
    ):
        return own
    return seen


def is_usable(text: str) -> bool:
    """Whether it is long enough to be a page's text, and no noise."""
    return _letters(text) >= MIN_LETTERS and not is_noise(text)


def is_noise(text: str) -> bool:
    """Whether it is what a broken font gives instead of text in any script."""
    visible = [char for char in text if not char.isspace()]
    if not visible:
        return False
    broken = sum(
        char == "\ufffd" or unicodedata.category(char) in _BROKEN for char in visible
    )
    codes = sum(map(len, _CODE.findall(text)))
    return (
        broken > _MAX_BROKEN * len(visible)
        or codes > _MAX_CODES * len(visible)
        or _is_gibberish(text)
    )


def _letters(text: str) -> int:
    wide = ("W", "F")
    return sum(
        2 if unicodedata.east_asian_width(char) in wide else 1
        for char in text
        if char.isalnum()
    )


def _is_gibberish(text: str) -> bool:
    """Latin letters as no language joins them, from a font with a wrong table."""
    words = _LATIN_WORD.findall(text)
    if len(words) < _MEASURABLE_WORDS:
        return False
    # Vowels of all Latin alphabets are these, less their accents.
    plain = [unicodedata.normalize("NFD", word) for word in words]
    mute = sum(not _VOWEL.search(word) for word in plain)
    mixed = sum(bool(_CAPITALS_INSIDE.search(word)) for word in plain)
    return max(mute, mixed) > _MAX_ODD * len(words)
