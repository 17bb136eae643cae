"""Ours under the namespace `accounts`; allauth's under the names it reverses."""

from allauth.account import views as allauth_views
from django.urls import include, path, re_path

from pdfsum.accounts.adapter import is_open_for_signup
from pdfsum.accounts.models import User
from pdfsum.accounts.views.api_keys import (
    api_key_create,
    api_key_list,
    api_key_revoke,
)
from pdfsum.accounts.views.passwords import password_reset
from pdfsum.accounts.views.profile import profile
from pdfsum.accounts.views.setup import setup

own_patterns = [
    path("setup/", setup, name="setup"),
    path("settings/", profile, name="profile"),
    path("settings/api-keys/", api_key_list, name="api_key_list"),
    path("settings/api-keys/create/", api_key_create, name="api_key_create"),
    path("settings/api-keys/<uuid:pk>/revoke/", api_key_revoke, name="api_key_revoke"),
]

# Templates call these, so that a page costs the query only where it asks.
login_context = {
    "can_sign_up": is_open_for_signup,
    "has_users": User.objects.exists,
}

# Not all of `allauth.urls`: addresses are changed by an admin, and nothing is
# confirmed by mail.
allauth_patterns = [
    path(
        "login/",
        allauth_views.LoginView.as_view(extra_context=login_context),
        name="account_login",
    ),
    path("logout/", allauth_views.logout, name="account_logout"),
    path("inactive/", allauth_views.account_inactive, name="account_inactive"),
    path("signup/", allauth_views.signup, name="account_signup"),
    path(
        "password/change/",
        allauth_views.password_change,
        name="account_change_password",
    ),
    # For people without a password, such as those an admin made without one.
    path("password/set/", allauth_views.password_set, name="account_set_password"),
    path("password/reset/", password_reset, name="account_reset_password"),
    path(
        "password/reset/done/",
        allauth_views.password_reset_done,
        name="account_reset_password_done",
    ),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        allauth_views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        allauth_views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
]

urlpatterns = [
    path("", include((own_patterns, "accounts"))),
    path("accounts/", include(allauth_patterns)),
]
