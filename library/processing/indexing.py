"""What is indexed of a passage: its words, and the text its vector is made of."""

from django.db import connection, transaction

from library.languages import FALLBACK, text_configuration
from library.models import Document, Passage
from library.processing.lexemes import literal_forms

# SQL of a passage's words: text before heading before title, and, `literal`, the words
# that parsing would lose. The heaviest weight is the text's: a title stands in every
# passage alike. Takes the parameters `words`, a configuration, and `title`.
SEARCH_VECTOR = f"""
    setweight(to_tsvector(%(words)s::regconfig, text), 'A')
    || setweight(to_tsvector('{FALLBACK}', literal), 'A')
    || setweight(to_tsvector(%(words)s::regconfig, heading), 'B')
    || setweight(to_tsvector(%(words)s::regconfig, %(title)s), 'D')
"""
_REINDEX = f"""
UPDATE library_passage SET search = {SEARCH_VECTOR}
FROM unnest(%(ids)s::bigint[], %(literal)s::text[]) AS batch (passage_id, literal)
WHERE id = passage_id
"""  # noqa: S608 - no value is part of it
# Bounds memory; a statement for so many passages takes about a tenth of a second.
_BATCH = 200


def lock_title(document: Document) -> str:
    """The title as it is now, held until the transaction ends.

    Whoever edits it waits, and then indexes the passages saved here anew. Raises
    `Document.DoesNotExist`.
    """
    titles = Document.objects.select_for_update().values_list("title", flat=True)
    return titles.get(pk=document.pk)


def reindex(document: Document) -> None:
    """Index the words of all passages anew: the language has changed."""
    ids = list(document.passages.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), _BATCH):
        _reindex(document, ids[start : start + _BATCH])


@transaction.atomic
def _reindex(document: Document, ids: list[int]) -> None:
    found = Passage.objects.filter(pk__in=ids).values_list("pk", "heading", "text")
    literal = {pk: literal_forms(f"{heading} {text}") for pk, heading, text in found}
    with connection.cursor() as cursor:
        cursor.execute(
            _REINDEX,
            {
                "ids": list(literal),
                "literal": list(literal.values()),
                "title": lock_title(document),
                "words": text_configuration(document.language),
            },
        )


def embedded_text(passage: Passage) -> str:
    """The passage under its heading, which often holds the subject of it."""
    if not passage.heading or passage.text.startswith(passage.heading):
        return passage.text
    return f"{passage.heading}\n{passage.text}"
