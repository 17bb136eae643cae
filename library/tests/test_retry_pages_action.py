import pytest

from library import actions
from library.errors import (
    AlreadyProcessingError,
    InTrashError,
    NoFailedPagesError,
    NotAllowedError,
)
from library.models import Document, Membership, Page
from library.processing.reading import READER
from library.tests.factories import make_document, make_run, make_text

OUTLINE = [{"level": 1, "title": "Start", "page": 1}]


def make_partly_read(user, **fields):
    """A document whose second of three pages failed."""
    document = make_document(user=user, **fields)
    version = make_text(document, "First.", "", "Third.")
    version.reader, version.outline = READER, OUTLINE
    version.save()
    version.pages.filter(number=2).update(source=Page.Source.FAILED)
    version.pages.filter(number=3).update(
        source=Page.Source.OCR, headings=[[0, 6]], text_map=b"\x01map"
    )
    return document


@pytest.fixture
def document(alice):
    return make_partly_read(alice)


def retry(user, document):
    return actions.retry_pages(user=user, document=document)


def rows(version):
    left_out = ("id", "text_version_id")
    return [
        {key: value for key, value in row.items() if key not in left_out}
        for row in version.pages.order_by("number").values()
    ]


def test_a_new_reading_begins_with_the_good_pages(alice, document):
    old = document.current_text
    retry(alice, document)
    new = document.text_versions.get(completed_at=None)
    assert rows(new) == [rows(old)[0], rows(old)[2]]
    assert bytes(new.pages.get(number=3).text_map) == b"\x01map"
    assert new.outline == OUTLINE


def test_the_old_reading_stays_until_the_new_one_is_whole(alice, document):
    old = document.current_text
    retry(alice, document)
    document.refresh_from_db()
    assert document.current_text == old
    assert old.pages.count() == 3


def test_it_queues_the_document(alice, document):
    assert retry(alice, document).status == Document.Status.QUEUED
    assert document.runs.get().state == "queued"


def test_it_goes_on_with_a_reading_that_was_begun(alice, document):
    begun = document.text_versions.create(reader=READER)
    begun.pages.create(number=1, text="Anew.", width=1, height=1, source="text")
    retry(alice, document)
    assert document.text_versions.get(completed_at=None) == begun
    assert [page["text"] for page in rows(begun)] == ["Anew.", "Third."]


def test_pages_of_an_older_reader_are_all_read_anew(alice, document):
    document.text_versions.update(reader="pypdfium2 1.0")
    assert retry(alice, document).is_unfinished
    assert not document.text_versions.filter(
        completed_at=None, pages__isnull=False
    ).exists()


@pytest.mark.parametrize("count", [3, 60])
def test_it_costs_the_same_however_many_pages_there_are(
    alice, count, django_assert_max_num_queries
):
    document = make_partly_read(alice)
    Page.objects.bulk_create(
        Page(
            text_version=document.current_text,
            number=number,
            width=1,
            height=1,
            source="text",
        )
        for number in range(4, count + 1)
    )
    with django_assert_max_num_queries(14):
        retry(alice, document)


def test_a_document_that_was_read_whole_has_none_to_try(alice):
    document = make_document(user=alice)
    with pytest.raises(NoFailedPagesError):
        retry(alice, document)
    make_text(document, "Text.", "")
    with pytest.raises(NoFailedPagesError):
        retry(alice, document)
    assert not document.runs.exists()


def test_the_second_time_it_is_processing(alice, document):
    retry(alice, document)
    with pytest.raises(AlreadyProcessingError):
        retry(alice, document)
    assert document.runs.count() == 1


def test_a_running_job_is_not_disturbed(alice):
    document = make_partly_read(alice, status=Document.Status.PROCESSING)
    make_run(document, state="running")
    with pytest.raises(AlreadyProcessingError):
        retry(alice, document)
    assert document.text_versions.count() == 1


def test_what_lies_in_the_trash_is_restored_first(alice, document):
    Document.objects.update(trashed_at="2026-01-01T00:00Z")
    with pytest.raises(InTrashError):
        retry(alice, document)


def test_readers_and_strangers_are_refused(alice, bob, document):
    with pytest.raises(NotAllowedError):
        retry(bob, document)
    Membership.objects.create(library=document.library, user=bob, role="reader")
    with pytest.raises(NotAllowedError):
        retry(bob, document)
    assert not document.runs.exists()
