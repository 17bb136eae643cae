import pytest

from pdfsum.engines.extractive import ExtractiveWriter
from pdfsum.engines.summary import PageSource

WATER = (
    "The water board repaired the pumping stations in the northern valley. "
    "Each pumping station lifts groundwater into the supply network. "
    "The NASA survey of groundwater levels showed that the supply network loses water. "
    "In Norway the groundwater levels are measured by sensors. "
    "The sensors of NASA in Norway report groundwater levels every hour. "
    "Pumping stations and sensors were financed by the water board. See page 3."
)
GERMAN = (
    "Die Gemeinde erneuert die Wasserversorgung. Die alte Brücke über den Fluss wurde "
    "gesperrt. Für die Wasserversorgung zahlt die Gemeinde viel Geld. Die alte Brücke "
    "bleibt bis zum Sommer gesperrt, und die Wasserversorgung wird geprüft."
)


@pytest.fixture
def tags(embedder):
    writer = ExtractiveWriter(embedder)
    return lambda text, title="", **options: writer.suggest_tags(
        title, [PageSource(1, text)], **options
    )


def test_they_are_the_phrases_the_text_keeps_coming_back_to(tags):
    found = tags(WATER)
    assert 3 <= len(found) <= 8
    assert "groundwater levels" in found
    assert {"pumping stations", "pumping station"} & set(found)


def test_names_and_abbreviations_keep_their_capitals(tags):
    found = " ".join(tags(WATER))
    assert "nasa" not in found
    assert "norway" not in found
    assert "NASA" in found or "Norway" in found


def test_a_capital_at_the_head_of_a_sentence_makes_no_name(tags):
    text = (
        "Turbines were ordered. Turbines were tested. Turbines run in the old mill. "
        "The mill needs turbines. The old mill in the valley has a wheel and a dam. "
        "Farmers bring barley and wheat from the northern valley in autumn."
    )
    assert "turbines" in tags(text)


def test_german_nouns_keep_theirs(tags):
    found = tags(GERMAN)
    assert "Wasserversorgung" in found
    assert not any(tag.split()[0].casefold() in {"die", "der", "und"} for tag in found)


def test_no_two_say_the_same(tags):
    found = [tag.casefold().rstrip("s") for tag in tags(WATER)]
    for tag in found:
        assert not any(tag in other for other in found if other is not tag)


def test_no_numbers_places_or_single_letters(tags):
    for tag in tags(WATER + " Page 3. Page 3. x y x y. 12 12 12. 2023. 2023."):
        assert len(tag) > 1
        assert not any(part.isdigit() for part in tag.split())
        assert "page" not in tag
        assert len(tag) <= 40


def test_the_limit_is_kept(tags):
    assert len(tags(WATER, limit=3)) == 3


@pytest.mark.parametrize("text", ["", "12 34", "the of and"])
def test_no_words_no_tags(tags, text):
    assert tags(text) == []


def test_a_script_without_blanks_has_tags(tags):
    text = "地下水位上升\u3002测量地下水位\u3002地下水位稳定\u3002"
    assert "地下水位" in tags(text)
