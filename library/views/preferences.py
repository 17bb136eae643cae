from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from library.forms import PreferencesForm
from library.models import Preferences
from pdfsum.accounts.http import UserRequest


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: UserRequest) -> HttpResponse:
    """What one user wants where nothing else is said."""
    found = Preferences.objects.filter(user=request.user).first()
    form = PreferencesForm(
        request.POST or None, instance=found or Preferences(user=request.user)
    )
    if request.method == "POST" and form.is_valid():
        # Of two tabs that save the first time at once, the second one updates.
        Preferences.objects.update_or_create(
            user=request.user, defaults=form.cleaned_data
        )
        messages.success(request, "Saved.")
        return redirect("library:preferences")
    return render(request, "library/preferences.html", {"form": form})
