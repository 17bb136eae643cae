"""Words: what counts as one, and which say nothing of their own."""

import re
from functools import cache

from stopwordsiso import has_lang, stopwords

# Scripts written without blanks. Their words are about two characters long.
_WIDE = re.compile(
    r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]"
)
_WORD = re.compile(r"[^\W_](?:[\w'\u2019.-]*[^\W_])?")


def count_words(text: str) -> int:
    """Words with a letter or digit; two characters each in scripts without blanks."""
    wide = len(_WIDE.findall(text))
    if not wide:
        return len(_WORD.findall(text))
    return len(_WORD.findall(_WIDE.sub(" ", text))) + (wide + 1) // 2


def is_wide(text: str) -> bool:
    """Whether most of its letters belong to a script written without blanks."""
    return 2 * len(_WIDE.findall(text)) > sum(map(str.isalpha, text))


@cache
def stop_words(language: str) -> frozenset[str]:
    """Of a language by its ISO 639-1 code, and English, which turns up everywhere."""
    languages = [code for code in {"en", language} if code and has_lang(code)]
    return frozenset(word.casefold() for word in stopwords(languages))
