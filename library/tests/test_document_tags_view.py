"""Tags of one document, by form and by htmx."""

import pytest
from django.urls import reverse

from library.models import Library, Membership, Tag
from library.tests.factories import make_document, put_tags

HTMX = {"HX-Request": "true"}


@pytest.fixture
def document(alice):
    return make_document(user=alice)


@pytest.fixture
def person(client, alice):
    client.force_login(alice)
    return client


def url_of(name, document, *args):
    return reverse(f"library:{name}", args=[document.pk, *args])


def accepted(document):
    links = document.document_tags.filter(suggested=False)
    return sorted(links.values_list("tag__name", flat=True))


def one_url_each(document, tag):
    return [
        url_of("document_tag", document),
        url_of("document_tags_accept", document),
        url_of("document_tags_reject", document),
        url_of("document_tag_accept", document, tag.pk),
        url_of("document_tag_reject", document, tag.pk),
        url_of("document_tag_rename", document, tag.pk),
    ]


def test_names_by_commas_are_put_on_and_the_page_comes_back(person, document):
    response = person.post(url_of("document_tag", document), {"name": "Tax, , Wärme "})
    assert response.url == document.get_absolute_url()
    assert accepted(document) == ["Tax", "Wärme"]


def test_it_returns_to_where_one_came_from_on_this_site_only(person, document):
    url = url_of("document_tags_accept", document)
    assert person.post(url, {"next": "/?cursor=x"}).url == "/?cursor=x"
    for elsewhere in ("https://example.com/", "account_logout", "-1"):
        away = person.post(url, {"next": elsewhere})
        assert away.url == document.get_absolute_url()


def test_a_name_too_long_is_told_and_what_was_typed_stays(person, document):
    typed = "fine, " + "x" * 51
    url = url_of("document_tag", document)
    html = person.post(url, {"name": typed}, headers=HTMX).content.decode()
    assert "1 to 50 characters" in html
    assert f'value="{typed}"' in html
    assert accepted(document) == []
    html = person.post(url, {"name": typed}, follow=True).content.decode()
    assert "1 to 50 characters" in html


def test_suggestions_are_accepted_rejected_and_renamed(person, document):
    one, two, three = put_tags(document, "one", "two", "three", suggested=True)
    person.post(url_of("document_tag_accept", document, one.pk))
    person.post(url_of("document_tag_reject", document, two.pk))
    person.post(url_of("document_tag_rename", document, three.pk), {"name": "drei"})
    assert accepted(document) == ["drei", "one"]
    document.refresh_from_db()
    assert document.rejected_tags == ["three", "two"]


def test_all_at_once(person, document):
    put_tags(document, "one", "two", suggested=True)
    person.post(url_of("document_tags_accept", document))
    assert accepted(document) == ["one", "two"]
    put_tags(document, "three", suggested=True)
    person.post(url_of("document_tags_reject", document))
    assert accepted(document) == ["one", "two"]
    assert Tag.objects.filter(name="three").count() == 0


def test_htmx_gets_the_tags_as_they_stand(person, document):
    one, _ = put_tags(document, "one", "two", suggested=True)
    url = url_of("document_tag_accept", document, one.pk)
    html = person.post(url, headers=HTMX).content.decode()
    assert f'id="tags-{document.pk}"' in html
    assert "<html" not in html
    assert html.count("Suggested: ") == 1
    assert "Take off “one”" in html


def test_a_row_shows_four_and_how_many_more_there_are(person, document):
    put_tags(document, "a", "b", "c", "d", "e", suggested=True)
    html = person.get(reverse("library:document_list")).content.decode()
    assert html.count("Suggested: ") == 4
    assert "+1<" in html
    url = url_of("document_tag", document)
    html = person.post(url, {"name": "x", "in_row": "1"}, headers=HTMX).content.decode()
    assert "Add a tag" not in html


def test_a_second_click_does_no_harm(person, document):
    (one,) = put_tags(document, "one", suggested=True)
    url = url_of("document_tag_reject", document, one.pk)
    assert person.post(url).status_code == person.post(url).status_code == 302


def test_others_find_nothing_and_readers_may_not(client, alice, bob, document):
    (tag,) = put_tags(document, "one", suggested=True)
    client.force_login(bob)
    for url in one_url_each(document, tag):
        assert client.post(url, {"name": "x"}).status_code == 404
    Membership.objects.create(library=document.library, user=bob, role="reader")
    for url in one_url_each(document, tag):
        assert client.post(url, {"name": "x"}).status_code == 403
    assert accepted(document) == []


def test_a_tag_of_somebody_else_is_not_taken_over(person, bob, document):
    (theirs,) = put_tags(make_document(user=bob), "secret")
    person.post(url_of("document_tag_accept", document, theirs.pk))
    assert accepted(document) == []
    assert Library.objects.private_to(bob).tags.count() == 1


def test_they_ask_to_log_in_and_for_a_post(client, alice, document):
    (tag,) = put_tags(document, "one", suggested=True)
    for url in one_url_each(document, tag):
        assert "/accounts/login/" in client.post(url).url
    client.force_login(alice)
    for url in one_url_each(document, tag):
        assert client.get(url).status_code == 405


def test_it_costs_the_same_for_any_number_of_tags(
    person, document, django_assert_num_queries
):
    url = url_of("document_tag", document)
    for names in ("a", ", ".join(f"tag {number}" for number in range(20))):
        person.post(url, {"name": names})
        # Session, user, document and tags before and after; savepoint, permission,
        # document, lock, tags, links, rejections.
        with django_assert_num_queries(14):
            person.post(url, {"name": names}, headers=HTMX)


def test_the_focus_goes_on_to_what_comes_next(person, document):
    one, two = put_tags(document, "one", "two", suggested=True)

    def focused(view, *args, **data):
        url = url_of(view, document, *args)
        html = person.post(url, data, headers=HTMX).content.decode()
        assert html.count("autofocus") == 1
        at = html.index("autofocus")
        return html[html.rindex("<", 0, at) : html.index(">", at)]

    assert "Accept “two”" in focused("document_tag_accept", one.pk)
    assert "document-tags" in focused("document_tag_reject", two.pk)
    assert "<input" in focused("document_tag", name="more")
