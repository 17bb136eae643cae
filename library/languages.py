"""Languages: their names, and which full-text configuration reads which."""

from django.utils.translation import get_language_info

# PostgreSQL's own Snowball configurations, by ISO 639-1 code (`\dF` lists them).
_CONFIGURATIONS = {
    "ar": "arabic",
    "hy": "armenian",
    "eu": "basque",
    "ca": "catalan",
    "da": "danish",
    "nl": "dutch",
    "en": "english",
    "et": "estonian",
    "fi": "finnish",
    "fr": "french",
    "de": "german",
    "el": "greek",
    "hi": "hindi",
    "hu": "hungarian",
    "id": "indonesian",
    "ga": "irish",
    "it": "italian",
    "lt": "lithuanian",
    "ne": "nepali",
    "no": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sr": "serbian",
    "es": "spanish",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
    "yi": "yiddish",
}
# No stemming and no stop words: right for any language, best for none.
FALLBACK = "simple"


def text_configuration(language: str) -> str:
    """The `regconfig` for an ISO 639-1 code; `simple` for an unknown one."""
    return _CONFIGURATIONS.get(language, FALLBACK)


def language_name(code: str) -> str:
    """The English name of an ISO 639 code; the code itself where none is known."""
    if not code:
        return ""
    try:
        return str(get_language_info(code)["name"])
    except KeyError:
        return code
