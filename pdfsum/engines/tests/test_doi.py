import pytest

from pdfsum.engines.doi import clean_doi, find_doi
from pdfsum.engines.pdf import PageText


def doi_of(*pages):
    read = [PageText(n, text, 595, 842, "text", b"") for n, text in enumerate(pages, 1)]
    found = find_doi(read)
    return found and (found.value, found.page)


@pytest.mark.parametrize(
    ("line", "doi"),
    [
        ("https://doi.org/10.1000/182.", "10.1000/182"),
        ("doi:10.1016/S0022-2836(05)80360-2,", "10.1016/S0022-2836(05)80360-2"),
        ("(see 10.1000/xyz123)", "10.1000/xyz123"),
        ("from mit.edu/pdf/doi/10.1162/tacl_a_00660/2369509/tacl_a_00660.pdf by",
         "10.1162/tacl_a_00660"),
        ("10.1002/(SICI)1097-4571(1998)49:8<6", "10.1002/(SICI)1097-4571(1998)49:8"),
    ],
)  # fmt: skip
def test_it_finds_a_doi_and_nothing_that_follows_it(line, doi):
    assert doi_of(f"Rivers\n{line}\nText") == (doi, 1)


def test_a_part_of_one_is_none():
    """pdfium reads the underscores of some fonts as blanks."""
    assert doi_of("https://doi.org/10.1162/tacl a 00660") is None


def test_those_of_references_are_not_its_own():
    reference = "Roe, J. 2019. " + "On the ice of rivers and the dams. " * 9
    assert doi_of(f"Rivers\n{reference} doi:10.1000/182") is None
    assert doi_of("Rivers", "Cited: 10.1000/182") is None
    assert doi_of("Rivers", "DOI 10.1000/182") == ("10.1000/182", 2)


@pytest.mark.parametrize(
    ("typed", "doi"),
    [
        ("10.1000/182", "10.1000/182"), (" doi: 10.1000/182 ", "10.1000/182"),
        ("https://doi.org/10.1000/182", "10.1000/182"),
        ("http://dx.doi.org/10.1000/182", "10.1000/182"),
        ("", ""), ("182", ""), ("https://example.org/10.1000/182", ""),
        ("10.1000/1 82", ""), ("javascript:10.1000/182", ""),
    ],
)  # fmt: skip
def test_it_takes_the_address_off_what_is_typed(typed, doi):
    assert clean_doi(typed) == doi
