"""Folders made, renamed, moved and deleted; documents moved between them."""

import unicodedata
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from library.actions.folders import (
    Contents,
    create_folder,
    delete_folder,
    edit_folder,
    folder_at,
    move_documents,
)
from library.actions.uploads import upload_document
from library.errors import (
    FolderExistsError,
    FolderGoneError,
    FolderInItselfError,
    FolderNameError,
    FolderOfOtherLibraryError,
    FolderTooDeepError,
    NotAllowedError,
)
from library.models import Document, Folder, Library, Membership
from library.models.folders import DEEPEST
from library.tests.factories import PDF, make_document, make_upload


def rename_folder(*, user, folder, name):
    return edit_folder(user=user, folder=folder, changes={"name": name})


def move_folder(*, user, folder, parent):
    return edit_folder(user=user, folder=folder, changes={"parent": parent})


@pytest.fixture
def home(alice):
    return Library.objects.private_to(alice)


@pytest.fixture
def tax(home):
    return folder_at(library=home, names=["Tax"])


def paths():
    return [folder.path for folder in Folder.objects.all().as_tree()]


@pytest.mark.parametrize("name", ["Steuern", "ضرائب", "税务", "x" * 100, "می‌خواهم"])
def test_it_makes_folders_of_any_script(alice, home, tax, name):
    folder = create_folder(user=alice, library=home, name=f" {name} ", parent=tax)
    assert (folder.name, folder.parent) == (name, tax)


@pytest.mark.parametrize("name", ["", "  ", "\u200b", "x" * 101, "a/b", "\0"])
def test_it_refuses_names_that_are_none(alice, home, tax, name):
    with pytest.raises(FolderNameError):
        create_folder(user=alice, library=home, name=name)
    with pytest.raises(FolderNameError):
        rename_folder(user=alice, folder=tax, name=name)


def test_a_name_is_once_in_a_place(alice, home, tax):
    with pytest.raises(FolderExistsError):
        create_folder(user=alice, library=home, name="TAX")
    inner = create_folder(user=alice, library=home, name="Tax", parent=tax)
    with pytest.raises(FolderExistsError):
        move_folder(user=alice, folder=inner, parent=None)
    other = create_folder(user=alice, library=home, name="Other")
    with pytest.raises(FolderExistsError):
        rename_folder(user=alice, folder=other, name="tax")
    assert rename_folder(user=alice, folder=tax, name="TAX").name == "TAX"


def test_a_tree_knows_its_paths_in_one_query(home, django_assert_num_queries):
    for names in (["tax", "2025"], ["Tax", "2024", "Q1"], ["art"]):
        folder_at(library=home, names=names)
    with django_assert_num_queries(1):
        assert paths() == ["art", "tax", "tax/2024", "tax/2024/Q1", "tax/2025"]
    (first,) = Folder.objects.all().as_tree(limit=1)
    assert first.depth == 0


def test_folders_that_are_moved_take_what_is_in_them_along(alice, home, tax):
    inner = folder_at(library=home, names=["Tax", "2025", "Q1"])
    other = folder_at(library=home, names=["Old"])
    move_folder(user=alice, folder=inner.parent, parent=other)
    assert paths() == ["Old", "Old/2025", "Old/2025/Q1", "Tax"]
    move_folder(user=alice, folder=inner.parent, parent=None)
    assert "2025/Q1" in paths()


def test_no_folder_moves_into_itself(alice, home, tax):
    inner = folder_at(library=home, names=["Tax", "2025", "Q1"])
    for parent in (tax, inner):
        with pytest.raises(FolderInItselfError):
            move_folder(user=alice, folder=tax, parent=parent)


def test_folders_go_so_deep_and_no_deeper(alice, home, tax):
    deepest = folder_at(library=home, names=["x"] * (DEEPEST + 5))
    assert len(deepest.with_ancestors()) == DEEPEST
    with pytest.raises(FolderTooDeepError):
        create_folder(user=alice, library=home, name="y", parent=deepest)
    with pytest.raises(FolderTooDeepError):
        move_folder(user=alice, folder=tax, parent=deepest)
    folder_at(library=home, names=["Tax", "2025"])
    with pytest.raises(FolderTooDeepError):
        move_folder(user=alice, folder=tax, parent=deepest.parent)


