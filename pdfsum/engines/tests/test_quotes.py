import pytest

from pdfsum.engines.quotes import find_quote

PAGE = (
    "The o\ufb03ce measured a well-\nknown value: "
    "\u201c3.5 % of the rivers\u201d rose.\n\n"
    "Cafés and naïve   parties followed."
)


@pytest.mark.parametrize(
    ("quote", "found"),
    [
        ("The office measured", "The o\ufb03ce measured"),
        ("a wellknown value", "a well-\nknown value"),
        ('"3.5 % of the rivers" rose', "3.5 % of the rivers\u201d rose"),
        ("CAFES AND NAIVE PARTIES", "Cafés and naïve   parties"),
        ("rivers rose. Cafés", "rivers\u201d rose.\n\nCafés"),
    ],
)
def test_it_finds_what_says_the_same(quote, found):
    start, end = find_quote(quote, PAGE)
    assert PAGE[start:end] == found


@pytest.mark.parametrize(
    "quote",
    ["", "  ", "\u2026", "not there", "art", "2.5 % of the rivers", "ivers rose"],
)
def test_it_does_not_find_what_is_not_there(quote):
    assert find_quote(quote, PAGE) is None


def test_scripts_without_blanks_have_quotes_anywhere():
    assert find_quote("河流状", "北部河流状况") == (2, 5)
