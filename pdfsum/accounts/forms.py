from datetime import datetime, timedelta

from django import forms
from django.utils import timezone

from pdfsum.accounts.models import Scope, User


class SetupForm(forms.Form):
    """What the first admin types. `create_first_admin` checks the password."""

    token = forms.CharField(
        label="Set-up token",
        max_length=100,
        help_text="The part of the printed link after the # sign.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    email = forms.EmailField(
        label="Email",
        max_length=254,
        help_text="You log in with it. No mail is sent to it.",
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
    )
    password = forms.CharField(
        label="Password",
        max_length=200,
        strip=False,
        help_text="At least 8 characters, and not one that many people use.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = User
        fields = ["name"]
        help_texts = {"name": "Shown to the people you share a library with."}
        widgets = {"name": forms.TextInput(attrs={"autocomplete": "name"})}


class ApiKeyForm(forms.Form):
    name = forms.CharField(
        max_length=100,
        help_text="What the key is for, such as “backup script”.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    scopes = forms.MultipleChoiceField(
        label="May",
        choices=Scope.choices,
        initial=Scope.values,
        widget=forms.CheckboxSelectMultiple,
    )
    expires_in = forms.TypedChoiceField(
        label="Expires",
        coerce=int,
        choices=[
            (0, "Never"),
            (30, "After 30 days"),
            (90, "After 90 days"),
            (365, "After a year"),
        ],
    )

    @property
    def expires_at(self) -> datetime | None:
        """Call it on a valid form. None for a key that never expires."""
        days: int = self.cleaned_data["expires_in"]
        return timezone.now() + timedelta(days=days) if days else None
