import pytest
from django.db import IntegrityError

from pdfsum.accounts.models import User


def test_the_address_is_kept_in_lower_case(db):
    user = User.objects.create_user(" Alice@X.org ", "secret")

    assert user.email == "alice@x.org"
    assert User.objects.get_by_natural_key("ALICE@x.org") == user


def test_the_database_refuses_capitals(db):
    with pytest.raises(IntegrityError, match="accounts_user_email_lower"):
        User.objects.create(email="Alice@x.org")


def test_an_address_belongs_to_one_user(alice):
    with pytest.raises(IntegrityError):
        User.objects.create_user("ALICE@example.org", "secret")


def test_somebody_without_a_name_is_called_by_their_address(alice):
    assert alice.get_full_name() == "alice@example.org"
    assert User(email="a@x.org", name="Ann").get_short_name() == "Ann"
