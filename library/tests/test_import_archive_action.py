"""Version 1 of the format is a contract: these archives are made by hand."""

import io
import json
from zipfile import ZipFile

import pytest

from library.actions.transferring import import_archive
from library.errors import NotAllowedError
from library.models import Document, Folder, Library, Membership, Summary, Tag
from library.tasks import process_next
from library.tests.archives import make_archive
from library.tests.factories import PDF, make_document, put_tags
from library.transfer.archive import Archive
from tests import pdfs

pytestmark = pytest.mark.django_db
SENTENCES = [
    "The lighthouse at Cape Wrath was built in 1828 by Robert Stevenson.",
    "Keepers lived beside the tower with their families until 1998.",
]
TEXT = pdfs.text_pdf([" ".join(SENTENCES)])
FULL = {
    "filename": "Leuchtturm – 燈台.pdf",
    "sha256": "0" * 64,
    "size": 3,
    "id": "00000000-0000-0000-0000-000000000000",
    "owner": "somebody@example.org",
    "title": "The lighthouse",
    "authors": "A. Keeper, 李明",
    "date": "1998-03-01",
    "doi": "10.1000/182",
    "facts": {
        "title": {"source": "person"},
        "authors": {"source": "person"},
        "date": {"source": "person"},
        "doi": {"source": "person"},
    },
    "folder": ["Coast", "Überblick"],
    "tags": [{"name": "Sea"}, {"name": "tower", "suggested": True}],
    "rejected_tags": ["Wrath"],
    "summaries": [
        {
            "style": "concise",
            "focus": "families",
            "text": SENTENCES[1],
            "sentences": [
                {
                    "text": "Families lived there.",
                    "page": 1,
                    "quote": SENTENCES[1],
                    "found": True,
                }
            ],
            "pages_read": 1,
            "pages_total": 1,
            "engine": "openai",
            "model": "a-model",
            "words": 3,
            "document_words": 20,
            "made_at": "2025-02-03T04:05:06Z",
        },
        {
            "automatic": True,
            "text": "It was never said.",
            "sentences": [
                {"text": "It was never said.", "page": 1, "quote": "It was never said."}
            ],
            "engine": "extractive",
        },
    ],
}
FRAME = {
    "name": "Theirs",
    "folders": [["Coast"], ["Coast", "Überblick"], ["Empty"]],
    "tags": [
        {"name": "Sea", "color": "#112233"},
        {"name": "tower", "suggestion": True},
        {"name": "unused", "color": "#445566"},
    ],
}


def run(user, content, *, library=None, **options):
    return import_archive(
        user=user,
        library=library or Library.objects.private_to(user),
        archive=Archive(io.BytesIO(content)),
        **options,
    )


def test_an_archive_of_version_1_arrives_whole(alice):
    report = run(alice, make_archive((FULL, TEXT), library=FRAME))
    assert (report.added, report.refused, report.problems) == (1, 0, [])
    document = Document.objects.get()
    assert document.added_by == alice
    assert document.file_hash != FULL["sha256"]
    assert document.pk != FULL["id"]
    assert document.filename == "Leuchtturm – 燈台.pdf"
    assert document.folder.name == "Überblick"
    assert document.folder.parent.name == "Coast"
    assert document.rejected_tags == ["wrath"]
    links = document.document_tags.values_list("tag__name", "suggested")
    assert set(links) == {("Sea", False), ("tower", True)}
    assert set(Tag.objects.values_list("name", "color", "is_suggestion")) == {
        ("Sea", "#112233", False),
        ("tower", "", True),
        ("unused", "#445566", False),
    }
    assert Folder.objects.filter(name="Empty").exists()