def test_what_a_deleted_folder_holds_moves_up(alice, home, tax):
    folder = folder_at(library=home, names=["Tax", "2025"])
    for names in (["Tax", "2025", "2025"], ["Tax", "2025", "Q1"], ["Tax", "q1"]):
        folder_at(library=home, names=names)
    document = make_document(user=alice, folder=folder)
    trashed = make_document(user=alice, folder=folder, trashed_at="2026-01-01T00:00Z")
    delete_folder(user=alice, folder=folder)
    assert paths() == ["Tax", "Tax/2025", "Tax/q1", "Tax/Q1 (2)"]
    for one in (document, trashed):
        one.refresh_from_db()
        assert one.folder == tax
    delete_folder(user=alice, folder=tax)
    document.refresh_from_db()
    assert (document.folder, document.trashed_at) == (None, None)


def test_a_long_name_that_moves_up_is_cut_for_its_number(alice, home):
    inner = folder_at(library=home, names=["Tax", "x" * 100])
    folder_at(library=home, names=["x" * 100])
    delete_folder(user=alice, folder=inner.parent)
    assert sorted(map(len, paths())) == [100, 100]


def test_or_it_goes_into_the_trash_with_the_folders(alice, home, tax):
    inner = folder_at(library=home, names=["Tax", "2025"])
    inside = [make_document(user=alice, folder=one) for one in (tax, inner)]
    outside = make_document(user=alice)
    delete_folder(user=alice, folder=tax, contents=Contents.TRASH)
    assert paths() == []
    assert set(Document.objects.trashed()) == set(inside)
    assert list(Document.objects.live()) == [outside]


def test_documents_move_at_the_same_cost(alice, tax, django_assert_num_queries):
    documents = [make_document(user=alice) for _ in range(20)]
    trashed = make_document(user=alice, trashed_at="2026-01-01T00:00Z")
    # Permission, lock, folder, documents, and the savepoint's two.
    with django_assert_num_queries(6):
        moved = move_documents(user=alice, documents=[*documents, trashed], folder=tax)
    assert moved == 20
    assert move_documents(user=alice, documents=documents, folder=tax) == 0
    assert move_documents(user=alice, documents=documents[:3], folder=None) == 3
    assert tax.documents.count() == 17


def test_documents_stay_in_their_library(alice, bob, tax):
    Membership.objects.create(
        library=Library.objects.private_to(bob), user=alice, role="editor"
    )
    theirs = make_document(user=bob)
    with pytest.raises(FolderOfOtherLibraryError):
        move_documents(user=alice, documents=[theirs], folder=tax)
    with pytest.raises(FolderOfOtherLibraryError):
        create_folder(user=alice, library=theirs.library, name="x", parent=tax)


def test_readers_may_not(alice, bob, home, tax):
    Membership.objects.create(library=home, user=bob, role="reader")
    document = make_document(user=alice)
    for call in (
        lambda: create_folder(user=bob, library=home, name="New"),
        lambda: rename_folder(user=bob, folder=tax, name="New"),
        lambda: move_folder(user=bob, folder=tax, parent=None),
        lambda: delete_folder(user=bob, folder=tax),
        lambda: move_documents(user=bob, documents=[document], folder=tax),
    ):
        with pytest.raises(NotAllowedError):
            call()


def test_a_folder_that_is_gone_is_told(alice, home, tax):
    gone = Folder(pk=tax.pk, library=home, name="Tax")
    delete_folder(user=alice, folder=tax)
    for call in (
        lambda: rename_folder(user=alice, folder=gone, name="New"),
        lambda: move_documents(
            user=alice, documents=[make_document(user=alice)], folder=gone
        ),
        lambda: create_folder(user=alice, library=home, name="x", parent=gone),
    ):
        with pytest.raises(FolderGoneError):
            call()


