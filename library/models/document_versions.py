"""What tells one state of a document from every other."""

from django.db import models
from django.db.models.expressions import RawSQL

# The transaction that last wrote each row of which the API speaks (`xmin`): another one
# for every change, whoever made it, and told through three indexes in one query.
_VERSION = """
concat_ws(
    ' ',
    library_document.xmin,
    (SELECT string_agg(concat_ws('-', link.xmin, tag.xmin), ',' ORDER BY link.id)
     FROM library_documenttag AS link JOIN library_tag AS tag ON tag.id = link.tag_id
     WHERE link.document_id = library_document.id),
    '/',
    (SELECT string_agg(summary.xmin::text, ',' ORDER BY summary.id)
     FROM library_summary AS summary
     WHERE summary.document_id = library_document.id)
)
"""


def document_version() -> RawSQL:
    """For `annotate` on documents: their own row, tags and summaries as one text."""
    return RawSQL(_VERSION, [], output_field=models.TextField())  # noqa: S611 - no value is part of it
