"""Summaries for programs: asked for, listed, read, deleted."""

from uuid import uuid4

import pytest

from library.models import Document, Library, Membership, Preferences, Summary
from library.tests.factories import make_document, make_summary, make_text

DESIGN = {
    "id",
    "style",
    "focus",
    "text",
    "sentences",
    "coverage",
    "engine",
    "model",
    "word_count",
    "original_word_count",
    "compression_ratio",
    "processing_seconds",
    "created_at",
}


def url(document, summary=None):
    base = f"/api/v1/documents/{document.pk}/summaries"
    return f"{base}/{summary.pk}" if summary else base


def ask(api, document, **wanted):
    return api.post(url(document), wanted, content_type="application/json")


@pytest.fixture
def document(alice):
    document = make_document(user=alice)
    make_text(document, *[f"Page {number}." for number in range(1, 13)])
    return document


@pytest.fixture
def as_reader(alice, bob):
    """A document of bob's that alice may read only."""
    library = Library.objects.private_to(bob)
    Membership.objects.create(library=library, user=alice, role="reader")
    document = make_document(user=bob)
    make_summary(document, ("It is short.", 1))
    return document


def test_it_queues_a_summary_and_says_so(api, document, sent_tasks):
    response = ask(
        api, document, style="concise", max_words=80, focus=" Dams ", pages="3-10"
    )
    assert response.status_code == 202
    body = response.json()
    assert set(body) == DESIGN | {"status", "error"}
    assert (body["status"], body["text"], body["sentences"]) == ("queued", "", [])
    assert (body["style"], body["focus"], body["error"]) == ("concise", "Dams", None)
    summary = Summary.objects.get()
    assert (summary.max_words, summary.first_page, summary.last_page) == (80, 3, 10)
    assert summary.text_version_id == document.current_text_id


