"""Pairs of documents that share passages, found by processing and by command."""

import pytest

from library import actions
from library.comparing import passage_prints
from library.models import Document, Library, NearDuplicate, Passage
from library.processing import twins
from library.processing.twins import note_twins
from library.tasks import process_next
from library.tests.factories import (
    close_uploads,
    make_document,
    make_passage,
    make_text,
    make_upload,
)
from tests import pdfs
from tests.pdfs import make_sentences

pytestmark = pytest.mark.django_db


def text_of(number):
    """Texts that have no three words in common, long enough for fingerprints."""
    words = make_sentences(6, seed=number)
    return " ".join(f"{word}{number}" for word in " ".join(words).split())


def make_printed(user, *numbers, **fields):
    """A document whose n-th page holds the text of the n-th number."""
    document = make_document(user=user, **fields)
    texts = [text_of(number) for number in numbers]
    make_text(document, *texts)
    for page, text in enumerate(texts, start=1):
        prints = passage_prints(text, document.library_id)
        make_passage(document, text, page=page, ordinal=page, fingerprints=prints)
    return document


def test_an_edited_copy_is_found_with_its_pages(alice):
    older = make_printed(alice, 1, 2, 3, 4)
    newer = make_printed(alice, 9, 2, 3, 4)
    note_twins(newer)
    pair = NearDuplicate.objects.get()
    assert (pair.document, pair.twin) == (newer, older)
    assert pair.share == 0.75
    assert pair.pages == [[2, 2], [3, 3], [4, 4]]


def test_pages_are_those_of_each_also_when_they_moved(alice):
    older = make_printed(alice, 1, 2)
    note_twins(make_printed(alice, 8, 9, 1, 2))
    assert NearDuplicate.objects.get().pages == [[3, 1], [4, 2]]
    # Told from the other side, the pair is the same row.
    note_twins(older)
    assert NearDuplicate.objects.get().pages == [[3, 1], [4, 2]]


def test_an_excerpt_is_found_in_the_whole(alice):
    make_printed(alice, *range(1, 9))
    note_twins(make_printed(alice, 5, 6))
    pair = NearDuplicate.objects.get()
    assert pair.share == 1.0
    assert pair.pages == [[1, 5], [2, 6]]


def test_different_documents_are_no_pair(alice):
    make_printed(alice, 1, 2, 3, 4)
    note_twins(make_printed(alice, 4, 5, 6, 7))
    assert not NearDuplicate.objects.exists()


def test_other_libraries_trash_and_waiting_versions_are_left_out(alice, bob):
    make_printed(bob, 1, 2)
    make_printed(alice, 1, 2, trashed_at="2026-01-01T00:00Z")
    unrelated = make_printed(alice, 5, 6)
    make_printed(alice, 1, 2, replaces=unrelated)
    assert note_twins(make_printed(alice, 1, 2)) == []


def test_two_libraries_never_share_a_fingerprint(alice, bob):
    ours, theirs = (Library.objects.private_to(user).pk for user in (alice, bob))
    text = text_of(1)
    assert set(passage_prints(text, ours)).isdisjoint(passage_prints(text, theirs))


def test_a_waiting_version_is_compared_with_its_document_alone(alice):
    document = make_printed(alice, 1, 2, 3, 4)
    make_printed(alice, 1, 2, 3, 4)
    waiting = make_printed(alice, 1, 7, 8, 9, replaces=document)
    [pair] = note_twins(waiting)
    assert pair.twin_id == document.pk
    assert pair.pages == [[1, 1]]
    assert not NearDuplicate.objects.visible_to(alice).exists()


def test_boilerplate_of_many_documents_tells_nothing(alice, monkeypatch):
    monkeypatch.setattr(twins, "COMMON", 3)
    for number in range(10, 15):
        make_printed(alice, 1, number)
    assert note_twins(make_printed(alice, 1, 99)) == []
    # The same boilerplate beside a page that two have in common.
    [pair] = note_twins(make_printed(alice, 1, 12))
    assert pair.pages == [[2, 2]]


def test_a_book_costs_what_a_report_costs(
    alice, monkeypatch, django_assert_max_num_queries
):
    monkeypatch.setattr(twins, "LOOKED_UP", 5)
    make_printed(alice, *range(20))
    book = make_printed(alice, *range(20))
    # Passages; numbers in one batch, with what it is told; candidates and theirs; pair.
    with django_assert_max_num_queries(15):
        [pair] = note_twins(book)
    assert pair.share == 1.0


def test_looking_again_renews_and_forgets(alice):
    older = make_printed(alice, 1, 2)
    newer = make_printed(alice, 1, 2)
    note_twins(newer)
    Passage.objects.filter(document=newer, ordinal=2).update(fingerprints=[])
    note_twins(newer)
    assert NearDuplicate.objects.get().pages == [[1, 1]]
    Passage.objects.filter(document=newer).update(fingerprints=[])
    note_twins(newer)
    assert not NearDuplicate.objects.exists()
    assert older.passages.exists()


def test_what_was_dismissed_stays_so(alice):
    make_printed(alice, 1, 2)
    newer = make_printed(alice, 1, 2)
    note_twins(newer)
    NearDuplicate.objects.update(dismissed=True)
    note_twins(newer)
    assert NearDuplicate.objects.get().dismissed
    Passage.objects.filter(document=newer).update(fingerprints=[])
    note_twins(newer)
    assert NearDuplicate.objects.get().dismissed


def test_processing_finds_them(alice, sent_tasks):
    def add(pages):
        upload = make_upload(pdfs.text_pdf([[text_of(page)] for page in pages]))
        document = actions.upload_document(user=alice, upload=upload)
        close_uploads()
        process_next(document.current_run.queue)
        return Document.objects.get(pk=document.pk)

    first, second = add([1, 2, 3]), add([1, 2, 3, 4])
    pair = NearDuplicate.objects.get()
    assert (pair.document, pair.twin, pair.share) == (second, first, 1.0)
    assert pair.pages[0] == [1, 1]


def test_the_index_serves_the_look_up(alice):
    document = make_printed(alice, *range(30))
    prints = document.passages.first().fingerprints
    with twins.connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {twins._HOLDERS}", {"prints": prints, "most": 200})
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "library_passage_prints" in plan
