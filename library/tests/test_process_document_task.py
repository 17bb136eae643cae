"""The whole pipeline on real PDFs; only the message is delivered by hand."""

from datetime import timedelta

import pytest
from django.utils import timezone

from library import actions
from library.models import (
    Document,
    DocumentTag,
    Embedding,
    EmbeddingSpace,
    Page,
    Passage,
    Preferences,
    ProcessingRun,
    Summary,
    Tag,
)
from library.processing import passages, pipeline, progress
from library.processing.saving import save_passages, save_vectors
from library.tasks import process_next
from library.tests.factories import make_document, make_upload
from pdfsum.engines.errors import PageFailedError
from pdfsum.engines.extractive import ExtractiveWriter
from pdfsum.engines.pdf import PdfReader
from tests import pdfs

pytestmark = pytest.mark.django_db

PAGES = [
    "The lighthouse at Cape Wrath was built in 1828 by Robert Stevenson. "
    "Its lamp could be seen from thirty kilometres away in clear weather. "
    "Keepers lived beside the tower with their families until 1998.",
    "Automation ended the work of the keepers in every Scottish lighthouse. "
    "The lamps are now watched from an office in Edinburgh by a small team. "
    "Ships still rely on the lighthouse when their satellite receivers fail.",
]


class KilledError(BaseException):
    """Ends the task as `kill -9` would: nothing is caught, nothing cleaned up."""


def upload(user, content=None, **fields):
    content = content or pdfs.text_pdf(PAGES)
    return actions.upload_document(user=user, upload=make_upload(content), **fields)


def test_it_makes_a_document_ready(alice):
    document = upload(alice)
    process_next("interactive")
    document.refresh_from_db()
    assert document.status == Document.Status.READY
    assert (document.page_count, document.language) == (2, "en")
    assert document.word_count > 60
    assert document.current_run.state == ProcessingRun.State.DONE
    assert set(document.current_run.timings) == {
        "reading",
        "splitting",
        "embedding",
        "saving",
        "comparing",
        "summarising",
        "tagging",
    }
    assert 3 <= document.tags.count() <= 8
    found = Passage.objects.filter(document=document)
    assert found.exists()
    assert Embedding.objects.filter(passage__in=found).count() == found.count()


def test_the_summary_has_the_style_that_its_uploader_prefers(alice):
    Preferences.objects.create(user=alice, summary_style="bullet_points")
    document = upload(alice)
    process_next("interactive")
    summary = Summary.objects.get(document=document)
    assert (summary.style, summary.automatic) == ("bullet_points", True)
    assert summary.text.startswith("- The ")


def test_each_summary_sentence_stands_on_its_page(alice):
    document = upload(alice)
    process_next("interactive")
    summary = Summary.objects.get(document=document)
    pages = {page.number: page.text for page in summary.text_version.pages.all()}
    assert summary.sentences
    for sentence in summary.sentences:
        page_text = pages[sentence["page"]]
        assert page_text[sentence["start"] : sentence["end"]] == sentence["text"]
    assert summary.coverage == {"pages_read": 2, "pages_total": 2}


def test_passages_are_the_text_of_their_spans(alice):
    document = upload(alice, pdfs.twenty_page_pdf())
    process_next("interactive")
    version = document.text_versions.get()
    pages = {page.number: page.text for page in version.pages.all()}
    for passage in document.passages.all():
        quoted = " ".join(pages[n][start:end] for n, start, end in passage.spans)
        assert " ".join(quoted.split()) == " ".join(passage.text.split())


def test_it_is_safe_to_deliver_twice(alice):
    document = upload(alice)
    process_next("interactive")
    before = Passage.objects.count()
    process_next("interactive")
    assert Passage.objects.count() == before
    assert document.runs.count() == 1


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (pdfs.encrypted_pdf("secret"), "password_required"),
        (b"%PDF-1.7 and then nothing that makes sense", "unreadable_pdf"),
    ],
)
def test_it_fails_with_a_sentence(alice, content, code):
    document = upload(alice, content)
    process_next("interactive")
    document.refresh_from_db()
    assert document.status == Document.Status.FAILED
    assert document.error["code"] == code
    assert document.error["detail"].endswith(".")
    assert document.current_run.state == ProcessingRun.State.FAILED