def test_it_is_read_anew_and_its_summaries_find_their_place(alice):
    run(alice, make_archive((FULL, TEXT), library=FRAME))
    process_next("bulk")
    document = Document.objects.get()
    assert document.status == Document.Status.READY
    assert (document.title, document.authors) == ("The lighthouse", "A. Keeper, 李明")
    assert (str(document.document_date), document.doi) == ("1998-03-01", "10.1000/182")
    asked, automatic = Summary.objects.order_by("pk")
    assert document.text_versions.get() == asked.text_version == document.current_text
    (sentence,) = asked.sentences
    page = asked.text_version.pages.get().text
    assert page[sentence["start"] : sentence["end"]] == SENTENCES[1]
    assert sentence["quote_found"] is True
    assert asked.created_at.isoformat() == "2025-02-03T04:05:06+00:00"
    assert automatic.automatic
    assert automatic.sentences[0]["quote_found"] is False
    # Suggestions that came with it are not made anew, nor those rejected.
    names = document.document_tags.values_list("tag__name", "suggested")
    assert set(names) == {("Sea", False), ("tower", True)}


def test_a_second_attempt_at_reading_keeps_them_too(alice, monkeypatch):
    run(alice, make_archive((FULL, TEXT), library=FRAME))
    monkeypatch.setattr("library.processing.pipeline._finish", lambda *args: 1 / 0)
    process_next("bulk")
    monkeypatch.undo()
    process_next("bulk")
    assert Document.objects.get().status == Document.Status.READY
    texts = set(Summary.objects.values_list("text", flat=True))
    assert texts == {SENTENCES[1], "It was never said."}


def test_without_summaries_one_is_written(alice):
    run(alice, make_archive(({"title": "The lighthouse"}, TEXT)))
    process_next("bulk")
    assert Summary.objects.get().engine == "extractive"


def test_what_is_there_stays_as_it_is(alice):
    there = make_document(user=alice, content=TEXT, title="Mine")
    put_tags(there, "sea")
    report = run(alice, make_archive((FULL, TEXT), library=FRAME))
    assert (report.added, report.known) == (0, 1)
    there.refresh_from_db()
    assert (there.title, there.folder) == ("Mine", None)
    assert [tag.name for tag in there.tags.all()] == ["sea"]
    assert Tag.objects.get(name="sea").color == ""


def test_what_lies_in_the_trash_is_left_there(alice):
    make_document(user=alice, content=TEXT, trashed_at="2026-01-01T00:00Z")
    report = run(alice, make_archive((FULL, TEXT)))
    assert (report.added, report.trashed) == (0, 1)


def test_a_trashed_document_comes_into_the_trash_from_now_on(alice):
    run(alice, make_archive(({"trashed_at": "2001-01-01T00:00:00Z"}, TEXT)))
    assert Document.objects.trashed().get().trashed_at.year > 2020


def test_a_second_run_goes_on_where_the_first_one_stopped(alice, monkeypatch):
    archive = make_archive(
        ({"title": "One"}, PDF + b"1"), ({"title": "Two"}, PDF + b"2")
    )

    def stop(report):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(alice, archive, goes_on=stop)
    assert Document.objects.count() == 1
    report = run(alice, archive)
    assert (report.known, report.added) == (1, 1)


def test_a_document_comes_as_a_whole_or_not(alice, monkeypatch):
    monkeypatch.setattr(
        "library.actions.transferring._keep_summaries", lambda *args: 1 / 0
    )
    with pytest.raises(ZeroDivisionError):
        run(alice, make_archive((FULL, TEXT)))
    assert not Document.objects.exists()


def test_a_dry_run_tells_and_adds_nothing(alice):
    make_document(user=alice, content=PDF + b"1")
    archive = make_archive(
        ({}, PDF + b"1"), ({}, PDF + b"2"), ({}, b"no pdf"), library=FRAME
    )
    report = run(alice, archive, dry_run=True)
    assert (report.added, report.known, report.refused) == (1, 1, 1)
    assert Document.objects.count() == 1
    assert not Tag.objects.exists()
    assert not Folder.objects.exists()


