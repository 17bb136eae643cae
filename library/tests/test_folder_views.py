"""The pages of folders: tree, one of them, and the forms."""

import pytest
from django.urls import reverse

from library.actions.folders import folder_at
from library.models import Document, Folder, Library, Membership
from library.tests.factories import make_document

LIST = reverse("library:folder_list")
CREATE = reverse("library:folder_create")
TREE = reverse("library:folder_tree")
HTMX = {"HX-Request": "true"}


@pytest.fixture
def home(alice):
    return Library.objects.private_to(alice)


@pytest.fixture
def tax(home):
    return folder_at(library=home, names=["Tax"])


@pytest.fixture
def person(client, alice):
    client.force_login(alice)
    return client


def url_of(name, row):
    return reverse(f"library:{name}", args=[row.pk])


def test_the_tree_shows_folders_in_folders_with_counts(person, alice, tax):
    inner = folder_at(library=tax.library, names=["Tax", "2025"])
    make_document(user=alice, folder=inner)
    html = person.get(LIST).content.decode()
    assert html.index(">Tax<") < html.index(">2025<")
    assert 'aria-label="Tax/2025"' in html
    assert "depth-1" in html


def test_an_empty_tree_says_what_to_do(person):
    assert "No folders so far" in person.get(LIST).content.decode()


def test_lists_cost_the_same_for_any_number(
    person, alice, tax, django_assert_num_queries
):
    for number in range(20):
        folder_at(library=tax.library, names=["Tax", f"{number}"])
        make_document(user=alice, folder=tax)
    # Session, user, tree.
    for url in (LIST, TREE):
        with django_assert_num_queries(3):
            person.get(url)
    # Session, user, folder, documents, tags, ancestors, folders in it; libraries, tags
    # and folders to choose from.
    with django_assert_num_queries(10):
        person.get(tax.get_absolute_url())


def test_a_folder_shows_its_path_folders_and_documents(person, alice, tax):
    inner = folder_at(library=tax.library, names=["Tax", "2025", "Q1"]).parent
    make_document(user=alice, title="Inside", folder=inner)
    make_document(user=alice, title="Outside", folder=tax)
    make_document(
        user=alice, title="Gone", folder=inner, trashed_at="2026-01-01T00:00Z"
    )
    html = person.get(inner.get_absolute_url()).content.decode()
    assert f'href="{tax.get_absolute_url()}"' in html
    assert "Inside" in html
    assert ">Q1<" in html
    assert "Outside" not in html
    assert "Gone" not in html
    rows = person.get(inner.get_absolute_url(), headers=HTMX).content.decode()
    assert "Inside" in rows
    assert "<html" not in rows


def test_it_makes_folders_at_the_top_and_in_others(person, home, tax):
    assert person.post(CREATE, {"name": "法律"}).url == LIST
    response = person.post(CREATE, {"name": "2025", "parent": str(tax.pk)})
    assert response.url == tax.get_absolute_url()
    assert [one.path for one in home.folders.all().as_tree()] == [
        "Tax",
        "Tax/2025",
        "法律",
    ]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("", "Give the folder a name."),
        ("tAX", "There is a folder “tAX” in this place already."),
        ("a/b", "no slash"),
        ("x" * 101, "at most 100 characters"),
    ],
)
def test_it_says_what_is_wrong_and_keeps_what_was_typed(person, tax, name, sentence):
    html = person.post(CREATE, {"name": name}).content.decode()
    assert sentence in html
    assert f'value="{name}"' in html or not name
    assert Folder.objects.count() == 1


def test_it_renames_and_moves(person, home, tax):
    old = folder_at(library=home, names=["Old"])
    data = {"name": "Steuern", "parent": str(old.pk)}
    assert person.post(url_of("folder_edit", tax), data).url == tax.get_absolute_url()
    assert [one.path for one in home.folders.all().as_tree()] == ["Old", "Old/Steuern"]


def test_it_offers_no_place_within_itself(person, home, tax):
    inner = folder_at(library=home, names=["Tax", "2025"])
    html = person.get(url_of("folder_edit", tax)).content.decode()
    assert f'value="{inner.pk}"' not in html
    data = {"name": "Tax", "parent": str(inner.pk)}
    html = person.post(url_of("folder_edit", tax), data).content.decode()
    assert "Select a valid choice" in html


def test_it_deletes_with_the_choice_for_the_contents(person, alice, home, tax):
    kept = make_document(user=alice, folder=tax)
    assert person.post(url_of("folder_delete", tax), {"contents": "keep"}).url == LIST
    kept.refresh_from_db()
    assert (kept.folder, kept.trashed_at) == (None, None)
    old = folder_at(library=home, names=["Old"])
    trashed = make_document(user=alice, folder=old)
    person.post(url_of("folder_delete", old), {"contents": "trash"})
    assert list(Document.objects.trashed()) == [trashed]


def test_a_document_moves_by_a_form(person, alice, tax):
    document = make_document(user=alice)
    url = url_of("document_move", document)
    assert "(no folder)" in person.get(url).content.decode()
    assert person.post(url, {"folder": str(tax.pk)}).url == document.get_absolute_url()
    document.refresh_from_db()
    assert document.folder == tax
    assert "Tax" in person.get(document.get_absolute_url()).content.decode()
    person.post(url, {"folder": ""})
    document.refresh_from_db()
    assert document.folder is None


def test_others_find_nothing_and_readers_may_not(client, alice, bob, tax):
    document = make_document(user=alice)
    posts = [
        (url_of("folder_edit", tax), {"name": "x"}),
        (url_of("folder_delete", tax), {}),
        (CREATE, {"name": "x", "parent": str(tax.pk)}),
        (url_of("document_move", document), {"folder": str(tax.pk)}),
    ]
    for url in (LIST, TREE, tax.get_absolute_url(), *(url for url, _ in posts)):
        assert "/accounts/login/" in client.get(url).url
    client.force_login(bob)
    assert "Tax" not in client.get(LIST).content.decode()
    assert client.get(tax.get_absolute_url()).status_code == 404
    for url, data in posts:
        assert client.post(url, data).status_code == 404
    Membership.objects.create(library=tax.library, user=bob, role="reader")
    assert client.get(tax.get_absolute_url()).status_code == 200
    for url, data in posts:
        assert client.post(url, data).status_code == 403
    assert Folder.objects.count() == 1


def test_wrong_verbs_are_refused(person, alice, tax):
    for url in (LIST, TREE, tax.get_absolute_url()):
        assert person.post(url).status_code == 405
    assert person.get(url_of("folder_delete", tax)).status_code == 405
    assert person.put(url_of("folder_edit", tax)).status_code == 405


def test_a_parent_that_is_none_is_not_there(person):
    assert person.get(CREATE, {"parent": "x"}).status_code == 200
