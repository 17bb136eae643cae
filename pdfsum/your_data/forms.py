from typing import Any

from django import forms

from pdfsum.accounts.models import User


class DeleteAccountForm(forms.Form):
    """The address typed, and the password of whoever has one: no slip, no passer-by."""

    email = forms.CharField(
        label="Your email address",
        help_text="Type it to confirm.",
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    password = forms.CharField(
        label="Your password",
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self._user = user
        if not user.has_usable_password():
            del self.fields["password"]

    def clean_email(self) -> str:
        typed: str = self.cleaned_data["email"].strip().lower()
        if typed != self._user.email:
            raise forms.ValidationError("This is not the address of your account.")
        return typed

    def clean_password(self) -> str:
        typed: str = self.cleaned_data["password"]
        if not self._user.check_password(typed):
            raise forms.ValidationError("This is not your password.")
        return typed
