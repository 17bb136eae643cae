"""Whatever of a document is to be changed, all of it or nothing."""

from typing import Any, cast

from django.db import transaction

from library.actions.editing import DocumentChanges, edit_document
from library.actions.folders import move_documents
from library.actions.tags import set_tags
from library.models import Document
from pdfsum.accounts.models import User


@transaction.atomic
def patch_document(*, user: User, document: Document, changes: dict[str, Any]) -> None:
    """`tags`, `folder`, and what `edit_document` takes; it raises what they raise.

    Tags and folders come first: their lock is taken before that of the document.
    """
    facts = dict(changes)
    if "tags" in facts:
        set_tags(user=user, document=document, names=facts.pop("tags"))
    if "folder" in facts:
        move_documents(user=user, documents=[document], folder=facts.pop("folder"))
    edit_document(user=user, document=document, changes=cast(DocumentChanges, facts))