def at_once(*calls):
    barrier = Barrier(len(calls))

    def work(call):
        try:
            barrier.wait()
            return call()
        except (FolderInItselfError, FolderExistsError, FolderGoneError) as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor() as pool:
        return list(pool.map(work, calls))


@pytest.mark.django_db(transaction=True)
def test_two_moves_at_once_make_no_circle(alice, home):
    for number in range(10):
        a = folder_at(library=home, names=[f"a{number}"])
        b = folder_at(library=home, names=[f"b{number}"])
        results = at_once(
            lambda a=a, b=b: move_folder(user=alice, folder=a, parent=b),
            lambda a=a, b=b: move_folder(user=alice, folder=b, parent=a),
        )
        assert sorted(type(one).__name__ for one in results) == [
            "Folder",
            "FolderInItselfError",
        ]


@pytest.mark.django_db(transaction=True)
def test_no_document_is_lost_in_a_folder_that_is_deleted(alice, home):
    documents = [make_document(user=alice) for _ in range(3)]
    for number in range(10):
        folder = folder_at(library=home, names=[f"f{number}"])
        at_once(
            lambda folder=folder: delete_folder(user=alice, folder=folder),
            lambda folder=folder: move_documents(
                user=alice, documents=documents, folder=folder
            ),
        )
        assert Document.objects.live().filter(folder=None).count() == 3


@pytest.mark.parametrize("contents", Contents)
def test_documents_of_a_deleted_folder_have_changed(
    alice, tax, contents, django_capture_on_commit_callbacks
):
    inner = folder_at(library=tax.library, names=["Tax", "2025"])
    old = {"updated_at": "2020-01-01T00:00Z"}
    live = make_document(user=alice, folder=tax, **old)
    trashed = make_document(user=alice, folder=tax, trashed_at=timezone.now(), **old)
    within = make_document(user=alice, folder=inner, **old)
    gone = [live, trashed, within] if contents == Contents.TRASH else [live, trashed]
    keys = [f"document:meta:{document.pk}" for document in (live, trashed, within)]
    cache.set_many({key: {} for key in keys})
    with django_capture_on_commit_callbacks(execute=True):
        delete_folder(user=alice, folder=tax, contents=contents)
    assert not cache.get_many(keys[: len(gone)])
    for document in gone:
        document.refresh_from_db()
        assert (document.folder, document.updated_at.year > 2020) == (None, True)
        assert bool(document.trashed_at) == (contents == "trash" or document == trashed)


@pytest.mark.django_db(transaction=True)
def test_an_upload_into_a_folder_that_is_being_deleted_is_told_so(alice, home):
    """Or is in no folder then; never an error that nobody can act on."""
    for number in range(5):
        folder = folder_at(library=home, names=[f"f{number}"])
        upload = make_upload(PDF + str(number).encode())
        results = at_once(
            lambda folder=folder: delete_folder(user=alice, folder=folder),
            lambda folder=folder, upload=upload: upload_document(
                user=alice, upload=upload, folder=folder
            ),
        )
        assert results[0] is None
        assert isinstance(results[1], Document | FolderGoneError)
        assert not Folder.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_upload_into_a_folder_that_is_gone_is_told_so(alice, tax):
    Folder.objects.filter(pk=tax.pk).delete()
    with pytest.raises(FolderGoneError):
        upload_document(user=alice, upload=make_upload(), folder=tax)
    assert not Document.objects.exists()


def test_names_from_elsewhere_are_spelled_like_those_that_people_type(home):
    """macOS takes letters apart; a slash would be two folders in a path."""
    decomposed = unicodedata.normalize("NFD", "Übung")
    first = folder_at(library=home, names=["Übung", " a/b "])
    assert folder_at(library=home, names=[decomposed, "a  b"]) == first
    assert paths() == ["Übung", "Übung/a b"]
