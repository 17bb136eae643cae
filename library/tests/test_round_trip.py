"""Export, import, process, export again: the same apart from times and ids."""

import io
import json
from contextlib import closing
from zipfile import ZipFile

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.utils import timezone

from library import actions
from library.actions.folders import folder_at
from library.actions.purging import purge_documents
from library.actions.transferring import import_archive
from library.models import Document, Library, StoredFile, Summary, Tag
from library.tasks import process_next
from library.tests.factories import (
    make_document,
    make_summary,
    make_text,
    make_upload,
    put_tags,
)
from library.tests.test_process_document_task import PAGES
from library.transfer.archive import Archive
from library.transfer.writing import library_entries
from library.zipping import zip_parts
from pdfsum.accounts.models import User
from pdfsum.lib.paper import Block, Format, Paper, write_paper
from tests import pdfs

pytestmark = pytest.mark.django_db

# What may differ, and nothing else may.
TIMES_OF_ARCHIVE = {"made_at"}
TIMES_OF_DOCUMENT = {"added_at", "read_at", "trashed_at"}

ARABIC = (
    "تقرير المياه في الوادي",
    "بني السد في عام 1828 على يد مهندسين من المدينة القريبة من البحر.",
    "عاشت العائلات بجانب البرج حتى عام 1998 ثم انتقلت إلى مدينة أخرى.",
    "لا تزال السفن تعتمد على المنارة عندما تتعطل أجهزة الاستقبال لديها.",
)
CHINESE = (
    "水资源报告",
    "这座灯塔建于1828年，由罗伯特设计，在晴朗的天气里三十公里外都能看见。",
    "守塔人和他们的家人一直住在塔边，直到1998年自动化结束了他们的工作。",
    "当卫星接收器失灵时，船只仍然依靠灯塔来确定自己的位置。",
)


def written(title, *sentences):
    blocks = tuple(map(Block, sentences))
    return write_paper(Paper(title, about=(), blocks=blocks), Format.PDF)


def export(library):
    documents = Document.objects.filter(library=library)
    return b"".join(zip_parts(library_entries(library, documents)))


def comparable(content):
    """Every file of an archive; of descriptions all but the times named above."""
    files = {}
    with ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        for name in archive.namelist():
            files[name] = archive.read(name)
            if name.endswith(".json"):
                described = json.loads(files[name])
                for key in TIMES_OF_ARCHIVE | TIMES_OF_DOCUMENT:
                    if described.get(key):
                        described[key] = "a time"
                files[name] = described
            elif name.endswith(".md"):
                lines = files[name].decode().splitlines()
                files[name] = [line for line in lines if "In the trash" not in line]
    return files


def work_off():
    while Document.objects.filter(status__in=Document.UNFINISHED).exists():
        process_next("interactive")
        process_next("bulk")


def upload(user, content, name="a.pdf", **fields):
    return actions.upload_document(
        user=user, upload=make_upload(content, name), **fields
    )


def fill(alice, library):
    deep = folder_at(library=library, names=["Küste", "Türme", "灯台"])
    folder_at(library=library, names=["Leer", "Unter leer"])
    text = upload(
        alice,
        pdfs.text_pdf(PAGES, title="Keepers"),
        "Überblick – 灯台 (1).pdf",
        folder=deep,
        tags=["Meer", "تقرير"],
    )
    upload(alice, pdfs.scanned_pdf(), "scan.pdf")
    upload(alice, written(*ARABIC), "تقرير.pdf")
    upload(alice, written(*CHINESE), "报告.pdf", title="报告 / 二")
    upload(alice, pdfs.encrypted_pdf("secret"), "locked.pdf")
    trashed = upload(alice, pdfs.text_pdf(PAGES[:1]), "old.pdf")
    work_off()
    Document.objects.filter(pk=trashed.pk).update(trashed_at=timezone.now())
    text.refresh_from_db()
    Tag.objects.filter(name="Meer").update(color="#102030")
    text.rejected_tags = ["scotland"]
    text.save(update_fields=["rejected_tags"])
    put_tags(text, "suggested only", suggested=True)
    Tag.objects.filter(name="suggested only").update(is_suggestion=True)
    make_more_summaries(text)


def make_more_summaries(document):
    page = document.current_text.pages.get(number=2)
    quote = "The lamps are now watched from an office in Edinburgh by a small team."
    start = page.text.index(quote)
    Summary.objects.create(
        document=document,
        text_version=document.current_text,
        style="bullet_points",
        focus="the lamps",
        max_words=20,
        first_page=2,
        last_page=2,
        text="A team in Edinburgh watches. Nobody said this.",
        sentences=[
            {
                "text": "A team in Edinburgh watches.",
                "page": 2,
                "start": start,
                "end": start + len(quote),
                "quote_found": True,
            },
            {
                "text": "Nobody said this.",
                "page": 1,
                "start": 0,
                "end": 0,
                "quote_found": False,
            },
        ],
        pages_read=1,
        pages_total=2,
        engine="openai",
        model="a-model",
        word_count=8,
        original_word_count=60,
        processing_seconds=1.5,
    )
    Summary.objects.create(
        document=document, text_version=document.current_text, state="queued"
    )


