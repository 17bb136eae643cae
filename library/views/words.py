"""Words for values, where the value alone says nothing to a reader."""

from django.utils.translation import get_language_info


def language_name(code: str) -> str:
    """The English name of an ISO 639 code; the code itself where none is known."""
    if not code:
        return ""
    try:
        return str(get_language_info(code)["name"])
    except KeyError:
        return code
