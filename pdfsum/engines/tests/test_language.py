import pytest

from pdfsum.engines.language import detect_language


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (
            "This report describes the state of the rivers and what was done.",
            "en",
        ),
        (
            "Der Bericht beschreibt den Zustand der Flüsse und was da geschah.",
            "de",
        ),
        (
            "Le rapport décrit l'état des rivières et ce qui a été fait au printemps.",
            "fr",
        ),
        (
            "这是关于北部河流状况的报告以及所做的工作\u3002",
            "zh",
        ),
    ],
)
def test_it_knows_common_languages(text, code):
    assert detect_language(text) == code


@pytest.mark.parametrize(
    "text",
    ["", "Short", "Straße über die Brücke", "12 34 56 78 90 " * 20, "x=y+z; " * 3],
)
def test_it_says_nothing_where_it_cannot_know(text):
    assert detect_language(text) == ""


def test_a_cover_in_another_language_does_not_decide():
    cover = "Der Bericht beschreibt den Zustand der Flüsse und was da geschah. " * 400
    report = "This report describes the state of the rivers and what was done. " * 4000
    assert len(cover) > 20_000
    assert detect_language(cover + report) == "en"
