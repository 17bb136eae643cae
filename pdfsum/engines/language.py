"""The language of a text, guessed only where the guess can be trusted."""

from collections import Counter
from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

# Measured on headings and table rows: below this much text guesses are often wrong.
_ENOUGH_LETTERS = 40
# Chinese and Japanese say in one character what others say in four.
_LETTERS_OF_WIDE = 4
# Slices from all over the text vote: a cover or a foreword may be in another language,
# and a mixture of two is guessed as neither. More cost time and change nothing.
_SLICES = 20
_SLICE_CHARACTERS = 1_000
# The share of slices that must have a language for a vote among them.
_FEWEST_VOTES = 0.25
_CONFIDENCE = 0.9
# Languages of which a library of documents is likely to hold some. Of the 97 that the
# model knows, the rare ones draw lists of names and formulas.
_LANGUAGES = [
    "af",
    "ar",
    "bg",
    "bn",
    "ca",
    "cs",
    "cy",
    "da",
    "de",
    "el",
    "en",
    "es",
    "et",
    "eu",
    "fa",
    "fi",
    "fr",
    "ga",
    "gl",
    "gu",
    "he",
    "hi",
    "hr",
    "hu",
    "hy",
    "id",
    "is",
    "it",
    "ja",
    "ka",
    "kn",
    "ko",
    "la",
    "lt",
    "lv",
    "mk",
    "ml",
    "mr",
    "ms",
    "nl",
    "nn",
    "no",
    "pa",
    "pl",
    "pt",
    "ro",
    "ru",
    "sk",
    "sl",
    "sq",
    "sr",
    "sv",
    "sw",
    "ta",
    "te",
    "th",
    "tl",
    "tr",
    "uk",
    "ur",
    "vi",
    "zh",
]
# The model knows two kinds of Norwegian; readers and stemmers know one.
_SAME = {"nn": "no"}


@cache
def _identifier() -> LanguageIdentifier:
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(_LANGUAGES)
    return identifier


def known_languages() -> list[str]:
    """The codes that `detect_language` may answer."""
    return sorted(set(_LANGUAGES) - _SAME.keys())


def detect_language(text: str) -> str:
    """The ISO 639-1 code of most of a text.

    "" for too little text or a doubtful guess.
    """
    slices = _slices(text)
    votes = Counter(filter(None, map(_classify, slices)))
    if not votes or votes.total() < _FEWEST_VOTES * len(slices):
        # Formulas or tables: taken together, their words may still tell.
        return _classify("\n".join(slices))
    code, count = votes.most_common(1)[0]
    return code if count > votes.total() / 2 else ""


def _slices(text: str) -> list[str]:
    """Up to 20 pieces of a thousand characters, at equal distances."""
    count = min(max(len(text) // _SLICE_CHARACTERS, 1), _SLICES)
    step = -(-len(text) // count)
    size = max(_SLICE_CHARACTERS, step if count < _SLICES else 0)
    return [text[start : start + size] for start in range(0, len(text), step or 1)]


def _classify(text: str) -> str:
    letters = sum(
        _LETTERS_OF_WIDE if "\u3040" <= letter <= "\u9fff" else 1
        for letter in text
        if letter.isalpha()
    )
    if letters < _ENOUGH_LETTERS:
        return ""
    code, confidence = _identifier().classify(text)
    return _SAME.get(code, code) if confidence >= _CONFIDENCE else ""
