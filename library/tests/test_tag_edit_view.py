import pytest
from django.urls import reverse

from library.models import Membership, Tag
from library.tests.factories import make_document, put_tags


@pytest.fixture
def document(alice):
    return make_document(user=alice)


@pytest.fixture
def tag(document):
    return put_tags(document, "Tax")[0]


@pytest.fixture
def person(client, alice):
    client.force_login(alice)
    return client


def url_of(name, tag):
    return reverse(f"library:{name}", args=[tag.pk])


def test_it_saves_name_and_colour(person, tag):
    data = {"name": "Steuern", "color": "#2f9e44"}
    response = person.post(url_of("tag_edit", tag), data)
    assert response.url == reverse("library:tag_list")
    tag.refresh_from_db()
    assert (tag.name, tag.color) == ("Steuern", "#2f9e44")


def test_each_field_has_a_label_of_its_own(person, tag):
    html = person.get(url_of("tag_edit", tag)).content.decode()
    for field in ("id_name", "merge_name"):
        assert html.count(f'id="{field}"') == 1
        assert html.count(f'for="{field}"') == 1


def test_a_colour_that_a_program_set_stays_to_be_chosen(person, tag):
    Tag.objects.filter(pk=tag.pk).update(color="#123456")
    html = person.get(url_of("tag_edit", tag)).content.decode()
    assert 'value="#123456" id="id_color_9" checked' in html
    person.post(url_of("tag_edit", tag), {"name": "Tax", "color": "#123456"})
    tag.refresh_from_db()
    assert tag.color == "#123456"


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"name": " "}, "Give the tag a name."),
        ({"name": "x" * 51}, "at most 50 characters"),
        ({"name": "\u200c"}, "1 to 50 characters"),
        ({"name": "fine", "color": "red"}, "not one of the available choices"),
    ],
)
def test_it_says_what_is_wrong(person, tag, data, sentence):
    html = person.post(url_of("tag_edit", tag), data).content.decode()
    assert sentence in html
    tag.refresh_from_db()
    assert (tag.name, tag.color) == ("Tax", "")


def test_a_name_that_is_taken_offers_to_merge(person, document, tag):
    put_tags(document, "Law")
    html = person.post(url_of("tag_edit", tag), {"name": "law"}).content.decode()
    assert "Merge into “Law”" in html
    assert f'action="{url_of("tag_merge", tag)}"' in html


def test_it_merges_by_name(person, document, tag):
    (law,) = put_tags(document, "Law")
    response = person.post(url_of("tag_merge", tag), {"name": "LAW"})
    assert response.url == law.get_absolute_url()
    assert list(Tag.objects.all()) == [law]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("", "Name the tag to merge into."),
        ("Art", "There is no tag “Art” in this library."),
        ("tax", "This is the tag itself."),
    ],
)
def test_it_says_why_it_cannot_merge(person, tag, name, sentence):
    html = person.post(url_of("tag_merge", tag), {"name": name}).content.decode()
    assert sentence in html
    assert Tag.objects.count() == 1


def test_it_deletes_the_tag_and_no_document(person, document, tag):
    person.post(url_of("tag_delete", tag))
    assert not Tag.objects.exists()
    document.refresh_from_db()
    assert document.trashed_at is None
    assert person.post(url_of("tag_delete", tag)).status_code == 404


def test_a_suggestion_is_no_tag_yet(person, document):
    (idea,) = put_tags(document, "idea", suggested=True)
    assert person.get(url_of("tag_edit", idea)).status_code == 404
    assert person.get(idea.get_absolute_url()).status_code == 404


def test_others_find_nothing_and_readers_may_not(client, bob, document, tag):
    names = ("tag_edit", "tag_merge", "tag_delete")
    for name in names:
        assert "/accounts/login/" in client.post(url_of(name, tag)).url
    client.force_login(bob)
    for name in names:
        assert client.post(url_of(name, tag), {"name": "x"}).status_code == 404
    Membership.objects.create(library=document.library, user=bob, role="reader")
    for name in names:
        assert client.post(url_of(name, tag), {"name": "x"}).status_code == 403
    assert client.get(url_of("tag_edit", tag)).status_code == 403


def test_wrong_verbs_are_refused(person, tag):
    assert person.put(url_of("tag_edit", tag)).status_code == 405
    assert person.get(url_of("tag_merge", tag)).status_code == 405
    assert person.get(url_of("tag_delete", tag)).status_code == 405
