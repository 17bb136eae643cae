import pytest
from django.urls import reverse

from library.models import Library, Membership, Tag
from library.tests.factories import make_document, put_tags


def url_of(slug):
    return reverse("library:tag_detail", args=[slug])


@pytest.fixture
def reader(client, alice):
    client.force_login(alice)
    return client


def test_it_lists_documents_of_the_tag(reader, alice):
    put_tags(make_document(user=alice, title="Tagged"), "Wärme & Kälte")
    make_document(user=alice, title="Another")
    tag = Tag.objects.get()
    html = reader.get(tag.get_absolute_url()).content.decode()
    assert "Tagged" in html
    assert "Another" not in html
    assert "Wärme &amp; Kälte" in html


def test_it_lists_documents_of_all_libraries_with_that_tag(reader, alice, bob):
    shared = Library.objects.private_to(bob)
    Membership.objects.create(library=shared, user=alice, role="reader")
    put_tags(make_document(user=alice, title="Mine"), "C")
    put_tags(make_document(user=bob, title="Shared"), "C++")
    response = reader.get(url_of("c"))
    titles = [row.title for row in response.context["page"].results]
    assert titles == ["Shared", "Mine"]
    assert response.context["name"] == "C, C++"


def test_tags_of_one_library_have_their_own_pages(reader, alice):
    put_tags(make_document(user=alice, title="About C"), "C")
    put_tags(make_document(user=alice, title="About C++"), "C++")
    for slug, title in (("c", "About C"), ("c-2", "About C++")):
        page = reader.get(url_of(slug)).context["page"]
        assert [row.title for row in page.results] == [title]


def test_a_tag_of_somebody_else_is_not_there(reader, bob):
    put_tags(make_document(user=bob), "private")
    assert reader.get(url_of("private")).status_code == 404


def test_it_sends_only_rows_to_htmx(reader, alice):
    put_tags(make_document(user=alice), "tax")
    html = reader.get(url_of("tax"), headers={"HX-Request": "true"}).content.decode()
    assert "A report" in html
    assert "<html" not in html


def test_it_requires_login(client, db):
    assert client.get(url_of("tax")).status_code == 302


def test_it_rejects_post(reader):
    assert reader.post(url_of("tax")).status_code == 405


def test_it_costs_the_same_for_any_number_of_rows(
    reader, alice, django_assert_num_queries
):
    for _ in range(20):
        put_tags(make_document(user=alice), "tax")
    # Session, user, tags of the slug, the same for the filter and the page; documents
    # with their runs, tags; libraries, tags and folders to choose from.
    with django_assert_num_queries(9):
        reader.get(url_of("tax"))


def test_its_documents_can_be_filtered_ordered_and_selected(reader, alice):
    for title in ("b", "a", "other"):
        put_tags(make_document(user=alice, title=title), "tax")
    make_document(user=alice, title="a without it")
    response = reader.get(url_of("tax"), {"ordering": "title", "added_after": "soon"})
    titles = [row.title for row in response.context["page"].results]
    assert titles == ["a", "b", "other"]
    response = reader.get(url_of("tax"), {"q": "a", "tag": "another"})
    titles = [row.title for row in response.context["page"].results]
    assert titles == ["a"]
    # What a bulk action on all of them means is what the page shows.
    assert response.context["browsing"].query == "tag=tax&q=a"
    assert [chip.label for chip in response.context["browsing"].chips] == [
        "In the title"
    ]
