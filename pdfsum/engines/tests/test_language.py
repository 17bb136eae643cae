import pytest

from pdfsum.engines.language import detect_language


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("This report describes the state of the rivers and what was done in spring.", "en"),
        ("Der Bericht beschreibt den Zustand der Fl\u00fcsse und was im Fr\u00fchling geschah.", "de"),
        ("Le rapport d\u00e9crit l'\u00e9tat des rivi\u00e8res et ce qui a \u00e9t\u00e9 fait au printemps.", "fr"),
        (
            "\u8fd9\u662f\u5173\u4e8e\u5317\u90e8\u6cb3\u6d41\u72b6\u51b5\u7684\u62a5\u544a"
            "\u4ee5\u53ca\u6240\u505a\u7684\u5de5\u4f5c\u3002",
            "zh",
        ),
    ],
)
def test_it_knows_common_languages(text, code):
    assert detect_language(text) == code


@pytest.mark.parametrize("text", ["", "Short", "12 34 56 78 90 " * 20, "x=y+z; " * 3])
def test_it_says_nothing_where_it_cannot_know(text):
    assert detect_language(text) == ""
