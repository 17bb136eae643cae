"""The made-up database: repeatable, within the rules of the real one, and nobody's."""

from datetime import UTC, datetime

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import F

from library.listing import DocumentFilter
from library.models import (
    Document,
    DocumentTag,
    EmbeddingSpace,
    Library,
    Passage,
    ProcessingRun,
    StoredFile,
    Summary,
    Tag,
)
from library.models.passages import DEFAULT_DIMENSIONS, DEFAULT_SPACE_ID
from library.seeding import Plan, seed_database
from pdfsum.accounts.models import User
from pdfsum.engines.pdf import PdfReader

UNTIL = datetime(2026, 11, 1, tzinfo=UTC)


def make_plan(**fields):
    defaults = {"documents": 1000, "libraries": 4, "seed": 1, "until": UNTIL}
    return Plan(**defaults | fields)


def shown():
    """What can be compared between two databases: everything but bigint ids."""
    links = DocumentTag.objects.order_by("document", "tag")
    documents = Document.objects.order_by("pk").values_list(
        "pk", "library", "title", "authors", "file_hash", "status", "folder", "size"
    )
    return list(documents), list(links.values_list("document", "tag", "suggested"))


@pytest.mark.django_db(transaction=True)
def test_the_command_seeds_once_and_appends_when_told(capsys):
    call_command("seed", documents=30, libraries=3)
    assert "30 documents in 3 libraries" in capsys.readouterr().out
    with pytest.raises(CommandError, match="--append"):
        call_command("seed", documents=30)
    with pytest.raises(CommandError, match="another with --seed"):
        call_command("seed", documents=30, append=True)
    call_command("seed", documents=30, libraries=2, seed=2, append=True)
    assert (Document.objects.count(), Library.objects.count()) == (60, 5)


@pytest.mark.parametrize("wrong", [{"documents": 0}, {"libraries": 0}, {"files": -1}])
def test_the_command_refuses_less_than_nothing(db, wrong):
    with pytest.raises(CommandError, match="At least one"):
        call_command("seed", **wrong)


def test_the_same_seed_makes_the_same(db):
    seed_database(make_plan())
    first = shown()
    Library.objects.all().delete()
    StoredFile.objects.all().delete()
    User.objects.all().delete()
    seed_database(make_plan())
    assert shown() == first
    seed_database(make_plan(seed=2))
    assert shown() != first


def test_it_keeps_what_the_database_cannot_promise(db):
    seed_database(make_plan())
    connection.check_constraints()
    crossing = DocumentTag.objects.exclude(tag__library=F("document__library"))
    assert not crossing.exists()
    runs = ProcessingRun.objects.filter(state__in=["queued", "running"])
    unfinished = Document.objects.filter(status__in=Document.UNFINISHED)
    assert runs.count() == unfinished.count() == 5
    assert not Document.objects.exclude(current_run__document=F("pk")).exists()
    ready = Document.objects.filter(status__in=Document.READABLE)
    assert ready.count() == Summary.objects.written().count()
    assert not ready.filter(current_text=None).exists()
    by_a_person = DocumentTag.objects.filter(suggested=False)
    assert not by_a_person.filter(tag__is_suggestion=True).exists()
    assert Tag.objects.filter(is_suggestion=True).exists()


def test_ids_follow_the_uploads(db):
    seed_database(make_plan(documents=300))
    by_id = list(Document.objects.order_by("pk").values_list("created_at", flat=True))
    assert by_id == sorted(by_id)
    assert by_id[0] > datetime(2023, 11, 1, tzinfo=UTC)
    assert by_id[-1] <= UNTIL
    # As an id of version 7 says its time, filters by upload date go by the id.
    half = by_id[150].date()
    user = User.objects.get(email="everywhere.seed-1@example.org")
    found = DocumentFilter(added_before=half).of(user)
    assert all(row.created_at.date() <= half for row in found)


def test_it_is_as_varied_as_life(db):
    seed_database(make_plan(documents=2000))
    documents = Document.objects.all()
    assert set(documents.languages()) == {"", "ar", "de", "en", "es", "fr", "zh"}
    assert set(documents.values_list("status", flat=True)) == set(Document.Status)
    assert 20 <= documents.trashed().count() <= 60
    assert documents.filter(folder=None).exists()
    assert documents.filter(document_date=None).exists()
    assert documents.filter(title__contains="القاهرة").exists()
    assert StoredFile.objects.count() < documents.count()
    counts = sorted(library.documents.count() for library in Library.objects.all())
    assert counts[0] * 1.5 < counts[-1]


def test_nobody_can_log_in(db):
    seed_database(make_plan(documents=10))
    assert not any(user.has_usable_password() for user in User.objects.all())


def test_the_newest_have_a_pdf_that_can_be_read(db, tmp_path):
    seed_database(make_plan(documents=20, files=3))
    newest = Document.objects.newest_first()[:3]
    for document in newest:
        with default_storage.open(document.stored_file.name) as file:
            path = tmp_path / "found.pdf"
            path.write_bytes(file.read())
        with PdfReader(path) as pdf:
            assert "of seed 1" in pdf.read_page(1).text
    folders, _ = default_storage.listdir("pdfs")
    assert sum(len(default_storage.listdir(f"pdfs/{name}")[1]) for name in folders) == 3


def test_passages_have_vectors_of_unit_length(db):
    space = {"model": "m", "dimensions": DEFAULT_DIMENSIONS, "state": "active"}
    EmbeddingSpace.objects.get_or_create(pk=DEFAULT_SPACE_ID, defaults=space)
    seed_database(make_plan(documents=20, libraries=1, passages=2))
    user = User.objects.get(email="library-1.seed-1@example.org")
    live = Document.objects.live().exclude(current_text=None)
    passages = Passage.objects.visible_to(user)
    assert passages.count() == 2 * live.count() > 0
    one = passages.first()
    found = passages.nearest(one.embeddings.get().vector)[0]
    assert (found.pk, round(found.distance, 3)) == (one.pk, 0)
