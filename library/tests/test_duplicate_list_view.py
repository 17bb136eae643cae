import re

import pytest
from django.urls import reverse

from library.models import Document, Membership, NearDuplicate
from library.processing.twins import note_twins
from library.tests.factories import make_document
from library.tests.test_near_duplicates import make_printed
from library.views import duplicates
from pdfsum.lib.keyset import Cursor

pytestmark = pytest.mark.django_db

URL = reverse("library:duplicate_list")


@pytest.fixture
def person(client, alice):
    client.force_login(alice)
    return client


@pytest.fixture
def pair(alice):
    older = make_printed(alice, 1, 2, 3, title="First draft")
    newer = make_printed(alice, 9, 1, 2, title="Second draft")
    [found] = note_twins(newer)
    assert (found.document_id, found.twin_id) == (newer.pk, older.pk)
    return NearDuplicate.objects.get()


def act(client, name, pair, document=None, method="post"):
    args = [pair.pk] + ([document.pk] if document else [])
    return getattr(client, method)(reverse(f"library:{name}", args=args), follow=True)


def test_it_lists_what_is_shared_with_the_way_to_the_pages(person, pair):
    html = person.get(URL).content.decode()
    assert "shares 2 of its 3 pages with" in html
    for document, page in [(pair.document, 2), (pair.twin, 1)]:
        assert f"{document.get_absolute_url()}?page={page}#page" in html


def test_the_document_says_so_too(person, pair):
    for document, other in [(pair.document, pair.twin), (pair.twin, pair.document)]:
        html = person.get(document.get_absolute_url()).content.decode()
        assert "Shares 2 of 3 pages with" in html
        assert other.get_absolute_url() in html


def test_a_document_leads_to_its_own_pairs_wherever_they_stand(
    person, alice, pair, monkeypatch
):
    monkeypatch.setattr(duplicates, "PAGE_SIZE", 1)
    nearer = make_document(user=alice, title="Nearer")
    NearDuplicate.objects.create(
        document=make_document(user=alice), twin=nearer, share=1, pages=[[1, 1]]
    )
    assert f'id="pair-{pair.pk}"' not in person.get(URL).content.decode()
    html = person.get(pair.twin.get_absolute_url()).content.decode()
    address = re.search(rf'href="([^"#]+)#pair-{pair.pk}"', html)[1]
    html = person.get(address).content.decode()
    assert f'id="pair-{pair.pk}"' in html
    assert "Nearer" not in html


def test_without_any_it_says_so(person):
    assert "No duplicates" in person.get(URL).content.decode()


def test_others_see_nothing_of_it(client, bob, pair):
    client.force_login(bob)
    assert "No duplicates" in client.get(URL).content.decode()
    for name, document in [
        ("duplicate_dismiss", None),
        ("duplicate_trash", pair.twin),
        ("duplicate_replace", pair.twin),
    ]:
        assert act(client, name, pair, document).status_code == 404


def test_a_reader_sees_and_may_not(client, bob, pair):
    Membership.objects.create(library=pair.twin.library, user=bob, role="reader")
    client.force_login(bob)
    assert "Second draft" in client.get(URL).content.decode()
    assert act(client, "duplicate_dismiss", pair).status_code == 403
    assert act(client, "duplicate_trash", pair, pair.twin).status_code == 403
    assert act(client, "duplicate_replace", pair, pair.twin).status_code == 403
    assert Document.objects.live().count() == 2


def test_a_dismissed_pair_is_gone_from_everywhere(person, pair):
    assert (
        "not shown as duplicates any more"
        in act(person, "duplicate_dismiss", pair).content.decode()
    )
    assert "No duplicates" in person.get(URL).content.decode()
    assert "Shares" not in person.get(pair.twin.get_absolute_url()).content.decode()
    note_twins(pair.document)
    assert "No duplicates" in person.get(URL).content.decode()


def test_one_of_the_two_goes_to_the_trash(person, pair):
    assert "is in <a" in act(person, "duplicate_trash", pair, pair.twin).text
    assert Document.objects.trashed().get() == pair.twin
    assert "No duplicates" in person.get(URL).content.decode()


def test_one_takes_the_place_of_the_other_after_a_question(person, pair):
    asked = act(person, "duplicate_replace", pair, pair.twin, method="get")
    assert "cannot be undone" in asked.content.decode()
    assert Document.objects.count() == 2
    newer = pair.document
    done = act(person, "duplicate_replace", pair, pair.twin)
    assert "is the new version now" in done.content.decode()
    assert Document.objects.get().pk == pair.twin_id
    assert Document.objects.get().file_hash == newer.file_hash


def test_a_third_document_is_not_of_the_pair(person, alice, pair):
    third = make_document(user=alice)
    assert act(person, "duplicate_trash", pair, third).status_code == 404
    assert act(person, "duplicate_replace", pair, third).status_code == 404


def test_it_requires_login_and_the_right_method(client, alice, pair):
    assert client.get(URL).status_code == 302
    client.force_login(alice)
    assert client.post(URL).status_code == 405
    assert act(client, "duplicate_dismiss", pair, method="get").status_code == 405
    assert act(client, "duplicate_trash", pair, pair.twin, "get").status_code == 405


def test_it_costs_the_same_for_any_number_of_pairs(
    person, alice, django_assert_num_queries
):
    twin = make_document(user=alice)
    for _ in range(20):
        NearDuplicate.objects.create(
            document=make_document(user=alice), twin=twin, share=0.9, pages=[[1, 1]]
        )
    # Session, user, pairs with both documents.
    with django_assert_num_queries(3):
        person.get(URL)


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_pages_show_each_pair_once_those_that_share_most_first(
    person, alice, monkeypatch, headers
):
    monkeypatch.setattr(duplicates, "PAGE_SIZE", 2)
    twin = make_document(user=alice)
    shares = [0.5, 0.9, 0.9, 1 / 3, 0.9]
    for share in shares:
        NearDuplicate.objects.create(
            document=make_document(user=alice), twin=twin, share=share, pages=[[1, 1]]
        )
    seen, address = [], URL
    while address:
        html = person.get(address, headers=headers).content.decode()
        assert ("<html" in html) == (not headers)
        seen += map(int, re.findall(r'id="pair-(\d+)"', html))
        more = re.search(r'href="(\?cursor=[^"]+)"', html)
        address = more and URL + more[1]
    found = NearDuplicate.objects.in_bulk(seen)
    assert [found[pk].share for pk in seen] == sorted(shares, reverse=True)
    assert len(set(seen)) == 5


def test_a_damaged_cursor_is_told(person):
    for pk in ("x", "1e9", "01890a5d-ac96-774b-bcce-b302099a8057"):
        token = Cursor("closest", "0.9", pk).encode()
        assert person.get(URL, {"cursor": token}).status_code == 400
