import pytest
from django.urls import reverse

from library.actions.tag_editing import recolour_tag
from library.models import Library, Membership, Tag
from library.tests.factories import make_document, put_tags

URL = reverse("library:tag_list")
OPTIONS = reverse("library:tag_options")
HTMX = {"HX-Request": "true"}


@pytest.fixture
def person(client, alice):
    client.force_login(alice)
    return client


def names(response):
    return [tag["name"] for tag in response.context["tags"]]


def test_it_lists_tags_by_use_with_count_and_colour(person, alice, bob):
    put_tags(make_document(user=alice), "rare", "usual")
    (_, usual) = put_tags(make_document(user=alice), "idea", "usual")
    put_tags(make_document(user=alice), "mere idea", suggested=True)
    put_tags(make_document(user=bob), "secret")
    recolour_tag(user=alice, tag=usual, color="#3b5bdb")
    response = person.get(URL)
    assert names(response) == ["usual", "idea", "rare"]
    html = response.content.decode()
    assert '<circle cx="5" cy="5" r="5" fill="#3b5bdb" />' in html
    assert "2 documents" in html
    assert "style=" not in html


def test_it_finds_tags_by_a_part_of_their_name(person, alice):
    put_tags(make_document(user=alice), "Wärme", "ضرائب", "税务", "Tax")
    assert names(person.get(URL, {"q": "wÄR"})) == ["Wärme"]
    assert names(person.get(URL, {"q": "税"})) == ["税务"]
    html = person.get(URL, {"q": "<b>"}).content.decode()
    assert "No tag has “&lt;b&gt;” in its name." in html


def test_it_says_what_to_do_without_any(person):
    assert "No tags so far" in person.get(URL).content.decode()


def test_thousands_come_page_by_page(person, alice, django_assert_num_queries):
    library = Library.objects.private_to(alice)
    Tag.objects.bulk_create(
        Tag(library=library, name=f"tag {number:04}", slug=f"tag-{number:04}")
        for number in range(5000)
    )
    response = person.get(URL)
    assert "5,000 tags" in response.content.decode()
    assert len(names(response)) == 100
    # Session, user, libraries for the counts, these, and the libraries' names.
    with django_assert_num_queries(5):
        rest = person.get(URL, {"cursor": "4990"}, headers=HTMX)
    assert names(rest)[0] == "tag 4990"
    html = rest.content.decode()
    assert "<html" not in html
    assert "Load more" not in html
    assert names(person.get(URL, {"cursor": "x"}))[0] == "tag 0000"


def test_it_names_libraries_where_there_are_several(person, alice, bob):
    shared = Library.objects.private_to(bob)
    Library.objects.filter(pk=shared.pk).update(name="Ours")
    Membership.objects.create(library=shared, user=alice, role="reader")
    put_tags(make_document(user=bob), "tax")
    put_tags(make_document(user=alice), "tax")
    assert "Ours" in person.get(URL).content.decode()


def test_options_are_the_most_used_with_what_is_typed(person, alice):
    for _ in range(2):
        put_tags(make_document(user=alice), "Taxes")
    put_tags(make_document(user=alice), "Tax law", "Art")
    html = person.get(OPTIONS, {"name": "art, tax"}).content.decode()
    assert html.index("Taxes") < html.index("Tax law")
    assert "Art" not in html


@pytest.mark.parametrize("url", [URL, OPTIONS])
def test_it_asks_to_log_in_and_for_a_get(client, alice, url):
    assert "/accounts/login/" in client.get(url).url
    client.force_login(alice)
    assert client.post(url).status_code == 405