def empty_instance():
    """No user, no library, no file is left of what was exported."""
    purge_documents(documents=Document.objects.all())
    # As a commit would: vectors are copied through a table that lives until then.
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS vector_batch")
    User.objects.all().delete()
    assert not Library.objects.exists()
    for stored in StoredFile.objects.all():
        default_storage.delete(stored.name)
        stored.delete()


def test_what_comes_back_is_what_was_exported(alice):
    library = Library.objects.private_to(alice)
    fill(alice, library)
    first = export(library)
    empty_instance()

    bob = User.objects.create_user("bob@example.org", "correct horse battery")
    theirs = Library.objects.private_to(bob)
    report = import_archive(
        user=bob, library=theirs, archive=Archive(io.BytesIO(first))
    )
    assert (report.total, report.added) == (6, 6), report.problems
    # Also one that is not read yet exports what it brought.
    waiting = comparable(export(theirs))
    work_off()
    second = comparable(export(theirs))
    assert second == comparable(first)
    assert set(waiting) == set(second)

    described = [
        v
        for k, v in second.items()
        if k.startswith("documents/") and k.endswith(".json")
    ]
    assert [d["status"] for d in described].count("ready") == 5
    full = next(d for d in described if d["folder"])
    assert full["folder"] == ["Küste", "Türme", "灯台"]
    assert full["filename"] == "Überblick – 灯台 (1).pdf"
    assert len(full["summaries"]) == 2
    quotes = [s["quote"] for summary in full["summaries"] for s in summary["sentences"]]
    assert sum(map(bool, quotes)) >= 2
    assert any(d["trashed_at"] for d in described)
    assert any("报告 _ 二.pdf" in name for name in second)


def test_a_third_import_adds_nothing(alice):
    library = Library.objects.private_to(alice)
    upload(alice, pdfs.text_pdf(PAGES))
    work_off()
    content = export(library)
    archive = Archive(io.BytesIO(content))
    report = import_archive(user=alice, library=library, archive=archive)
    assert (report.added, report.known) == (0, 1)
    assert comparable(export(library)) == comparable(content)


def test_an_empty_library(alice, bob):
    first = export(Library.objects.private_to(alice))
    theirs = Library.objects.private_to(bob)
    archive = Archive(io.BytesIO(first))
    assert import_archive(user=bob, library=theirs, archive=archive).total == 0
    assert comparable(export(theirs)) == comparable(first)


def test_a_missing_file_is_named_and_costs_its_document_only(alice, bob):
    lost = make_document(user=alice, title="Lost")
    make_document(user=alice, title="Kept")
    default_storage.delete(lost.stored_file.name)
    content = export(Library.objects.private_to(alice))
    with ZipFile(io.BytesIO(content)) as archive:
        assert "000001 Lost.pdf" in archive.read("MISSING.txt").decode()
    theirs = Library.objects.private_to(bob)
    archive = Archive(io.BytesIO(content))
    report = import_archive(user=bob, library=theirs, archive=archive)
    assert (report.added, report.refused) == (1, 1)


def test_it_costs_the_same_for_any_number_of_documents_in_a_batch(
    alice, django_assert_num_queries
):
    library = Library.objects.private_to(alice)
    for number in range(20):
        document = make_document(user=alice, title=f"{number}")
        put_tags(document, f"tag {number}")
        make_text(document, "A sentence.", "Another.")
        make_summary(document, ("A sentence.", 1), ("Another.", 2))
    # Folders twice, tags; ids, documents, their tags, summaries and pages, no more ids.
    with django_assert_num_queries(9):
        export(library)


def test_markdown_beside_each_document_is_for_people(alice):
    library = Library.objects.private_to(alice)
    upload(alice, pdfs.text_pdf(PAGES, title="Keepers"), tags=["Meer"])
    work_off()
    with ZipFile(io.BytesIO(export(library))) as archive:
        name = next(n for n in archive.namelist() if n.endswith(".md"))
        text = archive.read(name).decode()
    assert "Tags: Meer" in text
    assert "## Summary" in text
    assert r"\[p. 1\]" in text


def test_names_keep_what_joins_their_letters(alice, bob):
    """Persian and Indian spelling, and emoji, need characters that are not printed."""
    name = "کتاب\u200cها"
    document = make_document(user=alice, title=name, filename=f"{name}.pdf")
    put_tags(document, name)
    document.folder = folder_at(library=document.library, names=[name])
    document.save(update_fields=["folder"])
    theirs = Library.objects.private_to(bob)
    with closing(Archive(io.BytesIO(export(document.library)))) as archive:
        import_archive(user=bob, library=theirs, archive=archive)
    arrived = Document.objects.get(library=theirs)
    assert (arrived.title, arrived.filename) == (name, f"{name}.pdf")
    assert arrived.folder.name == arrived.tags.get().name == name
