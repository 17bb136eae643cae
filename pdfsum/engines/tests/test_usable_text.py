import random

import pytest

from pdfsum.engines.pdf import PageText
from pdfsum.engines.usable_text import better, is_usable, needs_ocr

USABLE = {
    "English": "The water board measured seventeen pumping stations.",
    "Polish": "Zażółć gęślą jaźń; wójt źle śpi, łódź płynie wśród traw. " * 5,
    "Welsh": "Mae'r rhwng cwm bryn gwyn llyn ysbryd yn hwyl dda iawn. " * 5,
    "Chinese": "水务局在第一场雪之前测量了十七个泵站。",
    "Arabic": "قاست اللجنة سبع عشرة محطة ضخ قبل سقوط الثلج الأول",
    "Thai": "คณะกรรมการวัดสถานีสูบน้ำสิบเจ็ดแห่งก่อนหิมะแรก",
    "Hindi": "समिति ने पहली बर्फ से पहले सत्रह पम्पिंग स्टेशनों को मापा",
    "Russian": "Комиссия измерила семнадцать насосных станций",
    "numbers": "2021 2022 2023\n1,204.5 998.1 (34.2)\n12% 8% -3%\n",
    "formula": "∀ε>0 ∃δ>0: |x−a|<δ ⇒ |f(x)−f(a)|<ε, Σᵢ αᵢβᵢ ≤ ∥α∥·∥β∥",
    "code": "for (int i = 0; i < n; i++) { ptr->next = xmalloc(sz); }\n" * 4,
    "camel case": "getUserName setUserName isEmpty toString parseInt main void\n" * 4,
    "leaders": "Chapter one" + "\uf020" * 5 + "14\nChapter two" + "\uf020" * 5 + "20",
}
_chance = random.Random(3)  # noqa: S311
CONSONANTS = " ".join(
    "".join(_chance.choices("bcdfghjklmnpqrstvxz", k=6)) for _ in range(60)
)
MIXED = " ".join("hGkWeTrAbb" for _ in range(40))
NOISE = {
    "nothing": "",
    "a page number": "- 12 -",
    "a stamp": "ABC-0001234",
    "glyph codes": "(cid:12)(cid:7)(cid:88) the (cid:3)(cid:41)" * 8,
    "private use": "\uf76f\uf770\uf765\uf76e" * 30,
    "replacement": "\ufffd\ufffd\ufffda\ufffd b\ufffd" * 20,
    "controls": "\x05\x07abc\x1c\x1d\x08\x1a" * 20,
    "no vowels": CONSONANTS,
    "capitals inside": MIXED,
}


def page(text, source="text"):
    return PageText(1, text, 595, 842, source if text else "empty", b"")


@pytest.mark.parametrize("name", USABLE)
def test_it_keeps_text_of_any_script(name):
    assert is_usable(USABLE[name])


@pytest.mark.parametrize("name", NOISE)
def test_it_condemns_what_is_no_text(name):
    assert not is_usable(NOISE[name])


def test_the_mode_decides_before_the_text():
    good, bad = page(USABLE["English"]), page("")
    assert [needs_ocr(good, mode) for mode in ("auto", "off", "force")] == [0, 0, 1]
    assert [needs_ocr(bad, mode) for mode in ("auto", "off", "force")] == [1, 0, 1]


def test_a_short_text_stays_where_ocr_sees_no_more():
    own = page("Goals")
    assert better(own, page("")) is own
    assert better(own, page("Coals", "ocr")) is own
    seen = page("Goals of the survey and its results", "ocr")
    assert better(own, seen) is seen
    assert better(page(NOISE["private use"]), page("Goals", "ocr")).source == "ocr"
