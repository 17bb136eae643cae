"""Accounts for operators. Set-up tokens are nobody's business and not here."""

from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.forms import ModelForm
from django.http import HttpRequest

from pdfsum.accounts.models import ApiKey, User
from pdfsum.lib.admin import OperatorAdmin, ReadOnlyAdmin

# One login page: the admin's own has no limit on failed attempts.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

# No provider is configured; what is registered for them would only show secrets.
admin.site.unregister([SocialAccount, SocialApp, SocialToken])


class UserCreationForm(AdminUserCreationForm):  # type: ignore[type-arg]
    class Meta:
        model = User
        fields = ["email"]


@admin.register(User)
class UserAdmin(OperatorAdmin, DjangoUserAdmin):  # type: ignore[type-arg]
    add_form = UserCreationForm
    list_display = ["email", "name", "is_staff", "is_active", "last_login"]
    list_filter = ["is_staff", "is_superuser", "is_active"]
    search_fields = ["email", "name"]
    ordering = ["email"]
    readonly_fields = ["last_login", "date_joined", "deletion_requested_at"]
    fieldsets = [
        (None, {"fields": ["email", "password", "name"]}),
        (
            "Permissions",
            {
                "fields": [
                    "is_active",
                    "is_staff",
                    "is_superuser",
                    "groups",
                    "user_permissions",
                ]
            },
        ),
        ("Dates", {"fields": ["last_login", "date_joined", "deletion_requested_at"]}),
    ]
    add_fieldsets = [
        (
            None,
            {
                "classes": ["wide"],
                "fields": ["email", "usable_password", "password1", "password2"],
            },
        ),
    ]

    def save_model(
        self,
        request: HttpRequest,
        obj: User,
        form: "ModelForm[User]",
        change: bool,  # noqa: FBT001
    ) -> None:
        if obj.is_active:
            # Who is let in again is not on the way out any more: deactivated another
            # time, the account would be deleted.
            obj.deletion_requested_at = None
        super().save_model(request, obj, form, change)
        # allauth keeps addresses of its own, and the old one would still log in.
        EmailAddress.objects.filter(user=obj).exclude(email=obj.email).delete()


@admin.register(ApiKey)
class ApiKeyAdmin(ReadOnlyAdmin):
    """To see who has keys and to revoke them; users make their own."""

    fields = [
        "user",
        "name",
        "prefix",
        "scopes",
        "created_at",
        "last_used_at",
        "expires_at",
    ]
    list_display = ["name", "prefix", "user", "scopes", "last_used_at", "expires_at"]
    list_filter = ["last_used_at", "expires_at"]
    list_select_related = ["user"]
    search_fields = ["name", "prefix", "user__email"]
    may_delete = True