def test_twins_within_an_archive_come_once(alice):
    report = run(alice, make_archive(({"title": "A"}, TEXT), ({"title": "B"}, TEXT)))
    assert (report.added, report.known) == (1, 1)


@pytest.mark.parametrize(
    ("described", "content", "sentence"),
    [
        ({}, None, "Its PDF is not in the archive."),
        ({}, b"", "is empty"),
        ({}, b"MZ\x90 an executable", "is not a PDF"),
        ({"file": "../../etc/passwd"}, TEXT, "Its PDF is not in the archive."),
        ({"title": "x" * 301}, TEXT, "title: Value should have at most 300"),
        ({"title": ["list"]}, TEXT, "title: Input should be a valid string"),
        ({"folder": [""]}, TEXT, "folder.0"),
        ({"date": "yesterday"}, TEXT, "date"),
        ({"tags": [{"name": 5}]}, TEXT, "tags.0.name"),
        ({"summaries": [{"pages_read": 10**30}]}, TEXT, "summaries.0.pages_read"),
        ({"summaries": [{"seconds": float("nan")}]}, TEXT, "summaries.0.seconds"),
    ],
)
def test_what_is_wrong_costs_its_document_only(alice, described, content, sentence):
    report = run(alice, make_archive((described, content), ({}, PDF)))
    assert (report.added, report.refused) == (1, 1)
    assert sentence in report.problems[0]
    assert report.problems[0].startswith("documents/000001 a document.json: ")


def test_a_name_that_leads_elsewhere_is_a_name(alice):
    run(alice, make_archive(({"filename": "../../../etc/cron.d/x\x00.pdf"}, PDF)))
    assert Document.objects.get().filename == "x .pdf"


def test_a_pdf_over_the_limit_is_refused_whatever_its_header_says(alice, settings):
    settings.PDFSUM_MAX_UPLOAD_MB = 1
    report = run(alice, make_archive(({}, PDF + bytes(3 * 1024**2)), ({}, PDF)))
    assert (report.added, report.refused) == (1, 1)
    assert "larger than 1 MB" in report.problems[0]


def test_deep_json_costs_its_document_only(alice):
    deep = b'{"file": ' + b"[" * 200_000 + b"]" * 200_000 + b"}"
    archive = make_archive(({}, PDF), extra={"documents/deep.json": deep})
    report = run(alice, archive)
    assert (report.added, report.refused) == (1, 1)


def test_problems_are_named_up_to_a_number(alice):
    report = run(alice, make_archive(*[({}, None)] * 105))
    assert (report.refused, len(report.problems)) == (105, 100)


def test_readers_may_not_import(alice, bob):
    shared = Library.objects.create(name="Shared")
    Membership.objects.create(library=shared, user=bob, role="reader")
    with pytest.raises(NotAllowedError):
        run(bob, make_archive((FULL, TEXT), library=FRAME), library=shared)
    assert not Folder.objects.exists()


def test_an_editor_adds_to_a_shared_library(alice, bob):
    shared = Library.objects.create(name="Shared")
    Membership.objects.create(library=shared, user=bob, role="editor")
    run(bob, make_archive((FULL, TEXT)), library=shared)
    assert Document.objects.get().library == shared


def test_what_a_later_version_adds_is_left_aside(alice):
    described = FULL | {"stars": 5, "summaries": [{"text": "A.", "mood": "sad"}]}
    report = run(alice, make_archive((described, TEXT), library={"theme": "dark"}))
    assert report.added == 1


def test_an_archive_without_documents_is_one(alice):
    report = run(alice, make_archive(library=FRAME))
    assert report.total == 0
    assert Folder.objects.count() == 3


def test_it_needs_no_names_of_the_exporter(alice):
    content = make_archive(
        extra={
            "documents/x.json": json.dumps({"file": "elsewhere/some.bin"}),
            "elsewhere/some.bin": TEXT,
        }
    )
    assert "elsewhere/some.bin" in ZipFile(io.BytesIO(content)).namelist()
    assert run(alice, content).added == 1
