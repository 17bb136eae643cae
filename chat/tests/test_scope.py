"""What a chat is about never becomes more because something is deleted."""

import pytest
from django.db import IntegrityError, transaction

from chat.models import Chat
from library.actions.folders import Contents, delete_folder, folder_at
from library.actions.tag_editing import delete_tag, merge_tags
from library.models import Library
from library.tests.factories import make_document, put_tags


@pytest.fixture
def document(alice):
    return make_document(user=alice)


def reloaded(chat):
    return Chat.objects.get(pk=chat.pk)


def test_merged_tags_keep_the_chats_of_both(alice, document):
    tag, into = put_tags(document, "tax", "taxes")
    chat = Chat.objects.create(owner=alice, tag=tag, narrowed_by=["tag"])
    merge_tags(user=alice, tag=tag, into=into)
    assert reloaded(chat).tag == into
    assert not reloaded(chat).is_scope_lost


def test_a_deleted_tag_leaves_its_chat_about_nothing(alice, document):
    (tag,) = put_tags(document, "tax")
    chat = Chat.objects.create(owner=alice, tag=tag, narrowed_by=["tag"])
    delete_tag(user=alice, tag=tag)
    assert reloaded(chat).is_scope_lost


@pytest.mark.parametrize("contents", Contents)
def test_so_does_a_deleted_folder(alice, contents):
    home = Library.objects.private_to(alice)
    folder = folder_at(library=home, names=["Tax", "2025"])
    chat = Chat.objects.create(owner=alice, folder=folder, narrowed_by=["folder"])
    delete_folder(user=alice, folder=folder.parent, contents=contents)
    assert reloaded(chat).is_scope_lost == (contents == Contents.TRASH)
    folder.delete()
    assert reloaded(chat).is_scope_lost


def test_so_do_documents_that_are_deleted_for_good(alice, document):
    chat = Chat.objects.create(owner=alice, narrowed_by=["documents"])
    chat.documents.add(document)
    assert not chat.is_scope_lost
    document.delete()
    assert reloaded(chat).is_scope_lost


def test_a_chat_about_everything_has_nothing_to_lose(alice):
    assert not Chat.objects.create(owner=alice).is_scope_lost


def test_the_database_refuses_a_chat_that_does_not_say_its_scope(alice, document):
    (tag,) = put_tags(document, "tax")
    with pytest.raises(IntegrityError), transaction.atomic():
        Chat.objects.create(owner=alice, tag=tag)
