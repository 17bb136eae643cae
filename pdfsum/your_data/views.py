"""The page “Your data”: take it along, bring it in, delete it."""

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from library.forms import LibraryImportForm
from library.models import Library
from library.models.library_imports import latest_imports
from library.zipping import zip_response
from pdfsum.accounts.http import UserRequest
from pdfsum.lib.errors import AppError
from pdfsum.your_data.deleting import begin_deletion, consequences
from pdfsum.your_data.downloading import account_entries
from pdfsum.your_data.forms import DeleteAccountForm


@login_required
@require_safe
def your_data(request: UserRequest) -> HttpResponse:
    imports = latest_imports(request.user)
    form = LibraryImportForm(user=request.user)
    libraries = list(Library.objects.visible_to(request.user).order_by("pk"))
    return render(
        request,
        "your_data/your_data.html",
        {"libraries": libraries, "imports": imports, "form": form},
    )


@login_required
@require_safe
def your_data_download(request: UserRequest) -> HttpResponseBase:
    """One's own library, chats, profile and preferences as a ZIP."""
    entries = account_entries(request.user, absolute=request.build_absolute_uri)
    day = timezone.now().date().isoformat()
    return zip_response(entries, filename=f"My data of pdfsum {day}.zip")


@sensitive_post_parameters("password")
@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def account_delete(request: UserRequest) -> HttpResponse:
    """Say what will go; delete it once address and password are typed."""
    form = DeleteAccountForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            begin_deletion(request.user)
        except AppError as exc:
            form.add_error(None, str(exc))
        else:
            logout(request)
            messages.success(request, "Your account is being deleted.")
            return redirect("account_login")
    context = {"form": form, "going": consequences(request.user)}
    return render(request, "your_data/account_delete.html", context)
