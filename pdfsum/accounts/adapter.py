"""What this installation allows, told to django-allauth."""

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse


def is_open_for_signup() -> bool:
    return bool(settings.PDFSUM_SIGNUP == "open")


def can_send_mail() -> bool:
    return bool(settings.EMAIL_HOST)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "No account has this email address and password.",
        "email_taken": "There is already an account with this email address.",
        "enter_current_password": "This is not your current password.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return is_open_for_signup()

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("accounts:profile")
