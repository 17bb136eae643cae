"""The page that a form stood on, which is where its sender goes back to."""

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def page_before(request: HttpRequest, *, default: str) -> str:
    """What the form's field `next` names, if that is a path of this site.

    A path begins with a slash: `redirect` takes other text for the name of a view.
    """
    path = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(path, allowed_hosts=None)
    return path if is_ours and path.startswith("/") else default
