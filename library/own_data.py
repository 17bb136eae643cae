"""What this app knows of one person beside their documents, for that person."""

from typing import Any

from library.models import Membership, Preferences
from pdfsum.accounts.models import User


def preferences_of(user: User) -> dict[str, Any]:
    """Preferences, and the shared libraries with the person's role. Two queries."""
    chosen = Preferences.objects.filter(user=user).first() or Preferences(user=user)
    shared = Membership.objects.filter(user=user, library__private_owner=None)
    return {
        "summary_style": chosen.summary_style,
        "language": chosen.language,
        "shared_libraries": [
            {"name": membership.library.name, "role": membership.role}
            for membership in shared.select_related("library").order_by("pk")
        ],
    }
