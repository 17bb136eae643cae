"""The language of a text, guessed only where the guess can be trusted."""

from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

# Measured on headings and table rows: below this much text guesses are often wrong.
_ENOUGH_LETTERS = 40
# Chinese and Japanese say in one character what others say in four.
_LETTERS_OF_WIDE = 4
_READ_CHARACTERS = 20_000
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


def detect_language(text: str) -> str:
    """The ISO 639-1 code, or "" for too little text or a doubtful guess."""
    sample = text[:_READ_CHARACTERS]
    letters = sum(
        _LETTERS_OF_WIDE if "\u3040" <= letter <= "\u9fff" else 1
        for letter in sample
        if letter.isalpha()
    )
    if letters < _ENOUGH_LETTERS:
        return ""
    code, confidence = _identifier().classify(sample)
    return _SAME.get(code, code) if confidence >= _CONFIDENCE else ""
