"""What one person's documents amount to."""

from django.db.models import Count, Sum

from library.models import Document
from pdfsum.accounts.models import User


def usage_of(user: User) -> dict[str, int]:
    """`documents` and `bytes` of what the user added, trash included. One query.

    Rows are counted and not ids, so that `library_document_added` answers it alone.
    """
    added = Document.objects.visible_to(user).filter(added_by=user)
    totals = added.aggregate(documents=Count("*"), bytes=Sum("size"))
    return {"documents": totals["documents"], "bytes": totals["bytes"] or 0}
