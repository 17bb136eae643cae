import pytest

from pdfsum.engines.fingerprints import PRINTS, fingerprints
from tests.pdfs import make_sentences

TEXT = " ".join(make_sentences(8, seed=3))
CHINESE = (
    "本公司董事会及全体董事保证本公告内容不存在任何虚假记载、误导性陈述或者重大遗漏，"
    "并对其内容的真实性、准确性和完整性承担法律责任。公司于二〇二五年召开年度股东大会。"
)
JAPANESE = (
    "当社は、本日開催の取締役会において、下記のとおり自己株式の取得に係る事項について決議"
    "いたしましたので、お知らせいたします。取得する株式の総数は百万株を上限とします。"
)
ARABIC = (
    "يحق لكل فرد أن يتعلم ويجب أن يكون التعليم في مراحله الأولى والأساسية على الأقل "
    "بالمجان وأن يكون التعليم الأولي إلزاميا وينبغي أن يعمم التعليم الفني والمهني وأن "
    "ييسر القبول للتعليم العالي على قدم المساواة التامة للجميع وعلى أساس الكفاءة"
)


def shared(one, other):
    """How many of the fingerprints of the one the other has."""
    return len(set(fingerprints(one)) & set(fingerprints(other)))


@pytest.mark.parametrize("text", [TEXT, CHINESE, JAPANESE, ARABIC])
def test_it_keeps_a_few_numbers_that_fit_into_a_bigint(text):
    found = fingerprints(text)
    assert len(found) == len(set(found)) == PRINTS
    assert found == sorted(found)
    assert all(-(2**63) <= number < 2**63 for number in found)


def test_they_are_the_same_in_every_process():
    assert fingerprints(TEXT)[0] == -9000641359932129992


def test_how_a_text_is_set_does_not_count():
    other = TEXT.upper().replace(" ", "\n\n ").replace(".", " …")
    assert fingerprints(other) == fingerprints(TEXT)
    assert fingerprints(TEXT.replace("fi", "ﬁ")) == fingerprints(TEXT)


def test_arabic_vowel_signs_and_stretched_words_do_not_count():
    marked = ARABIC.replace("كل", "كُلِّ").replace("التعليم", "التـــعليم")
    assert marked != ARABIC
    assert fingerprints(marked) == fingerprints(ARABIC)


@pytest.mark.parametrize(
    ("text", "old", "new"),
    [
        (TEXT, TEXT.split()[40], "changed"),
        (CHINESE, "年度", "临时"),
        (JAPANESE, "百万株", "五十万株"),
        (ARABIC, "العالي", "الجامعي"),
    ],
)
def test_a_small_change_leaves_most_of_them(text, old, new):
    assert old in text
    assert shared(text, text.replace(old, new, 1)) >= PRINTS // 2


def test_texts_that_are_cut_elsewhere_share_what_they_have_in_common():
    words = " ".join(make_sentences(40, seed=5)).split()
    first, second, across = words[:140], words[140:280], words[70:210]
    whole = set(fingerprints(" ".join(first))) | set(fingerprints(" ".join(second)))
    assert len(whole & set(fingerprints(" ".join(across)))) >= PRINTS // 2


def test_texts_of_the_same_words_in_another_order_share_none():
    words = TEXT.split()
    assert shared(TEXT, " ".join(sorted(words))) == 0


@pytest.mark.parametrize("text", ["", "Chapter 3", "42 43 44", "第三章", "\ud800", "…"])
def test_what_is_too_short_has_none(text):
    assert fingerprints(text) == []
