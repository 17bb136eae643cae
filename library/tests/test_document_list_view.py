from django.urls import reverse

from library.models import Document
from library.tests.factories import make_document, make_run, put_tags

URL = reverse("library:document_list")
HTMX = {"HX-Request": "true"}


def test_it_lists_own_documents_newest_first(client, alice):
    make_document(user=alice, title="Older")
    make_document(user=alice, title="Newer")
    client.force_login(alice)
    html = client.get(URL).content.decode()
    assert html.index("Newer") < html.index("Older")


def test_it_hides_documents_of_others(client, alice, bob):
    make_document(user=bob, title="Secret")
    client.force_login(alice)
    assert "Secret" not in client.get(URL).content.decode()


def test_it_hides_what_is_in_the_trash(client, alice):
    make_document(user=alice, title="Gone", trashed_at="2026-01-01T00:00Z")
    client.force_login(alice)
    assert "Gone" not in client.get(URL).content.decode()


def test_it_requires_login(client, db):
    response = client.get(URL)
    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))


def test_it_rejects_post(client, alice):
    client.force_login(alice)
    assert client.post(URL).status_code == 405


def test_an_empty_library_offers_a_sample(client, alice):
    client.force_login(alice)
    assert reverse("library:add_sample") in client.get(URL).content.decode()


def test_it_escapes_titles(client, alice):
    make_document(user=alice, title="<script>alert(1)</script>")
    client.force_login(alice)
    assert "<script>alert(1)" not in client.get(URL).content.decode()


def test_it_sends_only_rows_to_htmx(client, alice):
    make_document(user=alice)
    client.force_login(alice)
    response = client.get(URL, headers=HTMX)
    html = response.content.decode()
    assert "A report" in html
    assert "<html" not in html
    assert "HX-Request" in response["Vary"]


def test_it_sends_the_whole_page_on_history_restore(client, alice):
    client.force_login(alice)
    headers = HTMX | {"HX-History-Restore-Request": "true"}
    assert "<html" in client.get(URL, headers=headers).content.decode()


def test_it_pages_by_cursor(client, alice):
    for number in range(30):
        make_document(user=alice, title=f"Document {number:02}")
    client.force_login(alice)
    page = client.get(URL).context["page"]
    assert len(page.results) == 25
    html = client.get(URL, {"cursor": page.next_cursor}).content.decode()
    assert "Document 04" in html
    assert "Document 05" not in html


def test_a_damaged_cursor_is_the_readers_error(client, alice):
    client.force_login(alice)
    response = client.get(URL, {"cursor": "nonsense"})
    assert response.status_code == 400
    assert "first page" in response.content.decode()


def test_it_watches_only_while_something_runs(client, alice):
    make_document(user=alice)
    client.force_login(alice)
    assert "every 1s" not in client.get(URL).content.decode()
    running = make_document(user=alice, status=Document.Status.PROCESSING)
    make_run(running, state="running", stage="reading", pages_done=12, pages_total=40)
    html = client.get(URL).content.decode()
    assert "every 1s" in html
    assert "Reading page 13 of 40" in html


def test_a_failed_document_says_why_and_can_be_tried_again(client, alice):
    document = make_document(
        user=alice,
        status=Document.Status.FAILED,
        error_code="unreadable_pdf",
        error_detail="It is damaged.",
    )
    client.force_login(alice)
    html = client.get(URL).content.decode()
    assert "It is damaged." in html
    assert reverse("library:document_reprocess", args=[document.pk]) in html


def test_a_protected_document_asks_for_its_password_alone(client, alice):
    document = make_document(
        user=alice,
        status=Document.Status.FAILED,
        error_code="password_required",
        error_detail="It wants a password.",
    )
    client.force_login(alice)
    html = client.get(URL).content.decode()
    assert "It wants a password." in html
    assert reverse("library:document_unlock", args=[document.pk]) in html
    assert reverse("library:document_reprocess", args=[document.pk]) not in html


def test_it_costs_the_same_for_any_number_of_rows(
    client, alice, django_assert_num_queries
):
    client.force_login(alice)
    for number in range(20):
        document = make_document(user=alice)
        make_run(document)
        put_tags(document, f"tag {number}")
    # Session, user, documents with their runs, tags.
    with django_assert_num_queries(4):
        client.get(URL)
