from django.conf import settings
from django.contrib.auth import login
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from pdfsum.accounts.errors import SetupTokenError
from pdfsum.accounts.forms import SetupForm
from pdfsum.accounts.models import User
from pdfsum.accounts.setup import create_first_admin


@sensitive_post_parameters("token", "password")
@never_cache
@require_http_methods(["GET", "POST"])
def setup(request: HttpRequest) -> HttpResponse:
    """Make the first admin. Not found as soon as anybody has an account."""
    if User.objects.exists():
        raise Http404
    form = SetupForm(request.POST or None)
    if form.is_valid():
        user = _create_admin(form)
        if user is not None:
            login(request, user)
            return redirect(settings.LOGIN_REDIRECT_URL)
    return render(request, "accounts/setup.html", {"form": form})


def _create_admin(form: SetupForm) -> User | None:
    """The new admin, or None with the reason noted on the form."""
    try:
        return create_first_admin(**form.cleaned_data)
    except ValidationError as exc:
        form.add_error(None, exc)
    except SetupTokenError as exc:
        if User.objects.exists():  # Another request used this token first.
            raise Http404 from exc
        form.add_error("token", str(exc))
    return None
