from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from pdfsum.accounts.api_keys import create_api_key
from pdfsum.accounts.errors import DuplicateApiKeyNameError
from pdfsum.accounts.forms import ApiKeyForm
from pdfsum.accounts.http import UserRequest
from pdfsum.accounts.models import ApiKey

# Carries a new key from the POST to the page that shows it. A cookie, because the
# session is kept in the database, and the server must not keep the key.
NEW_KEY_COOKIE = "pdfsum_new_api_key"
NEW_KEY_SECONDS = 60


@login_required
@never_cache
@require_safe
def api_key_list(request: UserRequest) -> HttpResponse:
    """Your keys, and once, right after it was made, the text of a new one."""
    new_key = request.get_signed_cookie(
        NEW_KEY_COOKIE,
        default=None,
        salt=_salt(request),
        max_age=NEW_KEY_SECONDS,
    )
    response = _render_list(request, form=ApiKeyForm(), new_key=new_key)
    if NEW_KEY_COOKIE in request.COOKIES:
        response.delete_cookie(
            NEW_KEY_COOKIE, path=reverse("accounts:api_key_list"), samesite="Strict"
        )
    return response


@login_required
@never_cache
@require_POST
def api_key_create(request: UserRequest) -> HttpResponse:
    form = ApiKeyForm(request.POST)
    key = _create_key(request, form) if form.is_valid() else None
    if key is None:
        return _render_list(request, form=form)
    response = redirect("accounts:api_key_list")
    response.set_signed_cookie(
        NEW_KEY_COOKIE,
        key,
        salt=_salt(request),
        max_age=NEW_KEY_SECONDS,
        path=reverse("accounts:api_key_list"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )
    return response


@login_required
@require_POST
def api_key_revoke(request: UserRequest, pk: UUID) -> HttpResponse:
    api_key = get_object_or_404(ApiKey.objects.visible_to(request.user), pk=pk)
    api_key.delete()
    messages.success(request, f"The key “{api_key.name}” no longer works.")
    return redirect("accounts:api_key_list")


def _create_key(request: UserRequest, form: ApiKeyForm) -> str | None:
    """The text of a new key, or None with the reason noted on the form."""
    try:
        _, key = create_api_key(
            user=request.user,
            name=form.cleaned_data["name"],
            scopes=form.cleaned_data["scopes"],
            expires_at=form.expires_at,
        )
    except DuplicateApiKeyNameError as exc:
        form.add_error("name", str(exc))
        return None
    return key


def _render_list(
    request: UserRequest, *, form: ApiKeyForm, new_key: str | None = None
) -> HttpResponse:
    keys = ApiKey.objects.visible_to(request.user).newest_first()
    context = {"api_keys": keys, "form": form, "new_key": new_key}
    return render(request, "accounts/api_key_list.html", context)


def _salt(request: UserRequest) -> str:
    """So that the next person to log in at this browser is not shown the key."""
    return f"{NEW_KEY_COOKIE}-{request.user.pk}"
