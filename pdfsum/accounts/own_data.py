"""What this app knows of one person, for that person."""

from typing import Any

from pdfsum.accounts.models import User


def profile_of(user: User) -> dict[str, Any]:
    """Profile and API keys; of these their names only, never what they open."""
    return {
        "email": user.email,
        "name": user.name,
        "joined_at": user.date_joined.isoformat(),
        "last_login_at": user.last_login.isoformat() if user.last_login else None,
        "api_keys": [
            {
                "name": key.name,
                "scopes": key.scopes,
                "made_at": key.created_at.isoformat(),
                "expires_at": key.expires_at.isoformat() if key.expires_at else None,
            }
            for key in user.api_keys.order_by("pk")
        ],
    }
