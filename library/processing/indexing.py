"""What is indexed of a passage: its words, and the text its vector is made of."""

from django.contrib.postgres.search import SearchVector
from django.db.models import Value
from django.db.models.expressions import CombinedExpression

from library.languages import FALLBACK, text_configuration
from library.models import Document, Passage
from library.processing.lexemes import literal_forms
from library.processing.split import PassageDraft


def search_vector(document: Document, draft: PassageDraft) -> CombinedExpression:
    """Text before heading before title, and the words that parsing would lose.

    The heaviest weight is the text's: a title stands in every passage alike.
    """
    words = text_configuration(document.language)
    literal = literal_forms(f"{draft.heading} {draft.text}")
    return (
        SearchVector(Value(draft.text), config=words, weight="A")
        + SearchVector(Value(literal), config=FALLBACK, weight="A")
        + SearchVector(Value(draft.heading), config=words, weight="B")
        + SearchVector(Value(document.title), config=words, weight="D")
    )


def embedded_text(passage: Passage) -> str:
    """The passage under its heading, which often holds the subject of it."""
    if not passage.heading or passage.text.startswith(passage.heading):
        return passage.text
    return f"{passage.heading}\n{passage.text}"
