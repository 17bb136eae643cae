"""The status page of the admin."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from library import status, workers
from library.models import Document, ProcessingRun
from library.tests.factories import make_document, make_run
from pdfsum.accounts.models import User

State = ProcessingRun.State
URL = "/admin/status/"


@pytest.fixture
def operator(client, db):
    """Staff who may look at runs, and no more."""
    user = User.objects.create_user("op@example.org", "correct horse", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_processingrun"))
    client.force_login(user)
    return user


def make_failed(user, code, **fields):
    return make_document(
        user=user, status=Document.Status.FAILED, error_code=code, **fields
    )


def test_it_is_linked_from_the_admin(client, operator):
    assert f'href="{URL}"' in client.get(reverse("admin:index")).content.decode()


def test_it_asks_others_to_log_in(client, alice):
    client.force_login(alice)
    assert client.get(URL)["Location"].startswith("/admin/login/")
    client.logout()
    assert client.get(URL)["Location"].startswith("/admin/login/")


def test_it_is_not_for_staff_who_may_not_look_at_runs(client, operator):
    operator.user_permissions.clear()
    assert client.get(URL).status_code == 403
    assert URL not in client.get(reverse("admin:index")).content.decode()


def test_it_is_looked_at_and_not_posted_to(client, operator):
    assert client.post(URL).status_code == 405


def test_it_tells_how_the_queues_stand(client, operator, alice):
    hour = timezone.now() - timedelta(hours=1)
    for fields in (
        {"state": State.RUNNING},
        {"due_at": hour},
        {},
        {"due_at": timezone.now() + timedelta(hours=1)},
        {"state": State.DONE},
    ):
        make_run(make_document(user=alice), queue="bulk", **fields)
    workers.report(["bulk", "answers"])
    lines = {line.name: line for line in status.queue_lines()}
    bulk = lines["bulk"]
    assert (bulk.waiting, bulk.later, bulk.running) == (2, 1, 1)
    assert bulk.oldest == hour
    assert {name for name, line in lines.items() if line.has_worker} == {
        "bulk",
        "answers",
    }
    page = client.get(URL).content.decode()
    assert "1\xa0hour" in page
    assert page.count("none for 90 seconds") == 2


def test_it_counts_documents_by_status_and_failures_by_code(client, operator, alice):
    make_document(user=alice)
    make_document(user=alice, trashed_at=timezone.now())
    make_failed(alice, "reader_timeout")
    make_failed(alice, "unreadable_pdf")
    make_failed(alice, "unreadable_pdf")
    long_ago = timezone.now() - timedelta(days=2)
    make_failed(alice, "cancelled", updated_at=long_ago)
    counts = {value: number for _, number, value in status.document_counts()}
    assert counts["ready"] == 2
    assert counts["failed"] == 4
    assert status.failures() == [
        {"error_code": "unreadable_pdf", "n": 2},
        {"error_code": "reader_timeout", "n": 1},
    ]
    page = client.get(URL).content.decode()
    assert "?reason=unreadable_pdf" in page
    assert "?status__exact=failed" in page


def test_it_tells_what_is_stored_and_what_is_free(client, operator, alice):
    document = make_document(user=alice)
    figures = status.storage_figures()
    assert (figures["files"], figures["bytes"]) == (1, document.size)
    assert figures["database"] > 1_000_000
    assert 0 < figures["free"] < figures["disk"]
    assert "Free on the disk" in client.get(URL).content.decode()


def test_it_opens_while_the_cache_is_away(client, operator, settings, monkeypatch):
    away = "redis://127.0.0.1:1/0"
    monkeypatch.setattr(cache.client, "_server", [away])
    monkeypatch.setattr(cache.client, "_clients", [None])
    page = client.get(URL)
    assert page.status_code == 200
    assert "The cache does not answer." in page.content.decode()


def test_it_costs_the_same_for_any_number_of_rows(
    client, operator, alice, django_assert_num_queries
):
    for number in range(20):
        make_run(make_document(user=alice))
        make_failed(alice, f"code_{number}")
    # Session, user, permissions of user and groups; queues, documents by status and
    # all, failures, files, database, trash.
    with django_assert_num_queries(11):
        client.get(URL)
