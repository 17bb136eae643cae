import io

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from library.actions import library_imports
from library.actions.library_imports import delete_left_archives, resume_silent
from library.models import Document, Library, LibraryImport, Membership
from library.tasks import import_library
from library.tests.archives import make_archive
from library.tests.factories import PDF

pytestmark = pytest.mark.django_db
URL = reverse("library:library_import")
LIST_URL = reverse("library:library_import_list")
DATA_URL = reverse("your_data")


def post(client, content=None, **fields):
    content = (
        make_archive(({}, PDF + b"1"), ({}, PDF + b"2")) if content is None else content
    )
    file = SimpleUploadedFile("theirs.zip", content)
    return client.post(URL, {"file": file} | fields, follow=True)


def messages_of(response):
    return [str(message) for message in response.context["messages"]]


def test_an_export_arrives(
    client, alice, sent_tasks, django_capture_on_commit_callbacks
):
    client.force_login(alice)
    with django_capture_on_commit_callbacks(execute=True):
        response = post(client)
    job = LibraryImport.objects.get()
    assert ("library.import_library", str(job.pk)) in [task[:2] for task in sent_tasks]
    assert response.redirect_chain[-1][0] == DATA_URL
    assert "0 of 2 documents" in response.content.decode()
    import_library(str(job.pk))
    job.refresh_from_db()
    assert (job.state, job.added, job.total) == ("done", 2, 2)
    assert Document.objects.filter(added_by=alice).count() == 2
    assert not default_storage.exists(job.stored_name)
    page = client.get(LIST_URL).content.decode()
    assert "2 added" in page
    assert "hx-trigger" not in page


def test_it_goes_on_part_by_part(client, alice, monkeypatch):
    client.force_login(alice)
    post(client)
    job = LibraryImport.objects.get()
    monkeypatch.setattr(library_imports, "PART", 0)
    import_library(str(job.pk))
    job.refresh_from_db()
    assert (job.state, job.added) == ("queued", 1)
    assert 'hx-trigger="every 2s"' in client.get(LIST_URL).content.decode()
    import_library(str(job.pk))
    job.refresh_from_db()
    assert (job.state, job.added) == ("done", 2)


def test_a_message_that_comes_twice_changes_nothing(client, alice):
    client.force_login(alice)
    post(client)
    job = LibraryImport.objects.get()
    LibraryImport.objects.update(state="running")
    import_library(str(job.pk))
    assert not Document.objects.exists()
    LibraryImport.objects.all().delete()
    import_library(str(job.pk))


def test_what_a_dead_worker_left_is_taken_up(client, alice):
    client.force_login(alice)
    post(client)
    LibraryImport.objects.update(state="running")
    resume_silent()
    assert LibraryImport.objects.get().state == "running"
    LibraryImport.objects.update(beat_at="2020-01-01T00:00Z")
    resume_silent()
    job = LibraryImport.objects.get()
    assert job.state == "queued"
    import_library(str(job.pk))
    assert Document.objects.count() == 2


def test_an_import_that_ends_every_worker_is_given_up(client, alice):
    client.force_login(alice)
    post(client)
    long_ago = {"beat_at": "2020-01-01T00:00Z", "created_at": "2020-01-01T00:00Z"}
    LibraryImport.objects.update(state="running", **long_ago)
    resume_silent()
    job = LibraryImport.objects.get()
    assert (job.state, job.finished_at is None) == ("failed", False)
    assert "upload the archive once more" in job.error_detail
    post(client)
    assert LibraryImport.objects.open().count() == 1


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"no zip", "damaged"),
        (make_archive(manifest={"version": 9}), "newer pdfsum"),
        (b"", "Choose the ZIP file"),
    ],
)
def test_what_is_no_export_is_told_at_once(client, alice, content, sentence):
    client.force_login(alice)
    response = post(client, content)
    assert any(sentence in message for message in messages_of(response))
    assert not LibraryImport.objects.exists()
    assert not default_storage.exists("imports")


def test_one_that_turns_out_bad_says_so(client, alice, monkeypatch):
    client.force_login(alice)
    monkeypatch.setattr("library.transfer.archive.FREE_BYTES", 10**7)
    bombs = [({}, PDF + bytes(900_000) + bytes([n])) for n in range(15)]
    post(client, make_archive(*bombs))
    job = LibraryImport.objects.get()
    import_library(str(job.pk))
    job.refresh_from_db()
    assert job.state == "failed"
    page = client.get(LIST_URL).content.decode()
    assert "unpacks to far more than its size" in page


