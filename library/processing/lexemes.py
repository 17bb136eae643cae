"""Words that full-text search would otherwise miss: parts of codes, and Chinese."""

import re

# A code: letters or digits joined by -, / or . with a digit somewhere (AB-1234/5).
_CODE = re.compile(r"\b(?=[\w./-]*\d)\w+(?:[./-]\w+)+\b")
_SEPARATOR = re.compile(r"[./-]")
# Han, Hiragana, Katakana: written without spaces, so words cannot be split off.
_CJK_RUN = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+")


def literal_forms(text: str) -> str:
    """Extra words to index beside `text`, unstemmed, separated by spaces.

    The parts of each code, and the code with its separators dropped; for runs of
    Chinese and Japanese every pair of neighbouring characters (bigrams).
    """
    words: dict[str, None] = {}
    for match in _CODE.finditer(text):
        parts = _SEPARATOR.split(match.group())
        words.update(dict.fromkeys([*parts, "".join(parts)]))
    for match in _CJK_RUN.finditer(text):
        words.update(dict.fromkeys(bigrams(match.group())))
    return " ".join(words)


def bigrams(run: str) -> list[str]:
    """Pairs of neighbouring characters; a single character stands for itself."""
    if len(run) < 2:
        return [run]
    return [run[i : i + 2] for i in range(len(run) - 1)]


def expand_cjk(text: str) -> str:
    """A query whose runs of Chinese and Japanese ask for their bigrams instead."""
    return _CJK_RUN.sub(lambda run: f" {' '.join(bigrams(run.group()))} ", text)
