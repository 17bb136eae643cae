from pdfsum.accounts.api_keys import create_api_key
from pdfsum.accounts.models import ApiKey, Scope


def make_api_key(user, **fields) -> tuple[ApiKey, str]:
    """A key of `user` with every scope, and its text."""
    number = ApiKey.objects.count() + 1
    wanted = {"name": f"key {number}", "scopes": Scope.values} | fields
    return create_api_key(user=user, **wanted)
