"""The task that writes what somebody asked for."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from library import tasks
from library.actions import summarising
from library.models import Document, Summary
from library.processing import summarising as processing
from library.tests.factories import make_document, make_text
from pdfsum.engines.errors import NoPagesError
from pdfsum.engines.writer import CitedSentence, SummaryDraft

pytestmark = pytest.mark.django_db

State = Summary.State
PAGES = [
    "The dam held for two days. It was built of clay in the spring of 1911.",
    "The valley was evacuated at night. Nobody was hurt by the flood that followed.",
    "The engineers had warned the council twice. Their letters were never answered.",
]


@pytest.fixture
def document(alice):
    document = make_document(user=alice)
    make_text(document, *PAGES)
    return document


@pytest.fixture
def queue(document, alice, sent_tasks):
    def request(**wanted):
        return summarising.request_summary(user=alice, document=document, **wanted)

    return request


class FakeWriter:
    """Notes what it is given, and does what a test says."""

    def __init__(self, act=lambda: None):
        self.act = act
        self.asked = []

    def summarise(self, pages, *, max_words, focus):
        self.asked.append(([page.number for page in pages], max_words, focus))
        self.act()
        return SummaryDraft(
            sentences=(
                CitedSentence("One.", 1, 0, 4),
                CitedSentence("Two three.", 2, 5, 15),
            ),
            pages_read=2,
            pages_total=len(pages),
            engine="fake",
            model="none",
        )


@pytest.fixture
def writer(monkeypatch):
    def use(act=lambda: None):
        fake = FakeWriter(act)
        monkeypatch.setattr(processing, "get_writer", lambda: fake)
        return fake

    return use


def write(summary):
    tasks.write_summary(str(summary.pk))
    summary.refresh_from_db()
    return summary


def fail_with(error):
    def act():
        raise error

    return act


def test_it_writes_a_summary_of_the_documents_own_sentences(queue, document):
    summary = write(queue(max_words=40, focus="engineers who warned"))
    assert summary.state == State.READY
    assert summary.engine == "extractive"
    assert summary.word_count <= 40
    for sentence in summary.sentences:
        page = PAGES[sentence["page"] - 1]
        assert page[sentence["start"] : sentence["end"]] == sentence["text"]
    assert summary.coverage == {"pages_read": 3, "pages_total": 3}


def test_it_reads_the_pages_that_were_asked_for(queue, writer):
    fake = writer()
    summary = write(queue(pages="2-3", focus="letters"))
    assert fake.asked == [([2, 3], 150, "letters")]
    assert summary.original_word_count == 26
    assert summary.text == "One. Two three."
    assert summary.word_count == 3
    assert summary.sentences[1] == {
        "text": "Two three.",
        "page": 2,
        "start": 5,
        "end": 15,
        "quote_found": True,
    }


@pytest.mark.parametrize(("style", "words"), Summary.STYLE_WORDS.items())
def test_the_style_says_how_long_it_is_where_nobody_does(queue, writer, style, words):
    fake = writer()
    summary = write(queue(style=style))
    assert fake.asked[0][1] == words
    expected = "- One.\n- Two three." if style == "bullet_points" else "One. Two three."
    assert summary.text == expected


def test_a_message_that_comes_twice_changes_nothing(queue, writer):
    fake = writer()
    summary = write(queue())
    created = Summary.objects.values().get()
    write(summary)
    assert len(fake.asked) == 1
    assert Summary.objects.values().get() == created


def test_of_two_workers_the_first_to_end_wins(queue, writer):
    summary = queue()

    def other_worker_ends():
        Summary.objects.update(state=State.READY, text="The other's.")

    writer(other_worker_ends)
    assert write(summary).text == "The other's."


def test_a_row_that_is_gone_is_a_quiet_return(queue, writer):
    fake = writer()
    tasks.write_summary(str(uuid4()))
    summary = queue()
    writer(Summary.objects.all().delete)
    tasks.write_summary(str(summary.pk))
    assert not Summary.objects.exists()
    assert fake.asked == []


def test_pages_without_text_end_with_a_sentence(queue, document):
    document.current_text.pages.update(text="")
    summary = write(queue(pages="1"))
    assert (summary.state, summary.error_code) == (State.FAILED, "nothing_to_sum_up")
    assert "not enough text" in summary.error_detail


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (NoPagesError(), "no_pages", "This PDF has no pages."),
        (SoftTimeLimitExceeded(), "took_too_long", "longer than 10 minutes"),
        (RuntimeError("secret words"), "internal_error", "Ask again."),
    ],
)
def test_an_error_of_the_engine_ends_with_a_sentence(queue, writer, error, code, words):
    writer(fail_with(error))
    summary = write(queue())
    assert (summary.state, summary.error_code) == (State.FAILED, code)
    assert words in summary.error_detail
    assert "secret" not in summary.error_detail


@pytest.mark.parametrize("error", [ConnectionError(), OperationalError("gone")])
def test_what_is_missing_for_a_while_costs_no_attempt(queue, writer, error):
    writer(fail_with(error))
    summary = write(queue())
    assert (summary.state, summary.started_at) == (State.QUEUED, None)
    assert summary.attempts == 0


def test_nobody_waits_for_ever_for_what_is_missing(queue, writer):
    writer(fail_with(ConnectionError()))
    summary = queue()
    Summary.objects.update(created_at=timezone.now() - timedelta(minutes=16))
    write(summary)
    assert (summary.state, summary.error_code) == (
        State.FAILED,
        "service_unavailable",
    )
    assert summary.error_detail.endswith("Ask again when that is mended.")


def test_one_that_ends_each_worker_is_given_up(queue, writer):
    fake = writer()
    summary = queue()
    Summary.objects.update(attempts=3)
    write(summary)
    assert (summary.state, summary.error_code) == (State.FAILED, "writing_stopped")
    assert fake.asked == []


def test_the_document_has_changed_once_it_is_written(queue, writer, document):
    writer()
    Document.objects.update(updated_at="2020-01-01T00:00Z")
    write(queue())
    document.refresh_from_db()
    assert document.updated_at.year > 2020


def test_it_has_limits_and_a_queue_of_its_own(settings):
    assert tasks.write_summary.time_limit == summarising.TIME_LIMIT
    assert tasks.write_summary.soft_time_limit < summarising.TIME_LIMIT
    routes = settings.CELERY_TASK_ROUTES
    assert routes["library.write_summary"] == {"queue": "answers"}


def test_documents_are_locked_before_their_summaries(alice, document, queue):
    """As by a deletion for good, which would wait for ever otherwise."""
    summary = queue()
    with CaptureQueriesContext(connection) as queries:
        assert summarising.save_written(summary, {"state": State.READY, "text": "A."})
        summarising.delete_summary(user=alice, summary=summary)
    touched = [
        re.search(r'"library_(document|summary)"', query["sql"])[1]
        for query in queries
        if "FOR NO KEY UPDATE" in query["sql"]
        or query["sql"].startswith(("UPDATE", "DELETE"))
    ]
    assert touched == ["document", "summary", "document", "document", "summary"]