def test_the_message_is_sent_on_commit(
    api, document, sent_tasks, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        pk = ask(api, document).json()["id"]
    assert sent_tasks == [("library.write_summary", pk)]


def test_nothing_said_means_the_users_own_style_at_its_length(api, alice, document):
    Preferences.objects.create(user=alice, summary_style="detailed")
    assert ask(api, document).json()["style"] == "detailed"
    summary = Summary.objects.get()
    assert (summary.max_words, summary.word_limit) == (None, 400)
    assert summary.requested_by == alice
    assert not summary.automatic


def test_every_style_has_a_length():
    assert Summary.STYLE_WORDS.keys() == set(Summary.Style)


def test_a_double_click_asks_once(
    api, document, sent_tasks, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        first = ask(api, document, focus="dams").json()
        second = ask(api, document, focus="dams").json()
        other = ask(api, document, focus="weirs").json()
    assert first["id"] == second["id"] != other["id"]
    assert len(sent_tasks) == 2


def test_once_written_it_can_be_asked_for_again(api, document):
    first = ask(api, document).json()["id"]
    Summary.objects.update(state=Summary.State.READY)
    assert ask(api, document).json()["id"] != first


def test_so_many_at_once_and_no_more(api, document):
    for number in range(10):
        assert ask(api, document, focus=str(number)).status_code == 202
    response = ask(api, document, focus="one more")
    assert (response.status_code, response.json()["code"]) == (
        409,
        "too_many_summaries",
    )
    assert ask(api, document, focus="3").status_code == 202


@pytest.mark.parametrize(
    ("fields", "code", "words"),
    [
        ({"status": "queued"}, "not_readable_yet", "still being read"),
        ({"status": "processing"}, "not_readable_yet", "still being read"),
        (
            {"status": "failed", "error_code": "no_pages"},
            "not_readable_yet",
            "could not be read",
        ),
        ({"trashed_at": "2026-01-01T00:00Z"}, "in_trash", "Restore it first"),
    ],
)
def test_what_cannot_be_read_cannot_be_summed_up(api, document, fields, code, words):
    Document.objects.update(**fields)
    response = ask(api, document)
    assert (response.status_code, response.json()["code"]) == (409, code)
    assert words in response.json()["detail"]
    assert not Summary.objects.exists()


def test_pages_that_are_not_there_are_a_clear_422(api, document):
    response = ask(api, document, pages="3-13")
    assert (response.status_code, response.json()["code"]) == (422, "invalid_pages")
    assert "pages 1 to 12" in response.json()["detail"]


@pytest.mark.parametrize(
    "wanted",
    [
        {"style": "poem"},
        {"max_words": 9},
        {"max_words": 2001},
        {"focus": "a\0b"},
        {"focus": "x" * 301},
        {"words": 100},
    ],
)
def test_a_value_that_means_nothing_is_named(api, document, wanted):
    response = ask(api, document, **wanted)
    assert response.status_code == 422
    [name] = wanted
    assert all(name in error["loc"] for error in response.json()["errors"])


def test_it_lists_them_newest_first_and_shows_no_offsets(api, document):
    make_summary(document, ("Old.", 1))
    make_summary(document, ("New.", 2), style="concise")
    Summary.objects.create(
        document=document,
        text_version=document.current_text,
        state="failed",
        error_code="took_too_long",
        error_detail="It took longer than 10 minutes.",
    )
    failed, new, old = api.get(url(document)).json()
    assert (failed["status"], failed["text"]) == ("failed", "")
    assert failed["error"] == {
        "code": "took_too_long",
        "detail": "It took longer than 10 minutes.",
    }
    assert (new["text"], old["text"]) == ("New.", "Old.")
    assert new["sentences"] == [{"text": "New.", "page": 2, "quote_found": True}]
    assert new["coverage"] == {"pages_read": 1, "pages_total": 1}
    assert [row["text"] for row in api.get(url(document), {"limit": 2}).json()] == [
        "",
        "New.",
    ]


def test_the_list_costs_the_same_for_any_number_of_rows(
    api, document, django_assert_num_queries
):
    for number in range(20):
        make_summary(document, (f"Sentence {number}.", 1))
    api.get(url(document))
    # Key and user, document with its newest summary and its tags, summaries.
    with django_assert_num_queries(3):
        assert len(api.get(url(document)).json()) == 20


def test_it_shows_and_deletes_one(api, document):
    summary = make_summary(document, ("It is short.", 1), automatic=True)
    assert api.get(url(document, summary)).json()["text"] == "It is short."
    assert api.get(f"/api/v1/documents/{document.pk}").json()["summary"]
    assert api.delete(url(document, summary)).status_code == 204
    assert api.get(url(document, summary)).status_code == 404
    assert api.get(f"/api/v1/documents/{document.pk}").json()["summary"] is None


def test_a_reader_reads_and_changes_nothing(api, as_reader, sent_tasks):
    summary = as_reader.summaries.get()
    assert api.get(url(as_reader, summary)).status_code == 200
    for refused in (ask(api, as_reader), api.delete(url(as_reader, summary))):
        assert refused.status_code == 403
        assert refused.json()["code"] == "not_allowed"
    assert as_reader.summaries.get() == summary


def test_what_is_somebody_elses_is_not_there(api, bob, document):
    hidden = make_document(user=bob)
    summary = make_summary(hidden, ("Secret.", 1))
    assert ask(api, hidden).status_code == 404
    assert api.get(url(hidden)).status_code == 404
    # Nor by way of a document of one's own.
    for address in (url(hidden, summary), url(document, summary)):
        assert api.get(address).status_code == 404
        assert api.delete(address).status_code == 404
    assert api.get(f"{url(document)}/{uuid4()}").status_code == 404


def test_only_the_newest_written_one_stands_for_the_document(api, document):
    make_summary(document, ("Written.", 1))
    ask(api, document)
    assert api.get(f"/api/v1/documents/{document.pk}").json()["summary"] == "Written."
    [row] = api.get("/api/v1/documents").json()["results"]
    assert row["summary"] == "Written."