def test_a_scan_is_read_by_ocr_and_found(alice):
    document = upload(alice, pdfs.scanned_pdf())
    process_next("interactive")
    document.refresh_from_db()
    assert document.status == Document.Status.READY
    assert document.warnings[0]["code"] == "read_by_ocr"
    assert "letter of 1887" in document.passages.get().text


def test_a_scan_without_ocr_ends_ready_with_warnings(alice, settings):
    settings.OCR_MODE = "off"
    document = upload(alice, pdfs.scanned_pdf())
    process_next("interactive")
    document.refresh_from_db()
    assert document.status == Document.Status.READY_WITH_WARNINGS
    assert document.warnings[0]["code"] == "no_text"


def test_what_is_embedded_is_searchable_while_the_rest_is_read(alice, monkeypatch):
    document = upload(alice, pdfs.twenty_page_pdf())
    die_at_call(monkeypatch, save_vectors, 2)
    document.refresh_from_db()
    assert document.status == Document.Status.PROCESSING
    visible = Passage.objects.visible_to(alice)
    assert visible.filter(embeddings__isnull=False).count() == passages.BATCH


@pytest.mark.parametrize("step", [save_passages, save_vectors])
def test_it_goes_on_where_a_dead_worker_stopped(alice, monkeypatch, step):
    document = upload(alice, pdfs.twenty_page_pdf())
    die_at_call(monkeypatch, step, 2)
    saved = set(Passage.objects.values_list("pk", flat=True))
    read = set(Page.objects.values_list("number", flat=True))
    assert saved
    assert read

    silent = timezone.now() - timedelta(minutes=5)
    ProcessingRun.objects.update(heartbeat_at=silent)
    assert actions.requeue_stuck() >= 1
    reread = []
    monkeypatch.setattr(PdfReader, "read_page", recorded(PdfReader.read_page, reread))
    process_next("interactive")
    document.refresh_from_db()
    assert document.status == Document.Status.READY
    assert document.current_run.attempt == 2
    assert set(reread) == set(range(1, 21)) - read
    assert saved <= set(Passage.objects.values_list("pk", flat=True))
    spans = [str(spans) for spans in Passage.objects.values_list("spans", flat=True)]
    assert len(spans) == len(set(spans)) == Embedding.objects.count()


def test_what_was_embedded_before_counts_when_it_goes_on(alice, monkeypatch):
    document = upload(alice, pdfs.twenty_page_pdf())
    die_at_call(monkeypatch, save_vectors, 2)
    embedded = Passage.objects.filter(embeddings__isnull=False)
    last = embedded.order_by("-ordinal").first().last_page
    ProcessingRun.objects.update(heartbeat_at=timezone.now() - timedelta(minutes=5))
    assert actions.requeue_stuck() >= 1
    monkeypatch.setattr(progress, "INTERVAL", 0)
    die_at_call(monkeypatch, save_vectors, 1)
    assert document.runs.get(state="running").pages_done >= last


def test_a_worker_that_wakes_too_late_takes_nothing_away(alice, monkeypatch):
    document = upload(alice)
    process_next("interactive")
    document.refresh_from_db()
    actions.reprocess_document(user=alice, document=document)

    def sleep(*args):
        ProcessingRun.objects.filter(state="running").update(state="lost")

    monkeypatch.setattr(pipeline, "settle_language", sleep)
    process_next("interactive")
    current = document.current_text_id
    document.refresh_from_db()
    assert document.current_text_id == current
    assert document.passages.filter(text_version=current).exists()


