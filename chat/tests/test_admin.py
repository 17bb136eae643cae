"""What operators see of conversations: that they are there."""

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from chat.models import Chat, Citation, Message
from library.tests.factories import make_document, make_text
from pdfsum.accounts.models import User

MODELS = [model for model in admin.site._registry if model._meta.app_label == "chat"]


@pytest.fixture
def operator(client, db):
    user = User.objects.create_superuser("operator@example.org", "correct horse")
    client.force_login(user)
    return user


def url_of(model, page, *args):
    return reverse(f"admin:chat_{model._meta.model_name}_{page}", args=args)


def fill(user, count):
    """One row of each model, so many times."""
    for _ in range(count):
        document = make_document(user=user)
        message = Message.objects.create(
            chat=Chat.objects.create(owner=user),
            role=Message.Role.ASSISTANT,
            content="Between us.",
        )
        Citation.objects.create(
            message=message,
            number=1,
            document=document,
            text_version=make_text(document, "A quote."),
            page=1,
            start=0,
            end=8,
            quote="A quote.",
        )


@pytest.mark.parametrize("model", MODELS)
def test_a_list_costs_the_same_for_any_number_of_rows(client, operator, alice, model):
    counts = []
    for count in (2, 18):
        fill(alice, count)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url_of(model, "changelist")).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 6


@pytest.mark.parametrize("model", MODELS)
def test_a_row_opens_without_what_was_said(client, operator, alice, model):
    fill(alice, 1)
    response = client.get(url_of(model, "change", model.objects.get().pk))
    assert response.status_code == 200
    assert "Between us." not in response.content.decode()


@pytest.mark.parametrize("model", MODELS)
def test_nothing_is_added_or_changed(client, operator, alice, model):
    fill(alice, 1)
    assert client.get(url_of(model, "add")).status_code == 403
    change = url_of(model, "change", model.objects.get().pk)
    assert client.post(change, {}).status_code == 403


@pytest.mark.parametrize("model", MODELS)
def test_only_a_whole_chat_is_deleted(client, operator, alice, model):
    fill(alice, 1)
    response = client.post(
        url_of(model, "delete", model.objects.get().pk), {"post": "yes"}
    )
    assert response.status_code == (302 if model is Chat else 403)
    assert Citation.objects.exists() == (model is not Chat)
