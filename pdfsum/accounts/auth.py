"""Who calls the API: a program with a key, or a browser with a session."""

from django.http import HttpRequest
from ninja.errors import AuthenticationError
from ninja.security import HttpBearer
from ninja.security.session import SessionAuth as NinjaSessionAuth
from ninja.utils import check_csrf

from pdfsum.accounts.errors import (
    CsrfFailedError,
    ScopeMissingError,
)
from pdfsum.accounts.models import ApiKey, Scope, User

SAFE_METHODS = ("GET", "HEAD")


class ApiKeyAuth(HttpBearer):
    """`Authorization: Bearer KEY`. Needs no CSRF token: browsers never add it."""

    def __init__(self, *, writes_need: Scope = Scope.WRITE) -> None:
        self.writes_need = writes_need
        super().__init__()

    def authenticate(self, request: HttpRequest, token: str) -> User:
        """The owner of the key. Costs one query, two in the first use of a minute.

        A wrong key raises, because None would let the session answer instead.
        """
        api_key = ApiKey.objects.authenticate(token)
        if api_key is None:
            raise AuthenticationError
        needed = Scope.READ if request.method in SAFE_METHODS else self.writes_need
        if needed not in api_key.scopes:
            raise ScopeMissingError(needed)
        request.user = api_key.user
        return api_key.user


class SessionAuth(NinjaSessionAuth):
    """The browser's session, with CSRF protection.

    Ninja's own asks for the CSRF token first, and so tells a program without a key
    that the token is missing. Here it gets the 401 that it can understand.
    """

    def __call__(self, request: HttpRequest) -> User | None:
        if not isinstance(request.user, User):
            return None
        if check_csrf(request) is not None:
            raise CsrfFailedError
        return request.user


# For `NinjaAPI(auth=…)`. The order matters: a key that is sent decides alone.
api_auth = [ApiKeyAuth(), SessionAuth()]