def die_at_call(monkeypatch, step, number):
    """Run the job, and kill its worker where it calls `step` for that time."""
    calls = []

    def call(*args):
        calls.append(args)
        if len(calls) == number:
            raise KilledError
        return step(*args)

    monkeypatch.setattr(passages, step.__name__, call)
    with pytest.raises(KilledError):
        process_next("interactive")
    monkeypatch.undo()


def recorded(read_page, numbers):
    def read(self, number):
        numbers.append(number)
        return read_page(self, number)

    return read


def test_an_unexpected_error_is_tried_again_and_then_told(alice, monkeypatch):
    document = upload(alice)
    monkeypatch.setattr(pipeline, "settle_language", lambda *args: 1 / 0)
    for attempt in (1, 2, 3):
        assert document.runs.get(state="queued").attempt == attempt
        process_next("interactive")
    document.refresh_from_db()
    assert document.status == Document.Status.FAILED
    assert document.error["code"] == "processing_stopped"
    assert "3 times while reading near page" in document.error["detail"]
    assert not document.runs.filter(state="queued").exists()


def test_another_embedder_than_the_librarys_is_refused(alice, monkeypatch):
    document = upload(alice)
    EmbeddingSpace.objects.update(model="another-model")
    process_next("interactive")
    document.refresh_from_db()
    assert document.error["code"] == "embedder_changed"
    assert "another-model" in document.error["detail"]


def test_pages_that_failed_are_read_again(alice, monkeypatch):
    upload(alice)

    def fail(self, number):
        raise PageFailedError(number)

    monkeypatch.setattr(PdfReader, "read_page", fail)
    monkeypatch.setattr(pipeline, "settle_language", lambda *args: 1 / 0)
    process_next("interactive")
    assert Page.objects.filter(source="failed").count() == 2
    monkeypatch.undo()
    process_next("interactive")
    assert not Page.objects.filter(source="failed").exists()


def test_a_worker_that_lost_its_claim_changes_nothing_more(alice, monkeypatch):
    document = upload(alice)
    summarise = pipeline.write_summary

    def lose_claim(*args):
        ProcessingRun.objects.update(state=ProcessingRun.State.LOST)
        summarise(*args)

    monkeypatch.setattr(pipeline, "write_summary", lose_claim)
    process_next("interactive")
    document.refresh_from_db()
    assert document.status == Document.Status.PROCESSING
    assert not Summary.objects.exists()


def test_reprocessing_replaces_passages_and_keeps_a_persons_tags(alice):
    document = upload(alice, tags=["mine"])
    process_next("interactive")
    old_version = document.text_versions.get()
    document.refresh_from_db()
    actions.reprocess_document(user=alice, document=document)
    process_next("interactive")
    document.refresh_from_db()
    assert document.current_text != old_version
    assert set(document.passages.values_list("text_version", flat=True)) == {
        document.current_text_id
    }
    assert old_version.pages.count() == 2
    assert document.tags.filter(name="mine").exists()


def test_suggestions_that_no_document_carries_are_gone(alice, monkeypatch):
    suggested = ["harbour", "engine", "novel"]
    monkeypatch.setattr(ExtractiveWriter, "suggest_tags", lambda *args: suggested)
    document = upload(alice, tags=["mine"])
    process_next("interactive")
    assert set(document.tags.values_list("name", flat=True)) == {"mine", *suggested}
    Tag.objects.filter(name="engine").update(color="#aa0000")
    kept = Tag.objects.get(name="novel")
    DocumentTag.objects.put_on(make_document(user=alice), [kept])
    document.refresh_from_db()
    actions.reprocess_document(user=alice, document=document)
    monkeypatch.setattr(ExtractiveWriter, "suggest_tags", lambda *args: ["new"])
    process_next("interactive")
    assert set(document.tags.values_list("name", flat=True)) == {"mine", "new"}
    assert set(Tag.objects.values_list("name", flat=True)) == {
        "mine",
        "new",
        "engine",
        "novel",
    }
