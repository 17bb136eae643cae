import pytest
from django.urls import reverse

from library.models import Document, Folder, Library, Membership
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
    # Session, user, documents with their runs, tags; count, and the choices of the
    # filters: libraries, tags, folders.
    with django_assert_num_queries(8):
        client.get(URL)


def titles(client, **query):
    response = client.get(URL, query)
    assert response.status_code == 200
    return [row.title for row in response.context["page"].results]


def test_it_filters_by_what_the_address_says(client, alice):
    library = Library.objects.private_to(alice)
    folder = Folder.objects.create(library=library, name="Tax")
    wanted = make_document(
        user=alice,
        title="Steuerbescheid",
        authors="Anna Öztürk",
        folder=folder,
        language="de",
        document_date="2024-05-31",
    )
    put_tags(wanted, "tax")
    make_document(
        user=alice, title="Other", status=Document.Status.FAILED, error_code="x"
    )
    client.force_login(alice)
    for query in (
        {"q": "BESCHEID"},
        {"author": "öztürk"},
        {"folder": folder.pk},
        {"tag": "tax"},
        {"language": "de"},
        {"status": "ready"},
        {"library": library.pk, "q": "steuer"},
        {"dated_after": "2024-05-31", "dated_before": "2024-05-31"},
        {"q": "steuer", "tag": "tax", "status": "ready", "folder": folder.pk},
    ):
        assert titles(client, **query) == ["Steuerbescheid"], query
    assert titles(client, folder="none") == ["Other"]
    assert titles(client, added_after="2999-01-01") == []
    assert len(titles(client, added_before="2999-01-01")) == 2


def test_it_orders_and_pages_as_asked(client, alice):
    for title in "bca":
        make_document(user=alice, title=title)
    client.force_login(alice)
    assert titles(client) == ["a", "c", "b"]
    assert titles(client, ordering="created_at") == ["b", "c", "a"]
    assert titles(client, ordering="title") == ["a", "b", "c"]
    assert titles(client, ordering="-title") == ["c", "b", "a"]


@pytest.mark.parametrize(
    "query",
    [
        {"added_after": "soon"},
        {"folder": "nonsense"},
        {"library": "nonsense"},
        {"status": "nonsense"},
        {"language": "nonsense"},
        {"ordering": "nonsense"},
        {"q": "\x00"},
        {"q": "x" * 301},
        {"dated_after": "2024-02-01", "dated_before": "2024-01-01"},
    ],
)
def test_a_filter_that_cannot_be_read_is_told_and_left_out(client, alice, query):
    make_document(user=alice, document_date="2024-03-01")
    client.force_login(alice)
    response = client.get(URL, query)
    html = response.content.decode()
    assert response.status_code == 200
    assert "Not all filters could be read" in html
    assert "A report" in html


@pytest.mark.parametrize(
    "query", [{"added_after": "0001-01-01"}, {"added_before": "9999-12-31"}]
)
def test_the_ends_of_the_calendar_are_no_error(client, alice, query):
    make_document(user=alice)
    client.force_login(alice)
    assert titles(client, **query) == ["A report"]


def test_active_filters_can_be_taken_away_one_by_one(client, alice):
    put_tags(make_document(user=alice), "Wärme & Kälte")
    client.force_login(alice)
    response = client.get(
        URL, {"tag": "wärme-kälte", "q": "report", "ordering": "title"}
    )
    chips = response.context["browsing"].chips
    assert [(chip.label, chip.value) for chip in chips] == [
        ("Tag", "Wärme & Kälte"),
        ("In the title", "“report”"),
    ]
    assert chips[0].url == f"{URL}?q=report&ordering=title"
    assert response.context["browsing"].reset_url == f"{URL}?ordering=title"


def test_what_others_have_is_named_nowhere(client, alice, bob):
    theirs = make_document(user=bob, title="Secret")
    put_tags(theirs, "private")
    folder = Folder.objects.create(library=theirs.library, name="Hidden")
    make_document(user=alice)
    client.force_login(alice)
    for query in (
        {"tag": "private"},
        {"folder": folder.pk},
        {"library": theirs.library_id},
    ):
        html = client.get(URL, query).content.decode()
        assert "Nothing matches" in html
        assert "Hidden" not in html
        assert "Secret" not in html


def test_nothing_that_matches_offers_a_reset_and_no_welcome(client, alice):
    make_document(user=alice)
    client.force_login(alice)
    html = client.get(URL, {"q": "zzz"}).content.decode()
    assert "Reset filters" in html
    assert reverse("library:add_sample") not in html


def test_the_view_is_remembered(client, alice):
    make_document(user=alice)
    client.force_login(alice)
    assert "is-list" in client.get(URL).content.decode()
    assert "is-grid" in client.get(URL, {"view": "grid"}).content.decode()
    assert "is-grid" in client.get(URL).content.decode()
    assert "is-grid" in client.get(URL, {"view": "nonsense"}).content.decode()
    assert "is-list" in client.get(URL, {"view": "list"}).content.decode()


def test_it_counts_exactly_up_to_a_limit(client, alice, monkeypatch):
    for _ in range(3):
        make_document(user=alice)
    client.force_login(alice)
    assert "3 documents" in client.get(URL).content.decode()
    monkeypatch.setattr("library.browsing.MOST_COUNTED", 2)
    assert "2+ documents" in client.get(URL).content.decode()


def test_rows_of_a_shared_library_say_so(client, alice, bob):
    shared = Library.objects.create(name="The office")
    Membership.objects.create(library=shared, user=alice, role="reader")
    make_document(user=alice)
    client.force_login(alice)
    assert "The office" in client.get(URL).content.decode()
    rows = client.get(URL, headers=HTMX).content.decode()
    assert "The office" not in rows
    make_document(user=bob, library=shared)
    assert "The office" in client.get(URL, headers=HTMX).content.decode()


def test_a_row_shows_a_few_tags_and_says_which_are_suggested(client, alice):
    document = make_document(user=alice)
    put_tags(document, "b", "d")
    put_tags(document, "a", "c", "e", suggested=True)
    client.force_login(alice)
    html = client.get(URL, headers=HTMX).content.decode()
    assert html.count("chip-suggested") == 2
    assert "+1" in html
    assert html.index(">b<") < html.index(">a<")
