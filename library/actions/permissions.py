"""Who may change what. What one may not even see never comes this far."""

from collections.abc import Iterable
from uuid import UUID

from library.errors import NotAllowedError
from library.models import Document, Library
from pdfsum.accounts.models import User


def check_library_writable(user: User, library: UUID) -> None:
    """Raise `NotAllowedError` for readers. Costs a query."""
    if not Library.objects.writable_by(user).filter(pk=library).exists():
        raise NotAllowedError


def check_all_writable(user: User, documents: Iterable[Document]) -> None:
    """Raise `NotAllowedError` for readers of one of their libraries. One query."""
    libraries = {document.library_id for document in documents}
    writable = Library.objects.writable_by(user).filter(pk__in=libraries)
    if writable.count() < len(libraries):
        raise NotAllowedError
