from django.http import HttpRequest

from pdfsum.accounts.models import User


class UserRequest(HttpRequest):
    """A request that passed `login_required` or API authentication."""

    user: User