def test_one_whose_archive_is_gone_says_so_and_ends(client, alice):
    client.force_login(alice)
    post(client)
    job = LibraryImport.objects.get()
    default_storage.delete(job.stored_name)
    import_library(str(job.pk))
    job.refresh_from_db()
    assert job.state == "failed"
    assert "Upload it again." in client.get(LIST_URL).content.decode()


def test_who_was_taken_for_lost_does_not_begin_it_anew(
    client, alice, monkeypatch, sent_tasks
):
    client.force_login(alice)
    post(client)

    def ended_by_another(**options):
        LibraryImport.objects.update(state="done")
        return library_imports.Report(total=2, added=1)

    monkeypatch.setattr(library_imports, "import_archive", ended_by_another)
    import_library(str(LibraryImport.objects.get().pk))
    assert LibraryImport.objects.get().state == "done"


def test_refused_documents_are_named(client, alice):
    client.force_login(alice)
    post(client, make_archive(({}, b"<script>"), ({}, PDF)))
    import_library(str(LibraryImport.objects.get().pk))
    page = client.get(LIST_URL).content.decode()
    assert "1 refused" in page
    assert "is not a PDF" in page


def test_a_second_one_waits_for_the_first(client, alice):
    client.force_login(alice)
    post(client)
    response = post(client)
    assert "at work already" in messages_of(response)[0]
    assert LibraryImport.objects.count() == 1


def test_it_goes_into_a_shared_library_where_one_may_write(client, alice, bob):
    shared = Library.objects.create(name="Shared")
    Membership.objects.create(library=shared, user=alice, role="editor")
    client.force_login(alice)
    post(client, library=shared.pk)
    import_library(str(LibraryImport.objects.get().pk))
    assert Document.objects.filter(library=shared).count() == 2


@pytest.mark.parametrize("role", ["reader", None])
def test_it_does_not_go_where_one_may_not_write(client, alice, bob, role):
    shared = Library.objects.create(name="Shared")
    if role:
        Membership.objects.create(library=shared, user=alice, role=role)
    client.force_login(alice)
    post(client, library=shared.pk)
    assert not LibraryImport.objects.exists()


def test_rights_that_end_meanwhile_end_the_import(client, alice):
    shared = Library.objects.create(name="Shared")
    membership = Membership.objects.create(library=shared, user=alice, role="editor")
    client.force_login(alice)
    post(client, library=shared.pk)
    membership.delete()
    job = LibraryImport.objects.get()
    import_library(str(job.pk))
    job.refresh_from_db()
    assert (job.state, job.added) == ("failed", 0)


def test_it_asks_to_log_in(client, db):
    assert client.post(URL).status_code == 302
    assert client.get(LIST_URL).status_code == 302


def test_others_do_not_see_it(client, alice, bob):
    client.force_login(alice)
    post(client)
    client.force_login(bob)
    assert "theirs.zip" not in client.get(LIST_URL).content.decode()


def test_it_refuses_other_verbs(client, alice):
    client.force_login(alice)
    assert client.get(URL).status_code == 405
    assert client.post(LIST_URL).status_code == 405


def test_archives_that_nobody_needs_are_swept(client, alice, monkeypatch):
    client.force_login(alice)
    post(client)
    job = LibraryImport.objects.get()
    left = default_storage.save("imports/left.zip", io.BytesIO(b"x"))
    later = timezone.now() + library_imports.ORPHAN_AGE * 2
    assert delete_left_archives() == 0
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert delete_left_archives() == 1
    assert not default_storage.exists(left)
    assert default_storage.exists(job.stored_name)


def test_the_list_costs_the_same_for_any_number(
    client, alice, django_assert_num_queries
):
    library = Library.objects.private_to(alice)
    for number in range(20):
        LibraryImport.objects.create(
            user=alice, library=library, filename=f"{number}.zip", state="done"
        )
    client.force_login(alice)
    # Session, user, imports.
    with django_assert_num_queries(3):
        client.get(LIST_URL)
