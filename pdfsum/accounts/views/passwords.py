from allauth.account import views as allauth_views
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from pdfsum.accounts.adapter import can_send_mail


@require_http_methods(["GET", "POST"])
def password_reset(request: HttpRequest) -> HttpResponse:
    """Send a reset link, or say who can help where no mail can be sent.

    Without this, the link would be printed into the log of the web process.
    """
    if not can_send_mail():
        return render(request, "account/password_reset_no_mail.html")
    response: HttpResponse = allauth_views.password_reset(request)
    return response
