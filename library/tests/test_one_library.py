"""What belongs together lies in one library: the database says so, forms explain."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from library.models import (
    Document,
    DocumentTag,
    Embedding,
    Folder,
    Library,
    Passage,
    Tag,
)
from library.models.passages import DEFAULT_DIMENSIONS, DEFAULT_SPACE_ID
from library.tests.factories import make_document, make_passage


@pytest.fixture
def home(alice):
    return Library.objects.private_to(alice)


@pytest.fixture
def other(bob):
    return Library.objects.private_to(bob)


def refused():
    """Expects that the database refuses, at once instead of at the commit."""
    return pytest.raises(IntegrityError)


def commit():
    connection.check_constraints()


def make_embedding(passage, **fields):
    return Embedding.objects.create(
        passage=passage,
        space_id=DEFAULT_SPACE_ID,
        vector=[1] + [0] * (DEFAULT_DIMENSIONS - 1),
        **{"library_id": passage.library_id} | fields,
    )


def test_a_passage_lies_in_the_library_of_its_document(alice, other):
    with refused(), transaction.atomic():
        passage = make_passage(make_document(user=alice), "Secret.")
        Passage.objects.filter(pk=passage.pk).update(library=other)
        commit()


def test_a_vector_lies_in_the_library_of_its_passage(alice, other):
    passage = make_passage(make_document(user=alice), "Secret.")
    with refused(), transaction.atomic():
        make_embedding(passage, library_id=other.pk)
        commit()


def test_passages_and_vectors_follow_a_document_that_moves(alice, other):
    document = make_document(user=alice)
    embedding = make_embedding(make_passage(document, "Secret."))
    Document.objects.filter(pk=document.pk).update(library=other)
    commit()
    embedding.refresh_from_db()
    assert embedding.library == embedding.passage.library == other


def test_a_document_lies_in_a_folder_of_its_library(alice, other):
    document = make_document(user=alice)
    folder = Folder.objects.create(library=other, name="Private")
    with refused(), transaction.atomic():
        Document.objects.filter(pk=document.pk).update(folder=folder)
        commit()
    document.folder = folder
    with pytest.raises(ValidationError, match="another library"):
        document.clean()


def test_a_folder_lies_in_a_folder_of_its_library(home, other):
    folder = Folder.objects.create(library=home, name="Inner")
    parent = Folder.objects.create(library=other, name="Outer")
    with refused(), transaction.atomic():
        Folder.objects.filter(pk=folder.pk).update(parent=parent)
        commit()
    folder.parent = parent
    with pytest.raises(ValidationError, match="another library"):
        folder.clean()


def test_a_document_carries_tags_of_its_library(alice, other):
    document = make_document(user=alice)
    (tag,) = Tag.objects.named(other.pk, ["private"])
    with pytest.raises(ValidationError, match="another library"):
        DocumentTag(document=document, tag=tag).clean()
    with pytest.raises(ValueError, match="another library"):
        DocumentTag.objects.put_on(document, [tag])
