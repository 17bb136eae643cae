import pytest

from library.processing.warnings import is_incomplete, name_pages, page_warnings


def warn(**found):
    known = {"empty": [], "failed": [], "page_count": 20}
    return page_warnings(**known | found)


@pytest.mark.parametrize(
    ("pages", "named"),
    [
        ([5], "page 5"),
        ([5, 6], "pages 5–6"),
        ([3, 4, 5, 6, 7, 12], "pages 3–7 and 12"),
        ([1, 3, 4, 9], "pages 1, 3–4 and 9"),
        (
            range(1, 50, 2),
            "pages 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23 and 13 more",
        ),
    ],
)
def test_it_names_stretches_of_pages(pages, named):
    assert name_pages(list(pages)) == named


def test_a_page_that_was_read_needs_no_word():
    assert warn() == []


def test_it_groups_failed_pages_by_reason():
    reasons = {2: "it is damaged", 5: "the reader crashed on it", 6: "it is damaged"}
    (warning,) = warn(failed=[2, 5, 6, 9], reasons=reasons)
    assert warning["code"] == "pages_failed"
    assert warning["pages"] == [2, 5, 6, 9]
    assert warning["detail"] == (
        "Could not read pages 2 and 6, each because it is damaged; "
        "page 5, because the reader crashed on it; page 9. The rest is searchable."
    )


def test_there_is_no_rest_when_every_page_failed():
    (warning,) = warn(failed=[1], page_count=1, reasons={1: "it is damaged"})
    assert warning["detail"] == "Could not read page 1, because it is damaged."


@pytest.mark.parametrize(
    ("found", "code", "start"),
    [
        ({"empty": [1], "page_count": 1}, "no_text", "Its only page has no text: "),
        ({"empty": [1, 2], "page_count": 2}, "no_text", "No page has text: "),
        ({"empty": [3, 4]}, "pages_without_text", "No text on pages 3–4: "),
    ],
)
def test_it_says_what_ocr_had_to_do_with_pages_without_text(found, code, start):
    (without,), (with_ocr,) = warn(**found), warn(**found, with_ocr=True)
    assert without["code"] == with_ocr["code"] == code
    assert without["detail"].startswith(start)
    assert "with OCR switched on" in without["detail"]
    assert with_ocr["detail"].startswith(start)
    assert "without legible text" in with_ocr["detail"]


def test_pages_read_by_ocr_are_told_and_leave_nothing_incomplete():
    warnings = warn(ocr=[3, 4, 7])
    assert warnings[0]["code"] == "read_by_ocr"
    assert warnings[0]["detail"].startswith("Pages 3–4 and 7 were read by OCR")
    assert not is_incomplete(warnings)
    assert is_incomplete(warn(ocr=[3], empty=[4]))
    assert is_incomplete(warn(failed=[4]))
    assert not is_incomplete([])
